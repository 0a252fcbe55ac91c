"""What the pages must let people see: warnings, marks, people, links, filters that stay, rows of the exports."""

import csv
import datetime as dt
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from commun.algo.text import as_tsvector
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.models import BodyLink, Network
from commun.tenders.actions.pursuits import move_pursuit
from commun.tenders.models import Match, Notice, PastAward, Pursuit, SourceRun
from commun.tenders.queries import corpus
from tests.support import world
from tests.tenders.worlds import make_activity, make_match, make_open_notice, make_version, say

DOUBT = "Heure à vérifier dans l’avis"


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


def seen(client: Client, address: str) -> str:
    """The page as it is read: no-break spaces as spaces."""
    return re.sub("[\u00a0\u202f]", " ", client.get(address).content.decode())


def rows(client: Client, address: str) -> list[list[str]]:
    """The lines of a spreadsheet, without its headers."""
    return list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig")), delimiter=";"))[1:]


def findable(title: str, **fields: object) -> Notice:
    """An open notice that the search box finds."""
    return make_open_notice(title, search=as_tsvector([(title, "A")]), **fields)  # type: ignore[arg-type]


def test_a_doubtful_deadline_is_told_in_paris_time_with_its_warning(bob: Client, group: world.Group) -> None:
    at = dt.datetime(2026, 12, 1, 11, 0, tzinfo=dt.UTC)
    activity = make_activity(group.bob.person)
    sure, doubtful = make_open_notice("Sûr"), make_open_notice("Douteux")
    Notice.objects.filter(pk__in=(sure.pk, doubtful.pk)).update(deadline_at=at)
    Notice.objects.filter(pk=doubtful.pk).update(deadline_doubt="offset-unreliable")
    page = seen(bob, url(group, "notice", ref=doubtful.ref))
    assert DOUBT in page
    assert "mardi 1er décembre, 12 h 00" in page
    assert "Heure de Paris" in page
    assert DOUBT not in seen(bob, url(group, "notice", ref=sure.ref))
    for position, notice in enumerate((sure, doubtful), start=1):
        make_match(activity, notice, position)
        say(group.alice, notice)
    for name in ("board", "month"):
        assert seen(bob, url(group, name)).count(DOUBT) == 1, name
    assert seen(bob, url(group, "for-me") + "?etat=tous").count(DOUBT) == 1


def test_shifted_dates_are_marked_on_the_notice(bob: Client, group: world.Group) -> None:
    moved, true = make_open_notice(is_shifted=True), make_open_notice()
    assert "Dates décalées pour essai" in seen(bob, url(group, "notice", ref=moved.ref))
    assert "Dates décalées pour essai" not in seen(bob, url(group, "notice", ref=true.ref))


def test_shifted_dates_are_marked_on_each_card(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    for position, notice in enumerate((make_open_notice(is_shifted=True), make_open_notice()), start=1):
        make_match(activity, notice, position)
        say(group.alice, notice)
    for address in (url(group, "board"), url(group, "for-me") + "?etat=tous"):
        assert seen(bob, address).count("dates décalées pour essai") == 1, address


def test_a_guessed_trade_is_marked_on_the_card_and_on_the_page(bob: Client, group: world.Group) -> None:
    notice = make_open_notice(cpv_estimated=["79411000"])
    guess = {"kind": "cpv", "code": "794", "label": "Conseil en affaires", "estimated": True}
    make_match(make_activity(group.bob.person), notice, reasons=[guess])
    assert "conseil en affaires (estimé)" in seen(bob, url(group, "for-me"))
    page = bob.get(url(group, "notice", ref=notice.ref))
    told = [name for name, value in page.context["facts"] if "79411000" in str(value)]
    assert len(told) == 1
    assert "estimé" in told[0]


def test_a_card_tells_the_days_left_the_people_and_the_way_to_the_panel(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Concertation", days=9)
    make_match(make_activity(group.bob.person), notice)
    say(group.alice, notice)
    page = bob.get(url(group, "for-me"))
    assert list(page.context["cards"][0].people) == ["Alice Martin"]
    shown = seen(bob, url(group, "for-me"))
    assert "<b>9 j" in shown
    assert "Alice Martin" in shown
    assert f"{url(group, 'notice', ref=notice.ref)}#intentions" in shown


def test_declining_is_one_button_of_the_card(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    make_match(make_activity(group.bob.person), notice)
    form = re.search(
        rf'<form method="post" action="{url(group, "hide-notice", ref=notice.ref)}".*?</form>',
        bob.get(url(group, "for-me")).content.decode(),
        re.DOTALL,
    )
    assert form
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    assert form[0].count("<button") == 1
    bob.post(url(group, "hide-notice", ref=notice.ref), fields)
    assert bob.get(url(group, "for-me")).context["cards"] == []


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("source=boamp", {"Nord"}),
        ("source=ted", {"Bretagne"}),
        ("source=hand", {"Port"}),
        ("q=concertations", {"Nord"}),
        ("q=NORD&lieu=r32", {"Nord"}),
        ("lieu=r53&echeance=7", {"Bretagne"}),
    ],
)
def test_each_filter_lets_through_what_it_asks_for(
    bob: Client, group: world.Group, query: str, titles: set[str]
) -> None:
    activity = make_activity(group.bob.person)
    nord = make_open_notice("Nord", search=as_tsvector([("Concertation dans le Nord", "A")]))
    bretagne = findable("Bretagne", days=3, departements=["35"])
    bretagne.versions.all().delete()
    make_version(bretagne, source="ted")
    port = findable("Port", is_handwritten=True, departements=["13"])
    port.versions.all().delete()
    for position, notice in enumerate((nord, bretagne, port), start=1):
        make_match(activity, notice, position)
    page = bob.get(f"{url(group, 'for-me')}?{query}")
    assert {card.notice.title for card in page.context["cards"]} == titles


def test_one_activity_shows_what_it_brings_only(bob: Client, group: world.Group) -> None:
    one, other = make_activity(group.bob.person, "Animation"), make_activity(group.bob.person, "Cartes")
    make_match(one, make_open_notice("Animer"))
    make_match(other, make_open_notice("Cartographier"))
    page = bob.get(f"{url(group, 'for-me')}?activite={other.ref}")
    assert [card.notice.title for card in page.context["cards"]] == ["Cartographier"]


def test_tabs_chips_pages_and_forms_keep_the_filters_of_the_address(bob: Client, group: world.Group) -> None:
    make_activity(group.bob.person, "Animation")
    make_activity(group.bob.person, "Cartes")
    for number in range(14):
        findable(f"Concertation {number}")
    page = bob.get(f"{url(group, 'for-me')}?q=concertation&lieu=59&etat=tous")
    assert page.context["pages"] == 2
    links = [line["url"] for line in (*page.context["states"], *page.context["activities"])]
    links += re.findall(r'href="([^"]*)"[^>]*rel="next"', page.content.decode().replace("&amp;", "&"))
    assert len(links) == 4 + 3 + 1
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        assert (asked["q"], asked["lieu"]) == (["concertation"], ["59"]), link
    finer = re.search(r'<form method="get"[^>]*c-finer__form.*?</form>', page.content.decode(), re.DOTALL)
    assert finer
    assert '<input type="hidden" name="q" value="concertation">' in finer[0]
    assert '<option value="59" selected>' in finer[0]


def test_the_page_of_a_notice_shows_lots_versions_awards_and_its_source(bob: Client, group: world.Group) -> None:
    notice = findable("Étude de programmation d’une médiathèque", lots=2, url="https://exemple.test/avis/1")
    make_version(notice, [["deadline", "2026-11-22T12:00+01:00", "2026-11-27T16:00+01:00"]], state="corrected")
    title = "Étude de programmation d’un musée"
    PastAward.objects.create(
        key="a", title=title, buyer=notice.buyer, amount_cents=4_500_000, search=as_tsvector([(title, "A")]),
        suppliers=[{"name": "Les Ateliers", "siret": "", "town": ""}],
    )  # fmt: skip
    page = seen(bob, url(group, "notice", ref=notice.ref))
    assert 'id="lots-title"' in page
    assert "Lot de travail 2" in page
    assert "dimanche 22 novembre, 12 h 00</del>" in page
    assert "vendredi 27 novembre, 16 h 00</ins>" in page
    assert "Les Ateliers" in page
    assert "45 000 €" in page
    assert 'href="https://exemple.test/avis/1"' in page


def test_hours_and_notes_are_read_by_the_whole_group(bob: Client, group: world.Group) -> None:
    notice = make_open_notice()
    say(group.alice, notice, hours=12, note="Je connais le quartier.")
    page = seen(bob, url(group, "notice", ref=notice.ref))
    assert "Je connais le quartier." in page
    assert "12 h" in page


def test_the_list_of_the_month_has_what_waits_and_what_fits_but_not_what_is_decided(
    bob: Client, group: world.Group
) -> None:
    waits, decided, alone = make_open_notice("Attend"), make_open_notice("Décidé"), make_open_notice("Seul")
    say(group.bob, waits)
    say(group.bob, decided)
    with scope.use(group.space):
        move_pursuit(member=group.bob, notice=decided, stage=Pursuit.Stage.GOING)
    make_match(make_activity(group.alice.person), alone)
    page = bob.get(url(group, "month"))
    assert [card["notice"].title for card in page.context["waiting"]] == ["Attend"]
    assert [card["notice"].title for card in page.context["alone"]] == ["Seul"]
    assert "data-commun-print" in page.content.decode()
    assert [line[1] for line in rows(bob, url(group, "month-csv"))] == ["Attend", "Seul"]


def test_every_list_links_to_its_own_rows_as_csv(bob: Client, group: world.Group) -> None:
    notice = make_open_notice("Concertation")
    make_match(make_activity(group.bob.person, "Animation"), notice)
    say(group.alice, notice)
    now = clock.now()
    SourceRun.objects.create(source="boamp", state="complete", started_at=now, ended_at=now, covers_until=now)
    for name in ("for-me", "board", "month", "watch", "sources"):
        page = bob.get(url(group, name)).content.decode()
        found = re.search(rf'href="({url(group, f"{name}-csv")}[^"]*)"', page)
        assert found, name
        assert len(rows(bob, found[1].replace("&amp;", "&"))) == 1, name


def test_the_export_of_my_list_follows_its_filters(bob: Client, group: world.Group) -> None:
    activity = make_activity(group.bob.person)
    make_match(activity, make_open_notice("Nord"), 1)
    make_match(activity, make_open_notice("Bretagne", departements=["35"]), 2)
    assert [line[0] for line in rows(bob, url(group, "for-me-csv") + "?lieu=r53")] == ["Bretagne"]
    assert [line[0] for line in rows(bob, url(group, "for-me-csv"))] == ["Nord", "Bretagne"]


def test_the_preview_of_a_watch_reaches_back_sixty_days(bob: Client, group: world.Group) -> None:
    corpus.forget()
    today = clock.today()
    for days in (58, 61):
        make_open_notice(f"Concertation d’il y a {days} jours", published_on=today - dt.timedelta(days=days))
    fields = {"label": "Concertation", "keywords": "concertation", "is_active": "on"}
    page = bob.get(url(group, "preview-watch"), fields, headers={"HX-Request": "true"})
    corpus.forget()
    assert [row["notice"].title for row in page.context["preview_rows"]] == ["Concertation d’il y a 58 jours"]
    assert "60" in page.context["preview_heading"]
    form = bob.get(url(group, "new-watch")).content.decode()
    live = re.search(r'<form[^>]*id="watch-form"[^>]*>', form)
    assert live
    assert f'hx-get="{url(group, "preview-watch")}"' in live[0]
    assert 'hx-trigger="input' in live[0]


def test_a_network_reads_what_its_groups_received_and_did_in_the_last_month(db: None, client: Client) -> None:
    now = clock.now()
    around = Space.objects.create(slug="autour", name="Autour", kind="network", created_at=now)
    Network.objects.create(space=around)
    space = world.make_space("Ateliers")
    BodyLink.objects.create(inside=space, around=around, starts_on=clock.today())
    members = [world.make_member(space, world.make_person(f"Personne {number}")) for number in range(3)]
    activity = make_activity(members[0].person)
    notices = [make_open_notice(f"Avis {number}") for number in range(9)]
    for position, notice in enumerate(notices, start=1):
        make_match(activity, notice, position)
    Match.objects.filter(notice__in=notices[5:]).update(first_seen_at=now - dt.timedelta(days=31))
    with scope.use(space):
        for notice in notices[:3]:
            move_pursuit(member=members[0], notice=notice, stage=Pursuit.Stage.LET_GO, reason="Loin")
        for notice in notices[3:7]:
            move_pursuit(member=members[0], notice=notice, stage=Pursuit.Stage.GOING)
    for member in members:
        say(member, notices[8])
    animator = world.make_person("Anne")
    world.make_member(around, animator, role="animator")
    client.force_login(animator)
    shown = client.get(here("autour", "tenders:network")).context["rows"]
    # Members, received, with somebody, intentions, going, let go; one notice answered is too few to be told.
    assert [row[:3] + row[4:] for row in shown] == [["Ateliers", "3", "5", "3", "4", "3"]]
