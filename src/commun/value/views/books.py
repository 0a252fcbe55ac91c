"""The books of a group (money, mutual credit): accounts, lines, statements, files, what anybody can check."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.policies import MemberRequest
from commun.value.actions import closing
from commun.value.forms.papers import PastDayForm
from commun.value.models import Account, Book
from commun.value.quantities import say_in
from commun.value.queries import book_files as files
from commun.value.queries import statements as queries
from commun.value.queries.standings import balance_of, balance_on
from commun.value.queries.verification import check_book
from commun.value.views.support import place

# A longer book is checked by the command, at night: a page does not wait for it.
MOST_CHECKED = 20_000


def money_book(request: MemberRequest) -> Book:
    """The group's book of money, else NotFound."""
    return book_for(request, Book.Purpose.MONEY)


def book_for(request: MemberRequest, purpose: str) -> Book:
    """The group's book of this purpose, else NotFound."""
    found = queries.book_of(request.space, purpose)
    if found is None:
        raise NotFound
    return found


def _pages(request: MemberRequest, purpose: str) -> dict[str, str]:
    """Addresses of the pages of this book."""
    start = "credit-" if purpose == Book.Purpose.CREDIT else ""
    names = {"book": "book", "verify": "verify-book", "csv": "book-export", "journal": "book-journal"}
    names["beancount"] = "book-beancount"
    return {page: place(request, f"{start}{name}") for page, name in names.items()}


def _before(request: MemberRequest) -> int | None:
    asked = request.GET.get("avant", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def book(request: MemberRequest, purpose: str = Book.Purpose.MONEY) -> HttpResponse:
    """Accounts with their balances, then the lines."""
    found = queries.book_of(request.space, purpose)
    if found is None and purpose == Book.Purpose.CREDIT:
        raise NotFound
    is_credit = purpose == Book.Purpose.CREDIT
    context: dict[str, Any] = {"book": found, "pages": _pages(request, purpose), "is_credit": is_credit}
    if found is not None:
        rows = queries.accounts_of(found)
        context |= {
            "accounts": [(account, name, say_in(found.unit, balance)) for account, name, balance in rows],
            "page": queries.lines_of_book(found, _before(request)),
        }
    return render(request, "value/books/book_page.html", context)


def account(request: MemberRequest, account: int) -> HttpResponse:
    """The statement of one account."""
    found = queries.account_of_group(request.space, account)
    is_credit, balance = found.book.purpose == Book.Purpose.CREDIT, balance_of(found)
    can_pay = (
        not is_credit and found.membership_id not in (None, request.member.pk) and closing.may_pay_out(request.member)
    )
    context = {
        "account": found,
        "name": queries.names_of_accounts(found.book, [found])[found.pk],
        "balance": balance,
        "balance_said": say_in(found.book.unit, balance),
        "is_credit": is_credit,
        "pages": _pages(request, found.book.purpose),
        "page": queries.statement(found, _before(request)),
        "past": _past(request, found),
        "can_pay": can_pay,
        "undoable": queries.payments_that_stand(found) if can_pay else set(),
        "has_left": found.membership is not None and found.membership.state == states.LEFT,
    }
    return render(request, "value/books/account_page.html", context)


def _past(request: MemberRequest, found: Account) -> dict[str, Any]:
    """The form of a past day, and what the account held then when one is asked."""
    form = PastDayForm(request.GET if "le" in request.GET else None)
    if not form.is_valid():
        return {"form": form, "day": None, "said": ""}
    day = form.cleaned_data["le"]
    return {"form": form, "day": day, "said": say_in(found.book.unit, balance_on(found, day))}


def verify(request: MemberRequest, purpose: str = Book.Purpose.MONEY) -> HttpResponse:
    """What anybody can check, and how; the last seal; the check itself when the book is short enough."""
    found = book_for(request, purpose)
    faults = check_book(found) if found.count <= MOST_CHECKED else None
    context = {
        "book": found,
        "faults": faults,
        "script": f"{settings.STATIC_URL}value/verify_book.py",
        "pages": _pages(request, purpose),
    }
    return render(request, "value/books/verify_page.html", context)


def export(request: MemberRequest, purpose: str = Book.Purpose.MONEY) -> HttpResponse:
    """Our own export."""
    return _file(files.own_export(book_for(request, purpose)), "text/csv; charset=utf-8", "livre.csv")


def journal(request: MemberRequest, purpose: str = Book.Purpose.MONEY) -> HttpResponse:
    """For hledger."""
    return _file(files.hledger_journal(book_for(request, purpose)), "text/plain; charset=utf-8", "livre.journal")


def beancount(request: MemberRequest, purpose: str = Book.Purpose.MONEY) -> HttpResponse:
    """For beancount."""
    return _file(files.beancount_ledger(book_for(request, purpose)), "text/plain; charset=utf-8", "livre.beancount")


def _file(parts: Iterable[str], kind: str, name: str) -> HttpResponse:
    answer = HttpResponse("".join(parts), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
