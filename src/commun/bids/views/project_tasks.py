"""Tasks of a project: the list, the board, the calendar; one task, and what one does to it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import project_tasks as actions
from commun.bids.forms import project_tasks as forms
from commun.bids.models import Project, TaskCard
from commun.bids.policies import projects as policies
from commun.bids.queries import project_tasks as queries
from commun.bids.queries import projects as project_queries
from commun.bids.queries.projects import Team
from commun.bids.views.project_support import BOARD, CALENDAR, TASKS, tabs, views_of_tasks
from commun.bids.views.support import place, status_of
from commun.core import scope
from commun.governance.actions import follow_up
from commun.governance.policies import MemberRequest
from commun.governance.policies.decisions import can_end_action
from commun.governance.views.support import act, attempt, done, form_page, posted, require


@require_GET
def task_list(request: MemberRequest, project: str) -> HttpResponse:
    """All of them, by date."""
    row = policies.project_for(request.member, project)
    context = _around(request, row, TASKS)
    context["lines"] = queries.listed(context["shown"])
    return render(request, "bids/projects/tasks_page.html", context)


@require_GET
def board(request: MemberRequest, project: str) -> HttpResponse:
    """The same, in columns."""
    row = policies.project_for(request.member, project)
    context = _around(request, row, BOARD)
    names = {
        queries.Column.TODO.value: (pgettext("task", "To do"), "open"),
        queries.Column.DOING.value: (pgettext("task", "Being done"), "sky"),
        queries.DONE: (pgettext("task", "Done"), "leaf"),
    }
    context["columns"] = [
        {"name": names[key][0], "tone": names[key][1], "key": key, "lines": lines, "count": count}
        for key, lines, count in queries.board(context["shown"])
    ]
    return render(request, "bids/projects/board_page.html", context)


@require_GET
def calendar(request: MemberRequest, project: str) -> HttpResponse:
    """The same, by week."""
    row = policies.project_for(request.member, project)
    context = _around(request, row, CALENDAR)
    context["weeks"] = queries.weeks(context["shown"])
    context["undated"] = [line for line in context["shown"] if line.is_open and line.action.due_on is None]
    return render(request, "bids/projects/calendar_page.html", context)


def _around(request: MemberRequest, project: Project, current: str) -> dict[str, Any]:
    """What the three views share."""
    team = project_queries.team_of(project)
    lines = queries.tasks_of(project)
    who = request.GET.get("qui", "")
    who = who if who == "personne" or any(member.person.ref == who for member in team.members) else ""
    return {
        "project": project,
        "tabs": tabs(request, project, TASKS),
        "views": views_of_tasks(request, project, current),
        "people": _people(team, lines, who),
        "shown": queries.filtered(lines, who),
        "who": who,
        "member": request.member,
        "can_write": team.has(request.member) and project.is_running and policies.can_open(request.member),
    }


def _people(team: Team, lines: Sequence[queries.TaskLine], who: str) -> list[dict[str, Any]]:
    """Chips: everybody, each of the team, nobody yet; with what is open."""
    counts: dict[int | None, int] = {}
    for line in lines:
        if line.is_open:
            counts[line.action.owner_id] = counts.get(line.action.owner_id, 0) + 1
    found = [{"label": _("Everybody"), "url": "?", "is_current": not who, "count": sum(counts.values())}]
    for one in team.members:
        ref = one.person.ref
        found.append(
            {"label": one.name, "url": f"?qui={ref}", "is_current": ref == who, "count": counts.get(one.pk, 0)}
        )
    nobody = {"label": _("Nobody yet"), "url": "?qui=personne", "is_current": who == "personne"}
    return [*found, nobody | {"count": counts.get(None, 0)}]


def new_task(request: MemberRequest, project: str) -> HttpResponse:
    """Write one."""
    row = policies.project_for(request.member, project)
    require(policies.can_write_on(request.member, row))
    team = project_queries.team_of(row).members
    form = forms.TaskForm(team, queries.could_wait_for(row), posted(request))
    url = place(request, BOARD, project=row.ref)
    if form.is_valid() and attempt(form, lambda: actions.add_task(by=request.member, project=row, task=form.task())):
        return done(request, _("It is on the board."), url)
    return form_page(request, form, title=_("A task"), overline=row.title, submit=_("Write it down"), cancel_url=url)


def task(request: MemberRequest, task: str) -> HttpResponse:
    """One task: whose, for when, the time given, what is proposed; noting one's time is done here."""
    card = policies.card_for(request.member, task)
    form = forms.TimeForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.note_time(by=request.member, card=card, given=form.given())):
        said = _("Noted. You will find it among your contributions, to confirm.")
        return done(request, said, place(request, "task", task=card.action.ref))
    with scope.use(request.space):
        line = queries.lines_of([card])[0]
    context = {
        "card": card,
        "line": line,
        "project": card.project,
        "tabs": tabs(request, card.project, TASKS),
        "form": form,
        "times": queries.times_of(card),
        "moves": queries.moves_of(card),
        "can_write": policies.can_write_on(request.member, card.project),
        "can_ask_move": line.is_open and policies.can_ask_move(request.member, card),
        "can_end": line.is_open and can_end_action(request.member, card.action),
        "member": request.member,
    }
    return render(request, "bids/projects/task_page.html", context, status=status_of(form))


def edit_task(request: MemberRequest, task: str) -> HttpResponse:
    """For when, how long, after what."""
    card = policies.card_for(request.member, task)
    require(policies.can_write_on(request.member, card.project))
    start = {
        "due_on": card.action.due_on,
        "minutes": queries.said(card.minutes_estimated or 0),
        "blocked_by": card.action.blocked_by_id,
    }
    others = queries.could_wait_for(card.project, card)
    form = forms.ChangeTaskForm(others, posted(request), initial=start)
    url = place(request, "task", task=card.action.ref)
    if form.is_valid() and attempt(form, lambda: actions.change_task(by=request.member, card=card, task=form.task())):
        return done(request, _("Noted."), url)
    return form_page(
        request, form, title=_("For when, how long, after what"), overline=card.action.title, submit=_("Note it"),
        cancel_url=url,
    )  # fmt: skip


@require_POST
def move_card(request: MemberRequest, task: str) -> HttpResponse:
    """Put it in another column, or one place up or down."""
    card = policies.card_for(request.member, task)
    step = {"haut": -1, "bas": 1}.get(request.POST.get("pas", ""), 0)
    column = request.POST.get("colonne", card.column)

    def do() -> None:
        actions.place_task(by=request.member, card=card, column=column, step=step)

    return act(request, do, _("Moved on the board."), _back(request, card))


@require_POST
def take(request: MemberRequest, task: str) -> HttpResponse:
    """I take it: a thing to do of the group like any other."""
    card = policies.card_for(request.member, task)
    require(policies.can_write_on(request.member, card.project))
    said = _("It is yours. Too much one day? Hand it back.")
    do = lambda: follow_up.take_action(by=request.member, action=card.action)  # noqa: E731
    return act(request, do, said, _back(request, card))


@require_POST
def finish(request: MemberRequest, task: str) -> HttpResponse:
    """Done."""
    card = policies.card_for(request.member, task)
    do = lambda: actions.finish_task(by=request.member, card=card)  # noqa: E731
    return act(request, do, _("Done: the team can see it. Thank you."), _back(request, card))


@require_POST
def hand_back(request: MemberRequest, task: str) -> HttpResponse:
    """Back to the team."""
    card = policies.card_for(request.member, task)
    require(policies.can_write_on(request.member, card.project))
    do = lambda: follow_up.hand_back(by=request.member, action=card.action)  # noqa: E731
    return act(request, do, _("It is nobody’s again."), _back(request, card))


@require_POST
def remove_time(request: MemberRequest, task_time: str) -> HttpResponse:
    """Take back time that one noted."""
    row = policies.time_for(request.member, task_time)
    url = place(request, "task", task=row.card.action.ref)
    do = lambda: actions.remove_time(by=request.member, row=row)  # noqa: E731
    return act(request, do, _("This time is taken back."), url)


def _back(request: MemberRequest, card: TaskCard) -> str:
    asked = request.POST.get("retour", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return place(request, "task", task=card.action.ref)
