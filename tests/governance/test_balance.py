"""Who owes what to whom (R82); the balance of powers, which speaks of the group and never of a person (R83, R76)."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import ballots
from commun.governance.actions.decisions import Draft
from commun.governance.models import Membership
from commun.governance.queries import accountability, balance
from tests.governance.vote_world import closed, opened
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def role(by: Membership, writer: Membership, name: str = "Accueil") -> str:
    card = actions.Card(name, "Que l’on soit bien.", "support", 60, expectations=["Être là"], filling="self")
    actions.declare_mandate(by=by, role=actions.create_role(by=writer, card=card))
    return name


# -- R82 ---------------------------------------------------------------------------------------------------------


def test_things_to_do_mandates_and_commitments_stand_on_one_page_with_their_state(group: Group) -> None:
    today = clock.today()
    late = actions.add_action(by=group.alice, title="Visiter", owner=group.bob, due_on=today + dt.timedelta(days=1))
    late.due_on = today - dt.timedelta(days=2)
    late.save()
    kept = actions.add_action(by=group.alice, title="Appeler", owner=group.alice)
    actions.finish_action(by=group.alice, action=kept)
    actions.add_action(by=group.alice, title="À personne")
    role(group.bob, group.alice)
    actions.take_commitment(member=group.alice, label="Préparer la séance")
    said = [(one.who, one.what, one.to_whom, one.state) for one in accountability.owed_in(group.space)]
    assert said == [
        ("Alice Martin", "Appeler", "the group", "kept"),
        ("Alice Martin", "Préparer la séance", "the group", "in force"),
        ("Bob Durand", "Visiter", "the group, Alice Martin asked", "its date has passed"),
        ("Bob Durand", "Holds the role “Accueil”", "the group", "in force"),
    ]


def test_what_was_kept_long_ago_or_ended_is_not_owed_any_more(group: Group) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=60)):
        kept = actions.add_action(by=group.alice, title="Appeler", owner=group.alice)
        actions.finish_action(by=group.alice, action=kept)
        commitment = actions.take_commitment(member=group.alice, label="Préparer")
        actions.end_commitment(member=group.alice, commitment=commitment)
    assert accountability.owed_in(group.space) == []


def test_the_page_costs_the_same_with_many_lines(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:owed")

    def add(count: int) -> None:
        for number in range(count):
            actions.add_action(by=group.alice, title=f"Chose {number}", owner=group.bob)
            actions.take_commitment(member=group.alice, label=f"Promesse {number}")

    assert_flat(add, lambda: client.get(url))


def test_a_stranger_reads_neither_page(group: Group, client: Client) -> None:
    other = make_member(make_space("Ailleurs"), make_person("Zoé"), role="facilitator")
    role(other, other)
    assert accountability.owed_in(group.space) == []
    client.force_login(group.chloe)
    for name in ("owed", "balance"):
        assert client.get(here(group.space.slug, f"governance:{name}")).status_code == 404


# -- R83, R76 ----------------------------------------------------------------------------------------------------


def voices(member: Membership, count: int) -> None:
    for number in range(count):
        actions.voice(by=member, draft=Draft(title=f"{member.name} {number}", concerned="Tous"))


def several(group: Group, count: int) -> list[Membership]:
    return [make_member(group.space, make_person(f"Membre {number}")) for number in range(count)]


def test_initiatives_are_shared_by_so_many_and_never_named(group: Group) -> None:
    people = [group.alice, group.bob, *several(group, 4)]
    voices(group.alice, 5)
    for member in people[1:5]:
        voices(member, 1)
    found = balance.balance_of(group.space, people[5], 12).initiatives
    # 5 + 1 + 1 + 1 + 1 + 0 over six people: the two busiest do 6 of 9.
    assert (found.acts, found.people, found.awake, found.third, found.mine) == (9, 5, 6, 67, None)
    assert found.index == 46
    assert balance.balance_of(group.space, group.alice, 12).initiatives.mine == 56


def test_under_five_people_nothing_tells_who(group: Group) -> None:
    several(group, 4)
    for member, count in ((group.alice, 6), (group.bob, 1)):
        voices(member, count)
    found = balance.balance_of(group.space, group.bob, 12).initiatives
    assert (found.people, found.index, found.third) == (2, None, None)


def test_what_is_older_than_the_period_does_not_count(group: Group) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=200)):
        voices(group.alice, 2)
    voices(group.alice, 1)
    assert balance.balance_of(group.space, group.bob, 3).initiatives.acts == 1
    assert balance.balance_of(group.space, group.bob, 12).initiatives.acts == 3


def test_votes_are_counted_as_voices_used(group: Group) -> None:
    nothing = balance.balance_of(group.space, group.bob, 12)
    assert (nothing.votes, nothing.took_part) == (0, None)
    process = opened(group.alice, "approval")
    ballots.cast(by=group.bob, process=process, content={"options": ["1"]})
    closed(process)
    found = balance.balance_of(group.space, group.bob, 12)
    assert (found.votes, found.took_part) == (1, 50)


@pytest.mark.parametrize("months", ["", "3", "6", "12", "0", "abc", "999999999999"])
def test_the_page_opens_for_any_period_asked(group: Group, client: Client, months: str) -> None:
    client.force_login(group.bob.person)
    assert client.get(here(group.space.slug, "governance:balance"), {"mois": months}).status_code == 200


def test_the_balance_costs_the_same_with_many_acts(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:balance")

    def add(count: int) -> None:
        for number in range(count):
            voices(make_member(group.space, make_person(f"Membre {number}")), 1)

    assert_flat(add, lambda: client.get(url))
