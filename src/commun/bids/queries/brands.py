"""Joint brands as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commun.bids.models import Brand, BrandPart
from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.handover import Handover
from commun.governance.models import Membership


@dataclass(frozen=True)
class BrandLine:
    """One brand of the list, and who works under it (alphabetical)."""

    brand: Brand
    names: list[str]


def brands_of(space: Space) -> list[BrandLine]:
    """Every brand of the group, by name. 2 queries."""
    with scope.use(space):
        brands = list(Brand.objects.all())
        names: dict[int, list[str]] = {}
        for part in BrandPart.objects.filter(left_on=None).select_related("membership__person"):
            names.setdefault(part.brand_id, []).append(part.membership.name)
    return [BrandLine(brand, sorted(names.get(brand.pk, []), key=str.casefold)) for brand in brands]


def parts_of(brand: Brand) -> list[BrandPart]:
    """Who works under it today, alphabetical. 1 query."""
    with scope.use(brand.space_id):
        rows = BrandPart.objects.filter(brand=brand, left_on=None)
        rows = rows.select_related("membership__person", "membership__space", "signer_said_by__person")
        return sorted(rows, key=lambda part: part.membership.name.casefold())


def held_by(member: Membership) -> list[Handover]:
    """Brands that the member leaves by leaving the group. 1 query."""
    with scope.use(member.space_id):
        rows = Brand.objects.filter(parts__membership=member, parts__left_on=None)
        return [Handover(row.name, url=here(member.space.slug, "bids:brand", brand=row.ref)) for row in rows]


def brands_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Names and pages of brands, by reference. 1 query."""
    with scope.use(space):
        rows = list(Brand.objects.filter(ref__in=list(refs)).values_list("ref", "name"))
    return {ref: Subject(name, here(space.slug, "bids:brand", brand=ref)) for ref, name in rows}
