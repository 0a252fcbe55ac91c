"""What those who look after a list read of it, and what a member reads of their own address."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.exchange.models import AddressTrouble, MailingList, TrustedSender
from commun.exchange.policies.lists import can_sort
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person


def trouble_of(member: Membership) -> AddressTrouble | None:
    """The trouble that this member's address is in, if any. 1 query."""
    with scope.use(member.space_id):
        rows = AddressTrouble.objects.select_related("list", "space")
        return rows.filter(membership=member).exclude(state=AddressTrouble.State.WELL).first()


def is_paused(member: Membership) -> bool:
    """The mails of the list are paused for this member. 1 query."""
    trouble = trouble_of(member)
    return trouble is not None and trouble.state == AddressTrouble.State.PAUSED


def paused_members(space: Space) -> QuerySet[AddressTrouble]:
    """Whose mails are paused, for those who look after the list. 1 query."""
    with scope.use(space):
        rows = AddressTrouble.objects.select_related("membership__person")
        return rows.filter(state=AddressTrouble.State.PAUSED).order_by("membership__person__sort_key", "pk")


def trusted_senders(space: Space) -> QuerySet[TrustedSender]:
    """Senders outside whose mails pass unread. 1 query."""
    with scope.use(space):
        return TrustedSender.objects.select_related("by__person").order_by("address")


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """An address that no longer takes mails, for its owner; a list that is stopped, for who looks after it.

    3 queries at most.
    """
    with scope.everywhere("a person's own groups"):
        rows = AddressTrouble.objects.filter(membership__person=person, state=AddressTrouble.State.PAUSED)
        paused = list(rows.select_related("space").order_by("pk"))
        mine = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        halted = MailingList.objects.exclude(stopped_at=None).filter(space__in=mine.values("space"))
        stopped = {one.space_id for one in halted}
        looked_after = [one for one in mine.filter(space__in=stopped) if can_sort(one)] if stopped else []
    for trouble in paused:
        yield TodoItem(
            key=f"exchange.address:{trouble.space.slug}",
            title=_("The mails of the list no longer reach you"),
            url=here(trouble.space.slug, "exchange:my-address"),
            reason=_("your address sends back those of %(group)s") % {"group": trouble.space.name},
        )
    for member in looked_after:
        yield TodoItem(
            key=f"exchange.stopped:{member.space.slug}",
            title=_("The mails of the list are stopped"),
            url=here(member.space.slug, "exchange:held-mails"),
            reason=_("you facilitate %(group)s") % {"group": member.space.name},
        )
