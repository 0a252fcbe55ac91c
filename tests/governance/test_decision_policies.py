"""Who may do what with a decision and with a thing to do: each right, for each of those who might want it."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.governance import actions
from commun.governance.models import Decision, Membership, Process
from commun.governance.policies import decisions as policies
from tests.governance import decisions_world as made
from tests.governance import world as doors

DAY = dt.timedelta(days=1)


class Town:
    """Alice facilitates, Bob voices, Carole carries, David looks on, Zoé is in another group, Rémi rests."""

    def __init__(self) -> None:
        self.alice = doors.found()
        self.bob = doors.member(self.alice)
        self.carole = doors.member(self.alice, "Carole Blanc")
        self.david = doors.member(self.alice, "David Noir")
        self.zoe = doors.found("Un autre groupe")
        self.remi = doors.member(self.alice, "Rémi Gris")
        actions.rest(member=self.remi)
        self.remi = doors.again(self.remi)

    def allowed(self, right: object, thing: object) -> set[str]:
        names = ("alice", "bob", "carole", "david", "zoe", "remi")
        return {name for name in names if right(getattr(self, name), thing)}  # type: ignore[operator]


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def stage(town: Town, state: str) -> Decision:
    """A decision that Bob voiced; from « engaged » on Carole carries it."""
    if state in {"heard", "proposed", "adopted"}:
        return getattr(made, state)(town.bob)  # type: ignore[no-any-return]
    row = made.engaged(town.bob, carrier=town.carole)
    if state == "done":
        actions.finish(by=town.carole, decision=row, state="done", outcome="")
    if state == "let_go":
        actions.let_go(by=town.carole, decision=row, reason="Non.")
    return made.again(row)


def test_awake_members_of_the_group_speak(town: Town) -> None:
    space = town.alice.space_id
    assert town.allowed(policies.can_speak, space) == {"alice", "bob", "carole", "david"}


@pytest.mark.parametrize(
    ("state", "amend", "conclude", "publish", "readers"),
    [
        ("heard", {"alice", "bob"}, {"alice", "bob"}, set(), {"bob"}),
        ("proposed", {"alice", "bob"}, {"alice", "bob"}, set(), {"bob"}),
        ("adopted", set(), {"alice"}, set(), {"bob"}),
        ("engaged", set(), {"alice", "carole"}, set(), {"carole"}),
        ("done", set(), {"alice", "carole"}, set(), {"carole"}),
        ("let_go", set(), {"alice", "carole"}, {"alice", "bob", "carole"}, {"carole"}),
    ],
)
def test_each_right_at_each_stage(
    town: Town, state: str, amend: set[str], conclude: set[str], publish: set[str], readers: set[str]
) -> None:
    row = stage(town, state)
    assert town.allowed(policies.can_amend, row) == amend
    assert town.allowed(policies.can_conclude, row) == conclude
    assert town.allowed(policies.can_publish, row) == publish
    assert town.allowed(policies.can_see_readers, row) == readers
    assert town.allowed(policies.carries, row) == ({"carole"} if state in {"engaged", "done", "let_go"} else set())


def test_an_author_at_rest_no_longer_writes_nor_concludes(town: Town) -> None:
    row = made.heard(town.david)
    actions.rest(member=town.david)
    town.david = doors.again(town.david)
    assert town.allowed(policies.can_amend, row) == {"alice"}
    assert town.allowed(policies.can_conclude, row) == {"alice"}


def test_a_carrier_at_rest_no_longer_concludes_nor_publishes(town: Town) -> None:
    engaged, gone = stage(town, "engaged"), stage(town, "let_go")
    actions.rest(member=town.carole)
    town.carole = doors.again(town.carole)
    assert town.allowed(policies.can_conclude, engaged) == {"alice"}
    assert town.allowed(policies.can_publish, gone) == {"alice", "bob"}


@pytest.mark.parametrize(("state", "is_theirs"), [("open", True), ("draft", False), ("closed", False)])
def test_who_leads_a_process_writes_while_it_is_open(town: Town, state: str, is_theirs: bool) -> None:
    row, other = stage(town, "proposed"), stage(town, "proposed")
    with scope.use(town.bob.space):
        Process.objects.create(
            space=town.bob.space,
            decision=row,
            method="consent",
            state=state,
            opened_by=town.david,
            created_at=clock.now(),
        )
    assert ("david" in town.allowed(policies.can_amend, row)) is is_theirs
    assert "david" not in town.allowed(policies.can_amend, other)


def test_a_role_is_held_from_its_first_day_to_the_eve_of_its_end_by_its_holder_alone(town: Town) -> None:
    role, today = made.role(town.alice), clock.today()
    main = made.hold(role, town.bob, starts_on=today, ends_on=today + DAY)
    made.hold(role, town.carole, learns_beside=main)
    made.hold(role, town.david, starts_on=today + DAY)
    made.hold(role, town.alice, starts_on=today - 9 * DAY, ends_on=today)
    assert town.allowed(policies.holds, role.pk) == {"bob"}
    assert town.allowed(policies.holds, made.role(town.alice, "Accueil").pk) == set()
    assert town.allowed(policies.holds, None) == set()
    with scope.use(town.alice.space):
        main.state = "ended"
        main.save()
    assert town.allowed(policies.holds, role.pk) == set()


def test_whose_thing_to_do_it_is_and_who_may_end_it(town: Town) -> None:
    role = made.role(town.alice)
    made.hold(role, town.carole)
    write = {"by": town.bob, "title": "Relire"}
    nobodys = actions.add_action(**write)
    carols = actions.add_action(**write, owner=town.carole)
    roles = actions.add_action(**write, owner_role=role)
    everybody = {"alice", "bob", "carole", "david"}
    assert [town.allowed(policies.owns, one) for one in (nobodys, carols, roles)] == [set(), {"carole"}, {"carole"}]
    assert town.allowed(policies.can_end_action, nobodys) == everybody
    for one in (carols, roles):
        assert town.allowed(policies.can_end_action, one) == {"alice", "bob", "carole"}


@pytest.mark.parametrize("getter", [policies.decision_for, policies.action_for])
def test_things_are_found_inside_their_group_only(town: Town, getter: object) -> None:
    row = made.heard(town.bob) if getter is policies.decision_for else actions.add_action(by=town.bob, title="Relire")

    def found(member: Membership) -> bool:
        try:
            return getter(member, row.ref).pk == row.pk  # type: ignore[operator,no-any-return]
        except NotFound:
            return False

    assert town.allowed(lambda member, _thing: found(member), row) == {"alice", "bob", "carole", "david", "remi"}
    actions.leave(member=town.david)
    assert not found(doors.again(town.david))
    with pytest.raises(NotFound):
        getter(town.bob, "inconnu")  # type: ignore[operator]
