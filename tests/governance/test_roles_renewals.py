"""A renewal takes the way of filling that the card names, and what it decides becomes a mandate (R3, R4)."""

import datetime as dt
from typing import Any

import pytest

from commun.core import clock, journal, scope
from commun.governance import actions, methods
from commun.governance.actions import processes
from commun.governance.methods import Ending, Way
from commun.governance.models import Ballot, Decision, Elector, Mandate, Membership, Process, Role, Vacancy
from tests.governance.role_worlds import give, make_role
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
CLOSE = journal.Rule("governance.agreed-close")


def vacate(group: Group, filling: str, **card: Any) -> Role:
    """A role of which Alice has just given the only seat back."""
    role = make_role(group.alice, filling=filling, **card)
    actions.end_mandate(by=group.alice, mandate=give(role, group.alice, group.alice))
    return role


def offer(role: Role, *members: Membership) -> None:
    for member in members:
        actions.volunteer(by=member, role=role, wish="carry")


def opened(group: Group) -> Process:
    assert actions.open_renewals() == 1
    with scope.use(group.space):
        return Process.objects.select_related("decision").latest("pk")


def cast(process: Process, said: dict[int, dict[str, Any]]) -> None:
    with scope.use(process.space_id):
        for elector in Elector.objects.filter(process=process, membership__in=said):
            Ballot.objects.create(
                space_id=process.space_id,
                process=process,
                elector=elector,
                content=said[elector.membership_id],
                cast_at=clock.now(),
            )


def holders(role: Role) -> list[Membership]:
    with scope.use(role.space_id):
        live = Mandate.objects.filter(role=role, state="in_force").select_related("membership")
        return [one.membership for one in live]


def test_a_lot_among_volunteers_gives_the_mandate(group: Group) -> None:
    role = vacate(group, "sortition")
    offer(role, group.bob)
    process = opened(group)
    assert (process.method, process.rules["among"]) == ("sortition", "volunteers")
    cast(process, {group.bob.pk: {"answer": "in"}})
    processes.close(process=process, actor=CLOSE)
    assert actions.open_renewals() == 0
    assert holders(role) == [group.bob]
    with scope.use(group.space):
        assert Mandate.objects.latest("pk").decision == process.decision
        assert Vacancy.objects.get().filled_by == Mandate.objects.latest("pk")
    assert actions.open_renewals() == 0


def test_a_vote_among_volunteers_gives_the_mandate(group: Group) -> None:
    role = vacate(group, "vote")
    carol = make_member(group.space, make_person("Bob Durand"))
    offer(role, group.bob, carol)
    process = opened(group)
    assert process.method == "choice"
    with scope.use(group.space):
        labels = list(process.options.values_list("label", flat=True))
        (mine,) = (one for one in process.options.all() if one.data["membership"] == carol.pk)
    assert len(set(labels)) == 2
    cast(process, {member.pk: {"option": str(mine.position)} for member in (group.alice, group.bob, carol)})
    processes.close(process=process, actor=CLOSE)
    actions.open_renewals()
    assert holders(role) == [carol]
    # Her offer is answered; Bob's stands for the next time.
    with scope.use(group.space):
        assert [offered.membership for offered in role.open_offers()] == [group.bob]


def test_only_who_still_offers_to_carry_a_role_stands_in_its_vote(group: Group) -> None:
    role = vacate(group, "vote")
    carol, dora = (make_member(group.space, make_person(name)) for name in ("Carole Petit", "Dora Blanc"))
    offer(role, group.bob, carol, dora)
    actions.withdraw_offer(by=carol, role=role, wish="carry")
    actions.volunteer(by=group.alice, role=role, wish="learn")
    process = opened(group)
    with scope.use(group.space):
        assert {one.data["membership"] for one in process.options.all()} == {group.bob.pk, dora.pk}


@pytest.mark.parametrize("filling", ["vote", "sortition", "election"])
def test_whoever_offers_is_shown_on_the_page_of_the_renewal(group: Group, client: GateClient, filling: str) -> None:
    role = vacate(group, filling)
    actions.volunteer(by=group.bob, role=role, wish="carry", note="Avec plaisir")
    process = opened(group)
    client.force_login(group.alice.person)
    page = client.get(f"/g/{group.space.slug}/decisions/processus/{process.ref}/", follow=True).content.decode()
    assert "Avec plaisir" in page


def test_a_vote_on_the_only_volunteer_carries_the_mandate(group: Group) -> None:
    role = vacate(group, "vote")
    offer(role, group.bob)
    process = opened(group)
    assert process.method == "proposal"
    assert process.decision is not None
    cast(process, {member.pk: {"answer": "for"} for member in (group.alice, group.bob)})
    processes.close(process=process, actor=CLOSE)
    assert holders(role) == [group.bob]


def test_a_consent_is_asked_on_the_only_volunteer(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(explain="", clean=dict, ending=lambda process: Ending(methods.ADOPTED, {}), ends_by_clock=False)
    monkeypatch.setitem(methods.ways._items, "consent", way)
    role = vacate(group, "consent")
    offer(role, group.bob)
    process = opened(group)
    assert process.method == "consent"
    with scope.use(group.space):
        decision = Decision.objects.get(pk=process.decision_id)
        change = decision.versions.get().change
    assert change == {"kind": "mandate", "role": role.ref, "membership": group.bob.pk}
    processes.close(process=process, actor=CLOSE)
    assert holders(role) == [group.bob]


@pytest.mark.parametrize("filling", ["vote", "consent"])
def test_without_volunteers_an_election_opens(group: Group, filling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(explain="", clean=dict, ending=lambda process: Ending(methods.NOTED, {}), ends_by_clock=False)
    monkeypatch.setitem(methods.ways._items, "election", way)
    vacate(group, filling)
    process = opened(group)
    assert (process.method, process.decision) == ("election", None)


def test_a_second_seat_is_renewed_after_the_first(group: Group) -> None:
    role = make_role(group.alice, filling="sortition", seats=2)
    for member in (group.alice, group.bob):
        give(role, member, group.alice, ends_on=dt.date(2026, 12, 1))
    with clock.stopped(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        actions.expire_due()
        with scope.use(group.space):
            process = Process.objects.get()
        cast(process, {group.bob.pk: {"answer": "in"}})
        processes.close(process=process, actor=CLOSE)
        actions.open_renewals()
        assert holders(role) == [group.bob]
        actions.open_renewals()
        with scope.use(group.space):
            assert Process.objects.count() == 2
            assert Vacancy.objects.get(closed_on=None).process != process


def test_what_nobody_was_named_for_stays_vacant_in_sight(group: Group) -> None:
    role = vacate(group, "sortition")
    process = opened(group)
    processes.close(process=process, actor=CLOSE)
    assert actions.open_renewals() == 0
    assert holders(role) == []
    with scope.use(group.space):
        assert Vacancy.objects.get().closed_on is None
