"""The end of an answer: freezing, opening again, sending, withdrawing, what became of it."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.bids.actions import freezing, outcomes
from commun.bids.forms.outcomes import OutcomeForm, SentForm, SignedForm, WhyForm, sent_start, started
from commun.bids.models import Bid, BidOutcome
from commun.bids.policies import bids as policies
from commun.bids.queries import outcomes as queries
from commun.bids.queries.awards import AwardLine, awards_for
from commun.bids.queries.criteria import criteria_of
from commun.bids.queries.readiness import readiness_of
from commun.bids.views.support import place, status_of
from commun.core import clock, scope
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require

Stage = Bid.Stage


def freeze(request: MemberRequest, bid: str) -> HttpResponse:
    """What keeps from freezing, what to know before; then freeze."""
    row = policies.bid_for(request.member, bid)
    require(row.stage in {Stage.WRITING, Stage.FROZEN} and policies.is_in_team(request.member, row))
    if request.method == "POST":
        url = place(request, "bid", bid=row.ref)
        said = _("Frozen: every section is kept as it is. Build the folder, then send it.")
        return act(request, lambda: freezing.freeze_bid(by=request.member, bid=row), said, url)
    context = {
        "bid": row,
        "readiness": readiness_of(row),
        "may_freeze": policies.may_send(request.member, row),
    }
    return render(request, "bids/freeze_page.html", context)


def reopen(request: MemberRequest, bid: str) -> HttpResponse:
    """Open it again, with a reason."""
    row = policies.bid_for(request.member, bid)
    require(row.stage == Stage.FROZEN and policies.may_send(request.member, row))
    form = WhyForm(posted(request))
    url = place(request, "bid", bid=row.ref)
    if form.is_valid() and attempt(
        form, lambda: freezing.reopen_bid(by=request.member, bid=row, reason=form.cleaned_data["reason"])
    ):
        return done(request, _("Open again: the team writes."), url)
    return form_page(request, form, title=_("Open again"), overline=row.title, submit=_("Open again"), cancel_url=url)


def sent(request: MemberRequest, bid: str) -> HttpResponse:
    """Say that it was sent, and when."""
    row = policies.bid_for(request.member, bid)
    require(row.stage == Stage.FROZEN and policies.may_send(request.member, row))
    form = SentForm(posted(request), initial=sent_start())
    url = place(request, "bid", bid=row.ref)
    if form.is_valid():
        zone = ZoneInfo(request.user.time_zone)
        at = dt.datetime.combine(form.cleaned_data["day"], form.cleaned_data["hour"], tzinfo=zone)
        if attempt(form, lambda: freezing.mark_sent(by=request.member, bid=row, at=at)):
            return done(request, _("Sent. Its outcome will be asked a week after the deadline."), url)
    lede = _("You send it yourselves on the buyer's platform; here you say that it is done.")
    return form_page(
        request, form, title=_("It is sent"), lede=lede, overline=row.title, submit=_("It is sent"), cancel_url=url
    )


def withdraw(request: MemberRequest, bid: str) -> HttpResponse:
    """Give it up, with a reason."""
    row = policies.bid_for(request.member, bid)
    require(row.stage in Bid.STANDING)
    form = WhyForm(posted(request))
    url = place(request, "bid", bid=row.ref)
    if form.is_valid() and attempt(
        form, lambda: freezing.withdraw_bid(by=request.member, bid=row, reason=form.cleaned_data["reason"])
    ):
        return done(request, _("Withdrawn. What was written stays."), url)
    return form_page(
        request,
        form,
        title=_("Give this answer up"),
        lede=_("What was written stays, and can serve another time."),
        overline=row.title,
        submit=_("Give it up"),
        cancel_url=url,
    )


def outcome(request: MemberRequest, bid: str) -> HttpResponse:
    """Say what became of it; award notices that came in are proposed as the answer."""
    row = policies.bid_for(request.member, bid)
    require(row.stage in outcomes.AFTER and policies.is_in_team(request.member, row))
    with scope.use(row.space_id):
        told = BidOutcome.objects.filter(bid=row).first()
    criteria = [(one.name, one.weight) for one in criteria_of(row)]
    awards = awards_for(row)
    asked = request.GET.get("avis", "")
    chosen = next((one for one in awards if str(one.award.pk) == asked and not one.is_other_lot), None)
    start = started(told, row, criteria)
    if chosen is not None and (told is None or row.stage == Stage.UNANSWERED):
        start |= _from_award(chosen)
    form = OutcomeForm(criteria, posted(request), initial=start)
    url = place(request, "bid", bid=row.ref)
    award = chosen.award if chosen is not None else (told.award if told is not None else None)
    if form.is_valid() and attempt(
        form, lambda: outcomes.tell_outcome(by=request.member, bid=row, sheet=form.sheet(award))
    ):
        return done(request, _("Told. Thank you: the next answers learn from it."), url)
    context = {"bid": row, "form": form, "awards": awards, "chosen": chosen, "cancel_url": url}
    return render(request, "bids/outcome_page.html", context, status=status_of(form))


def signed(request: MemberRequest, bid: str) -> HttpResponse:
    """The day of the signature."""
    row = policies.bid_for(request.member, bid)
    require(row.stage == Stage.WON and policies.is_in_team(request.member, row))
    form = SignedForm(posted(request), initial={"on": row.signed_on or clock.today()})
    url = place(request, "bid", bid=row.ref)
    if form.is_valid() and attempt(
        form, lambda: outcomes.sign_contract(by=request.member, bid=row, on=form.cleaned_data["on"])
    ):
        return done(request, _("Written."), url)
    lede = _("From that day on, operators may enter or leave the group again, as the contract says.")
    return form_page(
        request,
        form,
        title=_("The contract is signed"),
        lede=lede,
        overline=row.title,
        submit=_("Write it"),
        cancel_url=url,
    )


def figures(request: MemberRequest) -> HttpResponse:
    """How answers ended, by buyer and by kind."""
    return render(request, "bids/figures_page.html", {"figures": queries.figures_of(request.space)})


def _from_award(line: AwardLine) -> dict[str, object]:
    """What an award notice says: ours, or who it is; nothing where it may be about another lot."""
    if line.may_be_other and not line.is_ours:
        return {}
    return {
        "result": Stage.WON if line.is_ours else Stage.LOST,
        "winner": "" if line.is_ours else ", ".join(line.names)[: outcomes.LONGEST_NAME],
        "winner_cents": None if line.is_ours else line.award.amount_cents,
        "offers_count": line.award.offers_count,
    }
