"""A feed over several groups: all those of a person, or a network and what its groups make public.

Chains count each for themselves: pages follow the moments. Facts of one moment are on one page.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Fact, Space
from commun.core.urls import absolute, here
from commun.exchange.queries import feed, public_feed
from commun.exchange.queries.feed_entries import Entry, entry_of
from commun.governance import policies
from commun.governance.models import BodyLink
from commun.governance.queries import register
from commun.governance.queries.presentation import in_force, public_spaces
from commun.people.models import Person

# Many facts of one moment are those of one act.
SAME_MOST: Final = 500


@dataclass(frozen=True)
class WidePage:
    """A page, newest first; ``older`` is the moment before which the next one starts, None at the end."""

    entries: Sequence[Entry]
    older: dt.datetime | None


def page_of_mine(person: Person, before: dt.datetime | None, count: int = feed.PER_PAGE) -> WidePage:
    """What happens in all the groups of a person. 3 queries, and those of a page of each group that is on it."""
    spaces = list(policies.spaces_of(person))
    facts, older = _facts(spaces, before, count)
    return WidePage(list(_entries(spaces, facts)), older)


def page_of_network(network: Space, before: dt.datetime | None, count: int = feed.PER_PAGE) -> WidePage:
    """What happens in a network, and what its groups make public meanwhile."""
    facts, older = _facts([network], before, count)
    entries = list(_entries([network], facts)) + list(_public_entries(network, before, older))
    return WidePage(sorted(entries, key=lambda one: one.at, reverse=True), older)


def _facts(spaces: Sequence[Space], before: dt.datetime | None, count: int) -> tuple[list[Fact], dt.datetime | None]:
    with scope.use(*spaces):
        rows = register.told_facts().order_by("-at", "-pk")
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
        page_url = absolute(here(space.slug, "exchange:feed"))
        with scope.use(space):
            for told in feed.told_of(space, of[space.pk]) if of[space.pk] else ():
                found[told.fact.pk] = replace(entry_of(told), group=space.name, page_url=page_url)
    for fact in facts:
        yield found[fact.pk]


def _public_entries(network: Space, before: dt.datetime | None, since: dt.datetime | None) -> Iterator[Entry]:
    """What the groups of a network make public between two moments: only those that told something are read."""
    with scope.everywhere("who belongs to a network is told by the network's own links"):
        links = BodyLink.objects.filter(in_force(), around=network, inside_id__in=public_spaces())
        inside = list(Space.objects.filter(pk__in=links.values("inside")).order_by("pk"))
        facts = Fact.objects.filter(space__in=inside, name__in=public_feed.NAMES)
        facts = facts.filter(at__lt=before) if before is not None else facts
        facts = facts.filter(at__gte=since) if since is not None else facts
        telling = set(facts.values_list("space_id", flat=True).distinct())
    for space in inside:
        if space.pk not in telling:
            continue
        try:
            lines = public_feed.public_lines(None, space)
        except NotFound:
            continue
        page_url = absolute(here(space.slug, "governance:presentation"))
        for line in lines:
            if (before is None or line.at < before) and (since is None or line.at >= since):
                url = absolute(line.url)
                yield Entry(
                    line.mark, line.at, line.sentence, url, line.nature, "governance", "", "", space.name, page_url
                )
