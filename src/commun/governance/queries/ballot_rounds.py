"""The rounds of a count in sentences, and the tables that go with them."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from commun.algo.voting import judgment
from commun.governance.models import Process
from commun.ui import money

Kept = Mapping[str, Any]
Labels = Mapping[str, str]
Called = Callable[[str], str]


def whole(amount: Any) -> int:
    """An amount for a bar: « 7/2 » is drawn as 3; tables say it exactly."""
    return int(Fraction(str(amount)))


def decimal(amount: Any) -> str:
    """An amount for a sentence: whole, or with two decimals."""
    value = Fraction(str(amount))
    return str(int(value)) if value.denominator == 1 else f"{float(value):.2f}".replace(".", ",")


def percent(share: Any) -> str:
    """« 67/100 » as 67 %; at most two decimals."""
    return f"{decimal(Fraction(str(share)) * 100)} %"


def sentence(one: Kept, called: Called) -> str:
    """One round in one sentence; empty for what the bars and tables already tell."""
    teller = TELLERS.get(one["event"])
    return teller(one, called) if teller else ""


def _names(one: Kept, called: Called) -> str:
    return ", ".join(called(name) for name in one["options"])


def _quorum(one: Kept, called: Called) -> str:
    words = {"present": one["facts"]["present"], "needed": one["facts"]["needed"]}
    if one["facts"]["reached"] == "yes":
        return _("Quorum: %(present)s took part, %(needed)s were needed. It is reached.") % words
    return _("Quorum: %(present)s took part, %(needed)s were needed. It is not reached.") % words


def _majority(one: Kept, called: Called) -> str:
    needed = str(one["facts"]["needed"])
    if needed == "most voices":
        return _("Relative majority: more for than against.")
    words = {"base": one["facts"]["base"], "share": ""}
    if needed.startswith("more than"):
        return _("Absolute majority: more than half of %(base)s.") % words
    words["share"] = percent(needed.partition(" ")[0])
    return _("Qualified majority: at least %(share)s of %(base)s.") % words


def _condition(one: Kept, called: Called) -> str:
    facts, count = one["facts"], next(iter(one["counts"].values()))
    words = {"names": _names(one, called), "share": percent(facts["share"]), "base": facts["base"], "count": count}
    if facts["held"] == "yes":
        return _("%(names)s: at most %(share)s of %(base)s. There are %(count)s: it is respected.") % words
    return _("%(names)s: at most %(share)s of %(base)s. There are %(count)s: it is too many.") % words


def _exclude(one: Kept, called: Called) -> str:
    words = {"names": _names(one, called), "counts": _counts(one, called)}
    if one["facts"].get("by") == "lot":
        return _("%(names)s leaves, by lot among the last ones. Before: %(counts)s.") % words
    return _("%(names)s leaves: the last one. Counts: %(counts)s.") % words


def _elect(one: Kept, called: Called) -> str:
    words = {"names": ", ".join(called(name) for name in one["elected"]), "counts": _counts(one, called)}
    if "quota" in one["facts"]:
        words["quota"] = decimal(one["facts"]["quota"])
        return _("%(names)s has a seat (quota: %(quota)s). Counts: %(counts)s.") % words
    return _("%(names)s has more than half. Counts: %(counts)s.") % words


def _count(one: Kept, called: Called) -> str:
    return _elect(one, called) if "quota" in one["facts"] and one["elected"] else ""


def _transfer(one: Kept, called: Called) -> str:
    words = {"names": _names(one, called), "counts": _counts(one, called)}
    return _("What %(names)s had above the quota is passed on. Counts: %(counts)s.") % words


def _fill(one: Kept, called: Called) -> str:
    return _("%(names)s takes the last seat.") % {"names": _names(one, called)}


def _lock(one: Kept, called: Called) -> str:
    better, worse = (called(name) for name in one["options"])
    words = {"better": better, "worse": worse, **one["facts"]}
    if one["event"] == "skip":
        return _("%(better)s against %(worse)s, %(for)s to %(against)s: left aside, it would go in a circle.") % words
    return _("%(better)s is preferred to %(worse)s, %(for)s to %(against)s.") % words


def _part(one: Kept, called: Called) -> str:
    better, worse = (called(name) for name in one["options"])
    words = {"better": better, "worse": worse, "pair": one["facts"]["pair"]}
    return _("%(better)s and %(worse)s have the same median; they part at the pair of grades no. %(pair)s.") % words


def _fund(one: Kept, called: Called) -> str:
    facts = one["facts"]
    words = {"name": _names(one, called), "cost": money.euros(int(facts["cost"]))}
    if facts.get("how") == "shares":
        return _("%(name)s is funded by the shares of those who want it: %(cost)s.") % words
    return _("%(name)s is funded, most supported of those that fit: %(cost)s.") % words


def _draw(one: Kept, called: Called) -> str:
    return _("The draw gives: %(names)s.") % {"names": _names(one, called)}


def _counts(one: Kept, called: Called) -> str:
    return ", ".join(f"{called(name)} {decimal(amount)}" for name, amount in one["counts"].items())


TELLERS: dict[str, Callable[[Kept, Called], str]] = {
    "quorum": _quorum,
    "majority": _majority,
    "condition": _condition,
    "count": _count,
    "exclude": _exclude,
    "elect": _elect,
    "transfer": _transfer,
    "fill": _fill,
    "lock": _lock,
    "skip": _lock,
    "part": _part,
    "fund": _fund,
    "draw": _draw,
}


def _end(label: Any) -> dict[str, Any]:
    return {"label": label, "at_end": True}


def grades(tables: Mapping[str, Kept], labels: Labels, grid: Any) -> Any:
    """How many gave each grade, the best grades first."""
    # The database keeps the figures of a row in an order of its own.
    words = [word for word in judgment.FRENCH_GRADES[::-1] if word in next(iter(tables.values()))]
    rows = [[labels.get(name, ""), *(str(row[word]) for word in words)] for name, row in tables.items()]
    return grid(_("Grades received"), [_("Option"), *(_end(word) for word in words)], rows)


def duels(tables: Mapping[str, Kept], labels: Labels, grid: Any) -> Any:
    """How many prefer the option of the row to that of the column."""
    names = list(tables)
    rows = [
        [labels.get(name, ""), *("–" if other == name else str(tables[name].get(other, 0)) for other in names)]
        for name in names
    ]
    headers = [_("Preferred to"), *(_end(labels.get(name, "")) for name in names)]
    return grid(_("Duels: how many prefer the option of the line to that of the column"), headers, rows)


def dates(kept: Kept, labels: Labels, names: Labels, grid: Any) -> list[Any]:
    """Each date: yes, if need be, no, and who of the needed people cannot."""
    rows = [
        [
            labels.get(slot["date"], ""),
            str(slot["yes"]),
            str(slot["if_need_be"]),
            str(slot["no"]),
            ", ".join(names.get(str(one), "") for one in slot["missing"]) or "–",
        ]
        for slot in kept.get("slots") or ()
    ]
    headers = [_("Date"), _end(_("yes")), _end(_("if need be")), _end(_("no")), _("Needed, without a yes")]
    return [grid(_("Answers for each date"), headers, rows)] if rows else []


def money_table(process: Process, kept: Kept, labels: Labels, grid: Any) -> Any:
    """Each project: whether it is funded, and by the count of most supported first beside."""
    funded = set(kept.get("settled") or ())
    beside = set((kept.get("beside") or {}).get("winners") or ())
    first = ((kept.get("rounds") or [{"counts": {}}])[0]).get("counts") or {}
    costs = kept.get("costs") or {}
    rows = [
        [
            label,
            money.euros(costs[name]) if name in costs else "",
            str(first.get(name, 0)),
            _("funded") if name in funded else "–",
            _("funded") if name in beside else "–",
        ]
        for name, label in labels.items()
    ]
    headers = [
        _("Project"),
        _end(_("Cost")),
        _end(_("Support")),
        _("By the rule chosen"),
        _("By most supported first"),
    ]
    return grid(_("Projects"), headers, rows)
