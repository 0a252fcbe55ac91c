"""Verbs about ways in: inviting by mail, by link or from a list; revoking; accepting."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Gone, Refused
from commun.core.words import mail_address
from commun.governance import journal as facts
from commun.governance import notifications, policies, states, tokens
from commun.governance.actions import guests, places
from commun.governance.actions.places import self_of
from commun.governance.models import GuestPass, Invitation, Membership
from commun.governance.queries.invitations import addresses_inside, addresses_waiting
from commun.governance.states import By
from commun.people.actions import register_person
from commun.people.actions.accounts import clean_name
from commun.people.models import Person

ABOUT = "governance.invitation"
DAYS, LONGEST_DAYS = 30, 365
LARGEST_QUOTA = 500


@transaction.atomic
def invite_by_mail(*, by: Membership, email: str, name: str = "", days: int = DAYS) -> Invitation:
    """Send one person a link of their own. Raises Refused (already in, already invited, not allowed ...)."""
    places.refuse_unless(policies.can_invite(by))
    places.hold(by.space)
    address = mail_address(email)
    if address in addresses_inside(by.space_id):
        raise Refused(_("This person is already in the group."))
    if address in addresses_waiting(by.space_id):
        raise Refused(_("An invitation already waits at this address: revoke it to send another."))
    invitation = _open(by, Invitation.Channel.MAIL, quota=1, days=days, email=address, name=clean_name(name))
    _record(facts.INVITATION_SENT, invitation, self_of(by))
    notifications.invite(invitation, tokens.token_of(invitation))
    return invitation


@transaction.atomic
def open_invitation_link(*, by: Membership, quota: int = 10, days: int = DAYS) -> Invitation:
    """Open a link that ``quota`` people may use for ``days`` days. Raises Refused."""
    places.refuse_unless(policies.can_invite(by))
    if not 1 <= quota <= LARGEST_QUOTA:
        raise Refused(_("A link serves between 1 and 500 people."))
    invitation = _open(by, Invitation.Channel.LINK, quota=quota, days=days)
    _record(facts.INVITATION_OPENED, invitation, self_of(by))
    return invitation


@transaction.atomic
def invite_many(*, by: Membership, people: Iterable[tuple[str, str]], days: int = DAYS) -> list[Invitation]:
    """Invite each (name, e-mail) that is neither in the group nor already invited; returns what was sent."""
    places.refuse_unless(policies.can_invite(by))
    places.hold(by.space)
    known = addresses_inside(by.space_id) | addresses_waiting(by.space_id)
    sent = []
    for name, email in people:
        address = mail_address(email)
        if address in known:
            continue
        known.add(address)
        invitation = _open(by, Invitation.Channel.MAIL, quota=1, days=days, email=address, name=clean_name(name))
        _record(facts.INVITATION_SENT, invitation, self_of(by))
        notifications.invite(invitation, tokens.token_of(invitation))
        sent.append(invitation)
    return sent


@transaction.atomic
def revoke_invitation(*, by: Membership, invitation: Invitation) -> Invitation:
    """Close a way in. Raises Refused when it is closed already."""
    places.refuse_unless(policies.can_invite(by) and invitation.space_id == by.space_id)
    with scope.use(by.space_id):
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.revoked_at is not None:
        raise Refused(_("This invitation was already revoked."))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _record(facts.INVITATION_REVOKED, row, self_of(by))
    return row


@dataclass(frozen=True)
class Arrival:
    """What came of an answer: who answered, and their membership, None until they have signed in to confirm."""

    person: Person
    membership: Membership | None


@transaction.atomic
def accept_invitation(*, token: str, person: Person | None = None, name: str = "", email: str = "") -> Arrival:
    """Come in by a link, as the signed-in ``person`` or with a name and an address.

    Writing an address is not being that person: who is signed out first signs in (a new address gets its account
    for that), unless the link was sent to that very address. Known and new addresses are treated alike, so that
    nobody learns who has an account, not even from what is left of the link. Raises Gone, Refused.
    """
    invitation = _held_open(token)
    if person is not None:
        return Arrival(person, _come_in(invitation, person))
    address = email.strip().lower()
    comer = Person.objects.filter(email=address).first()
    if comer is None:
        comer = register_person(name=name, email=address, language=invitation.space.language)
    return Arrival(comer, _come_in(invitation, comer) if address == invitation.email else None)


def _come_in(invitation: Invitation, person: Person) -> Membership:
    row = places.place_of(invitation.space, person)
    if row.state == states.MEMBER:
        return row
    if GuestPass._base_manager.filter(invitation=invitation).exists():
        _used_once_more(invitation)
        return guests.come_as_guest(invitation, row)
    actor = self_of(row)
    made = places.move(row, states.MEMBER, by=By.SELF, actor=actor)
    row.came_by = invitation
    row.save(update_fields=["came_by"])
    _used_once_more(invitation)
    _record(facts.INVITATION_USED, invitation, actor)
    places.say_welcome(made)
    return row


def _used_once_more(invitation: Invitation) -> None:
    invitation.used_count += 1
    invitation.save(update_fields=["used_count"])


def _held_open(token: str) -> Invitation:
    """The invitation of this token, locked so that its quota cannot be used twice; Gone when it is closed."""
    with scope.everywhere("a token says its own group"):
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("space")
        invitation = rows.filter(token_digest=tokens.digest_of(token)).first()
    if invitation is None or not invitation.is_open:
        raise Gone
    return invitation


def _open(by: Membership, channel: str, *, quota: int, days: int, email: str = "", name: str = "") -> Invitation:
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A link lasts between 1 and 365 days."))
    now = clock.now()
    invitation = Invitation(
        space=by.space,
        channel=channel,
        email=email,
        name=name,
        quota=quota,
        expires_at=now + dt.timedelta(days=days),
        invited_by=by,
        created_at=now,
    )
    invitation.token_digest = tokens.digest_of(tokens.token_of(invitation))
    invitation.save()
    return invitation


def _record(name: str, invitation: Invitation, actor: journal.Person) -> None:
    journal.record(
        name,
        space=invitation.space,
        actor=actor,
        about=(ABOUT, invitation.ref),
        data={"channel": invitation.channel, "quota": invitation.quota},
    )
