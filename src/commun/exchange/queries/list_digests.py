"""What a summary of a list tells one member: what was written since the last one, by thread."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commun.algo.calendar import last_turn
from commun.core import clock, replies, scope
from commun.core.urls import absolute, here
from commun.exchange import addresses
from commun.exchange.models import (
    Delivery,
    InboundMail,
    Post,
    Subscription,
    Thread,
    ThreadReading,
    ThreadSummary,
)
from commun.exchange.queries.readers import Mode, reached_by_mail
from commun.governance import states

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
    """One thread of a summary: its new messages, the last ones when there are many; where it stands, if that is new."""

    thread: Thread
    url: str
    count: int
    messages: Sequence[Told]
    state: str = ""
    summary: ThreadSummary | None = None
    # The address of an answer to this thread alone, its subject, and both as a link of a mail program.
    answer_to: str = ""
    answer_subject: str = ""
    answer_url: str = ""

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
    since = _since(subscription, until)
    rows = Post.objects.filter(list=subscription.list_id, at__gt=since, at__lte=until)
    rows = rows.exclude(author=subscription.membership_id).exclude(mail__why=InboundMail.Why.ARCHIVE)
    muted = _muted(subscription, "thread")
    came = Delivery.objects.filter(post=OuterRef("pk"), subscription=subscription).exclude(state=Delivery.State.FAILED)
    return rows.filter(~Exists(muted), ~Exists(came))


def _since(subscription: Subscription, until: dt.datetime) -> dt.datetime:
    return subscription.told_until or until - dt.timedelta(days=1)


def _muted(subscription: Subscription, thread: str) -> QuerySet[ThreadReading]:
    return ThreadReading.objects.filter(
        thread=OuterRef(thread), membership=subscription.membership_id, stance=ThreadReading.Stance.MUTED
    )


def led_since(subscription: Subscription, until: dt.datetime) -> QuerySet[Thread]:
    """Threads that others put on hold, closed, reopened or summed up since the last summary, save muted ones."""
    new = {"at__gt": _since(subscription, until), "at__lte": until}
    state = Q(**{f"state_{name}": value for name, value in new.items()}) & ~Q(state_by=subscription.membership_id)
    summed_up = ThreadSummary.objects.filter(thread=OuterRef("pk"), **new).exclude(by=subscription.membership_id)
    rows = Thread.objects.filter(
        state | Exists(summed_up.exclude(text="")), merged_into=None, list=subscription.list_id
    )
    return rows.filter(~Exists(_muted(subscription, "pk")))


def chapters_of(subscription: Subscription, until: dt.datetime) -> list[Chapter]:
    """The summary, threads in the order in which they moved. 3 queries. Space in scope."""
    rows = untold_to(subscription, until).select_related("thread", "author__person", "space").order_by("at", "pk")
    by_thread: dict[Thread, list[Post]] = {}
    for post in rows:
        by_thread.setdefault(post.thread, []).append(post)
    led = {one: one for one in led_since(subscription, until).select_related("state_by__person").order_by("pk")}
    for one in led:
        by_thread.setdefault(one, [])
    since = _since(subscription, until)
    summaries = ThreadSummary.objects.filter(thread__in=list(led), at__lte=until).select_related("by__person")
    last = {one.thread_id: one for one in summaries.order_by("at", "pk")}
    slug = subscription.space.slug
    made = [
        _chapter(slug, led.get(thread, thread), posts, since if thread in led else None, last.get(thread.pk))
        for thread, posts in list(by_thread.items())[:MOST_THREADS]
    ]
    can_answer = replies.are_read() and subscription.list.is_open and subscription.membership.state == states.MEMBER
    return [_answerable(one, subscription) for one in made] if can_answer else made


def _answerable(one: Chapter, subscription: Subscription) -> Chapter:
    """With the way to answer this thread from a mail program: whoever never signs in answers too.

    Some programs keep « In-Reply-To »; for others the subject tells the thread, so one without any has no such way.
    """
    if not one.thread.base:
        return one
    to, subject = addresses.answer_address(subscription.token), f"Re: {one.thread.subject}"
    named = {"In-Reply-To": one.messages[-1].post.message_id} if one.messages else {}
    url = f"mailto:{quote(to, safe='@')}?{urlencode({'subject': subject, **named}, quote_via=quote)}"
    return replace(one, answer_to=to, answer_subject=subject, answer_url=url)


def _stands(thread: Thread, since: dt.datetime) -> str:
    """« Closed, by Alice: it is done »; nothing when that is not new."""
    if thread.state_at is None or thread.state_at <= since or thread.state_by is None:
        return ""
    said = capfirst(_("%(state)s, by %(name)s") % {"state": thread.get_state_display(), "name": thread.state_by.name})
    return f"{said}{_(':')} {thread.state_reason}" if thread.state_reason else said


def _chapter(
    slug: str, thread: Thread, posts: list[Post], since: dt.datetime | None, summary: ThreadSummary | None
) -> Chapter:
    url = absolute(here(slug, "exchange:thread", thread=thread.ref))
    told = [
        Told(one, one.said[:LONGEST_SAID], len(one.said) > LONGEST_SAID, f"{url}#{one.ref}")
        for one in posts[-MOST_MESSAGES:]
    ]
    if since is None:
        return Chapter(thread, url, len(posts), told)
    is_new = summary is not None and summary.at > since and bool(summary.text)
    return Chapter(thread, url, len(posts), told, _stands(thread, since), summary if is_new else None)
