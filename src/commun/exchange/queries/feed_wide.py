"""A feed over several groups: all those of a person, or a network and what its groups make public.

Chains count each for themselves: pages follow the moments. Facts of one moment are on one page.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from django.db.models import Q

from commun.core import scope
from commun.core.models import Fact, Space
from commun.core.urls import here
from commun.exchange.queries import feed, public_feed
from commun.exchange.queries.feed_entries import Entry, here_of, whole
from commun.governance import policies
from commun.governance.models import BodyLink, Membership
from commun.governance.queries import register
from commun.governance.queries.presentation import in_force, public_spaces
from commun.people.models import Person
from commun.ui.dates import day_of

# Many facts of one moment are those of one act.
SAME_MOST: Final = 500
# The room that public lines are of.
PUBLIC_ROOM: Final = "governance"


@dataclass(frozen=True)
class WidePage:
    """A page, newest first; ``older`` is the moment before which the next one starts, None at the end."""

    entries: Sequence[Entry]
    older: dt.datetime | None

    @property
    def days(self) -> Iterator[tuple[dt.date, list[Entry]]]:
        """By day of the reader, newest first."""
        for day, entries in groupby(self.entries, lambda one: day_of(one.at)):
            yield day, list(entries)

    @property
    def elsewhere(self) -> list[Entry]:
        """The entries with whole addresses, to be read elsewhere."""
        return [whole(one) for one in self.entries]


def page_of_mine(person: Person, before: dt.datetime | None, room: str = "", count: int = feed.PER_PAGE) -> WidePage:
    """What happens in all the groups of a person. 3 queries, and those of a page of each group that is on it."""
    spaces = list(policies.spaces_of(person))
    facts, older = _facts(spaces, before, room, count)
    return WidePage(list(_entries(spaces, facts)), older)


def page_of_network(network: Space, before: dt.datetime | None, room: str = "", count: int = feed.PER_PAGE) -> WidePage:
    """What happens in a network, and what its groups make public meanwhile.

    The queries of a page of the network and 11, however many groups.
    """
    facts, older = _facts([network], before, room, count)
    entries = list(_entries([network], facts))
    if room in {"", PUBLIC_ROOM}:
        entries += [
            one
            for one in public_entries(inside_of(network))
            if (before is None or one.at < before) and (older is None or one.at >= older)
        ]
    return WidePage(sorted(entries, key=lambda one: one.at, reverse=True), older)


def _facts(
    spaces: Sequence[Space], before: dt.datetime | None, room: str, count: int
) -> tuple[list[Fact], dt.datetime | None]:
    with scope.use(*spaces):
        rows = register.told_facts().order_by("-at", "-pk")
        if room:
            rows = rows.filter(name__startswith=f"{room}.")
        if before is not None:
            rows = rows.filter(at__lt=before)
        facts = list(rows[: count + 1])
        if len(facts) <= count:
            return facts, None
        edge = facts[count - 1].at
        return [one for one in facts if one.at > edge] + list(rows.filter(at=edge)[:SAME_MOST]), edge


def _entries(spaces: Sequence[Space], facts: Sequence[Fact]) -> Iterator[Entry]:
    """In words, each with the name of its group, in the order of the facts."""
    of: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        of[fact.space_id].append(fact)
    found: dict[int, Entry] = {}
    for space in spaces:
        page_url = here(space.slug, "exchange:feed")
        with scope.use(space):
            for told in feed.told_of(space, of[space.pk]) if of[space.pk] else ():
                found[told.fact.pk] = replace(here_of(told), group=space.name, page_url=page_url)
    for fact in facts:
        yield found[fact.pk]


def inside_of(network: Space) -> list[Space]:
    """The groups of a network whose presentation is public. 4 queries."""
    return _linked(network, Q(inside_id__in=public_spaces()))


def linked_to(network: Space) -> list[Space]:
    """The groups of a network, public or not: to know when to look again, never to be told of. 1 query."""
    return _linked(network, Q())


def _linked(network: Space, which: Q) -> list[Space]:
    with scope.everywhere("who belongs to a network is told by the network's own links"):
        links = BodyLink.objects.filter(in_force(), which, around=network)
        return list(Space.objects.filter(pk__in=links.values("inside")).order_by("pk"))


def public_entries(spaces: Sequence[Space]) -> Iterator[Entry]:
    """What these groups, whose presentation is public, tell everybody. At most 9 queries."""
    told = public_feed.lines_of(spaces)
    for space in spaces:
        page_url = here(space.slug, "governance:presentation")
        for line in told[space.pk]:
            yield Entry(
                line.mark, line.at, line.sentence, line.url, line.nature, PUBLIC_ROOM,
                group=space.name, page_url=page_url,
            )  # fmt: skip


def public_page(member: Membership | None, space: Space) -> WidePage:
    """What everybody may follow of a group; of a network, with what its groups make public. Newest first.

    NotFound where its presentation is not this visitor's. At most 20 queries.
    """
    policies.presentation_for(member, space)
    return WidePage(outside_entries(space), None)


def outside_entries(space: Space) -> list[Entry]:
    """What a public page tells, newest first; of a network, with what its groups make public."""
    inside = inside_of(space) if space.kind == Space.Kind.NETWORK else []
    entries = [*_named(public_entries([space]), bool(inside)), *public_entries(inside)]
    return sorted(entries, key=lambda one: one.at, reverse=True)[: public_feed.SHOWN_MOST]


def _named(entries: Iterator[Entry], is_named: bool) -> Iterator[Entry]:
    """Where a group is alone, its name is not said again and again."""
    return entries if is_named else (replace(one, group="", page_url="") for one in entries)
