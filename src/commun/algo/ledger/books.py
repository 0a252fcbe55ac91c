"""A whole book read from its first line: every rule checked, every seal made again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commun.algo.ledger.entries import FOLLOWING, Entry, Step, first_seal, seal
from commun.algo.ledger.rules import Account, Fault, Followed, Standing, after, fault


@dataclass
class Book:
    """A book in memory. ``accounts`` by code; lines are added one by one."""

    reference: str
    unit: str
    accounts: Mapping[str, Account]
    standings: dict[str, Standing] = field(default_factory=dict)
    count: int = 0
    last_seal: str = ""
    closed_until: str = ""
    _lines: dict[int, tuple[Step, str, str, int]] = field(default_factory=dict)
    _followed: set[int] = field(default_factory=set)
    _keys: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last_seal = self.last_seal or first_seal(self.reference, self.unit)

    def refusal(self, entry: Entry) -> Fault | None:
        """Why the line cannot be the next one, or None."""
        if entry.number != self.count + 1:
            return Fault.NUMBER
        if entry.key and entry.key in self._keys:
            return Fault.REPLAYED
        return fault(entry, self.accounts, self.standings, followed=self._before(entry), closed_until=self.closed_until)

    def add(self, entry: Entry) -> str:
        """Write the line; returns its seal. The caller asked ``refusal`` first: nothing is checked here."""
        self.standings.update(after(entry, self.standings, self._before(entry)))
        if entry.of:
            self._followed.add(entry.of)
        self._lines[entry.number] = (entry.step, entry.debit, entry.credit, entry.amount)
        if entry.key:
            self._keys[entry.key] = entry.number
        self.count = entry.number
        self.last_seal = seal(entry, self.last_seal)
        return self.last_seal

    def _before(self, entry: Entry) -> Followed | None:
        line = self._lines.get(entry.of) if entry.step in FOLLOWING else None
        return Followed(entry.of, *line, is_over=entry.of in self._followed) if line else None

    def written_under(self, key: str) -> int | None:
        """The number of the line that was written under this key."""
        return self._keys.get(key)

    @property
    def is_balanced(self) -> bool:
        """What all accounts hold sums to nothing."""
        return sum(standing.balance for standing in self.standings.values()) == 0


@dataclass(frozen=True)
class Found:
    """A line of a book that does not hold."""

    number: int
    fault: Fault


def audit(book: Book, lines: Iterable[tuple[Entry, str]]) -> Iterator[Found]:
    """Each line that does not hold, in order; lines are (entry, seal as it was written).

    A line whose seal is wrong is told once: the next one is read as chained to what is written. Limits are those of
    today: a line may have been right under older ones, so that they are left to ``refusal``, before writing.
    """
    for entry, written in lines:
        found = book.refusal(entry)
        if found == Fault.NUMBER:
            book.count = entry.number - 1
            yield Found(entry.number, found)
            found = book.refusal(entry)
        if found is not None and found not in (Fault.FLOOR, Fault.CEILING, Fault.CLOSED_ACCOUNT, Fault.PERIOD):
            yield Found(entry.number, found)
        if book.add(entry) != written:
            yield Found(entry.number, Fault.SEAL)
            book.last_seal = written
    if not book.is_balanced:
        yield Found(book.count, Fault.BALANCE)


def over_limits(accounts: Mapping[str, Account], standings: Mapping[str, Standing]) -> dict[str, Fault]:
    """Accounts that stand outside their limits."""
    found = {}
    for code, account in accounts.items():
        standing = standings.get(code, Standing())
        if account.floor is not None and standing.balance - standing.leaving < account.floor:
            found[code] = Fault.FLOOR
        elif account.ceiling is not None and standing.balance + standing.coming > account.ceiling:
            found[code] = Fault.CEILING
    return found
