"""What everybody may follow: only what the public pages of the group show anyway, without the name of anybody.

The journal is read for a closed list of facts. Each is told as long as its page shows it: a kind that was a slip of the
pen, minutes that went back among the members or a link with a body that is not public are not told any more.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Fact, Space
from commun.core.urls import here
from commun.exchange.natures import nature_of
from commun.governance import policies
from commun.governance.journal import decisions, groups, meetings
from commun.governance.models import BodyLink, Collective, Decision, KindPeriod, Meeting, Membership
from commun.governance.queries.decision_thread import names_among, without_names
from commun.governance.queries.presentation import in_force, kinds_that_lasted, public_spaces

NAMES: Final = (
    groups.KIND_CHANGED,
    groups.DEFINITION_ADOPTED,
    groups.LINK_OPENED,
    meetings.MINUTES_OPENED,
    decisions.PUBLISHED,
)
READ_MOST: Final = 400
GROUPS_MOST: Final = 10
SHOWN_MOST: Final = 50


@dataclass(frozen=True)
class PublicLine:
    """One thing that everybody may know. ``mark`` names it for ever and counts nothing."""

    mark: str
    at: dt.datetime
    sentence: str
    url: str
    nature: str


def public_lines(member: Membership | None, space: Space) -> list[PublicLine]:
    """Newest first, in the language of the group; NotFound where its presentation is not this visitor's. ~9 queries."""
    policies.presentation_for(member, space)
    return lines_of([space])[space.pk]


def lines_of(spaces: Sequence[Space]) -> dict[int, list[PublicLine]]:
    """Of each of these groups, whose presentation is public: newest first, in its language.

    At most 9 queries, however many groups.
    """
    facts: dict[int, list[Fact]] = {space.pk: [] for space in spaces}
    with scope.use(*spaces):
        rows = Fact.objects.filter(name__in=NAMES).order_by("-at", "-position")
        for fact in rows[: READ_MOST * min(len(spaces), GROUPS_MOST)] if spaces else ():
            facts[fact.space_id].append(fact)
        shelf = _read([fact for listed in facts.values() for fact in listed])
    return {space.pk: _lines(space, facts[space.pk], shelf) for space in spaces}


def _lines(space: Space, facts: Sequence[Fact], shelf: "_Shelf") -> list[PublicLine]:
    with translation.override(space.language):
        said = dict(_said(space, facts, shelf))
    lines: dict[tuple[str, str], PublicLine] = {}
    for fact in facts:
        told = said.get(_key(fact))
        if told is not None and _key(fact) not in lines:
            lines[_key(fact)] = PublicLine(fact.digest, fact.at, told[0], told[1], nature_of(fact.name))
    return list(lines.values())[:SHOWN_MOST]


def _key(fact: Fact) -> tuple[str, str]:
    """What a fact says, once: minutes opened twice are told once."""
    if fact.name == groups.KIND_CHANGED:
        return fact.name, f"{fact.data.get('kind')} {fact.data.get('from')}"
    return fact.name, fact.about_ref


@dataclass(frozen=True)
class _Shelf:
    """What the public pages of several groups show today, by group or by what facts are about."""

    kinds: Mapping[int, list[KindPeriod]]
    links: Mapping[str, BodyLink]
    minutes: Mapping[str, Meeting]
    decisions: Mapping[str, Decision]
    names: Mapping[int, list[Membership]]


def _read(facts: Sequence[Fact]) -> _Shelf:
    """At most 8 queries. The groups in scope."""
    asked: dict[str, set[str]] = {name: set() for name in NAMES}
    for fact in facts:
        asked[fact.name].add(fact.about_ref)
    kinds: dict[int, list[KindPeriod]] = defaultdict(list)
    for period in KindPeriod.objects.all() if asked[groups.KIND_CHANGED] else ():
        kinds[period.space_id].append(period)
    published = asked[decisions.PUBLISHED]
    shown = Decision.objects.filter(ref__in=published, is_published=True, state=Decision.State.LET_GO)
    found = {row.ref: row for row in shown} if published else {}
    names: dict[int, list[Membership]] = defaultdict(list)
    minutes = _minutes(asked[meetings.MINUTES_OPENED])
    spaces = {row.space_id for row in (*found.values(), *minutes.values())}
    for member in Membership.objects.filter(space__in=spaces).select_related("person") if spaces else ():
        names[member.space_id].append(member)
    return _Shelf(kinds, _links(asked[groups.LINK_OPENED]), minutes, found, names)


def _links(asked: set[str]) -> dict[str, BodyLink]:
    if not asked:
        return {}
    rows = BodyLink.objects.filter(in_force(), pk__in=[int(ref) for ref in asked if ref.isdigit()])
    return {str(row.pk): row for row in rows.filter(around_id__in=public_spaces()).select_related("around")}


def _minutes(asked: set[str]) -> dict[str, Meeting]:
    rows = Meeting.objects.filter(ref__in=asked, is_public=True, state=Meeting.State.CLOSED) if asked else []
    return {row.ref: row for row in rows}


Said = tuple[tuple[str, str], tuple[str, str]]


def _said(space: Space, facts: Sequence[Fact], shelf: _Shelf) -> Iterator[Said]:
    """The sentence and the page of each thing that a page of this group shows today."""
    yield from _kinds(space, shelf.kinds.get(space.pk, []))
    for fact in facts:
        told = _TOLD[fact.name](space, fact.about_ref, shelf) if fact.name in _TOLD else None
        if told is not None:
            yield (fact.name, fact.about_ref), told


def _kinds(space: Space, written: list[KindPeriod]) -> Iterator[Said]:
    url = here(space.slug, "governance:presentation")
    values = {str(label): value for value, label in Collective.Kind.choices}
    for line in kinds_that_lasted(written):
        key = groups.KIND_CHANGED, f"{values.get(line.label)} {line.starts_on.isoformat()}"
        yield key, (_("The group is of this kind: %(kind)s") % {"kind": line.label}, url)


def _definition(space: Space, ref: str, shelf: _Shelf) -> tuple[str, str]:
    return _("The group wrote a new definition of itself"), here(space.slug, "governance:definitions")


def _link(space: Space, ref: str, shelf: _Shelf) -> tuple[str, str] | None:
    row = shelf.links.get(ref)
    if row is None or row.inside_id != space.pk:
        return None
    sentence = _("The group belongs to %(body)s") % {"body": row.around.name}
    return sentence, here(space.slug, "governance:presentation")


def _minute(space: Space, ref: str, shelf: _Shelf) -> tuple[str, str] | None:
    row = shelf.minutes.get(ref)
    if row is None or row.space_id != space.pk:
        return None
    title = without_names(row.title, names_among(shelf.names.get(space.pk, [])))
    sentence = _("Minutes that everybody may read: %(about)s") % {"about": title}
    return sentence, here(space.slug, "governance:public-minutes", meeting=row.ref)


def _decision(space: Space, ref: str, shelf: _Shelf) -> tuple[str, str] | None:
    row = shelf.decisions.get(ref)
    if row is None or row.space_id != space.pk:
        return None
    title = without_names(row.title, names_among(shelf.names.get(space.pk, [])))
    sentence = _("What the group learnt from “%(about)s”") % {"about": title}
    return sentence, here(space.slug, "governance:published-decision", decision=row.ref)


_TOLD: Final[dict[str, Callable[[Space, str, _Shelf], tuple[str, str] | None]]] = {
    groups.DEFINITION_ADOPTED: _definition,
    groups.LINK_OPENED: _link,
    meetings.MINUTES_OPENED: _minute,
    decisions.PUBLISHED: _decision,
}
