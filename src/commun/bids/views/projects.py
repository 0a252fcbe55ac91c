"""Projects: the list, the page of one, opening one, correcting its sheet, its safe frame, its dispatcher."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import projects as actions
from commun.bids.forms import projects as forms
from commun.bids.models import Project
from commun.bids.policies import bids as bid_policies
from commun.bids.policies import projects as policies
from commun.bids.queries import project_ends, project_money, project_tasks
from commun.bids.queries import projects as queries
from commun.bids.views.project_support import tabs
from commun.bids.views.support import place
from commun.core import clock
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.value.actions import works


@require_GET
def projects(request: MemberRequest) -> HttpResponse:
    """All of them."""
    lines = queries.projects_of(request.space)
    context = {
        "lines": lines,
        "relations": queries.relations_of(request.space, lines),
        "can_open": policies.can_open(request.member),
    }
    return render(request, "bids/projects/projects_page.html", context)


@require_GET
def project(request: MemberRequest, project: str) -> HttpResponse:
    """One of them: for whom, what, who, how far, the money, how it ends."""
    row = policies.project_for(request.member, project)
    team = queries.team_of(row)
    is_in = team.has(request.member)
    context = {
        "project": row,
        "tabs": tabs(request, row, "project"),
        "team": team,
        "partners": queries.partners_of(row),
        "is_in": is_in,
        "can_write": is_in and row.is_running and policies.can_open(request.member),
        "can_enter": not is_in and row.is_running and policies.can_open(request.member),
        "dispatcher": row.dispatcher if row.dispatcher and team.has(row.dispatcher) else None,
        "beneficiaries": queries.beneficiaries_of(row),
        "stakeholders": queries.stakeholders_of(row),
        "tasks": project_tasks.summary_of(row, request.member),
        "money": project_money.money_of(row, request.member),
        "compost": project_ends.compost_counts(row),
    }
    return render(request, "bids/projects/project_page.html", context)


def new_project(request: MemberRequest) -> HttpResponse:
    """Open one, on its own or on a joint work that is there."""
    require(policies.can_open(request.member))
    found = queries.free_works(request.member)
    chosen = next((work for work in found if work.ref == request.GET.get("travail", "")), None)
    start: dict[str, Any] = {"starts_on": clock.today()}
    if chosen is not None:
        start = {"title": chosen.title, "client": chosen.client, "starts_on": chosen.started_on, "work": chosen.pk}
    form = forms.OpenForm(found, posted(request), initial=start)
    if form.is_valid():
        made: list[Project] = []
        work = form.cleaned_data.get("work")

        def do() -> None:
            made.append(actions.open_project(by=request.member, sheet=form.sheet(), work=work))

        if attempt(form, do):
            said = _("It is open: write first for whom it is done.")
            return done(request, said, place(request, "project", project=made[0].ref))
    lede = _("With a joint answer before it or not: a workshop, a brand, an experiment.")
    cancel = place(request, "projects")
    return form_page(request, form, title=_("Open a project"), lede=lede, submit=_("Open it"), cancel_url=cancel)


def from_bid(request: MemberRequest, bid: str) -> HttpResponse:
    """Open the project of an answer that was won, or go to it."""
    won = bid_policies.bid_for(request.member, bid)
    known = queries.project_of_bid(won)
    if known is not None:
        return redirect(place(request, "project", project=known.ref))
    require(bid_policies.is_in_team(request.member, won))
    start = {
        "title": won.title,
        "client": won.notice.buyer[:160],
        "starts_on": clock.today(),
        "lots": won.lots,
        "brings_split": True,
    }
    form = forms.FromBidForm(queries.has_split(won), posted(request), initial=start)
    if form.is_valid():
        made: list[Project] = []
        brings = bool(form.cleaned_data.get("brings_split"))

        def do() -> None:
            made.append(actions.open_from_bid(by=request.member, bid=won, sheet=form.sheet(), brings_split=brings))

        if attempt(form, do):
            said = _("It is open: write first for whom it is done.")
            return done(request, said, place(request, "project", project=made[0].ref))
    lede = _("The team of the answer takes part, with its joint work and its key.")
    cancel = place(request, "bid", bid=won.ref)
    return form_page(
        request,
        form,
        title=_("Open its project"),
        lede=lede,
        overline=won.title,
        submit=_("Open it"),
        cancel_url=cancel,
    )


def edit_project(request: MemberRequest, project: str) -> HttpResponse:
    """Correct the sheet."""
    row = policies.project_for(request.member, project)
    require(policies.can_write_on(request.member, row))
    names = ("title", "client", "relation", "starts_on", "ends_on", "lots", "approach")
    form = forms.SheetForm(posted(request), initial={name: getattr(row, name) for name in names})
    url = place(request, "project", project=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.change_project(by=request.member, project=row, sheet=form.sheet())
    ):
        return done(request, _("The sheet is corrected."), url)
    return form_page(
        request, form, title=_("Correct the sheet"), overline=row.title, submit=_("Correct it"), cancel_url=url
    )


def experiment(request: MemberRequest, project: str) -> HttpResponse:
    """Mark it as an experiment, with its safe frame."""
    row = policies.project_for(request.member, project)
    require(policies.can_write_on(request.member, row))
    names = ("rules", "references", "protections")
    form = forms.ExperimentForm(posted(request), initial={name: getattr(row, name) for name in names})
    url = place(request, "project", project=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.mark_experiment(by=request.member, project=row, frame=form.frame())
    ):
        return done(request, _("It is an experiment, and its frame is written."), url)
    lede = _("One may try, and fail, because the frame is safe. The three are written, or it is not an experiment.")
    title = _("The safe frame of the experiment")
    return form_page(request, form, title=title, lede=lede, overline=row.title, submit=_("Write it"), cancel_url=url)


@require_POST
def no_experiment(request: MemberRequest, project: str) -> HttpResponse:
    """It is no experiment any more; what was written of its frame stays."""
    row = policies.project_for(request.member, project)
    url = place(request, "project", project=row.ref)
    said = _("It is no longer an experiment.")
    return act(request, lambda: actions.mark_experiment(by=request.member, project=row, frame=None), said, url)


@require_POST
def enter(request: MemberRequest, project: str) -> HttpResponse:
    """Take part oneself."""
    row = policies.project_for(request.member, project)
    url = place(request, "project", project=row.ref)
    me = request.member
    return act(request, lambda: works.enter_work(by=me, work=row.work, member=me), _("You take part."), url)


@require_POST
def take_dispatch(request: MemberRequest, project: str) -> HttpResponse:
    """Be the dispatcher."""
    row = policies.project_for(request.member, project)
    said = _("You are the dispatcher: you see the load and propose; each person decides.")
    url = place(request, "project-load", project=row.ref)
    return act(request, lambda: actions.take_dispatch(by=request.member, project=row), said, url)


@require_POST
def hand_back_dispatch(request: MemberRequest, project: str) -> HttpResponse:
    """Be the dispatcher no more."""
    row = policies.project_for(request.member, project)
    url = place(request, "project", project=row.ref)
    said = _("The role is back with the team.")
    return act(request, lambda: actions.hand_back_dispatch(by=request.member, project=row), said, url)
