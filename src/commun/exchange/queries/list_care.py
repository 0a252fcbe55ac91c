"""What those who look after a list read of it, and what a member reads of their own address."""

from django.db.models import QuerySet

from commun.core import scope
from commun.core.models import Space
from commun.exchange.models import AddressTrouble, TrustedSender
from commun.governance.models import Membership


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
