"""The state of each text, as pycrdt reads it: kept in memory by each process, never trusted beyond what is committed.

pycrdt panics on what it cannot take (``PanicException``, no ``Exception``): that is caught here, for one text alone.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from commun.core.writing import trees
from commun.core.writing.tables import TextUpdate, TextVersion, WrittenText

T = TypeVar("T")
KEPT_MOST = 40
_NOT_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)


class Broken(Exception):
    """pycrdt cannot take this."""


@dataclass
class Kept:
    """A text's document at ``position``; ``is_sure`` is false while a change waits for its commit."""

    doc: Any
    position: int
    is_sure: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)


_kept: OrderedDict[int, Kept] = OrderedDict()
_lock = threading.Lock()


def guarded(work: Callable[[], T]) -> T:
    """Do what may panic. Raises Broken."""
    try:
        return work()
    except _NOT_OURS:
        raise
    except BaseException as problem:  # noqa: BLE001 - a panic of pycrdt is no Exception
        raise Broken(str(problem)) from None


@contextmanager
def opened(text: WrittenText) -> Iterator[Kept]:
    """The document of a text up to its last committed update (or that of this transaction), held by one thread."""
    with _lock:
        kept = _kept.get(text.pk)
        if kept is None:
            kept = _kept[text.pk] = Kept(None, 0)
        _kept.move_to_end(text.pk)
        while len(_kept) > KEPT_MOST:
            _kept.popitem(last=False)
    with kept.lock:
        if kept.doc is None or not kept.is_sure:
            kept.doc, kept.position, kept.is_sure = *_loaded(text), True
        else:
            _catch_up(text, kept)
        yield kept


def forget(text_id: int) -> None:
    """Read this text again next time."""
    with _lock:
        _kept.pop(text_id, None)


def applied(kept: Kept, content: bytes, position: int, text_id: int) -> None:
    """Take one more update; sure once the transaction commits. Raises Broken, and forgets the document."""
    kept.is_sure = False
    try:
        guarded(lambda: kept.doc.apply_update(content))
    except Broken:
        forget(text_id)
        raise

    def settle() -> None:
        if kept.position == position - 1:
            kept.position, kept.is_sure = position, True

    transaction.on_commit(settle)


def at_position(text: WrittenText, position: int) -> Any | None:
    """The document as it was after this update; None when the updates since then are no more kept."""
    doc, reached = _loaded(text, upto=position)
    return doc if reached == position else None


def state_of(kept: Kept) -> bytes:
    """Everything, as one update."""
    return bytes(kept.doc.get_update())


def _loaded(text: WrittenText, upto: int | None = None) -> tuple[Any, int]:
    versions = TextVersion.objects.filter(text=text)
    if upto is not None:
        versions = versions.filter(position__lte=upto)
    version = versions.order_by("-position").first()
    start = version.position if version else 0
    doc = guarded(lambda: trees.new_doc(bytes(version.content) if version else None))
    reached = start
    for position, content in _rows(text, start, upto):
        _take(doc, content)
        reached = position
    return doc, reached


def _catch_up(text: WrittenText, kept: Kept) -> None:
    for position, content in _rows(text, kept.position, None):
        _take(kept.doc, content)
        kept.position = position


def _take(doc: Any, content: bytes) -> None:
    guarded(lambda: doc.apply_update(content))


def _rows(text: WrittenText, after: int, upto: int | None) -> Iterator[tuple[int, bytes]]:
    rows = TextUpdate.objects.filter(text=text, position__gt=after).order_by("position")
    if upto is not None:
        rows = rows.filter(position__lte=upto)
    for position, content in rows.values_list("position", "content").iterator(chunk_size=1000):
        yield position, bytes(content)
