"""Z6: the links of mails do one thing, for one person, for a time; opening one changes nothing."""

import time

import pytest
from django.core import signing

from commun.core import links
from commun.governance import actions
from commun.governance.actions import duties
from commun.governance.models import Action, Duty
from commun.governance.notifications.acts import FINISH_ACTION
from commun.governance.notifications.meetings import ACCEPT_DUTY, DECLINE_DUTY
from tests.governance.meeting_world import first_of
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


def path(name: str, person_id: int, **data: str) -> str:
    return "/m/" + links.link(name, person_id, **data).split("/m/")[1]


def test_the_link_of_a_thing_to_do_is_nothing_once_somebody_else_took_it(client: GateClient, group: Group) -> None:
    action = actions.add_action(by=group.alice, title="Appeler la mairie", owner=group.bob)
    bobs = path(FINISH_ACTION, group.bob.person_id, action=action.ref)
    assert client.get(bobs).status_code == 200
    actions.hand_back(by=group.bob, action=action)
    actions.take_action(by=group.alice, action=action)
    assert (client.get(bobs).status_code, client.post(bobs).status_code) == (404, 404)
    assert Action._base_manager.get(pk=action.pk).state == "open"


@pytest.mark.parametrize("name", [ACCEPT_DUTY, DECLINE_DUTY])
def test_a_duty_is_answered_by_the_link_of_its_own_person_only(client: GateClient, group: Group, name: str) -> None:
    meeting = first_of(group.alice)
    duty = duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.bob)
    other = path(name, group.alice.person_id, duty=duty.ref)
    assert (client.get(other).status_code, client.post(other).status_code) == (404, 404)
    row = Duty._base_manager.get(pk=duty.pk)
    assert (row.state, row.membership_id) == ("proposed", group.bob.pk)


def test_a_link_dies_of_age(client: GateClient, group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    action = actions.add_action(by=group.alice, title="Appeler la mairie", owner=group.bob)
    link = path(FINISH_ACTION, group.bob.person_id, action=action.ref)
    now = time.time()
    for age, status in ((links.LIFE_SECONDS - 60, 200), (links.LIFE_SECONDS + 60, 410)):
        monkeypatch.setattr(signing.time, "time", lambda age=age: now + age)
        assert client.get(link).status_code == status
    assert client.post(link).status_code == 410
    monkeypatch.undo()
    assert Action._base_manager.get(pk=action.pk).state == "open"
