"""One's own hours, by nature; what the group gave to cooperating, without names."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership, WorkTime
from commun.governance.queries.role_words import hours_of
from commun.people.models import Person

LISTED, LEAST_PEOPLE = 60, 5


@dataclass(frozen=True)
class MyTime:
    """The last months of one person: hours cooperating, hours paid, apart; the lines, the last first."""

    first: dt.date
    cooperation: str
    billable: str
    lines: Sequence[WorkTime]


def my_time(member: Membership, first: dt.date) -> MyTime:
    """Since a day. 2 queries."""
    with scope.use(member.space_id):
        mine = WorkTime.objects.filter(membership=member, on__gte=first)
        sums = dict(mine.order_by().values_list("nature").annotate(sum=Sum("minutes")))
        lines = list(mine[:LISTED])
    nature = WorkTime.Nature
    return MyTime(first, hours_of(sums.get(nature.COOPERATION, 0)), hours_of(sums.get(nature.BILLABLE, 0)), lines)


def given_by_the_group(space: Space, first: dt.date) -> str | None:
    """Hours given to cooperating since a day, by all; None under five people: it would tell whose. 1 query."""
    with scope.use(space):
        rows = WorkTime.objects.filter(nature=WorkTime.Nature.COOPERATION, on__gte=first, on__lte=clock.today())
        found = rows.aggregate(sum=Sum("minutes"), people=Count("membership", distinct=True))
    return hours_of(found["sum"]) if found["people"] >= LEAST_PEOPLE else None


def export(person: Person) -> list[Any]:
    """All that the person wrote down."""
    with scope.everywhere("a person's own data"):
        rows = list(WorkTime.objects.filter(membership__person=person).select_related("space").order_by("on", "pk"))
    return [
        {
            _("group"): row.space.name,
            _("on"): row.on,
            _("nature"): str(row.get_nature_display()),
            _("minutes spent"): row.minutes,
            _("what for"): row.note,
        }
        for row in rows
    ]


def erase(person: Person) -> None:
    """They go with the person."""
    with scope.everywhere("a person asks to be erased"):
        WorkTime.objects.filter(membership__person=person).delete()
