"""R68: the place in the cooperative, as somebody chose to tell it; R43: people of several bodies, equal rights."""

import pytest
from django.test import Client

from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import personal_data
from commun.governance.actions.decisions import Draft
from commun.governance.actions.processes import Wish, open_process
from commun.governance.models import Elector, Membership
from commun.governance.policies import processes as policies
from tests.governance import world as doors
from tests.support.world import Group, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_whoever_wants_tells_it_and_takes_it_back(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:share")
    assert client.post(url, {"shares": "3", "assemblies": "2024, 2026"}).status_code == 302
    group.bob.refresh_from_db()
    assert (group.bob.shares, group.bob.assemblies) == (3, [2026, 2024])
    client.force_login(group.alice.person)
    assert (
        "2026, 2024"
        in client.get(here(group.space.slug, "governance:member", ref=group.bob.person.ref)).content.decode()
    )
    actions.tell_share(member=group.bob)
    group.bob.refresh_from_db()
    assert (group.bob.shares, group.bob.assemblies) == (None, [])


@pytest.mark.parametrize(("shares", "years"), [("-1", ""), ("abc", ""), ("", "deux"), ("", "20260"), ("", "1800 2040")])
def test_what_cannot_be_is_refused_with_a_sentence(group: Group, client: Client, shares: str, years: str) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:share")
    assert client.post(url, {"shares": shares, "assemblies": years}).status_code == 422
    with pytest.raises(Refused, match="nombre entier"):
        actions.tell_share(member=group.bob, shares=-1)


def test_it_leaves_with_the_person(group: Group) -> None:
    actions.tell_share(member=group.bob, shares=12, assemblies=[2025])
    assert "12" in str(personal_data.export(group.bob.person))
    personal_data.erase(group.bob.person)
    group.bob.refresh_from_db()
    assert (group.bob.shares, group.bob.assemblies) == (None, [])


def test_shares_weigh_nothing_in_a_vote(group: Group) -> None:
    actions.tell_share(member=group.bob, shares=5000)
    draft = Draft(title="Louer", concerned="Tous")
    process = open_process(
        by=group.alice, wish=Wish(method="consent", decision=actions.voice(by=group.alice, draft=draft))
    )
    assert set(Elector._base_manager.filter(process=process).values_list("weight", flat=True)) == {1}


# -- R43 ---------------------------------------------------------------------------------------------------------


def test_people_of_several_bodies_meet_in_a_third_space_with_equal_rights(db: None) -> None:
    """Neither group is above the other there: each person decides, votes and is an elector in the same way."""
    ours, theirs = doors.found("Les nôtres"), doors.found("Les leurs")
    third = actions.found_group(
        person=ours.person, group=actions.NewGroup(name="Le tiers-lieu", body=Space.Kind.NETWORK)
    )
    guest = doors.bring_in(third, theirs.person)
    worker = doors.bring_in(third, make_person("Zoé"))
    assert isinstance(guest, Membership)
    for member in (guest, worker):
        draft = Draft(title=f"Proposer {member.pk}", concerned="Tous")
        process = open_process(by=member, wish=Wish(method="consent", decision=actions.voice(by=member, draft=draft)))
        assert policies.can_open_process(member)
        weights = dict(Elector._base_manager.filter(process=process).values_list("membership", "weight"))
        assert weights == {third.pk: 1, guest.pk: 1, worker.pk: 1}
