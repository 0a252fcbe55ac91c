"""What the simulator tries: the keys that can be chosen, the years, what came in and what was brought then."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.algo.sharing import Brought, Measure
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.models import Contribution, ContributionKind, JointWork, KeyVersion, Receipt, WorkPart
from commun.value.queries.keys import holding
from commun.value.simulation import Case, Column

STANDING = Q(takes_back=None, taken_back=None)


def columns_of(space: Space) -> list[Column]:
    """Every version of every key, the ones that hold first, then the last written. 2 queries."""
    held = {one.version_id for one in holding(space).values()}
    with scope.use(space):
        versions = list(KeyVersion.objects.select_related("key").order_by("-pk")[:MOST_VERSIONS])
    versions.sort(key=lambda one: one.pk not in held)
    return [column_of(version, is_held=version.pk in held) for version in versions]


MOST_VERSIONS = 60


def column_of(version: KeyVersion, *, is_held: bool = False) -> Column:
    """A version as a column: what it is called, and that it holds today."""
    label = _("%(key)s, version %(number)s") % {"key": version.key.name, "number": version.number}
    if is_held:
        label = _("%(key)s, version %(number)s (holds today)") % {"key": version.key.name, "number": version.number}
    return Column(f"{version.key.ref}.{version.number}", label, sharing.read(version.steps), version)


def years_of(space: Space) -> list[int]:
    """Years in which money came in, the last first. 1 query."""
    with scope.use(space):
        rows = Receipt.objects.filter(STANDING).order_by().values_list("on__year", flat=True).distinct()
        return sorted(rows, reverse=True)


def cases_of(space: Space, years: Sequence[int]) -> list[Case]:
    """Of each joint work, what came in during these years less what was kept, and what had been brought by the end of
    the last of them. 3 to 4 queries.
    """
    if not years:
        return []
    with scope.use(space):
        rows = Receipt.objects.filter(STANDING, on__year__in=years).order_by()
        sums = {work: amount - kept for work, amount, kept in
                rows.values_list("work").annotate(amount=Sum("amount"), kept=Sum("kept"))}  # fmt: skip
        works = list(JointWork.objects.filter(pk__in=sums).order_by("started_on", "pk"))
    brought = brought_for_each(space, works, min(clock.today(), dt.date(max(years), 12, 31)))
    return [Case(work.title, sums[work.pk], brought[work.pk], work.ref) for work in works]


def brought_for_each(space: Space, works: Iterable[JointWork], until: dt.date) -> dict[int, Brought]:
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
        written = Contribution.objects.filter(work__in=pks, state=Contribution.State.CONFIRMED, on__lte=until)
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


@dataclass(frozen=True)
class Names:
    """What people are called, by their reference; one's own line."""

    called: Mapping[str, str]
    mine: str

    def of(self, ref: str) -> str:
        """The name; what was typed when it is no reference."""
        return self.called.get(ref, ref)


def names_for(member: Membership, refs: Iterable[str]) -> Names:
    """Names of people of the group. 1 query."""
    with scope.use(member.space_id):
        rows = Membership.objects.filter(person__ref__in=list(refs)).select_related("person")
        return Names({row.person.ref: row.name for row in rows}, member.person.ref)
