"""Joint answers: the list, the page of one, opening one, correcting its sheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.bids import composition
from commun.bids.actions import bids as actions
from commun.bids.forms.bids import BidForm
from commun.bids.models import Bid
from commun.bids.policies import bids as policies
from commun.bids.queries import bids as queries
from commun.bids.queries import departures, writing
from commun.bids.queries.awards import proposed_to
from commun.bids.queries.buyer_asks import asked_of
from commun.bids.queries.sections import outline_of
from commun.bids.queries.turned_back import turned_back
from commun.bids.views.support import place, status_of
from commun.governance.policies import MemberRequest
from commun.governance.policies.charter import closed_by
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.tenders.policies import notice_for


@require_GET
def bids(request: MemberRequest) -> HttpResponse:
    """All of them."""
    context = {"lines": queries.bids_of(request.space)}
    return render(request, "bids/bids_page.html", context)


@require_GET
def bid(request: MemberRequest, bid: str) -> HttpResponse:
    """One of them: the team, the roles, where it stands."""
    row = policies.bid_for(request.member, bid)
    team = queries.team_of(row)
    mine = team.of(request.member.pk)
    is_in = mine is not None and mine.state == mine.State.JOINED
    context = {
        "bid": row,
        "team": team,
        "mine": mine,
        "is_in": is_in,
        "roles": queries.roles_of(row),
        "decisions": (decisions := writing.decisions_about(row)),
        "stuck": writing.stuck_among(row, decisions),
        "outline": outline_of(row),
        "outcome": queries.outcome_of(row),
        "proposed": proposed_to([row]).get(row.pk, []) if is_in else [],
        "turned_back": turned_back(row),
        "may_send": is_in and policies.may_send(request.member, row),
        "lots": queries.lots_of(row),
        "asked": asked_of(row),
        "shows_works": False,
        "can_write": is_in and row.is_being_written,
        "can_join": not is_in and row.is_being_written and policies.can_open(request.member),
        "no_longer_true": departures.no_longer_true(row),
        "stays_named": departures.stays_named(row),
        "freeze": composition.reason_of_freeze() if row.is_alive and composition.is_frozen(row) else "",
    }
    return render(request, "bids/bid_page.html", context)


def open_bid(request: MemberRequest, notice: str) -> HttpResponse:
    """Open a joint answer to a notice; who opens it joins its team, so accepts the procedure here."""
    found = notice_for(request.member, notice)
    require(policies.can_open(request.member))
    form = BidForm(found, posted(request), initial={"title": found.title[:160]})
    form.ask_to_accept(closed_by(request.member, policies.JOIN))
    if form.is_valid():
        made: list[Bid] = []
        sheet, accepts = form.sheet(), form.accepted()
        opened = attempt(
            form,
            lambda: made.append(actions.open_bid(by=request.member, notice=found, sheet=sheet, accepts=accepts)),
        )
        if opened:
            return done(request, _("It is open: compose the team."), place(request, "bid", bid=made[0].ref))
    context = {
        "form": form,
        "notice": found,
        "articles": composition.procedure_articles(request.space),
        "others": queries.bids_on(request.space, found),
    }
    return render(request, "bids/open_page.html", context, status=status_of(form))


def change_bid(request: MemberRequest, bid: str) -> HttpResponse:
    """Correct its sheet."""
    row = policies.bid_for(request.member, bid)
    require(policies.can_write_on(request.member, row))
    start = {name: getattr(row, name) for name in actions.WRITTEN}
    form = BidForm(row.notice, posted(request), initial=start)
    url = place(request, "bid", bid=row.ref)
    if form.is_valid() and attempt(form, lambda: actions.change_bid(by=request.member, bid=row, sheet=form.sheet())):
        return done(request, _("Saved."), url)
    return form_page(
        request, form, title=_("The sheet of the answer"), overline=row.title, submit=_("Save"), cancel_url=url
    )
