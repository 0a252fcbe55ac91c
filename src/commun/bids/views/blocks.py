"""Blocks to use again; the whole proposal as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids.actions import blocks as actions
from commun.bids.authors import passages_of
from commun.bids.forms.blocks import BlockForm
from commun.bids.models import BidSection, TextBlock
from commun.bids.policies import bids as policies
from commun.bids.queries import blocks as queries
from commun.bids.queries.sections import outline_of
from commun.bids.views.support import place
from commun.core import scope
from commun.core.writing import access
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui.writing import files


@require_GET
def blocks(request: MemberRequest) -> HttpResponse:
    """All that are offered; those that hold some words."""
    words = request.GET.get("q", "")[:200]
    section = _section_to_fill(request)
    context = {
        "lines": queries.blocks_of(request.space, words),
        "waiting": [] if section else queries.waiting_in(request.space),
        "words": words,
        "section": section,
    }
    return render(request, "bids/blocks_page.html", context)


def offer_block(request: MemberRequest, section: str) -> HttpResponse:
    """Let a passage be used again."""
    row = policies.section_for(request.member, section)
    require(policies.was_in_team(request.member, row.bid) and not row.bid.is_being_written)
    with scope.use(request.space):
        passages = passages_of(row)
    require(bool(passages))
    names = access.names({person for one in passages for person in one.authors})
    form = BlockForm(passages, names, posted(request), initial={"title": row.title, "licence": "group"})
    made: list[TextBlock] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(actions.offer_block(by=request.member, section=row, **form.cleaned_data))
    ):
        is_offered = made[0].state == TextBlock.State.OFFERED
        said = _("Offered: the next answers can use it.") if is_offered else _("Those who wrote it are asked.")
        return done(request, said, place(request, "block", block=made[0].ref))
    return form_page(
        request,
        form,
        title=_("Offer a passage"),
        lede=_("Whoever wrote a noticeable part of it is asked; it is offered once all of them said yes."),
        overline=row.title,
        submit=_("Offer it"),
        cancel_url=place(request, "section", section=row.ref),
    )


@require_GET
def block(request: MemberRequest, block: str) -> HttpResponse:
    """One block: its words, its licence, who wrote it, what they said; yes or no for who is asked."""
    row = policies.block_for(request.member, block)
    said = queries.words_on(row)
    context = {
        "passage": row,
        "names": sorted(access.names(row.authors).values()),
        "said": said,
        "waits_for_me": row.state == TextBlock.State.ASKED and request.member in said.missing,
        "may_withdraw": row.state in TextBlock.STANDING and policies.may_withdraw(request.member, row),
    }
    return render(request, "bids/block_page.html", context)


@require_POST
def answer_block(request: MemberRequest, block: str) -> HttpResponse:
    """Say yes or no for one's own words."""
    row = policies.block_for(request.member, block)
    answer = request.POST.get("answer", "")
    require(answer in {"oui", "non"})
    is_yes = answer == "oui"
    url = place(request, "block", block=row.ref)
    said = _("Thank you: your yes is kept.") if is_yes else _("Your no is kept: it is not offered.")
    return act(request, lambda: actions.answer_block(by=request.member, block=row, is_yes=is_yes), said, url)


@require_POST
def withdraw_block(request: MemberRequest, block: str) -> HttpResponse:
    """Offer it no more."""
    row = policies.block_for(request.member, block)
    url = place(request, "blocks")
    said = _("It is no longer offered.")
    return act(request, lambda: actions.withdraw_block(by=request.member, block=row), said, url)


@require_POST
def use_block(request: MemberRequest, section: str, block: str) -> HttpResponse:
    """Put it at the end of a section."""
    row = policies.section_for(request.member, section)
    found = policies.block_for(request.member, block)
    require(policies.can_write_on(request.member, row.bid))
    url = place(request, "section", section=row.ref)
    said = _("The block is at the end of the section: make it yours.")
    return act(request, lambda: actions.use_block(by=request.member, section=row, block=found), said, url)


@require_GET
def proposal_file(request: MemberRequest, bid: str, file_format: str) -> HttpResponse:
    """The technical proposal, all its sections, as one file."""
    row = policies.bid_for(request.member, bid)
    lines = outline_of(row).lines
    parts = [files.part_of(line.text, line.section.title) for line in lines if line.text is not None]
    return files.response(file_format, row.title, parts, request.space.name)


def _section_to_fill(request: MemberRequest) -> BidSection | None:
    """The section for which one looks for a block, when the address says one that this person may write."""
    ref = request.GET.get("partie", "")
    if not ref:
        return None
    section = policies.section_for(request.member, ref)
    return section if policies.can_write_on(request.member, section.bid) else None
