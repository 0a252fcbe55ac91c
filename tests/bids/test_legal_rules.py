"""The rules of form, split and warning, one by one: each line here is a condition that somebody could drop."""

import datetime as dt
from decimal import Decimal

import pytest

from commun.bids import actions, composition
from commun.bids.actions import Ask, ShareSheet
from commun.bids.actions import legal_form as verbs
from commun.bids.models import Bid, TeamPart
from commun.bids.queries import legal_form
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.tenders.actions.needs import add_need
from commun.tenders.models import Need, Notice
from tests.bids.test_legal_form import joint_bid, part_of, works_for
from tests.bids.vault_worlds import lead
from tests.bids.worlds import facts_of, join, make_bid, make_entity
from tests.support.world import Group, make_group, make_member, make_person
from tests.tenders.worlds import make_open_notice, say

pytestmark = pytest.mark.django_db


def set_stage(bid: Bid, stage: str) -> None:
    Bid._base_manager.filter(pk=bid.pk).update(stage=stage)


def test_the_form_is_that_of_who_joined_as_the_rules_ask(group: Group) -> None:
    bid = joint_bid(group)
    actions.change_bid(by=group.alice, bid=bid, sheet=actions.BidSheet("Ensemble", (), "solidary", 10_000))
    bid.refresh_from_db()
    assert legal_form.form_of(bid).proposed == "solidary"
    dan = make_member(group.space, make_person("Dan", legal_entity=make_entity(2, "Dan EI")))
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=dan))
    sheet = legal_form.form_sheet(bid)
    assert [line.entity.name for line in sheet.operators] == ["Les Artisans du lien", "Bob Durand EI"]
    assert legal_form.split_of(bid, sheet).is_required
    bid.form = "solidary"
    assert not legal_form.split_of(bid, sheet).is_required


def test_a_split_meets_the_needs_of_its_lots_and_of_no_lot(group: Group) -> None:
    notice = make_open_notice(lots=2)
    say(group.alice, notice, need="lot:1")
    with scope.use(group.space):
        add_need(member=group.alice, notice=notice, label="Coordonner")
    bid = make_bid(group.alice, notice, lots=("2",))
    assert {need.lot_number for need in legal_form.needs_of(bid)} == {"2", ""}
    first, second = actions.start_split(by=group.alice, bid=bid)
    assert (first.position, second.position) == (1, 2)
    actions.remove_share_line(by=group.alice, line=first)
    (again,) = actions.start_split(by=group.alice, bid=bid)
    assert (again.need_ref, again.position) == (first.need_ref, 3)
    assert not any("aucune ligne" in said for said in legal_form.split_of(bid).faults)
    actions.remove_share_line(by=group.alice, line=second)
    assert any("aucune ligne" in said for said in legal_form.split_of(bid).faults)


def test_who_is_not_in_the_team_changes_neither_form_nor_split(group: Group) -> None:
    bid = make_bid(group.alice, price_cents=10_000)
    line = actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet("Animer"))
    works_for(group.alice, 0, "Les Artisans du lien")
    actions.correct_part(
        by=group.alice, part=part_of(bid, group.alice), standing="member", entity=group.alice.person.legal_entity
    )
    for act in (
        lambda: actions.choose_form(by=group.bob, bid=bid, form="sole"),
        lambda: actions.write_share_line(by=group.bob, bid=bid, sheet=ShareSheet("Écrire")),
        lambda: actions.remove_share_line(by=group.bob, line=line),
        lambda: actions.start_split(by=group.bob, bid=bid),
        lambda: actions.change_bid(by=group.bob, bid=bid, sheet=actions.BidSheet("À moi")),
    ):
        with pytest.raises(Refused, match="équipe"):
            act()
    assert len(legal_form.split_of(bid).lines) == 1


def test_what_was_said_once_is_told_once(group: Group) -> None:
    bid = joint_bid(group)
    for _each in range(2):
        actions.choose_form(by=group.alice, bid=bid, form="joint")
    line = actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet("Animer"))
    for _each in range(2):
        actions.remove_share_line(by=group.alice, line=line)
    told = facts_of(group.space)
    assert (told.count("bids.form.chosen"), told.count("bids.split.changed")) == (1, 2)


def test_a_line_of_the_split_stays_in_its_answer_its_team_and_its_notice(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, other = joint_bid(group), make_bid(group.alice)
    line = actions.write_share_line(by=group.alice, bid=other, sheet=ShareSheet("Ailleurs"))
    with pytest.raises(Refused, match="retirée"):
        actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet("Ici"), line=line)
    actions.remove_share_line(by=group.alice, line=line)
    with pytest.raises(Refused, match="retirée"):
        actions.write_share_line(by=group.alice, bid=other, sheet=ShareSheet("Ici"), line=line)
    bob = part_of(bid, group.bob)
    actions.leave_team(by=group.bob, part=bob)
    bob.refresh_from_db()
    away = make_open_notice("Autre avis")
    say(group.alice, away)
    with scope.use(group.space):
        foreign = Need.objects.get(notice=away).ref
    for sheet in (
        ShareSheet("Parti", part=bob),
        ShareSheet("Jours", days=Decimal(-1)),
        ShareSheet("Jours", days=Decimal(10_001)),
        ShareSheet("Besoin d’ailleurs", need_ref=foreign),
    ):
        with pytest.raises(Refused):
            actions.write_share_line(by=group.alice, bid=bid, sheet=sheet)
    monkeypatch.setattr(verbs, "MOST_LINES", 1)
    actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet("Une"))
    with pytest.raises(Refused):
        actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet("Deux"))


def test_only_a_candidate_that_stands_for_the_same_contract_is_a_warning(group: Group) -> None:
    """B2: not another notice, an answer that is over, who was only asked, nor a subcontractor."""
    works_for(group.alice, 0, "Les Artisans du lien")
    bid = make_bid(group.alice)
    away = make_group()
    works_for(away.alice, 0, "Les Artisans du lien")
    works_for(away.bob, 1, "Bob Durand EI")
    make_bid(away.alice)
    theirs = make_bid(away.bob, bid.notice, title="À côté")
    part = actions.ask_into_team(by=away.bob, bid=theirs, ask=Ask(member=away.alice))
    assert legal_form.form_sheet(bid).warnings == []
    actions.join_team(by=away.alice, bid=theirs)
    assert len(legal_form.form_sheet(bid).warnings) == 1
    actions.correct_part(by=away.alice, part=part, standing="subcontractor", entity=away.alice.person.legal_entity)
    assert legal_form.form_sheet(bid).warnings == []
    actions.correct_part(by=away.alice, part=part, standing="member", entity=away.alice.person.legal_entity)
    for stage, warned in (("sent", 1), ("withdrawn", 0), ("lost", 0)):
        set_stage(theirs, stage)
        assert len(legal_form.form_sheet(bid).warnings) == warned, stage


def test_leading_two_groups_is_said_as_the_law_says_it(group: Group) -> None:
    bid = joint_bid(group)
    away = make_group()
    works_for(away.alice, 0, "Les Artisans du lien")
    works_for(away.bob, 2, "Zoé EI")
    theirs = make_bid(away.alice, bid.notice)
    join(theirs, away.bob)
    lead(theirs, away.alice)
    (said,) = legal_form.form_sheet(bid).warnings
    assert "R. 2142-21" in said.replace("\u00a0", " ")
    lead(bid, group.alice)
    (said,) = legal_form.form_sheet(bid).warnings
    assert "R. 2142-23" in said.replace("\u00a0", " ")


def past(bid: Bid, **ago: float) -> None:
    Notice.objects.filter(pk=bid.notice_id).update(deadline_at=clock.now() - dt.timedelta(**ago))
    bid.notice.refresh_from_db()


def test_after_the_deadline_the_operators_are_those_who_are_in(group: Group) -> None:
    """B5: who left or was only asked opens the door to nobody; who has no operator leaves freely."""
    coop, sole = make_entity(), make_entity(1, "Bob seul")
    works_for(group.bob, 1, "Bob seul")
    dan = make_member(group.space, make_person("Dan", legal_entity=sole))
    eve = make_member(group.space, make_person("Ève", legal_entity=sole))
    bid = make_bid(group.alice)
    join(bid, group.bob)
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=dan))
    asked_under_coop = make_member(group.space, make_person("Fanny", legal_entity=sole))
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=asked_under_coop, entity=coop))
    past(bid, minutes=1)
    actions.leave_team(by=group.alice, part=part_of(bid, group.alice))
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    # Fanny works for an operator that is in; she was asked under one that is not.
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        actions.join_team(by=asked_under_coop, bid=bid)
    actions.join_team(by=eve, bid=bid)
    for act in (
        lambda: actions.ask_into_team(by=group.bob, bid=bid, ask=Ask(outside_name="Zoé", outside_email="z@x.test")),
        lambda: actions.correct_part(by=group.bob, part=part_of(bid, group.bob), standing="subcontractor", entity=sole),
    ):
        with pytest.raises(Refused, match=r"R\. 2142-26"):
            act()
    actions.leave_team(by=group.bob, part=part_of(bid, group.bob))
    TeamPart._base_manager.filter(membership=eve).update(state="left")
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        actions.join_team(by=eve, bid=bid)


def test_a_deadline_whose_hour_is_in_doubt_leaves_the_day_to_the_team(group: Group) -> None:
    bid = make_bid(group.alice)
    past(bid, hours=1)
    assert composition.is_frozen(bid)
    Notice.objects.filter(pk=bid.notice_id).update(deadline_doubt="hour")
    bid.notice.refresh_from_db()
    assert not composition.is_frozen(bid)
    join(bid, group.bob)
    past(bid, days=1)
    assert composition.is_frozen(bid)
