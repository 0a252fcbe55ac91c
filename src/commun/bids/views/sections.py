"""The outline of the technical proposal and its sections."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.bids import section_texts
from commun.bids.actions import sections as actions
from commun.bids.forms.sections import SectionForm, SectionStateForm
from commun.bids.models import Bid, BidSection
from commun.bids.policies import bids as policies
from commun.bids.queries import bids as team_queries
from commun.bids.queries import sections as queries
from commun.bids.queries.blocks import hands_of
from commun.bids.queries.criteria import criteria_of
from commun.bids.views.support import place
from commun.core.writing import reading
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.ui.writing import editor_of, files
from commun.ui.writing.offline import kept_together


@require_GET
def outline(request: MemberRequest, bid: str) -> HttpResponse:
    """All sections: who holds each, where it stands, how long it is."""
    row = policies.bid_for(request.member, bid)
    found = queries.outline_of(row)
    context = {
        "bid": row,
        "outline": found,
        "formats": list(files.FORMATS),
        "criteria": [] if found.lines else criteria_of(row),
        "can_write": _can_write(request, row),
        "frozen_why": section_texts.frozen_why(row),
        "deadline": section_texts.deadline_of(row),
        "kept": kept_together(
            (line.text, place(request, "section", section=line.section.ref))
            for line in found.lines
            if line.text is not None
        ),
    }
    return render(request, "bids/outline_page.html", context)


@require_GET
def section(request: MemberRequest, section: str) -> HttpResponse:
    """One section: its text, its sheet, its neighbours."""
    row = policies.section_for(request.member, section)
    team = team_queries.team_of(row.bid)
    text = reading.text_of(BidSection.TEXT_KIND, row.ref)
    context = {
        "bid": row.bid,
        "section": row,
        "mine": team.of(request.member.pk),
        "can_write": _can_write(request, row.bid),
        "frozen_why": section_texts.frozen_why(row.bid),
        "deadline": section_texts.deadline_of(row.bid),
        "editor": editor_of(text, request.user.pk) if text is not None else None,
        "hands": hands_of(row),
        "may_offer": not row.bid.is_being_written and policies.was_in_team(request.member, row.bid),
        "state_form": SectionStateForm(initial={"state": row.state}),
    }
    return render(request, "bids/section_page.html", context)


def new_section(request: MemberRequest, bid: str) -> HttpResponse:
    """Add a section."""
    return _sheet_page(request, policies.bid_for(request.member, bid), None)


def change_section(request: MemberRequest, section: str) -> HttpResponse:
    """Change the sheet of a section."""
    row = policies.section_for(request.member, section)
    return _sheet_page(request, row.bid, row)


def _sheet_page(request: MemberRequest, bid: Bid, row: BidSection | None) -> HttpResponse:
    require(_can_write(request, bid))
    names = ("title", "criterion", "weight", "words_most", "due_on", "owner")
    start = {name: getattr(row, name) for name in names} if row is not None else {}
    form = SectionForm(bid, posted(request), initial=start)
    made: list[BidSection] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(actions.write_section(by=request.member, bid=bid, sheet=form.sheet(), section=row)),
    ):
        return done(request, _("Saved."), place(request, "section", section=made[0].ref))
    title = _("A section") if row is None else row.title
    url = place(request, "outline", bid=bid.ref)
    return form_page(request, form, title=title, overline=bid.title, submit=_("Save"), cancel_url=url)


@require_POST
def start_outline(request: MemberRequest, bid: str) -> HttpResponse:
    """One section for each criterion."""
    row = policies.bid_for(request.member, bid)
    require(_can_write(request, row))
    url = place(request, "outline", bid=row.ref)
    said = _("The outline is there: say who holds what.")
    return act(request, lambda: actions.start_outline(by=request.member, bid=row), said, url)


@require_POST
def move_section(request: MemberRequest, section: str) -> HttpResponse:
    """Up or down."""
    row = policies.section_for(request.member, section)
    require(_can_write(request, row.bid))
    is_up = request.POST.get("sens") == "haut"
    url = place(request, "outline", bid=row.bid.ref)
    return act(request, lambda: actions.move_section(by=request.member, section=row, is_up=is_up), _("Moved."), url)


@require_POST
def hold_section(request: MemberRequest, section: str) -> HttpResponse:
    """I hold it, or I no longer do."""
    row = policies.section_for(request.member, section)
    require(_can_write(request, row.bid))
    mine = team_queries.team_of(row.bid).of(request.member.pk)
    part = None if request.POST.get("lacher") else mine
    said = _("You hold this section.") if part else _("Nobody holds this section any more.")
    url = place(request, "section", section=row.ref)
    return act(request, lambda: actions.hold_section(by=request.member, section=row, part=part), said, url)


@require_POST
def section_state(request: MemberRequest, section: str) -> HttpResponse:
    """Where it stands."""
    row = policies.section_for(request.member, section)
    require(_can_write(request, row.bid))
    form = SectionStateForm(request.POST)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    url = place(request, "section", section=row.ref)
    return act(
        request, lambda: actions.move_section_state(by=request.member, section=row, state=state), _("Saved."), url
    )


@require_POST
def remove_section(request: MemberRequest, section: str) -> HttpResponse:
    """Take it out of the outline."""
    row = policies.section_for(request.member, section)
    require(_can_write(request, row.bid))
    url = place(request, "outline", bid=row.bid.ref)
    return act(request, lambda: actions.remove_section(by=request.member, section=row), _("Removed."), url)


@require_POST
def put_back(request: MemberRequest, section: str) -> HttpResponse:
    """Put back a section that was taken out."""
    row = policies.any_section_for(request.member, section)
    require(_can_write(request, row.bid))
    url = place(request, "outline", bid=row.bid.ref)
    return act(request, lambda: actions.put_section_back(by=request.member, section=row), _("It is back."), url)


def _can_write(request: MemberRequest, bid: Bid) -> bool:
    return bid.is_being_written and policies.can_write_on(request.member, bid)
