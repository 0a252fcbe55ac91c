"""Verbs of outgoing calls: say where, change the secret, try, send again, resume, close."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import ChainHead
from commun.exchange import soon, webhook_door
from commun.exchange.journal import webhooks as facts
from commun.exchange.models import Webhook, WebhookMessage
from commun.exchange.policies import webhooks as policies
from commun.exchange.queries.feed import ROOMS
from commun.exchange.queries.webhook_texts import TRIAL
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.people.models import Person

State = Webhook.State
LONGEST = 500
FORMER_FOR = dt.timedelta(hours=24)
TRIALS_MOST = 5


@transaction.atomic
def set_webhook(*, by: Membership, url: str, audience: str, rooms: Sequence[str] = ()) -> Webhook:
    """Have what happens from now on told to this address; there is one of a group. Raises Refused."""
    _hold(by)
    url = url.strip()
    _refuse_unless_open(url)
    if audience not in Webhook.Audience.values:
        raise Refused(_("Choose what it is told."))
    if not set(rooms) <= ROOMS.keys():
        raise Refused(_("Choose among the rooms that are listed."))
    row = _locked(by)
    is_new = row is None
    if row is None:
        row = Webhook(space=by.space, set_by=by, set_at=clock.now(), position=_head(by))
    chosen = {"url": url, "audience": audience, "rooms": sorted(set(rooms))}
    if not is_new and all(getattr(row, name) == value for name, value in chosen.items()):
        return row
    if row.url != url:
        # What did not answer was the other one.
        row.failing_since = None
    for name, value in chosen.items():
        setattr(row, name, value)
    row.set_by = by
    row.save()
    _tell(by, facts.SET if is_new else facts.CHANGED, row)
    return row


@transaction.atomic
def renew_secret(*, by: Membership) -> Webhook:
    """Change the secret; for a day messages bear both seals, so that the other program changes in peace.

    Raises Refused.
    """
    row = _there(by)
    if row.former_until is not None and row.former_until > clock.now():
        raise Refused(_("The secret was changed less than a day ago: both work until then."))
    row.secret_number += 1
    row.former_until = clock.now() + FORMER_FOR
    # Whoever changes it knows it, and answers for it from now on.
    row.set_by = by
    row.save(update_fields=["secret_number", "former_until", "set_by"])
    _tell(by, facts.RENEWED, row)
    return row


@transaction.atomic
def try_webhook(*, by: Membership) -> WebhookMessage:
    """Send a trial, once, even when calls are stopped. Raises Refused."""
    row = _there(by)
    with scope.use(by.space_id):
        waiting = WebhookMessage.objects.filter(webhook=row, position=None, state=WebhookMessage.State.WAITING)
        if waiting.count() >= TRIALS_MOST:
            raise Refused(_("Several trials wait already: look at what became of them."))
    message = WebhookMessage(
        space=by.space, webhook=row, name=TRIAL, is_by_hand=True, made_at=clock.now(), next_at=clock.now()
    )
    message.save()
    _tell(by, facts.TRIED, row)
    soon.call_soon(row.pk)
    return message


@transaction.atomic
def replay_message(*, by: Membership, message: WebhookMessage) -> WebhookMessage:
    """Send one again, at once and once, whatever became of it; it bears the same name."""
    webhook = _there(by)
    with scope.use(by.space_id):
        row = WebhookMessage.objects.select_for_update().get(pk=message.pk)
    if row.webhook_id != webhook.pk:
        raise NotFound
    # What waits for its next try keeps those that follow.
    row.is_by_hand = row.state != WebhookMessage.State.WAITING or webhook.is_stopped
    row.state, row.next_at = WebhookMessage.State.WAITING, clock.now()
    row.save(update_fields=["state", "is_by_hand", "next_at"])
    _tell(by, facts.REPLAYED, webhook, message=row.ref)
    soon.call_soon(webhook.pk)
    return row


@transaction.atomic
def resume_webhook(*, by: Membership) -> Webhook:
    """Call again after a stop: what waits, what was given up meanwhile, and what has happened since."""
    row = _there(by)
    if row.state != State.STOPPED:
        return row
    row.state, row.failing_since, row.stopped_at = State.ON, None, None
    row.save(update_fields=["state", "failing_since", "stopped_at"])
    with scope.use(by.space_id):
        left = WebhookMessage.objects.filter(webhook=row).exclude(position=None)
        left = left.filter(state__in=(WebhookMessage.State.GIVEN_UP, WebhookMessage.State.WAITING))
        left.update(state=WebhookMessage.State.WAITING, attempt_count=0, next_at=clock.now())
    _tell(by, facts.RESTARTED, row)
    soon.call_soon(row.pk)
    return row


@transaction.atomic
def close_webhook(*, by: Membership) -> Webhook:
    """Tell nothing more to it, for ever: its secret, and what waited, end with it."""
    row = _there(by)
    row.state = State.CLOSED
    row.save(update_fields=["state"])
    with scope.use(by.space_id):
        waiting = WebhookMessage.objects.filter(webhook=row, state=WebhookMessage.State.WAITING)
        waiting.update(state=WebhookMessage.State.DROPPED)
    _tell(by, facts.CLOSED, row)
    return row


def _refuse_unless_open(url: str) -> None:
    if len(url) > LONGEST:
        raise Refused(_("This address is too long: 500 signs at most."))
    try:
        webhook_door.parts_of(url)
    except webhook_door.Unreachable as refusal:
        if refusal.trouble == webhook_door.Trouble.FORBIDDEN:
            raise Refused(_("This address leads to a private place: write one of the open Internet.")) from None
        raise Refused(_("Write a whole address that starts with https://, without a name nor a password.")) from None


def _hold(by: Membership) -> None:
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    if not policies.can_set(by):
        raise NotFound


def _there(by: Membership) -> Webhook:
    _hold(by)
    row = _locked(by)
    if row is None:
        raise Refused(_("Nothing is told to another program: it was closed meanwhile."))
    return row


def _locked(by: Membership) -> Webhook | None:
    with scope.use(by.space_id):
        rows = Webhook.objects.exclude(state=State.CLOSED).select_related("space", "set_by__person")
        return rows.select_for_update(of=("self",)).first()


def _head(by: Membership) -> int:
    return ChainHead.objects.filter(pk=by.space_id).values_list("position", flat=True).first() or 0


def _tell(by: Membership, fact: str, row: Webhook, **data: Any) -> None:
    actor = journal.Person(by.person_id)
    journal.record(fact, space=row.space, actor=actor, about=(facts.WEBHOOK, row.ref), data=data)


def export(person: Person) -> list[dict[str, Any]]:
    """The calls that a person set: of which group, where, since when."""
    with scope.everywhere("a person's own data"):
        rows = Webhook.objects.filter(set_by__person=person).select_related("space").order_by("pk")
        return [{_("group"): row.space.name, _("address"): row.url, _("set on"): row.set_at} for row in rows]


def erase(person: Person) -> None:
    """Nothing to erase: the call is the group's, it holds no word of a person."""
