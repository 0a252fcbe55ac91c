"""The ballot behind a link of a mail: reading it changes nothing, sending it votes (Z6)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from commun.core import scope
from commun.core.errors import Refused
from commun.governance import vote_links
from commun.governance.actions import ballots as actions
from commun.governance.forms.ballot_sheets import content_of, paper_of
from commun.governance.policies import ballots as policies
from commun.governance.queries import ballots as queries
from commun.governance.queries import removals
from commun.governance.queries.decision_changes import matter_of
from commun.governance.views.ballots import receipt_of


@login_not_required
def secret_note(request: HttpRequest) -> HttpResponse:
    """What a secret ballot protects, and what it does not (Z9): the page of the group, for whoever came by a link."""
    return render(request, "governance/processes/secret_note_page.html")


@login_not_required
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """One person's own ballot, without signing in. At most 16 queries."""
    process, elector = vote_links.read(token)
    member = elector.membership
    refusal, status, content, reason = "", 200, None, ""
    with translation.override(member.person.language), scope.use(process.space):
        options = queries.options_of(process)
        if request.method == "POST":
            content, reason = content_of(process, options, request.POST), request.POST.get("reason", "")
            try:
                actions.cast(by=member, process=process, content=content, reason=reason)
            except Refused as refused:
                refusal, status = str(refused.sentence), 422
        voice = queries.voice_of(member, process)
        ballot = voice.ballot
        context = {
            "process": process,
            "matter": matter_of(process),
            "person": member.name,
            "paper": paper_of(process, options, content or (ballot.content if ballot else None)),
            "reason": reason or (ballot.reason if ballot else ""),
            "refusal": refusal,
            "receipt": receipt_of(process, options, voice),
            "may_vote": policies.can_vote(voice.elector, process),
            "action": request.path,
            "removal": removals.of_process(process),
        }
        return render(request, "governance/processes/mail_ballot_page.html", context, status=status)
