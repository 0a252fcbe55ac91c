"""What a decision may change among the people of the group, at the very end: somebody goes (X5, C25)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import states
from commun.governance.actions import places, processes, removals
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision, Membership, Process, Removal
from commun.governance.notifications import removals as mails

Change = Mapping[str, Any]


def register() -> None:
    """Called once the room is ready."""
    effects.add(removals.KIND, Effect(gettext_lazy("Asks somebody to go"), check, diff, apply, opening))


def check(space: Space, change: Change) -> None:
    """Raises Refused when the person is gone already."""
    if _asked(space, change).membership.state not in states.INSIDE:
        raise Refused(_("This person is not in the group any more."))


def diff(space: Space, change: Change) -> list[DiffLine]:
    """From « member » to « left »."""
    row = _asked(space, change).membership
    return [DiffLine(row.name, before=str(row.get_state_display()), after=str(Membership.State.LEFT.label))]


def opening(decision: Decision, change: Change, wish: processes.Wish) -> None:
    """Raises Refused for any other way of deciding than the secret ballot of the rule, after the person was heard."""
    row = _asked(decision.space, change)
    removals.refuse_unless_ready(row)
    said = removals.wish_of(row)
    is_same = (
        row.decision_id == decision.pk
        and wish.is_secret
        and wish.method == said.method
        and dict(wish.rules) == dict(said.rules)
        and {one.pk for one in wish.electors} == {one.pk for one in said.electors}
        and wish.opens_at is not None
        and wish.opens_at > clock.now() + removals.READING - dt.timedelta(minutes=1)
    )
    if not is_same:
        raise Refused(_("This is decided by the secret ballot of the group’s rule, and in no other way."))


def apply(decision: Decision, change: Change, actor: journal.Person | journal.Rule) -> None:
    """Take exactly this person out, what they hold going back to the group; only at the bell of the secret ballot."""
    row = _asked(decision.space, change)
    process = row.process
    is_its_bell = (
        process is not None
        and process.decision_id == decision.pk
        and process.is_secret
        and process.state == Process.State.OPEN
        and process.closes_at is not None
        and process.closes_at <= clock.now()
    )
    if not is_its_bell:
        raise Refused(_("This is decided by the secret ballot of the group’s rule, and in no other way."))
    reason = _("Decision %(number)s, by secret ballot.") % {"number": decision.number}
    made = places.depart(places.locked(row.membership), by=states.By.VOTE, actor=actor, reason=reason)
    mails.gone(row, made.fact.pk)


def _asked(space: Space, change: Change) -> Removal:
    with scope.use(space):
        rows = Removal.objects.select_related("membership__person", "membership__space", "process", "case__space")
        found = rows.filter(ref=str(change.get("removal", ""))).first()
    if found is None:
        raise Refused(_("There is no such person in the group."))
    return found
