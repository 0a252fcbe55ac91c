"""Documents of a project: its notes, written together, and its files."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids import project_texts
from commun.bids.actions import project_papers as actions
from commun.bids.forms.papers import file_field
from commun.bids.policies import projects as policies
from commun.bids.queries import projects as queries
from commun.bids.views.project_support import PAPERS, tabs
from commun.bids.views.support import place
from commun.core import files, scope
from commun.core.writing import reading
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui.writing import editor_of


@require_GET
def papers(request: MemberRequest, project: str) -> HttpResponse:
    """Notes and files."""
    row = policies.project_for(request.member, project)
    with scope.use(request.space):
        text = reading.text_of(project_texts.KIND, row.ref)
    context = {
        "project": row,
        "tabs": tabs(request, row, PAPERS),
        "files": queries.files_of(row),
        "editor": editor_of(text, request.user.pk) if text is not None else None,
        "can_write": policies.can_write_on(request.member, row),
    }
    return render(request, "bids/projects/papers_page.html", context)


@require_POST
def begin_notes(request: MemberRequest, project: str) -> HttpResponse:
    """Begin the notes."""
    row = policies.project_for(request.member, project)
    url = place(request, PAPERS, project=row.ref)
    do = lambda: actions.begin_notes(by=request.member, project=row)  # noqa: E731
    return act(request, do, _("Write: the others see it as you go."), url)


def add_file(request: MemberRequest, project: str) -> HttpResponse:
    """Keep a file."""
    row = policies.project_for(request.member, project)
    require(policies.can_write_on(request.member, row))
    form = forms.Form(posted(request), request.FILES or None)
    form.fields["file"] = file_field()
    url = place(request, PAPERS, project=row.ref)
    if form.is_valid():
        sent: UploadedFile[bytes] = form.cleaned_data["file"]
        if attempt(form, lambda: actions.add_file(by=request.member, project=row, sent=sent)):
            return done(request, _("The file is kept."), url)
    return form_page(
        request, form, title=_("A file of the project"), overline=row.title, submit=_("Keep the file"), cancel_url=url
    )


@require_GET
def file(request: MemberRequest, project_file: str) -> HttpResponseBase:
    """The file itself, as a download."""
    return files.served(policies.file_for(request.member, project_file).file)


@require_POST
def remove_file(request: MemberRequest, project_file: str) -> HttpResponse:
    """Take it off."""
    row = policies.file_for(request.member, project_file)
    url = place(request, PAPERS, project=row.project.ref)
    return act(request, lambda: actions.remove_file(by=request.member, row=row), _("Taken off."), url)
