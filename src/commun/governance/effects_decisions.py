"""What a decision may change among decisions: replace an earlier one, end it, or answer its review (C25, S5)."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import follow_through as steps
from commun.governance.actions import decision_moves as moves
from commun.governance.actions import decisions
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.journal import decisions as facts
from commun.governance.models import Decision
from commun.ui.dates import day

Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule
Line = Callable[[str, Change], list[DiffLine]]
Past = Callable[[Space, Mapping[int, Change]], Mapping[int, list[DiffLine]]]
REVIEW, REPLACE, END = "decision.review", "decision.replace", "decision.end"
KEEP, ADAPT, STOP = "keep", "adapt", "stop"
ANSWERS: Mapping[str, Any] = {
    KEEP: gettext_lazy("keep it as it is"),
    ADAPT: gettext_lazy("adapt it: this text replaces it"),
    STOP: gettext_lazy("stop it"),
}


def register() -> None:
    """Called once the room is ready."""
    replaces, ends, reviews = (
        gettext_lazy("Replaces a decision"),
        gettext_lazy("Ends a decision"),
        gettext_lazy("Review of a decision"),
    )
    effects.add(REPLACE, Effect(replaces, _check_replace, _diff_replace, _apply_replace, past=_past(_replaced)))
    effects.add(END, Effect(ends, _check_end, _diff_end, _apply_end, past=_past(_ended)))
    effects.add(REVIEW, Effect(reviews, _check_review, _diff_review, _apply_review, past=_past(_answered)))


def _past(line: Line) -> Past:
    """It was in force, and what the decision says happened: the same words, afterwards. 1 query."""

    def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
        with scope.use(space):
            rows = Decision.objects.filter(ref__in=[one.get("decision") for one in changes.values()])
            titles = dict(rows.values_list("ref", "title"))
        return {pk: line(titles[one["decision"]], one) for pk, one in changes.items() if one["decision"] in titles}

    return past


def reviewed(space: Space, change: Change) -> Decision:
    """The decision that a change speaks of. Raises Refused."""
    with scope.use(space):
        found = Decision.objects.select_related("space").filter(ref=change.get("decision")).first()
    if found is None:
        raise Refused(_("There is no such decision in the group."))
    return found


def _check_in_force(space: Space, change: Change) -> Decision:
    row = reviewed(space, change)
    if row.state not in steps.IN_FORCE:
        raise Refused(_("“%(title)s” is no longer in force: there is nothing to change.") % {"title": row.title})
    return row


def _check_replace(space: Space, change: Change) -> None:
    decisions.refuse_in_a_text(_check_in_force(space, change))


def _diff_replace(space: Space, change: Change) -> list[DiffLine]:
    return _replaced(reviewed(space, change).title, change)


def _replaced(title: str, change: Change) -> list[DiffLine]:
    return [DiffLine(title, before=_("in force"), after=_("replaced by this text"))]


def _apply_replace(decision: Decision, change: Change, actor: Actor) -> None:
    row = moves.locked(reviewed(decision.space, change))
    decisions.supersede(row, moves.locked(decision), actor=actor)


def _check_end(space: Space, change: Change) -> None:
    decisions.refuse_in_a_text(_check_in_force(space, change))
    if not str(change.get("reason", "")).strip():
        raise Refused(_("Say why: letting go is honourable, and the reason is worth keeping."))


def _diff_end(space: Space, change: Change) -> list[DiffLine]:
    return _ended(reviewed(space, change).title, change)


def _ended(title: str, change: Change) -> list[DiffLine]:
    return [DiffLine(title, before=_("in force"), after=_("let go: %(reason)s") % {"reason": change.get("reason")})]


def _apply_end(decision: Decision, change: Change, actor: Actor) -> None:
    row = moves.locked(reviewed(decision.space, change))
    decisions.release(row, reason=str(change.get("reason", "")), lesson="", actor=actor)


def _check_review(space: Space, change: Change) -> None:
    row = _check_in_force(space, change)
    if change.get("answer") not in ANSWERS:
        raise Refused(_("Choose: keep, adapt or stop."))
    if change["answer"] != KEEP:
        decisions.refuse_in_a_text(row)
    again_on = _again_on(change)
    if again_on is not None and again_on <= clock.today():
        raise Refused(_("Choose a day to come for the review."))


def _again_on(change: Change) -> dt.date | None:
    written = change.get("again_on")
    try:
        return dt.date.fromisoformat(written) if written else None
    except (TypeError, ValueError) as wrong:
        raise Refused(_("Choose a day to come for the review.")) from wrong


def _diff_review(space: Space, change: Change) -> list[DiffLine]:
    return _answered(reviewed(space, change).title, change)


def _answered(title: str, change: Change) -> list[DiffLine]:
    again_on = _again_on(change)
    after = {
        KEEP: _("in force, no longer an experiment"),
        ADAPT: _("replaced by this text"),
        STOP: _("let go"),
    }
    lines = [DiffLine(title, before=_("in force"), after=after.get(str(change.get("answer")), ""))]
    if change.get("answer") == KEEP and again_on is not None:
        lines.append(DiffLine(_("Look at it again on"), after=day(again_on, year=True)))
    return lines


def _apply_review(decision: Decision, change: Change, actor: Actor) -> None:
    row = moves.locked(reviewed(decision.space, change))
    if change["answer"] == ADAPT:
        decisions.supersede(row, moves.locked(decision), actor=actor)
    elif change["answer"] == STOP:
        said = [_("The group stopped it at its review."), str(change.get("reason", ""))]
        decisions.release(row, reason=" ".join(part for part in said if part), lesson="", actor=actor)
    else:
        row.is_experiment, row.ends_on, row.review_on = False, None, _again_on(change)
        row.save()
        data = {"ends_on": None, "again_on": row.review_on.isoformat() if row.review_on else None}
        moves.tell(row, facts.REVIEW_SET, actor=actor, data=data)
