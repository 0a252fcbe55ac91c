"""Shared things: the list, the page of one with its calendar, sharing, booking, cancelling."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.exchange.actions import things as actions
from commun.exchange.forms.things import BookingForm, ThingForm
from commun.exchange.models import SharedThing
from commun.exchange.policies import things as policies
from commun.exchange.queries import things as queries
from commun.exchange.views.offers import parts_of, place
from commun.governance.policies import MemberRequest
from commun.governance.policies.moderation import can_hide
from commun.governance.views.support import act, attempt, done, form_page, posted, require


@require_GET
def things(request: MemberRequest) -> HttpResponse:
    """All of them, and who has them now."""
    context = {
        "lines": queries.things_of(request.space),
        "can_book": policies.can_book(request.member),
        "parts": parts_of(request, "things"),
    }
    return render(request, "exchange/things/things_page.html", context)


@require_GET
def thing(request: MemberRequest, thing: str) -> HttpResponse:
    """One of them: its rules, who has it, what is booked, a month of it."""
    row = policies.thing_for(request.member, thing)
    bookings = queries.bookings_of(row)
    looks_after = policies.looks_after(request.member, row)
    context = {
        "thing": row,
        "line": queries.line_of(row, bookings),
        "bookings": [(one, looks_after or policies.can_cancel(request.member, one)) for one in bookings],
        "month": queries.month_of(row, queries.month_asked(request.GET.get("mois", "")), bookings),
        "lent": [(one, policies.can_cancel(request.member, one)) for one in queries.lent(row)],
        "looks_after": looks_after,
        "can_hide": can_hide(request.member),
        "can_book": policies.can_book(request.member) and row.is_shared,
    }
    return render(request, "exchange/things/thing_page.html", context)


def new_thing(request: MemberRequest) -> HttpResponse:
    """Share one."""
    require(policies.can_book(request.member))
    form = ThingForm(posted(request))
    made: list[SharedThing] = []
    if form.is_valid():
        sheet, token = form.sheet(), form.cleaned_data["token"]
        if attempt(form, lambda: made.append(actions.share_thing(by=request.member, sheet=sheet, token=token))):
            return done(request, _("It is shared: others may book it."), place(request, "thing", thing=made[0].ref))
    return form_page(
        request, form, title=_("Share a thing"), overline=_("Shared things"), submit=_("Share it"),
        lede=_("A thing of the group, or yours that you lend. You may take it out when you want."),
        cancel_url=place(request, "things"),
    )  # fmt: skip


def edit_thing(request: MemberRequest, thing: str) -> HttpResponse:
    """Correct its sheet."""
    row = policies.thing_for(request.member, thing)
    require(policies.looks_after(request.member, row))
    start = {name: getattr(row, name) for name in ("name", "words", "rules", "place", "stock")}
    form = ThingForm(posted(request), {**start, "whose": "mine" if row.owner_id else "group"})
    url = place(request, "thing", thing=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.change_thing(by=request.member, thing=row, sheet=form.sheet())
    ):
        return done(request, _("Saved."), url)
    return form_page(request, form, title=_("Correct"), overline=row.name, submit=_("Save"), cancel_url=url)


@require_POST
def move_thing(request: MemberRequest, thing: str) -> HttpResponse:
    """Share it no longer, or again."""
    row = policies.thing_for(request.member, thing)
    require(policies.looks_after(request.member, row))
    is_shared = request.POST.get("etat") == "partage"
    said = _("It is shared again.") if is_shared else _("It is no longer shared; bookings to come are cancelled.")
    do = lambda: actions.move_thing(by=request.member, thing=row, is_shared=is_shared)  # noqa: E731
    return act(request, do, said, place(request, "thing", thing=row.ref))


def book_thing(request: MemberRequest, thing: str) -> HttpResponse:
    """Take it for a time."""
    row = policies.thing_for(request.member, thing)
    require(policies.can_book(request.member))
    day = request.GET.get("jour", "")[:10]
    form = BookingForm(posted(request), row.stock, {"starts_on": day, "ends_on": day})
    url = place(request, "thing", thing=row.ref)
    if form.is_valid() and attempt(form, lambda: actions.book_thing(by=request.member, thing=row, wish=form.wish())):
        return done(request, _("It is booked. It is in your calendar too."), url)
    return form_page(
        request, form, title=_("Book"), overline=row.name, lede=row.rules, submit=_("Book it"), cancel_url=url
    )


@require_POST
def cancel_booking(request: MemberRequest, booking: str) -> HttpResponse:
    """Take it no longer."""
    row = policies.booking_for(request.member, booking)
    do = lambda: actions.cancel_booking(by=request.member, booking=row)  # noqa: E731
    return act(request, do, _("The booking is cancelled."), place(request, "thing", thing=row.thing.ref))


@require_POST
def return_thing(request: MemberRequest, booking: str) -> HttpResponse:
    """It is brought back."""
    row = policies.booking_for(request.member, booking)
    do = lambda: actions.return_thing(by=request.member, booking=row, state=request.POST.get("etat", ""))  # noqa: E731
    return act(request, do, _("It is noted as brought back."), place(request, "thing", thing=row.thing.ref))
