"""Coming in: the talk on the page of a request, who welcomes whom, and when it is done (M6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import access, scope
from commun.core.errors import NotFound, Refused
from commun.governance import states
from commun.governance.actions import memberships
from commun.governance.actions import welcomes as actions
from commun.governance.forms.welcomes import MessageForm, WelcomerForm
from commun.governance.models import Membership
from commun.governance.policies import MemberRequest, has_role
from commun.governance.policies import welcomes as policies
from commun.governance.policies.charter import rules_of
from commun.governance.queries import welcomes as queries
from commun.governance.queries.admissions import requests_of
from commun.governance.views.support import act, attempt, done, place, posted, require

TALKING = ("member", "dormant", "applicant")


@access.admits(*TALKING)
def application(request: MemberRequest, applicant: str) -> HttpResponse:
    """One request: what was answered to the group's questions, the talk, and who will welcome."""
    row = policies.application_for(request.member, applicant)
    form = MessageForm(posted(request))
    url = place(request, "application", applicant=row.person.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.write_about_request(by=request.member, applicant=row, **form.cleaned_data)
    ):
        return done(request, _("Your message is sent."), url)
    is_mine = row.pk == request.member.pk
    welcome = policies.welcome_of(row)
    context = {
        "row": row,
        "is_mine": is_mine,
        "words": next((one.words for one in requests_of(request.member) if one.membership.pk == row.pk), ""),
        "messages_said": queries.messages_of(row),
        "form": form,
        "welcome": welcome,
        "is_my_welcome": welcome is not None and welcome.welcomer_id == request.member.pk,
        "welcomer_form": WelcomerForm(space=request.space) if has_role(request.member) and not welcome else None,
        "rule": rules_of(request.space).get_admission_display(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "governance/welcomes/application_page.html", context, status=status)


@access.admits(*TALKING)
def withdraw(request: MemberRequest, applicant: str) -> HttpResponse:
    """The person takes their request back."""
    row = policies.application_for(request.member, applicant)
    require(row.pk == request.member.pk and request.method == "POST")
    return act(
        request,
        lambda: memberships.leave(member=row),
        _("Your request is taken back. You can ask again whenever you like."),
        reverse("groups"),
    )


@require_POST
def name(request: MemberRequest, newcomer: str) -> HttpResponse:
    """« I welcome them », or somebody named by those who facilitate."""
    with scope.use(request.space):
        rows = Membership.objects.filter(state__in=[states.APPLICANT, states.MEMBER]).select_related("person", "space")
        row = rows.filter(person__ref=newcomer).first()
    if row is None or (row.state == states.APPLICANT and not policies.may_answer(request.member)):
        raise NotFound
    asking = row.state == states.APPLICANT
    url = place(request, "application" if asking else "member", **{"applicant" if asking else "ref": newcomer})
    return act(request, lambda: _name(request, row), _("It is noted, and told."), url)


def _name(request: MemberRequest, row: Membership) -> object:
    if "qui" not in request.POST:
        return actions.name_welcomer(by=request.member, newcomer=row, welcomer=request.member)
    form = WelcomerForm(request.POST, space=request.space)
    if not form.is_valid():
        raise Refused(_("Choose an awake member of the group."))
    return actions.name_welcomer(by=request.member, newcomer=row, welcomer=form.cleaned_data["qui"])


@require_POST
def go_on(request: MemberRequest, welcome: int) -> HttpResponse:
    """« It is done », or « somebody else, please »."""
    row = policies.welcome_for(request.member, welcome)
    url = place(request, "my-place")
    if "relais" in request.POST:
        return act(
            request,
            lambda: actions.hand_on_welcome(by=request.member, welcome=row),
            _("It is back with the group: another member may take it."),
            url,
        )
    return act(request, lambda: actions.end_welcome(by=request.member, welcome=row), _("It is done. Thank you."), url)
