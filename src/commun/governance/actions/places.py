"""How a person's place in a group changes: the one function that moves, and what every departure does."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact, Space
from commun.governance import handover, notifications, states
from commun.governance import journal as facts
from commun.governance.models import Commitment, Invitation, Membership
from commun.governance.notifications import convening
from commun.governance.states import By
from commun.people.actions.accounts import clean_name
from commun.people.models import Person

ABOUT = "governance.membership"
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Move:
    """A move that was made, and the fact that tells it."""

    membership: Membership
    fact: Fact


def place_of(space: Space, person: Person) -> Membership:
    """The person's row in the group, locked; a new one stands at « no place yet » until it is moved."""
    with scope.use(space):
        found, _is_new = Membership.objects.get_or_create(
            space=space, person=person, defaults={"state": states.NOWHERE, "since": clock.today()}
        )
    return locked(found)


def refuse_unless_awake(by: Membership, space_id: int) -> None:
    """Those at rest read; a member of another group has no voice here. Raises Refused."""
    if by.state != states.MEMBER or by.space_id != space_id:
        raise Refused(_("You are at rest in this group: come back first, in one click, from “My place”."))


def hold(space: Space) -> None:
    """Let one at a time change what the whole group shares, until the end of the transaction."""
    Space.objects.select_for_update().get(pk=space.pk)


def locked(membership: Membership) -> Membership:
    """The row as it is now, held until the end of the transaction."""
    with scope.use(membership.space_id):
        rows = Membership.objects.select_for_update(of=("self",)).select_related("person", "space")
        return rows.get(pk=membership.pk)


def move(membership: Membership, after: str, *, by: By, actor: Actor, reason: str = "") -> Move:
    """Move a locked row to place ``after``; the journal keeps from where, to where, when, by whom, why.

    Raises Refused for a move that the table does not hold, or for one that lacks its reason.
    """
    before, reason = membership.state, reason.strip()
    try:
        states.check(before, after, by)
    except states.IllegalMove as illegal:
        raise Refused(illegal.sentence) from illegal
    if states.needs_reason(after, by) and not reason:
        raise Refused(_("Say why: the person will read it."))
    membership.state, membership.since = after, clock.today()
    membership.dormancy_asked_on = None
    membership.save(update_fields=["state", "since", "dormancy_asked_on"])
    fact = journal.record(
        facts.MOVED,
        space=membership.space,
        actor=actor,
        about=(ABOUT, membership.pk),
        data={"person": membership.person_id, "from": before, "to": after, "by": by.value},
        words={"reason": reason},
    )
    return Move(membership, fact)


def depart(membership: Membership, *, by: By, actor: Actor, reason: str = "", shown_as: str = "") -> Move:
    """Take a locked row out of the group: what the person held goes back to the group first, and nothing is lost."""
    membership.shown_as = pseudonym(shown_as)
    membership.leaves_on = None
    membership.save(update_fields=["shown_as", "leaves_on"])
    vacate(membership, actor=actor)
    hand_back_commitments(membership, actor=actor)
    for source in handover.sources:
        source.release(membership)
    if membership.shown_as:
        _hide_in_invitations(membership)
    made = move(membership, states.LEFT, by=by, actor=actor, reason=reason)
    convening.let_go(membership, made.fact.pk)
    return made


def say_welcome(made: Move) -> None:
    """Tell somebody who came in so, then invite them to what is planned already."""
    notifications.welcome(made.membership, made.fact.pk)
    convening.welcome(made.membership, made.fact.pk)


def pseudonym(written: str) -> str:
    """One line that can be read; raises Refused for signs that nobody sees, so that the name is not shown instead."""
    shown = clean_name(written)
    if written.strip() and not shown:
        raise Refused(_("Write the pseudonym."))
    return shown


def vacate(membership: Membership, *, actor: Actor) -> None:
    """The role, if any, goes back to the group."""
    if not membership.role:
        return
    journal.record(
        facts.ROLE_HANDED_OVER,
        space=membership.space,
        actor=actor,
        about=(ABOUT, membership.pk),
        data={"person": membership.person_id, "role": membership.role, "to": None},
    )
    membership.role, membership.role_ends_on = Membership.Role.NONE, None
    membership.save(update_fields=["role", "role_ends_on"])


def hand_back_commitments(membership: Membership, *, actor: Actor) -> None:
    """Commitments end the day before the departure, so that none is in force on the day itself."""
    today = clock.today()
    with scope.use(membership.space_id):
        still = Q(ends_on=None) | Q(ends_on__gte=today)
        for commitment in Commitment.objects.filter(still, membership=membership).order_by("pk"):
            commitment.ends_on = today - dt.timedelta(days=1)
            commitment.save(update_fields=["ends_on"])
            journal.record(
                facts.COMMITMENT_HANDED_OVER,
                space=membership.space,
                actor=actor,
                about=("governance.commitment", commitment.pk),
                data={
                    "person": membership.person_id,
                    "frame": commitment.frame,
                    "frame_ref": commitment.frame_ref,
                },
            )


def _hide_in_invitations(membership: Membership) -> None:
    """The list of invitations must not tell whose pseudonym it is."""
    with scope.use(membership.space_id):
        used = Invitation.objects.filter(uses=membership).values("pk")
        Invitation.objects.filter(pk__in=used).exclude(email="").update(name=membership.shown_as, email="")


def self_of(member: Membership) -> journal.Person:
    """The member as the actor of a fact."""
    return journal.Person(member.person_id)


def refuse_unless(allowed: bool) -> None:
    """The sentence for those who may read but not write here."""
    if not allowed:
        raise Refused(_("Only those who facilitate the group can do this."))
