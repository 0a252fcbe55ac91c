"""What rooms give to the search: documents of their things, and which facts of the journal speak of them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commun.core.registries import Registry

Refs = Collection[str]
# From the references that facts name to those of the source's own things, in one space.
Touched = Callable[[int, Refs], Iterable[str]]


@dataclass(frozen=True)
class Document:
    """What one page says. ``readers``: keys; empty means everybody in the group, awake or at rest."""

    ref: str
    url: str
    title: str
    at: dt.datetime
    body: str = ""
    # Searched as the words are, and not shown.
    tags: str = ""
    member_id: int | None = None
    readers: tuple[str, ...] = ()
    is_name: bool = False


@dataclass(frozen=True)
class Hung:
    """Where a file hangs: the title and address of the page, and how big the file is."""

    size: int | None
    title: str
    url: str


@dataclass(frozen=True)
class Source:
    """One kind of pages. ``documents(space_id, refs)``: those of these references, of all when None.

    Whatever a reference no longer gives (removed, hidden, taken back) is found no more. ``about``: the kinds of things,
    in facts of the group, that change its pages, or names of facts, which win over kinds; ``about_house``: kinds in the
    house's chain, each with a function from the people who acted to their things in each group. ``slug`` names the
    source in addresses, ``label`` on the page.
    ``hung``: only where the pages are files; where each hangs, the space in scope.
    """

    slug: str
    label: Any
    documents: Callable[[int, Refs | None], Iterable[Document]]
    about: Mapping[str, Touched] = field(default_factory=dict)
    about_house: Mapping[str, Callable[[Collection[int]], Mapping[int, Refs]]] = field(default_factory=dict)
    hung: Callable[[int, Refs], Mapping[str, Hung]] | None = None


def same(space_id: int, refs: Refs) -> Refs:
    """The fact names the thing itself."""
    return refs


def inside(space_id: int) -> str:
    """The key of everybody in a group."""
    return f"in:{space_id}"


def parts_of(words: Iterable[str]) -> str:
    """Several texts of one page as one, each told from the next."""
    return " · ".join(filter(None, words))


LONGEST_BODY: Final = 100_000
LONGEST_TITLE: Final = 300

sources: Registry[Source] = Registry()
# Names of facts about a membership whose words may have been taken out anywhere: all that they wrote is read again.
author_facts: set[str] = set()
# Names of facts after which much is new at once (an archive brought in): the whole group is read again, by a job.
whole_facts: set[str] = set()
# The keys that a person holds today. A room whose pages are not for the whole group gives its own.
keys: Registry[Callable[[Any], Iterable[str]]] = Registry()
