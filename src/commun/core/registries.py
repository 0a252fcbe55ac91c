"""Registries: where rooms add what the house shows or does as one. Each is filled in the rooms' ``ready()``.

No room imports a higher one; the lower floor only reads these lists.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """An ordered list to which rooms add, once each by name."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> None:
        """Add or, on reload, replace the item called ``name``."""
        self._items[name] = item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def get(self, name: str) -> T | None:
        """The item called ``name``, if any."""
        return self._items.get(name)

    def names(self) -> list[str]:
        """Names in order of registration."""
        return list(self._items)


@dataclass(frozen=True)
class NavigationItem:
    """A door of the main navigation inside a group; ``order`` sorts, the first four reach the phone's bar.

    ``count_url_name`` names a view that answers with the badge alone: it is fetched after the page, so that what
    waits for a person in every room costs no page anything.
    """

    label: Any
    url_name: str
    icon: str
    order: int
    count_url_name: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class TodoItem:
    """One line of « À faire »: what, where, by when, and why it is yours.

    ``is_called``: an open ballot or a due action; the badge counts these and nothing else (N5).
    ``is_between``: of a few people only: no program is told its title.
    """

    key: str
    title: str
    url: str
    reason: str
    due_on: dt.date | None = None
    is_late: bool = False
    is_called: bool = False
    is_between: bool = False


@dataclass(frozen=True)
class DigestEvent:
    """Something a member's digest may tell; ``key`` makes it impossible to tell twice to the same person."""

    key: str
    at: dt.datetime
    title: str
    url: str
    reason: str
    detail: str = ""
    act_urls: tuple[tuple[str, str], ...] = ()
    # What an answer to the digest may be about, by the number of the line: a kind of ``replies.ways``, the address of
    # the group, the reference.
    answers: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class DigestSection:
    """A chapter of the digest: ``events(person, since, until)`` gives what happened, newest first."""

    title: Any
    order: int
    events: Callable[[Any, dt.datetime, dt.datetime], Iterable[DigestEvent]]


@dataclass(frozen=True)
class CalendarEntry:
    """A date for the calendars: start, end (None: whole day), where it leads, when it moved last if that is known."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    url: str
    changed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Subject:
    """What a fact is about, as the group's journal shows it; ``url`` is empty when there is no page."""

    title: str
    url: str


@dataclass(frozen=True)
class Alternate:
    """What is public of a group elsewhere: what it is called, its media type (text/html is for people), where it is."""

    title: str
    media_type: str
    url: str


@dataclass(frozen=True)
class PersonalData:
    """What a room keeps of a person: how to export it (JSON-able) and how to erase it."""

    title: Any
    export: Callable[[Any], Mapping[str, Any] | list[Any]]
    erase: Callable[[Any], None]


@dataclass(frozen=True)
class Sheet:
    """A sheet of the file of a whole group: its name, the table it reads, its columns as (path, head or empty)."""

    name: Any
    model: str
    columns: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Cleaned:
    """Columns of a table whose values lose what opens a door, in the file of a whole group. Twice is once."""

    columns: tuple[str, ...]
    clean: Callable[[Any], Any]


@dataclass(frozen=True)
class DemoPart:
    """A room's share of the demo; parts run in ``order``, each may read what others left in ``stage``."""

    order: int
    load: Callable[["DemoStage"], None]


@dataclass
class DemoStage:
    """What the parts of the demo hand to one another."""

    today: dt.date
    things: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = lambda sentence: None


navigation: Registry[NavigationItem] = Registry()
todo: Registry[Callable[[Any], Iterable[TodoItem]]] = Registry()
digest: Registry[DigestSection] = Registry()
# Lines at the foot of a person's digest.
digest_notes: Registry[Callable[[Any], Iterable[str]]] = Registry()
# By kind of thing (the first part of a fact's ``about``): references to what they are called, in one query.
subjects: Registry[Callable[[Any, Iterable[str]], Mapping[str, Subject]]] = Registry()
# What everybody may follow of a group that is public, by its space.
alternates: Registry[Callable[[Any], Iterable[Alternate]]] = Registry()
calendar: Registry[Callable[[Any, dt.date, dt.date], Iterable[CalendarEntry]]] = Registry()
personal_data: Registry[PersonalData] = Registry()
files: Registry[Callable[[], Iterable[Path]]] = Registry()
# What people open of the file of a whole group, beside its tables.
group_sheets: Registry[Sheet] = Registry()
# What does not leave of some columns, by the label of their table.
group_cleaned: Registry[Cleaned] = Registry()
# What must hold of a group that came in from a file, besides its journal: given the space, whether it does.
group_checks: Registry[Callable[[Any], bool]] = Registry()
demo: Registry[DemoPart] = Registry()
