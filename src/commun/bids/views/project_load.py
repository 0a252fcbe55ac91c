"""The load of a team, and moves that are proposed: nothing changes hands without those concerned."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import project_moves as actions
from commun.bids.forms.project_tasks import MoveForm
from commun.bids.policies import projects as policies
from commun.bids.queries import project_load, project_tasks
from commun.bids.queries import projects as project_queries
from commun.bids.queries.project_load import PersonLoad, WeekLoad
from commun.bids.views.project_support import tabs
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui import dates


@require_GET
def load(request: MemberRequest, project: str) -> HttpResponse:
    """Hours by person and by week, beside what each said they can give; what is proposed and waits."""
    row = policies.project_for(request.member, project)
    team = project_queries.team_of(row)
    people = project_load.load_of(row, team.members)
    lines = [line for line in project_tasks.listed(project_tasks.tasks_of(row)) if line.is_open]
    weeks = people[0].weeks if people else []
    is_dispatcher = row.dispatcher_id == request.member.pk and team.has(request.member)
    can_write = team.has(request.member) and row.is_running and policies.can_open(request.member)
    context = {
        "project": row,
        "tabs": tabs(request, row, "project-load"),
        "headers": [
            _("Who"),
            *(_("Week of %(day)s") % {"day": dates.day(week.monday, weekday=False)} for week in weeks),
            _("Beside"),
        ],
        "rows": [_row(person) for person in people],
        "lines": lines,
        "moves": [line for line in lines if line.move is not None],
        "dispatcher": row.dispatcher if row.dispatcher and team.has(row.dispatcher) else None,
        "is_dispatcher": is_dispatcher,
        "can_write": can_write,
        "member": request.member,
    }
    return render(request, "bids/projects/load_page.html", context)


def _week_of(week: WeekLoad) -> str:
    return _("Week of %(day)s") % {"day": dates.day(week.monday, weekday=False)}


def _row(person: PersonLoad) -> list[Any]:
    return [person.member.name, *(_cell(week) for week in person.weeks), _beside(person)]


def _cell(week: WeekLoad) -> str:
    said = _said(week.minutes)
    if week.room is None:
        return said
    words = {"load": said, "room": _said(week.room)}
    if week.is_over:
        return _("%(load)s for %(room)s: too much") % words
    return _("%(load)s for %(room)s") % words


def _beside(person: PersonLoad) -> str:
    told = []
    if all(week.room is None for week in person.weeks):
        told.append(_("said nothing of their time"))
    if person.undated:
        told.append(_("%(load)s without a date") % {"load": _said(person.undated)})
    if person.unestimated:
        told.append(_("without an estimate: %(count)s") % {"count": person.unestimated})
    return " · ".join(told)


def _said(minutes: int) -> str:
    return project_tasks.said(minutes) or "0"


def ask_move(request: MemberRequest, task: str) -> HttpResponse:
    """Propose that a task goes to somebody."""
    card = policies.card_for(request.member, task)
    require(policies.can_ask_move(request.member, card))
    members = project_queries.team_of(card.project).members
    form = MoveForm([one for one in members if one.pk != card.action.owner_id], posted(request))
    url = place(request, "task", task=card.action.ref)
    if form.is_valid() and attempt(form, lambda: actions.ask_move(by=request.member, card=card, **form.cleaned_data)):
        return done(request, _("It is proposed: those concerned say yes or no."), url)
    lede = _("It moves when those concerned said yes; a no needs no reason.")
    title = _("Propose a move")
    return form_page(
        request, form, title=title, lede=lede, overline=card.action.title, submit=_("Propose it"), cancel_url=url
    )


@require_POST
def answer_move(request: MemberRequest, move: str) -> HttpResponse:
    """Yes or no, for oneself."""
    row = policies.move_for(request.member, move)
    is_yes = request.POST.get("reponse") == "oui"
    said = _("You said yes.") if is_yes else _("It stays where it is: no reason is asked.")
    url = place(request, "task", task=row.card.action.ref)
    return act(request, lambda: actions.answer_move(by=request.member, move=row, is_yes=is_yes), said, url)


@require_POST
def withdraw_move(request: MemberRequest, move: str) -> HttpResponse:
    """Take back what one proposed."""
    row = policies.move_for(request.member, move)
    url = place(request, "task", task=row.card.action.ref)
    return act(request, lambda: actions.withdraw_move(by=request.member, move=row), _("Taken back."), url)
