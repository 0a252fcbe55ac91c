"""The demo's ways out of the stream: an address of a feed, and calls to another program that have stopped.

The program does not exist (a name that leads nowhere, RFC 2606): nothing is ever called, what is shown is what would
have come of it. Data in ``demo/feeds.toml``.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from commun.core import clock, scope
from commun.core.registries import DemoStage
from commun.exchange import webhook_door
from commun.exchange.actions.feeds import open_feed
from commun.exchange.actions.webhook_calls import PAUSES, send_due
from commun.exchange.actions.webhooks import set_webhook
from commun.exchange.models import Webhook, WebhookAttempt, WebhookMessage
from commun.exchange.queries import webhook_texts as texts
from commun.governance.demo import member_of
from commun.people.demo import moment, read

TOLD: Final = 2
ALL: Final = 1_000_000
_LATE: Final = dt.timedelta(minutes=10)


def load(stage: DemoStage) -> None:
    """Open the address, set the calls; they are tried until they stop."""
    told = read("feeds")
    for one in told["feed"]:
        with clock.stopped(moment(stage.today, one["days"])):
            open_feed(by=member_of(stage, one["group"], one["by"]), reach=one["reach"])
    for one in told["webhook"]:
        by = member_of(stage, one["group"], one["by"])
        at = moment(stage.today, one["days"])
        with clock.stopped(at):
            row = set_webhook(by=by, url=one["url"], audience=one["audience"], rooms=one["rooms"])
        _note_what_happened(row, at)
        for pause in (0, *PAUSES):
            at += dt.timedelta(minutes=pause * 1.1) + _LATE
            with clock.stopped(at):
                send_due(row.pk, _nobody)


def _note_what_happened(row: Webhook, at: dt.datetime) -> None:
    """The last facts before these calls were set: those of the demo are written in another order than they are told."""
    known = Webhook(space=row.space, position=0, audience=row.audience, rooms=row.rooms)
    before = [fact for fact in texts.facts_after(known, ALL, ALL)[0] if fact.at <= at]
    with scope.use(row.space_id):
        WebhookMessage.objects.bulk_create(
            WebhookMessage(
                space_id=row.space_id, webhook=row, position=fact.position, name=fact.name, made_at=at, next_at=at
            )
            for fact in sorted(before, key=lambda fact: fact.at)[-TOLD:]
        )


def _nobody(_url: str, _body: bytes, _headers: Mapping[str, str]) -> webhook_door.Answer:
    return webhook_door.Answer(WebhookAttempt.Trouble.NAME, None, 12)
