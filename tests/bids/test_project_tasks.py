"""Tasks of projects: one table of things to do, seen once; nothing changes hands without those concerned."""

import datetime as dt

import pytest

from commun.bids.actions.project_ends import CompostSheet, write_compost
from commun.bids.actions.project_moves import answer_move, ask_move
from commun.bids.actions.project_tasks import Given, Task, change_task, finish_task, note_time, place_task
from commun.bids.actions.projects import take_dispatch
from commun.bids.models import TaskCard, TaskMove, TaskTime
from commun.bids.queries.project_ends import compost_of
from commun.bids.queries.project_load import load_of, spread
from commun.bids.queries.project_registries import dates_of, things_to_do
from commun.bids.queries.project_tasks import board, tasks_of
from commun.bids.queries.projects import team_of
from commun.core import clock, registries, scope
from commun.core.errors import Refused
from commun.governance.actions import take_action
from commun.governance.actions.memberships import leave
from commun.governance.models import Action
from commun.people.models import Availability
from commun.value.actions.works import enter_work
from tests.bids.project_world import make_project, make_task
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def owner_of(card: TaskCard) -> int | None:
    with scope.use(card.space_id):
        return Action.objects.get(pk=card.action_id).owner_id


def test_a_task_is_a_thing_to_do_of_the_group_told_once(group: Group) -> None:
    project = make_project(group)
    card = make_task(group.alice, project, owner=group.alice, due_on=clock.today())
    assert card.action.origin == f"project:{project.ref}"
    told = [
        item for source in registries.todo for item in source(group.alice.person) if item.title == card.action.title
    ]
    assert len(told) == 1
    dated = list(dates_of(group.alice.person, clock.today(), clock.today() + 9 * DAY))
    assert [entry.title for entry in dated] == [card.action.title]
    finish_task(by=group.alice, card=card)
    assert not list(dates_of(group.alice.person, clock.today(), clock.today() + 9 * DAY))


def test_the_board_keeps_the_order_and_the_columns_that_were_chosen(group: Group) -> None:
    project = make_project(group)
    cards = [make_task(group.alice, project, title) for title in ("Un", "Deux", "Trois")]
    place_task(by=group.bob, card=cards[2], column="todo", step=-1)
    place_task(by=group.bob, card=cards[0], column="doing")
    finish_task(by=group.bob, card=cards[1])
    shown = {name: [line.action.title for line in lines] for name, lines, _count in board(tasks_of(project))}
    assert shown == {"todo": ["Trois"], "doing": ["Un"], "done": ["Deux"]}
    with pytest.raises(Refused):
        place_task(by=group.alice, card=cards[1], column="doing")


def test_a_task_for_somebody_else_is_proposed_and_waits_for_their_word(group: Group) -> None:
    card = make_task(group.alice, make_project(group), owner=group.bob)
    assert owner_of(card) is None
    [asked] = things_to_do(group.bob.person)
    assert card.action.title in asked.title
    with scope.use(group.space):
        move = TaskMove.objects.select_related("space", "card__project__space").get()
    answer_move(by=group.bob, move=move, is_yes=True)
    assert owner_of(card) == group.bob.pk
    assert not list(things_to_do(group.bob.person))


def test_the_dispatcher_proposes_and_both_say_yes_before_anything_moves(group: Group) -> None:
    project = make_project(group)
    denise = make_member(group.space, make_person("Denise"))
    enter_work(by=group.alice, work=project.work, member=denise)
    card = make_task(group.bob, project, owner=group.bob)
    with pytest.raises(Refused):
        ask_move(by=group.alice, card=card, taker=denise)
    project = take_dispatch(by=group.alice, project=project)
    move = ask_move(by=group.alice, card=card, taker=denise)
    assert owner_of(card) == group.bob.pk
    with pytest.raises(Refused):
        answer_move(by=group.alice, move=move, is_yes=True)
    answer_move(by=denise, move=move, is_yes=True)
    assert owner_of(card) == group.bob.pk
    answer_move(by=group.bob, move=move, is_yes=True)
    assert owner_of(card) == denise.pk
    again = ask_move(by=group.alice, card=card, taker=group.bob)
    answer_move(by=group.bob, move=again, is_yes=False)
    assert owner_of(card) == denise.pk


def test_a_task_that_changed_hands_meanwhile_is_not_moved(group: Group) -> None:
    project = make_project(group)
    denise = make_member(group.space, make_person("Denise"))
    card = make_task(group.alice, project, owner=group.bob)
    with scope.use(group.space):
        move = TaskMove.objects.select_related("space", "card__project__space").get()
        action = Action.objects.get(pk=card.action_id)
    take_action(by=denise, action=action)
    with pytest.raises(Refused):
        answer_move(by=group.bob, move=move, is_yes=True)
    assert owner_of(card) == denise.pk


def test_what_blocks_cannot_be_a_circle_and_dates_are_not_past(group: Group) -> None:
    project = make_project(group)
    first = make_task(group.alice, project, "Premier")
    second = make_task(group.alice, project, "Second", blocked_by=first.action)
    with pytest.raises(Refused):
        change_task(by=group.alice, card=first, task=Task("", blocked_by=second.action))
    with pytest.raises(Refused):
        change_task(by=group.alice, card=first, task=Task("", due_on=clock.today() - DAY))
    for minutes in (0, -5, 10**7):
        with pytest.raises(Refused):
            change_task(by=group.alice, card=first, task=Task("", minutes=minutes))
    change_task(by=group.alice, card=first, task=Task("", due_on=clock.today() + DAY, minutes=90))
    with scope.use(group.space):
        assert Action.objects.get(pk=first.action_id).due_on == clock.today() + DAY


def test_time_is_noted_once_by_form_for_oneself_and_within_a_day(group: Group) -> None:
    card = make_task(group.alice, make_project(group))
    given = Given(clock.today(), 90, "le-même-formulaire")
    note_time(by=group.bob, card=card, given=given)
    note_time(by=group.bob, card=card, given=given)
    for wrong in (
        Given(clock.today() + DAY, 60, "b"),
        Given(clock.today(), 25 * 60, "c"),
        Given(clock.today(), 0, "d"),
        # With the hour and a half of before.
        Given(clock.today(), 22 * 60 + 31, "e"),
    ):
        with pytest.raises(Refused):
            note_time(by=group.bob, card=card, given=wrong)
    with pytest.raises(Refused):
        note_time(by=make_member(group.space, make_person("Denise")), card=card, given=given)
    with scope.use(group.space):
        assert [(row.membership_id, row.minutes) for row in TaskTime.objects.all()] == [(group.bob.pk, 90)]


def test_the_load_is_spread_until_the_date_beside_what_each_said(group: Group) -> None:
    monday = clock.today()
    project = make_project(group)
    Availability.objects.create(person=group.bob.person, starts_on=monday, hours_per_week=10)
    make_task(group.bob, project, owner=group.bob, due_on=monday + 15 * DAY, minutes=31 * 60)
    make_task(group.bob, project, "Sans date", owner=group.bob, minutes=45)
    late = make_task(group.bob, project, "En retard", owner=group.bob, due_on=monday, minutes=120)
    with scope.use(group.space):
        Action.objects.filter(pk=late.action_id).update(due_on=monday - 9 * DAY)
    note_time(by=group.bob, card=late, given=Given(monday, 60, "x"))
    alice, bob = load_of(project, team_of(project).members)
    assert (alice.member, alice.weeks[0].room) == (group.alice, None)
    third = 31 * 60 // 3
    assert [week.minutes for week in bob.weeks] == [third + 60, third, third, 0, 0, 0]
    assert [week.is_over for week in bob.weeks] == [True, True, True, False, False, False]
    assert bob.undated == 45


def test_spreading_loses_no_minute() -> None:
    monday = dt.date(2026, 11, 16)
    for minutes in (0, 1, 7, 100):
        for days in (-30, 0, 6, 7, 40):
            parts = spread(minutes, monday, monday + days * DAY)
            assert sum(parts.values()) == minutes
            assert max(parts.values()) - min(parts.values()) <= 1


def test_who_leaves_the_group_holds_no_role_and_no_task(group: Group) -> None:
    project = take_dispatch(by=group.bob, project=make_project(group))
    card = make_task(group.bob, project, owner=group.bob)
    item = write_compost(by=group.alice, project=project, sheet=CompostSheet("file", "Photos", "", "destroy"))
    leave(member=group.bob)
    with scope.use(group.space):
        project.refresh_from_db()
    assert project.dispatcher is None
    assert [member.pk for member in team_of(project).members] == [group.alice.pk]
    # Nothing waits for the word of somebody who is gone.
    assert [(line.item, line.is_settled) for line in compost_of(project)] == [(item, True)]
    assert owner_of(card) is None
