"""Offers and needs: the list and its filters, the page of one, writing, answering, saying back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core.urls import here
from commun.exchange.actions import offers as actions
from commun.exchange.forms.offers import AnswerForm, OfferForm, ReplyForm
from commun.exchange.models import Offer
from commun.exchange.policies import offers as policies
from commun.exchange.queries import offers as queries
from commun.governance.policies import MemberRequest
from commun.governance.policies.moderation import can_hide
from commun.governance.views.support import act, attempt, done, form_page, posted, require

FIELDS = ("kind", "nature", "title", "words", "quantity", "place", "until")
# What the addresses say.
KINDS = {"offres": Offer.Kind.OFFER.value, "besoins": Offer.Kind.NEED.value}
NATURES = {
    "materiel": Offer.Nature.MATERIAL.value,
    "savoir-faire": Offer.Nature.SKILL.value,
    "temps": Offer.Nature.TIME.value,
    "lieu": Offer.Nature.PLACE.value,
    "bon-tuyau": Offer.Nature.LEAD.value,
}
MOVES = {"trouve": Offer.State.FOUND.value, "clos": Offer.State.CLOSED.value, "ouvert": Offer.State.OPEN.value}


def place(request: MemberRequest, name: str, **arguments: Any) -> str:
    """The address of a page of this room, in this group."""
    return here(request.space.slug, f"exchange:{name}", **arguments)


def parts_of(request: MemberRequest, current: str) -> list[dict[str, Any]]:
    """The parts of helping one another, as tabs."""
    labels = {
        "offers": _("Offers and needs"),
        "things": _("Shared things"),
        "learning": _("Learn and show"),
        "news": _("News of each"),
    }
    return [
        {"label": label, "url": place(request, name), "is_current": name == current} for name, label in labels.items()
    ]


@require_GET
def offers(request: MemberRequest) -> HttpResponse:
    """Those of today, or those over, by kind and nature."""
    asked = queries.Asked(
        KINDS.get(request.GET.get("quoi", ""), ""),
        NATURES.get(request.GET.get("nature", ""), ""),
        request.GET.get("etat") == "passees",
        request.GET.get("page", "1"),
    )
    found = queries.listed(request.member, asked)
    context = {
        "found": found,
        "asked": asked,
        "kinds": _chips(request, "quoi", KINDS, asked.kind, found.kinds, {"offer": _("Offers"), "need": _("Needs")}),
        "natures": _chips(request, "nature", NATURES, asked.nature, found.natures, dict(Offer.Nature.choices)),
        "can_write": policies.can_write(request.member),
        "parts": parts_of(request, "offers"),
    }
    return render(request, "exchange/offers/offers_page.html", context)


def _chips(
    request: MemberRequest, name: str, codes: dict[str, str], asked: str, counts: Any, labels: dict[Any, Any]
) -> list[dict[str, Any]]:
    """One chip for all, one for each; the other filter stays."""

    def address(code: str) -> str:
        query = request.GET.copy()
        for gone in (name, "page"):
            query.pop(gone, None)
        if code:
            query[name] = code
        return f"?{query.urlencode()}" if query else request.path

    whole = {"label": _("All"), "url": address(""), "is_current": not asked, "count": sum(counts.values())}
    each = [
        {"label": labels[value], "url": address(code), "is_current": asked == value, "count": counts[value]}
        for code, value in codes.items()
    ]
    return [whole, *each]


@require_GET
def offer(request: MemberRequest, offer: str) -> HttpResponse:
    """One of them: what it is, what may go with it, the answers that one may read."""
    row = policies.offer_for(request.member, offer)
    answers = queries.answers_to(request.member, row)
    is_mine = row.by_id == request.member.pk
    context = {
        "offer": row,
        "answers": answers,
        "mine": next((one for one in answers if not is_mine), None),
        "suggestions": queries.suggestions_for(row) if row.is_open and not row.is_past else [],
        "is_mine": is_mine,
        "is_author": policies.is_author(request.member, row),
        "can_hide": can_hide(request.member),
        "can_answer": policies.can_answer(request.member, row),
    }
    return render(request, "exchange/offers/offer_page.html", context)


def new_offer(request: MemberRequest) -> HttpResponse:
    """Write one."""
    require(policies.can_write(request.member))
    start = {"kind": KINDS.get(request.GET.get("quoi", "")), "nature": NATURES.get(request.GET.get("nature", ""))}
    form = OfferForm(posted(request), start)
    made: list[Offer] = []
    if form.is_valid():
        sheet, token = form.sheet(), form.cleaned_data["token"]
        if attempt(form, lambda: made.append(actions.write_offer(by=request.member, sheet=sheet, token=token))):
            return done(request, _("It is written: the group reads it."), place(request, "offer", offer=made[0].ref))
    return form_page(
        request, form, title=_("Offer or look for something"), overline=_("Helping one another"),
        lede=_("One line is enough. You may correct it and close it when you want."),
        submit=_("Tell the group"), cancel_url=place(request, "offers"),
    )  # fmt: skip


def edit_offer(request: MemberRequest, offer: str) -> HttpResponse:
    """Correct one's own."""
    row = policies.offer_for(request.member, offer)
    require(policies.is_author(request.member, row))
    form = OfferForm(posted(request), {name: getattr(row, name) for name in FIELDS})
    url = place(request, "offer", offer=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.change_offer(by=request.member, offer=row, sheet=form.sheet())
    ):
        return done(request, _("Saved."), url)
    return form_page(request, form, title=_("Correct"), overline=row.title, submit=_("Save"), cancel_url=url)


@require_POST
def move_offer(request: MemberRequest, offer: str) -> HttpResponse:
    """Found, closed, or open again."""
    row = policies.offer_for(request.member, offer)
    require(policies.is_author(request.member, row))
    state = MOVES.get(request.POST.get("etat", ""), "")
    said = {"found": _("Well done: the group knows it."), "closed": _("It is closed."), "open": _("It is open again.")}
    url = place(request, "offer", offer=row.ref)
    do = lambda: actions.move_offer(by=request.member, offer=row, state=state)  # noqa: E731
    return act(request, do, said.get(state, ""), url)


def answer_offer(request: MemberRequest, offer: str) -> HttpResponse:
    """« I can », « I am interested », with a word."""
    row = policies.offer_for(request.member, offer)
    require(policies.can_write(request.member) and row.by_id != request.member.pk)
    mine = next(iter(queries.answers_to(request.member, row)), None)
    form = AnswerForm(posted(request), initial={"said": mine.words if mine else ""})
    url = place(request, "offer", offer=row.ref)
    if form.is_valid():
        said = form.cleaned_data["said"]
        if attempt(form, lambda: actions.answer_offer(by=request.member, offer=row, said=said)):
            return done(request, _("%(person)s is told by mail.") % {"person": row.by.name}, url)
    label = _("I can") if row.is_need else _("I am interested")
    return form_page(request, form, title=label, overline=row.title, submit=label, cancel_url=url)


@require_POST
def take_answer_back(request: MemberRequest, offer: str) -> HttpResponse:
    """Take one's own answer back."""
    row = policies.offer_for(request.member, offer)
    require(policies.can_write(request.member))
    url = place(request, "offer", offer=row.ref)
    do = lambda: actions.take_answer_back(by=request.member, offer=row)  # noqa: E731
    return act(request, do, _("Your answer is taken back."), url)


def reply_to_answer(request: MemberRequest, offer_answer: str) -> HttpResponse:
    """Say something back."""
    row = policies.answer_for(request.member, offer_answer)
    require(policies.is_author(request.member, row.offer))
    form = ReplyForm(posted(request), initial={"said": row.reply})
    url = place(request, "offer", offer=row.offer.ref)
    if form.is_valid():
        said = form.cleaned_data["said"]
        if attempt(form, lambda: actions.reply_to_answer(by=request.member, answer=row, said=said)):
            return done(request, _("%(person)s is told by mail.") % {"person": row.by.name}, url)
    title = _("Answer %(person)s") % {"person": row.by.name}
    return form_page(
        request, form, title=title, overline=row.offer.title, lede=row.words, submit=_("Send"), cancel_url=url
    )
