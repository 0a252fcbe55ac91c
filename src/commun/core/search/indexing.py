"""Search documents are kept up: after each fact of the journal, and whole when asked.

Nobody calls the search from an action: every change is told by a fact, and the fact names the thing. Once the
transaction is over the things that its facts name are read again, and what they say now is what is found. Whoever dies
in between leaves facts behind that were not followed: the clock follows them the next minute (``tasks``).
"""

import hashlib
import json
import logging
import re
import unicodedata
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.db import transaction
from django.utils import timezone, translation

from commun.algo.text import as_tsvector, fold
from commun.core import clock, jobs, scope
from commun.core.models import ChainHead, Fact, Space
from commun.core.search.sources import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Document,
    Source,
    author_facts,
    inside,
    sources,
    whole_facts,
)
from commun.core.search.tables import SearchDocument, SearchState, SearchWord

logger = logging.getLogger(__name__)
AT_ONCE: Final = 500
CHUNK: Final = 200
# A group that was never indexed and has a long past is left to the clock: nobody waits for it behind a button.
LONG_PAST: Final = 500
_LETTERS = re.compile(r"[^\W\d_]{4,30}")
# Raised when words are read otherwise (``algo.text``): the next night writes every document again.
TERMS: Final = 2
Things = dict[str, set[str]]


@dataclass(frozen=True)
class Told:
    """What a fact of the journal says, as far as the search needs it."""

    name: str
    kind: str
    ref: str
    person_id: int | None = None
    position: int = 0


def follow(space_id: int) -> int:
    """Read again what the facts since last time speak of; returns how many facts were followed.

    Facts are committed in order under the lock of their chain: none appears later below one that was read.
    """
    followed = 0
    while True:
        with transaction.atomic(), scope.everywhere("the search follows one chain at a time"):
            state = _state(space_id)
            if state is None:
                return followed
            rows = Fact.objects.filter(space=space_id, position__gt=state.position).order_by("position")
            fields = ("name", "about_kind", "about_ref", "person_id", "position")
            facts = [Told(*row) for row in rows.values_list(*fields)[:AT_ONCE]]
            if not facts:
                return followed
            _read_again(space_id, facts)
            _read_authors(space_id, {fact.ref for fact in facts if fact.name in author_facts})
            is_whole = any(fact.name in whole_facts for fact in facts)
            state.position = facts[-1].position
            state.save(update_fields=["position"])
        if is_whole:
            _ask_for_all(space_id)
        followed += len(facts)
        if len(facts) < AT_ONCE:
            return followed


def _state(space_id: int) -> SearchState | None:
    """The lock of the space; None when its past is long and nobody read it yet."""
    locked = SearchState.objects.select_for_update()
    found = locked.filter(pk=space_id).first()
    if found is None:
        if _head(space_id) > LONG_PAST:
            return None
        SearchState.objects.bulk_create([SearchState(space_id=space_id)], ignore_conflicts=True)
        found = locked.get(pk=space_id)
    return found


def _head(space_id: int) -> int:
    return ChainHead.objects.filter(pk=space_id).values_list("position", flat=True).first() or 0


def touch(space_id: int, kind: str, ref: str) -> None:
    """Read a thing again, that changed without a fact (a text that is written together). Once the change is over."""
    transaction.on_commit(lambda: _touched(space_id, kind, ref), robust=True)


def _touched(space_id: int, kind: str, ref: str) -> None:
    with transaction.atomic(), scope.everywhere("the search reads one thing again"):
        if _state(space_id) is not None:
            _read_again(space_id, [Told("", kind, ref)])


def _read_again(space_id: int, told: Iterable[Told]) -> None:
    """The things that these facts speak of; where a source names a fact, it wins over the kind of its thing."""
    facts = list(told)
    things: dict[int, Things] = defaultdict(lambda: defaultdict(set))
    for name, source in _named():
        refs: dict[str, set[str]] = defaultdict(set)
        people: dict[str, set[int]] = defaultdict(set)
        for fact in facts:
            refs[fact.name if fact.name in source.about else fact.kind].add(fact.ref)
            if fact.person_id is not None:
                people[fact.kind].add(fact.person_id)
        for key in refs.keys() & source.about.keys():
            things[space_id][name].update(source.about[key](space_id, refs[key]))
        for key in people.keys() & source.about_house.keys():
            for other, theirs in source.about_house[key](people[key]).items():
                things[other][name].update(theirs)
    for other, theirs in things.items():
        index(other, theirs)


def _read_authors(space_id: int, members: Collection[str]) -> None:
    """All that these memberships wrote."""
    if not members:
        return
    mine = SearchDocument.objects.filter(space=space_id, member_id__in=[int(one) for one in members if one.isdigit()])
    things: Things = defaultdict(set)
    for name, ref in mine.values_list("source", "ref"):
        things[name].add(ref)
    index(space_id, things)


def _ask_for_all(space_id: int) -> None:
    from commun.core.search import tasks

    jobs.enqueue_once(tasks.index_group, f"search:{space_id}", space_id=space_id)


def index(space_id: int, things: Things) -> int:
    """Write what these things of a space say now, take away those that say nothing; returns how many changed."""
    space = Space.objects.get(pk=space_id)
    changed = 0
    with _as_read_in(space):
        for name, refs in things.items():
            source = sources.get(name)
            if source is not None and refs:
                changed += _keep(space_id, name, source, sorted(refs))
    return changed


def index_space(space: Space, say: Callable[[str, int], None] = lambda name, count: None) -> int:
    """Index a whole group again; twice is once. Returns how many documents changed.

    All is read without a lock first; then what differs is read again and written, some at a time, under the lock: no
    one who writes in the group meanwhile waits for long.
    """
    head = _head(space.pk)
    changed = 0
    with _as_read_in(space):
        for name, source in _named():
            stale = sorted(_stale(space.pk, name, source))
            for start in range(0, len(stale), CHUNK):
                with transaction.atomic():
                    SearchState.objects.select_for_update().filter(pk=space.pk).first()
                    changed += _keep(space.pk, name, source, stale[start : start + CHUNK])
                say(str(source.label), min(start + CHUNK, len(stale)))
        changed += _forget_unknown(space.pk)
        _forget_words(space.pk)
    SearchState.objects.bulk_create([SearchState(space=space, position=head)], ignore_conflicts=True)
    return changed


def _stale(space_id: int, name: str, source: Source) -> set[str]:
    """References whose document is not what the thing says, or should not be there."""
    known = dict(SearchDocument.objects.filter(space=space_id, source=name).values_list("ref", "digest"))
    stale = set()
    for document in source.documents(space_id, None):
        if known.pop(document.ref, None) != _row(space_id, name, document).digest:
            stale.add(document.ref)
    return stale | known.keys()


@contextmanager
def _as_read_in(space: Space) -> Iterator[None]:
    """In the language and at the hours of the group, whoever acts: the same thing always gives the same document."""
    try:
        zone = zoneinfo.ZoneInfo(space.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = clock.PARIS
    with scope.use(space), translation.override(space.language), timezone.override(zone):
        yield


def _named() -> Iterator[tuple[str, Source]]:
    for name in sources.names():
        source = sources.get(name)
        if source is not None:
            yield name, source


def _keep(space_id: int, name: str, source: Source, refs: Collection[str]) -> int:
    """Make the documents of these things be what they say now."""
    rows = SearchDocument.objects.filter(space=space_id, source=name, ref__in=refs)
    known = dict(rows.values_list("ref", "digest"))
    changed: list[SearchDocument] = []
    seen = set()
    for document in source.documents(space_id, refs):
        seen.add(document.ref)
        row = _row(space_id, name, document)
        if known.get(document.ref) != row.digest:
            row.search = as_tsvector([(row.title, "A"), (document.tags, "B"), (row.body, "C")])
            changed.append(row)
    _write(space_id, changed)
    gone = known.keys() - seen
    if gone:
        SearchDocument.objects.filter(space=space_id, source=name, ref__in=gone).delete()
    return len(changed) + len(gone)


def _row(space_id: int, name: str, document: Document) -> SearchDocument:
    row = SearchDocument(
        space_id=space_id,
        source=name,
        ref=document.ref,
        readers=sorted(document.readers) or [inside(space_id)],
        url=document.url,
        title=_clean(document.title)[:LONGEST_TITLE],
        body=_clean(document.body)[:LONGEST_BODY],
        name_key=fold(document.title)[:160] if document.is_name else "",
        member_id=document.member_id,
        at=document.at,
    )
    said = [row.readers, row.url, row.title, row.body, document.tags, row.name_key, row.member_id, row.at.isoformat()]
    row.digest = hashlib.sha256(json.dumps([TERMS, *said], ensure_ascii=False).encode()).hexdigest()
    return row


def _clean(text: str) -> str:
    return text.replace("\x00", " ").strip()


WRITTEN = ("readers", "url", "title", "body", "name_key", "member_id", "at", "search", "digest")


def _write(space_id: int, rows: list[SearchDocument]) -> None:
    if rows:
        SearchDocument.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["space", "source", "ref"], update_fields=WRITTEN
        )
        words: set[str] = set()
        for row in rows:
            words |= words_of(f"{row.title} {row.body}")
        SearchWord.objects.bulk_create(
            [SearchWord(space_id=space_id, word=word) for word in sorted(words)],
            ignore_conflicts=True,
            batch_size=5000,
        )


def words_of(text: str) -> set[str]:
    """The words of a text that may be proposed in place of a slip, folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return {_folded(word) for word in set(_LETTERS.findall(text))}


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return fold(word)


def _forget_unknown(space_id: int) -> int:
    """Documents of sources that are no more."""
    count, _by_model = SearchDocument.objects.filter(space=space_id).exclude(source__in=sources.names()).delete()
    return count


def _forget_words(space_id: int) -> None:
    """Words that no document of the group has any more."""
    kept: set[str] = set()
    texts = SearchDocument.objects.filter(space=space_id).values_list("title", "body")
    for title, body in texts.iterator(chunk_size=2000):
        kept |= words_of(f"{title} {body}")
    known = SearchWord.objects.filter(space=space_id).values_list("pk", "word")
    gone = [pk for pk, word in known.iterator(chunk_size=5000) if word not in kept]
    for start in range(0, len(gone), 5000):
        SearchWord.objects.filter(space=space_id, pk__in=gone[start : start + 5000]).delete()


def index_everything(say: Callable[[str], None] = lambda sentence: None) -> int:
    """Index every group again; returns how many documents changed."""
    changed = 0
    for space in Space.objects.order_by("pk"):
        count = index_space(space)
        changed += count
        say(f"{space.name} : {count}")
    return changed


def catch_up() -> None:
    """Follow the chains that moved and were not followed; index the groups that never were."""
    for space in Space.objects.select_related("chain_head", "search_state").order_by("pk"):
        head = getattr(space, "chain_head", None)
        state = getattr(space, "search_state", None)
        try:
            if state is None:
                index_space(space)
            elif head is not None and head.position > state.position:
                follow(space.pk)
        except Exception:
            logger.exception("the search could not follow %s", space.slug)
