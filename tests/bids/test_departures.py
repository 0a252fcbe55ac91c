"""Who leaves blocks no answer and undoes none: who carries it on, what stays as it was frozen, what the page says."""


import pytest

from commun.bids import actions
from commun.bids.actions import ShareSheet
from commun.bids.actions.folders import build_folder
from commun.bids.models import Bid, ShareLine
from commun.bids.policies import bids as policies
from commun.bids.policies import papers as paper_policies
from commun.bids.queries import papers_news
from commun.bids.queries.dossier import operators_of
from commun.bids.queries.filled_forms import Filler
from commun.bids.queries.readiness import readiness_of
from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from tests.bids.test_legal_form import joint_bid, part_of
from tests.bids.test_team_rules import rest
from tests.bids.vault_worlds import TODAY, employ, keep, lead
from tests.bids.worlds import join, make_entity, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def written(group: Group) -> Bid:
    """A joint group of Alice, who leads, and Bob: its form, its split and its price are there."""
    bid = opened_for_writing(joint_bid(group), group.alice)
    actions.choose_form(by=group.alice, bid=bid, form="joint")
    with scope.use(group.space):
        lines = [ShareSheet(line.task, need_ref=line.need_ref) for line in actions.start_split(by=group.alice, bid=bid)]
        ShareLine.objects.all().delete()
    for sheet in lines:
        share(bid, group.alice, group.alice, 0, sheet.task, sheet.need_ref)
    share(bid, group.alice, group.alice, 6_000)
    share(bid, group.alice, group.bob, 4_000)
    bid.refresh_from_db()
    return bid


def share(bid: Bid, by: Membership, who: Membership, cents: int, task: str = "Animer", need: str = "") -> ShareLine:
    return actions.write_share_line(by=by, bid=bid, sheet=ShareSheet(task, part_of(bid, who), need, None, cents))


def second_of(bid: Bid, member: Membership) -> Membership:
    """Somebody else under the same entity, in the team."""
    other = make_member(bid.space, make_person("Dan"))
    assert member.person.legal_entity is not None
    employ(other, member.person.legal_entity)
    join(bid, other)
    return other


def entity_of(member: Membership) -> LegalEntity:
    assert member.person.legal_entity is not None
    return member.person.legal_entity


@pytest.mark.parametrize("how", ["leaves", "rests"])
def test_when_nobody_leads_the_team_takes_the_folder_and_sees_what_it_needs(
    group: Group, written: Bid, how: str
) -> None:
    """One rule for freezing, sending, the folder, the papers of the entities and « À faire »."""
    keep(group.alice, "bank", TODAY)
    second_of(written, group.alice)
    folder = build_folder(by=group.alice, bid=written)
    entity = entity_of(group.alice)

    def doors(member: Membership) -> list[bool]:
        todo = [one for one in papers_news.things_to_do(member.person) if one.key.startswith("bids.papers:")]
        return [
            policies.may_send(member, written),
            paper_policies.can_take_folder(member, written),
            paper_policies.needs_papers_of(member, entity),
            bool(todo),
        ]

    assert doors(group.bob) == [False] * 4
    with pytest.raises(NotFound):
        paper_policies.folder_for(group.bob, folder.ref)
    if how == "leaves":
        actions.leave_team(by=group.alice, part=part_of(written, group.alice))
    else:
        rest(group.alice)
    assert doors(group.bob) == [True] * 4
    assert doors(group.alice) == [False] * 4
    assert paper_policies.folder_for(group.bob, folder.ref) == folder
    # Who is not of the team does nothing; who comes to lead ends the rule for the others.
    assert doors(make_member(group.space, make_person("Zoé"))) == [False] * 4
    eve = second_of(written, group.bob)
    lead(written, eve)
    assert doors(group.bob) == [False] * 4
    assert doors(eve) == [True] * 4


def test_before_the_roles_are_decided_papers_are_their_entitys(group: Group) -> None:
    bid = joint_bid(group)
    assert [paper_policies.can_take_folder(one, bid) for one in (group.alice, group.bob)] == [True, False]
    for member, other in ((group.alice, group.bob), (group.bob, group.alice)):
        assert not paper_policies.needs_papers_of(member, entity_of(other))
        assert not policies.may_send(member, bid)


def test_a_group_without_a_lead_is_not_frozen_and_no_form_names_one(
    group: Group, written: Bid, client: GateClient
) -> None:
    helper = make_member(group.space, make_person("Karim"))
    employ(helper, make_entity(2, "Studio Graphique"))
    join(written, helper)
    actions.correct_part(by=helper, part=part_of(written, helper), standing="subcontractor", entity=entity_of(helper))
    share(written, group.alice, helper, 0, "Mettre en page")
    second_of(written, group.alice)
    assert readiness_of(written).obstacles == []
    assert [one.role.value for one in operators_of(written)] == ["group-lead", "group-mem", "subcont"]
    # Who leads goes; their entity stays, and its lines with who is left.
    actions.leave_team(by=group.alice, part=part_of(written, group.alice))
    said = readiness_of(written).obstacles
    assert any("Nobody leads the group" in one for one in said)
    with pytest.raises(Refused, match="Nobody leads the group"):
        actions.freeze_bid(by=group.bob, bid=written)
    operators = operators_of(written)
    assert [one.role.value for one in operators] == ["group-mem", "group-mem", "subcont"]
    filler = Filler(written, operators, {})
    lead_of = filler.dc1().sections[6]
    assert [part.value for part in lead_of.parts if getattr(part, "name", "") in {"Mandataire", "SIREN"}] == ["", ""]
    assert all(one.entity.name not in str(filler.dc4(entity_of(helper)).sections[3]) for one in operators)
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "bids:dossier", bid=written.ref)).content.decode()
    assert "Nobody leads the group" in page
    # One entity alone needs none.
    actions.leave_team(by=group.bob, part=part_of(written, group.bob))
    assert not any("Nobody leads" in one for one in readiness_of(written).obstacles)


def test_who_leads_does_not_become_a_subcontractor(group: Group, written: Bid) -> None:
    part = part_of(written, group.alice)
    with pytest.raises(Refused, match="somebody else leads"):
        actions.correct_part(by=group.alice, part=part, standing="subcontractor", entity=part.entity)
    assert part_of(written, group.alice).standing == "member"
    other = part_of(written, group.bob)
    assert actions.correct_part(by=group.bob, part=other, standing="subcontractor", entity=other.entity)
