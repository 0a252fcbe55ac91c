"""The pages of the watch: who may read them, what they cost, what they do with nonsense."""

import csv
import datetime as dt
import io
import re

import pytest
from django.test import Client

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.models import BodyLink, Network
from commun.tenders.models import Intention, Mark, Need, Notice, Pursuit, SourceRun
from tests.support import world
from tests.support.queries import assert_flat, at_most
from tests.tenders.worlds import make_activity, make_match, make_open_notice, make_version, say

PAGES = ("for-me", "board", "month", "watch", "new-watch", "sources", "new-notice")
EXPORTS = ("for-me-csv", "board-csv", "month-csv", "watch-csv", "sources-csv")
CEILING = 19


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


@pytest.mark.parametrize("name", [*PAGES, *EXPORTS])
def test_members_read_each_page_and_strangers_get_404(bob: Client, group: world.Group, name: str) -> None:
    assert bob.get(url(group, name)).status_code == 200
    bob.force_login(group.chloe)
    assert bob.get(url(group, name)).status_code == 404


@pytest.mark.parametrize("name", ["notice", "needs", "hide-notice"])
def test_a_notice_is_read_by_members_only(bob: Client, group: world.Group, name: str) -> None:
    ref = make_open_notice(lots=2).ref
    assert bob.get(url(group, name, ref=ref)).status_code == 200
    assert bob.get(url(group, name, ref="nothing")).status_code == 404
    bob.force_login(group.chloe)
    assert bob.get(url(group, name, ref=ref)).status_code == 404


def test_the_title_counts_in_words(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    for position in range(1, 13):
        make_match(activity, make_open_notice(f"Avis {position}"), position)
    page = bob.get(url(group, "for-me"))
    assert page.context["heading"].startswith("Douze")
    assert page.context["listing"].counts["to-see"] == 12


def test_the_list_is_ranked_and_says_why(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    for position, title in ((2, "Deuxième"), (1, "Premier"), (3, "Troisième")):
        make_match(activity, make_open_notice(title), position)
    page = bob.get(url(group, "for-me"))
    assert [card.notice.title for card in page.context["cards"]] == ["Premier", "Deuxième", "Troisième"]
    assert [reason.label for reason in page.context["cards"][0].reasons] == ["concertation"]


def test_closed_cancelled_and_other_people_s_notices_stay_out(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    make_match(activity, make_open_notice("Passé", days=-2), 1)
    make_match(activity, make_open_notice("Annulé", state="cancelled"), 2)
    make_match(make_activity(group.alice.person), make_open_notice("Pour Alice"), 1)
    page = bob.get(url(group, "for-me"))
    assert page.context["cards"] == []
    assert [c.notice.title for c in bob.get(url(group, "for-me") + "?etat=tous").context["cards"]] == ["Pour Alice"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("lieu=59", {"Nord"}),
        ("lieu=r53", {"Bretagne"}),
        ("echeance=7", {"Bretagne"}),
        ("source=ted", set()),
        ("source=hand", set()),
        ("lieu=zz&echeance=x&source=mars&page=abc&etat=nowhere", {"Nord", "Bretagne"}),
        ("page=99", {"Nord", "Bretagne"}),
        ("activite=nothing", set()),
        ("q=🌱", set()),
    ],
)
def test_filters_live_in_the_address(bob: Client, group: world.Group, query: str, titles: set[str]) -> None:
    activity = make_activity(group.bob.person)
    make_match(activity, make_open_notice("Nord"), 1)
    make_match(activity, make_open_notice("Bretagne", days=3, departements=["35"]), 2)
    page = bob.get(f"{url(group, 'for-me')}?{query}")
    assert {card.notice.title for card in page.context["cards"]} == titles


def test_keeping_hiding_and_taking_back_move_a_notice_between_the_lists(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    make_match(make_activity(group.bob.person), notice)
    back = url(group, "for-me") + "?lieu=59"
    assert bob.post(url(group, "hide-notice", ref=notice.ref), {"retour": back}).headers["Location"] == back
    page = bob.get(url(group, "for-me"))
    assert page.context["listing"].counts == {"to-see": 0, "kept": 0, "hidden": 1, "all": 1}
    bob.post(url(group, "unmark-notice", ref=notice.ref))
    bob.post(url(group, "keep-notice", ref=notice.ref))
    assert bob.get(url(group, "for-me")).context["listing"].counts["kept"] == 1


@pytest.mark.parametrize("back", ["https://mal.example/", "//mal.example", "javascript:alert(1)", "NULL", "🌱", "../x"])
def test_the_way_back_never_leaves_the_site(bob: Client, group: world.Group, back: str) -> None:
    ref = make_open_notice().ref
    assert bob.post(url(group, "hide-notice", ref=ref), {"retour": back}).headers["Location"] == url(group, "for-me")


def test_hiding_by_htmx_asks_why_in_place(bob: Client, group: world.Group) -> None:
    ref = make_open_notice().ref
    for data in ({}, {"reason": "place"}, {"reason": "nonsense 🌱"}):
        answer = bob.post(url(group, "hide-notice", ref=ref), data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert f'id="avis-{ref}"' in answer.content.decode()
    assert Mark.objects.get().reason == ""


def test_keeping_by_htmx_gives_the_card_of_the_page(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    make_match(make_activity(group.bob.person), notice)
    here_url = url(group, "for-me") + "?etat=gardes"
    answer = bob.post(
        url(group, "keep-notice", ref=notice.ref), {"retour": here_url}, headers={"HX-Request": "true"}
    ).content.decode()
    card = without_tokens(answer.split('<p class="c-visually-hidden" id="c-live"')[0])
    assert card in without_tokens(bob.get(here_url).content.decode())


def without_tokens(html: str) -> str:
    """Pages differ by their tokens only."""

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html).replace(" autofocus", "").strip()


def test_the_panel_that_htmx_gets_is_the_panel_of_the_page(bob: Client, group: world.Group) -> None:
    ref = make_open_notice(lots=2).ref
    answer = bob.post(
        url(group, "declare-intention", ref=ref),
        {"besoin": "lot:1", "stance": "carry", "hours": "8", "note": "Volontiers"},
        headers={"HX-Request": "true"},
    ).content.decode()
    panel, live = answer.split('<p class="c-visually-hidden" id="c-live"')
    assert 'hx-swap-oob="true"' in live
    assert without_tokens(panel) in without_tokens(bob.get(url(group, "notice", ref=ref)).content.decode())


def test_declaring_without_script_comes_back_to_the_panel(bob: Client, group: world.Group) -> None:
    ref = make_open_notice().ref
    answer = bob.post(url(group, "declare-intention", ref=ref), {"besoin": "whole", "stance": "carry"})
    assert answer.headers["Location"] == url(group, "notice", ref=ref) + "#intentions"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"besoin": "whole"},
        {"besoin": "whole", "stance": "win"},
        {"besoin": "whole", "stance": "carry", "hours": "-1"},
        {"besoin": "whole", "stance": "carry", "hours": "many"},
        {"besoin": "whole", "stance": "carry", "hours": "9" * 30},
        {"besoin": "whole", "stance": "carry", "note": "x" * 501},
        {"besoin": "🌱", "stance": "carry"},
        {"besoin": "x" * 300, "stance": "carry"},
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_nonsense_is_said_and_writes_nothing(bob: Client, group: world.Group, data: dict[str, str], htmx: bool) -> None:
    ref = make_open_notice().ref
    headers = {"HX-Request": "true"} if htmx else {}
    answer = bob.post(url(group, "declare-intention", ref=ref), data, headers=headers)
    assert answer.status_code == (422 if htmx else 302)
    with scope.use(group.space):
        assert not Intention.objects.exists()


def test_a_hundred_lots_stay_light(bob: Client, group: world.Group) -> None:
    ref = make_open_notice(lots=100).ref
    page = bob.get(url(group, "notice", ref=ref))
    assert page.content.count(b'name="stance"') == 4
    assert len(page.content) < 150_000
    other = bob.get(url(group, "intentions", ref=ref) + "?besoin=lot:7", headers={"HX-Request": "true"})
    assert 'value="lot:7"' in other.content.decode()
    assert bob.get(url(group, "intentions", ref=ref) + "?besoin=lot:7").status_code == 302


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"label": "Cartographie"}, 302),
        ({"label": "Cartographie", "weight": "3"}, 302),
        ({"label": "Animation", "besoin": "lot:1", "weight": "2"}, 302),
        ({}, 422),
        ({"label": " "}, 422),
        ({"label": "x" * 301}, 422),
        ({"label": "a", "weight": "9"}, 422),
        ({"label": "a", "weight": "heavy"}, 422),
        ({"label": "a", "besoin": "🌱"}, 422),
    ],
)
def test_needs_are_edited_simply(bob: Client, group: world.Group, data: dict[str, str], status: int) -> None:
    notice = make_open_notice(lots=1)
    assert bob.post(url(group, "needs", ref=notice.ref), data).status_code == status
    assert bob.get(url(group, "needs", ref=notice.ref)).status_code == 200


def test_only_a_need_without_a_word_is_removed(bob: Client, group: world.Group) -> None:
    notice = make_open_notice(lots=1)
    bob.post(url(group, "needs", ref=notice.ref), {"label": "Cartographie"})
    with scope.use(group.space):
        added, lot = Need.objects.order_by("-position")
    for need in (lot, added, added):
        answer = bob.post(url(group, "remove-need", ref=notice.ref, need=need.ref))
        assert answer.status_code in {302, 404}
    with scope.use(group.space):
        assert list(Need.objects.all()) == [lot]


def test_a_pasted_text_fills_the_form(bob: Client, group: world.Group) -> None:
    text = "Étude de programmation urbaine\nAcheteur : Ville de Lens\nDate limite de réception : 01/12/2026 à 12h00"
    page = bob.post(url(group, "new-notice"), {"lire": "1", "description": text})
    assert page.context["form"]["buyer"].value() == "Ville de Lens"
    assert not Notice.objects.exists()


def test_a_cancelled_notice_says_so_and_offers_no_form(bob: Client, group: world.Group) -> None:
    page = bob.get(url(group, "notice", ref=make_open_notice(state="cancelled").ref))
    assert page.context["state_tone"] == "clay"
    assert b'name="stance"' not in page.content


def test_versions_tell_what_changed(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    on = clock.today() - dt.timedelta(days=1)
    make_version(
        notice,
        [["deadline", "2026-11-22T12:00+01:00", "2026-11-27T16:00+01:00"], ["value", "", "4500000"]],
        published_on=on,
        state="corrected",
    )
    make_match(make_activity(group.bob.person), notice)
    page = bob.get(url(group, "notice", ref=notice.ref))
    changes = [change for version in page.context["versions"] for change in version.changes]
    assert [change.after.replace("\u00a0", " ") for change in changes][0] == "vendredi 27 novembre, 16 h 00"
    assert "5" in bob.get(url(group, "for-me")).context["cards"][0].sentence


def test_the_board_shows_stages_people_moved(bob: Client, group: world.Group) -> None:
    interested, studied = make_open_notice("Intéressés", lots=2), make_open_notice("Étudié")
    say(group.alice, interested, need="lot:1")
    bob.post(url(group, "move-pursuit", ref=studied.ref), {"stage": "studied"})
    page = bob.get(url(group, "board"))
    columns = {column["stage"]: column["places"] for column in page.context["columns"]}
    assert [card["notice"].title for card in columns["interested"]] == ["Intéressés"]
    assert "Lot de travail 2" in columns["interested"][0]["nobody"]
    assert "Lot de travail 1" not in columns["interested"][0]["nobody"]
    assert [card["notice"].title for card in columns["studied"]] == ["Étudié"]
    with scope.use(group.space):
        assert Pursuit.objects.count() == 1


def test_names_on_the_board_are_alphabetical(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    say(group.bob, notice)
    say(group.alice, notice, stance="watch")
    page = bob.get(url(group, "board"))
    assert page.context["columns"][1]["places"][0]["people"] == ["Alice Martin", "Bob Durand"]


@pytest.mark.parametrize("data", [{}, {"stage": "x"}, {"stage": "let_go"}, {"stage": "let_go", "reason": "x" * 400}])
def test_bad_moves_are_refused(bob: Client, group: world.Group, data: dict[str, str]) -> None:
    ref = make_open_notice().ref
    assert bob.post(url(group, "move-pursuit", ref=ref), data).status_code == 302
    assert bob.post(url(group, "move-pursuit", ref=ref), data, headers={"HX-Request": "true"}).status_code == 422
    with scope.use(group.space):
        assert not Pursuit.objects.exists()


def test_the_list_of_the_month_puts_the_soonest_first(bob: Client, group: world.Group) -> None:
    late, soon = make_open_notice("Plus tard", days=30), make_open_notice("Bientôt", days=5)
    say(group.bob, late)
    say(group.bob, soon)
    page = bob.get(url(group, "month"))
    assert [card["notice"].title for card in page.context["waiting"]] == ["Bientôt", "Plus tard"]


def test_exports_open_in_a_spreadsheet_and_run_no_formula(bob: Client, group: world.Group) -> None:
    notice = make_open_notice('=HYPERLINK("http://mal.example")', buyer="+33 Ville; de Lens")
    say(group.bob, notice)
    body = bob.get(url(group, "board-csv")).content.decode()
    assert body.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1][1].startswith("'=")
    assert rows[1][2] == "'+33 Ville; de Lens"
    assert len(rows[0]) == len(rows[1])


def test_the_network_shows_numbers_to_its_animator_only(client: Client, group: world.Group) -> None:
    network = Space.objects.create(slug="reseau", name="Réseau", kind="network", created_at=clock.now())
    Network.objects.create(space=network)
    BodyLink.objects.create(inside=group.space, around=network, starts_on=clock.today())
    animator, plain = (world.make_person(name) for name in ("Anne", "Paul"))
    world.make_member(network, animator, role="animator")
    world.make_member(network, plain)
    say(group.bob, make_open_notice())
    client.force_login(plain)
    assert client.get(here("reseau", "tenders:network")).status_code == 404
    client.force_login(animator)
    page = client.get(here("reseau", "tenders:network"))
    assert page.context["rows"][0][0] == group.space.name
    assert "2" not in page.context["rows"][0][1:]
    assert "Bob" not in page.content.decode()
    assert client.get(here("reseau", "tenders:network-csv")).status_code == 200
    client.force_login(group.alice.person)
    assert client.get(url(group, "network")).status_code == 404


def test_a_watch_is_written_previewed_and_removed(bob: Client, group: world.Group) -> None:
    fields = {
        "label": "Concertation",
        "keywords": "dialogue citoyen\nconcertation, atelier",
        "regions": ["32"],
        "is_active": "on",
    }
    assert bob.get(url(group, "preview-watch"), fields, headers={"HX-Request": "true"}).status_code == 200
    assert bob.get(url(group, "new-watch"), fields).context["preview"] is not None
    assert not group.bob.person.activities.exists()
    assert bob.post(url(group, "new-watch"), fields).status_code == 302
    activity = group.bob.person.activities.get()
    assert activity.keywords == ["dialogue citoyen", "concertation", "atelier"]
    assert bob.get(url(group, "edit-watch", ref=activity.ref)).status_code == 200
    bob.force_login(group.alice.person)
    assert bob.get(url(group, "edit-watch", ref=activity.ref)).status_code == 404
    assert bob.post(url(group, "remove-watch", ref=activity.ref)).status_code == 404
    bob.force_login(group.bob.person)
    bob.post(url(group, "remove-watch", ref=activity.ref))
    assert not group.bob.person.activities.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"label": "x" * 200},
        {"label": "a", "cpv_prefixes": "abc"},
        {"label": "a", "regions": ["zz"]},
        {"label": "a", "minimum_days_left": "-4"},
    ],
)
def test_a_bad_watch_is_said(bob: Client, group: world.Group, fields: dict[str, str]) -> None:
    assert bob.post(url(group, "new-watch"), fields).status_code == 422
    assert bob.get(url(group, "preview-watch"), fields, headers={"HX-Request": "true"}).status_code == 200


def test_a_notice_typed_by_hand_reaches_the_group(bob: Client, group: world.Group) -> None:
    fields = {
        "title": "Étude des besoins",
        "buyer": "Ville de Lens",
        "deadline_on": "2026-12-01",
        "deadline_hour": "12:00",
    }
    answer = bob.post(url(group, "new-notice"), fields)
    page = bob.get(answer.headers["Location"])
    assert page.context["notice"].is_handwritten
    for wrong in ({}, {"title": "a"}, fields | {"deadline_on": "2020-01-01"}, fields | {"url": "nowhere"}):
        assert bob.post(url(group, "new-notice"), wrong).status_code == 422


def test_sources_say_how_far_they_were_read(bob: Client, group: world.Group) -> None:
    now = clock.now()
    SourceRun.objects.create(source="boamp", state="complete", started_at=now, ended_at=now, covers_until=now)
    SourceRun.objects.create(source="ted", state="incomplete", started_at=now, ended_at=now, faults=[{"code": "gap"}])
    states = bob.get(url(group, "for-me")).context["sources"]
    assert [state.is_complete for state in states] == [True, False]
    assert bob.get(url(group, "sources")).status_code == 200


def test_the_list_costs_the_same_for_two_notices_and_for_twenty(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    places = iter(range(1, 100))

    def make_rows(count: int) -> None:
        for _ in range(count):
            notice = make_open_notice(lots=1)
            make_match(activity, notice, next(places))
            say(group.alice, notice, need="lot:1")

    assert_flat(make_rows, lambda: bob.get(url(group, "for-me")))


@pytest.mark.parametrize("name", ["board", "month"])
def test_the_board_costs_the_same_for_two_notices_and_for_twenty(bob: Client, group: world.Group, name: str) -> None:
    def make_rows(count: int) -> None:
        for _ in range(count):
            say(group.alice, make_open_notice(lots=2), need="lot:1")

    assert_flat(make_rows, lambda: bob.get(url(group, name)))


def test_a_notice_costs_the_same_for_two_lots_and_for_twenty(bob: Client, group: world.Group) -> None:
    notice = make_open_notice(lots=1)
    numbers = iter(range(2, 100))

    def make_rows(count: int) -> None:
        for _ in range(count):
            number = str(next(numbers))
            notice.lots.create(number=number, title=f"Lot {number}")
            say(group.alice, notice, need=f"lot:{number}")

    assert_flat(make_rows, lambda: bob.get(url(group, "notice", ref=notice.ref)))


@pytest.mark.parametrize("name", PAGES)
def test_each_page_stays_under_twenty_queries(bob: Client, group: world.Group, name: str) -> None:
    notice = make_open_notice(lots=2)
    make_match(make_activity(group.bob.person), notice)
    say(group.alice, notice, need="lot:1")
    bob.get(url(group, name))
    with at_most(CEILING):
        bob.get(url(group, name))


def test_the_page_of_a_notice_stays_under_twenty_queries(bob: Client, group: world.Group) -> None:
    notice = make_open_notice(lots=2)
    say(group.alice, notice, need="lot:1")
    bob.get(url(group, "notice", ref=notice.ref))
    with at_most(CEILING):
        bob.get(url(group, "notice", ref=notice.ref))
