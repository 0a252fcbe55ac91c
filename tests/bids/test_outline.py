"""The outline starts from the buyer's criteria; its sections are held, ordered, written once writing is open."""

import datetime as dt
import json
import zlib
from decimal import Decimal

import pytest

from commun.bids import actions
from commun.bids.actions import SectionSheet
from commun.bids.models import Bid, BidSection
from commun.bids.queries.readiness import readiness_of
from commun.bids.queries.sections import outline_of
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.core.writing import access, reading
from commun.core.writing import actions as texts
from commun.tenders.models import Notice
from tests.bids.test_writing_opens import parts
from tests.bids.worlds import join, make_bid, opened_for_writing
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group
from tests.tenders.worlds import make_open_notice, make_version

pytestmark = pytest.mark.django_db


def judged_bid(group: Group) -> Bid:
    notice = make_open_notice()
    criteria = [("Prix", "40"), ("Références", "20"), ("Méthode", "40")]
    told = [{"critere": name, "criterePCT": weight} for name, weight in criteria]
    inner = json.dumps({"MAPA": {"initial": {"criteres": {"criterePondere": told}}}})
    make_version(notice, payload=zlib.compress(json.dumps({"donnees": inner}).encode()))
    return make_bid(group.alice, notice)


def test_one_section_for_each_criterion_that_is_no_price(group: Group) -> None:
    made = actions.start_outline(by=group.alice, bid=judged_bid(group))
    assert [(one.title, one.weight) for one in made] == [("Méthode", Decimal(40)), ("Références", Decimal(20))]
    with pytest.raises(Refused):
        actions.start_outline(by=group.alice, bid=made[0].bid)
    assert len(actions.start_outline(by=group.alice, bid=make_bid(group.alice))) == 4


def test_sections_are_ordered_held_and_finished(group: Group) -> None:
    bid = judged_bid(group)
    first, second = actions.start_outline(by=group.alice, bid=bid)
    actions.move_section(by=group.alice, section=second, is_up=True)
    actions.move_section(by=group.alice, section=second, is_up=True)
    assert [line.section.pk for line in outline_of(bid).lines] == [second.pk, first.pk]
    with pytest.raises(Refused):
        actions.hold_section(by=group.bob, section=first, part=None)
    join(bid, group.bob)
    actions.hold_section(by=group.bob, section=first, part=parts(bid)[group.bob.pk])
    actions.move_section_state(by=group.bob, section=first, state="ready")
    outline = outline_of(bid)
    assert (outline.ready_count, outline.is_ready) == (1, False)
    other = make_bid(group.alice)
    actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Déjà là"))
    for sheet in (
        SectionSheet(" "),
        SectionSheet("  déjà   là "),
        SectionSheet("x" * 201),
        SectionSheet("Poids", weight=Decimal(101)),
        SectionSheet("Mots", words_most=0),
        SectionSheet("Ailleurs", owner=parts(other)[group.alice.pk]),
    ):
        with pytest.raises(Refused):
            actions.write_section(by=group.alice, bid=bid, sheet=sheet)
    with pytest.raises(Refused):
        actions.move_section_state(by=group.bob, section=first, state="fini")


def test_words_come_once_writing_is_open_and_from_the_team_only(group: Group) -> None:
    bid = judged_bid(group)
    section, empty = actions.start_outline(by=group.alice, bid=bid)
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        with pytest.raises(Refused, match="decided|décidé"):
            texts.write_plain(text=text, author=group.alice.person_id, base=0, words="Trop tôt")
        opened_for_writing(bid, group.alice)
        with pytest.raises(Refused):
            texts.write_plain(text=text, author=group.bob.person_id, base=0, words="Pas de l’équipe")
        with pytest.raises(NotFound):
            texts.write_plain(text=text, author=make_group().alice.person_id, base=0, words="D’ailleurs")
        texts.write_plain(text=text, author=group.alice.person_id, base=0, words="Nous avons compris, été compris 🌱.")
        assert access.title_of(text) == section.title
    assert outline_of(bid).word_count == 5
    with pytest.raises(Refused):
        actions.remove_section(by=group.alice, section=section)
    actions.remove_section(by=group.alice, section=empty)
    actions.remove_section(by=group.alice, section=empty)
    assert len(outline_of(bid).lines) == 1


def test_the_pages_of_the_outline(client: GateClient, group: Group) -> None:
    bid = judged_bid(group)
    client.force_login(group.alice.person)
    slug = group.space.slug
    url = here(slug, "bids:outline", bid=bid.ref)
    assert "Références" in client.get(url).content.decode()
    client.post(here(slug, "bids:start-outline", bid=bid.ref))
    with scope.use(group.space):
        section = BidSection.objects.get(title="Méthode")
    page = here(slug, "bids:section", section=section.ref)
    assert client.get(page).status_code == 200
    client.post(here(slug, "bids:hold-section", section=section.ref))
    client.post(here(slug, "bids:section-state", section=section.ref), {"state": "draft"})
    sheet = here(slug, "bids:change-section", section=section.ref)
    assert client.post(sheet, {"title": "Méthode", "weight": "trop", "words_most": "-1"}).status_code == 422
    assert client.post(sheet, {"title": "Notre méthode", "weight": "40", "due_on": "2026-12-01"}).status_code == 302
    section.refresh_from_db()
    assert (section.title, section.state, section.owner) == ("Notre méthode", "draft", None)
    client.force_login(group.chloe)
    assert client.get(page).status_code == 404


def test_the_outline_costs_the_same_for_two_and_for_twenty(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    client.force_login(group.alice.person)

    def fill(count: int) -> None:
        for number in range(count):
            actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet(f"Encore une, {count}-{number}"))

    assert_flat(fill, lambda: client.get(here(group.space.slug, "bids:outline", bid=bid.ref)))


def test_words_that_arrive_after_their_section_was_taken_out_are_not_lost(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    section = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Calendrier"))
    opened_for_writing(bid, group.alice)
    actions.remove_section(by=group.alice, section=section)
    assert outline_of(bid).lines == []
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        texts.write_plain(text=text, author=group.alice.person_id, base=0, words="Écrit dans le train.")
    assert [one.title for one in outline_of(bid).late] == ["Calendrier"]
    assert any("Calendrier" in sentence for sentence in readiness_of(bid).warnings)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:put-section-back", section=section.ref)
    assert url in client.get(here(group.space.slug, "bids:outline", bid=bid.ref)).content.decode()
    assert [client.post(url).status_code, client.post(url).status_code] == [302, 302]
    [line] = outline_of(bid).lines
    assert (line.section.ref, line.word_count, outline_of(bid).late) == (section.ref, 4, ())


@pytest.mark.english
def test_a_section_comes_back_where_another_one_leaves_it_its_title_and_a_place(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid = make_bid(group.alice)
    first = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Calendrier"))
    actions.remove_section(by=group.alice, section=first)
    second = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("CALENDRIER"))
    with pytest.raises(Refused, match="Another section has this title"):
        actions.put_section_back(by=group.alice, section=first)
    actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Les dates"), section=second)
    monkeypatch.setattr("commun.bids.actions.sections.MOST_SECTIONS", 1)
    with pytest.raises(Refused, match="Sixty"):
        actions.put_section_back(by=group.alice, section=first)
    monkeypatch.undo()
    actions.put_section_back(by=group.alice, section=first)
    assert [line.section.title for line in outline_of(bid).lines] == ["Les dates", "Calendrier"]


def test_a_deadline_that_passes_while_people_write_is_said_to_them(client: GateClient, group: Group) -> None:
    """On each page where one writes, and on one left open the moment it passes; nobody is kept from writing on."""
    group.alice.person.language = "en"
    group.alice.person.save()
    bid = make_bid(group.alice)
    section = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Méthode"))
    opened_for_writing(bid, group.alice)
    client.force_login(group.alice.person)
    pages = [
        here(group.space.slug, "bids:outline", bid=bid.ref),
        here(group.space.slug, "bids:section", section=section.ref),
    ]
    due = clock.now() + dt.timedelta(seconds=90)
    Notice.objects.filter(pk=bid.notice_id).update(deadline_at=due)
    for url in pages:
        page = client.get(url).content.decode()
        assert f'hx-get="{url}" hx-trigger="load delay:91s" hx-select="#echeance"' in page
        assert "The deadline is over" not in page
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
    assert text is not None
    alone = here(group.space.slug, "writing:text", written=text.ref)
    assert "The deadline is over" not in client.get(alone).content.decode()
    with clock.stopped(due + dt.timedelta(seconds=1)):
        for url in pages:
            page = client.get(url).content.decode()
            assert "The deadline is over" in page
            assert "Nothing is lost" in page
            assert "load delay" not in page
        # The text by itself, the simple page, and the one that keeps what could not be taken say it too.
        for answer in (client.get(alone), client.get(f"{alone}?simple=1"), client.post(alone, {"base": "99999"})):
            assert "The deadline is over" in answer.content.decode()
        with scope.use(group.space):
            texts.write_plain(text=text, author=group.alice.person_id, base=0, words="Trop tard, et pas perdu.")
        assert "pas perdu" in client.get(pages[1]).content.decode()
        # An hour in doubt leaves the day; what is frozen or far away says nothing.
        Notice.objects.filter(pk=bid.notice_id).update(deadline_doubt="heure")
        assert "The deadline is over" not in client.get(pages[0]).content.decode()
        Notice.objects.filter(pk=bid.notice_id).update(deadline_doubt="", deadline_at=due + dt.timedelta(days=40))
        assert "load delay" not in client.get(pages[0]).content.decode()
        Notice.objects.filter(pk=bid.notice_id).update(deadline_at=due)
        Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.FROZEN)
        assert "The deadline is over" not in client.get(pages[1]).content.decode()
