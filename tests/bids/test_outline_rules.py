"""The rules of the outline, one by one: whose criteria, who writes its sheet, what is late, too long or ready."""

import datetime as dt
import json
import zlib
from decimal import Decimal

import pytest

from commun.bids import actions
from commun.bids.actions import SectionSheet
from commun.bids.actions import sections as verbs
from commun.bids.models import Bid, BidSection
from commun.bids.queries.criteria import criteria_of
from commun.bids.queries.readiness import readiness_of
from commun.bids.queries.sections import outline_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.tenders.models import Notice
from tests.bids.test_legal_rules import past, set_stage
from tests.bids.test_teams import part_of
from tests.bids.worlds import join, make_bid, opened_for_writing
from tests.support.world import Group
from tests.tenders.worlds import make_open_notice, make_version

pytestmark = pytest.mark.django_db


def told(notice: Notice, criteria: list[tuple[str, str, str]], days: int) -> None:
    """A version of the notice with these criteria: lot, words, weight."""
    lots = [{"ID": lot, "criterePondere": {"critere": name, "criterePCT": weight}} for lot, name, weight in criteria]
    payload = zlib.compress(json.dumps({"lot": lots}).encode())
    make_version(notice, payload=payload, published_on=clock.today() + dt.timedelta(days=days))


def test_criteria_are_those_of_the_last_version_that_says_any_for_the_lots_answered(group: Group) -> None:
    notice = make_open_notice(lots=2)
    Notice.objects.filter(pk=notice.pk).update(title="Étude")
    told(notice, [("LOT-0001", "Ancien", "100")], days=1)
    told(
        notice,
        [
            ("LOT-0001", "Méthode", "30"),
            ("LOT-0001", "Équipe", "70"),
            ("LOT-0002", "METHODE", "40"),
            ("2", "Délai", "60"),
        ],
        days=2,
    )
    told(notice, [], days=3)
    make_version(notice, payload=b"rien de lisible", published_on=clock.today() + dt.timedelta(days=4))
    first = make_bid(group.alice, notice, lots=("1",))
    assert [(one.name, one.weight) for one in criteria_of(first)] == [("Équipe", 70), ("Méthode", 30)]
    first.lots = []
    assert [one.name for one in criteria_of(first)] == ["Équipe", "Délai", "Méthode"]


def test_who_is_not_in_the_team_touches_no_section(group: Group) -> None:
    bid = make_bid(group.alice)
    section = actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Méthode"))
    empty = make_bid(group.alice)
    for act in (
        lambda: actions.start_outline(by=group.bob, bid=empty),
        lambda: actions.write_section(by=group.bob, bid=bid, sheet=SectionSheet("À moi")),
        lambda: actions.write_section(by=group.bob, bid=bid, sheet=SectionSheet("À moi"), section=section),
        lambda: actions.move_section(by=group.bob, section=section, is_up=True),
        lambda: actions.hold_section(by=group.bob, section=section, part=None),
        lambda: actions.move_section_state(by=group.bob, section=section, state="ready"),
        lambda: actions.remove_section(by=group.bob, section=section),
    ):
        with pytest.raises(Refused, match="équipe"):
            act()
    set_stage(bid, "withdrawn")
    with pytest.raises(Refused, match="finie|plus rien"):
        actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Trop tard"))


def test_sections_go_where_they_are_sent_and_to_who_is_there(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    bid, other = make_bid(group.alice), make_bid(group.alice)
    join(bid, group.bob)
    one, two, three = (
        actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet(name)) for name in ("Un", "Deux", "Trois")
    )
    assert [one.position, two.position, three.position] == [1, 2, 3]
    actions.move_section(by=group.alice, section=one, is_up=False)
    actions.move_section(by=group.alice, section=three, is_up=False)
    assert [line.section.title for line in outline_of(bid).lines] == ["Deux", "Un", "Trois"]
    actions.remove_section(by=group.alice, section=two)
    for act in (
        lambda: actions.move_section(by=group.alice, section=two, is_up=True),
        lambda: actions.hold_section(by=group.alice, section=two, part=None),
        lambda: actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Deux"), section=two),
        lambda: actions.write_section(
            by=group.alice, bid=bid, sheet=SectionSheet("Jour", due_on=clock.today() + dt.timedelta(1001))
        ),
        lambda: actions.hold_section(by=group.alice, section=one, part=part_of(other, group.alice)),
    ):
        with pytest.raises(Refused):
            act()
    bob = part_of(bid, group.bob)
    actions.leave_team(by=group.bob, part=bob)
    bob.refresh_from_db()
    with pytest.raises(Refused):
        actions.hold_section(by=group.alice, section=one, part=bob)
    actions.move_section_state(by=group.alice, section=one, state="draft")
    with scope.use(group.space):
        last = Fact.objects.order_by("position").last()
    assert last is not None
    assert (last.name, last.data.get("state")) == ("bids.section.changed", "draft")
    monkeypatch.setattr(verbs, "MOST_SECTIONS", 2)
    with pytest.raises(Refused):
        actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("De trop"))


def with_words(bid: Bid, section: BidSection, words: str) -> None:
    with scope.use(bid.space_id):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        texts.write_plain(text=text, author=bid.opened_by.person_id, base=text.position, words=words)


def test_what_is_late_too_long_or_not_ready_is_said_and_keeps_from_nothing(group: Group) -> None:
    bid = make_bid(group.alice)
    assert not outline_of(bid).is_ready
    assert "Aucun mémoire technique n’est écrit ici." in readiness_of(bid).warnings
    yesterday, today = clock.today() - dt.timedelta(1), clock.today()
    long = actions.write_section(
        by=group.alice, bid=bid, sheet=SectionSheet("Longue", weight=Decimal(100), words_most=2, due_on=yesterday)
    )
    actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Courte", words_most=2, due_on=today))
    opened_for_writing(bid, group.alice)
    with_words(bid, long, "Trois mots ici.")
    lines = outline_of(bid).lines
    assert [(line.over, line.is_late) for line in lines] == [(1, True), (0, False)]
    said = readiness_of(bid).warnings
    assert "Trop long : Longue." in [one.replace("\u00a0", " ") for one in said]
    assert any("2 parties" in one for one in said)
    for line in lines:
        actions.move_section_state(by=group.alice, section=line.section, state="ready")
    outline = outline_of(bid)
    assert outline.is_ready
    assert not any(line.is_late for line in outline.lines)
    assert not any("parties" in one for one in readiness_of(bid).warnings)
    over = "L’échéance est passée"
    assert not any(over in one for one in readiness_of(bid).warnings)
    past(bid, minutes=1)
    assert any(over in one for one in readiness_of(bid).warnings)
