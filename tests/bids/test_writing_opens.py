"""Roles and key go through a decision; writing opens when it is adopted, with a joint work under the key."""

import pytest

from commun.bids import actions
from commun.bids.models import Bid, BidRole, TeamPart
from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.actions.decisions import adopt
from commun.governance.actions.processes import Wish, open_process
from commun.governance.models import Membership
from commun.value.models import WorkPart
from commun.value.queries.keys import key_in_force
from tests.bids.worlds import join, make_bid, written_key
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person
from tests.value.contribution_world import brings, chosen, settled

pytestmark = pytest.mark.django_db


def parts(bid: Bid) -> dict[int, TeamPart]:
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid).select_related("membership__person")
        return {part.membership_id or 0: part for part in rows}


def roles_for(bid: Bid, lead: Membership, writer: Membership) -> dict[str, list[TeamPart]]:
    of = parts(bid)
    return {"lead": [of[lead.pk]], "writer": [of[writer.pk]], "submission": [of[lead.pk]]}


def test_writing_opens_by_the_decision_and_not_before(group: Group) -> None:
    bid, version = make_bid(group.alice), written_key(group.alice)
    join(bid, group.bob)
    roles = roles_for(bid, group.alice, group.bob)
    decision = actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=version)
    bid.refresh_from_db()
    assert (bid.stage, bid.work_id) == ("gathering", None)
    adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    bid.refresh_from_db()
    assert (bid.stage, bid.decision_id) == ("writing", decision.pk)
    with scope.use(group.space):
        held = {(row.role, row.part.membership_id) for row in BidRole.objects.select_related("part")}
        work_roles = {part.membership_id: part.roles for part in WorkPart.objects.filter(work=bid.work)}
    assert held == {("lead", group.alice.pk), ("writer", group.bob.pk), ("submission", group.alice.pk)}
    assert key_in_force(group.space, bid.work) == version
    assert work_roles == {group.alice.pk: ["coordination"], group.bob.pk: ["écriture"]}


def test_what_cannot_stand_is_refused_when_proposed_and_when_adopted(group: Group) -> None:
    bid, version = make_bid(group.alice), written_key(group.alice)
    join(bid, group.bob)
    of = parts(bid)
    alice, bob = of[group.alice.pk], of[group.bob.pk]
    for roles in ({"lead": [alice]}, {"lead": [alice, bob], "writer": [bob], "submission": [bob]}):
        with pytest.raises(Refused):
            actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=version)
    full = roles_for(bid, group.bob, group.alice)
    decision = actions.propose_writing(by=group.alice, bid=bid, roles=full, version=version)
    actions.leave_team(by=group.bob, part=bob)
    with pytest.raises(Refused):
        adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    bid.refresh_from_db()
    assert bid.stage == "gathering"


def test_nobody_decides_on_it_alone_after_advice(group: Group) -> None:
    bid, version = make_bid(group.alice), written_key(group.alice)
    roles = roles_for(bid, group.alice, group.alice)
    decision = actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=version)
    with pytest.raises(Refused):
        open_process(by=group.alice, wish=Wish("advice", decision=decision))


def test_the_page_puts_roles_and_key_to_the_group(client: GateClient, group: Group) -> None:
    bid, version = make_bid(group.alice), written_key(group.alice)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:propose-writing", bid=bid.ref)
    part = parts(bid)[group.alice.pk].pk
    assert client.post(url, {"lead": part, "version": version.pk}).status_code == 422
    answer = client.post(url, {"lead": part, "writer": [part], "submission": [part], "version": version.pk})
    assert "/decisions/" in answer["Location"]
    page = client.get(answer["Location"]).content.decode()
    assert version.key.name in page
    assert "Alice Martin" in page
    assert answer["Location"] in client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()


def work_roles(bid: Bid) -> dict[int, tuple[list[str], bool]]:
    with scope.use(bid.space_id):
        rows = WorkPart.objects.filter(work=bid.work)
        return {row.membership_id: (row.roles, row.left_on is None) for row in rows}


def opened(bid: Bid, lead: Membership, writer: Membership) -> Bid:
    roles = roles_for(bid, lead, writer)
    decision = actions.propose_writing(by=lead, bid=bid, roles=roles, version=written_key(lead))
    adopt(decision=decision, actor=journal.Person(lead.person_id))
    bid.refresh_from_db()
    return bid


def test_a_role_that_changes_hands_changes_hands_in_the_joint_work(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    opened(bid, group.alice, group.bob)
    opened(bid, group.bob, group.alice)
    assert work_roles(bid) == {group.alice.pk: (["écriture"], True), group.bob.pk: (["coordination"], True)}


def test_who_leaves_holds_no_share_of_roles_and_who_brought_nothing_leaves_the_work(group: Group) -> None:
    bid = make_bid(group.alice)
    dora = make_member(group.space, make_person("Dora Faure"))
    join(bid, group.bob, dora)
    opened(bid, group.alice, group.bob)
    settled(group.alice, group.bob, dora)
    brings(group.bob, chosen(group.alice)["work"], 420, work=bid.work)
    for member in (group.bob, dora):
        actions.leave_team(by=member, part=parts(bid)[member.pk])
    assert work_roles(bid) == {
        group.alice.pk: (["coordination"], True),
        # What he brought still counts.
        group.bob.pk: ([], True),
        dora.pk: ([], False),
    }


def test_whoever_decides_finds_the_answer_and_later_what_was_decided(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    roles = roles_for(bid, group.alice, group.bob)
    decision = actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=written_key(group.alice))
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:decision", decision=decision.ref)
    answer = here(group.space.slug, "bids:bid", bid=bid.ref)
    assert f'href="{answer}"' in client.get(url).content.decode()
    adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    page = client.get(url).content.decode()
    assert f'href="{answer}"' in page
    effect = page[page.index('id="effet"') :]
    assert "Bob Durand" in effect[: effect.index("</section>")]


def test_a_proposal_that_names_somebody_who_left_is_said_to_be_stuck(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    roles = roles_for(bid, group.alice, group.bob)
    actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=written_key(group.alice))
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:bid", bid=bid.ref)
    assert "ne peut plus s’appliquer" not in client.get(url).content.decode()
    actions.leave_team(by=group.bob, part=parts(bid)[group.bob.pk])
    assert "ne peut plus s’appliquer" in client.get(url).content.decode()


def test_who_joins_once_writing_is_open_takes_part_in_the_joint_work(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    opened(bid, group.alice, group.bob)
    dora = make_member(group.space, make_person("Dora Faure"))
    join(bid, dora)
    assert work_roles(bid)[dora.pk] == ([], True)
    # Gone and back again.
    actions.leave_team(by=dora, part=parts(bid)[dora.pk])
    assert work_roles(bid)[dora.pk] == ([], False)
    join(bid, dora)
    assert work_roles(bid)[dora.pk] == ([], True)
