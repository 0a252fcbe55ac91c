"""Papers of the book, as PDF and as sheets: the statement of an account, of the whole group, the sheet of a sharing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commun.core import clock, sheets
from commun.core.errors import NotFound
from commun.governance.policies import MemberRequest
from commun.ui.papers import Paper, printed
from commun.value.forms.papers import PeriodForm
from commun.value.models import Book
from commun.value.policies import works as policies
from commun.value.queries import account_statements as statements
from commun.value.queries import papers as queries
from commun.value.queries.account_statements import Period
from commun.value.queries.statements import account_of_group, book_of, names_of_accounts
from commun.value.views.support import place

YEARS_SHOWN = 5


def statement(request: MemberRequest, account: int) -> HttpResponse:
    """Choose the days of a statement, see what it will say, take it as PDF or as a sheet."""
    found = account_of_group(request.space, account)
    context = _asked(request, found.book) | {"name": names_of_accounts(found.book, [found])[found.pk]}
    if context["period"]:
        told = statements.statement_of(found, context["period"])
        context["figures"] = queries.account_figures(told)
        context["parts"] = range(1, statements.parts_of(told.count) + 1)
        context["count"] = told.count
    context["pdf"] = place(request, "statement-pdf", account=found.pk)
    context["csv"] = place(request, "statement-csv", account=found.pk)
    context["back"] = place(request, "account", account=found.pk)
    return render(request, "value/papers/statement_page.html", context)


def group_statement(request: MemberRequest) -> HttpResponse:
    """The same for all accounts of the group's money."""
    context = _asked(request, _money_book(request)) | {"name": ""}
    context["pdf"], context["csv"] = place(request, "group-statement-pdf"), place(request, "group-statement-csv")
    context["back"] = place(request, "book")
    return render(request, "value/papers/statement_page.html", context)


def statement_pdf(request: MemberRequest, account: int) -> HttpResponse:
    """The statement of an account as a paper: all of it, or the part that is asked."""
    found = account_of_group(request.space, account)

    def made(period: Period) -> HttpResponse:
        told = statements.statement_of(found, period, _part(request, statements.count_of(found, period)))
        part = f"-{told.part}" if told.parts > 1 else ""
        return _pdf(queries.account_paper(told), f"releve-{period.start}-{period.until}{part}.pdf")

    return _of_period(request, made, place(request, "statement", account=found.pk))


def statement_csv(request: MemberRequest, account: int) -> HttpResponse:
    """The same rows for a spreadsheet, whatever their number."""
    found = account_of_group(request.space, account)

    def made(period: Period) -> HttpResponse:
        rows = queries.account_rows(statements.statement_of(found, period))
        return _csv(rows, f"releve-{period.start}-{period.until}.csv")

    return _of_period(request, made, place(request, "statement", account=found.pk))


def group_statement_pdf(request: MemberRequest) -> HttpResponse:
    """All accounts, as a paper."""
    book = _money_book(request)

    def made(period: Period) -> HttpResponse:
        paper = queries.group_paper(statements.statement_of_group(book, period))
        return _pdf(paper, f"comptes-{period.start}-{period.until}.pdf")

    return _of_period(request, made, place(request, "group-statement"))


def group_statement_csv(request: MemberRequest) -> HttpResponse:
    """All accounts, for a spreadsheet."""
    book = _money_book(request)

    def made(period: Period) -> HttpResponse:
        rows = queries.group_rows(statements.statement_of_group(book, period))
        return _csv(rows, f"comptes-{period.start}-{period.until}.csv")

    return _of_period(request, made, place(request, "group-statement"))


def sharing_pdf(request: MemberRequest, distribution: str) -> HttpResponse:
    """The sheet of a sharing, as a paper."""
    row = policies.distribution_for(request.member, distribution)
    return _pdf(queries.sharing_paper(row), f"partage-{row.ref}.pdf")


def sharing_csv(request: MemberRequest, distribution: str) -> HttpResponse:
    """The sheet of a sharing, for a spreadsheet."""
    row = policies.distribution_for(request.member, distribution)
    return _csv(queries.sharing_rows(row), f"partage-{row.ref}.csv")


def _money_book(request: MemberRequest) -> Book:
    found = book_of(request.space, Book.Purpose.MONEY)
    if found is None:
        raise NotFound
    return found


def _asked(request: MemberRequest, book: Book) -> dict[str, Any]:
    """The form of the days, the days when they are right, the years that one may want."""
    form, this = PeriodForm(request.GET), clock.today().year
    first = max(min(book.opened_at.year, this - 1), this - YEARS_SHOWN + 1)
    return {"form": form, "period": _period(form), "years": range(this, first - 1, -1)} | {
        "figures": [],
        "parts": [1],
        "count": 0,
    }


def _period(form: PeriodForm) -> Period | None:
    """The days that are asked; those shown first when nothing is; None when they cannot be."""
    if not form.is_bound:
        return Period(form.initial["du"], form.initial["au"])
    return Period(form.cleaned_data["du"], form.cleaned_data["au"]) if form.is_valid() else None


def _of_period(request: HttpRequest, made: Callable[[Period], HttpResponse], page: str) -> HttpResponse:
    """The file; back to the page that says what is wrong when the days cannot be."""
    period = _period(PeriodForm(request.GET))
    return made(period) if period else redirect(f"{page}?{request.GET.urlencode()}")


def _part(request: HttpRequest, count: int) -> int | None:
    """Which part of a long statement; a short one has none. Raises NotFound."""
    parts, asked = statements.parts_of(count), request.GET.get("partie", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9 and 1 <= int(asked) <= parts):
        raise NotFound
    return int(asked) if parts > 1 else None


def _pdf(paper: Paper, name: str) -> HttpResponse:
    return _file(printed(paper), "application/pdf", name)


def _csv(rows: queries.Rows, name: str) -> HttpResponse:
    return _file(sheets.written(rows.sheet_heads, rows.as_sheet()).encode(), "text/csv; charset=utf-8", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
