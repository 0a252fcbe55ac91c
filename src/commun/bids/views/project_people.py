"""Those around a project: beneficiaries and their uses, bodies of the territory."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.bids.actions import project_people as actions
from commun.bids.forms import projects as forms
from commun.bids.models import Beneficiary, Project, Stakeholder
from commun.bids.policies import projects as policies
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def new_beneficiaries(request: MemberRequest, project: str) -> HttpResponse:
    """Write for whom it is done."""
    return _beneficiaries(request, policies.project_for(request.member, project), None)


def edit_beneficiaries(request: MemberRequest, beneficiary: str) -> HttpResponse:
    """Correct it."""
    row = policies.beneficiary_for(request.member, beneficiary)
    return _beneficiaries(request, row.project, row)


def _beneficiaries(request: MemberRequest, project: Project, row: Beneficiary | None) -> HttpResponse:
    require(policies.can_write_on(request.member, project))
    start = {"who": row.who, "uses": row.uses} if row else {}
    form = forms.BeneficiaryForm(posted(request), initial=start)
    url = place(request, "project", project=project.ref)
    if form.is_valid():
        data = form.cleaned_data

        def do() -> None:
            actions.write_beneficiaries(by=request.member, project=project, row=row, **data)

        if attempt(form, do):
            return done(request, _("Written: this comes before our solutions."), url)
    return form_page(
        request,
        form,
        title=_("For whom, and their uses"),
        overline=project.title,
        submit=_("Write it down"),
        cancel_url=url,
    )


@require_POST
def remove_beneficiaries(request: MemberRequest, beneficiary: str) -> HttpResponse:
    """Take them off."""
    row = policies.beneficiary_for(request.member, beneficiary)
    url = place(request, "project", project=row.project.ref)
    return act(request, lambda: actions.remove_beneficiaries(by=request.member, row=row), _("Taken off."), url)


def new_stakeholder(request: MemberRequest, project: str) -> HttpResponse:
    """Write a body of the territory."""
    return _stakeholder(request, policies.project_for(request.member, project), None)


def edit_stakeholder(request: MemberRequest, stakeholder: str) -> HttpResponse:
    """Correct it."""
    row = policies.stakeholder_for(request.member, stakeholder)
    return _stakeholder(request, row.project, row)


def _stakeholder(request: MemberRequest, project: Project, row: Stakeholder | None) -> HttpResponse:
    require(policies.can_write_on(request.member, project))
    start = {"body": row.body, "role": row.role, "voice": row.voice} if row else {}
    form = forms.StakeholderForm(posted(request), initial=start)
    url = place(request, "project", project=project.ref)
    if form.is_valid():

        def do() -> None:
            actions.write_stakeholder(by=request.member, project=project, body=form.body_of_it(), row=row)

        if attempt(form, do):
            return done(request, _("The body is in the list."), url)
    return form_page(
        request,
        form,
        title=_("A stakeholder of the territory"),
        overline=project.title,
        submit=_("Write it down"),
        cancel_url=url,
    )


@require_POST
def remove_stakeholder(request: MemberRequest, stakeholder: str) -> HttpResponse:
    """Take it off."""
    row = policies.stakeholder_for(request.member, stakeholder)
    url = place(request, "project", project=row.project.ref)
    return act(request, lambda: actions.remove_stakeholder(by=request.member, row=row), _("Taken off."), url)
