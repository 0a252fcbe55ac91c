"""The mutual credit of a group: where everybody stands, giving, asking, answering, giving back; what it is not."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.value import actions
from commun.value.forms.credit import GiftForm
from commun.value.models import Book
from commun.value.policies import credit as policies
from commun.value.quantities import say_in
from commun.value.queries.credit import credit_of
from commun.value.queries.credit_pages import others_in, overview
from commun.value.views.support import place


def credit_book(request: MemberRequest) -> Book:
    """The group's book of mutual credit, else NotFound."""
    found = credit_of(request.space)
    if found is None:
        raise NotFound
    return found


def credit(request: MemberRequest) -> HttpResponse:
    """One's own balance, what waits, everybody's balance; or how a group opens one."""
    book, can = credit_of(request.space), policies.can_exchange(request.member)
    if book is None:
        return render(request, "value/credit/closed_page.html", {"can_exchange": can})
    context = {"found": overview(book, request.member), "book": book, "can_exchange": can}
    return render(request, "value/credit/credit_page.html", context)


def credit_is_not(request: MemberRequest) -> HttpResponse:
    """What the mutual credit is not: a currency, an invoice, a debt in euros."""
    return render(request, "value/credit/is_not_page.html", {})


def give(request: MemberRequest) -> HttpResponse:
    """Send what somebody's help was worth."""
    require(policies.can_exchange(request.member))
    book, url = credit_book(request), place(request, "credit")
    form = GiftForm(posted(request), book.unit, others_in(request.member))
    if form.is_valid():
        to, gift = form.cleaned_data["who"], form.gift()
        if attempt(form, lambda: actions.give_credit(by=request.member, to=to, gift=gift)):
            words = {"amount": say_in(book.unit, gift.amount), "person": to.name}
            return done(request, _("%(amount)s to %(person)s: it is written in the book.") % words, url)
    return form_page(
        request, form, title=_("Give"), overline=_("Mutual credit"), submit=_("Give"), cancel_url=url,
        lede=_("Somebody helped you: send what it was worth. Your balance goes down, theirs goes up as much."),
    )  # fmt: skip


def ask(request: MemberRequest) -> HttpResponse:
    """Ask somebody whom one helped to send what it was worth."""
    require(policies.can_exchange(request.member))
    book, url = credit_book(request), place(request, "credit")
    form = GiftForm(posted(request), book.unit, others_in(request.member))
    if form.is_valid():
        of, gift = form.cleaned_data["who"], form.gift()
        if attempt(form, lambda: actions.ask_credit(by=request.member, of=of, gift=gift)):
            said = _("It is asked: %(person)s says yes or no. Nothing moved.")
            return done(request, said % {"person": of.name}, url)
    return form_page(
        request, form, title=_("Ask"), overline=_("Mutual credit"), submit=_("Ask"), cancel_url=url,
        lede=_("You helped somebody: ask them to say yes. Nothing moves before, and nothing at all if they say no."),
    )  # fmt: skip


@require_POST
def answer(request: MemberRequest, credit_request: str) -> HttpResponse:
    """Say yes or no to a request; or take one's own back."""
    row = policies.request_for(request.member, credit_request)
    doing, said = {
        "oui": (actions.accept_credit, _("It is written in the book.")),
        "non": (actions.refuse_credit, _("You said no: nothing moved.")),
        "reprendre": (actions.withdraw_credit, _("Your request is withdrawn.")),
    }.get(request.POST.get("reponse", ""), (None, ""))
    if doing is None:
        raise NotFound
    return act(request, partial(doing, by=request.member, request=row), said, place(request, "credit"))


def give_back(request: MemberRequest, line: int) -> HttpResponse:
    """Undo a line that was a mistake: a page that says what will happen, then the counter-entry."""
    row = policies.line_received_by(request.member, line)
    url = place(request, "credit")
    if request.method == "POST":
        said = _("It is given back: both lines stay in the book.")
        return act(request, lambda: actions.give_credit_back(by=request.member, line=row), said, url)
    context = {"line": row, "amount": say_in(row.book.unit, row.amount), "url": url}
    return render(request, "value/credit/back_page.html", context)
