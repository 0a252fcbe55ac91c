"""« À faire » counts open ballots and due actions, exactly, on many random states (N5)."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.governance import actions, methods
from commun.governance.models import Action, Ballot, Elector, Mandate, Membership, Nomination, Process, Stance
from commun.governance.queries.todo_decisions import things_to_do
from tests.governance import decisions_world as made
from tests.governance import world as doors
from tests.support import world
from tests.support.queries import at_most

DAY = dt.timedelta(days=1)
OFFSETS = st.sampled_from([None, -3, -1, 0, 1, 3])
PROCESS = st.fixed_dictionaries(
    {
        # More of what waits than of what does not: else most states ask nothing of anybody.
        "state": st.sampled_from(["open"] * 4 + Process.State.values),
        "method": st.sampled_from(["proposal", "ranked", "consent", "election"]),
        "stage": st.sampled_from(["", "nominations", "objections"]),
        "closes": st.sampled_from([None, -1, 1]),
        "elector": st.sampled_from([True, True, False]),
        "ballot": st.booleans(),
        "secretly": st.booleans(),
        "stance": st.sampled_from(["", "asked", "consents", "asked before"]),
        "nominated": st.booleans(),
    }
)
ACTION = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["open", "open", "done", "let_go"]),
        "due": OFFSETS,
        "whose": st.sampled_from(["mine", "another's", "nobody's", "role", "former role", "learnt role", "other role"]),
    }
)
STATES = st.sampled_from(["member", "member", "member", "dormant", "left", "guest"])
VOTES = ("proposal", "ranked")
ASKED = {
    "state": "open", "method": "proposal", "stage": "", "closes": 1, "elector": True,
    "ballot": False, "secretly": False, "stance": "", "nominated": False,
}  # fmt: skip
TAKEN = {"state": "open", "due": 0, "whose": "mine"}


class Town:
    """A group with me, somebody else, and roles that I hold, held, learn, or never had."""

    def __init__(self, my_state: str) -> None:
        self.space = world.make_space()
        self.other = world.make_member(self.space, world.make_person())
        self.me = world.make_member(self.space, world.make_person(), my_state)
        self.roles = {
            name: made.role(self.other, name) for name in ("role", "former role", "learnt role", "other role")
        }
        today = clock.today()
        made.hold(self.roles["role"], self.me)
        made.hold(self.roles["former role"], self.me, starts_on=today - 9 * DAY, ends_on=today - DAY)
        main = made.hold(self.roles["learnt role"], self.other)
        made.hold(self.roles["learnt role"], self.me, learns_beside=main)
        assert Mandate._base_manager.count()

    def add_process(self, told: dict[str, Any]) -> bool:
        """Make it, and say whether it waits for me, from what was told alone."""
        now = clock.now()
        closes = None if told["closes"] is None else now + told["closes"] * DAY
        process = Process.objects.create(
            space=self.space, method=told["method"], state=told["state"], stage=told["stage"], title="Un processus",
            version=2, opened_by=self.other, created_at=now, closes_at=closes,
        )  # fmt: skip
        if told["elector"]:
            mine = Elector.objects.create(
                space=self.space, process=process, membership=self.me, has_cast=told["secretly"]
            )
            if told["ballot"]:
                Ballot.objects.create(space=self.space, process=process, elector=mine, content={}, cast_at=now)
        common = {"space": self.space, "process": process, "membership": self.me, "at": now}
        if told["stance"]:
            version = 1 if told["stance"] == "asked before" else 2
            Stance.objects.create(**common, version=version, position=told["stance"].split()[0])
        if told["nominated"]:
            Nomination.objects.create(**common, nominee=self.other, reason="Oui.")
        Elector.objects.create(space=self.space, process=process, membership=self.other)
        is_running = told["state"] == "open" and told["closes"] != -1 and told["elector"]
        is_ballot = told["method"] in VOTES and not told["ballot"] and not told["secretly"]
        is_named = told["method"] == "election" and told["stage"] == "nominations" and not told["nominated"]
        return is_running and (is_ballot or is_named or told["stance"] == "asked")

    def add_action(self, told: dict[str, Any]) -> bool:
        """Make it, and say whether it is mine and due."""
        due = None if told["due"] is None else clock.today() + told["due"] * DAY
        owner = {"mine": self.me, "another's": self.other}.get(told["whose"])
        Action.objects.create(
            space=self.space, title="À faire", state=told["state"], due_on=due, owner=owner,
            owner_role=self.roles.get(told["whose"]), created_by=self.other, created_at=clock.now(),
        )  # fmt: skip
        is_due = told["state"] == "open" and told["due"] is not None and told["due"] <= 0
        return is_due and told["whose"] in {"mine", "role"}


@pytest.fixture
def _votes() -> Any:
    """Two methods that people answer by a ballot, whatever the room registers."""
    before = {name: methods.ways.get(name) for name in (*VOTES, "consent", "election")}
    for name in before:
        ballot = {"ballot": lambda process, content: {}} if name in VOTES else {}
        methods.ways.add(name, methods.Way("", dict, lambda process: methods.Ending("noted", {}), **ballot))
    yield
    for name, way in before.items():
        methods.ways.add(name, way) if way else methods.ways._items.pop(name)


@pytest.mark.usefixtures("_votes", "db")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(my_state="member", processes=[ASKED, ASKED | {"ballot": True}, ASKED | {"secretly": True}], tasks=[])
@example(my_state="member", processes=[], tasks=[TAKEN, TAKEN | {"due": 1}, TAKEN | {"due": None}])
@given(my_state=STATES, processes=st.lists(PROCESS, max_size=5), tasks=st.lists(ACTION, max_size=5))
def test_the_count_is_open_ballots_and_due_actions(
    my_state: str, processes: list[dict[str, Any]], tasks: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        town = Town(my_state)
        with scope.use(town.space):
            expected = sum([*map(town.add_process, processes), *map(town.add_action, tasks)])
        found = list(things_to_do(town.me.person))
        assert len(found) == (expected if my_state == "member" else 0)
        assert len({item.key for item in found}) == len(found)
        transaction.set_rollback(True)


@pytest.mark.usefixtures("db")
def test_one_query_whatever_the_number_of_groups() -> None:
    person = world.make_person()
    for _one in range(3):
        member = world.make_member(world.make_space(), person)
        actions.add_action(by=member, title="Relire", owner=member, due_on=clock.today())
    with at_most(1):
        assert len(list(things_to_do(person))) == 3


@pytest.mark.usefixtures("db")
def test_the_page_and_the_badge_say_the_same(client: Any) -> None:
    bob: Membership = doors.member(doors.found())
    actions.add_action(by=bob, title="Relire la charte", owner=bob, due_on=clock.today())
    client.force_login(bob.person)
    page = client.get(f"/g/{bob.space.slug}/a-faire/")
    assert [item.title for item in page.context["called"]] == ["Relire la charte"]
    assert "Relire la charte" in page.content.decode()
