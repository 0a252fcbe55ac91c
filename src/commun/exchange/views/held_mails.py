"""Mails that wait to be read by those who look after the list; nobody else sees them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.exchange.actions import held as actions
from commun.exchange.actions.posts import kept_words
from commun.exchange.forms.lists import RefuseForm
from commun.exchange.models import InboundMail
from commun.exchange.policies import lists as policies
from commun.exchange.proof import sender_is_proven
from commun.exchange.queries import list_care as care
from commun.exchange.queries import lists as queries
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, posted, require


@require_GET
def held_mails(request: MemberRequest) -> HttpResponse:
    """All that wait. At most 12 queries."""
    require(policies.can_sort(request.member))
    row = policies.list_of(request.space)
    context = {
        "page": queries.held_of(request.space, request.GET.get("page")),
        "stopped_at": row.stopped_at if row else None,
        "paused": list(care.paused_members(request.space)),
        "trusted": list(care.trusted_senders(request.space)),
    }
    return render(request, "exchange/lists/held_mails_page.html", context)


def held_mail(request: MemberRequest, held_mail: str) -> HttpResponse:
    """One of them, with its words; sent, the form refuses it."""
    row = policies.held_mail_for(request.member, held_mail)
    if row.state != InboundMail.State.HELD:
        # Whoever comes by an older notice is told; what it said is no longer shown.
        messages.info(request, _("It is decided already: nothing waits for you here."))
        return redirect(place(request, "held-mails"))
    form = RefuseForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.refuse_held(by=request.member, mail=row, reason=form.cleaned_data["reason"])
    ):
        return done(request, _("It is refused."), place(request, "held-mails"))
    read = queries.read_again(row)
    context = {
        "mail": row,
        "text": kept_words(read.text)[:20_000],
        "files": [one.name for one in read.attachments],
        "form": form,
        "may_be_trusted": row.author is None and sender_is_proven(read),
    }
    return render(request, "exchange/lists/held_mail_page.html", context, status=422 if form.is_bound else 200)


@require_POST
def release(request: MemberRequest, held_mail: str) -> HttpResponse:
    """Let it through."""
    row = policies.held_mail_for(request.member, held_mail)
    said = _("It is let through: all members read it.")
    return act(request, lambda: actions.release_held(by=request.member, mail=row), said, place(request, "held-mails"))
