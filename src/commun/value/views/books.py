"""The book of money: its accounts, its lines, the statement of one account, files, and what anybody can check."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from commun.core import sheets
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.policies import MemberRequest
from commun.value.actions import closing
from commun.value.models import Book
from commun.value.queries import book_files as files
from commun.value.queries import statements as queries
from commun.value.queries.standings import balance_of
from commun.value.queries.verification import check_book

# A longer book is checked by the command, at night: a page does not wait for it.
MOST_CHECKED = 20_000


def money_book(request: MemberRequest) -> Book:
    """The group's book of money, else NotFound."""
    found = queries.book_of(request.space, Book.Purpose.MONEY)
    if found is None:
        raise NotFound
    return found


def _before(request: MemberRequest) -> int | None:
    asked = request.GET.get("avant", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def book(request: MemberRequest) -> HttpResponse:
    """Accounts with their balances, then the lines."""
    found = queries.book_of(request.space, Book.Purpose.MONEY)
    context: dict[str, Any] = {"book": found}
    if found is not None:
        context |= {"accounts": queries.accounts_of(found), "page": queries.lines_of_book(found, _before(request))}
    return render(request, "value/books/book_page.html", context)


def account(request: MemberRequest, account: int) -> HttpResponse:
    """The statement of one account."""
    found = queries.account_for(money_book(request), account)
    context = {
        "account": found,
        "name": queries.names_of_accounts(found.book, [found])[found.pk],
        "balance": balance_of(found),
        "page": queries.statement(found, _before(request)),
        "can_pay": closing.may_pay_out(request.member) and found.membership_id not in (None, request.member.pk),
        "has_left": found.membership is not None and found.membership.state == states.LEFT,
    }
    return render(request, "value/books/account_page.html", context)


def verify(request: MemberRequest) -> HttpResponse:
    """What anybody can check, and how; the last seal; the check itself when the book is short enough."""
    found = money_book(request)
    faults = check_book(found) if found.count <= MOST_CHECKED else None
    context = {"book": found, "faults": faults, "script": f"{settings.STATIC_URL}value/verify_book.py"}
    return render(request, "value/books/verify_page.html", context)


def export(request: MemberRequest) -> HttpResponse:
    """Our own export."""
    return _file(files.own_export(money_book(request)), "text/csv; charset=utf-8", "livre.csv")


def journal(request: MemberRequest) -> HttpResponse:
    """For hledger."""
    return _file(files.hledger_journal(money_book(request)), "text/plain; charset=utf-8", "livre.journal")


def beancount(request: MemberRequest) -> HttpResponse:
    """For beancount."""
    return _file(files.beancount_ledger(money_book(request)), "text/plain; charset=utf-8", "livre.beancount")


def statement_csv(request: MemberRequest, account: int) -> HttpResponse:
    """The statement for a spreadsheet."""
    found = queries.account_for(money_book(request), account)
    sheet = sheets.written(files.statement_headers(), files.statement_rows(found))
    return _file([sheet], "text/csv; charset=utf-8", "releve.csv")


def _file(parts: Iterable[str], kind: str, name: str) -> HttpResponse:
    answer = HttpResponse("".join(parts), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
