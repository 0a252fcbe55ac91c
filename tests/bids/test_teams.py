"""Nobody is in a team without having said so; what binds them is the procedure, in an edition that is kept."""

import datetime as dt
from typing import Any

import pytest

from commun.bids import actions
from commun.bids.actions import Ask, bid_data
from commun.bids.actions.teams import Accepted
from commun.bids.models import Bid, BidRole, TeamPart
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance.actions.charter import Proposal, propose_charter_change
from commun.governance.actions.decisions import adopt
from commun.governance.models import GroupText
from tests.bids.worlds import join, make_bid, make_entity
from tests.support.world import Group, make_group, make_member, make_person
from tests.tenders.worlds import make_open_notice

pytestmark = pytest.mark.django_db


def part_of(bid: Bid, member: Any) -> TeamPart:
    with scope.use(bid.space_id):
        return TeamPart.objects.get(bid=bid, membership=member)


def written_procedure(group: Group) -> GroupText:
    """A text of the group whose article closes the gate."""
    article = {"title": "Répondre ensemble", "body": "On se dit tout.", "scope": "", "gates": ["bids.join_team"]}
    change = {"kind": "charter.text", "text_kind": "rules", "title": "Procédure", "bindingness": "engage"}
    said = {**change, "articles": [{**article, "review_on": None}]}
    proposal = Proposal(title="Adopter une procédure", why="", change=said)
    adopt(
        decision=propose_charter_change(by=group.alice, proposal=proposal),
        actor=journal.Person(group.alice.person_id),
    )
    with scope.use(group.space):
        return GroupText.objects.get(title="Procédure")


def test_who_opens_an_answer_is_in_its_team_alone(group: Group) -> None:
    bid = make_bid(group.alice)
    with scope.use(group.space):
        assert [part.membership_id for part in TeamPart.objects.filter(bid=bid)] == [group.alice.pk]
    with pytest.raises(Refused):
        make_bid(group.bob, bid.notice)


def test_two_answers_to_other_lots_of_one_notice_stand_side_by_side(group: Group) -> None:
    notice = make_open_notice(lots=2)
    make_bid(group.alice, notice, lots=("1",))
    with pytest.raises(Refused):
        make_bid(group.bob, notice, lots=("1", "2"))
    assert make_bid(group.bob, notice, lots=("2",)).lots == ["2"]
    with pytest.raises(Refused):
        make_bid(group.bob, make_open_notice(), lots=("9",))


def test_asked_is_not_in_and_each_answers_for_themselves(group: Group) -> None:
    bid = make_bid(group.alice)
    part = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob, words="Pour l’animation"))
    assert part.state == TeamPart.State.ASKED
    with pytest.raises(Refused):
        actions.decline_team(by=group.alice, part=part)
    with pytest.raises(Refused):
        actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    actions.decline_team(by=group.bob, part=part, reason="Trop chargé")
    again = actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    assert again.pk == part.pk
    actions.join_team(by=group.bob, bid=bid)
    assert part_of(bid, group.bob).state == TeamPart.State.JOINED
    with pytest.raises(Refused):
        actions.join_team(by=group.bob, bid=bid)


def test_only_the_team_asks_others(group: Group) -> None:
    bid = make_bid(group.alice)
    other = make_member(group.space, make_person("Dan"))
    with pytest.raises(Refused):
        actions.ask_into_team(by=group.bob, bid=bid, ask=Ask(member=other))
    stranger = make_group().alice
    for ask in (
        Ask(),
        Ask(member=other, outside_name="Deux à la fois"),
        Ask(outside_name="Sans adresse", outside_email="rien"),
        Ask(member=stranger),
        Ask(member=other, standing="chef"),
        Ask(member=other, words="m" * 501),
    ):
        with pytest.raises(Refused):
            actions.ask_into_team(by=group.alice, bid=bid, ask=ask)
    with pytest.raises(Refused):
        actions.join_team(by=stranger, bid=bid)


def test_joining_keeps_the_edition_of_the_procedure_that_was_accepted(group: Group) -> None:
    text = written_procedure(group)
    with pytest.raises(Refused, match="Répondre ensemble"):
        make_bid(group.alice)
    actions_text = Accepted(text, text.major)
    bid = actions.open_bid(
        by=group.alice, notice=make_open_notice(), sheet=actions.BidSheet("Ensemble"), accepts=[actions_text]
    )
    with pytest.raises(Refused, match="Répondre ensemble"):
        actions.join_team(by=group.bob, bid=bid)
    with pytest.raises(Refused):
        actions.join_team(by=group.bob, bid=bid, accepts=[Accepted(text, text.major + 1)])
    part = actions.join_team(by=group.bob, bid=bid, accepts=[actions_text])
    assert (part.procedure_id, part.procedure_edition) == (text.pk, text.edition)


def test_leaving_gives_back_what_one_held(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    part = part_of(bid, group.bob)
    BidRole(space=group.space, bid=bid, part=part, role="lead").save()
    with pytest.raises(Refused):
        actions.leave_team(by=group.alice, part=part)
    actions.leave_team(by=group.bob, part=part, reason="Un autre chantier")
    with scope.use(group.space):
        assert not BidRole.objects.filter(bid=bid).exists()
    assert part_of(bid, group.bob).state == TeamPart.State.LEFT
    with pytest.raises(Refused):
        actions.leave_team(by=group.bob, part=part)


def test_after_the_deadline_no_operator_enters_or_leaves(group: Group) -> None:
    """B5: the reason names the article; another person of an operator that is in the team may still come and go."""
    coop, sole = make_entity(), make_entity(1, "Bob seul")
    for member, entity in ((group.alice, coop), (group.bob, sole)):
        member.person.legal_entity = entity
        member.person.save()
    bid = make_bid(group.alice)
    dan = make_member(group.space, make_person("Dan", legal_entity=coop))
    bid.notice.deadline_at = clock.now() - dt.timedelta(minutes=1)
    bid.notice.save()
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        actions.join_team(by=group.bob, bid=bid)
    with pytest.raises(Refused, match=r"R\. 2142-26"):
        actions.leave_team(by=group.alice, part=part_of(bid, group.alice))
    actions.join_team(by=dan, bid=bid)
    actions.leave_team(by=dan, part=part_of(bid, dan))
    Bid._base_manager.filter(pk=bid.pk).update(signed_on=clock.today())
    actions.leave_team(by=group.alice, part=part_of(bid, group.alice))


def test_who_leaves_the_group_leaves_the_teams_of_running_answers(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    (told,) = bid_data.held_by(group.bob)
    assert bid.title in told.detail
    bid_data.give_back(group.bob)
    assert part_of(bid, group.bob).state == TeamPart.State.LEFT
    assert list(bid_data.held_by(group.bob)) == []
    assert bid_data.export(group.bob.person)[0]
