"""Value seen whole: by period, what came in money and what did not, side by side, never added together (R86 to R91)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Sum
from django.utils.translation import gettext as _

from commun.algo.exact import half_up, hidden_cells
from commun.algo.ledger import MOVING, Step
from commun.algo.sharing import readings
from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.governance.queries.roles import people_awake
from commun.value.models import (
    Acknowledgement,
    Book,
    Contribution,
    ContributionKind,
    Distribution,
    Receipt,
    Transfer,
    WorkPart,
)
from commun.value.models.distributions import STANDING
from commun.value.queries.contributions import CONFIRMED
from commun.value.queries.whole_periods import Asked, Period

LEAST_PEOPLE = 5
# What is rarely counted, and holds a group together.
RARE = (ContributionKind.Nature.FACILITATION, ContributionKind.Nature.CARE)
MEASURE = ContributionKind.Measure


@dataclass
class Heap:
    """What a period adds up to, and from whom (ids or references)."""

    quantity: int = 0
    people: set[int | str] = field(default_factory=set)


Heaps = defaultdict[dt.date, Heap]


def _heaps() -> Heaps:
    return defaultdict(Heap)


@dataclass(frozen=True)
class Cell:
    """A quantity, and how many people it comes from; a quantity of None is not shown: it would tell who."""

    quantity: int | None
    people: int


@dataclass(frozen=True)
class Row:
    """One series over the periods. ``key``: « received » ..., or the reference of a kind; ``measure``: its unit."""

    key: str
    label: str
    measure: str
    cells: Sequence[Cell]
    total: Cell

    def hidden(self, least: int = LEAST_PEOPLE) -> "Row":
        """The same, without what would tell who."""
        places, is_total = hidden_cells([cell.people for cell in self.cells], least, self.total.people)
        cells = [replace(cell, quantity=None) if place in places else cell for place, cell in enumerate(self.cells)]
        return replace(self, cells=cells, total=replace(self.total, quantity=None) if is_total else self.total)


@dataclass(frozen=True)
class Whole:
    """The page. ``earning`` of ``awake`` members got a part; ``gini``: how unevenly, in hundredths, from five on."""

    periods: Sequence[Period]
    money: Sequence[Row]
    rare: Sequence[Row]
    others: Sequence[Row]
    thanks: int
    earning: int
    awake: int
    gini: int | None

    @property
    def rows(self) -> list[Row]:
        """All series."""
        return [*self.money, *self.rare, *self.others]

    @property
    def is_empty(self) -> bool:
        """Nothing at all over these periods."""
        return not any(row.total.quantity for row in self.rows)


def whole_of(space: Space, asked: Asked) -> Whole:
    """The value of the group over these periods. At most 10 queries."""
    periods = asked.periods
    around = (periods[0].first, periods[-1].last)
    awake = people_awake(space)
    with scope.use(space):
        kinds = list(ContributionKind.objects.all())
        brought = _brought(asked, around)
        shared, parts = _shared(asked, around)
        received, kept = _received(asked, around)
        thanks = Acknowledgement.objects.filter(
            contribution__on__range=around, contribution__state=CONFIRMED, contribution__corrections=None
        ).count()
        exchanged = _exchanged(asked, around)
    rows = [(one, _row(one.ref, one.name, one.measure, brought[one.pk], periods)) for one in kinds]
    # A kind under which nothing is written says nothing: it is left out.
    told = [(one, row) for one, row in rows if row.total.people]
    turnover = MEASURE.TURNOVER.value
    return Whole(
        periods=periods,
        money=[
            _row("received", _("Received for joint work, without tax"), turnover, received, periods),
            _row("kept", _("of which kept by the cooperative"), turnover, kept, periods),
            _row("shared", _("Shared between us"), turnover, shared, periods),
            *[row for one, row in told if one.is_monetary],
        ],
        rare=[row for one, row in told if not one.is_monetary and one.nature in RARE],
        others=[
            *[row for one, row in told if not one.is_monetary and one.nature not in RARE],
            *[_row("credit", _("Given to one another by mutual credit"), *each, periods) for each in exchanged],
        ],
        thanks=thanks,
        earning=sum(cents > 0 for cents in parts.values()),
        awake=len(awake),
        gini=_gini(parts, awake),
    )


def _row(key: str, label: str, measure: str, heaps: Heaps, periods: Sequence[Period]) -> Row:
    each = [heaps[period.first] for period in periods]
    people = set[int | str]().union(*[heap.people for heap in each])
    total = Cell(sum(heap.quantity for heap in each), len(people))
    return Row(key, label, measure, [Cell(heap.quantity, len(heap.people)) for heap in each], total)


def _brought(asked: Asked, around: tuple[dt.date, dt.date]) -> defaultdict[int, Heaps]:
    """By kind, what each brought, corrections included; who took all back brought nothing. 1 query."""
    rows = Contribution.objects.filter(state=CONFIRMED, on__range=around).order_by().annotate(cut=asked.trunc())
    found: defaultdict[int, Heaps] = defaultdict(_heaps)
    for kind, cut, member, total in rows.values_list("kind", "cut", "membership").annotate(sum=Sum("quantity")):
        if total:
            found[kind][cut].quantity += total
            found[kind][cut].people.add(member)
    return found


def _received(asked: Asked, around: tuple[dt.date, dt.date]) -> tuple[Heaps, Heaps]:
    """What clients paid for joint work, and what the cooperative kept of it; from those who took part. 2 queries."""
    rows = Receipt.objects.filter(STANDING, on__range=around).order_by().annotate(cut=asked.trunc())
    sums = list(rows.values_list("cut", "work").annotate(amount=Sum("amount"), kept=Sum("kept")))
    parts: defaultdict[int, set[int | str]] = defaultdict(set)
    for work, member in WorkPart.objects.filter(work__in={one[1] for one in sums}).values_list("work", "membership"):
        parts[work].add(member)
    received, kept = _heaps(), _heaps()
    for cut, work, amount, keeps in sums:
        for heaps, cents in ((received, amount), (kept, keeps)):
            heaps[cut].quantity += cents
            heaps[cut].people |= parts[work]
    return received, kept


def _shared(asked: Asked, around: tuple[dt.date, dt.date]) -> tuple[Heaps, Counter[str]]:
    """What people got, and each one's part of it all. 1 query."""
    rows = Distribution.objects.filter(on__range=around).order_by().annotate(cut=asked.trunc())
    heaps, parts = _heaps(), Counter[str]()
    for cut, now in rows.values_list("cut", "result__now"):
        people = {name: cents for name, cents in now.items() if not name.startswith(":") and cents}
        heaps[cut].quantity += sum(people.values())
        heaps[cut].people |= people.keys()
        parts.update(people)
    return heaps, parts


def _exchanged(asked: Asked, around: tuple[dt.date, dt.date]) -> list[tuple[str, Heaps]]:
    """What members gave one another by mutual credit, in its unit; nothing where there is none. 1 or 2 queries."""
    book = Book.objects.filter(purpose=Book.Purpose.CREDIT).first()
    if book is None:
        return []
    lines = Transfer.objects.filter(book=book, step__in=MOVING, on__range=around).annotate(cut=asked.trunc())
    # What a decision moved was not exchanged.
    lines = lines.exclude(reason__startswith="decision:")
    heaps = _heaps()
    sums = lines.order_by().values_list("cut", "step", "debit__membership", "credit__membership")
    for cut, step, giver, getter, total in sums.annotate(sum=Sum("amount")):
        # What is given back was not exchanged.
        heaps[cut].quantity += -total if step == Step.REVERSE else total
        heaps[cut].people |= {one for one in (giver, getter) if one}
    return [(MEASURE.HOURS.value if book.unit == Book.Unit.MINUTE else MEASURE.POINTS.value, heaps)]


def _gini(parts: Counter[str], awake: Iterable[Membership]) -> int | None:
    """How unevenly the parts fell among members of today, in hundredths; None under five people who got one."""
    cents = {one.person.ref: max(0, parts[one.person.ref]) for one in awake}
    if sum(part > 0 for part in cents.values()) < LEAST_PEOPLE:
        return None
    gini = readings(cents).gini
    return None if gini is None else half_up(gini * 100)


def money_rows(
    space: Space, first: dt.date, last: dt.date, shown: int = 200
) -> tuple[list[Receipt], list[Distribution]]:
    """What a figure of money is made of: receipts and sharings from a day to another, the last first. 2 queries."""
    with scope.use(space):
        receipts = Receipt.objects.filter(STANDING, on__range=(first, last)).select_related("work")
        sharings = Distribution.objects.filter(on__range=(first, last)).select_related("work")
        return list(receipts.order_by("-on", "-pk")[:shown]), list(sharings.order_by("-on", "-pk")[:shown])
