"""How a project ends: the compost plan, closing, the debrief."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import project_ends as actions
from commun.bids.forms import project_ends as forms
from commun.bids.models import CompostItem, Project
from commun.bids.policies import projects as policies
from commun.bids.queries import project_ends as queries
from commun.bids.views.project_support import tabs
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


@require_GET
def compost(request: MemberRequest, project: str) -> HttpResponse:
    """Each thing, what becomes of it, who agreed."""
    row = policies.project_for(request.member, project)
    context = {
        "project": row,
        "tabs": tabs(request, row, "project-compost"),
        "lines": queries.compost_of(row),
        "can_write": policies.takes_part(request.member, row),
        "sections": len(queries.sections_missing(row)),
        "member": request.member,
    }
    return render(request, "bids/projects/compost_page.html", context)


def new_compost(request: MemberRequest, project: str) -> HttpResponse:
    """Write a thing."""
    return _compost(request, policies.project_for(request.member, project), None)


def edit_compost(request: MemberRequest, compost: str) -> HttpResponse:
    """Say what becomes of it."""
    row = policies.compost_for(request.member, compost)
    return _compost(request, row.project, row)


def _compost(request: MemberRequest, project: Project, row: CompostItem | None) -> HttpResponse:
    require(policies.takes_part(request.member, project))
    names = ("title", "nature", "source", "fate", "licence")
    start = {name: getattr(row, name) for name in names} if row else _start(request)
    kept = row.source if row is not None and queries.is_section(row) else ""
    form = forms.CompostForm(posted(request), initial=start, kept_source=kept)
    url = place(request, "project-compost", project=project.ref)
    if form.is_valid():

        def do() -> None:
            actions.write_compost(by=request.member, project=project, sheet=form.sheet(), row=row)

        if attempt(form, do):
            return done(request, _("It is in the plan."), url)
    return form_page(
        request, form, title=_("A thing of the project"), overline=project.title, submit=_("Write it down"),
        cancel_url=url,
    )  # fmt: skip


def _start(request: MemberRequest) -> dict[str, str]:
    """What another page already knows of the thing."""
    asked = {"title": "titre", "nature": "nature", "source": "ou"}
    return {"fate": ""} | {name: request.GET.get(key, "")[:200] for name, key in asked.items()}


@require_POST
def bring_sections(request: MemberRequest, project: str) -> HttpResponse:
    """The sections of the answer, as things of the plan."""
    row = policies.project_for(request.member, project)
    url = place(request, "project-compost", project=row.ref)
    said = _("The sections of the answer are in the plan: say what becomes of each.")
    return act(request, lambda: actions.bring_sections(by=request.member, project=row), said, url)


@require_POST
def agree(request: MemberRequest, compost: str) -> HttpResponse:
    """Agree with what becomes of it, as one read it."""
    row = policies.compost_for(request.member, compost)
    url = place(request, "project-compost", project=row.project.ref)
    fate, licence = request.POST.get("fate", ""), request.POST.get("licence", "")

    def do() -> None:
        actions.agree_compost(by=request.member, row=row, fate=fate, licence=licence)

    return act(request, do, _("Your agreement is noted."), url)


@require_POST
def remove_compost(request: MemberRequest, compost: str) -> HttpResponse:
    """Take it off."""
    row = policies.compost_for(request.member, compost)
    url = place(request, "project-compost", project=row.project.ref)
    return act(request, lambda: actions.remove_compost(by=request.member, row=row), _("Taken off."), url)


def close(request: MemberRequest, project: str) -> HttpResponse:
    """What closing leaves; then close."""
    row = policies.project_for(request.member, project)
    require(policies.takes_part(request.member, row))
    url = place(request, "project", project=row.ref)
    if not row.is_running:
        return done(request, _("This project is closed already."), url)
    if request.method == "POST":
        said = _("The project is closed. Each may say what they take from it.")
        return act(request, lambda: actions.close_project(by=request.member, project=row), said, url)
    context = {
        "project": row,
        "sheet": queries.closing_sheet(row, request.member),
        "has_spoken": queries.has_spoken(request.member, row),
    }
    return render(request, "bids/projects/close_page.html", context)


@require_POST
def reopen(request: MemberRequest, project: str) -> HttpResponse:
    """Open it again."""
    row = policies.project_for(request.member, project)
    require(policies.takes_part(request.member, row))
    url = place(request, "project", project=row.ref)
    said = _("The project is open again.")
    return act(request, lambda: actions.reopen_project(by=request.member, project=row), said, url)


def debrief(request: MemberRequest, project: str) -> HttpResponse:
    """Give one's debrief; read those of all once the project is closed."""
    row = policies.project_for(request.member, project)
    can_speak = policies.took_part(request.member, row) and not queries.has_spoken(request.member, row)
    form = forms.DebriefForm(posted(request), initial={"name": forms.SIGNED})
    url = place(request, "project-debrief", project=row.ref)
    if request.method == "POST":
        require(policies.took_part(request.member, row))
    if form.is_valid():

        def do() -> None:
            is_signed = form.cleaned_data["name"] == forms.SIGNED
            actions.give_debrief(by=request.member, project=row, answers=form.answers(), is_signed=is_signed)

        if attempt(form, do):
            return done(request, _("Thank you: what you take from it is kept."), url)
    context = {
        "project": row,
        "form": form,
        "can_speak": can_speak or form.is_bound,
        "debriefs": [] if row.is_running else queries.debriefs_of(row),
    }
    status = 422 if form.is_bound else 200
    return render(request, "bids/projects/debrief_page.html", context, status=status)
