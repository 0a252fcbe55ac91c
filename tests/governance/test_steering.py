"""R69: the cooperation is steered by indicators that the group chose itself; nothing is computed, nobody compared."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance import actions
from commun.governance.queries import steering as queries
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_the_group_chooses_reads_and_stops_looking(group: Group) -> None:
    row = actions.choose_indicator(by=group.bob, name="Les nouveaux parlent", why="Sinon ils partent.")
    with clock.stopped(clock.now() - dt.timedelta(days=30)):
        actions.read_indicator(by=group.alice, indicator=row, value="Un sur trois")
    actions.read_indicator(by=group.bob, indicator=row, value="Deux sur trois")
    looked = queries.looked_at(group.space)
    assert [one.value for one in looked[0].readings] == ["Deux sur trois", "Un sur trois"]
    actions.retire_indicator(by=group.alice, indicator=row)
    assert queries.looked_at(group.space) == []
    for do in (
        lambda: actions.read_indicator(by=group.bob, indicator=row, value="Trois"),
        lambda: actions.retire_indicator(by=group.bob, indicator=row),
    ):
        with pytest.raises(Refused, match="no longer"):
            do()
    actions.choose_indicator(by=group.bob, name="Les nouveaux parlent")


@pytest.mark.parametrize(("name", "why"), [("", ""), ("  ", ""), ("x" * 121, ""), ("Parole", "x" * 301)])
def test_an_indicator_says_what_to_look_at(group: Group, name: str, why: str) -> None:
    with pytest.raises(Refused, match="what to look at"):
        actions.choose_indicator(by=group.bob, name=name, why=why)


def test_twice_the_same_or_more_than_twelve_are_refused(group: Group) -> None:
    for number in range(12):
        actions.choose_indicator(by=group.bob, name=f"Regard {number}")
    with pytest.raises(Refused, match="already"):
        actions.choose_indicator(by=group.bob, name="regard 3")
    with pytest.raises(Refused, match="Twelve"):
        actions.choose_indicator(by=group.bob, name="Un de plus")


def test_who_rests_reads_only_and_others_find_nothing(group: Group, client: Client) -> None:
    row = actions.choose_indicator(by=group.alice, name="Parole")
    actions.rest(member=group.bob)
    group.bob.refresh_from_db()
    with pytest.raises(Refused, match="at rest"):
        actions.read_indicator(by=group.bob, indicator=row, value="3")
    other = make_member(make_space("Ailleurs"), make_person("Zoé"))
    with pytest.raises(NotFound):
        queries.indicator_for(other, row.pk)
    client.force_login(group.chloe)
    assert client.get(here(group.space.slug, "governance:steering")).status_code == 404


def test_the_page_takes_an_indicator_and_a_reading(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:steering")
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "", "why": ""}).status_code == 422
    assert client.post(url, {"name": "Parole", "why": ""}).status_code == 302
    row = queries.looked_at(group.space)[0].indicator
    read = here(group.space.slug, "governance:read-indicator", indicator=row.pk)
    client.post(read, {"vu": ""})
    assert list(queries.looked_at(group.space)[0].readings) == []
    client.post(read, {"vu": "Chacun a parlé"})
    assert "Chacun a parlé" in client.get(url).content.decode()
    client.post(read, {"retirer": "1"})
    assert queries.looked_at(group.space) == []


def test_the_page_costs_the_same_with_many_readings(group: Group, client: Client) -> None:
    row = actions.choose_indicator(by=group.alice, name="Parole")
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:steering")

    def add(count: int) -> None:
        for number in range(count):
            actions.read_indicator(by=group.alice, indicator=row, value=f"Vu {number}")

    assert_flat(add, lambda: client.get(url))
