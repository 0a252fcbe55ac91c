"""A query on a tenant table without a scope raises; with one it sees nothing else."""

import pytest

from commun.core import scope
from commun.core.urls import here
from commun.governance.models import Membership
from tests.support import world
from tests.support.client import GateClient
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


@pytest.mark.parametrize("state", ["member", "left"])
def test_the_scope_of_a_visit_ends_with_it(client: GateClient, group: Group, state: str) -> None:
    person = world.make_member(group.space, group.chloe, state=state).person
    client.force_login(person)
    assert client.get(here(group.space.slug, "governance:members")).status_code == (200 if state == "member" else 404)
    with pytest.raises(scope.Unscoped):
        Membership.objects.count()
