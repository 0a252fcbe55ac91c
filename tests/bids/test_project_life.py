"""Projects from their opening to their end: people around, safe frame, hours, money, compost, debrief."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from commun.bids.actions import project_data
from commun.bids.actions.project_ends import (
    CompostSheet,
    agree_compost,
    close_project,
    give_debrief,
    reopen_project,
    write_compost,
)
from commun.bids.actions.project_people import Body, write_beneficiaries, write_stakeholder
from commun.bids.actions.project_tasks import Given, finish_task, note_time, remove_time
from commun.bids.actions.projects import (
    Frame,
    ProjectSheet,
    change_project,
    mark_experiment,
    open_from_bid,
    open_project,
)
from commun.bids.models import Bid, Project, ProjectDebrief
from commun.bids.queries.project_ends import closing_sheet, compost_of
from commun.bids.queries.project_money import money_of
from commun.bids.queries.projects import projects_of, relations_of, team_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.value.actions.suggestions import confirm_seen, decline_seen
from commun.value.models import Contribution
from commun.value.queries.contributions import kinds_of, window_of
from commun.value.queries.suggestions import Suggestion, suggestions_for
from tests.bids.project_world import make_project, make_task
from tests.bids.worlds import join, make_bid
from tests.support.world import Group, make_member, make_person
from tests.value.contribution_world import chosen, settled
from tests.value.works import receive, work_of

pytestmark = pytest.mark.django_db


def test_a_project_opens_its_joint_work_or_takes_one_that_is_free(group: Group) -> None:
    alone = make_project(group)
    assert (alone.work.title, alone.work.origin) == (alone.title, f"project:{alone.ref}")
    work = work_of(group)
    sheet = ProjectSheet("Concertation", clock.today())
    assert open_project(by=group.bob, sheet=sheet, work=work).work == work
    with pytest.raises(Refused):
        open_project(by=group.bob, sheet=sheet, work=work)
    stranger = make_member(group.space, make_person("Denise"))
    with pytest.raises(Refused):
        open_project(by=stranger, sheet=sheet, work=make_project(group).work)


def test_the_project_of_a_won_answer_has_its_team(group: Group) -> None:
    bid = make_bid(group.alice)
    join(bid, group.bob)
    sheet = ProjectSheet("Étude gagnée", clock.today())
    with pytest.raises(Refused):
        open_from_bid(by=group.alice, bid=bid, sheet=sheet)
    with scope.use(group.space):
        Bid.objects.filter(pk=bid.pk).update(stage=Bid.Stage.WON)
    project = open_from_bid(by=group.bob, bid=bid, sheet=sheet)
    assert open_from_bid(by=group.alice, bid=bid, sheet=sheet) == project
    assert [member.pk for member in team_of(project).members] == [group.alice.pk, group.bob.pk]
    with scope.use(group.space):
        assert Bid.objects.get(pk=bid.pk).work == project.work


@pytest.mark.parametrize("days", [(0, -1), (0, 5000), (400, None), (-20000, None)])
def test_days_that_cannot_be_are_refused(group: Group, days: tuple[int, int | None]) -> None:
    first = clock.today() + dt.timedelta(days=days[0])
    last = None if days[1] is None else first + dt.timedelta(days=days[1])
    with pytest.raises(Refused):
        open_project(by=group.alice, sheet=ProjectSheet("Trop loin", first, last))


def test_an_experiment_has_its_three_words_or_is_none(group: Group) -> None:
    project = make_project(group)
    for missing in (Frame("", "b", "c"), Frame("a", " ", "c"), Frame("a", "b", "")):
        with pytest.raises(Refused):
            mark_experiment(by=group.alice, project=project, frame=missing)
    with pytest.raises(IntegrityError), transaction.atomic(), scope.use(group.space):
        Project.objects.filter(pk=project.pk).update(is_experiment=True)
    assert mark_experiment(by=group.alice, project=project, frame=Frame("a", "b", "c")).is_experiment
    assert not mark_experiment(by=group.alice, project=project, frame=None).is_experiment


def test_the_relation_with_clients_is_counted_without_naming_them(group: Group) -> None:
    for title, relation in (("Un", "cooperation"), ("Deux", "cooperation"), ("Trois", "supplier"), ("Quatre", "")):
        project = make_project(group, title, client=f"Client {title}", relation=relation)
        receive(project.work, group.alice, 100_00)
    lines = relations_of(group.space, projects_of(group.space))
    assert [(line.projects, line.received) for line in lines] == [(1, 100_00), (2, 200_00)]
    assert "Client" not in str(lines)


def test_those_around_are_written_by_the_team_once_each(group: Group) -> None:
    project = make_project(group)
    write_stakeholder(by=group.alice, project=project, body=Body("Mairie", "finance", "takes_part"))
    for wrong in (Body("mairie", "loue", "informed"), Body("", "x", "informed"), Body("Agglo", "x", "ordonne")):
        with pytest.raises(Refused):
            write_stakeholder(by=group.alice, project=project, body=wrong)
    with pytest.raises(Refused):
        write_beneficiaries(by=group.alice, project=project, who="Les familles", uses="  ")
    with pytest.raises(Refused):
        write_beneficiaries(by=make_member(group.space, make_person("Denise")), project=project, who="a", uses="b")


def proposed(group: Group) -> list[Suggestion]:
    return suggestions_for(group.bob, kinds_of(group.space), window_of(group.bob))


def test_time_noted_is_proposed_confirmed_by_the_person_and_counted_for_the_joint_work(group: Group) -> None:
    settled(group.alice, group.bob)
    chosen(group.alice)
    project = make_project(group)
    card = make_task(group.bob, project, owner=group.bob)
    time = note_time(by=group.bob, card=card, given=Given(clock.today(), 7 * 60, "a"))
    other = note_time(by=group.bob, card=card, given=Given(clock.today(), 60, "b"))
    finish_task(by=group.bob, card=card)
    # The task itself is not proposed beside its time.
    assert {one.seen.source for one in proposed(group)} == {f"task_time:{time.ref}", f"task_time:{other.ref}"}
    assert money_of(project, group.bob).my_waiting_minutes == 8 * 60
    confirm_seen(by=group.bob, source=f"task_time:{time.ref}")
    decline_seen(by=group.bob, source=f"task_time:{other.ref}")
    with pytest.raises(Refused, match="contributions"):
        remove_time(by=group.bob, row=time)
    with scope.use(group.space):
        row = Contribution.objects.get(state="confirmed")
    assert (row.work, row.quantity, row.membership) == (project.work, 100, group.bob)
    assert money_of(project, group.bob).waiting_minutes == 0


def test_a_task_done_without_time_is_proposed_for_its_joint_work(group: Group) -> None:
    settled(group.bob)
    chosen(group.alice)
    project = make_project(group)
    card = make_task(group.bob, project, owner=group.bob, minutes=210)
    finish_task(by=group.bob, card=card)
    [one] = proposed(group)
    assert (one.seen.source, one.seen.work, one.quantity) == (f"action:{card.action.ref}", project.work, 50)


def test_what_is_offered_or_destroyed_needs_everybody_and_is_asked_again_when_it_changes(group: Group) -> None:
    project = make_project(group)
    sheet = CompostSheet("method", "Marche en marchant", "", "commons", "CC-BY-SA-4.0")
    for wrong in (
        CompostSheet("method", "Sans licence", "", "commons", ""),
        CompostSheet("method", "", "", "keep"),
        CompostSheet("secret", "Nature inconnue"),
        CompostSheet("method", "Licence inconnue", "", "commons", "MIT-ish"),
    ):
        with pytest.raises(Refused):
            write_compost(by=group.alice, project=project, sheet=wrong)
    item = write_compost(by=group.alice, project=project, sheet=sheet)
    assert [one.name for one in compost_of(project)[0].missing] == ["Bob Durand"]
    with pytest.raises(Refused):
        agree_compost(by=group.bob, row=item, fate="destroy", licence="")
    agree_compost(by=group.bob, row=item, fate="commons", licence="CC-BY-SA-4.0")
    agree_compost(by=group.bob, row=item, fate="commons", licence="CC-BY-SA-4.0")
    assert compost_of(project)[0].is_settled
    changed = CompostSheet("method", "Marche en marchant", "", "commons", "CC0-1.0")
    write_compost(by=group.alice, project=project, sheet=changed, row=item)
    assert not compost_of(project)[0].is_settled


def test_closing_tells_what_remains_and_leaves_the_money_alone(group: Group) -> None:
    project = make_project(group)
    receive(project.work, group.alice, 500_00)
    make_task(group.alice, project)
    write_compost(by=group.alice, project=project, sheet=CompostSheet("file", "Photos"))
    sheet = closing_sheet(project, group.alice)
    assert (len(sheet.open_tasks), sheet.money.work.waiting, len(sheet.unsettled)) == (1, 500_00, 1)
    closed = close_project(by=group.bob, project=project)
    assert close_project(by=group.alice, project=project) == closed
    assert closed.work.ended_on is None
    receive(project.work, group.alice, 100_00)
    with scope.use(group.space):
        [fact] = Fact.objects.filter(name="bids.project.closed")
    assert len(fact.data["undecided"]) == 1
    with pytest.raises(Refused):
        change_project(by=group.alice, project=project, sheet=ProjectSheet("Encore", clock.today()))
    with pytest.raises(Refused):
        close_project(by=make_member(group.space, make_person("Denise")), project=project)
    with pytest.raises(Refused):
        reopen_project(by=make_member(group.space, make_person("Enzo")), project=project)
    again = reopen_project(by=group.alice, project=project)
    assert (again.is_running, again.closed_on) == (True, None)
    assert reopen_project(by=group.alice, project=project) == again
    assert (
        change_project(by=group.alice, project=project, sheet=ProjectSheet("Encore", clock.today())).title == "Encore"
    )


def test_a_debrief_without_a_name_leads_to_nobody(group: Group) -> None:
    project = make_project(group)
    give_debrief(by=group.bob, project=project, answers={"was_hard": "Les délais"}, is_signed=False)
    give_debrief(by=group.alice, project=project, answers={"went_well": "L’écoute"}, is_signed=True)
    for wrong in ({"was_hard": "Encore"}, {}):
        with pytest.raises(Refused):
            give_debrief(by=group.bob, project=project, answers=wrong, is_signed=False)
    with scope.use(group.space):
        [row] = ProjectDebrief.objects.filter(membership=None)
        facts = list(Fact.objects.filter(name="bids.debrief.given"))
    assert (row.was_hard, [fact.person_id for fact in facts]) == ("Les délais", [None, None])
    assert "Les délais" not in str(project_data.export(group.bob.person))
    assert "L’écoute" in str(project_data.export(group.alice.person))
    project_data.erase(group.alice.person)
    with scope.use(group.space):
        assert [row.was_hard for row in ProjectDebrief.objects.all()] == ["Les délais"]
    stranger = make_member(group.space, make_person("Denise"))
    with pytest.raises(Refused):
        give_debrief(by=stranger, project=project, answers={"to_keep": "x"}, is_signed=True)
