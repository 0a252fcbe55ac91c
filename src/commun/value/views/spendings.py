"""Asking for money of a line; signing it, refusing it, taking it back."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui.money import euros
from commun.value.actions import spendings as actions
from commun.value.forms.pot import AskForm, RefusalForm
from commun.value.models import Spending
from commun.value.policies import pot as policies
from commun.value.queries import pot as queries
from commun.value.views.support import place


def ask(request: MemberRequest, budget_line: str) -> HttpResponse:
    """Ask for money."""
    line = policies.line_for(request.member, budget_line)
    require(policies.can_ask(request.member, line))
    form = AskForm(posted(request), member=request.member, line=line)
    if form.is_valid():
        made: list[Spending] = []
        if attempt(form, lambda: made.append(actions.ask_spending(by=request.member, line=line, asked=form.asked()))):
            count = made[0].needed
            said = ngettext(
                "It is asked and held: somebody else signs.", "It is asked and held: two other people sign.", count
            )
            return done(request, said, place(request, "spending", spending=made[0].ref))
    lede = _("There is %(left)s left. What you ask for is held at once, so that nobody else spends it; others sign.")
    return form_page(
        request, form, title=_("Ask for money"), overline=line.title,
        lede=lede % {"left": euros(queries.line_seen(line).left)}, submit=_("Ask"),
        cancel_url=place(request, "line", budget_line=line.ref),
    )  # fmt: skip


def spending(request: MemberRequest, spending: str) -> HttpResponse:
    """One request: what it is, where it stands, who signed."""
    row = policies.spending_for(request.member, spending)
    seen = queries.with_signatures(request.member, row, policies.Signing(request.space))
    return render(request, "value/pot/spending_page.html", {"row": row, "seen": seen, "line": row.line})


def sign(request: MemberRequest, spending: str) -> HttpResponse:
    """Read once more what one signs, then sign."""
    row = policies.spending_for(request.member, spending)
    url = place(request, "spending", spending=row.ref)
    seen = queries.with_signatures(request.member, row, policies.Signing(request.space))
    if request.method == "POST":
        said = (
            _("Signed: it is written in the book.")
            if seen.lacks <= 1
            else _("Signed: a second person signs before it is spent.")
        )
        return act(request, lambda: actions.sign_spending(by=request.member, spending=row), said, url)
    require(seen.may_sign)
    return form_page(
        request, forms.Form(), title=_("Sign %(amount)s?") % {"amount": euros(row.amount)}, overline=row.line.title,
        lede=_what_signing_does(row, seen), submit=_("I sign"), cancel_url=url,
    )  # fmt: skip


def _what_signing_does(row: Spending, seen: queries.SpendingView) -> str:
    to = row.reimburses.name if row.reimburses else row.payee
    words = {"asker": row.asked_by.name, "to": to, "words": seen.words}
    said = _("%(asker)s asks for it, for %(to)s: “%(words)s”.") % words
    after = (
        _("A second person signs after you.")
        if seen.lacks > 1
        else _("It is then written in the book, and is not undone.")
    )
    return f"{said} {after}"


def refuse(request: MemberRequest, spending: str) -> HttpResponse:
    """Say why not."""
    row = policies.spending_for(request.member, spending)
    url = place(request, "spending", spending=row.ref)
    seen = queries.with_signatures(request.member, row, policies.Signing(request.space))
    require(seen.may_sign or request.method == "POST")
    form = RefusalForm(posted(request))
    if form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(form, lambda: actions.refuse_spending(by=request.member, spending=row, why=why)):
            return done(request, _("It is refused: the money is free again on the line."), url)
    lede = _("%(asker)s will read why. The money is free again on the line.") % {"asker": row.asked_by.name}
    return form_page(
        request, form, title=_("Do not sign %(amount)s?") % {"amount": euros(row.amount)}, overline=row.line.title,
        lede=lede, submit=_("Refuse it"), cancel_url=url,
    )  # fmt: skip


@require_POST
def withdraw(request: MemberRequest, spending: str) -> HttpResponse:
    """Take back what one asked for."""
    row = policies.spending_for(request.member, spending)
    said = _("It is taken back: the money is free again on the line.")
    url = place(request, "spending", spending=row.ref)
    return act(request, lambda: actions.withdraw_spending(by=request.member, spending=row), said, url)
