"""Who may see what those who look after a list keep."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.exchange.models import TrustedSender
from commun.exchange.policies.lists import can_sort
from commun.governance.models import Membership


def trusted_sender_for(member: Membership | None, number: str) -> TrustedSender:
    """A trusted sender of the member's own group, for those who look after its list. 1 query."""
    if not can_sort(member) or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise NotFound
    assert member is not None
    with scope.use(member.space_id):
        found = TrustedSender.objects.select_related("space", "list").filter(pk=int(number)).first()
    if found is None:
        raise NotFound
    return found
