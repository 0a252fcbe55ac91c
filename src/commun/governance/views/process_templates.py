"""Pages of the library: the group's templates, those of the house and of others, and its rules of deciding."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import policies
from commun.governance.actions import process_templates as actions
from commun.governance.forms.guided import ImportForm, TemplateForm, WaysForm
from commun.governance.models import Process, ProcessTemplate
from commun.governance.policies import MemberRequest
from commun.governance.policies.guided import template_for
from commun.governance.policies.processes import can_open_process, process_for
from commun.governance.queries import consents
from commun.governance.queries import process_templates as queries
from commun.governance.starters import STARTERS, by_method
from commun.governance.views.decisions import download
from commun.governance.views.faces import faces
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def library(request: MemberRequest) -> HttpResponse:
    """What is ready to be opened, ours first."""
    own = queries.own(request.space)
    rules = consents.group_rules(request.space)
    context = {
        "own": [_line(request, one) for one in own],
        "others": [_line(request, one) for one in queries.shared_by_others(request.space)],
        "starters": [
            {
                "name": one.name,
                "method": capfirst(Process.Method(one.method).label),
                "guidance": one.guidance,
                "url": place(request, "take-starter", method=one.method),
            }
            for one in STARTERS
        ],
        "can_write": can_open_process(request.member),
        "can_rule": policies.has_role(request.member),
        "authorisation_days": rules.authorisation_days,
        "criteria": consents.criteria_of(rules),
    }
    return render(request, "governance/processes/library_page.html", context)


def _line(request: MemberRequest, row: ProcessTemplate) -> dict[str, Any]:
    face = faces.get(str(row.method))
    alone = face is not None and face.alone
    open_url = f"{place(request, 'consult-by', method=row.method)}?modele={row.ref}" if alone else ""
    return {
        "row": row,
        "method": capfirst(row.get_method_display()),
        "open_url": open_url,
        "group": row.space.name if row.space_id != request.space.pk else "",
    }


@require_POST
def take_starter(request: MemberRequest, method: str) -> HttpResponse:
    """Copy one of the house's."""
    starter = by_method(method)
    if starter is None:
        raise NotFound
    content = actions.Template(
        name=str(starter.name), method=starter.method, guidance=str(starter.guidance), rules=starter.rules
    )
    said = _("Copied: now it is yours, change its words.")
    return act(request, lambda: actions.save_template(by=request.member, content=content), said, _library(request))


@require_POST
def copy(request: MemberRequest, template: str) -> HttpResponse:
    """Copy what another group shares."""
    with scope.everywhere("templates shared as commons"):
        row = ProcessTemplate.objects.filter(ref=template, is_shared=True).first()
    if row is None:
        raise NotFound
    said = _("Copied: now it is yours, change its words.")
    return act(request, lambda: actions.copy_template(by=request.member, template=row), said, _library(request))


def keep(request: MemberRequest, process: str) -> HttpResponse:
    """Keep a process as a template."""
    row = process_for(request.member, process)
    initial = {"guidance": row.guidance, "explain": row.wording.get("explain", "")}
    form = TemplateForm(posted(request), initial=initial)

    def do() -> object:
        return actions.keep_process(by=request.member, process=row, content=_content(form, str(row.method)))

    if form.is_valid() and attempt(form, do):
        return done(request, _("Kept: it is in the library."), _library(request))
    return form_page(
        request,
        form,
        title=_("Keep as a template"),
        overline=row.title,
        lede=_("Its rules are kept as they are; people and dates are not."),
        submit=_("Keep"),
        cancel_url=place(request, "process", process=row.ref),
    )


def _content(form: TemplateForm, method: str, rules: Any = None, wording: Any = None) -> actions.Template:
    said = form.cleaned_data
    return actions.Template(
        name=said["name"],
        method=method,
        guidance=said["guidance"],
        rules=rules or {},
        wording={**(wording or {}), "explain": said["explain"]},
        is_shared=said["is_shared"],
    )


def edit(request: MemberRequest, template: str) -> HttpResponse:
    """Change its words."""
    row = template_for(request.member, template)
    initial = {
        "name": row.name,
        "guidance": row.guidance,
        "explain": row.wording.get("explain", ""),
        "is_shared": row.is_shared,
    }
    form = TemplateForm(posted(request), initial=initial)

    def do() -> object:
        content = _content(form, str(row.method), row.rules, row.wording)
        return actions.save_template(by=request.member, content=content, template=row)

    if form.is_valid() and attempt(form, do):
        return done(request, _("Saved."), _library(request))
    title = _("Change a template")
    return form_page(request, form, title=title, overline=row.name, submit=_("Save"), cancel_url=_library(request))


@require_POST
def remove(request: MemberRequest, template: str) -> HttpResponse:
    """Remove it."""
    row = template_for(request.member, template)
    said = _("Removed. What was opened from it stays.")
    return act(request, lambda: actions.remove_template(by=request.member, template=row), said, _library(request))


def export(request: MemberRequest) -> HttpResponse:
    """The group's library as a file."""
    content = json.dumps(queries.as_file(queries.own(request.space)), ensure_ascii=False, indent=1)
    return download(content, "application/json", "modeles.json")


def import_file(request: MemberRequest) -> HttpResponse:
    """Another group's library."""
    form = ImportForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: actions.import_templates(by=request.member, text=form.cleaned_data["file"].read())
    ):
        return done(request, _("Imported: the templates are in the library."), _library(request))
    return form_page(
        request,
        form,
        title=_("Import a library"),
        lede=_("A file exported by another group: all its templates are added, or none."),
        submit=_("Import"),
        cancel_url=_library(request),
    )


def ways_of_the_group(request: MemberRequest) -> HttpResponse:
    """The group's own rules: days to object, criteria of an objection."""
    require(policies.has_role(request.member))
    rules = consents.group_rules(request.space)
    initial = {"authorisation_days": rules.authorisation_days, "criteria": "\n".join(rules.objection_criteria)}
    form = WaysForm(posted(request), initial=initial)

    def do() -> object:
        said = form.cleaned_data
        days, lines = said["authorisation_days"], said["criteria"].splitlines()
        return actions.set_ways(by=request.member, authorisation_days=days, criteria=lines)

    if form.is_valid() and attempt(form, do):
        return done(request, _("Saved, and told in the journal."), _library(request))
    return form_page(
        request,
        form,
        title=_("Our rules of deciding"),
        lede=_("Write here what the group agreed. What is already open keeps the rules it was opened with."),
        submit=_("Save"),
        cancel_url=_library(request),
    )


def _library(request: MemberRequest) -> str:
    return place(request, "templates")
