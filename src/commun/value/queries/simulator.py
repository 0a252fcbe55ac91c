"""What the simulator tries: the keys that can be chosen, the years, what came in and what was brought then."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value.models import JointWork, KeyVersion, Receipt
from commun.value.models.distributions import STANDING
from commun.value.queries.contributions import brought_for_each
from commun.value.queries.keys import holding
from commun.value.queries.works import names_of
from commun.value.simulation import Case, Column


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
    label = version.called
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
    return Names(names_of(refs, member.space), member.person.ref)
