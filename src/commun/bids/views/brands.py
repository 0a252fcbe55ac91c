"""Joint brands: the list, the page of one, its sheet, who works under it and who may sign."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import brands as actions
from commun.bids.forms.brands import BrandForm
from commun.bids.models import Brand
from commun.bids.policies import brands as policies
from commun.bids.policies.projects import can_open
from commun.bids.queries import brands as queries
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


@require_GET
def brands(request: MemberRequest) -> HttpResponse:
    """All of them."""
    context = {"lines": queries.brands_of(request.space), "can_open": can_open(request.member)}
    return render(request, "bids/brands/brands_page.html", context)


@require_GET
def brand(request: MemberRequest, brand: str) -> HttpResponse:
    """One of them: what it offers, its rules, who works under it."""
    row = policies.brand_for(request.member, brand)
    parts = queries.parts_of(row)
    mine = next((part for part in parts if part.membership_id == request.member.pk), None)
    context = {
        "brand": row,
        "parts": parts,
        "mine": mine,
        "can_write": mine is not None and can_open(request.member),
        "can_accept": can_open(request.member) and (mine is None or mine.edition != row.edition),
    }
    return render(request, "bids/brands/brand_page.html", context)


def new_brand(request: MemberRequest) -> HttpResponse:
    """Open one."""
    require(can_open(request.member))
    form = BrandForm(posted(request))
    made: list[Brand] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(actions.open_brand(by=request.member, sheet=form.sheet()))
    ):
        said = _("It is open: others may accept its rules.")
        return done(request, said, place(request, "brand", brand=made[0].ref))
    lede = _("An offer of several of you under one name.")
    cancel = place(request, "brands")
    return form_page(request, form, title=_("Open a joint brand"), lede=lede, submit=_("Open it"), cancel_url=cancel)


def edit_brand(request: MemberRequest, brand: str) -> HttpResponse:
    """Correct it; other rules make a new edition."""
    row = policies.brand_for(request.member, brand)
    require(policies.works_under(request.member, row))
    form = BrandForm(posted(request), initial={name: getattr(row, name) for name in ("name", "offer", "rules")})
    url = place(request, "brand", brand=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.change_brand(by=request.member, brand=row, sheet=form.sheet())
    ):
        return done(request, _("Saved."), url)
    lede = _("If the rules change, each accepts them again.")
    return form_page(
        request, form, title=_("The sheet of the brand"), lede=lede, overline=row.name, submit=_("Save"), cancel_url=url
    )


@require_POST
def join(request: MemberRequest, brand: str) -> HttpResponse:
    """Accept the rules and work under it."""
    row = policies.brand_for(request.member, brand)
    said = request.POST.get("edition", "")
    edition = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
    url = place(request, "brand", brand=row.ref)
    do = lambda: actions.join_brand(by=request.member, brand=row, edition=edition)  # noqa: E731
    return act(request, do, _("You accepted the rules: you work under this brand."), url)


@require_POST
def leave(request: MemberRequest, brand: str) -> HttpResponse:
    """Work under it no more."""
    row = policies.brand_for(request.member, brand)
    url = place(request, "brand", brand=row.ref)
    do = lambda: actions.leave_brand(by=request.member, brand=row)  # noqa: E731
    return act(request, do, _("You no longer work under this brand."), url)


@require_POST
def say_signer(request: MemberRequest, brand_part: str) -> HttpResponse:
    """Who may sign."""
    part = policies.brand_part_for(request.member, brand_part)
    url = place(request, "brand", brand=part.brand.ref)
    may_sign = request.POST.get("signe") == "oui"
    do = lambda: actions.say_signer(by=request.member, part=part, may_sign=may_sign)  # noqa: E731
    return act(request, do, _("Noted."), url)
