"""Verbs about who facilitates: giving, ending, handing over, and taking up a role that nobody holds."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.governance import journal as facts
from commun.governance import policies, states
from commun.governance.actions import places
from commun.governance.actions.places import self_of
from commun.governance.models import Membership


@transaction.atomic
def give_role(*, by: Membership, membership: Membership, role: str, ends_on: dt.date | None = None) -> Membership:
    """Let a member facilitate or animate, until a day or without end. Raises Refused."""
    places.refuse_unless(policies.has_role(by) and by.space_id == membership.space_id)
    return _give(places.locked(membership), role, ends_on, by)


@transaction.atomic
def hand_over_role(*, by: Membership, to: Membership, ends_on: dt.date | None = None) -> Membership:
    """Give one's own role to somebody else; the journal keeps from whom to whom. Raises Refused."""
    places.refuse_unless(policies.can_move(by, to))
    giver, taker = places.locked(by), places.locked(to)
    role = giver.role
    _give(taker, role, ends_on, by)
    journal.record(
        facts.ROLE_HANDED_OVER,
        space=giver.space,
        actor=self_of(giver),
        about=(places.ABOUT, giver.pk),
        data={"person": giver.person_id, "role": role, "to": taker.person_id},
    )
    giver.role, giver.role_ends_on = Membership.Role.NONE, None
    giver.save(update_fields=["role", "role_ends_on"])
    return taker


@transaction.atomic
def end_role(*, by: Membership, membership: Membership) -> Membership:
    """End a role, one's own or another's. Raises Refused."""
    places.refuse_unless(policies.has_role(by) and by.space_id == membership.space_id)
    row = places.locked(membership)
    if not row.role:
        raise Refused(_("This member has no role to end."))
    journal.record(
        facts.ROLE_ENDED,
        space=row.space,
        actor=self_of(by),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id, "role": row.role},
    )
    row.role, row.role_ends_on = Membership.Role.NONE, None
    row.save(update_fields=["role", "role_ends_on"])
    return row


@transaction.atomic
def take_up_role(*, member: Membership) -> Membership:
    """Facilitate a group that nobody facilitates any more. Raises Refused when somebody does."""
    places.hold(member.space)
    row = places.locked(member)
    if not policies.can_take_up_role(row):
        raise Refused(_("Somebody already facilitates this group: ask them."))
    return _give(row, Membership.Role.FACILITATOR, None, row)


def _give(row: Membership, role: str, ends_on: dt.date | None, by: Membership) -> Membership:
    if role not in {Membership.Role.FACILITATOR, Membership.Role.ANIMATOR}:
        raise Refused(_("Choose a role."))
    if row.state != states.MEMBER:
        raise Refused(_("Only an active member can hold a role."))
    if ends_on is not None and ends_on < clock.today():
        raise Refused(_("This day is past: choose today or a day to come."))
    row.role, row.role_ends_on = role, ends_on
    row.save(update_fields=["role", "role_ends_on"])
    journal.record(
        facts.ROLE_GIVEN,
        space=row.space,
        actor=self_of(by),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id, "role": role, "until": ends_on.isoformat() if ends_on else None},
    )
    return row
