"""Readings: conversations of the list, offers and needs, shared things, what happened, calendar, search."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from commun.core import clock, registries, scope
from commun.core.api.routes import Caller, Slice, Turn, among, newest, reading
from commun.core.search import asking
from commun.exchange.models import Offer, Post, SharedThing, Thread
from commun.exchange.policies.threads import hidden_among
from commun.exchange.queries import feed, feed_entries, offers, searching, things

GROUP = "groups/{group}"


@dataclass(frozen=True)
class ThreadTold:
    """One conversation of the list."""

    ref: str
    subject: str
    started_at: dt.datetime
    last_at: dt.datetime
    messages: int
    state: str
    section: str


@reading(f"{GROUP}/threads", _("Conversations of the list, the last begun first"), ThreadTold)
def threads(caller: Caller, turn: Turn) -> Slice[ThreadTold]:
    """As the page of the list, all of them. 1 query."""
    with scope.use(caller.space):
        rows = Thread.objects.filter(merged_into=None).annotate(message_count=Count("posts")).select_related("section")
        found = newest(rows, turn)
    lines = [
        ThreadTold(
            one.ref,
            one.subject,
            one.started_at,
            one.last_at,
            one.message_count,
            one.state,
            one.section.name if one.section else "",
        )
        for one in found.items
    ]
    return Slice(lines, found.after)


@dataclass(frozen=True)
class FileTold:
    """A file of a message; it is fetched from the page."""

    ref: str
    name: str


@dataclass(frozen=True)
class PostTold:
    """One message; its words are empty when the group hid them."""

    ref: str
    at: dt.datetime
    by: str
    subject: str
    said: str
    quoted: str
    is_hidden: bool
    tags: Sequence[str]
    files: Sequence[FileTold]


@reading(f"{GROUP}/threads/{{thread}}", _("The messages of a conversation, the last first"), PostTold)
def posts(caller: Caller, turn: Turn, *, thread: Thread) -> Slice[PostTold]:
    """As its page. 4 queries."""
    with scope.use(caller.space):
        rows = Post.objects.filter(thread=thread).select_related("author__person", "author__space")
        found = newest(rows.prefetch_related("files__kept"), turn)
        hidden = hidden_among(found.items)
    return Slice([_post(row, row.pk in hidden) for row in found.items], found.after)


def _post(row: Post, is_hidden: bool) -> PostTold:
    if is_hidden:
        return PostTold(row.ref, row.at, row.by, "", "", "", True, [], [])
    files = [FileTold(one.ref, one.name) for one in row.files.all() if not one.content_id]
    return PostTold(row.ref, row.at, row.by, row.subject, row.said, row.rest, False, list(row.tags), files)


@dataclass(frozen=True)
class OfferTold:
    """An offer or a need."""

    ref: str
    kind: str
    nature: str
    title: str
    words: str
    quantity: str
    place: str
    until: dt.date | None
    by: str
    state: str
    made_at: dt.datetime


def _offer(row: Offer) -> OfferTold:
    return OfferTold(
        row.ref, row.kind, row.nature, row.title, row.words, row.quantity, row.place, row.until, row.by.name,
        row.state, row.made_at,
    )  # fmt: skip


@reading(f"{GROUP}/offers", _("Offers and needs of today, or those over, the last first"), OfferTold, kind=Offer.Kind)
def offers_of_group(caller: Caller, turn: Turn, *, kind: str = "", is_over: bool = False) -> Slice[OfferTold]:
    """As their page. 1 query."""
    with scope.use(caller.space):
        rows = Offer.objects.select_related("by__person", "by__space")
        rows = rows.exclude(offers.current()) if is_over else rows.filter(offers.current())
        found = newest(rows.filter(kind=kind) if kind else rows, turn)
    return Slice([_offer(row) for row in found.items], found.after)


@dataclass(frozen=True)
class OfferAnswerTold:
    """An answer to an offer or a need."""

    ref: str
    by: str
    words: str
    made_at: dt.datetime
    reply: str


@reading(f"{GROUP}/offers/{{offer}}/answers", _("Answers: all of them for who wrote it, else mine"), OfferAnswerTold)
def offer_answers(caller: Caller, turn: Turn, *, offer: Offer) -> Slice[OfferAnswerTold]:
    """As its page. 1 query."""
    found = [
        OfferAnswerTold(one.ref, one.by.name, one.words, one.made_at, one.reply)
        for one in offers.answers_to(caller.member, offer)
    ]
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class ThingTold:
    """Something shared; ``free``: how many are there now."""

    ref: str
    name: str
    words: str
    rules: str
    place: str
    stock: int
    free: int
    owner: str


@reading(f"{GROUP}/things", _("What the group shares"), ThingTold)
def things_of_group(caller: Caller, turn: Turn) -> Slice[ThingTold]:
    """As its page. 2 queries."""
    found = [
        ThingTold(
            one.thing.ref,
            one.thing.name,
            one.thing.words,
            one.thing.rules,
            one.thing.place,
            one.thing.stock,
            one.free,
            one.thing.owner.name if one.thing.owner else "",
        )  # fmt: skip
        for one in things.things_of(caller.space)
    ]
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class BookingTold:
    """Who has it, from when to when."""

    ref: str
    by: str
    quantity: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    words: str


@reading(f"{GROUP}/things/{{thing}}/bookings", _("What is booked of it, now or later"), BookingTold)
def bookings(caller: Caller, turn: Turn, *, thing: SharedThing) -> Slice[BookingTold]:
    """As its page. 1 query."""
    found = [
        BookingTold(one.ref, one.by.name, one.quantity, one.starts_at, one.ends_at, one.words)
        for one in things.bookings_of(thing)
    ]
    return among(found, turn, lambda one: (one.starts_at.isoformat(), one.ref))


@dataclass(frozen=True)
class FactTold:
    """Something that happened."""

    position: int
    at: dt.datetime
    sentence: str
    url: str
    nature: str
    room: str
    actor: str
    about: str


@reading(f"{GROUP}/feed", _("What happened in the group, the last first"), FactTold, room=tuple(feed.ROOMS))
def feed_of_group(caller: Caller, turn: Turn, *, room: str = "") -> Slice[FactTold]:
    """As the page « What happens ». 2 queries, and one for each kind of thing spoken of."""
    page = feed.page_of(caller.space, before=turn.after, room=room, count=turn.count)
    found = []
    for one in page.told:
        entry = feed_entries.entry_of(one)
        found.append(
            FactTold(one.fact.position, entry.at, entry.sentence, entry.url, entry.nature, entry.room, entry.actor,
                     entry.about)
        )  # fmt: skip
    return Slice(found, page.older)


@dataclass(frozen=True)
class DateTold:
    """A date of my calendar."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    url: str


@reading("me/calendar", _("My dates, in the groups of the token: 60 days unless said"), DateTold)
def calendar(caller: Caller, turn: Turn, *, since: dt.date | None = None, days: int = 60) -> Slice[DateTold]:
    """As the calendars of the rooms."""
    first = since or clock.today()
    last = first + dt.timedelta(days=min(max(days, 1), 400))
    allowed = tuple(f"/g/{slug}/" for slug in caller.groups)
    found = {
        one.uid: DateTold(one.uid, str(one.title), one.starts_at, one.ends_at, one.url)
        for source in registries.calendar
        for one in source(caller.person, first, last)
        if one.url.startswith(allowed)
    }
    return among(list(found.values()), turn, lambda one: (one.starts_at.astimezone(dt.UTC).isoformat(), one.uid))


@dataclass(frozen=True)
class HitTold:
    """One thing that answers."""

    title: str
    excerpt: str
    kind: str
    by: str
    url: str


@reading(f"{GROUP}/search", _("Search in the group: « q », and « page » from 1"), Any)
def search(caller: Caller, *, q: str, page: int = 1) -> Any:
    """As the page of the search. 12 queries at most."""
    wish = searching.Wish(asked=asking.asked_of(q[:200]), space=caller.space, number=min(max(page, 1), 1000))
    if not wish.asked:
        return {"total": 0, "items": []}
    found = searching.Search(caller.person, wish).found()
    if found.page.number != wish.number:
        # The page shows the last one there; a program that turns pages has to see the end.
        return {"total": found.total, "items": []}
    hits = [
        HitTold(_whole(one.title), _whole(one.text), str(one.kind), one.by, one.url)
        for one in found.hits
    ]  # fmt: skip
    return {"total": found.total, "items": hits}


def _whole(pieces: Sequence[Any]) -> str:
    return "".join(piece.text for piece in pieces)
