"""The journal: one append-only, hash-chained line per fact, written in the transaction of the change itself.

A chain holds references and digests; personal words (reasons, notes) stay in FactWords, which can be erased
without breaking the chain. Facts must be declared first, each with the sentence people read.
"""

import datetime as dt
import functools
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from commun.core import clock, live, scope
from commun.core.models import ChainHead, Fact, FactWords, Space

HOUSE_SLUG = "la-maison"


@dataclass(frozen=True)
class FactKind:
    """A fact that a room may record; ``sentence`` (translatable) is filled with actor, about and data.

    ``is_told`` is false for what follows from another fact of the same act: kept and chained, not shown.
    """

    name: str
    sentence: Any
    is_told: bool = True


@dataclass(frozen=True)
class Person:
    """The actor is a person."""

    id: int


@dataclass(frozen=True)
class Rule:
    """The actor is a rule that people adopted; the clock only executes it."""

    name: str


PROGRAM = Rule("")
kinds: dict[str, FactKind] = {}
# Called with the space once a transaction that wrote facts in it is over: the search reads again what they speak of.
followers: list[Callable[[int], object]] = []


class UnknownFact(KeyError):
    """This fact was not declared by its room."""


def declare(*facts: FactKind) -> None:
    """Make facts known (called from each room's journal.py)."""
    for fact in facts:
        kinds[fact.name] = fact


def record(
    name: str,
    *,
    space: Space,
    actor: Person | Rule,
    about: tuple[str, str | int],
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
    at: dt.datetime | None = None,
) -> Fact:
    """Add one fact to the chain of ``space``; must run inside the transaction of the change.

    ``data`` holds references (ids, codes, dates as text); ``words`` personal words kept apart.
    Raises UnknownFact when no room declared ``name``.
    """
    if name not in kinds:
        raise UnknownFact(name)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of the change")
    head = _locked_head(space)
    kept = {key: text for key, text in (words or {}).items() if text}
    salts = {key: secrets.token_hex(16) for key in kept}
    content = dict(data or {})
    if kept:
        content["words"] = {key: word_digest(salts[key], text) for key, text in kept.items()}
    fact = Fact(
        space=space,
        position=head.position + 1,
        name=name,
        at=at or clock.now(),
        actor=_actor_kind(actor),
        person_id=actor.id if isinstance(actor, Person) else None,
        rule=actor.name if isinstance(actor, Rule) else "",
        about_kind=about[0],
        about_ref=str(about[1]),
        data=content,
        previous=head.digest,
    )
    fact.digest = digest_of(fact)
    fact.save(force_insert=True)
    person_id = fact.person_id
    FactWords._base_manager.bulk_create(
        FactWords(space=space, fact=fact, key=key, salt=salts[key], text=text, person_id=person_id)
        for key, text in kept.items()
    )
    _move(head, fact.position, fact.digest)
    return fact


@dataclass(frozen=True)
class Entry:
    """One fact among many recorded at once; see ``record`` for its fields."""

    name: str
    about: tuple[str, str | int]
    data: Mapping[str, Any]


def record_many(entries: Sequence[Entry], *, space: Space, actor: Person | Rule) -> list[Fact]:
    """Add facts without personal words to the chain, in order: as ``record``, in four queries for all of them."""
    unknown = {entry.name for entry in entries} - kinds.keys()
    if unknown:
        raise UnknownFact(*sorted(unknown))
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of the change")
    if not entries:
        return []
    head = _locked_head(space)
    position, previous, at = head.position, head.digest, clock.now()
    facts: list[Fact] = []
    for position, entry in enumerate(entries, start=head.position + 1):
        fact = Fact(
            space=space,
            position=position,
            name=entry.name,
            at=at,
            actor=_actor_kind(actor),
            person_id=actor.id if isinstance(actor, Person) else None,
            rule=actor.name if isinstance(actor, Rule) else "",
            about_kind=entry.about[0],
            about_ref=str(entry.about[1]),
            data=dict(entry.data),
            previous=previous,
        )
        previous = fact.digest = digest_of(fact)
        facts.append(fact)
    Fact._base_manager.bulk_create(facts, batch_size=500)
    _move(head, position, previous)
    return facts


@dataclass
class _Alone:
    """The ends of the chains and the house, kept in mind by the only writer."""

    heads: dict[int, ChainHead] = field(default_factory=dict)
    house: Space | None = None


_alone: ContextVar[_Alone | None] = ContextVar("alone", default=None)


@contextmanager
def alone() -> Iterator[None]:
    """For the only writer of a long transaction (the demo): each chain is held once, its end is written at the end."""
    kept = _Alone()
    token = _alone.set(kept)
    try:
        yield
        for head in kept.heads.values():
            ChainHead.objects.filter(pk=head.pk).update(position=head.position, digest=head.digest)
    finally:
        _alone.reset(token)


def house() -> Space:
    """The space whose chain holds the facts of no group (notices, sources, accounts)."""
    kept = _alone.get()
    if kept is not None and kept.house is not None:
        return kept.house
    space = Space.objects.filter(slug=HOUSE_SLUG).first()
    if kept is not None:
        kept.house = space
    if space is None:
        space, _ = Space.objects.get_or_create(
            slug=HOUSE_SLUG,
            defaults={"name": "La maison", "kind": Space.Kind.HOUSE, "created_at": clock.now()},
        )
    return space


def hold(space: Space) -> None:
    """Take the lock under which facts of the space are written, before any other one.

    A decision writes its facts, then locks what it changes: who locks that first and tells it after would wait for
    it crosswise.
    """
    _locked_head(space)


def _locked_head(space: Space) -> ChainHead:
    kept = _alone.get()
    if kept is not None and space.pk in kept.heads:
        return kept.heads[space.pk]
    locked = ChainHead.objects.select_for_update()
    head = locked.filter(pk=space.pk).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(space=space)], ignore_conflicts=True)
        head = locked.get(pk=space.pk)
    if kept is not None:
        kept.heads[space.pk] = head
    return head


# The end of the chain moves, and those who follow the stream of the space are woken once this is committed.
_MOVE = "UPDATE core_chainhead SET position = %s, digest = %s WHERE space_id = %s RETURNING pg_notify(%s, %s)"


def topic_of(space_id: int) -> str:
    """What is heard on the live connection when the chain of a space grows."""
    return f"journal:{space_id}"


def _move(head: ChainHead, position: int, digest: str) -> None:
    head.position, head.digest = position, digest
    if _alone.get() is not None:
        return
    word = live.word_of(topic_of(head.pk), "fact", str(position))
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [position, digest, head.pk, live.CHANNEL, word])
    for follower in followers:
        # With its name: Django writes it to the log when it fails, and fails itself without.
        heard = functools.update_wrapper(functools.partial(follower, head.pk), follower)
        transaction.on_commit(heard, robust=True)


def _actor_kind(actor: Person | Rule) -> str:
    if isinstance(actor, Person):
        return Fact.Actor.PERSON
    return Fact.Actor.RULE if actor.name else Fact.Actor.SYSTEM


def word_digest(salt: str, text: str) -> str:
    """What a chain keeps of erasable words: SHA-256, salted so that nobody guesses short ones."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def digest_of(fact: Fact) -> str:
    """SHA-256 over the canonical JSON of the fact and of the link before it."""
    content = [
        fact.space_id,
        fact.position,
        fact.name,
        fact.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        str(fact.actor),
        fact.person_id,
        fact.rule,
        fact.about_kind,
        fact.about_ref,
        fact.data,
        fact.previous,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """A place where the chain does not hold."""

    space: str
    position: int
    reason: str


def verify(space: Space) -> list[Fault]:
    """Walk one chain from its first link; returns each row that was altered, removed or added."""
    with scope.use(space):
        return list(_walk(space))


def _walk(space: Space) -> Iterator[Fault]:
    previous, expected = "", 1
    facts = Fact.objects.order_by("position").prefetch_related("words")
    for fact in facts.iterator(chunk_size=500):
        if fact.position != expected:
            yield Fault(space.slug, expected, "missing")
            expected = fact.position
        if fact.previous != previous:
            yield Fault(space.slug, fact.position, "unlinked")
        if digest_of(fact) != fact.digest:
            yield Fault(space.slug, fact.position, "altered")
        yield from _altered_words(space, fact)
        previous, expected = fact.digest, expected + 1
    head = ChainHead.objects.filter(pk=space.pk).first()
    if head is not None and (head.position, head.digest) != (expected - 1, previous):
        yield Fault(space.slug, head.position, "head")


def _altered_words(space: Space, fact: Fact) -> Iterator[Fault]:
    digests = fact.data.get("words", {})
    for words in fact.words.all():
        if digests.get(words.key) != word_digest(words.salt, words.text):
            yield Fault(space.slug, fact.position, "words")
