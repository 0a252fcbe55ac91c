"""What sharing a joint work now would give: computed, never kept; and what was shared, read back (V1, V2)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commun.algo import sharing
from commun.algo.sharing import Brought, CannotShare
from commun.core import scope
from commun.value.frozen import fingerprint_of, freeze_brought, freeze_result, thaw_brought
from commun.value.models import Distribution, JointWork, KeyVersion, Receipt


@dataclass(frozen=True)
class Prepared:
    """What would be shared now. ``brought`` and ``result`` as they would be frozen; ``now``: cents of each now.

    ``result`` is of all that came in under this version of the key; ``paid`` what its earlier sharings gave.
    """

    version: KeyVersion
    received: int
    amount: int
    brought: dict[str, Any]
    result: dict[str, Any]
    now: Mapping[str, int]

    @property
    def fingerprint(self) -> str:
        """Of everything it is computed from and gives."""
        return fingerprint_of(self.version.fingerprint, self.brought, self.result, dict(self.now))


def prepare(work: JointWork, version: KeyVersion, brought: Brought, received: int) -> Prepared:
    """Share what came in and is not shared yet; in scope. Raises CannotShare.

    Under one version of the key the whole is shared again and what was paid is taken off, so that cents never go back
    and forth. What was shared under another version does not move (B3).
    """
    earlier = list(Distribution.objects.filter(work=work).order_by("number"))
    under_others = sum(one.amount for one in earlier if one.version_id != version.pk)
    paid: Counter[str] = Counter()
    for one in earlier:
        if one.version_id == version.pk:
            paid.update(one.result["now"])
    amount = received - under_others - sum(paid.values())
    if amount <= 0:
        raise CannotShare("nothing new")
    return _prepared(version, received, amount, brought, received - under_others, paid)


def _prepared(
    version: KeyVersion, received: int, amount: int, brought: Brought, total: int, paid: Mapping[str, int]
) -> Prepared:
    whole, gets = sharing.instalment(sharing.read(version.steps), total, brought, paid)
    now = {name: cents for name, cents in sorted(gets.items()) if cents}
    frozen = freeze_brought(brought) | {"whole": total, "paid": dict(sorted(paid.items()))}
    return Prepared(version, received, amount, frozen, freeze_result(whole) | {"now": now}, now)


def again(kept: Distribution) -> Prepared:
    """The same sharing computed anew from what was frozen with it: it must give the same, to the byte (V2)."""
    brought, total, paid = thaw_brought(kept.brought), kept.brought["whole"], kept.brought["paid"]
    return _prepared(kept.version, kept.received, kept.amount, brought, total, paid)


@dataclass(frozen=True)
class WorkMoney:
    """Of a joint work: receipts that stand, their sum, what the cooperative kept, what was shared, what waits."""

    receipts: list[Receipt]
    gross: int
    kept: int
    shared: int

    @property
    def waiting(self) -> int:
        """Came in, not shared yet."""
        return self.gross - self.kept - self.shared

    @property
    def undone(self) -> set[int]:
        """Those that were taken back."""
        return {row.takes_back_id for row in self.receipts if row.takes_back_id}


def money_of(work: JointWork) -> WorkMoney:
    """Two queries."""
    with scope.use(work.space_id):
        receipts = list(Receipt.objects.filter(work=work).select_related("written_by__person", "takes_back"))
        shared = sum(Distribution.objects.filter(work=work).values_list("amount", flat=True))
    undone = {row.takes_back_id for row in receipts if row.takes_back_id}
    standing = [row for row in receipts if row.takes_back_id is None and row.pk not in undone]
    return WorkMoney(receipts, sum(row.amount for row in standing), sum(row.kept for row in standing), shared)
