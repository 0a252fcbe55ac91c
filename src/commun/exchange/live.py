"""The live door of « Ce qui se passe »: what happens in a group, as it happens, and what was missed meanwhile.

One stream tells of one group, or of all of a person's groups: then each event is named by its group and its position.

The stream of a network tells what its groups make public too, that of a public page what everybody may follow: without
a position, which would count what a group does among its own. The page knows by its mark what it shows already; who
comes back is told again what is younger than it.

However many listen, one database connection hears and reads for all (``core.line``): each growth of the chain is read
once for all of a group's listeners, and each event goes to those who may read it at that very moment.
"""

import asyncio
import contextlib
import datetime as dt
import re
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from commun.core import clock, journal, live
from commun.core.models import Space
from commun.exchange.queries import feed_live as queries
from commun.exchange.queries import feed_texts as texts
from commun.exchange.queries import feed_wide
from commun.exchange.queries.feed_live import Listener

PREFIX = "/vif/fil/"
_PATH = re.compile(r"/vif/fil/(?:(?P<space>[-\w]{1,60})/(?P<public>public/)?)?")
_POSITION = re.compile(r"[0-9]{1,18}")
# « one-group:12 », as many as there are groups, with commas between them.
_PLACES = re.compile(r"([-\w]{1,60}):([0-9]{1,18})")
_IDS = re.compile(rb"^id: ", re.MULTILINE)
# A listener that is that late is cut: it comes back and says where it was.
WAITING_MOST = 500
# Listeners of public pages in one process: whoever comes after them reads the page again.
OUTSIDE_MOST = 1000
# What was done in a group is read once it is written: the longest act. What the page has already bears its mark.
SLOWEST = dt.timedelta(minutes=15)


def path_of(space: Space | None) -> str:
    """Where the pages of a group listen; or, for None, the page of all of one's groups."""
    return f"{PREFIX}{space.slug}/" if space is not None else PREFIX


def public_path_of(space: Space) -> str:
    """Where the public page of a group listens."""
    return f"{PREFIX}{space.slug}/public/"


def place_of(space: Space, position: int) -> str:
    """How far somebody has read one of their groups."""
    return f"{space.slug}:{position}"


@dataclass(eq=False)
class _Seat:
    """One listener, what waits for it, and how far it was told. The seats of one stream share what waits."""

    listener: Listener
    room: str
    after: int
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=asyncio.Queue)
    is_wide: bool = False
    where: str = "group"
    # Of a seat among what groups make public: since when, and what it was told.
    since: dt.datetime = field(default_factory=clock.now)
    marks: set[str] = field(default_factory=set)

    def say(self, told: bytes) -> None:
        """Put these events in the queue."""
        if self.is_wide:
            told = _IDS.sub(f"id: {self.listener.space.slug}:".encode(), told)
        self.queue.put_nowait(told)


class _Hall:
    """Those who listen to one group in this process, and the task that tells them."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.seats: set[_Seat] = set()
        self.came = asyncio.Event()
        self.teller = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        try:
            await self._follow()
        finally:
            # They come back, and say where they were.
            for seat in list(self.seats):
                self._end(seat)

    async def _follow(self) -> None:
        async with live.hub.following(journal.topic_of(self.space.pk)) as heard:
            while True:
                await self._tell_all(heard)

    async def _tell_all(self, heard: "asyncio.Queue[str]") -> None:
        """Tell what is new, then wait until the chain grows or somebody comes."""
        self.came.clear()
        _empty(heard)
        while not await self._tell_once():
            pass
        await _first_of(heard.get(), self.came.wait())

    async def _tell_once(self) -> bool:
        """Read once for all; True when nobody is behind any more."""
        seats = list(self.seats)
        if not seats:
            return True
        listeners, after = [seat.listener for seat in seats], min(seat.after for seat in seats)
        batch = await live.hub.read(lambda: queries.read_after(self.space, after, listeners))
        for seat in seats:
            if (seat.listener.person_id, seat.listener.session) not in batch.allowed:
                self._end(seat)
                continue
            told = batch.told(seat.listener.voice, seat.room, seat.after)
            if told:
                seat.say(told)
            seat.after = max(seat.after, batch.until)
            if seat.queue.qsize() > WAITING_MOST:
                self._end(seat)
        return batch.is_last

    def _end(self, seat: _Seat) -> None:
        self.seats.discard(seat)
        seat.queue.put_nowait(b"")


class _Square(_Hall):
    """Those who listen in this process to what the groups of a network make public."""

    told = staticmethod(queries.public_after)

    async def _follow(self) -> None:
        while True:
            linked = await live.hub.read(lambda: feed_wide.linked_to(self.space))
            async with contextlib.AsyncExitStack() as stack:
                heard = [
                    await stack.enter_async_context(live.hub.following(journal.topic_of(one.pk)))
                    for one in (self.space, *linked)
                ]
                # Which groups are linked to it is told by the chain of the network.
                while not await self._tell_public(heard):
                    pass

    async def _tell_public(self, heard: Sequence["asyncio.Queue[str]"]) -> bool:
        """Tell what is public and new, then wait until a chain grows or somebody comes; True: that of the network."""
        self.came.clear()
        own, *others = heard
        for queue in others:
            _empty(queue)
        seats = list(self.seats)
        if seats:
            listeners, known = [seat.listener for seat in seats], set.intersection(*(seat.marks for seat in seats))
            since = min(seat.since for seat in seats)
            found = await live.hub.read(lambda: self.told(self.space, listeners, since, known))
            for seat in seats:
                self._say_what_is_new(seat, found)
        return (await _first_of(own.get(), self.came.wait(), *(queue.get() for queue in others)))[0]

    def _say_what_is_new(self, seat: _Seat, found: queries.Public) -> None:
        if (seat.listener.person_id, seat.listener.session) not in found.allowed:
            self._end(seat)
            return
        for mark, at, event in found.words[seat.listener.voice]:
            if mark not in seat.marks and at > seat.since:
                seat.say(event)
            # What is too old for this one is known too: else it would be put in words at each act, for nobody.
            seat.marks.add(mark)


class _Forum(_Square):
    """Those who listen in this process to the public page of a group, with an account or without."""

    told = staticmethod(queries.outside_after)


def _empty(queue: "asyncio.Queue[str]") -> None:
    while not queue.empty():
        queue.get_nowait()


async def _first_of(*waited: Coroutine[Any, Any, object]) -> list[bool]:
    """Wait until one of these comes; which of them did."""
    tasks = [asyncio.ensure_future(one) for one in waited]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return [one.done() for one in tasks]
    finally:
        for one in tasks:
            one.cancel()


_KINDS = {"group": _Hall, "around": _Square, "outside": _Forum}
_halls: dict[tuple[str, int], _Hall] = {}


@contextlib.asynccontextmanager
async def _seated(seats: Sequence[_Seat]) -> AsyncIterator["asyncio.Queue[bytes | None]"]:
    """Listen as long as the block lasts; the last one out of a hall closes it."""
    taken = [(_enter(seat), seat) for seat in seats]
    try:
        yield seats[0].queue
    finally:
        for hall, seat in taken:
            hall.seats.discard(seat)
            place = (seat.where, hall.space.pk)
            if not hall.seats and _halls.get(place) is hall:
                del _halls[place]
                hall.teller.cancel()


def _enter(seat: _Seat) -> _Hall:
    place = (seat.where, seat.listener.space.pk)
    hall = _halls.get(place)
    if hall is None or hall.teller.done() or hall.teller.get_loop() is not asyncio.get_running_loop():
        hall = _halls[place] = _KINDS[seat.where](seat.listener.space)
    hall.seats.add(seat)
    hall.came.set()
    return hall


async def entrance(scope_: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Stream what happens in a group to one of its people, or in all of a person's groups; else a bare 404.

    The stream of a public page is for everybody.
    """
    found = _PATH.fullmatch(scope_["path"]) if scope_["type"] == "http" and scope_["method"] == "GET" else None
    query = parse_qs(scope_.get("query_string", b"").decode("latin-1"))
    seats: list[_Seat] = []
    if found is not None:
        seats = await (_outside if found["public"] else _inside)(scope_, found["space"], query)
    if not seats:
        await live.refuse(send)
        return
    await live.pour(_seated(seats), lambda event: event, receive, send)


async def _inside(scope_: live.Scope, slug: str | None, query: dict[str, list[str]]) -> list[_Seat]:
    """The seats of somebody in a group, or in all of theirs; none for anybody else."""
    listeners = await live.hub.read(lambda: _listeners(scope_, slug, query))
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = query.get("salle", [""])[0]
    seats = [_Seat(listener, room, listener.after, queue, slug is None) for listener in listeners]
    for seat in seats:
        if seat.listener.is_behind:
            seat.say(f"id: {seat.after}\nevent: behind\ndata: {{}}\n\n".encode())
    among = [seat for seat in seats if slug is not None and queries.hears_public(seat.listener, room)]
    return seats + [_among_public(seat.listener, "around", query, queue) for seat in among]


async def _outside(scope_: live.Scope, slug: str, query: dict[str, list[str]]) -> list[_Seat]:
    """The seat of anybody at all before a public page; none where it is not public, or when too many listen."""
    if _is_full():
        return []
    key, language = live.session_key(scope_), query.get("langue", [""])[0]
    listener = await live.hub.read(lambda: queries.listener_outside(key, slug, language))
    # Others may have come in meanwhile.
    return [] if listener is None or _is_full() else [_among_public(listener, "outside", query, asyncio.Queue())]


def _is_full() -> bool:
    return sum(len(hall.seats) for (where, _pk), hall in _halls.items() if where == "outside") >= OUTSIDE_MOST


def _among_public(
    listener: Listener, where: str, query: dict[str, list[str]], queue: "asyncio.Queue[bytes | None]"
) -> _Seat:
    """Where what groups make public is told."""
    asked = "".join(query.get("depuis", ())[:1])
    since = texts.moment_of(int(asked)) if _POSITION.fullmatch(asked) else None
    return _Seat(listener, "", 0, queue, where=where, since=(since or clock.now()) - SLOWEST)


def _listeners(scope_: live.Scope, slug: str | None, query: dict[str, list[str]]) -> list[Listener]:
    """Whoever asks, in the group of this address, or in each of theirs."""
    key = live.session_key(scope_)
    if slug is None:
        return queries.listeners_of(key, dict(_places(scope_, query)))
    listener = queries.listener_of(key, slug, _asked(scope_, query))
    return [] if listener is None else [listener]


def _places(scope_: live.Scope, query: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """What the page was made with, then the last event that the browser had: of its group, that is the last word."""
    for word in (*query.get("apres", ()), *_last(scope_)):
        for slug, position in _PLACES.findall(word):
            yield slug, int(position)


def _asked(scope_: live.Scope, query: dict[str, list[str]]) -> int | None:
    """The last position that the browser had: its own word first, then what its page was made with."""
    for word in (*_last(scope_), *query.get("apres", ())):
        if _POSITION.fullmatch(word):
            return int(word)
    return None


def _last(scope_: live.Scope) -> list[str]:
    """The last event that the browser had, in its own word."""
    return [value.decode("latin-1") for name, value in scope_.get("headers", ()) if name == b"last-event-id"]
