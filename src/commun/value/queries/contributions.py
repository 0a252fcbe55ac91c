"""What was brought: for a joint work as a key weighs it; kinds of the group; what one person has written."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy

from commun.algo.sharing import Brought, Measure
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import Membership
from commun.governance.queries.presence import inside_since
from commun.value import quantities
from commun.value.models import Book, Contribution, ContributionKind, JointWork, WorkPart

OLDEST = dt.timedelta(days=366)
CONFIRMED = Contribution.State.CONFIRMED


def brought_for(work: JointWork, until: dt.date | None = None) -> Brought:
    """What those who take part in the work brought to it until a day (today by default), corrections included.

    People are named by their reference; expenses stand apart from the measures. 2 queries.
    """
    return brought_for_each(work.space_id, [work], until or clock.today())[work.pk]


def brought_for_each(space: Space | int, works: Iterable[JointWork], until: dt.date) -> dict[int, Brought]:
    """``brought_for`` of many joint works at once. 2 queries."""
    pks = [work.pk for work in works]
    people: dict[int, dict[str, None]] = {pk: {} for pk in pks}
    roles: dict[int, dict[str, dict[str, int]]] = {pk: defaultdict(dict) for pk in pks}
    with scope.use(space):
        parts = WorkPart.objects.filter(work__in=pks, since__lte=until)
        for work, ref, held in parts.values_list("work", "membership__person__ref", "roles"):
            people[work][ref] = None
            for role in held:
                roles[work][role][ref] = 1
        written = Contribution.objects.filter(work__in=pks, state=CONFIRMED, on__lte=until)
        rows = written.order_by().values_list("work", "membership__person__ref", "kind__measure")
        sums = list(rows.annotate(sum=Sum("quantity")))
    measures: dict[int, dict[Measure, dict[str, int]]] = {pk: defaultdict(dict) for pk in pks}
    expenses: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for work, ref, measure, total in sums:
        if total > 0 and ref in people[work]:
            is_expense = measure == ContributionKind.Measure.EXPENSES
            place = expenses[work] if is_expense else measures[work][Measure(measure)]
            place[ref] = total
    return {pk: Brought(tuple(people[pk]), dict(measures[pk]), dict(roles[pk]), expenses[pk]) for pk in pks}


def kinds_of(space: Space | int, *, with_retired: bool = False) -> list[ContributionKind]:
    """The kinds that the group recognises today, in the order chosen. 1 query."""
    with scope.use(space):
        rows = ContributionKind.objects.select_related("decision", "retired_by")
        return list(rows if with_retired else rows.filter(retired_on=None))


def kinds_for(member: Membership) -> list[ContributionKind]:
    """The same, those that the member wrote last first. 2 queries."""
    with scope.use(member.space_id):
        used = Contribution.objects.filter(membership=member, state=CONFIRMED, corrects=None).order_by()
        last = dict(used.values_list("kind").annotate(last=Max("pk")))
        rows = list(ContributionKind.objects.filter(retired_on=None))
    return sorted(rows, key=lambda kind: (-last.get(kind.pk, 0), kind.pk))


def works_for(member: Membership) -> list[JointWork]:
    """Joint works in which the member takes part, those that go on. 1 query."""
    with scope.use(member.space_id):
        parts = WorkPart.objects.filter(membership=member).values("work")
        return list(JointWork.objects.filter(pk__in=parts, ended_on=None))


@dataclass(frozen=True)
class Window:
    """The days that a contribution of one member may have, and what bounds the first."""

    first: dt.date
    last: dt.date
    joined: dt.date
    closed_until: dt.date | None


def window_of(member: Membership) -> Window:
    """From the arrival in the group, a year ago or the day after the last closed period, to today. 2 queries."""
    today = clock.today()
    joined = inside_since([member])[member.pk]
    with scope.use(member.space_id):
        closed = Book.objects.filter(purpose=Book.Purpose.MONEY).values_list("closed_until", flat=True).first()
    bounds = [joined, today - OLDEST, *([closed + dt.timedelta(days=1)] if closed else [])]
    return Window(max(bounds), today, joined, closed)


@dataclass(frozen=True)
class Total:
    """What a list adds up to in one measure; measures are never added together."""

    measure: str
    quantity: int

    @property
    def is_monetary(self) -> bool:
        """In euros."""
        return self.measure in (ContributionKind.Measure.TURNOVER, ContributionKind.Measure.EXPENSES)

    @property
    def said(self) -> str:
        """In words."""
        return quantities.say(self.quantity, self.measure)

    @property
    def label(self) -> str:
        """What is added up, in words."""
        return str(_ADDED_UP[ContributionKind.Measure(self.measure)])


_ADDED_UP = {
    ContributionKind.Measure.DAYS: gettext_lazy("counted in days"),
    ContributionKind.Measure.HOURS: gettext_lazy("counted in hours"),
    ContributionKind.Measure.POINTS: gettext_lazy("counted in points"),
    ContributionKind.Measure.TURNOVER: gettext_lazy("of business brought"),
    ContributionKind.Measure.EXPENSES: gettext_lazy("of expenses advanced"),
}


def totals(sums: Iterable[tuple[str, int]]) -> tuple[list[Total], list[Total]]:
    """Not in money, then in money: one total by measure, in the order of the measures."""
    by_measure = dict(sums)
    found = [Total(one, by_measure[one]) for one in ContributionKind.Measure.values if by_measure.get(one)]
    return [one for one in found if not one.is_monetary], [one for one in found if one.is_monetary]


def kinds_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Kinds, by reference. 1 query."""
    with scope.use(space):
        rows = ContributionKind.objects.filter(ref__in=list(refs)).values_list("ref", "name")
        return {ref: Subject(name, here(space.slug, "value:kinds")) for ref, name in rows}


def contributions_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Contributions, by reference: their kind; they lead to their month. 1 query."""
    url = here(space.slug, "value:contributions")
    with scope.use(space):
        rows: Sequence[tuple[str, str | None, dt.date]] = list(
            Contribution.objects.filter(ref__in=list(refs)).values_list("ref", "kind__name", "on")
        )
    return {ref: Subject(name or "", f"{url}?mois={on:%Y-%m}#c-{ref}") for ref, name, on in rows}
