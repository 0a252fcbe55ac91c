"""Those who ask to come in, what they answered, and the rule by which the group answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import policies, states
from commun.governance.actions import admissions as actions
from commun.governance.actions import memberships
from commun.governance.models import Decision, Membership
from commun.governance.policies import MemberRequest
from commun.governance.policies import welcomes as welcome_policies
from commun.governance.policies.charter import rules_of
from commun.governance.queries.admissions import requests_of
from commun.governance.views.support import act, place


def admissions(request: MemberRequest) -> HttpResponse:
    """The requests that wait, for every awake member to read."""
    rules = rules_of(request.space)
    context = {
        "requests": requests_of(request.member),
        "rules": rules,
        "can_answer": request.member.state == states.MEMBER,
        "can_welcome": policies.has_role(request.member),
        "can_talk": welcome_policies.may_answer(request.member),
    }
    return render(request, "governance/charter/admissions_page.html", context)


@require_POST
def answer(request: MemberRequest, applicant: str) -> HttpResponse:
    """Yes, by the rule of the group: welcome, say yes, or put it to the group."""
    with scope.use(request.space):
        rows = Membership.objects.select_related("person", "space").filter(state=states.APPLICANT)
        row = rows.filter(person__ref=applicant).first()
    if row is None:
        raise NotFound
    if "ensemble" in request.POST:
        made: list[Decision] = []
        url = place(request, "admissions")
        response = act(
            request,
            lambda: made.append(actions.propose_admission(by=request.member, membership=row)),
            _("It is on the table: choose now how to decide it."),
            url,
        )
        if made:
            response.headers["Location"] = place(request, "decision", decision=made[0].ref)
        return response
    if "accueillir" in request.POST:
        return act(
            request,
            lambda: memberships.move_member(by=request.member, membership=row, to=states.MEMBER),
            _("Welcome: the person is in, and was told so."),
            place(request, "admissions"),
        )
    return act(
        request,
        lambda: actions.support_application(by=request.member, membership=row),
        _("Your yes is kept."),
        place(request, "admissions"),
    )
