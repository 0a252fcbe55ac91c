"""What those who look after a list do beside reading what waits; what a member does about their own address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.exchange.actions import moderation, returned
from commun.exchange.policies import list_care as care_policies
from commun.exchange.policies import lists as policies
from commun.exchange.queries import list_care as queries
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, require


@require_POST
def discard(request: MemberRequest, held_mail: str) -> HttpResponse:
    """Set a mail aside, without a word to its sender."""
    row = policies.held_mail_for(request.member, held_mail)
    said = _("It is set aside, without a word to its sender.")
    return act(
        request, lambda: moderation.discard_held(by=request.member, mail=row), said, place(request, "held-mails")
    )


@require_POST
def trust(request: MemberRequest, held_mail: str) -> HttpResponse:
    """Let it through, and the next ones of the same sender."""
    row = policies.held_mail_for(request.member, held_mail)
    said = _("It is let through, and the next mails of this sender will be too.")
    return act(
        request, lambda: moderation.trust_sender(by=request.member, mail=row), said, place(request, "held-mails")
    )


@require_POST
def trust_no_longer(request: MemberRequest, trusted: str) -> HttpResponse:
    """Have the mails of a sender read first again."""
    row = care_policies.trusted_sender_for(request.member, trusted)
    said = _("Their mails wait to be read again.")
    return act(
        request, lambda: moderation.trust_no_longer(by=request.member, sender=row), said, place(request, "held-mails")
    )


@require_POST
def restart(request: MemberRequest) -> HttpResponse:
    """Let the mails of a list that was stopped leave again."""
    require(policies.can_sort(request.member))
    said = _("The mails of the list leave again.")
    return act(request, lambda: returned.restart_list(by=request.member), said, place(request, "held-mails"))


def my_address(request: MemberRequest) -> HttpResponse:
    """Whether the mails of the list reach one's address; sent, they are taken up again. At most 8 queries."""
    if request.method == "POST":
        said = _("The mails of the list are sent to you again.")
        return act(request, lambda: returned.resume_mails(by=request.member), said, place(request, "my-address"))
    context = {"trouble": queries.trouble_of(request.member), "address": request.member.person.email}
    return render(request, "exchange/lists/my_address_page.html", context)
