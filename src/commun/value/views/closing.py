"""Paying people their part, closing an account, the end of a year."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.core.urls import here
from commun.governance.models import Decision
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui.dates import day
from commun.ui.money import euros
from commun.value import policies
from commun.value.actions import closing as actions
from commun.value.actions.credit_limits import propose_credit_settlement
from commun.value.forms.closing import PaidForm, UntilForm
from commun.value.forms.works import WhyForm
from commun.value.models import Book
from commun.value.queries import statements as accounts
from commun.value.queries.closing import year_end
from commun.value.queries.standings import balance_of
from commun.value.views.books import money_book
from commun.value.views.support import place


def pay_out(request: MemberRequest, account: int) -> HttpResponse:
    """Write down what the cooperative paid somebody."""
    row = accounts.account_for(money_book(request), account)
    require(row.membership is not None and actions.may_pay_out(request.member))
    if row.membership == request.member:
        messages.error(request, _("Nobody writes down their own payment: ask somebody else who keeps the accounts."))
        return redirect(place(request, "account", account=row.pk))
    url, name = place(request, "account", account=row.pk), accounts.names_of_accounts(row.book, [row])[row.pk]
    form = PaidForm(posted(request))
    if form.is_valid():
        paid = actions.Paid(**form.cleaned_data)
        if attempt(form, lambda: actions.pay_out(by=request.member, account=row, paid=paid)):
            return done(request, _("It is written in the book."), url)
    lede = _("The group owes them %(amount)s. Commun pays nobody: write down what the cooperative paid.")
    return form_page(
        request, form, title=_("A payment to %(person)s") % {"person": name},
        lede=lede % {"amount": euros(balance_of(row))}, submit=_("Write it down"), cancel_url=url,
    )  # fmt: skip


def take_back(request: MemberRequest, account: int, line: int) -> HttpResponse:
    """Undo a payment written by mistake."""
    row = accounts.account_for(money_book(request), account)
    paid = accounts.payment_of(row, line)
    require(actions.may_pay_out(request.member) and row.membership_id != request.member.pk)
    url, form = place(request, "account", account=row.pk), WhyForm(posted(request))

    def take_it_back() -> None:
        actions.take_back_payment(by=request.member, line=paid, why=form.cleaned_data["why"])

    if form.is_valid() and attempt(form, take_it_back):
        return done(request, _("It is taken back: both lines stay in the book."), url)
    lede = _("%(amount)s, paid on %(day)s. A line the other way will be written; nothing is erased.")
    words = {"amount": euros(paid.amount), "day": day(paid.on, year=True)}
    return form_page(
        request, form, title=_("Take this payment back"), lede=lede % words, submit=_("Take this back"), cancel_url=url
    )


@require_POST
def close_account(request: MemberRequest, account: int) -> HttpResponse:
    """Close the account of somebody who left, or ask the group what becomes of what they are owed."""
    row = accounts.account_of_group(request.space, account)
    url = place(request, "account", account=row.pk)
    if "decider" not in request.POST:
        said = _("The account is closed.")
        return act(request, lambda: actions.close_account(by=request.member, account=row), said, url)
    is_credit = row.book.purpose == Book.Purpose.CREDIT
    propose = propose_credit_settlement if is_credit else actions.propose_settlement
    return _proposed(request, partial(propose, account=row), url)


def end_of_year(request: MemberRequest) -> HttpResponse:
    """What is still held on the last day of a period; a POST closes it, or asks the group to let it go over."""
    book = money_book(request)
    form = UntilForm(posted(request) if request.method == "POST" else request.GET or None)
    until = form.cleaned_data["until"] if form.is_valid() else dt.date(clock.today().year - 1, 12, 31)
    url = f"{place(request, 'end-of-year')}?until={until.isoformat()}"
    # A day that cannot be read closes nothing: least of all another period than the one that was meant.
    if request.method == "POST" and form.is_valid():
        if "decider" in request.POST:
            return _proposed(request, partial(actions.propose_carry_over, book=book, until=until), url)
        said = _("The period is closed: nothing can be dated inside it any more.")
        return act(request, lambda: actions.close_period(by=request.member, book=book, until=until), said, url)
    context = {
        "book": book,
        "found": year_end(book, until),
        "form": form if form.errors else UntilForm(initial={"until": until}),
        "can_close": policies.keeps_accounts(request.member),
    }
    return render(request, "value/books/year_page.html", context, status=422 if form.errors else 200)


def _proposed(request: MemberRequest, propose: Callable[..., Decision], url: str) -> HttpResponse:
    """Ask the group, and lead to what was asked; or say why it is refused."""
    made: list[Decision] = []
    said = _("It is asked: choose how the group decides on it.")
    answer = act(request, lambda: made.append(propose(by=request.member)), said, url)
    if made:
        return redirect(here(request.space.slug, "governance:decision", decision=made[0].ref))
    return answer
