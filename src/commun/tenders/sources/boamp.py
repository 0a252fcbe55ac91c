"""BOAMP, through Opendatasoft's Explore v2.1: one day of publication at a time, in pages of 100.

A page beyond 10,000 records is refused by the source: a day that holds more is taken from its export, which has
no limit. The parameter ``q`` is ignored by the source, hence never used.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from commun.core import clock
from commun.tenders.actions.incoming import canonical
from commun.tenders.sources.base import Cursor, Filters, Incomplete, Page
from commun.tenders.sources.http import Asker, Rejected

PAGE: Final = 100
WINDOW: Final = 10_000
ATTEMPTS: Final = 3


@dataclass
class Boamp:
    """The adapter. ``until`` is the last day read (today)."""

    asker: Asker = field(default_factory=Asker)
    address: str = ""
    until: dt.date | None = None
    name: str = "boamp"
    filters: Filters = field(
        default=Filters(
            publication_day="exact",
            country="none",
            # The field mixes the buyer's place with the place of the work (trap T6).
            departement="approximate",
            cpv="none",
            words="approximate",
            deadline="approximate",
        )
    )

    def close(self) -> None:
        """Give the connection back."""
        self.asker.close()

    def fetch(self, since: dt.date, cursor: Cursor) -> Iterator[Page]:
        """Day after day from ``since``; the cursor is a day and how many of its records are already kept."""
        day = dt.date.fromisoformat(cursor["day"]) if "day" in cursor else since
        offset = int(cursor.get("offset", 0))
        announced = 0
        last = self.until or clock.today()
        while day <= last:
            for page in self._day(day, offset, announced):
                yield page
                total = page.announced or 0
            announced = total
            day, offset = day + dt.timedelta(days=1), 0

    def _day(self, day: dt.date, offset: int, announced: int) -> Iterator[Page]:
        """A day is whole when all it announces was received; when its total moves it is read again."""
        for attempt in range(ATTEMPTS):
            try:
                yield from self._pages(day, offset, announced)
            except _Moved as moved:
                if attempt + 1 == ATTEMPTS:
                    raise Incomplete("total-changed", f"{day}: {moved}") from None
                offset = 0
            else:
                return

    def _pages(self, day: dt.date, offset: int, announced: int) -> Iterator[Page]:
        first, total, got = offset, None, offset
        while True:
            records, said = self._ask(day, offset)
            if total is None:
                total = said
                if total > WINDOW:
                    yield self._export(day, total, announced)
                    return
            if said != total:
                raise _Moved(f"{total} -> {said}")
            got += len(records)
            whole = got >= total
            after = {"day": _next(day)} if whole else {"day": day.isoformat(), "offset": got}
            yield Page(_payloads(day, offset, records), after, announced + max(0, total - first))
            if whole:
                return
            if not records:
                raise Incomplete("gap", f"{day}: {got} of {total}")
            offset = got

    def _ask(self, day: dt.date, offset: int) -> tuple[list[Mapping[str, Any]], int]:
        asked = {
            "where": _where(day),
            "order_by": "idweb",
            "limit": PAGE,
            "offset": offset,
        }
        answer = self._get("records", asked)
        results = answer.get("results") if isinstance(answer, Mapping) else None
        total = answer.get("total_count") if isinstance(answer, Mapping) else None
        if not isinstance(results, list) or not isinstance(total, int):
            raise Incomplete("unexpected-answer", f"{day}, from {offset}")
        return _checked(day, results), total

    def _export(self, day: dt.date, total: int, announced: int) -> Page:
        """A day too large for pages, in one answer."""
        answer = self._get("exports/json", {"where": _where(day), "order_by": "idweb"})
        if not isinstance(answer, list):
            raise Incomplete("unexpected-answer", f"{day}, export")
        records = _checked(day, answer)
        if len(records) < total:
            raise Incomplete("gap", f"{day}: {len(records)} of {total}")
        return Page(_payloads(day, 0, records), {"day": _next(day)}, announced + len(records))

    def _get(self, name: str, asked: Mapping[str, Any]) -> Any:
        address = (self.address or settings.BOAMP_ADDRESS).rstrip("/")
        try:
            return self.asker.json("GET", f"{address}/{name}", params=asked)
        except Rejected as error:
            raise Incomplete("rejected", str(error)) from error


class _Moved(Exception):
    """The source published while we were reading."""


def _where(day: dt.date) -> str:
    return f"dateparution >= date'{day}' and dateparution < date'{_next(day)}'"


def _next(day: dt.date) -> str:
    return (day + dt.timedelta(days=1)).isoformat()


def _checked(day: dt.date, records: Sequence[Any]) -> list[Mapping[str, Any]]:
    """A source that ignores the filter would pour 1.6 million notices: stop at once and say it."""
    found = [one for one in records if isinstance(one, Mapping)]
    if len(found) != len(records):
        raise Incomplete("unexpected-answer", f"{day}: a record is not an object")
    others = {str(one.get("dateparution"))[:10] for one in found if one.get("dateparution")} - {day.isoformat()}
    if others:
        raise Incomplete("filter-ignored", f"asked {day}, got {min(others)}")
    return found


def _payloads(day: dt.date, offset: int, records: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (f"boamp {day}, record {offset + number} ({one.get('idweb', '?')})", canonical(one))
        for number, one in enumerate(records, start=1)
    )
