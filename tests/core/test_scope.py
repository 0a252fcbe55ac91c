"""A query on a tenant table without a scope raises; with one it sees nothing else."""

import pytest

from commun.core import scope
from commun.governance.models import Membership
from tests.support import world
from tests.support.world import Group


def test_an_unscoped_query_raises(group: Group) -> None:
    with pytest.raises(scope.Unscoped):
        Membership.objects.count()
    with pytest.raises(scope.Unscoped):
        group.alice.person.memberships.count()


def test_a_scope_sees_its_space_only(group: Group) -> None:
    other = world.make_space("Bien fait")
    world.make_member(other, group.chloe)
    with scope.use(group.space):
        assert Membership.objects.count() == 2
    with scope.use(group.space, other):
        assert Membership.objects.count() == 3
    with scope.everywhere("counting for the test"):
        assert Membership.objects.count() == 3
