"""M4: asked after the days that the group chose, never put to rest by time, back in one click."""

import datetime as dt
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions
from commun.governance.actions.silence import ask_the_silent
from commun.governance.models import Membership, MembershipRules
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAYS = 90


def later(days: int) -> Any:
    return clock.stopped(clock.now() + dt.timedelta(days=days))


@pytest.fixture
def ruled(group: Group) -> Group:
    with scope.use(group.space):
        MembershipRules.objects.create(space=group.space, dormancy_days=DAYS)
    actions.take_commitment(member=group.alice, label="Accueil")
    actions.take_commitment(member=group.bob, label="Accueil")
    return group


def bob(group: Group) -> Membership:
    return Membership._base_manager.select_related("space", "person").get(pk=group.bob.pk)


def test_asked_on_the_day_not_before_and_once(ruled: Group) -> None:
    with later(DAYS - 1):
        assert ask_the_silent() == 0
    with later(DAYS):
        actions.take_commitment(member=ruled.alice, label="Autre")
        assert ask_the_silent() == 1
        assert ask_the_silent() == 0
        assert bob(ruled).dormancy_asked_on == clock.today()
    assert OutgoingMail.objects.filter(to=ruled.bob.person.email).count() == 1


def test_silence_changes_nothing_and_one_click_answers(ruled: Group) -> None:
    with later(DAYS):
        ask_the_silent()
    with later(DAYS + 400):
        assert ask_the_silent() == 0
        assert bob(ruled).state == "member"
        actions.rest(member=bob(ruled))
        assert bob(ruled).state == "dormant"
        actions.come_back(member=bob(ruled))
        assert bob(ruled).state == "member"


def test_whoever_answers_by_resting_is_asked_again_once_back(ruled: Group) -> None:
    with later(DAYS):
        ask_the_silent()
        actions.rest(member=bob(ruled))
        assert bob(ruled).dormancy_asked_on is None
        actions.come_back(member=bob(ruled))
    with later(2 * DAYS):
        actions.take_commitment(member=ruled.alice, label="Autre")
        assert ask_the_silent() == 1


def test_who_stays_is_asked_again_only_after_as_many_days(ruled: Group) -> None:
    with later(DAYS):
        ask_the_silent()
        actions.decline_rest(member=bob(ruled))
    with later(2 * DAYS - 1):
        ask_the_silent()
        assert bob(ruled).dormancy_asked_on is None
    with later(2 * DAYS):
        ask_the_silent()
        assert bob(ruled).dormancy_asked_on is not None


def test_a_group_that_chose_nothing_asks_nobody(group: Group) -> None:
    with later(5000):
        assert ask_the_silent() == 0


def test_the_rule_is_the_actor(ruled: Group) -> None:
    with later(DAYS):
        ask_the_silent()
    with scope.use(ruled.space):
        fact = Fact.objects.filter(name="governance.dormancy.proposed").latest("pk")
    assert (fact.actor, fact.rule, fact.person_id) == ("rule", "governance.dormancy", None)


def test_who_came_in_since_is_not_asked(ruled: Group) -> None:
    with later(DAYS - 10):
        zoe = make_member(ruled.space, make_person("Zoé"))
    with later(DAYS):
        ask_the_silent()
        assert Membership._base_manager.get(pk=zoe.pk).dormancy_asked_on is None
        assert bob(ruled).dormancy_asked_on is not None
