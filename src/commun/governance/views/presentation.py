"""The group presents itself: its page, its edit page, its kind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commun.core import access, registries
from commun.governance import actions, policies, states
from commun.governance.forms import ApplyForm, KindForm, PresentationForm
from commun.governance.models import Collective
from commun.governance.policies import MemberRequest
from commun.governance.policies.charter import rules_of
from commun.governance.queries import presentation as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


@access.admits("anyone")
def presentation(request: MemberRequest) -> HttpResponse:
    """What the group is; open to everybody when the group chose so."""
    return _page(request, _apply_form(request))


def _page(request: MemberRequest, apply_form: ApplyForm | None) -> HttpResponse:
    group = queries.group_page(request.member, request.space)
    inside = policies.is_inside(request.member)
    context = {
        "layout": "ui/base.html" if inside else "ui/signed_out.html",
        "group": group,
        "is_inside": inside,
        "can_edit": policies.can_edit_presentation(request.member),
        "apply_form": apply_form,
        "waits": request.member is not None and request.member.state == states.APPLICANT,
        "facts": _facts(group),
        "alternates": [one for told in registries.alternates for one in told(request.space)]
        if group.body.is_public
        else [],
    }
    status = 422 if apply_form is not None and apply_form.is_bound else 200
    return render(request, "governance/presentation_page.html", context, status=status)


def _facts(group: queries.GroupPage) -> list[tuple[str, object]]:
    shown: list[tuple[str, object]] = []
    if group.kind:
        shown.append((_("Kind"), capfirst(group.kind.label)))
    else:
        shown.append((_("Kind"), group.space.get_kind_display()))
    shown.append((_("Cooperative"), group.cooperative))
    shown.append((_("Belongs to"), ", ".join(link.around.name for link in group.links)))
    shown.append((_("Gathers"), ", ".join(link.inside.name for link in group.gathered)))
    return shown


def _apply_form(request: HttpRequest) -> ApplyForm | None:
    member = getattr(request, "member", None)
    before = member.state if member is not None else states.NOWHERE
    may_ask = states.APPLICANT in states.from_here(before, states.By.SELF)
    if not request.user.is_authenticated or not may_ask:
        return None
    return ApplyForm(questions=rules_of(request.space).admission_questions)  # type: ignore[attr-defined]


@access.admits("anyone")
def apply(request: MemberRequest) -> HttpResponse:
    """Ask to come in (POST, signed in); where the presentation is not public there is nothing here."""
    require(request.method == "POST" and request.user.is_authenticated)
    policies.presentation_for(request.member, request.space)
    form = ApplyForm(request.POST, questions=rules_of(request.space).admission_questions)
    if not form.is_valid():
        return _page(request, form)
    return act(
        request,
        lambda: actions.apply_to_join(space=request.space, person=request.user, note=form.said()),
        _("Your request is sent. Those who facilitate the group will answer you."),
        place(request, "application", applicant=request.user.ref),
    )


def edit(request: MemberRequest) -> HttpResponse:
    """Write the presentation."""
    require(policies.can_edit_presentation(request.member))
    body = policies.body_of(request.space)
    form = PresentationForm(posted(request), body=body)
    if form.is_valid() and attempt(
        form, lambda: actions.edit_presentation(by=request.member, presentation=form.presentation())
    ):
        return done(request, _("The presentation is saved."), place(request, "presentation"))
    return form_page(
        request,
        form,
        title=_("Edit the presentation"),
        submit=_("Save"),
        cancel_url=place(request, "presentation"),
        overline=request.space.name,
    )


def change_kind(request: MemberRequest) -> HttpResponse:
    """Say that the collective changed its kind."""
    require(policies.can_edit_presentation(request.member))
    require(isinstance(policies.body_of(request.space), Collective))
    form = KindForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.change_kind(by=request.member, **form.cleaned_data)):
        return done(
            request, _("The new kind is recorded; the former one keeps its dates."), place(request, "presentation")
        )
    return form_page(
        request,
        form,
        title=_("Change the kind of the group"),
        lede=_("A group may drift from one kind to another. The kind gives no right."),
        submit=_("Record"),
        cancel_url=place(request, "presentation"),
    )
