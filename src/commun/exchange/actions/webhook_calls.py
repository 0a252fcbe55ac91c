"""What the clock does with outgoing calls: make messages of what happened, send those that are due, give up, stop.

A message leaves at least once and always under the same name. Whoever does not answer is asked again ten times within
three days and more, as the Standard Webhooks page advises; then the message is given up and, if nothing else got
through meanwhile, the calls stop, which is told to who set them.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from commun.core import clock, journal, scope
from commun.core.models import ChainHead
from commun.exchange import webhook_door, webhook_seal
from commun.exchange.journal import webhooks as facts
from commun.exchange.models import Webhook, WebhookAttempt, WebhookMessage
from commun.exchange.notifications import webhooks as letters
from commun.exchange.queries import webhook_texts as texts

State = WebhookMessage.State
# Minutes before the second try, the third ... Ten tries in all.
PAUSES: Final = (1, 5, 30, 120, 300, 600, 840, 1200, 1440)
AT_ONCE: Final = 100
# One call never keeps the others waiting longer.
SECONDS: Final = 30.0
LEASE: Final = dt.timedelta(minutes=2)
KEPT: Final = dt.timedelta(days=30)
GONE: Final = 410
Call = Callable[[str, bytes, Mapping[str, str]], webhook_door.Answer]


def due() -> list[int]:
    """Calls for which there is something to do. 1 query."""
    with scope.everywhere("calls of every group are looked after"):
        waiting = WebhookMessage.objects.filter(webhook=OuterRef("pk"), state=State.WAITING, next_at__lte=clock.now())
        heads = ChainHead.objects.filter(pk=OuterRef("space"), position__gt=OuterRef("position"))
        is_on = Q(state=Webhook.State.ON)
        by_hand = Exists(waiting.filter(is_by_hand=True))
        rows = Webhook.objects.filter((is_on & (Exists(waiting) | Exists(heads))) | by_hand)
        return list(rows.exclude(state=Webhook.State.CLOSED).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def gather(webhook_id: int) -> int:
    """Make messages of what happened since the last time. How many."""
    row = _locked(webhook_id)
    if row is None or row.state != Webhook.State.ON:
        return 0
    head = ChainHead.objects.filter(pk=row.space_id).values_list("position", flat=True).first() or 0
    found, row.position = texts.facts_after(row, head, AT_ONCE)
    now = clock.now()
    with scope.use(row.space_id):
        WebhookMessage.objects.bulk_create(
            [
                WebhookMessage(
                    space_id=row.space_id, webhook=row, position=fact.position, name=fact.name, made_at=now, next_at=now
                )
                for fact in found
            ],
            ignore_conflicts=True,
        )
    row.save(update_fields=["position"])
    return len(found)


def send_due(webhook_id: int, call: Call | None = None) -> int:
    """Send what is due, oldest first, until one fails or the time is over. How many were received.

    ``call``: what is asked instead of the other program; the demo calls nobody.
    """
    start, received = monotonic(), 0
    while monotonic() - start < SECONDS:
        message = _claim(webhook_id)
        if message is None:
            break
        body = texts.body_of(message)
        if body is None:
            _drop(message)
            continue
        headers = webhook_seal.headers_of(message.webhook, f"msg_{message.ref}", body)
        answer = (call or webhook_door.call)(message.webhook.url, body, {"Content-Type": "application/json", **headers})
        note_answer(message, answer)
        if not answer.is_received:
            break
        received += 1
    return received


@transaction.atomic
def note_answer(message: WebhookMessage, answer: webhook_door.Answer) -> None:
    """Write down what came back, and what follows from it."""
    if not answer.is_received:
        # What follows may be told: the chain is held first.
        journal.hold(message.space)
    webhook = _locked(message.webhook_id)
    now = clock.now()
    with scope.use(message.space_id):
        row = WebhookMessage.objects.select_for_update().filter(pk=message.pk).first()
        if webhook is None or row is None:
            return
        WebhookAttempt(
            space_id=row.space_id, message=row, at=now, trouble=answer.trouble, status=answer.status,
            took_ms=answer.took_ms,
        ).save()  # fmt: skip
    if answer.is_received:
        row.state, webhook.failing_since = State.DELIVERED, None
    elif row.is_by_hand or row.attempt_count > len(PAUSES) or answer.status == GONE:
        row.state = State.GIVEN_UP
    else:
        row.next_at = now + _pause(row.attempt_count)
    is_trial = row.position is None
    if not answer.is_received and not is_trial:
        webhook.failing_since = webhook.failing_since or now
    row.is_by_hand = False
    row.save(update_fields=["state", "next_at", "is_by_hand"])
    webhook.save(update_fields=["failing_since"])
    if row.state == State.GIVEN_UP and not is_trial and webhook.state == Webhook.State.ON:
        nothing_since = webhook.failing_since is not None and webhook.failing_since <= _first_try(row)
        if nothing_since or answer.status == GONE:
            stop_calls(webhook)


def _first_try(row: WebhookMessage) -> dt.datetime:
    with scope.use(row.space_id):
        found = WebhookAttempt.objects.filter(message=row).order_by("at", "pk").values_list("at", flat=True).first()
    return found or row.made_at


def _pause(attempt_count: int) -> dt.timedelta:
    # A tenth more at random: what failed together does not come back together.
    return dt.timedelta(minutes=PAUSES[max(attempt_count, 1) - 1] * (1 + random.random() / 10))


@transaction.atomic
def stop_calls(webhook: Webhook) -> None:
    """Call no more until a person resumes it, and tell who set it: nobody answers."""
    journal.hold(webhook.space)
    webhook.state, webhook.stopped_at = Webhook.State.STOPPED, clock.now()
    webhook.save(update_fields=["state", "stopped_at"])
    rule = journal.Rule("exchange.webhook.stops")
    fact = journal.record(facts.STOPPED, space=webhook.space, actor=rule, about=(facts.WEBHOOK, webhook.ref))
    letters.stopped(webhook, fact.pk)


@transaction.atomic
def _claim(webhook_id: int) -> WebhookMessage | None:
    """The next one that is due; a process that dies with it leaves it to the next, two minutes later."""
    webhook = _locked(webhook_id)
    if webhook is None or webhook.state == Webhook.State.CLOSED:
        return None
    with scope.use(webhook.space_id):
        rows = WebhookMessage.objects.filter(webhook=webhook, state=State.WAITING, next_at__lte=clock.now())
        if webhook.is_stopped:
            rows = rows.filter(is_by_hand=True)
        row = rows.order_by(F("is_by_hand").desc(), F("position").asc(nulls_first=True), "pk").first()
        if row is None:
            return None
        row.attempt_count += 1
        row.next_at = clock.now() + LEASE
        row.save(update_fields=["attempt_count", "next_at"])
    row.webhook, row.space = webhook, webhook.space
    return row


@transaction.atomic
def _drop(message: WebhookMessage) -> None:
    with scope.use(message.space_id):
        WebhookMessage.objects.filter(pk=message.pk).update(state=State.DROPPED)


def _locked(webhook_id: int) -> Webhook | None:
    with scope.everywhere("the call says its group itself"):
        rows = Webhook.objects.select_for_update(of=("self",)).select_related("space", "set_by__person")
        return rows.filter(pk=webhook_id).first()


def forget() -> int:
    """Messages are kept a month, with their attempts; those that wait stay. How many went."""
    with scope.everywhere("old messages of every group"):
        old = WebhookMessage.objects.filter(made_at__lt=clock.now() - KEPT)
        gone, _kinds = old.exclude(state=State.WAITING, webhook__state=Webhook.State.ON).delete()
    return gone
