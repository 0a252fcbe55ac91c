"""Mutual credit: everybody of the group reads it; each answers, gives and gives back for themselves."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import Book, CreditRequest, Transfer
from commun.value.policies import can_see_value


def can_exchange(member: Membership) -> bool:
    """Awake members give and ask."""
    return member.state == states.MEMBER


def request_for(member: Membership | None, ref: str) -> CreditRequest:
    """A request from or for this member, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = CreditRequest.objects.select_related("book__space", "space", "asked_by", "asked_of")
        found = rows.filter(ref=ref).first()
    if found is None or member.pk not in (found.asked_by_id, found.asked_of_id):
        raise NotFound
    return found


def line_received_by(member: Membership | None, number: int) -> Transfer:
    """A line of the mutual credit that came to this member's account, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = Transfer.objects.filter(book__purpose=Book.Purpose.CREDIT, credit__membership=member, number=number)
        found = rows.select_related("book__space", "debit", "credit", "words").first()
    if found is None:
        raise NotFound
    return found
