"""The form follows from the operators, the split is complete to the cent, an operator that is there twice is told."""

import pytest

from commun.bids import actions
from commun.bids.actions import Ask, ShareSheet
from commun.bids.models import Bid, TeamPart
from commun.bids.queries import legal_form
from commun.core import scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.models import Membership
from tests.bids.worlds import join, make_bid, make_entity
from tests.support.client import GateClient
from tests.support.world import Group, make_group
from tests.tenders.worlds import make_open_notice, say

pytestmark = pytest.mark.django_db


def works_for(member: Membership, rank: int, name: str) -> None:
    member.person.legal_entity = make_entity(rank, name)
    member.person.save()


def part_of(bid: Bid, member: Membership) -> TeamPart:
    with scope.use(bid.space_id):
        return TeamPart.objects.get(bid=bid, membership=member)


def joint_bid(group: Group) -> Bid:
    works_for(group.alice, 0, "Les Artisans du lien")
    works_for(group.bob, 1, "Bob Durand EI")
    notice = make_open_notice()
    say(group.alice, notice)
    bid = make_bid(group.alice, notice, price_cents=10_000)
    join(bid, group.bob)
    return bid


def test_two_entities_make_a_joint_group_and_the_team_may_choose_more(group: Group) -> None:
    bid = joint_bid(group)
    sheet = legal_form.form_sheet(bid)
    assert sheet.proposal.proposed == "joint"
    assert [line.people for line in sheet.operators] == [("Alice Martin",), ("Bob Durand",)]
    actions.choose_form(by=group.bob, bid=bid, form="joint_solidary_lead")
    with pytest.raises(Refused):
        actions.choose_form(by=group.bob, bid=bid, form="sole")
    part = part_of(bid, group.bob)
    part.standing = TeamPart.Standing.SUBCONTRACTOR
    part.save()
    sheet = legal_form.form_sheet(bid)
    assert sheet.proposal.proposed == "sole"
    assert [line.is_subcontractor for line in sheet.operators] == [False, True]


def test_the_split_of_a_joint_group_is_complete_to_the_cent(group: Group) -> None:
    """B3: nothing unallocated, the sum is the price."""
    bid = joint_bid(group)
    assert legal_form.split_of(bid).faults
    (line,) = actions.start_split(by=group.alice, bid=bid)
    assert actions.start_split(by=group.alice, bid=bid) == []
    alice, bob = part_of(bid, group.alice), part_of(bid, group.bob)
    first = ShareSheet("Animer", alice, line.need_ref, None, 6_000)
    actions.write_share_line(by=group.alice, bid=bid, sheet=first, line=line)
    second = actions.write_share_line(by=group.bob, bid=bid, sheet=ShareSheet("Écrire", bob, "", None, 3_999))
    assert legal_form.split_of(bid).faults == ["0,01\u00a0€ du prix ne sont dans aucune ligne."]
    actions.write_share_line(by=group.bob, bid=bid, sheet=ShareSheet("Écrire", bob, "", None, 4_000), line=second)
    split = legal_form.split_of(bid)
    assert (split.faults, split.total, split.is_required) == ([], 10_000, True)
    actions.leave_team(by=group.bob, part=bob)
    assert legal_form.split_of(bid).faults
    actions.remove_share_line(by=group.alice, line=second)
    actions.remove_share_line(by=group.alice, line=second)
    assert len(legal_form.split_of(bid).lines) == 1


def test_a_line_that_cannot_be_is_refused(group: Group) -> None:
    bid = joint_bid(group)
    other = make_bid(group.alice)
    for sheet in (
        ShareSheet(" "),
        ShareSheet("x" * 201),
        ShareSheet("Moins", amount_cents=-1),
        ShareSheet("Trop", amount_cents=10**14),
        ShareSheet("Ailleurs", part=part_of(other, group.alice)),
        ShareSheet("Besoin", need_ref="rien"),
    ):
        with pytest.raises(Refused):
            actions.write_share_line(by=group.alice, bid=bid, sheet=sheet)
    assert legal_form.split_of(bid).lines == []


def test_an_operator_that_answers_twice_is_told_before_sending(group: Group) -> None:
    """B2: both teams and the SIREN are named, across groups; other lots are no matter."""
    works_for(group.alice, 0, "Les Artisans du lien")
    notice = make_open_notice(lots=2)
    bid = make_bid(group.alice, notice, lots=("1",))
    away = make_group().alice
    works_for(away, 0, "Les Artisans du lien")
    theirs = make_bid(away, notice, title="La réponse d’à côté", lots=("2",))
    assert legal_form.form_sheet(bid).warnings == []
    actions.change_bid(by=away, bid=theirs, sheet=actions.BidSheet("La réponse d’à côté", ("1", "2")))
    (said,) = legal_form.form_sheet(bid).warnings
    for word in ("La réponse d’à côté", away.space.name, "732 829 320", "R. 2151-6"):
        assert word in said.replace("\u202f", " ").replace("\u00a0", " "), said


def test_the_page_chooses_the_form_and_writes_the_split(client: GateClient, group: Group) -> None:
    bid = joint_bid(group)
    client.force_login(group.bob.person)
    url = here(group.space.slug, "bids:legal-form", bid=bid.ref)
    assert client.post(url, {"form": "n’importe"}).status_code == 422
    assert client.post(url, {"form": "solidary"}).status_code == 302
    add = here(group.space.slug, "bids:new-share-line", bid=bid.ref)
    assert client.post(add, {"task": "Animer", "amount_cents": "-3"}).status_code == 422
    part = part_of(bid, group.bob)
    said = {"task": "Animer", "amount_cents": "100", "part": part.pk, "days": "2,5", "need_ref": ""}
    assert client.post(add, said).status_code == 302
    page = client.get(url).content.decode()
    assert "Animer" in page
    assert "100" in page
    ask = Ask(outside_name="Zoé", outside_email="zoe@exemple.test")
    actions.ask_into_team(by=group.alice, bid=bid, ask=ask)
    client.force_login(group.chloe)
    assert client.get(url).status_code == 404


def test_each_corrects_their_own_place_and_the_team_that_of_who_is_outside(client: GateClient, group: Group) -> None:
    bid = joint_bid(group)
    bob, coop = part_of(bid, group.bob), group.alice.person.legal_entity
    with pytest.raises(Refused):
        actions.correct_part(by=group.alice, part=bob, standing="member", entity=coop)
    with pytest.raises(Refused):
        actions.correct_part(by=group.bob, part=bob, standing="chef", entity=coop)
    actions.correct_part(by=group.bob, part=bob, standing="member", entity=coop)
    assert legal_form.form_of(bid).proposed == "sole"
    outside = actions.ask_into_team(
        by=group.alice, bid=bid, ask=Ask(outside_name="Zoé", outside_email="z@exemple.test")
    )
    client.force_login(group.bob.person)
    url = here(group.space.slug, "bids:correct-part", team_part=outside.ref)
    assert client.post(url, {"standing": "rien"}).status_code == 422
    assert client.post(url, {"standing": "subcontractor"}).status_code == 302
    outside.refresh_from_db()
    assert outside.standing == "subcontractor"
    alice = here(group.space.slug, "bids:correct-part", team_part=part_of(bid, group.alice).ref)
    assert client.get(alice).status_code == 404
