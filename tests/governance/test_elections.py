"""Election without candidates (C10): from the role card to the mandate; nobody is ranked, anybody may decline."""

from typing import Any

import pytest
from django.test import Client

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.urls import here
from commun.governance.actions import consent, elections, processes
from commun.governance.models import Mandate, Process
from commun.governance.queries import elections as queries
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, again, all_consent, stands
from tests.governance.role_worlds import give
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def opened(circle: Circle, **rules: Any) -> Process:
    wish = processes.Wish(method="election", role=paths.a_role(circle), rules=rules)
    return again(processes.open_process(by=circle.alice, wish=wish))


def named(circle: Circle, process: Process) -> Process:
    """Bob and Dina name Élie, Alice and Élie name Dina."""
    pairs = [
        (circle.bob, circle.elie),
        (circle.dina, circle.elie),
        (circle.alice, circle.dina),
        (circle.elie, circle.dina),
    ]
    for by, nominee in pairs:
        elections.nominate(by=by, process=process, nominee=nominee, reason=f"Vu par {by.name}.")
    return again(process)


def proposed(circle: Circle, **rules: Any) -> Process:
    process = named(circle, opened(circle, **rules))
    elections.reveal(by=circle.alice, process=process)
    elections.end_changes(by=circle.alice, process=process)
    elections.propose_person(by=circle.alice, process=process, nominee=circle.elie, reason="Elle sait écouter.")
    return again(process)


def test_the_full_path_ends_in_a_mandate_with_its_term(circle: Circle) -> None:
    process = proposed(circle, months=6)
    assert process.stage == "objections"
    all_consent(process, *circle.everybody)
    consent.adopt(by=circle.alice, process=process)
    with scope.use(circle.group.space):
        mandate = Mandate.objects.get()
    assert (mandate.membership_id, mandate.role_id, mandate.state) == (circle.elie.pk, process.role_id, "in_force")
    assert mandate.decision_id == again(process).decision_id
    assert mandate.starts_on == clock.today()
    assert mandate.ends_on is not None
    assert (mandate.ends_on.year, mandate.ends_on.month) == (2027, 5)


def test_nobody_reads_the_names_before_they_are_revealed(circle: Circle) -> None:
    process = named(circle, opened(circle))
    sheet = queries.sheet_of(process, circle.bob)
    assert sheet.named == []
    assert sheet.mine is not None
    assert sheet.mine.nominee_id == circle.elie.pk
    with scope.use(circle.group.space):
        told = list(Fact.objects.filter(name="governance.process.nominated"))
    assert all(fact.data.keys() <= {"round"} for fact in told), "the chain tells nobody whom"
    elections.reveal(by=circle.alice, process=process)
    assert len(queries.sheet_of(again(process), circle.bob).named) == 2


def test_names_are_listed_by_name_and_never_by_how_many(circle: Circle) -> None:
    process = opened(circle)
    for by in (circle.alice, circle.bob, circle.dina):
        elections.nominate(by=by, process=process, nominee=circle.elie, reason="Oui.")
    elections.nominate(by=circle.elie, process=process, nominee=circle.bob, reason="Oui.")
    elections.reveal(by=circle.alice, process=process)
    assert [one.nominee.name for one in queries.sheet_of(again(process), circle.bob).named] == [
        "Bob Durand",
        "Élie Blanc",
    ]


def test_one_name_each_and_a_reason(circle: Circle) -> None:
    process = opened(circle)
    with pytest.raises(Refused, match="why"):
        elections.nominate(by=circle.bob, process=process, nominee=circle.elie, reason=" ")
    elections.nominate(by=circle.bob, process=process, nominee=circle.elie, reason="Elle écoute.")
    elections.nominate(by=circle.bob, process=process, nominee=circle.dina, reason="Finalement.")
    elections.reveal(by=circle.alice, process=process)
    sheet = queries.sheet_of(again(process), circle.bob)
    assert [one.nominee.name for one in sheet.named] == ["Dina Roux"]


def test_the_second_round_says_who_changes_and_why(circle: Circle) -> None:
    process = named(circle, opened(circle))
    elections.reveal(by=circle.alice, process=process)
    elections.nominate(by=circle.bob, process=process, nominee=circle.dina, reason="Les raisons d’Alice.")
    sheet = queries.sheet_of(again(process), circle.alice)
    assert [(one.membership.name, one.nominee.name) for one in sheet.changed] == [("Bob Durand", "Dina Roux")]
    assert {one.nominee.name: len(one.reasons) for one in sheet.named} == {"Dina Roux": 3, "Élie Blanc": 1}


def test_anyone_can_decline_without_saying_why(circle: Circle) -> None:
    process = named(circle, opened(circle))
    elections.decline(by=circle.elie, process=process)
    with pytest.raises(Refused, match="prefers not"):
        elections.nominate(by=circle.bob, process=process, nominee=circle.elie, reason="Si.")
    elections.reveal(by=circle.alice, process=process)
    elections.end_changes(by=circle.alice, process=process)
    assert [one.name for one in queries.nominees_of(again(process))] == ["Dina Roux"]
    with pytest.raises(Refused, match="did not decline"):
        elections.propose_person(by=circle.alice, process=process, nominee=circle.elie, reason="Quand même.")


def test_the_person_proposed_can_decline_and_another_is_proposed_to_all(circle: Circle) -> None:
    process = proposed(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    elections.decline(by=circle.elie, process=process, note="Pas cette année.")
    assert again(process).stage == "proposal"
    with pytest.raises(Refused):
        consent.adopt(by=circle.alice, process=process)
    elections.propose_person(by=circle.alice, process=process, nominee=circle.dina, reason="Citée aussi.")
    assert set(stands(process).values()) == {"asked"}, "another person: everybody is asked"
    all_consent(process, *circle.everybody)
    consent.adopt(by=circle.alice, process=process)
    with scope.use(circle.group.space):
        assert Mandate.objects.get().membership_id == circle.dina.pk


def test_an_objection_holds_it_back_also_from_the_person_proposed(circle: Circle) -> None:
    process = proposed(circle)
    all_consent(process, circle.alice, circle.bob, circle.dina)
    consent.object_to(by=circle.elie, process=process, reason="Je suis absente en mars.")
    with pytest.raises(Refused, match="objection"):
        consent.adopt(by=circle.alice, process=process)
    with scope.use(circle.group.space):
        assert not Mandate.objects.exists()


def test_each_stage_has_its_moment_and_its_person(circle: Circle) -> None:
    process = opened(circle)
    with pytest.raises(Refused, match="Nobody was named"):
        elections.reveal(by=circle.alice, process=process)
    with pytest.raises(Refused, match="Reveal"):
        elections.propose_person(by=circle.alice, process=process, nominee=circle.elie, reason="Vite.")
    with pytest.raises(Refused):
        consent.answer(by=circle.bob, process=process, position="consents")
    named(circle, process)
    with pytest.raises(Refused, match="whoever opened"):
        elections.reveal(by=circle.bob, process=process)
    elections.reveal(by=circle.alice, process=process)
    elections.end_changes(by=circle.alice, process=process)
    with pytest.raises(Refused, match="over"):
        elections.nominate(by=circle.bob, process=process, nominee=circle.dina, reason="Tard.")
    with pytest.raises(Refused):
        processes.close_early(by=circle.alice, process=process)


def test_an_election_needs_a_role(circle: Circle) -> None:
    with pytest.raises(Refused, match="role first"):
        processes.open_process(by=circle.alice, wish=processes.Wish(method="election", title="Qui ?"))
    stranger = world.make_group().alice
    process = opened(circle)
    with pytest.raises(Refused, match="active member"):
        elections.nominate(by=circle.bob, process=process, nominee=stranger, reason="D’ailleurs.")
    with pytest.raises(Refused):
        elections.nominate(by=stranger, process=process, nominee=circle.bob, reason="D’ailleurs.")


def test_one_election_at_a_time_for_a_role_and_the_card_leads_to_it(circle: Circle, client: Client) -> None:
    process = opened(circle)
    again_wish = processes.Wish(method="election", role=process.role)
    with pytest.raises(Refused, match="already: the card"):
        processes.open_process(by=circle.bob, wish=again_wish)
    client.force_login(circle.bob.person)
    card = here(circle.group.space.slug, "governance:role-card", role=process.role.ref)
    page = client.get(card).content.decode()
    assert here(circle.group.space.slug, "governance:process", process=process.ref) in page
    election = here(circle.group.space.slug, "governance:consult-by", method="election")
    assert election not in page
    processes.withdraw(by=circle.alice, process=process, reason="Plus tard.")
    assert election in client.get(card).content.decode()
    assert processes.open_process(by=circle.bob, wish=again_wish).state == "open"


def test_no_election_opens_for_a_seat_that_is_taken_on_the_first_day(circle: Circle) -> None:
    role = paths.a_role(circle, seats=1)
    mandate = give(role, circle.elie, circle.alice)
    with pytest.raises(Refused, match="first day on which one is free"):
        processes.open_process(by=circle.bob, wish=processes.Wish(method="election", role=role))
    assert mandate.ends_on is not None
    rules = {"starts_on": mandate.ends_on.isoformat()}
    wish = processes.Wish(method="election", role=role, rules=rules)
    assert processes.open_process(by=circle.bob, wish=wish).state == "open", "at the end of the mandate a seat is free"


@pytest.mark.parametrize("day", ["9999-01-01", "2020-01-01", "2027-12-31", "demain"])
def test_a_first_day_that_nobody_means_is_refused_at_the_opening(circle: Circle, day: str) -> None:
    with pytest.raises(Refused):
        opened(circle, starts_on=day)
    assert opened(circle, starts_on=clock.today().isoformat()).state == "open"
