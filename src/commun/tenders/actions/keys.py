"""Which thread a notice belongs to: strong keys first, the weak one last."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from commun.algo.notices.types import ParsedNotice
from commun.core.clock import PARIS
from commun.tenders.actions.incoming import Incoming, clip, label_of
from commun.tenders.actions.threads import is_relaunch
from commun.tenders.models import Notice, NoticeVersion, ThreadKey

WIDTH = 120
WEAK = "triple:"
FOLDER = "folder:"


@dataclass(eq=False, slots=True)
class Thread:
    """One opportunity while a batch is recorded: what is stored of it, and what comes to it."""

    notice: Notice | None = None
    keys: set[str] = field(default_factory=set)
    stored: list[NoticeVersion] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    absorbed: list[Notice] = field(default_factory=list)
    last_day: dt.date | None = None
    has_ended: bool = False

    def take(self, item: Incoming, keys: Iterable[str]) -> None:
        """One more version."""
        self.incoming.append(item)
        self.keys.update(keys)
        parsed = item.parsed
        if parsed.deadline:
            day = parsed.deadline.at.astimezone(PARIS).date()
            self.last_day = max(self.last_day or day, day)
        self.has_ended = self.has_ended or parsed.form == "result" or parsed.state == "cancelled"

    @property
    def age(self) -> tuple[bool, int]:
        """The oldest stored thread survives a merge."""
        return (self.notice is None, self.notice.pk if self.notice else 0)


def keys_of(parsed: ParsedNotice) -> tuple[list[str], list[str], list[str]]:
    """(own strong keys, keys of the notices it names, weak keys), each within the width of the column."""
    source, source_id, _version = label_of(parsed)
    linked = set(parsed.linked_ids)
    own = dict.fromkeys([f"{source}:{source_id}"])
    named = dict.fromkeys(parsed.linked_ids)
    weak: dict[str, None] = {}
    for key in parsed.thread_keys:
        if key.startswith(WEAK):
            weak[key] = None
        elif key not in linked:
            own[key] = None
    return [[clip(key, WIDTH) for key in group] for group in (own, named, weak)]  # type: ignore[return-value]


class Resolver:
    """Finds or opens the thread of each incoming notice, in memory, over what the database holds."""

    def __init__(self, items: Iterable[Incoming]) -> None:
        self._owner: dict[str, Thread] = {}
        self.threads: list[Thread] = []
        asked = {key for item in items for group in keys_of(item.parsed) for key in group}
        self._load(asked)

    def _load(self, asked: set[str]) -> None:
        ids = set(ThreadKey.objects.filter(key__in=asked).values_list("notice_id", flat=True))
        threads = {notice.pk: Thread(notice) for notice in Notice.objects.filter(pk__in=ids).defer("search")}
        for key, notice_id in ThreadKey.objects.filter(notice_id__in=ids).values_list("key", "notice_id"):
            threads[notice_id].keys.add(key)
            self._owner[key] = threads[notice_id]
        for version in NoticeVersion.objects.filter(notice_id__in=ids):
            threads[version.notice_id].stored.append(version)
        for thread in threads.values():
            assert thread.notice is not None
            deadline = thread.notice.deadline_at
            thread.last_day = deadline.astimezone(PARIS).date() if deadline else None
            thread.has_ended = thread.notice.state in {"cancelled", "awarded"}

    def place(self, item: Incoming) -> Thread:
        """Give the notice to its thread."""
        own, named, weak = keys_of(item.parsed)
        found = self._threads_of(own)
        followed = [one for one in self._threads_of(named) if self._follows(item.parsed, one, own)]
        keys = [*own, *weak, *(named if followed or not self._threads_of(named) else [])]
        found += [one for one in followed if one not in found]
        if not found:
            found = [one for one in self._threads_of(weak) if not _folders_differ(own, one.keys)][:1]
        thread = self._merged(found) if found else Thread()
        thread.take(item, (key for key in keys if self._owner.get(key, thread) is thread))
        for key in thread.keys:
            self._owner[key] = thread
        if thread not in self.threads:
            self.threads.append(thread)
        return thread

    def _threads_of(self, keys: Iterable[str]) -> list[Thread]:
        return list(dict.fromkeys(self._owner[key] for key in keys if key in self._owner))

    @staticmethod
    def _follows(parsed: ParsedNotice, thread: Thread, own: list[str]) -> bool:
        if _folders_differ(own, thread.keys):
            return False
        return not is_relaunch(parsed, thread.has_ended, thread.last_day)

    def _merged(self, found: list[Thread]) -> Thread:
        first, *others = sorted(found, key=lambda thread: thread.age)
        for other in others:
            first.keys |= other.keys
            first.stored += other.stored
            first.incoming += other.incoming
            first.absorbed += [*other.absorbed, *([other.notice] if other.notice else [])]
            first.has_ended = first.has_ended or other.has_ended
            first.last_day = max(filter(None, (first.last_day, other.last_day)), default=None)
            if other in self.threads:
                self.threads.remove(other)
        return first


def _folders_differ(own: Iterable[str], theirs: Iterable[str]) -> bool:
    """Two procedure identifiers, none in common: two opportunities, even with one title and one deadline."""
    mine = {key for key in own if key.startswith(FOLDER)}
    known = {key for key in theirs if key.startswith(FOLDER)}
    return bool(mine and known and not mine & known)
