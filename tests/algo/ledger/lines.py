"""Books made line by line, for the properties of the ledger."""

from dataclasses import replace

from commun.algo.ledger import Account, Book, Entry, Fault, Step

ACCOUNTS = {
    "alice": Account(floor=-100, ceiling=500),
    "bob": Account(floor=0),
    "chloe": Account(ceiling=50),
    "pot": Account(),
    "gone": Account(is_closed=True),
}


def line(number: int, debit: str = "pot", credit: str = "bob", amount: int = 10, **other: object) -> Entry:
    """A plain line, but for what is said."""
    entry = Entry(
        number=number,
        at=f"2026-01-01T00:00:{number % 60:02}.000000Z",
        on="2026-01-01",
        step=Step.POSTED,
        debit=debit,
        credit=credit,
        amount=amount,
        reason="decision:d1",
    )
    return replace(entry, **other)  # type: ignore[arg-type]


def book() -> Book:
    """An empty one."""
    return Book("livre", "EUR", ACCOUNTS)


def written(*entries: Entry) -> tuple[Book, list[tuple[Entry, str]]]:
    """A book with these lines, which must be right; and the lines with their seals."""
    made = book()
    lines = []
    for entry in entries:
        assert made.refusal(entry) is None, (entry, made.refusal(entry))
        lines.append((entry, made.add(entry)))
    return made, lines


def refused(made: Book, debit: str = "pot", credit: str = "bob", amount: int = 10, **other: object) -> Fault | None:
    """Why the next line cannot be."""
    return made.refusal(line(made.count + 1, debit, credit, amount, **other))
