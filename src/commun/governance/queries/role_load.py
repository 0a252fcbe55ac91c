"""How the load of roles is shared: hours and mandates per person, by name and never in order of merit (R5, R71)."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from commun.algo.rotation.load import SUPPORT, Alert, Held, Load, alert, loads, spread
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Mandate, Membership
from commun.governance.queries.role_words import hours_of
from commun.governance.queries.roles import people_awake
from commun.governance.queries.rota import turns_served

PERIODS = (3, 6, 12)
QUARTERS = 4


@dataclass(frozen=True)
class Bearer:
    """One person and what they carried in the period."""

    member: Membership
    support: str
    production: str
    mandates: int
    # Meetings facilitated or written up.
    turns: int


@dataclass(frozen=True)
class Quarter:
    """Support functions over three months: days of role held, people who held one, spread index in hundredths."""

    first: dt.date
    last: dt.date
    days: int
    people: int
    index: int


@dataclass(frozen=True)
class LoadPage:
    """The sharing of tasks over a period."""

    first: dt.date
    last: dt.date
    bearers: Sequence[Bearer]
    gap: str
    index: int
    quarters: Sequence[Quarter]


def load_page(space: Space, months: int) -> LoadPage:
    """The last ``months`` months, today included. 3 queries."""
    last = clock.today()
    first = months_before(last, months)
    people = people_awake(space)
    mandates = _mandates(space, months_before(last, max(PERIODS)), last)
    turns = [one.person for one in turns_served(space) if first <= one.on <= last and not one.is_companion]
    carried = _loads(people, mandates, first, last, turns)
    minutes = spread([load.minutes for load in carried.values()])
    return LoadPage(
        first=first,
        last=last,
        bearers=[_bearer(member, carried[str(member.pk)]) for member in people],
        gap=hours_of(round(minutes.gap)),
        index=hundredths(spread(list(role_days(people, mandates, first, last).values())).gini),
        quarters=_quarters(people, mandates, last),
    )


def own_load(member: Membership, months: int = 12) -> Bearer:
    """What one member carried, for their own page (R78). 1 query."""
    last = clock.today()
    first = months_before(last, months)
    mandates = _mandates(member.space, first, last, member)
    return _bearer(member, _loads([member], mandates, first, last)[str(member.pk)])


def support_alert(space: Space, threshold: int) -> tuple[Alert, dict[str, Membership]]:
    """Where support role-days of the last year stand against the threshold, and the people by key. 2 queries."""
    last = clock.today()
    first = months_before(last, 12)
    people = people_awake(space)
    days = role_days(people, _mandates(space, first, last), first, last)
    return alert(days, gini=Fraction(threshold, 100)), {str(member.pk): member for member in people}


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of a period of ``months`` months that ends on ``day``, included."""
    following = day + dt.timedelta(days=1)
    year, month = divmod(following.year * 12 + following.month - 1 - months, 12)
    return dt.date(year, month + 1, min(following.day, monthrange(year, month + 1)[1]))


def role_days(
    people: Sequence[Membership], mandates: Sequence[Mandate], first: dt.date, last: dt.date, family: str = SUPPORT
) -> dict[str, int]:
    """Days of role of one family that each person held in the period, both ends included, by key."""
    days = {str(member.pk): 0 for member in people}
    for mandate in mandates:
        key = str(mandate.membership_id)
        if key in days and mandate.role.family == family:
            days[key] += _days(mandate, first, last)
    return days


def _days(mandate: Mandate, first: dt.date, last: dt.date) -> int:
    over = mandate.ended_on or mandate.ends_on or dt.date.max
    stop = min(over, last + dt.timedelta(days=1))
    return max(0, (stop - max(mandate.starts_on, first)).days)


def _mandates(space: Space, first: dt.date, last: dt.date, member: Membership | None = None) -> list[Mandate]:
    """Main mandates of the period: a learner does not carry the role yet."""
    still = Q(ended_on=None) | Q(ended_on__gt=first)
    with scope.use(space):
        rows = Mandate.objects.filter(still, learns_beside=None, starts_on__lte=last).select_related("role")
        return list(rows.filter(membership=member) if member else rows)


def _loads(
    people: Sequence[Membership],
    mandates: Sequence[Mandate],
    first: dt.date,
    last: dt.date,
    turns: Sequence[str] = (),
) -> Mapping[str, Load]:
    held = [
        Held(
            person=str(one.membership_id),
            kind=one.role.family,
            minutes=one.role.minutes_per_month,
            start=one.starts_on,
            end=one.ended_on or one.ends_on,
        )
        for one in mandates
    ]
    return loads([str(member.pk) for member in people], held, turns, first, last)


def _bearer(member: Membership, load: Load) -> Bearer:
    return Bearer(member, hours_of(round(load.support)), hours_of(round(load.production)), load.mandates, load.turns)


def _quarters(people: Sequence[Membership], mandates: Sequence[Mandate], last: dt.date) -> list[Quarter]:
    found, end = [], last
    for _number in range(QUARTERS):
        first = months_before(end, 3)
        days = role_days(people, mandates, first, end)
        served = sum(1 for value in days.values() if value)
        found.append(Quarter(first, end, sum(days.values()), served, hundredths(spread(list(days.values())).gini)))
        end = first - dt.timedelta(days=1)
    return found[::-1]


def hundredths(value: Fraction) -> int:
    """An index between 0 and 1 as people read it: 0 to 100."""
    return round(value * 100)
