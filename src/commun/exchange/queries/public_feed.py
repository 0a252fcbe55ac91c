"""What everybody may follow: only what the public pages of the group show anyway, without the name of anybody.

The journal is read for a closed list of facts. Each is told as long as its page shows it: a kind that was a slip of the
pen, minutes that went back among the members or a link with a body that is not public are not told any more.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from commun.governance.models import BodyLink, Collective, Decision, Meeting, Membership
from commun.governance.queries.decision_thread import names_in, without_names
from commun.governance.queries.presentation import in_force, kind_lines, public_spaces

NAMES: Final = (
    groups.KIND_CHANGED,
    groups.DEFINITION_ADOPTED,
    groups.LINK_OPENED,
    meetings.MINUTES_OPENED,
    decisions.PUBLISHED,
)
READ_MOST: Final = 400
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
    with scope.use(space), translation.override(space.language):
        facts = list(Fact.objects.filter(name__in=NAMES).order_by("-position")[:READ_MOST])
        said = _said(space, facts)
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


Said = Mapping[tuple[str, str], tuple[str, str]]


def _said(space: Space, facts: Sequence[Fact]) -> Said:
    asked: dict[str, set[str]] = {name: set() for name in NAMES}
    for fact in facts:
        asked[fact.name].add(fact.about_ref)
    found = dict(_kinds(space))
    found |= _definitions(space, asked[groups.DEFINITION_ADOPTED])
    found |= _links(space, asked[groups.LINK_OPENED])
    found |= _minutes(space, asked[meetings.MINUTES_OPENED])
    found |= _decisions(space, asked[decisions.PUBLISHED])
    return found


def _kinds(space: Space) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    url = here(space.slug, "governance:presentation")
    values = {str(label): value for value, label in Collective.Kind.choices}
    for line in kind_lines(space):
        key = groups.KIND_CHANGED, f"{values.get(line.label)} {line.starts_on.isoformat()}"
        yield key, (_("The group is of this kind: %(kind)s") % {"kind": line.label}, url)


def _definitions(space: Space, asked: Iterable[str]) -> dict[tuple[str, str], tuple[str, str]]:
    words = _("The group wrote a new definition of itself"), here(space.slug, "governance:definitions")
    return {(groups.DEFINITION_ADOPTED, ref): words for ref in asked}


def _links(space: Space, asked: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    if not asked:
        return {}
    rows = BodyLink.objects.filter(in_force(), pk__in=[int(ref) for ref in asked if ref.isdigit()], inside=space)
    rows = rows.filter(around_id__in=public_spaces()).select_related("around")
    url = here(space.slug, "governance:presentation")
    return {
        (groups.LINK_OPENED, str(row.pk)): (_("The group belongs to %(body)s") % {"body": row.around.name}, url)
        for row in rows
    }


def _minutes(space: Space, asked: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    rows = Meeting.objects.filter(ref__in=asked, is_public=True, state=Meeting.State.CLOSED) if asked else []
    return {
        (meetings.MINUTES_OPENED, row.ref): (
            _("Minutes that everybody may read: %(about)s") % {"about": row.title},
            here(space.slug, "governance:public-minutes", meeting=row.ref),
        )
        for row in rows
    }


def _decisions(space: Space, asked: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    if not asked:
        return {}
    rows = Decision.objects.filter(ref__in=asked, is_published=True, state=Decision.State.LET_GO)
    names = names_in(space)
    return {
        (decisions.PUBLISHED, row.ref): (
            _("What the group learnt from “%(about)s”") % {"about": without_names(row.title, names)},
            here(space.slug, "governance:published-decision", decision=row.ref),
        )
        for row in rows
    }
