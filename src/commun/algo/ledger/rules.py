"""What a line may do: amounts, accounts, limits, and the life of what is held (algorithms.md section 6).

A balance is what an account received less what it gave. Nothing here writes: the same rules check a line before it is
written and a whole book after.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commun.algo.ledger.entries import FOLLOWING, Entry, Step

LARGEST = 10**15


class Fault(StrEnum):
    """Why a line cannot be."""

    AMOUNT = "amount"
    SAME_ACCOUNT = "same_account"
    UNKNOWN_ACCOUNT = "unknown_account"
    CLOSED_ACCOUNT = "closed_account"
    NO_REASON = "no_reason"
    FLOOR = "floor"
    CEILING = "ceiling"
    PERIOD = "period"
    NOTHING_TO_FOLLOW = "nothing_to_follow"
    ALREADY_FOLLOWED = "already_followed"
    OTHER_ACCOUNTS = "other_accounts"
    TOO_MUCH = "too_much"
    REPLAYED = "replayed"
    NUMBER = "number"
    SEAL = "seal"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Account:
    """What bounds an account: its balance, with all that is held, stays from ``floor`` to ``ceiling`` (None: free)."""

    floor: int | None = None
    ceiling: int | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands: its balance, what is held to leave it, what is held to come."""

    balance: int = 0
    leaving: int = 0
    coming: int = 0

    def moved(self, balance: int, leaving: int = 0, coming: int = 0) -> "Standing":
        """With so much more of each."""
        return Standing(self.balance + balance, self.leaving + leaving, self.coming + coming)


NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Followed:
    """What matters of the line that a line follows, and whether another one followed it already."""

    number: int
    step: Step
    debit: str
    credit: str
    amount: int
    is_over: bool = False


def fault(
    entry: Entry,
    accounts: Mapping[str, Account],
    standings: Mapping[str, Standing],
    *,
    followed: Followed | None = None,
    closed_until: str = "",
) -> Fault | None:
    """Why the line cannot be, or None. ``closed_until``: the last day of the last closed period, ISO."""
    found = _of_itself(entry, accounts, closed_until)
    if found is None and entry.step in FOLLOWING:
        found = _of_what_it_follows(entry, followed)
    elif found is None and entry.of:
        found = Fault.NOTHING_TO_FOLLOW
    if found is None and entry.step != Step.VOID and _is_bounded(entry, accounts):
        found = _of_limits(entry, accounts, after(entry, standings, followed))
    return found


def _of_itself(entry: Entry, accounts: Mapping[str, Account], closed_until: str) -> Fault | None:
    if not 0 < entry.amount <= LARGEST:
        return Fault.AMOUNT
    if entry.debit == entry.credit:
        return Fault.SAME_ACCOUNT
    if entry.debit not in accounts or entry.credit not in accounts:
        return Fault.UNKNOWN_ACCOUNT
    if entry.step != Step.VOID and (accounts[entry.debit].is_closed or accounts[entry.credit].is_closed):
        return Fault.CLOSED_ACCOUNT
    if not all(entry.reason.partition(":")[::2]):
        return Fault.NO_REASON
    return Fault.PERIOD if entry.on <= closed_until else None


def _of_what_it_follows(entry: Entry, followed: Followed | None) -> Fault | None:
    reverses = entry.step == Step.REVERSE
    can_follow = (Step.POSTED, Step.POST) if reverses else (Step.PENDING,)
    if followed is None or followed.number != entry.of or followed.step not in can_follow:
        return Fault.NOTHING_TO_FOLLOW
    if followed.is_over:
        return Fault.ALREADY_FOLLOWED
    pair = (followed.credit, followed.debit) if reverses else (followed.debit, followed.credit)
    if (entry.debit, entry.credit) != pair:
        return Fault.OTHER_ACCOUNTS
    is_whole = entry.amount == followed.amount
    is_part = entry.step == Step.POST and entry.amount < followed.amount
    return None if is_whole or is_part else Fault.TOO_MUCH


def _is_bounded(entry: Entry, accounts: Mapping[str, Account]) -> bool:
    """One of the two limits that the line may meet is there: otherwise where it leads need not be known."""
    return accounts[entry.debit].floor is not None or accounts[entry.credit].ceiling is not None


def _of_limits(entry: Entry, accounts: Mapping[str, Account], standings: Mapping[str, Standing]) -> Fault | None:
    giving, getting = standings[entry.debit], standings[entry.credit]
    floor, ceiling = accounts[entry.debit].floor, accounts[entry.credit].ceiling
    if floor is not None and giving.balance - giving.leaving < floor:
        return Fault.FLOOR
    if ceiling is not None and getting.balance + getting.coming > ceiling:
        return Fault.CEILING
    return None


def after(entry: Entry, standings: Mapping[str, Standing], followed: Followed | None = None) -> dict[str, Standing]:
    """Where both accounts stand once the line is written; absent accounts start from nothing."""
    giving = standings.get(entry.debit, NOTHING)
    getting = standings.get(entry.credit, NOTHING)
    amount = entry.amount
    if entry.step == Step.PENDING:
        return {entry.debit: giving.moved(0, leaving=amount), entry.credit: getting.moved(0, coming=amount)}
    held = followed.amount if followed is not None and entry.step != Step.REVERSE else 0
    if entry.step == Step.VOID:
        amount = 0
    return {entry.debit: giving.moved(-amount, leaving=-held), entry.credit: getting.moved(amount, coming=-held)}
