"""Notices from files and folders of any shape that the reader knows, compressed or not."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from commun.algo.notices import Reading, read_path, size_of
from commun.core import clock
from commun.tenders.actions.awards import is_award_only, record_awards
from commun.tenders.actions.incoming import Incoming, Tally
from commun.tenders.actions.notices import record_notices

CHUNK = 2000
Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass(slots=True)
class ImportReport:
    """What an import did: counts, broken records with their place, days by which dates moved."""

    tally: Tally = field(default_factory=Tally)
    shift_days: int = 0
    read_count: int = 0


def import_path(
    *, path: Path, shift_dates: bool = False, limit: int | None = None, progress: Progress = _silent
) -> ImportReport:
    """Record every notice and award of ``path``; broken records are reported and stop nothing.

    With ``shift_dates`` the whole set moves so that its last publication is today.
    """
    report, total = ImportReport(), size_of(path)
    if shift_dates:
        report.shift_days = _days_to_today(_seen(path, limit, "dates", total, progress))
    readings = _seen(path, limit, "import", total, progress)
    while chunk := list(islice(readings, CHUNK)):
        report.read_count += len(chunk)
        report.tally.broken += [one.broken for one in chunk if one.broken]
        items = [Incoming(one.notice, one.raw, one.place, report.shift_days) for one in chunk if one.notice is not None]
        report.tally.add(record_awards(items=[item for item in items if is_award_only(item.parsed)]))
        report.tally.add(record_notices(items=[item for item in items if not is_award_only(item.parsed)]))
    return report


def _seen(path: Path, limit: int | None, step: str, total: int, progress: Progress) -> Iterator[Reading]:
    for reading in islice(read_path(path), limit):
        progress(step, min(reading.bytes_done, total), total)
        yield reading


def _days_to_today(readings: Iterator[Reading]) -> int:
    last: dt.date | None = None
    for reading in readings:
        day = reading.notice.published_on if reading.notice else None
        if day and (last is None or day > last):
            last = day
    return (clock.today() - last).days if last else 0
