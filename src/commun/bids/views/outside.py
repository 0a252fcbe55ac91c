"""The page of somebody asked from outside the group: what is asked, the procedure, yes or no."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from commun.bids import composition, outside
from commun.bids.actions.outside import Yes, accept_from_outside, decline_from_outside
from commun.bids.forms.outside import YES, AnswerForm, LeaveForm
from commun.bids.models import BidSection, TeamPart
from commun.bids.policies.papers import can_hand_in, is_kept_by_others
from commun.bids.queries.sections import outline_of
from commun.bids.views.support import status_of
from commun.core import scope
from commun.core.writing import reading
from commun.governance.views.support import attempt, posted
from commun.ui.writing import prose


@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One link, one ask; opening it changes nothing."""
    part = outside.part_of(token)
    with scope.use(part.space_id):
        if part.state == TeamPart.State.JOINED:
            return _leave(request, part, token)
        articles = composition.procedure_articles(part.space)
        procedure = articles[0].article.text if articles else None
        form = AnswerForm(part, procedure, posted(request))
        if form.is_valid() and attempt(form, lambda: _answered(part, form)):
            return _done(request, token)
        context = {"part": part, "articles": articles, "form": form}
        return render(request, "bids/outside_page.html", context, status=status_of(form))


def _leave(request: HttpRequest, part: TeamPart, token: str) -> HttpResponse:
    """Who said yes reads what the team writes, and may leave."""
    form = LeaveForm(posted(request))
    if form.is_valid() and attempt(form, lambda: decline_from_outside(part=part, reason=form.cleaned_data["reason"])):
        return _done(request, token)
    context = {"part": part, "form": form, "texts": _texts(part), "token": token}
    context |= {"hands_in": can_hand_in(part), "is_kept_by_others": part.entity_id and is_kept_by_others(part)}
    return render(request, "bids/outside_page.html", context, status=status_of(form))


def _done(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and what comes next."""
    part = outside.part_of(token)
    context = {"part": part, "token": token, "hands_in": can_hand_in(part)}
    return render(request, "bids/outside_done_page.html", context)


def _texts(part: TeamPart) -> list[tuple[BidSection, SafeString]]:
    """What the team wrote, for who said yes: they read it, and tell the others what they would change."""
    lines = outline_of(part.bid).lines
    return [(line.section, prose(reading.shown(line.text).html)) for line in lines if line.text is not None]


def _answered(part: TeamPart, form: AnswerForm) -> None:
    said = form.cleaned_data
    if said["answer"] == YES:
        edition = form.procedure.edition if form.procedure is not None and said.get("accepts") else ""
        accept_from_outside(part=part, yes=Yes(said["siren"], said["entity_name"], edition))
    else:
        decline_from_outside(part=part, reason=said["reason"])
