"""A row of a book as the line that its seal is of."""

import datetime as dt

from commun.algo.ledger import Entry, Step
from commun.value.models import Transfer


def written_at(at: dt.datetime) -> str:
    """A moment as seals tell it: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def entry_of(row: Transfer, debit: str, credit: str) -> Entry:
    """The line; ``debit`` and ``credit``: codes of its accounts."""
    return Entry(
        number=row.number,
        at=written_at(row.at),
        on=row.on.isoformat(),
        step=Step(row.step),
        debit=debit,
        credit=credit,
        amount=row.amount,
        reason=row.reason,
        of=row.of,
        key=row.key,
        note=row.note,
    )
