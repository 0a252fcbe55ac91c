"""The page of the search over everything: what answers, by kind and by group, for one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from commun.algo.text import Piece, excerpt, marked
from commun.core import scope
from commun.core.models import SearchDocument, Space
from commun.core.search import asking
from commun.core.search.asking import Asked, Reader
from commun.core.search.sources import sources
from commun.core.urls import here
from commun.governance import policies
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders.queries.search import search_notices

NOTICES: Final = "avis"
NOTICES_FIRST: Final = 3
# Whose name was perhaps meant is only looked for when little answers.
FEW: Final = 5
PAGES_MOST: Final = asking.RANKED // asking.PER_PAGE


@dataclass(frozen=True)
class Wish:
    """What is asked, as the address says it; what it does not know is left out."""

    asked: Asked
    source: str = ""
    space: Space | None = None
    is_newest: bool = False
    number: int = 1

    @property
    def wants_notices(self) -> bool:
        """Notices only."""
        return self.source == NOTICES


@dataclass(frozen=True)
class Hit:
    """One result: where it leads, its words with those that answer marked."""

    url: str
    title: Sequence[Piece]
    text: Sequence[Piece]
    kind: Any
    at: Any
    by: str = ""
    group: str = ""


@dataclass(frozen=True)
class Found:
    """What the page shows. ``kinds`` and ``groups``: how many of each this person may read."""

    page: "Page[Any]"
    hits: Sequence[Hit]
    total: int
    kinds: Mapping[str, int]
    groups: Mapping[Space, int]
    notices: Sequence[Hit] = ()
    notice_count: int = 0
    people: Sequence[Hit] = ()
    meant: str = ""


@dataclass
class Search:
    """One search by one person. At most 12 queries when something answers, some more to find what was meant."""

    person: Person
    wish: Wish
    spaces: Sequence[Space] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.spaces = list(policies.spaces_of(self.person))

    @cached_property
    def reader(self) -> Reader:
        """The person with the keys that they hold today."""
        return asking.reader_of(self.person, [space.pk for space in self.spaces])

    def found(self) -> Found:
        """The page that is asked."""
        with asking.words_first():
            return self._found()

    def _found(self) -> Found:
        tallies, rows = self._answers(self.wish.number)
        wish, kinds, groups = self.wish, dict.fromkeys(sources.names(), 0), dict.fromkeys(self.spaces, 0)
        by_pk = {space.pk: space for space in self.spaces}
        total = 0
        for one in tallies:
            in_space = wish.space is None or wish.space.pk == one.space_id
            in_source = not wish.source or wish.source == one.source
            if in_space:
                kinds[one.source] = kinds.get(one.source, 0) + one.count
            if in_source:
                groups[by_pk[one.space_id]] += one.count
            if in_space and in_source:
                total += one.count
        notices, notice_count = self._notices()
        if wish.wants_notices:
            page = self._page(notice_count)
            return Found(page, notices, notice_count, kinds, {}, notice_count=notice_count)
        page = self._page(total)
        if page.number != self.wish.number:
            # A page beyond the last is the last.
            rows = self._answers(page.number)[1]
        hits = self._hits(rows)
        is_first = page.number == 1
        return Found(
            page,
            hits,
            total,
            kinds,
            groups,
            notices=notices if is_first else (),
            notice_count=notice_count,
            people=self._people() if is_first and total < FEW and not kinds.get("governance.people") else (),
            meant=asking.meant(self.reader, wish.asked) if not total and not notice_count else "",
        )

    def _page(self, total: int) -> "Page[Any]":
        return Paginator(range(min(total, asking.RANKED)), asking.PER_PAGE).get_page(self.wish.number)

    def _answers(self, number: int) -> tuple[list[asking.Tally], list[SearchDocument]]:
        wish = self.wish
        return asking.answers(
            self.reader,
            wish.asked,
            source=wish.source,
            space=wish.space.pk if wish.space is not None else 0,
            newest=wish.is_newest,
            offset=(min(max(number, 1), PAGES_MOST) - 1) * asking.PER_PAGE,
        )

    def _hits(self, rows: Sequence[SearchDocument]) -> list[Hit]:
        names = self._names(rows)
        groups = {space.pk: space.name for space in self.spaces}
        return [
            Hit(
                url=row.url,
                title=marked(row.title, self.wish.asked.query),
                text=excerpt(row.body, self.wish.asked.query),
                kind=_label(row.source),
                at=row.at if row.source not in TIMELESS else None,
                by=names.get(row.member_id or 0, "") if row.source != "governance.people" else "",
                group=groups.get(row.space_id, "") if len(groups) > 1 else "",
            )
            for row in rows
        ]

    def _names(self, rows: Sequence[SearchDocument]) -> dict[int, str]:
        """Who wrote them, as each group calls them today. 1 query."""
        wanted = {row.member_id for row in rows if row.member_id is not None}
        if not wanted or not self.spaces:
            return {}
        with scope.use(*(space.pk for space in self.spaces)):
            found = Membership.objects.filter(pk__in=wanted).select_related("person")
            return {member.pk: member.name for member in found}

    def _people(self) -> list[Hit]:
        """People whose name is a slip or two away. 1 query."""
        return [
            Hit(row.url, [Piece(row.title)], (), _label(row.source), None)
            for row in asking.names_like(self.reader, self.wish.asked)
        ]

    def _notices(self) -> tuple[list[Hit], int]:
        """Notices are for everybody who is in a group, and have a table of their own. 2 queries.

        Where another kind is asked they are only counted; a page beyond the last is the last.
        """
        wish = self.wish
        around = wish.space or (self.spaces[0] if self.spaces else None)
        if around is None:
            return [], 0
        if wish.source and not wish.wants_notices:
            return [], search_notices(wish.asked.text, limit=1).total
        size = asking.PER_PAGE if wish.wants_notices else NOTICES_FIRST
        offset = (max(1, min(wish.number, PAGES_MOST)) - 1) * size if wish.wants_notices else 0
        found = search_notices(wish.asked.text, limit=size, offset=offset)
        if offset and not found.notices:
            known = min(search_notices(wish.asked.text, limit=1).total, asking.RANKED)
            found = search_notices(wish.asked.text, limit=size, offset=max(known - 1, 0) // size * size)
        hits = [
            Hit(
                url=here(around.slug, "tenders:notice", ref=row.ref),
                title=marked(row.title, wish.asked.query),
                text=excerpt(row.buyer, wish.asked.query),
                kind="",
                at=row.published_on,
            )
            for row in found.notices
        ]
        return hits, found.total


# What has no date that tells something to who searches.
TIMELESS: Final = ("governance.people", "governance.groups", "governance.roles")


def _label(name: str) -> Any:
    source = sources.get(name)
    return source.label if source is not None else ""
