"""The last resort: asking that somebody goes, being heard, putting it to the secret vote."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import access
from commun.governance.actions import removals as actions
from commun.governance.forms import removals as forms
from commun.governance.models import Membership, Process, Removal
from commun.governance.policies import MemberRequest
from commun.governance.policies import removals as policies
from commun.governance.views.disagreements import PRESENT, found, url_of
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def ask(request: MemberRequest, disagreement: str) -> HttpResponse:
    """Ask that the group be consulted on somebody's departure, once the path of the case is over."""
    case = found(request, disagreement)
    require(policies.may_ask(request.member, case))
    refusal = actions.why_not(case)
    if refusal:
        # The guide says so: the form is there once the path is over, not before.
        messages.info(request, refusal)
        return redirect(url_of(request, case))
    form = forms.RemovalForm(posted(request), people=policies.people_facing(request.member, case))
    if form.is_valid():
        made: list[Removal] = []
        data = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(
                actions.ask_removal(by=request.member, case=case, person=data["person"], reason=data["reason"])
            ),
        ):
            said = _("It is asked. The person is told, and can be heard first.")
            return done(request, said, place(request, "removal", removal=made[0].ref))
    return form_page(
        request,
        form,
        title=_("Ask the group whether somebody should go"),
        overline=case.title,
        lede=_("The last resort. The person hears of it at once and answers before anybody votes."),
        submit=_("Ask it"),
        cancel_url=url_of(request, case),
    )


@access.admits(*PRESENT)
def removal(request: MemberRequest, removal: str) -> HttpResponse:
    """What is asked, what the person answers, who votes and when. At most 12 queries."""
    row = policies.removal_for(request.member, removal)
    has_opened, is_put = actions.has_opened(row), _is_put(row)
    reads_case = policies.reads_case(request.member, row)
    context = {
        "removal": row,
        "voters": _voters(row),
        "is_put": is_put,
        "has_opened": has_opened,
        "is_mine": row.membership_id == request.member.pk,
        "may_put": not is_put and row.membership_id != request.member.pk and policies.may_ask(request.member, row.case),
        "reads_case": reads_case,
    }
    return render(request, "governance/disagreements/removal_page.html", context)


def _voters(row: Removal) -> list[Membership]:
    """Those who would have a voice; once it is put to the vote, those of the fixed list."""
    found = actions.voters_of(row)
    fixed = row.process.rules.get("electors") if row.process is not None else None
    return [one for one in found if fixed is None or one.pk in fixed]


def _is_put(row: Removal) -> bool:
    return row.process is not None and row.process.state != Process.State.WITHDRAWN


def answer(request: MemberRequest, removal: str) -> HttpResponse:
    """The person concerned writes what everybody will read."""
    row = policies.removal_for(request.member, removal)
    require(row.membership_id == request.member.pk)
    form = forms.DefenceForm(posted(request), initial={"words": row.defence})
    if form.is_valid() and attempt(
        form, lambda: actions.answer_removal(by=request.member, removal=row, words=form.cleaned_data["words"])
    ):
        return done(request, _("Your words are kept: each voter reads them."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("What I want the group to read"),
        overline=_("A request that you go"),
        lede=_("Take your time: you can write it again until the ballot opens. You owe nobody an answer."),
        submit=_("Keep my words"),
        cancel_url=_page(request, row),
    )


@require_POST
def put(request: MemberRequest, removal: str) -> HttpResponse:
    """Put it to the secret vote."""
    row = policies.removal_for(request.member, removal)
    said = _("The ballot is set: everybody can read both words now, and vote from the day it opens.")
    return act(request, lambda: actions.put_removal(by=request.member, removal=row), said, _page(request, row))


def _page(request: MemberRequest, row: Removal) -> str:
    return place(request, "removal", removal=row.ref)
