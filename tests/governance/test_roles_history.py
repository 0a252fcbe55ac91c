"""The state of roles and mandates on any day, rebuilt from the journal, is the one the tables had (R8)."""

import contextlib
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.models import Mandate, Membership, Role
from commun.governance.queries.role_history import rebuilt, roles_on, stored
from tests.governance.role_worlds import card, give, make_decision, make_role
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
START = dt.datetime(2026, 1, 5, 9, tzinfo=clock.PARIS)
STEPS = st.tuples(
    st.sampled_from(["create", "change", "retire", "give", "plan", "end", "hand", "learn", "leave", "time"]),
    st.integers(0, 5),
)


class Town:
    """A group in which one step after another happens; what is refused leaves nothing."""

    def __init__(self) -> None:
        self.world: Group = make_group()
        self.space = self.world.space

    def roles(self) -> list[Role]:
        with scope.use(self.space):
            return list(Role.objects.select_related("space").order_by("pk"))

    def mandates(self) -> list[Mandate]:
        with scope.use(self.space):
            rows = Mandate.objects.select_related("role__space", "space", "membership__person", "decision")
            return list(rows.filter(learns_beside=None).order_by("pk"))

    def members(self) -> list[Membership]:
        with scope.use(self.space):
            return list(Membership.objects.filter(state="member").select_related("person", "space").order_by("pk"))

    def do(self, step: str, number: int) -> None:
        roles, mandates, members = self.roles(), self.mandates(), self.members()
        alice = self.world.alice
        member = members[number % len(members)]
        if step == "create":
            months = (None, 1, 3, 6, 12, 2)[number]
            make_role(alice, f"Rôle {len(roles)}", term_months=months, seats=1 + number % 2)
        elif step == "leave" and member.pk != alice.pk:
            actions.leave(member=member)
        elif roles and step in {"change", "retire", "give", "plan"}:
            self._with_role(step, roles[number % len(roles)], member, number)
        elif mandates and step in {"end", "hand", "learn"}:
            self._with_mandate(step, mandates[number % len(mandates)], member)
        elif step == "time":
            actions.expire_due()

    def _with_role(self, step: str, role: Role, member: Membership, number: int) -> None:
        if step == "change":
            actions.change_role(by=self.world.alice, role=role, card=card(role.name, minutes_per_month=60 + number))
        elif step == "retire":
            actions.retire_role(by=self.world.alice, role=role)
        else:
            start = clock.today() + dt.timedelta(days=20 if step == "plan" else 0)
            give(role, member, self.world.alice, starts_on=start)

    def _with_mandate(self, step: str, mandate: Mandate, member: Membership) -> None:
        if step == "end":
            actions.end_mandate(by=mandate.membership, mandate=mandate)
            return
        actions.volunteer(by=member, role=mandate.role, wish="learn")
        if step == "learn":
            actions.accept_learner(by=mandate.membership, mandate=mandate, learner=member)
        else:
            actions.hand_over_mandate(by=mandate.membership, mandate=mandate, to=member)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    # Shrinking this one takes minutes; the first failing life is short enough to read.
    phases=(Phase.explicit, Phase.generate),
)
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 40)), min_size=3, max_size=14))
def test_any_life_of_roles_is_rebuilt_from_the_journal(steps: list[tuple[tuple[str, int], int]]) -> None:
    with clock.stopped(START):
        town = Town()
        town.do("create", 3)
    moment, seen = START, []
    for (step, number), days in steps:
        moment += dt.timedelta(days=days, seconds=1)
        with clock.stopped(moment):
            with contextlib.suppress(Refused):
                town.do(step, number)
            seen.append((moment, stored(town.space)))
    for at, then in seen:
        assert rebuilt(town.space, at) == then
    assert rebuilt(town.space) == stored(town.space)


def test_a_past_day_shows_the_names_of_then(group: Group) -> None:
    with clock.stopped(START):
        role = make_role(group.alice)
        give(role, group.bob, group.alice)
    with clock.stopped(START + dt.timedelta(days=30)):
        actions.change_role(by=group.alice, role=role, card=card("Comptes"))
        actions.leave(member=group.bob)
    then = roles_on(group.space, START.date() + dt.timedelta(days=5))
    assert [(one.name, one.holders) for one in then] == [("Trésorerie", ("Bob Durand",))]
    now = roles_on(group.space, START.date() + dt.timedelta(days=31))
    assert [(one.name, one.holders) for one in now] == [("Comptes", ())]
    assert roles_on(group.space, START.date() - dt.timedelta(days=1)) == []


def test_a_decision_that_ends_a_mandate_is_in_the_history(group: Group) -> None:
    mandate = give(make_role(group.alice), group.bob, group.alice)
    from commun.governance.effects import effects

    effect: Any = effects.get("mandate")
    effect.apply(make_decision(group.alice), {"op": "end", "mandate": mandate.ref}, journal.Rule("governance.term"))
    assert rebuilt(group.space) == stored(group.space)
