"""« Who is in the group? », today and on any past day, answered from the journal."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from commun.core import clock, scope
from commun.core.models import Fact, Space
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.models import Membership


@dataclass(frozen=True)
class Presence:
    """A person who was in the group: in which place, since when."""

    membership: Membership
    state: str
    since: dt.date

    @property
    def label(self) -> str:
        """The place in words."""
        return capfirst(place_label(self.state))


def who_was_in(space: Space, on: dt.date) -> list[Presence]:
    """Who was in the group (awake or at rest) when day ``on`` ended there; by name. 2 queries.

    Only facts of the journal are read: for each person, the last move until that day.
    """
    zone = zoneinfo.ZoneInfo(space.time_zone)
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), zone)
    with scope.use(space):
        moves = Fact.objects.filter(name=facts.MOVED, at__lt=end)
        last = moves.order_by("about_ref", "-position").distinct("about_ref")
        rows = {row.about_ref: row for row in last if row.data["to"] in states.INSIDE}
        members = Membership.objects.select_related("person").filter(pk__in=rows)
        found = [_presence(member, rows[str(member.pk)], zone) for member in members]
    return sorted(found, key=lambda presence: (sort_key_of(presence.membership), presence.membership.pk))


def _presence(member: Membership, row: Fact, zone: dt.tzinfo) -> Presence:
    return Presence(member, str(row.data["to"]), row.at.astimezone(zone).date())


def sort_key_of(member: Membership) -> str:
    """The key of the name as shown: a pseudonym is not filed under the name it hides."""
    from commun.algo.text import sort_key

    return member.person.sort_key if member.name == member.person.name else sort_key(member.name)


def inside_since(members: Sequence[Membership]) -> dict[int, dt.date]:
    """Since which day each of these members of one group has been in it without leaving, resting included. 1 query.

    The journal tells; the row itself where nothing was recorded.
    """
    if not members:
        return {}
    space = members[0].space
    zone = zoneinfo.ZoneInfo(space.time_zone)
    inside = sorted(states.INSIDE)
    with scope.use(space):
        entries = Fact.objects.filter(name=facts.MOVED, data__to__in=inside).exclude(data__from__in=inside)
        last = entries.order_by("about_ref", "-position").distinct("about_ref").values_list("about_ref", "at")
        days = {ref: at.astimezone(zone).date() for ref, at in last}
    return {member.pk: days.get(str(member.pk), member.since) for member in members}


@dataclass(frozen=True)
class MoveLine:
    """One move of a person, for the history on their page."""

    at: dt.datetime
    title: str
    text: str
    person: str
    tone: str = ""


def moves_of(member: Membership) -> list[MoveLine]:
    """The moves of one person, newest first, with the reason when its words are still kept. 3 queries."""
    with scope.use(member.space_id):
        rows = Fact.objects.filter(name=facts.MOVED, about_kind="governance.membership", about_ref=str(member.pk))
        listed = list(rows.order_by("-position").prefetch_related("words"))
        movers = {row.person_id for row in listed if row.person_id}
        found = Membership.objects.filter(person_id__in=movers).select_related("person")
        # By their name in the group: whoever left under a pseudonym is not called by the name it hides.
        names = {mover.person_id: mover.name for mover in found}
    return [
        MoveLine(
            at=row.at,
            title=capfirst(place_label(str(row.data["to"]))),
            text=next((words.text for words in row.words.all() if words.key == "reason"), ""),
            person=names.get(row.person_id or 0, ""),
            tone="clay" if row.data["to"] == states.LEFT else "",
        )
        for row in listed
    ]


def place_label(state: str) -> str:
    """A place in words."""
    return str(Membership.State(state).label)


def arrivals_and_departures(space: Space, since: dt.date) -> tuple[int, int]:
    """How many came in and how many left since a day. 1 query."""
    start = dt.datetime.combine(since, dt.time(), zoneinfo.ZoneInfo(space.time_zone))
    with scope.use(space):
        moves = list(
            Fact.objects.filter(name=facts.MOVED, at__gte=start, at__lte=clock.now()).values_list("data", flat=True)
        )
    came = sum(1 for move in moves if move["to"] in states.INSIDE and move["from"] not in states.INSIDE)
    left = sum(1 for move in moves if move["to"] == states.LEFT and move["from"] in states.INSIDE)
    return came, left
