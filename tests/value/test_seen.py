"""« Nous avons vu… »: what governance shows is proposed once, to the person, who says yes or no."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.models import Action, Attendance, Duty, Mandate, Meeting, Membership, Role
from commun.value import actions
from commun.value.actions.kinds import NewKind
from commun.value.actions.suggestions import confirm_seen, decline_seen
from commun.value.models import Contribution, ContributionKind
from commun.value.queries.contributions import kinds_of, window_of
from commun.value.queries.suggestions import Suggestion, suggestions_for
from commun.value.seen import Seen, seen
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group
from tests.value.contribution_world import adopted, brings, chosen, settled

pytestmark = pytest.mark.django_db
Kinds = dict[str, ContributionKind]


@pytest.fixture
def kinds(group: Group) -> Kinds:
    settled(group.alice, group.bob)
    return chosen(group.alice)


def proposed(member: Membership) -> list[Suggestion]:
    return suggestions_for(member, kinds_of(member.space_id), window_of(member))


def facilitated(member: Membership, days: int = 5, task: str = "facilitator", **fields: Any) -> Duty:
    """A closed meeting of two hours, that lasted an hour and a half."""
    starts = clock.now() - dt.timedelta(days=days)
    told: dict[str, Any] = {"state": "closed", "title": "Séance du lundi", "kind": "working"} | fields
    meeting = Meeting(
        space=member.space,
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=2),
        opened_at=starts,
        closed_at=starts + dt.timedelta(minutes=90),
        changed_at=starts,
        **told,
    )
    meeting.save()
    duty = Duty(space=member.space, meeting=meeting, task=task, membership=member, state="accepted", changed_at=starts)
    duty.save()
    return duty


def held(member: Membership, start: dt.date, end: dt.date | None = None, minutes: int = 300, **fields: Any) -> Mandate:
    told: dict[str, Any] = {"name": "Trésorerie", "family": "support", "purpose": "Les comptes", "power": ""} | fields
    role = Role(space=member.space, minutes_per_month=minutes, created_at=clock.now(), **told)
    role.save()
    state = "ended" if end else "in_force"
    mandate = Mandate(space=member.space, role=role, membership=member, state=state, starts_on=start, ended_on=end)
    mandate.save()
    return mandate


def did(member: Membership, days: int = 3, state: str = "done") -> Action:
    on = clock.today() - dt.timedelta(days=days)
    made = {"created_by": member, "created_at": clock.now()}
    action = Action(space=member.space, title="Imprimer", owner=member, state=state, closed_on=on, **made)
    action.save()
    return action


def test_meetings_mandates_and_actions_are_seen(group: Group, kinds: Kinds) -> None:
    duty, scribe = facilitated(group.bob), facilitated(group.bob, days=12, task="scribe")
    mandate, action = held(group.bob, dt.date(2026, 9, 16)), did(group.bob)
    found = {one.seen.source: (one.kind.nature, one.quantity, one.seen.on.isoformat()) for one in proposed(group.bob)}
    assert found == {
        f"duty:{duty.ref}": ("facilitation", 90, "2026-11-11"),
        f"duty:{scribe.ref}": ("facilitation", 90, "2026-11-04"),
        # Half of September at five hours a month, then the whole of October; November is not over.
        f"mandate:{mandate.ref}:2026-09": ("work", 36, "2026-09-30"),
        f"mandate:{mandate.ref}:2026-10": ("work", 71, "2026-10-31"),
        f"action:{action.ref}": ("work", 14, "2026-11-13"),
    }
    assert proposed(group.alice) == []


def test_what_was_not_done_is_not_seen(group: Group, kinds: Kinds) -> None:
    facilitated(group.bob, state="cancelled")
    facilitated(group.bob, days=6, kind="convivial")
    facilitated(group.bob, days=400)
    away = facilitated(group.bob, days=7)
    Attendance(space=group.space, meeting=away.meeting, membership=group.bob, presence="excused").save()
    declined = facilitated(group.bob, days=8)
    Duty._base_manager.filter(pk=declined.pk).update(state="declined")
    did(group.bob, state="open")
    did(group.bob, days=200)
    held(group.bob, dt.date(2026, 11, 2))
    held(group.bob, dt.date(2026, 10, 1), minutes=0, name="Accueil")
    assert proposed(group.bob) == []


def test_a_mandate_of_facilitation_counts_until_it_ended(group: Group, kinds: Kinds) -> None:
    held(group.bob, dt.date(2026, 1, 1), dt.date(2026, 10, 11), minutes=310, power="facilitate")
    found = [(one.kind.nature, one.quantity, one.seen.on) for one in proposed(group.bob)]
    assert found[0] == ("facilitation", 100, dt.date(2026, 10, 10))
    assert found[1][1] == 310


def test_yes_counts_once_and_with_what_it_took(group: Group, kinds: Kinds) -> None:
    source = f"duty:{facilitated(group.bob).ref}"
    with pytest.raises(Refused):
        confirm_seen(by=group.alice, source=source)
    for wrong in ("-1", "longtemps"):
        with pytest.raises(Refused):
            confirm_seen(by=group.bob, source=source, quantity=wrong)
    row = confirm_seen(by=group.bob, source=source, quantity="2 h 15")
    assert confirm_seen(by=group.bob, source=source).pk == row.pk
    assert (row.quantity, row.kind_id, row.source, row.words) == (
        135, kinds["facilitation"].pk, source, "Facilitation de « Séance du lundi »",
    )  # fmt: skip
    assert proposed(group.bob) == []
    with pytest.raises(Refused):
        decline_seen(by=group.bob, source=source)
    actions.correct_contribution(by=group.bob, contribution=row, why="Ce n’était pas moi")
    assert proposed(group.bob) == []


def test_no_is_for_ever_and_counts_nowhere(group: Group, kinds: Kinds) -> None:
    source = f"action:{did(group.bob).ref}"
    for _twice in range(2):
        decline_seen(by=group.bob, source=source)
    assert proposed(group.bob) == []
    with pytest.raises(Refused):
        confirm_seen(by=group.bob, source=source)
    with scope.use(group.space):
        assert [(row.state, row.quantity, row.kind_id) for row in Contribution.objects.all()] == [("declined", 0, None)]
    for unknown in ("", "action:nowhere", "form:x"):
        with pytest.raises(Refused):
            decline_seen(by=group.bob, source=unknown)


def test_only_kinds_that_fit_and_are_no_money_propose_anything(group: Group) -> None:
    settled(group.bob)
    facilitated(group.bob)
    assert proposed(group.bob) == []
    adopted(group.bob, actions.propose_kinds(by=group.bob, add=[NewKind("Ventes", "sale", "turnover")]))
    assert proposed(group.bob) == []
    adopted(group.bob, actions.propose_kinds(by=group.bob, add=[NewKind("Petits soins", "care", "points")]))
    assert [(one.kind.name, one.quantity) for one in proposed(group.bob)] == [("Petits soins", 1)]


@pytest.fixture
def another_room() -> Any:
    yield lambda source: seen.add("tests", source)
    seen._items.pop("tests", None)


def test_a_higher_room_adds_its_own(group: Group, kinds: Kinds, another_room: Callable[[Any], None]) -> None:
    def sections(member: Membership, first: dt.date, last: dt.date) -> list[Seen]:
        natures = (ContributionKind.Nature.WORK,)
        return [Seen("section:ab12:3", "La partie 3 de la réponse", last, 420, natures)] * 2

    another_room(sections)
    assert [(one.seen.source, one.quantity) for one in proposed(group.bob)] == [("section:ab12:3", 100)]
    confirm_seen(by=group.bob, source="section:ab12:3")
    assert proposed(group.bob) == []


def test_one_press_answers_and_reading_writes_nothing(group: Group, client: GateClient, kinds: Kinds) -> None:
    facilitated(group.bob)
    did(group.bob)
    client.force_login(group.bob.person)
    url, answer = (here(group.space.slug, f"value:{name}") for name in ("my-contributions", "answer-seen"))
    page = client.get(url).content.decode()
    assert "Nous avons vu" in page
    assert not Contribution._base_manager.exists()
    (action,) = Action._base_manager.all()
    (duty,) = Duty._base_manager.all()
    assert client.get(answer).status_code == 405
    client.post(answer, {"source": f"action:{action.ref}", "answer": "no"})
    client.post(answer, {"source": f"duty:{duty.ref}", "answer": "yes", "quantity": "1\xa0h\xa030"})
    with scope.use(group.space):
        assert sorted(Contribution.objects.values_list("state", "quantity")) == [("confirmed", 90), ("declined", 0)]
    assert "Nous avons vu" not in client.get(url).content.decode()
    client.post(answer, {"source": "duty:nowhere", "answer": "yes"})
    assert Contribution._base_manager.count() == 2


def test_it_costs_the_same_for_many(group: Group, client: GateClient, kinds: Kinds) -> None:
    client.force_login(group.bob.person)
    url = here(group.space.slug, "value:my-contributions")
    held(group.bob, dt.date(2026, 1, 1))
    brings(group.bob, kinds["work"], 100)
    assert_flat(
        lambda count: [(did(group.bob), facilitated(group.bob)) for _one in range(count)], lambda: client.get(url)
    )
    with at_most(25):
        client.get(url)
