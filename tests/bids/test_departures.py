"""Who leaves blocks no answer and undoes none: who carries it on, what stays as it was frozen, what the page says."""

import datetime as dt

import pytest
from django.utils import translation

from commun.bids import actions
from commun.bids.actions import ShareSheet, bid_data
from commun.bids.actions.folders import ask_folder, build_folder, make_folder
from commun.bids.actions.papers import SheetWords, answer_for_entity, write_entity_sheet
from commun.bids.models import Bid, BidRole, ShareLine, SubmissionFolder
from commun.bids.policies import bids as policies
from commun.bids.policies import papers as paper_policies
from commun.bids.queries import legal_form, papers_news
from commun.bids.queries.bids import roles_of
from commun.bids.queries.departures import no_longer_true, stays_named
from commun.bids.queries.dossier import operators_of
from commun.bids.queries.filled_forms import Filler
from commun.bids.queries.readiness import readiness_of
from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.tenders.models import Notice
from tests.bids.test_legal_form import joint_bid, part_of
from tests.bids.test_legal_rules import past
from tests.bids.test_team_rules import rest
from tests.bids.vault_worlds import TODAY, employ, keep, lead
from tests.bids.worlds import join, make_entity, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _they_read_english(group: Group) -> None:
    """Pages and mails are in the language of the person."""
    for member in (group.alice, group.bob):
        member.person.language = "en"
        member.person.save()


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


def goes(bid: Bid, member: Membership) -> None:
    """Leaves the team a minute later."""
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        actions.leave_team(by=member, part=part_of(bid, member))


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


def test_a_departure_does_not_undo_what_was_frozen(group: Group, written: Bid) -> None:
    """Somebody else answers under the same entity: the frozen answer is as true as before, whoever led it."""
    second_of(written, group.alice)
    actions.freeze_bid(by=group.alice, bid=written)
    before = [(one.entity.siren, one.role) for one in operators_of(written)]
    folder = build_folder(by=group.alice, bid=written)
    goes(written, group.alice)
    written.refresh_from_db()
    assert [(one.entity.siren, one.role) for one in operators_of(written)] == before
    assert legal_form.split_of(written).faults == []
    assert no_longer_true(written) == ""
    with scope.use(group.space):
        assert not ShareLine.objects.filter(part=None).exists()
    # No role is held by who left: the team carries it on.
    assert "Alice Martin" not in str(roles_of(written))
    assert ask_folder(by=group.bob, bid=written) == folder
    with scope.use(group.space):
        SubmissionFolder.objects.update(file=None, state="failed")
    again = make_folder(folder=ask_folder(by=group.bob, bid=written))
    assert again.file is not None
    assert folder.file is not None
    assert again.file.digest == folder.file.digest
    # Opened again, what they held goes back to the team.
    actions.reopen_bid(by=group.bob, bid=written, reason="Alice est partie")
    with scope.use(group.space):
        assert not BidRole.objects.exists()
        assert ShareLine.objects.filter(part=None).exists()
    written.refresh_from_db()
    assert any("Nobody leads" in one for one in readiness_of(written).obstacles)


def test_when_an_operator_leaves_a_frozen_answer_it_is_said_and_not_sent(
    group: Group, written: Bid, client: GateClient
) -> None:
    actions.freeze_bid(by=group.alice, bid=written)
    folder = build_folder(by=group.alice, bid=written)
    client.force_login(group.bob.person)
    leave = here(group.space.slug, "bids:leave-team", team_part=part_of(written, group.bob).ref)
    assert "frozen with your legal entity" in client.get(leave).content.decode()
    client.force_login(group.alice.person)
    page = here(group.space.slug, "bids:bid", bid=written.ref)
    dossier = here(group.space.slug, "bids:dossier", bid=written.ref)
    said = "Since it was frozen, Bob Durand (Bob Durand EI) left"
    assert said not in client.get(page).content.decode()
    assert said not in client.get(dossier).content.decode()
    goes(written, group.bob)
    assert said in client.get(page).content.decode()
    told = client.get(dossier).content.decode()
    assert said in told
    assert "no longer true" in told
    assert here(group.space.slug, "bids:make-folder", bid=written.ref) not in told
    # Asking a page left the language of the test.
    with translation.override("en"):
        with pytest.raises(Refused, match="Since it was frozen"):
            ask_folder(by=group.alice, bid=written)
        with pytest.raises(Refused, match="Since it was frozen"):
            actions.mark_sent(by=group.alice, bid=written, at=clock.now())
    written.refresh_from_db()
    assert written.stage == "frozen"
    # What is sent is sent: after the deadline the truth is written, and the page says what to do.
    past(written, minutes=1)
    actions.mark_sent(by=group.alice, bid=written, at=clock.now())
    assert "Write to the buyer" in client.get(page).content.decode()
    assert ask_folder(by=group.alice, bid=written) == folder


def test_opened_again_and_mended_it_is_true_again(group: Group, written: Bid) -> None:
    actions.freeze_bid(by=group.alice, bid=written)
    goes(written, group.bob)
    written.refresh_from_db()
    assert no_longer_true(written)
    actions.reopen_bid(by=group.alice, bid=written, reason="Bob est parti")
    actions.choose_form(by=group.alice, bid=written, form="sole")
    with clock.stopped(clock.now() + dt.timedelta(minutes=2)):
        actions.freeze_bid(by=group.alice, bid=written)
        written.refresh_from_db()
        assert no_longer_true(written) == ""
        actions.mark_sent(by=group.alice, bid=written, at=clock.now())


@pytest.mark.parametrize("stage", ["gathering", "frozen", "sent"])
def test_who_leaves_the_group_after_the_deadline_leaves_their_operator_named(
    group: Group, written: Bid, client: GateClient, stage: str
) -> None:
    """R. 2142-26: the person goes, the operator stays, and the page says what to do."""
    other = second_of(written, group.alice)
    past(written, minutes=1)
    frozen = {"frozen_by": group.alice, "frozen_at": clock.now()} if stage != "gathering" else {}
    Bid._base_manager.filter(pk=written.pk).update(stage=stage, **frozen)
    (told,) = bid_data.held_by(group.bob) if stage in {"gathering", "frozen"} else [None]
    assert told is None or "goes on naming it" in told.label
    for member in (group.bob, other):
        bid_data.give_back(member)
        member.state = "left"
        member.save()
    # Alice answers under the same entity as Dan: he may go as ever.
    states = [part_of(written, member).state for member in (group.bob, other)]
    assert states == ["joined", "left" if stage in {"gathering", "frozen"} else "joined"]
    written.refresh_from_db()
    assert stays_named(written).startswith("Bob Durand (Bob Durand EI) left the group")
    client.force_login(group.alice.person)
    page = here(group.space.slug, "bids:bid", bid=written.ref)
    assert "Write to the buyer" in client.get(page).content.decode()
    Bid._base_manager.filter(pk=written.pk).update(signed_on=clock.today())
    assert "Write to the buyer" not in client.get(page).content.decode()


def test_an_answer_whose_people_all_left_the_group_may_be_closed(group: Group, written: Bid) -> None:
    past(written, minutes=1)
    dan = make_member(group.space, make_person("Dan"))
    with pytest.raises(Refused):
        actions.withdraw_bid(by=dan, bid=written, reason="Plus personne")
    for member in (group.alice, group.bob):
        bid_data.give_back(member)
        member.state = "left"
        member.save()
    assert actions.withdraw_bid(by=dan, bid=written, reason="Plus personne").stage == "withdrawn"


@pytest.mark.parametrize("what", ["sheet", "answer", "notice"])
def test_a_frozen_folder_is_made_as_it_was_frozen_or_not_at_all(group: Group, written: Bid, what: str) -> None:
    entity = entity_of(group.bob)
    write_entity_sheet(
        by=group.bob, entity=entity, words=SheetWords("1 rue de la Gare", "35000", "Rennes", size="small")
    )
    actions.freeze_bid(by=group.alice, bid=written)
    folder = build_folder(by=group.alice, bid=written)
    if what == "sheet":
        words = SheetWords("9 quai des Arts", "44000", "Nantes", size="small")
        write_entity_sheet(by=group.bob, entity=entity, words=words)
    elif what == "answer":
        answer_for_entity(by=group.bob, entity=entity, answers={"C2_EG_corruption/QG1/Q1": False})
    else:
        Notice.objects.filter(pk=written.notice_id).update(title="Autre objet")
    # The file that was made stays what it is; a job that comes late, or a file that was lost, makes no other one.
    assert ask_folder(by=group.alice, bid=written) == folder
    with scope.use(group.space):
        SubmissionFolder.objects.update(file=None, state="waiting")
    late = make_folder(folder=folder)
    assert (late.state, late.file, "changed since the freeze" in late.trouble) == ("failed", None, True)
    written = Bid._base_manager.select_related("space", "notice").get(pk=written.pk)
    with pytest.raises(Refused, match="changed since the freeze"):
        ask_folder(by=group.alice, bid=written)
    actions.reopen_bid(by=group.alice, bid=written, reason="La fiche a changé")
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        actions.freeze_bid(by=group.alice, bid=written)
        assert build_folder(by=group.alice, bid=written).state == "ready"
