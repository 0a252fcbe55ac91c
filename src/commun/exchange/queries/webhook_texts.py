"""What a message of an outgoing call says: one activity, told as its audience may read it at that moment."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import Fact, Space
from commun.core.urls import absolute, here
from commun.exchange.models import Webhook, WebhookMessage
from commun.exchange.queries import feed, public_feed
from commun.exchange.queries.feed_entries import Entry, entry_of
from commun.exchange.queries.feed_texts import CONTEXT, activity_of
from commun.governance.queries import register

TRIAL: Final = "commun.trial"


def facts_after(webhook: Webhook, head: int, count: int) -> tuple[list[Fact], int]:
    """Facts to tell since the last time, oldest first, and up to where the chain was read.

    Those of the rooms that were chosen, that the audience may read.
    """
    with scope.use(webhook.space_id):
        rows = register.told_facts().filter(position__gt=webhook.position, position__lte=head).order_by("position")
        if webhook.audience == Webhook.Audience.PUBLIC:
            rows = rows.filter(name__in=public_feed.NAMES)
        read = list(rows[:count])
    found = [fact for fact in read if not webhook.rooms or fact.name.partition(".")[0] in webhook.rooms]
    return found, read[-1].position if len(read) == count else head


def body_of(message: WebhookMessage) -> bytes | None:
    """What is sent (type, timestamp, data); None when its audience may not read it any more."""
    webhook = message.webhook
    with translation.override(webhook.space.language):
        if message.position is None:
            return _written(TRIAL, clock.now(), {"@context": CONTEXT, "type": "Note", "summary": _("This is a trial.")})
        find = _public_entry if webhook.audience == Webhook.Audience.PUBLIC else _entry
        entry = find(webhook.space, message.position)
    if entry is None:
        return None
    page = "governance:presentation" if webhook.audience == Webhook.Audience.PUBLIC else "exchange:feed"
    url = absolute(here(webhook.space.slug, page))
    return _written(message.name, entry.at, {"@context": CONTEXT} | activity_of(entry, webhook.space.name, url))


def _entry(space: Space, position: int) -> Entry | None:
    with scope.use(space):
        told = feed.told_of(space, list(register.told_facts().filter(position=position)))
    return entry_of(told[0]) if told else None


def _public_entry(space: Space, position: int) -> Entry | None:
    with scope.use(space):
        mark = Fact.objects.filter(position=position).values_list("digest", flat=True).first()
    try:
        lines = public_feed.public_lines(None, space)
    except NotFound:
        return None
    for line in lines:
        if line.mark == mark:
            return Entry(line.mark, line.at, line.sentence, absolute(line.url), line.nature, "governance")
    return None


def _written(name: str, at: dt.datetime, data: Mapping[str, Any]) -> bytes:
    content = {"type": name, "timestamp": at.astimezone(dt.UTC).isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
