"""Who could take each need, needs and lists by pages, languages and the keyboard."""

import csv
import io
import re

import pytest
from django.test import Client

from commun.core import scope
from commun.core.urls import here
from commun.people.models import Person
from commun.tenders.models import Intention, Lot, Need
from tests.support import world
from tests.tenders.worlds import make_activity, make_match, make_open_notice, say


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


def test_the_three_pages_tell_who_said_who_could_and_what_nobody_covers(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Étude", lots=0)
    for number, title in (("1", "Concertation"), ("2", "Ateliers participatifs"), ("3", "Relevé topographique")):
        Lot.objects.create(notice=notice, number=number, title=title)
    say(group.alice, notice, need="lot:1")
    make_activity(group.bob.person, "Ateliers", keywords=["ateliers participatifs"])
    month = bob.get(url(group, "month"))
    needs = month.context["waiting"][0]["needs"]
    assert [need["state"][1] for need in needs] == ["leaf", "honey", "clay"]
    assert "Bob Durand" in needs[1]["able"]
    card = bob.get(url(group, "board")).context["columns"][1]["places"][0]
    assert "Bob Durand" in card["able"]
    assert "Relevé topographique" in card["nobody"]
    page = bob.get(url(group, "notice", ref=notice.ref))
    lines = page.context["panel"].lines
    assert [(line.state, [one.name for one in line.able]) for line in lines] == [
        ("said", []),
        ("possible", ["Bob Durand"]),
        ("nobody", []),
    ]
    assert "ateliers participatifs" in page.content.decode()
    exported = list(
        csv.reader(io.StringIO(bob.get(url(group, "month-csv")).content.decode("utf-8-sig")), delimiter=";")
    )
    assert [row[9] for row in exported[1:]] == ["", "Bob Durand", ""]


def test_the_whole_contract_is_named_in_the_language_of_the_reader(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Étude")
    say(group.bob, notice)
    with scope.use(group.space):
        assert Need.objects.get(notice=notice).label == ""
    address = url(group, "notice", ref=notice.ref)
    assert "L’ensemble du marché" in bob.get(address).content.decode()
    Person.objects.filter(pk=group.bob.person_id).update(language="en")
    assert "The whole contract" in bob.get(address).content.decode()
    with scope.use(group.space):
        key = Need.objects.get(notice=notice).ref
    bob.post(url(group, "needs", ref=notice.ref), {"besoin": key, "label": "The whole contract", "weight": "2"})
    with scope.use(group.space):
        assert (Need.objects.get(notice=notice).label, Need.objects.get(notice=notice).weight) == ("", 2)


def test_one_stage_and_the_list_of_the_month_come_page_by_page(bob: Client, group: world.Group) -> None:
    notices = [make_open_notice(f"Avis {number}", days=number) for number in range(1, 28)]
    for notice in notices:
        say(group.alice, notice)
    board = bob.get(url(group, "board")).context["columns"][1]
    assert (len(board["places"]), board["count"], board["more"]) == (5, 27, 22)
    seen: list[str] = []
    for page in (1, 2):
        shown = bob.get(url(group, "board") + f"?etape=interested&page={page}")
        assert shown.context["pages"] == 2
        seen += [card["notice"].title for card in shown.context["column"]["places"]]
    assert seen == [notice.title for notice in notices]
    months = [bob.get(url(group, "month") + f"?page={page}") for page in (1, 2)]
    assert sum((len(month.context["waiting"]) for month in months), 0) == 27
    assert months[0].context["heading"].startswith("27")


@pytest.mark.parametrize("query", ["?page=999", "?page=abc", "?page=-1", "?etape=nowhere", "?etape=new&page=²"])
@pytest.mark.parametrize("name", ["board", "month", "for-me"])
def test_nonsense_in_the_address_shows_the_page_all_the_same(
    bob: Client, group: world.Group, name: str, query: str
) -> None:
    make_open_notice()
    assert bob.get(url(group, name) + query).status_code == 200


def test_three_hundred_lots_come_by_pages_and_each_can_be_carried(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Accord-cadre", lots=300)
    page = bob.get(url(group, "notice", ref=notice.ref))
    assert (len(page.context["panel"].lines), page.context["panel"].pages) == (50, 6)
    address = url(group, "intentions", ref=notice.ref)
    shown = bob.get(f"{address}?besoins=6", headers={"HX-Request": "true"}).content.decode()
    assert "Lot de travail 300" in shown
    assert "Lot de travail 250<" not in shown
    shown = bob.get(f"{address}?besoin=lot:299", headers={"HX-Request": "true"}).content.decode()
    assert 'value="lot:299"' in shown
    bob.post(url(group, "declare-intention", ref=notice.ref), {"besoin": "lot:299", "stance": "carry"})
    with scope.use(group.space):
        assert Intention.objects.get(member=group.bob).need.lot_number == "299"
    for nonsense in ("0", "99", "-1", "abc", "²"):
        assert bob.get(f"{address}?besoins={nonsense}", headers={"HX-Request": "true"}).status_code == 200


def test_trades_are_named_in_the_language_of_the_reader(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Étude", cpv=["79411000"])
    reasons = [{"kind": "cpv", "code": "794", "label": "Conseil en affaires", "estimated": False}]
    make_match(make_activity(group.bob.person), notice, reasons=reasons)
    Person.objects.filter(pk=group.bob.person_id).update(language="en")
    for address in (url(group, "notice", ref=notice.ref), url(group, "for-me")):
        shown = bob.get(address).content.decode()
        assert "Conseil en affaires" not in shown
        assert "usiness and management consultancy" in shown


def test_the_keyboard_goes_on_where_it_was_after_a_swap(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Étude")
    assert "autofocus" not in bob.get(url(group, "notice", ref=notice.ref)).content.decode()
    said = {"besoin": "whole", "stance": "carry"}
    swapped = bob.post(url(group, "declare-intention", ref=notice.ref), said, headers={"HX-Request": "true"})
    assert swapped.content.decode().count("autofocus") == 1
    form = bob.get(url(group, "intentions", ref=notice.ref) + "?besoin=whole", headers={"HX-Request": "true"})
    assert re.search(r'<input type="radio"[^>]*autofocus', form.content.decode())


@pytest.mark.parametrize(("lots", "asked"), [(0, "whole"), (2, "lot:2")])
def test_a_tab_opened_before_the_first_word_still_opens_its_need(
    bob: Client, group: world.Group, lots: int, asked: str
) -> None:
    notice = make_open_notice("Étude", lots=lots)
    say(group.alice, notice, need=asked)
    page = bob.get(url(group, "notice", ref=notice.ref) + f"?besoin={asked}")
    assert [line.need.lot_number for line in page.context["panel"].lines if line.form] == [asked[4:] if lots else ""]
