"""The needs of a notice as the group reads them: add, change, remove, take what the notice's words suggest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.algo.notices.asked import Suggestion
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.actions import needs as actions
from commun.tenders.forms import NeedForm
from commun.tenders.models import Notice
from commun.tenders.queries import sheet
from commun.tenders.queries.interest import NeedView
from commun.tenders.queries.suggestions import suggestions_of
from commun.tenders.queries.terms import suggested_terms, term_words, terms_of
from commun.tenders.views.support import done, refused

OPENED = "besoin"


def needs(request: MemberRequest, ref: str) -> HttpResponse:
    """The list, one need open (``?besoin=``), a form to add; POST without ``besoin`` adds, with it changes."""
    notice = policies.notice_for(request.member, ref)
    if request.method != "POST":
        return _page(request, notice, opened=request.GET.get(OPENED, "")[:40])
    form, key = NeedForm(request.POST), request.POST.get(OPENED, "")[:40]
    if not form.is_valid():
        return _page(request, notice, form, opened=key, error=_first_error(form), status=422)
    try:
        _write(request, notice, form, key)
    except Refused as refusal:
        return _page(request, notice, form, opened=key, error=str(refusal.sentence), status=422)
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


@require_POST
def suggested(request: MemberRequest, ref: str) -> HttpResponse:
    """Take the chosen suggestions (``tout``: all of them), or leave them aside (``laisser``)."""
    notice = policies.notice_for(request.member, ref)
    keys: Sequence[str] = [key[:12] for key in request.POST.getlist("idee")[:100]]
    if "tout" in request.POST:
        keys = [one.key for one in suggestions_of(notice, ())]
    try:
        if "laisser" in request.POST:
            actions.leave_suggestions(member=request.member, notice=notice, keys=keys)
            return done(request, _url(request, notice), _("These suggestions are left aside."))
        count = len(actions.take_suggestions(member=request.member, notice=notice, keys=keys))
    except Refused as refusal:
        return refused(request, _url(request, notice), str(refusal.sentence))
    return done(request, _url(request, notice), _("Needs added: %(count)s.") % {"count": count})


def _write(request: MemberRequest, notice: Notice, form: NeedForm, key: str) -> None:
    said = form.cleaned_data
    details = actions.NeedDetails(said["skill"], form.half_days, not said["is_wish"], said["level"] or 1, said["place"])
    written: dict[str, Any] = {"label": said["label"], "weight": said["weight"], "details": details}
    if key:
        actions.change_need(member=request.member, notice=notice, key=key, seen=said["stamp"], **written)
    else:
        actions.add_need(member=request.member, notice=notice, **written)


def _url(request: MemberRequest, notice: Notice) -> str:
    return here(request.space.slug, "tenders:needs", ref=notice.ref)


def _first_error(form: NeedForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def _form_of(need: NeedView, typed: NeedForm | None, request: HttpRequest) -> NeedForm:
    """The need's form; what was typed stays, with the stamp of what stands now: saving again is then knowing."""
    if typed is not None:
        data = request.POST.copy()
        data["stamp"] = need.stamp
        form = NeedForm(data, auto_id="besoin_%s")
        form.is_valid()
        return form
    first = {
        "label": need.label, "weight": need.weight, "skill": need.skill, "level": need.level, "place": need.place,
        "days": None if need.half_days is None else Decimal(need.half_days) / 2, "is_wish": not need.is_must,
        "stamp": need.stamp,
    }  # fmt: skip
    return NeedForm(initial=first, auto_id="besoin_%s")


def _page(
    request: MemberRequest,
    notice: Notice,
    form: NeedForm | None = None,
    *,
    opened: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    interest = sheet.interest_sheet(notice)
    items = [
        {"need": need, "number": number, "form": _form_of(need, form, request) if need.key == opened else None}
        for number, need in enumerate(interest.needs, start=1)
    ]
    # Whoever posts « whole » or « lot:2 » may find the row written meanwhile: their words go to the form below.
    is_there = any(item["form"] for item in items)
    terms = terms_of(notice)
    context: dict[str, Any] = {
        "notice": notice,
        "terms": [{"row": row, "words": term_words(row)} for row in terms],
        "read_terms": [{"one": one, "words": term_words(one)} for one in suggested_terms(notice, terms)],
        "needs": items,
        "form": NeedForm() if form is None or is_there else form,
        "error": error,
        "is_there": is_there,
        "suggestions": [_shown(one) for one in suggestions_of(notice, [need.label for need in interest.needs])],
    }
    return render(request, "tenders/needs_page.html", context, status=status)


def _shown(one: Suggestion) -> dict[str, Any]:
    sources = {
        "list": _("in a list of the notice"), "phrase": _("in a sentence of the notice"),
        "trade": _("a trade that the notice names"), "lot": _("a lot"), "cpv": _("the notice's CPV code"),
    }  # fmt: skip
    days = "" if one.half_days is None else f"{one.half_days // 2}{',5' if one.half_days % 2 else ''}"
    return {"one": one, "source": sources[one.source], "days": days}
