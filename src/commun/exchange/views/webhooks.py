"""Outgoing calls: where the group has what happens told, its secret, and what became of each message."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core.urls import here
from commun.exchange import webhook_seal
from commun.exchange.actions import webhooks as actions
from commun.exchange.forms.webhooks import WebhookForm
from commun.exchange.models import Webhook
from commun.exchange.policies import webhooks as policies
from commun.exchange.queries import webhooks as queries
from commun.exchange.queries.feed import ROOMS
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def _page(request: MemberRequest) -> str:
    return here(request.space.slug, "exchange:webhook")


@require_GET
def webhook(request: MemberRequest) -> HttpResponse:
    """Where the group calls, how it goes, and the last messages. At most 8 queries."""
    require(policies.can_set(request.member))
    row = policies.webhook_of(request.space)
    context = {
        "webhook": row,
        "secret": webhook_seal.secret_of(row) if row else "",
        "rooms": ", ".join(str(ROOMS[name]) for name in row.rooms if name in ROOMS) if row else "",
        "page": queries.messages_of(row, request.GET.get("page")) if row else None,
    }
    return render(request, "exchange/webhooks/webhook_page.html", context)


def set_webhook(request: MemberRequest) -> HttpResponse:
    """Say where, and what."""
    require(policies.can_set(request.member))
    row = policies.webhook_of(request.space)
    chosen = {"url": row.url, "audience": row.audience, "rooms": row.rooms} if row else None
    form = WebhookForm(posted(request), initial=chosen or {"audience": Webhook.Audience.GROUP})
    if form.is_valid() and attempt(form, lambda: actions.set_webhook(by=request.member, **form.cleaned_data)):
        return done(request, _("It is noted: send a trial to see that it answers."), _page(request))
    return form_page(
        request, form, title=_("Tell another program"), overline=_("What happens"), submit=_("Save"),
        lede=_("Another program of yours is told, within the minute, what happens here."), cancel_url=_page(request),
    )  # fmt: skip


def _act(request: MemberRequest, do: Callable[[], object], said: str) -> HttpResponse:
    require(policies.can_set(request.member))
    return act(request, do, said, _page(request))


@require_POST
def renew(request: MemberRequest) -> HttpResponse:
    """Another secret."""
    said = _("Here is the new secret. For a day, messages bear both seals: change it in the other program.")
    return _act(request, lambda: actions.renew_secret(by=request.member), said)


@require_POST
def try_it(request: MemberRequest) -> HttpResponse:
    """A trial."""
    said = _("The trial leaves: what comes back is written below in a moment.")
    return _act(request, lambda: actions.try_webhook(by=request.member), said)


@require_POST
def resume(request: MemberRequest) -> HttpResponse:
    """Call again."""
    said = _("The calls resume: what waited leaves first.")
    return _act(request, lambda: actions.resume_webhook(by=request.member), said)


@require_POST
def close(request: MemberRequest) -> HttpResponse:
    """Call no more."""
    return _act(request, lambda: actions.close_webhook(by=request.member), _("Nothing is told to it any more."))


@require_POST
def replay(request: MemberRequest, webhook_message: str) -> HttpResponse:
    """One message again."""
    row = policies.message_for(request.member, webhook_message)
    said = _("It leaves again: what comes back is written below in a moment.")
    return _act(request, lambda: actions.replay_message(by=request.member, message=row), said)
