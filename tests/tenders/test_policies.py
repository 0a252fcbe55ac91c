"""Who may do what, member state by member state."""

import datetime as dt

import pytest

from commun.core import clock
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.tenders import policies
from tests.support import world
from tests.tenders.worlds import make_open_notice, say

STATES = {
    "visitor": False,
    "invited": False,
    "applicant": False,
    "member": True,
    "dormant": True,
    "left": False,
    "guest": False,
}


@pytest.mark.parametrize(("state", "may"), STATES.items())
def test_only_current_members_read_and_speak(group: world.Group, state: str, may: bool) -> None:
    member = world.make_member(group.space, world.make_person(), state=state)
    notice = make_open_notice()
    assert policies.can_declare(member) is may
    if may:
        assert policies.notice_for(member, notice.ref) == notice
        return
    with pytest.raises(NotFound):
        policies.notice_for(member, notice.ref)


def test_nobody_finds_a_notice_that_is_not(group: world.Group) -> None:
    for member, ref in ((group.bob, "nothing"), (None, make_open_notice().ref)):
        with pytest.raises(NotFound):
            policies.notice_for(member, ref)


def test_a_group_s_need_is_not_another_s(group: world.Group) -> None:
    from commun.core import scope

    notice = make_open_notice()
    need = say(group.bob, notice).need
    elsewhere = world.make_member(world.make_space("Ailleurs"), world.make_person())
    with scope.use(group.space, elsewhere.space):
        assert policies.need_for(group.bob, notice, need.ref) == need
        with pytest.raises(NotFound):
            policies.need_for(elsewhere, notice, need.ref)
        with pytest.raises(NotFound):
            policies.need_for(group.bob, make_open_notice(), need.ref)


@pytest.mark.parametrize(
    ("state", "days", "doubt", "may"),
    [
        ("open", 3, "", True),
        ("corrected", 3, "", True),
        ("open", None, "", True),
        ("open", -1, "", False),
        ("open", -1, "no-time", False),
        ("cancelled", 3, "", False),
        ("awarded", 3, "", False),
        ("closed", 3, "", False),
    ],
)
def test_only_open_notices_take_answers(db: None, state: str, days: int | None, doubt: str, may: bool) -> None:
    notice = make_open_notice(state=state, days=days or 0, deadline_doubt=doubt)
    if days is None:
        notice.deadline_at = None
    assert policies.can_answer(notice) is may


@pytest.mark.parametrize(
    ("kind", "state", "role", "ends", "may"),
    [
        ("network", "member", "animator", None, True),
        ("territory", "member", "facilitator", None, True),
        ("network", "dormant", "animator", None, True),
        ("network", "member", "animator", -1, False),
        ("network", "member", "animator", 0, True),
        ("network", "member", "", None, False),
        ("network", "left", "animator", None, False),
        ("collective", "member", "animator", None, False),
    ],
)
def test_the_network_s_numbers_are_for_those_who_animate_it(
    db: None, kind: str, state: str, role: str, ends: int | None, may: bool
) -> None:
    space = Space.objects.create(slug="autour", name="Autour", kind=kind, created_at=clock.now())
    until = None if ends is None else clock.today() + dt.timedelta(days=ends)
    member = world.make_member(space, world.make_person(), state=state, role=role, role_ends_on=until)
    assert policies.can_see_network(member) is may
