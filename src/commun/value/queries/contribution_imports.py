"""What a sheet of contributions would write, line by line, before anything is written; and the sheet of the group."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commun.algo.text import fold
from commun.core import scope, sheets
from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.value import contribution_file, quantities
from commun.value.models import Acknowledgement, Contribution, ContributionKind, JointWork
from commun.value.queries.contributions import kinds_of, works_for

# What makes two lines the same: kind, day, quantity, work, words.
Same = tuple[int, dt.date, int, int | None, str]


@dataclass(frozen=True)
class PlannedLine:
    """One line of the sheet: what it would write; ``problem`` when it cannot, ``is_known`` when it is there already."""

    number: int
    shown: str
    kind: ContributionKind | None = None
    day: dt.date | None = None
    quantity: int = 0
    work: JointWork | None = None
    words: str = ""
    problem: str = ""
    is_known: bool = False

    @property
    def said(self) -> str:
        """The quantity in words."""
        return quantities.say(self.quantity, self.kind.measure) if self.kind and self.quantity else ""

    @property
    def same(self) -> Same:
        """What would make another line the same as this one."""
        assert self.kind is not None
        assert self.day is not None
        return (self.kind.pk, self.day, self.quantity, self.work.pk if self.work else None, self.words)


@dataclass(frozen=True)
class Plan:
    """All the lines, and those that would be written."""

    lines: Sequence[PlannedLine]

    @property
    def good(self) -> list[PlannedLine]:
        """What can be, there already or not: the confirmation carries them all, so that the same are counted again."""
        return [line for line in self.lines if not line.problem]

    @property
    def new(self) -> list[PlannedLine]:
        """What would be written."""
        return [line for line in self.good if not line.is_known]

    @property
    def known(self) -> int:
        """How many are there already."""
        return sum(line.is_known for line in self.lines)

    @property
    def wrong(self) -> list[PlannedLine]:
        """What would be left out, each with its reason."""
        return [line for line in self.lines if line.problem]


def plan(member: Membership, sheet: contribution_file.Sheet, judge: Any) -> Plan:
    """What the sheet would write for this member; ``judge(line)`` refuses a line that cannot be. 3 queries."""
    kinds = {fold(kind.name): kind for kind in kinds_of(member.space_id)}
    works = {fold(work.title): work for work in works_for(member)}
    lines = [_judged(_line(row, sheet.decimal, kinds, works, member), judge) for row in sheet.rows]
    written = written_already(member, [line.same for line in lines if not line.problem])
    return Plan(list(_known(lines, written)))


def _known(lines: Iterable[PlannedLine], written: Counter[Same]) -> Iterator[PlannedLine]:
    """The n-th of the same lines is known when as many are written."""
    left = Counter(written)
    for line in lines:
        is_known = not line.problem and left[line.same] > 0
        if is_known:
            left[line.same] -= 1
        yield PlannedLine(**{**line.__dict__, "is_known": is_known})


def _line(
    row: contribution_file.Row,
    decimal: str,
    kinds: dict[str, ContributionKind],
    works: dict[str, JointWork],
    member: Membership,
) -> PlannedLine:
    kind, work = kinds.get(fold(row.kind)), works.get(fold(row.work)) if row.work else None
    shown = " · ".join(filter(None, [row.kind, row.quantity, row.work, row.words]))[:160]
    problem, quantity = row.problem, 0
    if row.person and fold(row.person) != fold(member.person.name):
        problem = _("This line is of somebody else: each imports their own.")
    elif kind is None:
        problem = problem or _("The group does not use a kind of this name.")
    elif row.work and work is None:
        problem = problem or _("You do not take part in a joint work of this name, or it is over.")
    else:
        try:
            quantity = quantities.parse(row.quantity, kind.measure, decimal=decimal)
        except Refused as refusal:
            problem = problem or str(refusal.sentence)
    return PlannedLine(row.number, shown, kind, row.day, quantity, work, row.words, problem)


def _judged(line: PlannedLine, judge: Any) -> PlannedLine:
    if line.problem:
        return line
    try:
        judge(line)
    except Refused as refusal:
        return PlannedLine(**{**line.__dict__, "problem": str(refusal.sentence)})
    return line


def written_already(member: Membership, asked: Sequence[Same]) -> Counter[Same]:
    """How many of each the member has written, by whatever way; corrections apart. 1 query."""
    if not asked:
        return Counter()
    days = [same[1] for same in asked]
    with scope.use(member.space_id):
        rows = Contribution.objects.filter(membership=member, corrects=None, on__range=(min(days), max(days)))
        rows = rows.filter(state=Contribution.State.CONFIRMED)
        return Counter(rows.values_list("kind", "on", "quantity", "work", "words"))


def sheet_of(rows: QuerySet[Contribution]) -> str:
    """These contributions for a spreadsheet; in the scope of the group. 2 queries."""
    found = list(rows.select_related("kind", "work", "membership__person", "corrects").order_by("on", "pk"))
    thanks: dict[int, list[str]] = {}
    seen = Acknowledgement.objects.filter(contribution__in=[row.pk for row in found]).order_by("pk")
    for one in seen.select_related("membership__person"):
        thanks.setdefault(one.contribution_id, []).append(one.membership.name)
    heads = [
        *(_("Day"), _("Person"), _("Kind of contribution"), _("Quantity"), _("Counted in")),
        *(_("Nature"), _("Joint work"), _("In a few words"), _("Takes back the line of"), _("Acknowledged by")),
    ]
    return sheets.written(heads, (_cells(row, thanks.get(row.pk, [])) for row in found))


def _cells(row: Contribution, thanks: Sequence[str]) -> list[Any]:
    assert row.kind is not None
    decimal = "," if (get_language() or "fr").startswith("fr") else "."
    return [
        row.on.isoformat(),
        row.membership.name,
        row.kind.name,
        quantities.written(row.quantity, row.kind.measure, decimal=decimal),
        row.kind.get_measure_display(),
        row.kind.get_nature_display(),
        row.work.title if row.work else "",
        row.words,
        row.corrects.on.isoformat() if row.corrects else "",
        ", ".join(thanks),
    ]
