"""The indicators that a group chose, with what was read on each, the last first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import Membership, SteeringIndicator, SteeringReading

READ_MOST, SHOWN = 400, 6


@dataclass(frozen=True)
class Looked:
    """One indicator and its last readings."""

    indicator: SteeringIndicator
    readings: Sequence[SteeringReading]


def looked_at(space: Space) -> list[Looked]:
    """What the group looks at today. 2 queries."""
    with scope.use(space):
        rows = list(SteeringIndicator.objects.filter(retired_on=None))
        readings = SteeringReading.objects.filter(indicator__in=rows).select_related("by__person")[:READ_MOST]
        found: dict[int, list[SteeringReading]] = defaultdict(list)
        for one in readings:
            found[one.indicator_id].append(one)
    return [Looked(row, found[row.pk][:SHOWN]) for row in rows]


def indicator_for(member: Membership, pk: int) -> SteeringIndicator:
    """An indicator of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = SteeringIndicator.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def indicators_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about an indicator is about. 1 query."""
    keys = [reference for reference in references if reference.isdigit()]
    url = here(space.slug, "governance:steering")
    return {str(row.pk): Subject(row.name, url) for row in SteeringIndicator.objects.filter(pk__in=keys)}
