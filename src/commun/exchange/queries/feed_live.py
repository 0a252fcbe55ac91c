"""What the live door reads: who may listen, and the facts that each listener has not had, in their words."""

import datetime as dt
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from commun.core import clock, live, scope
from commun.core.models import Fact, Space
from commun.exchange.queries import feed, feed_wide
from commun.exchange.queries.feed_entries import Entry, here_of
from commun.governance import policies, states
from commun.governance.queries import register
from commun.governance.queries.presentation import public_spaces
from commun.people.models import Person
from commun.ui.dates import day, day_of

BATCH: Final = 100
# Whoever comes back from further than that reads the page again.
REPLAY_MOST: Final = 2000


@dataclass(frozen=True)
class Voice:
    """How one reads: the language and the hours of one's place. Listeners of one voice share their words."""

    language: str
    time_zone: str


@dataclass(frozen=True)
class Listener:
    """Somebody of the group, by one session, on one page; ``after`` is the last position they had."""

    space: Space
    person_id: int
    session: str
    voice: Voice
    after: int
    is_behind: bool


@dataclass(frozen=True)
class Batch:
    """Facts after a position: those of each voice, and up to where the chain was read."""

    until: int
    is_last: bool
    words: dict[Voice, list[tuple[int, str, bytes]]]
    allowed: frozenset[tuple[int, str]]
    _told: dict[tuple[Voice, str, int], bytes] = field(default_factory=dict)

    def told(self, voice: Voice, room: str, after: int) -> bytes:
        """What somebody is sent; those of one voice who were told as much are sent the same bytes."""
        key = (voice, room, after)
        if key not in self._told:
            words = self.words[voice]
            self._told[key] = b"".join(event for at, of, event in words if at > after and room in {"", of})
        return self._told[key]


def listener_of(session: str, slug: str, asked: int | None) -> Listener | None:
    """Whoever this session is of, if they are in the group today. ``asked``: the last position they had, if any."""
    person = live.person_of(session)
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=slug).first() if person is not None else None
    if person is None or space is None or not policies.is_inside(policies.membership_of(person, space)):
        return None
    return _listener(person, space, session, feed.head_of(space), asked)


def listeners_of(session: str, asked: Mapping[str, int]) -> list[Listener]:
    """Whoever this session is of, in each of their groups of today. ``asked``: by group, the last position they had."""
    person = live.person_of(session)
    spaces = list(policies.spaces_of(person)) if person is not None else []
    heads = feed.heads_of(spaces)
    return [_listener(person, one, session, heads.get(one.pk, 0), asked.get(one.slug)) for one in spaces if person]


def _listener(person: Person, space: Space, session: str, head: int, asked: int | None) -> Listener:
    after = head if asked is None else min(asked, head)
    is_behind = head - after > REPLAY_MOST
    voice = Voice(person.language, person.time_zone)
    return Listener(space, person.pk, session, voice, head if is_behind else after, is_behind)


def read_after(space: Space, after: int, listeners: Sequence[Listener]) -> Batch:
    """What was told after a position, for those of these listeners who are still in the group and signed in.

    A fact is committed under the lock of its chain: none can appear later below one that was read.
    """
    head = feed.head_of(space)
    with scope.use(space):
        facts = list(register.told_facts().filter(position__gt=after, position__lte=head).order_by("position")[:BATCH])
        words = {
            voice: _words(space, facts, voice) if facts else [] for voice in {listener.voice for listener in listeners}
        }
        is_last = len(facts) < BATCH
        return Batch(head if is_last else facts[-1].position, is_last, words, _allowed(space, listeners))


@dataclass(frozen=True)
class Public:
    """What groups make public that is new to somebody: mark, moment and event of each line, oldest first, by voice."""

    words: dict[Voice, list[tuple[str, dt.datetime, bytes]]]
    allowed: frozenset[tuple[int, str]]


def hears_public(listener: Listener, room: str) -> bool:
    """Whether this page shows what the groups of a network make public."""
    return listener.space.kind == Space.Kind.NETWORK and room in {"", feed_wide.PUBLIC_ROOM}


def public_after(space: Space, listeners: Sequence[Listener], since: dt.datetime, known: Container[str]) -> Public:
    """What the groups of a network tell everybody now, to who is still in it and signed in. 14 queries at most.

    Only what is younger than ``since`` and not ``known`` (marks) to all of them is put in words: mostly nothing is.
    """
    told = feed_wide.public_entries(feed_wide.inside_of(space))
    return Public(_new_of(told, listeners, since, known), _allowed(space, listeners))


def listener_outside(session: str, slug: str, language: str) -> Listener | None:
    """Anybody at all, where the presentation of a group is public; without an account, in the language they read."""
    space = Space.objects.filter(pk__in=public_spaces(), slug=slug).first()
    if space is None:
        return None
    person = live.person_of(session)
    if person is not None:
        return _listener(person, space, session, 0, None)
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return Listener(space, 0, "", Voice(known, clock.PARIS.key), 0, False)


def outside_after(space: Space, listeners: Sequence[Listener], since: dt.datetime, known: Container[str]) -> Public:
    """What everybody may follow of a group, as long as its presentation is public. 20 queries at most."""
    if space.pk not in public_spaces():
        return Public({listener.voice: [] for listener in listeners}, frozenset())
    words = _new_of(feed_wide.outside_entries(space), listeners, since, known)
    return Public(words, frozenset((listener.person_id, listener.session) for listener in listeners))


def _new_of(
    told: Iterable[Entry], listeners: Sequence[Listener], since: dt.datetime, known: Container[str]
) -> dict[Voice, list[tuple[str, dt.datetime, bytes]]]:
    entries = sorted((one for one in told if one.at > since and one.mark not in known), key=lambda one: one.at)
    words = {}
    for voice in {listener.voice for listener in listeners}:
        with translation.override(voice.language), timezone.override(feed.zone_of(voice.time_zone)):
            words[voice] = [(one.mark, one.at, _public_event(one)) for one in entries]
    return words


def _public_event(one: Entry) -> bytes:
    """Without a position: it would count what a group does among its own."""
    return _written(one, one.group, render_to_string("exchange/feed/_entry.html", {"one": replace(one, group="")}))


# Whoever left the group, whose account is closed or whose session ended: mostly nobody.
_SHUT_OUT = """
    SELECT person, key FROM unnest(%s::bigint[], %s::text[]) AS listening (person, key)
    LEFT JOIN governance_membership m ON m.space_id = %s AND m.person_id = person AND m.state = ANY(%s)
    LEFT JOIN people_person p ON p.id = m.person_id AND p.is_active
    LEFT JOIN django_session s ON s.session_key = key AND s.expire_date > %s
    WHERE p.id IS NULL OR s.session_key IS NULL
"""


def _allowed(space: Space, listeners: Sequence[Listener]) -> frozenset[tuple[int, str]]:
    """Rights at the moment of sending. 1 query, however many listen: it is asked for each event."""
    asked = {(listener.person_id, listener.session) for listener in listeners}
    people, keys = [person for person, _key in asked], [key for _person, key in asked]
    with connection.cursor() as cursor:
        cursor.execute(_SHUT_OUT, [people, keys, space.pk, list(states.INSIDE), clock.now()])
        return frozenset(asked - {(person, key) for person, key in cursor.fetchall()})


def _words(space: Space, facts: Sequence[Fact], voice: Voice) -> list[tuple[int, str, bytes]]:
    """(position, room, event) of each fact, ready to be sent."""
    with translation.override(voice.language), timezone.override(feed.zone_of(voice.time_zone)):
        return [
            (one.fact.position, one.fact.name.partition(".")[0], _event(space, one))
            for one in feed.told_of(space, facts)
        ]


def _event(space: Space, one: feed.Told) -> bytes:
    """One fact: its name is its position, so that it is never sent twice."""
    position, html = one.fact.position, render_to_string("exchange/feed/_line.html", {"one": one})
    return f"id: {position}\n".encode() + _written(here_of(one), space.name, html, position=position)


def _written(entry: Entry, group: str, html: str, **more: int) -> bytes:
    """One event of the stream (server-sent events)."""
    content = more | {
        "mark": entry.mark,
        "group": group,
        "nature": entry.nature,
        "room": entry.room,
        "sentence": entry.sentence,
        "day": day_of(entry.at).isoformat(),
        "title": day(entry.at),
        "html": html,
    }
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()
