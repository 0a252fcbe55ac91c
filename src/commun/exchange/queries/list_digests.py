"""What a summary of a list tells one member: what was written since the last one, by thread."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from commun.algo.calendar import last_turn
from commun.core import clock, scope
from commun.core.urls import absolute, here
from commun.exchange.models import Delivery, InboundMail, Post, Subscription, Thread, ThreadReading
from commun.exchange.queries.readers import Mode, reached_by_mail

# In the morning, Paris time: from Monday to Friday, or on Mondays.
HOUR = 7
MOST_THREADS, MOST_MESSAGES, LONGEST_SAID = 40, 12, 1_500


@dataclass(frozen=True)
class Told:
    """One message of a summary."""

    post: Post
    said: str
    is_cut: bool
    url: str


@dataclass(frozen=True)
class Chapter:
    """One thread of a summary: its new messages, the last ones when there are many."""

    thread: Thread
    url: str
    count: int
    messages: Sequence[Told]

    @property
    def others(self) -> int:
        """How many stand on the page only."""
        return self.count - len(self.messages)


def turn_of(mode: str) -> dt.datetime | None:
    """The last moment when summaries of this rhythm were due; None for what is no rhythm."""
    if mode not in (Mode.DAILY, Mode.WEEKLY):
        return None
    return last_turn(clock.now(), rhythm=str(mode), hour=HOUR, zone=clock.PARIS)


def due_summaries() -> list[int]:
    """Subscriptions whose summary is due, of every group. 1 query."""
    due = Q(pk=None)
    for mode in (Mode.DAILY, Mode.WEEKLY):
        turn = turn_of(mode)
        due |= Q(mode=mode) & (Q(told_until__lt=turn) | Q(told_until=None))
    with scope.everywhere("summaries of every list"):
        rows = Subscription.objects.filter(due, membership__in=reached_by_mail())
        return list(rows.order_by("pk").values_list("pk", flat=True))


def untold_to(subscription: Subscription, until: dt.datetime) -> QuerySet[Post]:
    """Messages that a summary should tell: of others, new, not received by mail, of threads not muted. In scope."""
    since = subscription.told_until or until - dt.timedelta(days=1)
    rows = Post.objects.filter(list=subscription.list_id, at__gt=since, at__lte=until)
    rows = rows.exclude(author=subscription.membership_id).exclude(mail__why=InboundMail.Why.ARCHIVE)
    muted = ThreadReading.objects.filter(
        thread=OuterRef("thread"), membership=subscription.membership_id, stance=ThreadReading.Stance.MUTED
    )
    came = Delivery.objects.filter(post=OuterRef("pk"), subscription=subscription).exclude(state=Delivery.State.FAILED)
    return rows.filter(~Exists(muted), ~Exists(came))


def chapters_of(subscription: Subscription, until: dt.datetime) -> list[Chapter]:
    """The summary, threads in the order in which they moved. 1 query. Space in scope."""
    rows = untold_to(subscription, until).select_related("thread", "author__person", "space").order_by("at", "pk")
    by_thread: dict[Thread, list[Post]] = {}
    for post in rows:
        by_thread.setdefault(post.thread, []).append(post)
    return [_chapter(thread, posts) for thread, posts in list(by_thread.items())[:MOST_THREADS]]


def _chapter(thread: Thread, posts: list[Post]) -> Chapter:
    url = absolute(here(posts[0].space.slug, "exchange:thread", thread=thread.ref))
    told = [
        Told(one, one.said[:LONGEST_SAID], len(one.said) > LONGEST_SAID, f"{url}#{one.ref}")
        for one in posts[-MOST_MESSAGES:]
    ]
    return Chapter(thread, url, len(posts), told)
