"""The team of a joint answer: asking, saying yes or no, leaving."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.bids import composition
from commun.bids.actions import teams as actions
from commun.bids.forms.teams import AskForm, JoinForm, PartForm, ReasonForm
from commun.bids.models import Bid, TeamPart
from commun.bids.policies import bids as policies
from commun.bids.views.support import place, status_of
from commun.governance.policies import MemberRequest
from commun.governance.policies.charter import closed_by
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def ask(request: MemberRequest, bid: str) -> HttpResponse:
    """Ask somebody into the team."""
    row = policies.bid_for(request.member, bid)
    require(policies.can_write_on(request.member, row))
    url = place(request, "bid", bid=row.ref)
    form = AskForm(row, posted(request))
    if form.is_valid() and attempt(form, lambda: actions.ask_into_team(by=request.member, bid=row, ask=form.ask())):
        return done(request, _("Asked: they answer themselves."), url)
    return form_page(
        request,
        form,
        title=_("Ask somebody into the team"),
        lede=_("They are told, and say yes or no themselves."),
        overline=row.title,
        submit=_("Ask them"),
        cancel_url=url,
    )


def join(request: MemberRequest, bid: str) -> HttpResponse:
    """Say yes for oneself, having read the procedure."""
    row = policies.bid_for(request.member, bid)
    require(policies.can_open(request.member))
    form = JoinForm(closed_by(request.member, policies.JOIN), request.member, posted(request))
    url = place(request, "bid", bid=row.ref)
    if form.is_valid() and attempt(
        form,
        lambda: actions.join_team(
            by=request.member, bid=row, entity=form.cleaned_data["entity"], accepts=form.accepted()
        ),
    ):
        return done(request, _("You are in the team."), url)
    context = {"form": form, "bid": row, "articles": composition.procedure_articles(request.space), "cancel_url": url}
    return render(request, "bids/join_page.html", context, status=status_of(form))


def correct(request: MemberRequest, team_part: str) -> HttpResponse:
    """Correct entity and standing: one's own, or those of somebody outside."""
    row = policies.part_for(request.member, team_part)
    is_mine = row.membership_id == request.member.pk
    require(is_mine or (row.membership_id is None and policies.can_write_on(request.member, row.bid)))
    form = PartForm(row, posted(request))
    url = place(request, "bid", bid=row.bid.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.correct_part(by=request.member, part=row, **form.cleaned_data)
    ):
        return done(request, _("Saved."), url)
    return form_page(request, form, title=row.name, overline=row.bid.title, submit=_("Save"), cancel_url=url)


def decline(request: MemberRequest, team_part: str) -> HttpResponse:
    """Say no for oneself."""
    said = _("Your answer is kept: thank you for saying it.")
    return _with_a_reason(request, team_part, actions.decline_team, said, title=_("Not this time"), submit=_("Say no"))


def leave(request: MemberRequest, team_part: str) -> HttpResponse:
    """Leave the team."""
    said = _("You left the team: what you held goes back to it.")
    lede = _("What you hold goes back to the team; everybody sees that you left.")
    part = policies.part_for(request.member, team_part)
    if part.bid.stage == Bid.Stage.FROZEN and composition.is_last(part):
        lede = _(
            "This answer is frozen with your legal entity in it: if you leave, the team has to open it again before "
            "sending it. Everybody sees that you left."
        )
    words = {"title": _("Leave the team"), "submit": _("Leave"), "lede": lede}
    return _with_a_reason(request, team_part, actions.leave_team, said, **words)


def note_departure(request: MemberRequest, team_part: str) -> HttpResponse:
    """Somebody from outside said that they leave: the team notes it."""
    row = policies.part_for(request.member, team_part)
    require(policies.may_note_departure(request.member, row))
    said = _("Noted: what this person held goes back to the team.")
    lede = _("%(person)s told you that they leave the team? What they hold goes back to it; everybody sees it.")
    words = {"title": _("Note a departure"), "submit": _("Note it"), "lede": lede % {"person": row.name}}
    return _answer(request, row, actions.leave_team, said, **words)


def _with_a_reason(
    request: MemberRequest, ref: str, do: Callable[..., TeamPart], said: str, **words: str
) -> HttpResponse:
    """One's own answer to an ask, or one's leave, with a reason that may be left out."""
    row = policies.part_for(request.member, ref)
    require(row.membership_id == request.member.pk)
    return _answer(request, row, do, said, **words)


def _answer(
    request: MemberRequest, row: TeamPart, do: Callable[..., TeamPart], said: str, **words: str
) -> HttpResponse:
    form = ReasonForm(posted(request))
    url = place(request, "bid", bid=row.bid.ref)
    if form.is_valid() and attempt(form, lambda: do(by=request.member, part=row, reason=form.cleaned_data["reason"])):
        return done(request, said, url)
    title, submit, lede = words["title"], words["submit"], words.get("lede", "")
    return form_page(request, form, title=title, lede=lede, overline=row.bid.title, submit=submit, cancel_url=url)


@require_POST
def unask(request: MemberRequest, team_part: str) -> HttpResponse:
    """Take back an ask."""
    row = policies.part_for(request.member, team_part)
    require(policies.is_in_team(request.member, row.bid))
    url = place(request, "bid", bid=row.bid.ref)
    return act(request, lambda: actions.unask(by=request.member, part=row), _("The ask is taken back."), url)


@require_POST
def renew_link(request: MemberRequest, team_part: str) -> HttpResponse:
    """Send a new link to somebody from outside."""
    row = policies.part_for(request.member, team_part)
    require(policies.may_send_link(request.member, row))
    said = _("A new link left by mail; the former one no longer opens anything.")
    url = place(request, "bid", bid=row.bid.ref)
    return act(request, lambda: actions.renew_link(by=request.member, part=row), said, url)
