"""The legal side of an answer: operators, form, split of tasks and price."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.bids.actions import legal_form as actions
from commun.bids.forms.legal_form import FormForm, ShareLineForm
from commun.bids.models import Bid, ShareLine
from commun.bids.policies import bids as policies
from commun.bids.queries import legal_form as queries
from commun.bids.views.support import place, status_of
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def legal_form(request: MemberRequest, bid: str) -> HttpResponse:
    """Who answers, in which form, who does what for how much; choosing the form."""
    row = policies.bid_for(request.member, bid)
    sheet = queries.form_sheet(row)
    can_write = row.is_being_written and policies.can_write_on(request.member, row)
    require(can_write or request.method != "POST")
    proposed = sheet.proposal.proposed
    form = FormForm(sheet.choices, posted(request), initial={"form": row.form or (proposed.value if proposed else "")})
    url = place(request, "legal-form", bid=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.choose_form(by=request.member, bid=row, form=form.cleaned_data["form"])
    ):
        return done(request, _("Saved."), url)
    split = queries.split_of(row, sheet)
    context = {"bid": row, "sheet": sheet, "split": split, "form": form, "can_write": can_write}
    return render(request, "bids/legal_form_page.html", context, status=status_of(form))


def share_line(request: MemberRequest, share_line: str) -> HttpResponse:
    """Change a line of the split."""
    row = policies.share_line_for(request.member, share_line)
    return _line_page(request, row.bid, row)


def new_share_line(request: MemberRequest, bid: str) -> HttpResponse:
    """Add a line to the split."""
    return _line_page(request, policies.bid_for(request.member, bid), None)


def _line_page(request: MemberRequest, bid: Bid, line: ShareLine | None) -> HttpResponse:
    require(policies.can_write_on(request.member, bid))
    start = {}
    if line is not None:
        start = {name: getattr(line, name) for name in ("task", "part", "need_ref", "days", "amount_cents")}
    form = ShareLineForm(bid, posted(request), initial=start)
    url = place(request, "legal-form", bid=bid.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.write_share_line(by=request.member, bid=bid, sheet=form.sheet(), line=line)
    ):
        return done(request, _("Saved."), url)
    title = _("A task of the split") if line is None else line.task
    return form_page(request, form, title=title, overline=bid.title, submit=_("Save"), cancel_url=url)


@require_POST
def remove_share_line(request: MemberRequest, share_line: str) -> HttpResponse:
    """Take a line out."""
    row = policies.share_line_for(request.member, share_line)
    require(policies.can_write_on(request.member, row.bid))
    url = place(request, "legal-form", bid=row.bid.ref)
    return act(request, lambda: actions.remove_share_line(by=request.member, line=row), _("Removed."), url)


@require_POST
def start_split(request: MemberRequest, bid: str) -> HttpResponse:
    """One line for each need."""
    row = policies.bid_for(request.member, bid)
    require(policies.can_write_on(request.member, row))
    url = place(request, "legal-form", bid=row.ref)
    said = _("One line for each need: say who does what, for how much.")
    return act(request, lambda: actions.start_split(by=request.member, bid=row), said, url)
