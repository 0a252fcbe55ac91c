"""What the group decides about its mutual credit, and what goes to or comes from another group."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.urls import here
from commun.governance.models import Decision, Membership
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.value import actions
from commun.value.forms.credit import LimitsForm, OpeningForm, OutsideForm, TrustForm
from commun.value.policies import credit as policies
from commun.value.quantities import say_in
from commun.value.queries.credit import credit_of
from commun.value.queries.credit_pages import people_in
from commun.value.views.credit import credit_book
from commun.value.views.support import place


def open_credit(request: MemberRequest) -> HttpResponse:
    """Propose to open a mutual credit."""
    require(policies.can_exchange(request.member))
    if credit_of(request.space) is not None:
        return redirect(place(request, "credit"))
    form = OpeningForm(posted(request))

    def propose() -> Decision:
        said = form.cleaned_data
        return actions.propose_credit(by=request.member, unit=said["unit"], terms=form.terms(), why=said["why"])

    return _proposed(request, form, propose) or form_page(
        request, form, title=_("Open a mutual credit"), overline=_("Mutual credit"), submit=_("Propose to the group"),
        cancel_url=place(request, "credit"),
        lede=_("The group decides. Limits are mandatory: how far anybody may go below zero, and above."),
    )  # fmt: skip


def change_limits(request: MemberRequest) -> HttpResponse:
    """Propose other limits, for everybody or for one."""
    require(policies.can_exchange(request.member))
    form = LimitsForm(posted(request), credit_book(request).unit, people_in(request.member))

    def propose() -> Decision:
        said = form.cleaned_data
        return actions.propose_credit_limits(
            by=request.member, terms=form.terms(), member=said["member"], why=said["why"]
        )

    return _proposed(request, form, propose) or form_page(
        request, form, title=_("Change the limits"), overline=_("Mutual credit"), submit=_("Propose to the group"),
        cancel_url=place(request, "credit"),
        lede=_("The last decision that concerns somebody holds: limits for everybody end those that were for one."),
    )  # fmt: skip


def trust(request: MemberRequest) -> HttpResponse:
    """Propose to exchange with another group, up to a limit."""
    require(policies.can_exchange(request.member))
    form = TrustForm(posted(request), credit_book(request).unit)

    def propose() -> Decision:
        said = form.cleaned_data
        return actions.propose_credit_trust(by=request.member, code=said["code"], most=said["most"], why=said["why"])

    return _proposed(request, form, propose) or form_page(
        request, form, title=_("Exchange with another group"), overline=_("Mutual credit"),
        submit=_("Propose to the group"), cancel_url=place(request, "credit"),
        lede=_("Each group decides how much it lets the other one owe it. Nothing is exchanged before both have."),
    )  # fmt: skip


def give_outside(request: MemberRequest) -> HttpResponse:
    """Send what the help of somebody of another group was worth."""
    require(policies.can_exchange(request.member))
    book, url = credit_book(request), place(request, "credit")
    form = OutsideForm(posted(request), book.unit)
    reached: list[Membership] = []

    def send() -> None:
        code = form.cleaned_data["code"]
        reached.append(actions.give_credit_outside(by=request.member, code=code, gift=form.gift()))

    if form.is_valid() and attempt(form, send):
        words = {"amount": say_in(book.unit, form.gift().amount), "person": reached[0].name}
        words["group"] = reached[0].space.name
        return done(request, _("%(amount)s to %(person)s, of %(group)s: it is written in both books.") % words, url)
    return form_page(
        request, form, title=_("Give in another group"), overline=_("Mutual credit"), submit=_("Give"), cancel_url=url,
        lede=_("Both groups must have decided it. A code leads to one person, who agreed to be reached."),
    )  # fmt: skip


@require_POST
def reachable(request: MemberRequest) -> HttpResponse:
    """Get a code to give to people of other groups, or let it go."""
    credit_book(request)
    url = place(request, "credit")
    if "arreter" in request.POST:
        said = _("Your code leads to nobody any more.")
        return act(request, lambda: actions.stop_being_reachable(by=request.member), said, url)
    said = _("Here is your code: give it to whom you help in the other group.")
    return act(request, lambda: actions.become_reachable(by=request.member), said, url)


def _proposed(request: MemberRequest, form: forms.Form, propose: Callable[[], Decision]) -> HttpResponse | None:
    """Put it to the group and lead to what was asked; None when the form must be shown."""
    made: list[Decision] = []
    if not form.is_valid() or not attempt(form, lambda: made.append(propose())):
        return None
    return redirect(here(request.space.slug, "governance:decision", decision=made[0].ref))
