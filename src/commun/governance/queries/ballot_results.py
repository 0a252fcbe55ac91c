"""A result as the page tells it: one sentence, bars, how it was counted round by round, the rule with its version.

Everything comes from the result that the process keeps, so that the screen and the export say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.governance import ballot_words, methods
from commun.governance.models import Membership, Process
from commun.governance.queries import ballot_rounds as rounds
from commun.ui import money

Method = Process.Method
Kept = Mapping[str, Any]
RULES: dict[str, Any] = {
    "relative-majority": gettext_lazy("relative majority"),
    "absolute-majority": gettext_lazy("absolute majority"),
    "qualified-majority": gettext_lazy("qualified majority"),
    "plurality": gettext_lazy("most voices"),
    "approval": gettext_lazy("approval"),
    "score": gettext_lazy("highest total of scores"),
    "resistance": gettext_lazy("lowest total of resistances"),
    "dots": gettext_lazy("most dots"),
    "majority-judgment": gettext_lazy("majority judgment"),
    "irv": gettext_lazy("instant run-off"),
    "schulze": gettext_lazy("Schulze"),
    "ranked-pairs": gettext_lazy("ranked pairs"),
    "scottish-stv": gettext_lazy("single transferable vote, Scottish rules"),
    "equal-shares": gettext_lazy("equal shares"),
    "equal-shares-add1": gettext_lazy("equal shares, completed"),
    "greedy": gettext_lazy("most supported first"),
    "summary": gettext_lazy("answers counted"),
    "round": gettext_lazy("answers gathered"),
    "date-poll": gettext_lazy("most “yes”, then fewest “no”"),
    "sha256-lot": gettext_lazy("draw by public seed"),
    "quorum": gettext_lazy("quorum"),
}
TIES: dict[str, Any] = {
    "further-discussion": gettext_lazy("the group talks again"),
    "status-quo": gettext_lazy("nothing changes"),
    "draw": gettext_lazy("a draw that anybody can check"),
}


@dataclass(frozen=True)
class Bars:
    """One chart and its table."""

    title: str
    pairs: Sequence[tuple[str, int]]
    how_many: str = ""


@dataclass(frozen=True)
class Grid:
    """A table beside the bars: grades, duels, rounds, dates."""

    caption: str
    headers: Sequence[Any]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Results:
    """What is shown of a result."""

    sentence: str
    tone: str
    bars: list[Bars] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    is_live: bool = False
    # Dates between which the group still has to choose.
    equals: list[str] = field(default_factory=list)


def kept_of(process: Process) -> Results | None:
    """The result of a closed process, from what it keeps. At most 2 queries."""
    if process.state != Process.State.CLOSED or process.result is None:
        return None
    return results_of(process, process.result, is_live=False)


def live_of(process: Process) -> Results | None:
    """Where an open vote stands, without any winner: it may all change. The ballots are counted: at most 6 queries."""
    way = methods.ways.get(process.method)
    return results_of(process, way.ending(process).result, is_live=True) if way is not None else None


def results_of(process: Process, kept: Kept, *, is_live: bool) -> Results:
    """What is shown of a count."""
    with scope.use(process.space_id):
        labels = ballot_words.labels_of(list(process.options.all()))
    names = _people(process, kept)
    told = _Teller(process, kept, labels, names, is_live=is_live)
    sentence, tone = told.sentence()
    if not kept:
        # Under the minimum of a secret vote: nothing was counted, nothing is drawn.
        return Results(sentence=sentence, tone=tone)
    return Results(
        sentence=sentence,
        tone=tone,
        bars=told.bars(),
        grids=told.grids(),
        steps=[] if is_live else told.steps(),
        facts=[] if is_live else told.facts(),
        is_live=is_live,
        equals=[] if is_live else told.equals(),
    )


def _people(process: Process, kept: Kept) -> dict[str, str]:
    """Names of the people a result speaks of: drawn ones by reference, needed ones by membership. 0 or 1 query."""
    refs = list(kept.get("pool") or ()) if process.method == Method.SORTITION else []
    missing = sorted({one for slot in kept.get("slots") or () for one in slot["missing"]})
    if not refs and not missing:
        return {}
    with scope.use(process.space_id):
        rows = Membership.objects.select_related("person")
        rows = rows.filter(person__ref__in=refs) if refs else rows.filter(pk__in=missing)
        return {(row.person.ref if refs else str(row.pk)): row.name for row in rows}


class _Teller:
    """Tells one result; each method of it is one part of the page."""

    def __init__(
        self, process: Process, kept: Kept, labels: Mapping[str, str], names: Mapping[str, str], *, is_live: bool
    ) -> None:
        self.process, self.kept, self.labels, self.names, self.is_live = process, kept, labels, names, is_live
        self.method = process.method

    # -- one sentence --------------------------------------------------------------------------------------------

    def sentence(self) -> tuple[str, str]:
        """What came out, and its tone."""
        if self.is_live:
            return _("As things stand. It may all change until the close."), "sky"
        outcome = self.process.outcome
        if outcome == methods.TOO_FEW:
            return self._too_few(), "honey"
        if outcome == methods.NO_QUORUM:
            return self._no_quorum(), "honey"
        if self.kept.get("short") and outcome == methods.REJECTED:
            return self._short(), "clay"
        if outcome == methods.BLOCKED:
            why = {"reason": self.kept.get("blocked", "")}
            return _("Adopted, but what it changes could not be applied: %(reason)s") % why, "clay"
        if outcome == methods.TIE:
            return self._tie(), "honey"
        if outcome == methods.NOTED:
            return self._noted(), "leaf"
        if self.method == Method.PROPOSAL:
            return (_("Adopted."), "leaf") if outcome == methods.ADOPTED else (_("Rejected."), "clay")
        return self._winners(), "honey" if self._is_unwritten() else "leaf"

    def _too_few(self) -> str:
        least = self.process.rules.get("min_ballots") or methods.MIN_SECRET_BALLOTS
        return _("Fewer than %(least)s ballots: they were destroyed, and there is no result.") % {"least": least}

    def _no_quorum(self) -> str:
        then = str(self.process.rules.get("next") or "")
        sentence = _("The quorum was not reached: nothing is decided.")
        return f"{sentence} {then}" if then else sentence

    def _short(self) -> str:
        first = ", ".join(self._called(name) for name in self.kept["short"])
        return _("%(option)s came first, without the majority that was asked for: nothing is kept.") % {"option": first}

    def _tie(self) -> str:
        groups = self.kept.get("ties") or []
        if not self._answers():
            return _("Nobody answered: nothing is kept.")
        if self.method == Method.SORTITION:
            return _("There are not enough people in the draw.")
        if not groups:
            return _("Nothing stands out: nothing is kept.")
        tied = ", ".join(self._called(name) for name in groups[-1])
        if self.method == Method.DATES:
            return _("These dates suit as much: %(options)s. Choose one of them.") % {"options": tied}
        sure = f"{self._winners()} " if self.kept.get("settled") else ""
        if self.process.rules.get("tie") == "status-quo":
            return sure + _("A tie between %(options)s. As was chosen, nothing changes.") % {"options": tied}
        return sure + _("A tie between %(options)s. As was chosen, the group talks again.") % {"options": tied}

    def _answers(self) -> int:
        return int(self.kept.get("people") or self.kept.get("cast") or self.kept.get("answers") or 0) or len(
            self.kept.get("pool") or ()
        )

    def _noted(self) -> str:
        if self.method == Method.COUNT:
            people = self.kept["counts"]["in"]
            if self.kept.get("reached"):
                return _("%(count)s are in: it is enough.") % {"count": people}
            words = {"count": people, "missing": self.kept.get("missing", 0)}
            return _("%(count)s are in: %(missing)s more would be needed.") % words
        return _("%(count)s answered.") % {"count": self.kept.get("answers", 0)}

    def _winners(self) -> str:
        names = ", ".join(self._called(name) for name in self.kept.get("settled") or ())
        if self.method == Method.BUDGET:
            return _("Funded: %(options)s.") % {"options": names}
        if self.method == Method.DATES:
            return self._date_kept(names)
        if self.method == Method.SORTITION:
            return _("Drawn: %(options)s.") % {"options": names}
        if self.kept.get("outcome") == "drawn":
            return _("Kept after a tie, by the draw chosen beforehand: %(options)s.") % {"options": names}
        return _("Kept: %(options)s.") % {"options": names}

    def _date_kept(self, names: str) -> str:
        """The date; who of the needed people is missing, and that the meeting then waits for somebody to write it."""
        said = [_("Date kept: %(options)s.") % {"options": names}]
        if self.kept.get("missing"):
            people = ", ".join(self.names.get(str(pk), "") for pk in self.kept["missing"])
            said.append(_("Needed, without a yes for this date: %(people)s.") % {"people": people})
        if self._is_unwritten():
            said.append(_("So the meeting was not written: somebody writes it, or opens another poll."))
        return " ".join(said)

    def _is_unwritten(self) -> bool:
        """A date is kept, and its meeting did not write itself."""
        return self.method == Method.DATES and bool(self.kept.get("missing")) and not self.kept.get("meeting")

    def _called(self, name: str) -> str:
        if self.method == Method.PROPOSAL:
            return ballot_words.answer_label(self.method, name)
        return self.labels.get(name) or self.names.get(name) or _("somebody who left")

    # -- figures -------------------------------------------------------------------------------------------------

    def bars(self) -> list[Bars]:
        """The first count, in the order of the options."""
        if self.method in {Method.SENSE, Method.GRADIENT, Method.COUNT}:
            pairs = [
                (label, self.kept["counts"].get(value, 0)) for value, label, _h in ballot_words.ANSWERS[self.method]
            ]
            return [Bars(_("Answers"), [(str(label), count) for label, count in pairs], _("People"))]
        first = self._first_counts()
        if first is None:
            return []
        pairs = [(self._called(name), rounds.whole(amount)) for name, amount in first.items()]
        if self.method == Method.PROPOSAL:
            pairs.append((ballot_words.answer_label(self.method, "abstain"), self._abstained()))
        title, unit = self._measure()
        charts = [Bars(title, pairs, unit)]
        beside = self.kept.get("per_person")
        if beside and beside.get("rounds"):
            persons = [(self._called(name), rounds.whole(one)) for name, one in beside["rounds"][0]["counts"].items()]
            charts = [Bars(_("With the weights"), pairs, unit), Bars(_("One voice each"), persons, unit)]
        return charts

    def _first_counts(self) -> Mapping[str, Any] | None:
        found = self.kept.get("rounds") or []
        if self.method in {Method.GRADES, Method.DATES, Method.QUESTION, Method.SORTITION} or not found:
            return None
        if not found[0]["counts"] or found[0]["event"] in {"paths", "lock", "skip"}:
            return None
        counts: Mapping[str, Any] = found[0]["counts"]
        return counts

    def _abstained(self) -> int:
        return int(self.kept["rounds"][0]["facts"].get("abstentions", 0))

    def _measure(self) -> tuple[str, str]:
        if self.method == Method.DOTS:
            return _("Dots received"), _("Dots")
        if self.method == Method.SCORE:
            return _("Total of the scores"), _("Points")
        if self.method == Method.RESISTANCE:
            return _("Total of the resistances"), _("Points")
        if self.method in {Method.RANKED, Method.SEVERAL}:
            return _("First choices"), _("Voices")
        return _("Answers"), _("Voices")

    def grids(self) -> list[Grid]:
        """Grades, duels, dates, rounds, money: what one bar each would not tell."""
        if self.method == Method.DATES:
            return rounds.dates(self.kept, self.labels, self.names, Grid)
        tables = self.kept.get("tables") or {}
        if self.method == Method.GRADES and tables:
            return [rounds.grades(tables, self.labels, Grid)]
        if self.method == Method.BUDGET and not self.is_live:
            return [rounds.money_table(self.process, self.kept, self.labels, Grid)]
        if tables and not self.is_live:
            return [rounds.duels(tables, self.labels, Grid)]
        return []

    def steps(self) -> list[str]:
        """Round by round, in sentences."""
        found = [*(self.kept.get("rounds") or ()), *([self.kept["draw"]] if self.kept.get("draw") else [])]
        return [sentence for one in found if self._holds(one) and (sentence := rounds.sentence(one, self._called))]

    def _holds(self, one: Kept) -> bool:
        """A project that a tie left open is not told as funded, though some order would fund it."""
        return one["event"] != "fund" or set(one["elected"]) <= set(self.kept.get("settled") or ())

    def equals(self) -> list[str]:
        """The dates between which the group still has to choose."""
        groups = self.kept.get("ties") or []
        return list(groups[-1]) if self.method == Method.DATES and groups else []

    def facts(self) -> list[tuple[str, str]]:
        """The rule with its version, those who took part, the quorum, the tie rule, the seed."""
        kept, rules = self.kept, self.process.rules
        name = str(kept.get("rule") or "")
        label = RULES.get(name.partition("/")[0])
        pairs = [
            (_("Rule and version"), f"{label} ({name})" if label else name),
            (_("Abstentions"), str(kept["abstentions"]) if kept.get("abstentions") else ""),
            (_("Quorum"), self._quorum()),
            (_("If there is a tie"), str(TIES.get(rules.get("tie", ""), "")) if kept.get("rounds") else ""),
            (_("Weights"), str(kept.get("weight", "")) if kept.get("per_person") else ""),
            (_("Spent"), money.euros(kept["spent_cents"]) if "spent_cents" in kept else ""),
            (_("Left"), money.euros(kept["left_cents"]) if "left_cents" in kept else ""),
            (_("Public seed of the draw"), self._seed()),
        ]
        return [(title, value) for title, value in pairs if value]

    def _quorum(self) -> str:
        for one in self.kept.get("rounds") or ():
            if one["event"] == "quorum":
                return str(_("%(present)s took part, %(needed)s were needed") % one["facts"])
        if "needed" in self.kept and self.process.outcome == methods.NO_QUORUM:
            words = {"present": self.kept.get("cast", 0), "needed": self.kept["needed"]}
            return _("%(present)s took part, %(needed)s were needed") % words
        return ""

    def _seed(self) -> str:
        is_drawn = self.kept.get("outcome") == "drawn" or self.method == Method.SORTITION
        has_lots = any(one["facts"].get("by") == "lot" for one in self.kept.get("rounds") or ())
        return str(self.kept.get("seed") or "") if is_drawn or has_lots else ""
