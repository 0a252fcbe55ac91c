"""People around a group who let themselves be found: of its cooperative, then of the networks it belongs to."""

from dataclasses import dataclass

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import BodyLink, Collective, Membership
from commun.governance.queries.presentation import in_force
from commun.people.models import Person
from commun.tenders.models import Openness

COOPERATIVE, NETWORK = 1, 2
MOST = 5_000


@dataclass(frozen=True)
class Neighbour:
    """Somebody of another group; ``circle``: 1 the same cooperative, 2 a network."""

    person_id: int
    ref: str
    name: str
    sort_key: str
    circle: int
    entity_id: int | None = None


def neighbours(space: Space) -> list[Neighbour]:
    """People who are not in the group and said that its cooperative or its networks may find them. Four queries.

    In alphabetical order within each circle.
    """
    entity = Collective.objects.filter(space=space).values_list("cooperative_id", flat=True).first()
    with scope.everywhere("who is around a group, if they said that they may be found"):
        near = set(
            Membership.objects.filter(space__in=_near(space), state="member").values_list("person_id", flat=True)
        )
        here = set(Membership.objects.filter(space=space).values_list("person_id", flat=True))
    rows = Openness.objects.exclude(circle=Openness.Circle.GROUPS).exclude(person_id__in=here)
    found: list[Neighbour] = []
    people = rows.filter(person__is_active=True).select_related("person").order_by("person__sort_key", "pk")
    for one in people[:MOST]:
        circle = _circle(one, entity, near)
        if circle:
            person: Person = one.person
            found.append(Neighbour(person.pk, person.ref, person.name, person.sort_key, circle, person.legal_entity_id))
    return sorted(found, key=lambda one: (one.circle, one.sort_key, one.person_id))


def _circle(one: Openness, entity: int | None, near: set[int]) -> int:
    if entity is not None and one.person.legal_entity_id == entity:
        return COOPERATIVE
    return NETWORK if one.circle == Openness.Circle.NETWORK and one.person_id in near else 0


def _near(space: Space) -> list[int]:
    """Spaces of the groups that share a network with this one."""
    around = BodyLink.objects.filter(in_force(), inside=space).values("around")
    return list(
        BodyLink.objects.filter(in_force(), around__in=around).exclude(inside=space).values_list("inside", flat=True)
    )
