"""Internal invoices to make from a sharing, and drafts of invoices of a joint work."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.algo.accounting import Terms, cii, ubl
from commun.core.errors import NotFound
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.value import policies as rights
from commun.value.actions import accounting as notes
from commun.value.actions import invoice_drafts as actions
from commun.value.forms.accounting import DraftForm
from commun.value.models import InvoiceDraft, JointWork
from commun.value.policies import accounting as policies
from commun.value.policies import works
from commun.value.queries import internal_invoices as invoices
from commun.value.queries import invoice_drafts as queries
from commun.value.views.accounting import invoices_sheet
from commun.value.views.support import place


def internal_invoices(request: MemberRequest, distribution: str) -> HttpResponse:
    """Who invoices the group after this sharing, how much; noted once it is made."""
    row = works.distribution_for(request.member, distribution)
    context = {
        "row": row,
        "invoices": invoices.internal_invoices(request.space, [row]),
        "can_write": rights.keeps_accounts(request.member),
        "can_draft": works.can_write_money(request.member, row.work),
    }
    return render(request, "value/accounting/internal_invoices_page.html", context)


def internal_invoices_csv(request: MemberRequest, distribution: str) -> HttpResponse:
    """The same for a sheet."""
    row = works.distribution_for(request.member, distribution)
    return invoices_sheet(invoices.internal_invoices(request.space, [row]))


@require_POST
def note_invoice(request: MemberRequest, distribution: str, member: int) -> HttpResponse:
    """Note that it was made in the cooperative's tool, with its number there; or that it was not after all."""
    row = works.distribution_for(request.member, distribution)
    who = policies.receiver_for(request.member, member)
    url = place(request, "internal-invoices", distribution=row.ref)
    if "undo" in request.POST:
        said = _("It is noted as not made.")
        return act(
            request,
            lambda: notes.take_invoice_note_back(by=request.member, distribution=row, member=who),
            said,
            url,
        )
    number = request.POST.get("number", "")
    said = _("It is noted as made. Nothing moved in the book.")
    return act(
        request,
        lambda: notes.note_internal_invoice(by=request.member, distribution=row, member=who, number=number),
        said,
        url,
    )


def new_draft(request: MemberRequest, work: str) -> HttpResponse:
    """Prepare an invoice for a work; « ?partage=…&membre=… »: that of somebody's part of a sharing."""
    row = works.work_for(request.member, work)
    require(works.can_write_money(request.member, row))
    form = DraftForm(posted(request), initial=_start(request, row))
    if form.is_valid():
        made: list[InvoiceDraft] = []
        sheet = actions.DraftSheet(**form.cleaned_data)
        if attempt(form, lambda: made.append(actions.write_draft(by=request.member, work=row, sheet=sheet))):
            return done(request, _("It is prepared."), place(request, "draft", draft=made[0].ref))
    return _draft_page(request, form, row, place(request, "work", work=row.ref))


def _start(request: MemberRequest, row: JointWork) -> dict[str, Any]:
    asked, who = request.GET.get("partage", ""), request.GET.get("membre", "")
    if not asked:
        return queries.start_from(row)
    shared = works.distribution_for(request.member, asked)
    for one in invoices.internal_invoices(request.space, [shared]):
        if str(one.member.pk) == who and shared.work_id == row.pk:
            return queries.start_from_invoice(one)
    raise NotFound


def edit_draft(request: MemberRequest, draft: str) -> HttpResponse:
    """Complete or correct it."""
    row = policies.draft_for(request.member, draft)
    require(works.can_write_money(request.member, row.work))
    url = place(request, "draft", draft=row.ref)
    start = {name: getattr(row, name) for name in DraftForm.base_fields}
    form = DraftForm(posted(request), initial=start)
    if form.is_valid():
        sheet = actions.DraftSheet(**form.cleaned_data)
        if attempt(form, lambda: actions.change_draft(by=request.member, draft=row, sheet=sheet)):
            return done(request, _("It is corrected."), url)
    return _draft_page(request, form, row.work, url)


def _draft_page(request: MemberRequest, form: DraftForm, work: JointWork, cancel_url: str) -> HttpResponse:
    lede = _("Write what you know; the page that follows says what still lacks. Commun makes no invoice: it prepares.")
    return form_page(
        request, form, title=_("Draft of an invoice"), lede=lede, overline=work.title, submit=_("Prepare it"),
        cancel_url=cancel_url,
    )  # fmt: skip


def draft(request: MemberRequest, draft: str) -> HttpResponse:
    """What it says, what it lacks, and its files."""
    row = policies.draft_for(request.member, draft)
    terms = queries.terms_of(row)
    context = {
        "draft": row,
        "work": row.work,
        "terms": {name.replace("-", "_"): value for name, value in terms.items()},
        "seller": terms.get("BT-27", ""),
        "tax": terms["BT-110"],
        "total": terms["BT-112"],
        "lacks": queries.lacking(terms),
        "can_write": works.can_write_money(request.member, row.work),
    }
    return render(request, "value/accounting/draft_page.html", context)


@require_POST
def let_draft_go(request: MemberRequest, draft: str) -> HttpResponse:
    """It is needed no more."""
    row = policies.draft_for(request.member, draft)
    url = place(request, "work", work=row.work.ref)
    said = _("The draft is gone.")
    return act(request, lambda: actions.let_draft_go(by=request.member, draft=row), said, url)


def draft_cii(request: MemberRequest, draft: str) -> HttpResponse:
    """As CII, the XML of Factur-X."""
    return _xml(request, draft, cii, "cii")


def draft_ubl(request: MemberRequest, draft: str) -> HttpResponse:
    """As UBL 2.1."""
    return _xml(request, draft, ubl, "ubl")


def _xml(request: MemberRequest, ref: str, write: Callable[[Terms], bytes], name: str) -> HttpResponse:
    row = policies.draft_for(request.member, ref)
    answer = HttpResponse(write(queries.terms_of(row)), content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="brouillon-{row.ref}-{name}.xml"'
    return answer
