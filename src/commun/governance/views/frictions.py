"""Friction zones between roles: noted, then ended by sharing out anew or by changing nothing (R75)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.governance import actions
from commun.governance.forms.roles import EndFrictionForm, FrictionForm
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as policies
from commun.governance.policies.moderation import can_hide
from commun.governance.queries import roles as queries
from commun.governance.views.roles import tabs
from commun.governance.views.support import attempt, done, form_page, place, posted, require


def frictions(request: MemberRequest) -> HttpResponse:
    """The zones, open ones first."""
    context = {
        "tabs": tabs(request, "frictions"),
        "frictions": queries.frictions_of(request.space),
        "may_hold": policies.may_hold(request.member),
        "can_hide": can_hide(request.member),
    }
    return render(request, "governance/roles/frictions_page.html", context)


def new(request: MemberRequest) -> HttpResponse:
    """Note a zone."""
    require(policies.may_hold(request.member))
    roles = {line.role.pk: line.role for line in queries.role_lines(request.space)}
    form = FrictionForm(posted(request), choices=list(roles.values()))
    if form.is_valid():
        chosen = [roles[pk] for pk in form.cleaned_data["roles"]]
        text = form.cleaned_data["text"]
        if attempt(form, lambda: actions.note_friction(by=request.member, roles=chosen, text=text)):
            return done(request, _("It is noted. The group can now look at it together."), place(request, "frictions"))
    return form_page(
        request,
        form,
        title=_("Note a friction zone"),
        lede=_("Where roles rub is where the group learns how to share them better."),
        submit=_("Note it"),
        cancel_url=place(request, "frictions"),
        overline=_("Roles"),
    )


def end(request: MemberRequest, friction: str) -> HttpResponse:
    """Say how a zone ends."""
    shown = policies.friction_for(request.member, friction)
    require(policies.may_hold(request.member))
    form = EndFrictionForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.end_friction(by=request.member, friction=shown, **form.cleaned_data)
    ):
        return done(request, _("This friction zone is ended."), place(request, "frictions"))
    return form_page(
        request,
        form,
        title=_("How does this friction zone end?"),
        lede=shown.text,
        submit=_("End it"),
        cancel_url=place(request, "frictions"),
        overline=_("Friction zones"),
    )
