"""« Who does what » in the group: the people, always in alphabetical order, never ranked.

Reads plain values, not model rows: with 300 people a page must stay light.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.algo.text import parse_query, search_terms
from commun.algo.text.query import Query
from commun.core import clock, scope, sheets
from commun.core.models import Space
from commun.core.search.sources import parts_of
from commun.governance import states
from commun.governance.models import Commitment, Mandate, Membership, Welcome
from commun.people.models import Activity, Availability, Reference


@dataclass(frozen=True)
class Filters:
    """What is asked of the directory; empty means everybody."""

    words: str = ""
    state: str = ""
    role: bool = False
    available: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """From the address: ``q``, ``etat`` (eveil, repos), ``role`` and ``dispo`` (1). Anything else is ignored."""
        state = {"eveil": states.MEMBER, "repos": states.DORMANT}.get(parameters.get("etat", ""), "")
        return cls(
            words=parameters.get("q", "").replace("\x00", "").strip()[:200],
            state=state,
            role=parameters.get("role") == "1",
            available=parameters.get("dispo") == "1",
        )


@dataclass(frozen=True)
class Skill:
    """One activity of a person."""

    label: str
    statement: str
    keywords: tuple[str, ...]
    cpv_prefixes: tuple[str, ...]
    departements: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """One reference of a person."""

    title: str
    client: str
    year: int | None
    note: str


@dataclass(frozen=True)
class Entry:
    """One person of the directory; ``role`` is the role in force, in words, or nothing."""

    ref: str
    person_id: int
    name: str
    trade: str
    town: str
    bio: str
    is_offer_stable: bool
    state: str
    role: str
    hours: int | None
    activities: tuple[Skill, ...]
    references: tuple[Work, ...]
    # Who welcomes them, as long as it is not done.
    welcomed_by: str = ""

    @property
    def state_label(self) -> str:
        """The place in words."""
        return str(Membership.State(self.state).label)

    @property
    def text(self) -> str:
        """Everything that the search reads."""
        words = [self.name, self.trade, self.bio, self.town, self.role]
        for activity in self.activities:
            words += [activity.label, activity.statement, *activity.keywords]
        words += [f"{reference.title} {reference.client}" for reference in self.references]
        return parts_of(words)


PERSON_FIELDS = ("ref", "pk", "name", "trade", "town", "bio", "is_offer_stable")


def people_of(space: Space) -> list[Entry]:
    """Everybody in the group today, by name. 6 queries."""
    with scope.use(space):
        inside = Membership.objects.filter(state__in=states.INSIDE)
    fields = [f"person__{name}" for name in PERSON_FIELDS]
    functions = _functions(space)
    rows = inside.order_by("person__sort_key", "pk").values_list(*fields, "state", "role", "role_ends_on")
    people = inside.values("person_id")
    skills = _skills(people)
    works = _works(people)
    welcomes = _welcomes(space)
    hours = _hours(people)
    return [
        Entry(
            ref=ref,
            person_id=person_id,
            name=name,
            trade=trade,
            town=town,
            bio=bio,
            is_offer_stable=is_offer_stable,
            state=state,
            role=", ".join(filter(None, [_role(state, role, role_ends_on), *functions.get(person_id, ())])),
            hours=hours.get(person_id),
            activities=tuple(skills[person_id]),
            references=tuple(works[person_id]),
            welcomed_by=welcomes.get(person_id, ""),
        )
        for ref, person_id, name, trade, town, bio, is_offer_stable, state, role, role_ends_on in rows
    ]


def _functions(space: Space) -> dict[int, list[str]]:
    """The names of the roles that each person holds by a mandate in force. 1 query."""
    found: dict[int, list[str]] = defaultdict(list)
    with scope.use(space):
        rows = Mandate.objects.filter(state=Mandate.State.IN_FORCE, learns_beside=None, membership__state=states.MEMBER)
        for person_id, name in rows.order_by("role__name").values_list("membership__person_id", "role__name"):
            found[person_id].append(name)
    return found


def _welcomes(space: Space) -> dict[int, str]:
    """Who welcomes each newcomer. 1 query."""
    with scope.use(space):
        rows = Welcome.objects.filter(done_at=None, newcomer__state=states.MEMBER)
        return dict(rows.values_list("newcomer__person_id", "welcomer__person__name"))


def _role(state: str, role: str, ends_on: dt.date | None) -> str:
    """The same rule as ``policies.has_role``, on values."""
    holds = state == states.MEMBER and role and (ends_on is None or ends_on >= clock.today())
    return str(Membership.Role(role).label) if holds else ""


def _skills(people: Any) -> Mapping[int, list[Skill]]:
    found: defaultdict[int, list[Skill]] = defaultdict(list)
    rows = Activity.objects.filter(person__in=people, is_active=True).order_by("pk")
    fields = ("person_id", "label", "statement", "keywords", "cpv_prefixes", "departements")
    for person_id, label, statement, *lists in rows.values_list(*fields):
        found[person_id].append(Skill(label, statement, *map(tuple, lists)))
    return found


def _works(people: Any) -> Mapping[int, list[Work]]:
    found: defaultdict[int, list[Work]] = defaultdict(list)
    rows = Reference.objects.filter(person__in=people).order_by("-year", "pk")
    for person_id, title, client, year, note in rows.values_list("person_id", "title", "client", "year", "note"):
        found[person_id].append(Work(title, client, year, note))
    return found


def _hours(people: Any) -> Mapping[int, int]:
    """Hours a week that hold today; of two periods the one begun last."""
    today = clock.today()
    holding = Availability.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    rows = holding.filter(person__in=people).order_by("starts_on", "pk")
    return dict(rows.values_list("person_id", "hours_per_week"))


def directory(space: Space, filters: Filters) -> list[Entry]:
    """The people who answer the filters, by name. 4 queries whatever the size."""
    found = people_of(space)
    if filters.state:
        found = [entry for entry in found if entry.state == filters.state]
    if filters.role:
        found = [entry for entry in found if entry.role]
    if filters.available:
        found = [entry for entry in found if entry.hours]
    if filters.words:
        asked = parse_query(filters.words)
        found = [entry for entry in found if _answers(asked, entry.text)]
    return found


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(search_terms(text))


def _answers(asked: Query, text: str) -> bool:
    """Whether the text answers; most texts are set aside by their terms alone, kept from one search to the next."""
    terms = _terms(text)
    if any(terms.isdisjoint(place) for group in asked.groups for place in group):
        return False
    if all(len(group) == 1 for group in (*asked.groups, *asked.refused)):
        return all(terms.isdisjoint(place) for group in asked.refused for place in group)
    return asked.matches(text)


def as_csv(entries: Iterable[Entry]) -> str:
    """The directory for a spreadsheet: semicolons, a mark of UTF-8, and no cell that could be a formula."""
    heads = (
        _("Name"),
        _("Trade"),
        _("Town"),
        _("Activities"),
        _("Keywords"),
        _("Role"),
        _("State"),
        _("Hours per week"),
    )
    lines = (
        [
            entry.name,
            entry.trade,
            entry.town,
            " | ".join(activity.label for activity in entry.activities),
            " | ".join(dict.fromkeys(word for activity in entry.activities for word in activity.keywords)),
            entry.role,
            entry.state_label,
            entry.hours,
        ]
        for entry in entries
    )
    return sheets.written(heads, lines)


def commitments_of(member: Membership) -> tuple[list[Commitment], list[Commitment]]:
    """What the person is (or will be) committed to, and what has ended. 1 query."""
    with scope.use(member.space_id):
        rows = list(Commitment.objects.filter(membership=member))
    today = clock.today()
    open_ = [row for row in rows if row.ends_on is None or row.ends_on >= today]
    return open_, [row for row in rows if row not in open_]
