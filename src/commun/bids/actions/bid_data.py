"""What a member who leaves gives back of joint answers; what a person takes away, or has erased."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import composition
from commun.bids.actions import teams
from commun.bids.actions.support import locked_part, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BlockAgreement, TeamPart
from commun.core import scope
from commun.core.urls import here
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.people.models import Person


def held_by(member: Membership) -> Iterator[Handover]:
    """Teams of answers being worked on, in which the member is. 2 queries; one more for each whose deadline is over."""
    for part in _running(member):
        roles = ", ".join(row.get_role_display() for row in part.roles.all())
        url = here(member.space.slug, "bids:bid", bid=part.bid.ref)
        if composition.is_last_once_frozen(part):
            said = _("A joint answer whose deadline is over names your legal entity, and goes on naming it")
        else:
            said = _("You are in the team of a joint answer")
        yield Handover(said, f"{part.bid.title} {roles}".strip(), url)


@transaction.atomic
def give_back(member: Membership) -> None:
    """Leave the teams of answers being worked on: roles, sections and tasks go back to them.

    Once the deadline is over the last person of an operator leaves the group, and the operator stays named in the
    answer (R. 2142-26): its page says what to do.
    """
    for part in _running(member):
        held = locked_part(part)
        if composition.is_last_once_frozen(held):
            continue
        teams.release(held)
        tell(member, facts.LEFT, held.bid, part=held.ref)


def export(person: Person) -> list[dict[str, Any]]:
    """Every team in which the person was asked, with their answer; passages of theirs, with their word. 3 queries."""
    with scope.everywhere("a person takes their data away"):
        parts = TeamPart.objects.filter(membership__person=person) | TeamPart.objects.filter(person=person)
        rows = parts.select_related("bid", "space", "entity").prefetch_related("roles").order_by("asked_at", "pk")
        words = BlockAgreement.objects.filter(membership__person=person).select_related("space", "block")
        passages = [
            {
                _("group"): word.space.name,
                _("title"): word.block.title,
                _("licence"): word.block.get_licence_display(),
                _("answer"): {True: _("yes"), False: _("no"), None: _("not said yet")}[word.agrees],
            }
            for word in words.order_by("pk")
        ]
        return passages + [
            {
                _("group"): part.space.name,
                _("answer"): part.bid.title,
                _("state"): part.get_state_display(),
                _("asked on"): part.asked_at,
                _("legal entity"): part.entity.name if part.entity is not None else "",
                _("word"): part.words,
                _("reason"): part.reason,
                _("roles"): [row.get_role_display() for row in part.roles.all()],
            }
            for part in rows
        ]


@transaction.atomic
def erase(person: Person) -> None:
    """Words the person wrote about themselves or to others; that they were in a team stays, without their name."""
    with scope.everywhere("a person is erased"):
        mine = TeamPart.objects.filter(membership__person=person) | TeamPart.objects.filter(person=person)
        mine.update(reason="")
        TeamPart.objects.filter(asked_by__person=person).update(words="")


def _running(member: Membership) -> list[TeamPart]:
    with scope.use(member.space_id):
        rows = TeamPart.objects.filter(membership=member, state=TeamPart.State.JOINED, bid__stage__in=Bid.WORKED_ON)
        return list(rows.select_related("bid__space", "bid__notice").prefetch_related("roles").order_by("pk"))
