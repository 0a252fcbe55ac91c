"""« Ce qui se passe »: the journal as a stream, newest first; and who may read it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commun.core import clock, scope
from commun.core.errors import Gone, NotFound
from commun.core.models import ChainHead, Fact, Space
from commun.exchange import feed_tokens
from commun.exchange.models import FeedAddress
from commun.exchange.natures import nature_of
from commun.governance import policies
from commun.governance.queries import register
from commun.governance.queries.register import Line
from commun.people.models import Person
from commun.ui.dates import day_of

PER_PAGE: Final = 40
ROOMS: dict[str, Any] = {
    "governance": _("The group"),
    "tenders": _("Notices"),
    "bids": _("Answers and projects"),
    "value": _("Value"),
    "exchange": _("Exchanges"),
}


@dataclass(frozen=True)
class Told:
    """One fact in the words of its reader."""

    fact: Fact
    line: Line

    @property
    def nature(self) -> str:
        """What kind of act it is."""
        return nature_of(self.fact.name, self.fact.data)


@dataclass(frozen=True)
class Page:
    """A page of the stream; ``older`` is the position of the last that it tells, None at the end."""

    told: Sequence[Told]
    older: int | None

    @property
    def days(self) -> Iterator[tuple[dt.date, list[Told]]]:
        """By day of the reader, newest first."""
        for day, told in groupby(self.told, lambda one: day_of(one.fact.at)):
            yield day, list(told)


def head_of(space: Space) -> int:
    """The last position of the chain of a space, 0 for none. 1 query."""
    return ChainHead.objects.filter(pk=space.pk).values_list("position", flat=True).first() or 0


def heads_of(spaces: Sequence[Space]) -> dict[int, int]:
    """The last position of the chain of each of these groups. 1 query."""
    return dict(ChainHead.objects.filter(pk__in=[one.pk for one in spaces]).values_list("pk", "position"))


def page_of(space: Space, *, before: int | None = None, room: str = "", count: int = PER_PAGE) -> Page:
    """Facts that the group's journal tells, before the one at the position ``before``; of one room or of all.

    2 queries, one for the names of people, and one for each kind of thing spoken of.
    """
    with scope.use(space):
        rows = register.told_facts()
        if room:
            rows = rows.filter(name__startswith=f"{room}.")
        if before is not None:
            rows = _before(rows, before)
        facts = list(rows[: count + 1])
        shown = facts[:count]
        told = told_of(space, shown)
    return Page(told, shown[-1].position if len(facts) > count else None)


def _before(rows: QuerySet[Fact], position: int) -> QuerySet[Fact]:
    moment = Subquery(Fact.objects.filter(position__lte=position).order_by("-position").values("at")[:1])
    return rows.filter(Q(at__lt=moment) | Q(position__lt=position), at__lte=moment)


def told_of(space: Space, facts: Sequence[Fact]) -> list[Told]:
    """Facts in words, in the language of the moment. Inside the scope of the space."""
    return [Told(fact, line) for fact, line in zip(facts, register.lines_of(space, facts), strict=True)]


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; that of Paris when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return clock.PARIS


def addresses_of(person: Person, space: Space) -> list[tuple[FeedAddress, str]]:
    """The open addresses of a person for this group, and for all their groups, newest first. 1 query."""
    rows = _own(person, space).filter(revoked_at=None).order_by("-created_at", "-pk")
    return [(row, feed_tokens.address_of(row)) for row in rows]


def address_for(person: Person, space: Space, ref: str) -> FeedAddress:
    """One of the person's own addresses, open or revoked, else NotFound. 1 query."""
    row = _own(person, space).filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


def _own(person: Person, space: Space) -> QuerySet[FeedAddress]:
    with scope.everywhere("those of all of a person's groups are of none"):
        rows = FeedAddress.objects.filter(Q(space=space) | Q(reach=FeedAddress.Reach.MINE))
    return rows.filter(person=person).select_related("space")


def address_behind(token: str) -> FeedAddress:
    """Whose address this is, for what. Raises NotFound (unknown, or no longer in the group), Gone (revoked)."""
    with scope.everywhere("a secret address says its group itself"):
        rows = FeedAddress.objects.select_related("person", "space")
        row = rows.filter(token_digest=feed_tokens.digest_of(token)).first()
    if row is None or not row.person.is_active:
        raise NotFound
    if row.revoked_at is not None:
        raise Gone
    is_mine = row.reach == FeedAddress.Reach.MINE
    if not is_mine and not policies.is_inside(policies.membership_of(row.person, row.space)):
        raise NotFound
    return row
