"""The needs of a notice as the group reads them: add, rename, weigh, remove."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.actions import needs as actions
from commun.tenders.forms import NeedForm
from commun.tenders.models import Notice
from commun.tenders.queries import sheet
from commun.tenders.views.support import done, refused


def needs(request: MemberRequest, ref: str) -> HttpResponse:
    """The list with a form per need and one to add; POST without ``besoin`` adds, with it changes."""
    notice = policies.notice_for(request.member, ref)
    if request.method != "POST":
        return _page(request, notice, NeedForm())
    form = NeedForm(request.POST)
    key = request.POST.get("besoin", "")[:40]
    if not form.is_valid():
        return _page(request, notice, NeedForm() if key else form, _first_error(form), status=422)
    said = form.cleaned_data
    try:
        if key:
            actions.change_need(member=request.member, notice=notice, key=key, **said)
        else:
            actions.add_need(member=request.member, notice=notice, **said)
    except Refused as refusal:
        return _page(request, notice, NeedForm() if key else form, str(refusal.sentence), status=422)
    return done(request, _url(request, notice), _("Need saved.") if key else _("Need added."))


@require_POST
def remove(request: MemberRequest, ref: str, need: str) -> HttpResponse:
    """Remove a need about which nobody said anything."""
    notice = policies.notice_for(request.member, ref)
    try:
        actions.remove_need(member=request.member, notice=notice, ref=need)
    except Refused as refusal:
        return refused(request, _url(request, notice), str(refusal.sentence))
    return done(request, _url(request, notice), _("Need removed."))


def _url(request: MemberRequest, notice: Notice) -> str:
    return here(request.space.slug, "tenders:needs", ref=notice.ref)


def _first_error(form: NeedForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _page(request: MemberRequest, notice: Notice, form: NeedForm, error: str = "", status: int = 200) -> HttpResponse:
    interest = sheet.interest_sheet(notice)
    context: dict[str, Any] = {
        "notice": notice,
        "needs": [{"need": need, "number": number} for number, need in enumerate(interest.needs, start=1)],
        "weights": NeedForm.base_fields["weight"].choices,  # type: ignore[attr-defined]
        "form": form,
        "error": error,
    }
    return render(request, "tenders/needs_page.html", context, status=status)
