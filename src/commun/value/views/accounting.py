"""For the cooperative: what its accounts can take away for a period, and the numbers they use."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commun.algo.accounting import fec, fec_name, sage
from commun.core import scope, sheets
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.people.models import LegalEntity
from commun.value import policies
from commun.value.actions import accounting as actions
from commun.value.forms.accounting import CodesForm, PeriodForm, PlanForm
from commun.value.models import Book, JointWork
from commun.value.queries import accounting as queries
from commun.value.queries import internal_invoices as invoices
from commun.value.queries import statements
from commun.value.views.support import place


def accounting(request: MemberRequest) -> HttpResponse:
    """What can be taken away for the days that are chosen, and how the accounts are told."""
    entities = queries.entities_of(request.space)
    form = _period(request, entities)
    context: dict[str, Any] = {
        "form": form,
        "entities": entities,
        "plans": queries.plans_of(request.space),
        "codes": len(queries.codes_of(request.space)),
        "can_write": policies.keeps_accounts(request.member),
        "has_book": statements.book_of(request.space, Book.Purpose.MONEY) is not None,
        "asked": urlencode(form.data),
    }
    if form.is_valid():
        since, until = form.cleaned_data["du"], form.cleaned_data["au"]
        rows = invoices.internal_invoices(request.space, invoices.sharings_of(request.space, since, until))
        context |= {"to_make": invoices.by_sharing(rows), "since": since, "until": until}
        context["chosen"] = form.cleaned_data
    # Where nobody invoices yet there is nothing to choose, and nothing wrong in what was asked.
    status = 422 if entities and not form.is_valid() else 200
    return render(request, "value/accounting/accounting_page.html", context, status=status)


def plan(request: MemberRequest, siren: str) -> HttpResponse:
    """Write the account numbers used with a legal entity."""
    require(policies.keeps_accounts(request.member))
    entity = get_object_or_404(LegalEntity, siren=siren)
    row = queries.plan_for(request.space, entity)
    form = PlanForm(posted(request), initial={name: getattr(row, name) for name in PlanForm.base_fields})
    if form.is_valid():
        sheet = actions.PlanSheet(**form.cleaned_data)
        if attempt(form, lambda: actions.write_plan(by=request.member, entity=entity, sheet=sheet)):
            return done(request, _("The numbers are written."), place(request, "accounting"))
    lede = _("Ask your cooperative for its own numbers: these are the usual ones of the French chart of accounts.")
    return form_page(
        request, form, title=_("Account numbers"), lede=lede, overline=entity.name, submit=_("Write them"),
        cancel_url=place(request, "accounting"),
    )  # fmt: skip


def activity_codes(request: MemberRequest) -> HttpResponse:
    """Write the analytic account of each member's activity."""
    require(policies.keeps_accounts(request.member))
    form = CodesForm(queries.awake_members(request.space), queries.codes_of(request.space), posted(request))

    def write() -> None:
        actions.write_activity_codes(by=request.member, codes=form.said())

    if form.is_valid() and attempt(form, write):
        return done(request, _("The analytic accounts are written."), place(request, "accounting"))
    lede = _("Of each: the code that the cooperative uses, then the activity, as CAM01 Camille, concertation.")
    return form_page(
        request, form, title=_("Analytic accounts of the activities"), lede=lede, overline=request.space.name,
        submit=_("Write them"), cancel_url=place(request, "accounting"),
    )  # fmt: skip


def sage_file(request: MemberRequest) -> HttpResponse:
    """The entries of the days chosen, as enDI gives them to Sage."""
    wanted = _wanted(request)
    if isinstance(wanted, HttpResponse):
        return wanted
    return _file(sage(_entries(request, wanted)), f"sage-{wanted.since:%Y%m%d}-{wanted.until:%Y%m%d}.txt")


def fec_file(request: MemberRequest) -> HttpResponse:
    """The same, as lines of a FEC."""
    wanted = _wanted(request)
    if isinstance(wanted, HttpResponse):
        return wanted
    return _file(fec(_entries(request, wanted)), fec_name(wanted.entity.siren, wanted.until))


def invoices_file(request: MemberRequest) -> HttpResponse:
    """Internal invoices to make, of the sharings of the days chosen."""
    form = _period(request, queries.entities_of(request.space))
    if not form.is_valid():
        return accounting(request)
    since, until = form.cleaned_data["du"], form.cleaned_data["au"]
    rows = invoices.internal_invoices(request.space, invoices.sharings_of(request.space, since, until))
    return invoices_sheet(rows)


def invoices_sheet(rows: list[invoices.InternalInvoice]) -> HttpResponse:
    """These internal invoices as a sheet."""
    return _file(sheets.written(invoices.HEADERS, invoices.invoice_rows(rows)).encode(), "factures-internes.csv")


def _entries(request: MemberRequest, wanted: queries.Wanted) -> list[Any]:
    book = statements.book_of(request.space, Book.Purpose.MONEY)
    return queries.entries_of(book, wanted) if book is not None else []


def _period(request: MemberRequest, entities: list[LegalEntity]) -> PeriodForm:
    """What the address asks; this year, for the first legal entity, where it asks nothing."""
    since, until = queries.this_year()
    asked = {"du": since.isoformat(), "au": until.isoformat(), "entite": entities[0].siren if entities else ""}
    asked |= {name: request.GET[name] for name in ("du", "au", "entite", "travail") if name in request.GET}
    rows = LegalEntity.objects.filter(pk__in=[row.pk for row in entities]).order_by("name")
    with scope.use(request.space):
        return PeriodForm(rows, JointWork.objects.order_by("title"), asked)


def _wanted(request: MemberRequest) -> queries.Wanted | HttpResponse:
    """Which lines are asked, or the page that says what is wrong with the days."""
    form = _period(request, queries.entities_of(request.space))
    with scope.use(request.space):
        if not form.is_valid():
            return accounting(request)
    told = form.cleaned_data
    return queries.Wanted(told["du"], told["au"], told["entite"], told["travail"])


def _file(content: bytes, name: str) -> HttpResponse:
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "text/plain; charset=iso-8859-15"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
