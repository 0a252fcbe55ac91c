"""What the buyer asks of whoever answers: add a ceiling or references, change, remove, take what was read."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, form_page, posted
from commun.tenders import policies
from commun.tenders.actions import needs
from commun.tenders.actions import terms as actions
from commun.tenders.forms import TermForm
from commun.tenders.models import BuyerTerm, Notice
from commun.tenders.queries.terms import suggested_terms, term_words
from commun.tenders.views.support import done

ANCHOR = "#exigences"


def new_term(request: MemberRequest, ref: str, kind: str) -> HttpResponse:
    """Add a price ceiling (``ceiling``) or references asked (``references``)."""
    notice = policies.notice_for(request.member, ref)
    if kind not in BuyerTerm.Kind.values:
        raise NotFound
    form = TermForm(notice, kind, posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.add_term(member=request.member, notice=notice, sheet=form.sheet())
    ):
        return done(request, _url(request, notice), _("It is written."))
    return _page(request, notice, form)


def change_term(request: MemberRequest, ref: str, term: str) -> HttpResponse:
    """Write it anew; who wrote at the same time is told, and nothing typed is lost."""
    notice = policies.notice_for(request.member, ref)
    row = policies.term_for(request.member, notice, term)
    names = ("lot_number", "count", "years", "subject")
    start: dict[str, Any] = {name: getattr(row, name) for name in names} | {"stamp": row.stamp}
    start["has_tax"] = {None: "", False: "ht", True: "ttc"}[row.has_tax]
    if row.cents is not None:
        start["cents"] = f"{row.cents // 100}" + (f",{row.cents % 100:02d}" if row.cents % 100 else "")
    form = TermForm(notice, row.kind, posted(request), initial=start)
    if form.is_valid():
        seen = form.cleaned_data["stamp"]
        if attempt(
            form,
            lambda: actions.change_term(
                member=request.member, notice=notice, ref=row.ref, sheet=form.sheet(), seen=seen
            ),
        ):
            return done(request, _url(request, notice), _("It is written."))
        now = policies.term_for(request.member, notice, term)
        if now.stamp != seen:
            form.add_error(None, _("It now says: %(words)s.") % {"words": term_words(now)})
            form.data = request.POST.dict() | {"stamp": now.stamp}
    return _page(request, notice, form)


@require_POST
def remove_term(request: MemberRequest, ref: str, term: str) -> HttpResponse:
    """It is not asked after all."""
    notice = policies.notice_for(request.member, ref)
    policies.term_for(request.member, notice, term)
    return act(
        request,
        lambda: actions.remove_term(member=request.member, notice=notice, ref=term),
        _("Removed."),
        _url(request, notice),
    )


@require_POST
def read_term(request: MemberRequest, ref: str) -> HttpResponse:
    """Take what was read in the notice (``prendre``), or leave it aside (``laisser``)."""
    notice = policies.notice_for(request.member, ref)
    key = (request.POST.get("prendre") or request.POST.get("laisser", ""))[:12]

    def do() -> None:
        if "prendre" in request.POST:
            actions.take_term(member=request.member, notice=notice, key=key)
        elif key in {one.key for one in suggested_terms(notice)}:
            needs.leave_read(member=request.member, notice=notice, keys=[key])
        else:
            raise Refused(_("This suggestion stands already, or somebody left it aside."))

    said = _("It is written.") if "prendre" in request.POST else _("It is left aside.")
    return act(request, do, said, _url(request, notice))


def _url(request: MemberRequest, notice: Notice) -> str:
    return here(request.space.slug, "tenders:needs", ref=notice.ref) + ANCHOR


def _page(request: MemberRequest, notice: Notice, form: TermForm) -> HttpResponse:
    is_ceiling = form.kind == BuyerTerm.Kind.CEILING
    return form_page(
        request,
        form,
        title=_("A price not to go over") if is_ceiling else _("References asked"),
        lede=_("As the notice or the rules of the call say it.")
        if is_ceiling
        else _("Works to show: which, how many, over how many years."),
        overline=notice.title[:90],
        submit=_("Save"),
        cancel_url=_url(request, notice),
    )
