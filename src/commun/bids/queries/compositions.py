"""Compositions of a team in plain words: who does what, what is missing and why, whom one could invite."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo.team import Need, can_take
from commun.algo.text import sort_key
from commun.bids.models import Bid, TeamPart, TeamProposal
from commun.bids.queries.teaming import POSSIBLE, Matter, key_of
from commun.core import scope
from commun.ui.money import euros

Row = Mapping[str, Any]
# How many are looked for.
TEAMS: Final = 3


@dataclass(frozen=True)
class PersonLine:
    """Somebody of a composition: tasks and load in words, reasons, where they stand in the team today."""

    key: str
    name: str
    tasks: tuple[str, ...]
    load: str
    reasons: tuple[str, ...]
    standing: str = ""
    is_guessed: bool = False


@dataclass(frozen=True)
class CoverLine:
    """One need: half days covered of those asked, what is missing in a sentence, who else could."""

    label: str
    covered: str
    value: int
    maximum: int
    is_must: bool
    gap: str = ""
    # Others of the group who could take it, alphabetical.
    could: tuple[str, ...] = ()


@dataclass(frozen=True)
class InviteLine:
    """Somebody who could be invited, where they are, and for what."""

    key: str
    name: str
    where: str
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Around:
    """« What is missing and whom to invite »: those who would close it, who else could per need, what stays."""

    best: tuple[InviteLine, ...] = ()
    able: tuple[tuple[str, tuple[InviteLine, ...]], ...] = ()
    still: tuple[str, ...] = ()


@dataclass(frozen=True)
class CompositionView:
    """One composition. ``missing``: sentences about the whole team; ``differs``: beside the first one."""

    number: int
    people: tuple[PersonLine, ...]
    needs: tuple[CoverLine, ...]
    missing: tuple[str, ...]
    summary: str
    note: str
    around: Around | None = None
    differs: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(default_factory=tuple)

    @property
    def does_something(self) -> bool:
        """Somebody of it has something to do."""
        return any(one.tasks for one in self.people)

    @property
    def is_askable(self) -> bool:
        """Somebody of it is neither in the team nor asked yet."""
        return any(one.standing not in {TeamPart.State.JOINED, TeamPart.State.ASKED} for one in self.people)

    @property
    def lacking(self) -> list[CoverLine]:
        """Needs that lack days."""
        return [need for need in self.needs if need.gap]

    @property
    def whole(self) -> list[CoverLine]:
        """Needs that have all their days."""
        return [need for need in self.needs if not need.gap]


def days(half_days: int) -> str:
    """« 2 days », « half a day »."""
    if half_days == 1:
        return _("half a day")
    count = f"{half_days // 2}" if half_days % 2 == 0 else _("%(whole)s.5") % {"whole": half_days // 2}
    return ngettext("%(count)s day", "%(count)s days", max(half_days // 2, 1)) % {"count": count}


def last_proposal(bid: Bid) -> TeamProposal | None:
    """The last computation asked for this answer. 1 query."""
    with scope.use(bid.space_id):
        return TeamProposal.objects.filter(bid=bid).select_related("asked_by__person").first()


def standing_of(bid: Bid) -> dict[str, str]:
    """Where people stand in the team today, by key: joined, asked ... 1 query."""
    with scope.use(bid.space_id):
        return {key_of(part): part.state for part in TeamPart.objects.filter(bid=bid)}


def views_of(matter: Matter, result: Row, standing: Mapping[str, str]) -> list[CompositionView]:
    """The stored compositions in words. No query."""
    teams: Sequence[Row] = result.get("teams", [])
    invited: Sequence[Row | None] = result.get("invited", [])
    views = []
    for number, team in enumerate(teams, start=1):
        around = invited[number - 1] if number <= len(invited) else None
        views.append(view_of(matter, team, standing, number=number, around=around, first=teams[0]))
    return views


def few_words(result: Row, views: Sequence[CompositionView]) -> str:
    """Why there are fewer than three teams, when it is proven that no other one exists."""
    if not result.get("is_all") or not views or len(views) >= TEAMS:
        return ""
    if not views[0].does_something:
        return _("Nobody in the group can take one of these needs today: here is what is missing, and whom to invite.")
    sentence = ngettext(
        "In a group of this size, with those who are in the team already, there is a single composition. Another one "
        "would only add somebody without a task, or be the same with one person more or less.",
        "In a group of this size, with those who are in the team already, there are only %(count)s compositions. "
        "Another one would only add somebody without a task, or be the same as one of them with one person more or "
        "less.",
        len(views),
    )
    return sentence % {"count": len(views)}


def view_of(
    matter: Matter,
    team: Row,
    standing: Mapping[str, str],
    *,
    number: int = 0,
    around: Row | None = None,
    first: Row | None = None,
) -> CompositionView:
    """One composition in words; people who left the group meanwhile are said to have."""
    missing = tuple(_lack(matter, lack) for lack in (*team["lacks"], *team["breaks"]))
    needs = tuple(_cover(matter, team))
    return CompositionView(
        number=number,
        people=tuple(sorted(_people(matter, team, standing), key=lambda one: one.name.casefold())),
        needs=needs,
        missing=missing,
        summary=_summary(team, missing),
        note=_note(team),
        around=None if around is None else _around(matter, team, around),
        differs=_differs(matter, team, first) if first is not None and first is not team else (),
        keys=tuple(team["people"]),
    )


def left_out_words(matter: Matter, keys: Sequence[str]) -> str:
    """Whom a choice by hand leaves out though they are in the team; empty when there is nobody."""
    out = [matter.names[one.key] for one in matter.problem.candidates if one.is_fixed and one.key not in keys]
    if not out:
        return ""
    said = {"names": ", ".join(sorted(out, key=sort_key))}
    words = _("Left out here, though in the team: %(names)s. Nothing changes there: one leaves a team by oneself.")
    return words % said


def _name(matter: Matter, key: str) -> str:
    return matter.names.get(key, _("somebody who is no longer here"))


def _need(matter: Matter, key: str) -> str:
    view = matter.needs.get(key)
    return view.label if view else matter.asks.get(key) or _("a need that was removed")


def _task(matter: Matter, task: Row) -> str:
    return f"{_need(matter, task['need'])} ({days(task['half_days'])})"


def _people(matter: Matter, team: Row, standing: Mapping[str, str]) -> Iterator[PersonLine]:
    # What all bring alike says nothing of anybody.
    common = [{(one["kind"], one["about"]) for one in part["reasons"]} for part in team["parts"]]
    shared = set.intersection(*common) if len(common) > 1 else set()
    levels = {one.key: one.levels for one in matter.problem.candidates}
    for part in team["parts"]:
        key = part["person"]
        own = [one for one in part["reasons"] if (one["kind"], one["about"]) not in shared]
        words = {"load": days(part["half_days"]) if part["half_days"] else "0", "free": days(part["available"])}
        yield PersonLine(
            key=key,
            name=_name(matter, key),
            tasks=tuple(_task(matter, task) for task in part["tasks"]),
            load=_("%(load)s out of %(free)s") % words if part["available"] else _("no day said"),
            reasons=tuple(dict.fromkeys(_reason(matter, reason, levels.get(key, {})) for reason in own)),
            standing=standing.get(key, ""),
            is_guessed=key in matter.guessed,
        )


def _reason(matter: Matter, reason: Row, levels: Mapping[str, int]) -> str:
    kind, about = reason["kind"], reason["about"]
    if kind == "skill" and levels.get(about) == POSSIBLE:
        return _("has a trade or a part of it in common: “%(need)s”") % {"need": _need(matter, about)}
    need = {"need": _need(matter, about)} if kind in {"only", "carry", "contribute", "watch", "skill"} else {}
    entity = {"entity": matter.entities.get(about, "")}
    words = {
        "only": lambda: _("the only one who can take “%(need)s”") % need,
        "carry": lambda: _("would carry “%(need)s”") % need,
        "contribute": lambda: _("would contribute to “%(need)s”") % need,
        "watch": lambda: _("keeps an eye on “%(need)s”") % need,
        "skill": lambda: _("says they do this: “%(need)s”") % need,
        "worked": lambda: _("has worked with %(person)s") % {"person": _name(matter, about)},
        "turn": lambda: _("was left out lately: it is their turn"),
        "newcomer": lambda: _("has just arrived"),
        "carrier": lambda: _("their entity can carry the answer: %(entity)s") % entity,
        "turnover": lambda: _("their entity brings turnover: %(entity)s") % entity,
        "references": lambda: _("has works to show"),
    }  # fmt: skip
    return str(words[kind]())


def _cover(matter: Matter, team: Row) -> Iterator[CoverLine]:
    gaps = {gap["need"]: gap for gap in team["gaps"]}
    asked = {need.key: need for need in matter.problem.needs}
    for key, view in matter.needs.items():
        covered = team["covered"].get(key, 0)
        need = asked[key]
        words = {"covered": days(covered) if covered else "0", "asked": days(need.half_days)}
        gap = _gap(gaps[key]) if key in gaps else ""
        could = _could(matter, need, team["people"]) if gap else ()
        yield CoverLine(
            view.label, _("%(covered)s out of %(asked)s") % words, min(covered, need.half_days), need.half_days,
            need.is_must, gap, could,
        )  # fmt: skip
    yield from _shown(matter, team)


def _shown(matter: Matter, team: Row) -> Iterator[CoverLine]:
    """References asked that the people of the team bring; those that lack are told of the whole team."""
    lacking = {lack["need"] for lack in (*team["lacks"], *team["breaks"]) if lack["kind"] == "references"}
    inside = [one for one in matter.problem.candidates if one.key in set(team["people"])]
    for need in matter.problem.needs:
        count = sum(one.references.get(need.key, 0) for one in inside)
        if need.key in matter.asks and need.key not in lacking and count >= need.references:
            words = ngettext("%(count)s work to choose from.", "%(count)s works to choose from.", count)
            covered = words % {"count": count}
            yield CoverLine(matter.asks[need.key], covered, need.references, need.references, need.is_must)


def _could(matter: Matter, need: Need, inside: Sequence[str]) -> tuple[str, ...]:
    able = (
        matter.names[one.key]
        for one in matter.problem.candidates
        if one.half_days and one.key not in inside and can_take(one, need)
    )
    return tuple(sorted(able, key=sort_key))


def _gap(gap: Row) -> str:
    """What is missing of a need, and why."""
    said = {"days": days(gap["half_days"]), "count": gap["able"]}
    why = {
        "nobody": _("Missing: %(days)s. Nobody in the group says they do this."),
        "level": _("Missing: %(days)s. Some know the subject, nobody at the level asked."),
        "declined": _("Missing: %(days)s. Those who could passed this time."),
        "no_days": _("Missing: %(days)s. Those who could have no day free."),
        "few_days": _("Missing: %(days)s. All those who could, together, do not have enough days."),
        "shared": _("Missing: %(days)s. The team could, but its days are needed elsewhere."),
        "not_in_team": _("Missing: %(days)s. Others in the group could: they are not in this team."),
    }
    return why[gap["why"]] % said


def _lack(matter: Matter, lack: Row) -> str:
    amount, about = lack["amount"], lack["need"]
    if lack["kind"] == "turnover":
        return _("The entities lack %(amount)s of turnover.") % {"amount": euros(amount)}
    words = {
        "people": lambda: ngettext("%(count)s person is missing.", "%(count)s people are missing.", amount),
        "newcomer": lambda: _("Nobody in it has just arrived."),
        "carrier": lambda: _("No entity in it can carry the answer: each should write theirs in their profile."),
        "references": lambda: ngettext(
            "Works to show: %(count)s more is missing for “%(need)s”.",
            "Works to show: %(count)s more are missing for “%(need)s”.",
            amount,
        ),
        "too_many": lambda: ngettext("%(count)s person too many.", "%(count)s people too many.", amount),
        "entity": lambda: _("Too many people of one entity: %(entity)s."),
    }
    said = {"count": amount, "need": _need(matter, about), "entity": matter.entities.get(about, about)}
    return str(words[lack["kind"]]()) % said


def _summary(team: Row, missing: Sequence[str]) -> str:
    musts = sum(gap["is_must"] for gap in team["gaps"])
    if not team["gaps"] and not missing:
        return _("Every need has its days.")
    if not musts and not missing:
        return _("Everything that must be covered is; some wishes are not.")
    if musts:
        return ngettext("%(count)s need still lacks days.", "%(count)s needs still lack days.", musts) % {
            "count": musts
        }
    return _("The needs have their days; something else is missing.")


def _note(team: Row) -> str:
    if team["method"] == "greedy":
        return _("A quick answer, not the best one: the full computation did not come in time.")
    if team["method"] == "exact" and not team["is_proven"]:
        return _("The best found in the time allowed; a better one may exist.")
    return ""


def _differs(matter: Matter, team: Row, first: Row) -> tuple[str, ...]:
    """Who comes and who leaves, beside the first composition."""
    mine, theirs = set(team["people"]), set(first["people"])
    come = sorted((_name(matter, key) for key in mine - theirs), key=str.casefold)
    leave = sorted((_name(matter, key) for key in theirs - mine), key=str.casefold)
    said = []
    if come:
        said.append(_("with %(names)s") % {"names": ", ".join(come)})
    if leave:
        said.append(_("without %(names)s") % {"names": ", ".join(leave)})
    return tuple(said)


def changes(matter: Matter, before: Row, after: Row) -> tuple[str, ...]:
    """What another team would change: who comes and leaves, and each need that gains or loses days. No query."""
    said = list(_differs(matter, after, before))
    for key, view in matter.needs.items():
        gained = after["covered"].get(key, 0) - before["covered"].get(key, 0)
        words = {"need": view.label, "days": days(abs(gained))}
        if gained > 0:
            said.append(_("“%(need)s”: %(days)s more") % words)
        elif gained < 0:
            said.append(_("“%(need)s”: %(days)s less") % words)
    return tuple(said)


def _around(matter: Matter, team: Row, invited: Row) -> Around:
    where = {one.key: one.circle for one in matter.wider}
    places = {1: _("of the cooperative"), 2: _("of a network")}

    def line(key: str, tasks: Sequence[Row] = ()) -> InviteLine:
        words = tuple(_task(matter, task) for task in tasks)
        return InviteLine(key, _name(matter, key), places.get(where.get(key, 0), _("of the group")), words)

    best = invited["best"]
    # What others of the group could take is said of the need itself: nobody looks outside for it.
    asked = {need.key: need for need in matter.problem.needs}
    inside = {
        gap["need"]
        for gap in invited["still"]
        if gap["need"] in asked and _could(matter, asked[gap["need"]], team["people"])
    }
    return Around(
        best=tuple(line(part["person"], part["tasks"]) for part in best["parts"]) if best else (),
        able=tuple((_need(matter, need), tuple(line(key) for key in keys)) for need, keys in invited["able"] if keys),
        still=tuple(_still(matter, gap) for gap in invited["still"] if gap["need"] not in inside),
    )


def _still(matter: Matter, gap: Row) -> str:
    said = {"need": _need(matter, gap["need"]), "days": days(gap["half_days"])}
    return _("“%(need)s”: %(days)s that nobody around says they can take. Look outside, or ask the buyer.") % said
