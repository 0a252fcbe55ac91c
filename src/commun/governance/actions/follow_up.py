"""Verbs about things to do: one table for what comes from decisions, meetings, threads and mandates."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line, short_enough
from commun.governance import states
from commun.governance.actions.decision_moves import check_due
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.journal import decisions as facts
from commun.governance.models import Action, Decision, Membership, Role
from commun.governance.policies import decisions as policies

LONGEST_TITLE, LONGEST_NOTE = 300, 500
NOT_YOURS = gettext_lazy("This is for whoever took it, wrote it, or facilitates the group.")
Actor = journal.Person | journal.Rule


@transaction.atomic
def add_action(
    *,
    by: Membership,
    title: str,
    owner: Membership | None = None,
    owner_role: Role | None = None,
    due_on: dt.date | None = None,
    decision: Decision | None = None,
    origin: str = "",
    blocked_by: Action | None = None,
) -> Action:
    """Write a thing to do, for a person, a role, or nobody yet (then it is the group's). Raises Refused.

    ``origin`` says where it was born, as « kind:reference » (meeting_line:123, mandate:ab12).
    """
    refuse_unless_awake(by, by.space_id)
    title = _title(title)
    _check_owner(by.space_id, owner, owner_role)
    if due_on is not None:
        check_due(due_on)
    if blocked_by is not None and blocked_by.space_id != by.space_id:
        raise Refused(_("Choose a thing to do of the group."))
    if decision is not None and decision.space_id != by.space_id:
        raise Refused(_("Choose another decision of the group."))
    action = Action(
        space=by.space,
        title=title,
        owner=owner,
        owner_role=owner_role,
        due_on=due_on,
        decision=decision,
        origin=origin[:80],
        blocked_by=blocked_by,
        created_by=by,
        created_at=clock.now(),
    )
    action.save()
    data = {
        "owner": owner.person_id if owner else None,
        "role": owner_role.ref if owner_role else None,
        "due_on": due_on.isoformat() if due_on else None,
        "decision": decision.ref if decision else "",
        "origin": origin[:80],
    }
    _tell(action, facts.ACTION_ADDED, actor=self_of(by), data=data)
    return action


@transaction.atomic
def take_action(*, by: Membership, action: Action, due_on: dt.date | None = None) -> Action:
    """Make it one's own; what another already took is not taken from them. Raises Refused."""
    row = _locked(action)
    refuse_unless_awake(by, row.space_id)
    _refuse_if_closed(row)
    if row.owner_id == by.pk:
        raise Refused(_("It is already yours."))
    if row.owner_id is not None:
        raise Refused(_("Somebody already took it: speak with them, they can hand it back."))
    if due_on is not None:
        check_due(due_on)
        row.due_on = due_on
    row.owner = by
    row.save(update_fields=["owner", "due_on"])
    due = row.due_on.isoformat() if row.due_on else None
    _tell(row, facts.ACTION_TAKEN, actor=self_of(by), data={"due_on": due})
    return row


@transaction.atomic
def finish_action(*, by: Membership, action: Action, note: str = "") -> Action:
    """Say that it is done. Raises Refused."""
    row = _to_end(by, action)
    return _close(row, Action.State.DONE, facts.ACTION_FINISHED, note, self_of(by))


@transaction.atomic
def let_go_action(*, by: Membership, action: Action, note: str = "") -> Action:
    """Let it go, with a word on why. Raises Refused without that word."""
    row = _to_end(by, action)
    if not note.strip():
        raise Refused(_("Say why in a few words: letting go is honourable."))
    return _close(row, Action.State.LET_GO, facts.ACTION_LET_GO, note, self_of(by))


@transaction.atomic
def hand_back(*, by: Membership, action: Action) -> Action:
    """Give it back to the group, without reproach. Raises Refused."""
    row = _to_end(by, action)
    if row.owner_id is None and row.owner_role_id is None:
        raise Refused(_("It already belongs to the group."))
    return give_back(row, actor=self_of(by))


@transaction.atomic
def plan_action(*, by: Membership, action: Action, due_on: dt.date | None) -> Action:
    """Say for when it is, or that it has no date any more. Raises Refused."""
    row = _to_end(by, action)
    if due_on == row.due_on:
        return row
    if due_on is not None:
        check_due(due_on)
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    data = {"due_on": due_on.isoformat() if due_on else None}
    _tell(row, facts.ACTION_PLANNED, actor=self_of(by), data=data)
    return row


@transaction.atomic
def wait_for(*, by: Membership, action: Action, blocked_by: Action | None) -> Action:
    """Say what it waits for, or that it waits no more. Raises Refused for a circle."""
    row = _to_end(by, action)
    after = blocked_by
    while after is not None:
        if after.pk == row.pk:
            raise Refused(_("Each would wait for the other: nothing would move."))
        if after.space_id != row.space_id:
            raise Refused(_("Choose a thing to do of the group."))
        after = _locked(after).blocked_by
    row.blocked_by = blocked_by
    row.save(update_fields=["blocked_by"])
    data = {"blocked_by": blocked_by.ref if blocked_by else None}
    _tell(row, facts.ACTION_BLOCKED, actor=self_of(by), data=data)
    return row


def give_back(row: Action, *, actor: Actor) -> Action:
    """A locked row belongs to nobody again."""
    former = row.owner.person_id if row.owner else None
    row.owner, row.owner_role = None, None
    row.save(update_fields=["owner", "owner_role"])
    _tell(row, facts.ACTION_HANDED_BACK, actor=actor, data={"owner": former})
    return row


def replace_first_step(*, by: Membership, decision: Decision) -> Action:
    """The first step of an engaged decision is a thing to do; an older one still open goes with the former plan."""
    origin = f"first_step:{decision.ref}"
    journal.hold(decision.space)
    with scope.use(decision.space_id):
        for former in Action.objects.select_for_update().filter(origin=origin, state=Action.State.OPEN):
            _close(former, Action.State.LET_GO, facts.ACTION_LET_GO, _("Planned again."), self_of(by))
    return add_action(
        by=by,
        title=decision.first_step,
        owner=decision.carrier,
        owner_role=decision.carrier_role,
        due_on=decision.due_on,
        decision=decision,
        origin=origin,
    )


def let_go_with(decision: Decision, *, actor: Actor) -> None:
    """What was still to do for a decision goes with it."""
    journal.hold(decision.space)
    with scope.use(decision.space_id):
        rows = list(
            Action.objects.select_for_update(of=("self",))
            .select_related("space")
            .filter(decision=decision, state=Action.State.OPEN)
            .order_by("pk")
        )
    for row in rows:
        _close(row, Action.State.LET_GO, facts.ACTION_LET_GO, _("Gone with the decision."), actor)


def _title(written: str) -> str:
    title = one_line(written)
    if not title:
        raise Refused(_("Write what is to be done."))
    return short_enough(title, LONGEST_TITLE)


def _check_owner(space_id: int, owner: Membership | None, role: Role | None) -> None:
    if owner is not None and role is not None:
        raise Refused(_("Choose one person, or one role."))
    if owner is not None and (owner.space_id != space_id or owner.state != states.MEMBER):
        raise Refused(_("Choose an awake member of the group."))
    if role is not None and (role.space_id != space_id or role.retired_on is not None):
        raise Refused(_("Choose a role of the group that is still in use."))


def _locked(action: Action) -> Action:
    """The row as it is now; the journal is held before it, as everywhere."""
    journal.hold(action.space)
    with scope.use(action.space_id):
        rows = Action.objects.select_for_update(of=("self",)).select_related("space", "owner", "blocked_by")
        return rows.get(pk=action.pk)


def _to_end(by: Membership, action: Action) -> Action:
    row = _locked(action)
    if not policies.can_end_action(by, row):
        raise Refused(NOT_YOURS)
    _refuse_if_closed(row)
    return row


def _refuse_if_closed(row: Action) -> None:
    if row.state != Action.State.OPEN:
        raise Refused(_("This is already closed."))


def _close(row: Action, state: str, fact: str, note: str, actor: Actor) -> Action:
    row.state, row.closed_on = state, clock.today()
    row.closing_note = one_line(note)[:LONGEST_NOTE]
    row.save(update_fields=["state", "closed_on", "closing_note"])
    _tell(row, fact, actor=actor, words={"note": row.closing_note})
    return row


def _tell(
    row: Action,
    fact: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    about = (facts.ACTION, row.ref)
    journal.record(fact, space=row.space, actor=actor, about=about, data=data, words=words)
