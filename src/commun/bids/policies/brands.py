"""Joint brands: everybody of the group reads them; those who work under one write. Getters raise NotFound."""

from commun.bids.models import Brand, BrandPart
from commun.bids.policies.found import one_of
from commun.core import scope
from commun.governance import states
from commun.governance.models import Membership


def brand_for(member: Membership | None, ref: str) -> Brand:
    """A brand of the member's group, else NotFound. 1 query."""
    return one_of(member, Brand, "space", "opened_by__person", ref=ref)


def brand_part_for(member: Membership | None, ref: str) -> BrandPart:
    """Somebody's part in a brand of the member's group, else NotFound. 1 query."""
    return one_of(member, BrandPart, "space", "brand__space", "membership__person", "membership__space", ref=ref)


def works_under(member: Membership, brand: Brand) -> bool:
    """Awake, and in it today, whatever edition of the rules they accepted. 1 query."""
    if member.state != states.MEMBER or member.space_id != brand.space_id:
        return False
    with scope.use(brand.space_id):
        return BrandPart.objects.filter(brand=brand, membership=member, left_on=None).exists()
