"""Leaving a group that has a mutual credit: requests and code end, the account waits to be settled (V13)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.urls import here
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.value.actions.credit_between import withdraw_code
from commun.value.actions.credit_requests import withdraw_all
from commun.value.models import Account, Book
from commun.value.quantities import say_in
from commun.value.queries.standings import balance_of


def held_by(member: Membership) -> Iterator[Handover]:
    """What stands on their account, that the group settles by decision. At most 2 queries."""
    with scope.use(member.space_id):
        rows = Account.objects.filter(book__purpose=Book.Purpose.CREDIT, membership=member, closed_on=None)
        account = rows.select_related("book", "membership__space").first()
    balance = balance_of(account) if account else 0
    if account is not None and balance:
        yield Handover(
            label=_("Your mutual credit: the group settles it by decision"),
            detail=say_in(account.book.unit, balance),
            url=here(account.membership.space.slug, "value:credit") if account.membership else "",
        )


def release(member: Membership) -> None:
    """Requests are withdrawn, the code leads nowhere; the balance stays until the group settles it."""
    withdraw_all(member)
    withdraw_code(member)
