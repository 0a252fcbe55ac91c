"""A key adopted by the group, and things brought to a work."""

from itertools import count
from typing import Any

from commun.core import scope
from commun.governance.models import Membership
from commun.value.models import ContributionKind, JointWork
from tests.support.world import Group
from tests.value import contribution_world, key_world

_numbers = count(1)


def adopt_key(group: Group, steps: Any) -> None:
    """Written by Alice and adopted for all the works of the group."""
    key_world.adopt(group.alice, key_world.write(group.alice, f"Clé {next(_numbers)}", steps))


def log(by: Membership, work: JointWork, measure: str, quantity: int) -> None:
    """Brought today, in the kind of the group that is counted so; the kinds are chosen at the first call."""
    contribution_world.settled(by)
    with scope.use(by.space_id):
        kinds = ContributionKind.objects.filter(measure=measure, retired_on=None)
        if not kinds.exists():
            contribution_world.chosen(by)
        kind = kinds.first()
    assert kind is not None
    contribution_world.brings(by, kind, quantity, work=work, source=f"test:{next(_numbers)}")
