"""What is prepared for the cooperative: everybody of the group reads it; those who keep the accounts write."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance.models import Membership
from commun.value.models import InvoiceDraft
from commun.value.policies import can_see_value


def draft_for(member: Membership | None, ref: str) -> InvoiceDraft:
    """A draft of an invoice of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = InvoiceDraft.objects.select_related("space", "work__space", "seller", "written_by__person")
        found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def receiver_for(member: Membership, pk: int) -> Membership:
    """Somebody of the member's group, there or gone, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = Membership.objects.select_related("person", "space").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
