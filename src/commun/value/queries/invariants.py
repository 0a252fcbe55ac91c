"""Everything that must hold in the value of a group: books, sharings, keys; what does not is named (V14)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Sum

from commun.algo.sharing import BadKey, CannotShare
from commun.core import scope
from commun.core.models import Space
from commun.value.frozen import fingerprint_of
from commun.value.models import Book, Distribution, KeyVersion, Receipt, Transfer
from commun.value.queries.credit_checks import credit_faults
from commun.value.queries.pot_checks import pot_faults
from commun.value.queries.sharings import again
from commun.value.queries.verification import check_book

# Kinds of reasons that a row of the room stands behind, and the amount that its lines must move.
DISTRIBUTION, RECEIPT = "distribution", "receipt"


@dataclass(frozen=True)
class Offender:
    """What does not hold: where (« livre », « partage », « clé », « encaissement »), which one, in one word why."""

    where: str
    which: str
    why: str


def offenders(space: Space, progress: Callable[[int], None] = lambda count: None) -> list[Offender]:
    """All of them, in the group."""
    with scope.use(space):
        found = [
            Offender("livre", f"{book.purpose} {fault.number or ''}".strip(), fault.fault)
            for book in Book.objects.order_by("pk")
            for fault in check_book(book, progress)
        ]
        return [*found, *_keys(), *_sharings(), *_receipts(), *_tied_to_nothing(), *_pot(), *_credit()]


def _keys() -> Iterator[Offender]:
    """A version that is no longer what was written."""
    for version in KeyVersion.objects.select_related("key"):
        if fingerprint_of(version.steps) != version.fingerprint:
            yield Offender("clé", f"{version.key.ref}.{version.number}", "changed")


def _moved(kind: str) -> dict[str, int]:
    """Of each reference of this kind of reason, what its lines moved in all."""
    rows = Transfer.objects.filter(reason__startswith=f"{kind}:").order_by()
    sums = rows.values_list("reason").annotate(sum=Sum("amount"))
    return {reason.partition(":")[2]: int(total) for reason, total in sums}


def _sharings() -> Iterator[Offender]:
    """A sharing whose lines do not move what it says, or that computed anew gives something else."""
    moved = _moved(DISTRIBUTION)
    for row in Distribution.objects.select_related("version", "work"):
        if moved.get(row.ref, 0) != row.amount:
            yield Offender("partage", row.ref, "lines")
        if not _is_the_same(row):
            yield Offender("partage", row.ref, "changed")


def _is_the_same(row: Distribution) -> bool:
    """Computed anew from what was frozen it gives the same; what cannot even be read is not the same."""
    try:
        return again(row).fingerprint == row.fingerprint
    except (BadKey, CannotShare, KeyError, TypeError, ValueError):
        return False


def _receipts() -> Iterator[Offender]:
    """A receipt whose lines do not move what it says: what came in, then what the cooperative keeps of it."""
    moved = _moved(RECEIPT)
    for row in Receipt.objects.all():
        if moved.get(row.ref, 0) != row.amount + row.kept:
            yield Offender("encaissement", row.ref, "lines")


def _tied_to_nothing() -> Iterator[Offender]:
    """Lines tied to a sharing or a receipt that is not there."""
    known = {
        DISTRIBUTION: set(Distribution.objects.values_list("ref", flat=True)),
        RECEIPT: set(Receipt.objects.values_list("ref", flat=True)),
    }
    for kind, refs in known.items():
        for ref in sorted(_moved(kind).keys() - refs):
            yield Offender("livre", f"{kind}:{ref}", "tied to nothing")


def _credit() -> Iterator[Offender]:
    """What does not hold in the mutual credit beyond its lines."""
    for book in Book.objects.filter(purpose=Book.Purpose.CREDIT):
        for which, why in credit_faults(book):
            yield Offender("crédit mutuel", which, why)


def _pot() -> Iterator[Offender]:
    """What does not hold in the common pot beyond its lines."""
    for which, why in pot_faults():
        yield Offender("pot commun", which, why)
