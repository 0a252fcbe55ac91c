"""TED, through the Search API v3 in ITERATION mode.

The source keeps giving a token after its last page: a visit is whole when the announced total was received and
the next page is empty. A token seen twice, a total that moves or an answer that timed out make it incomplete.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from commun.tenders.actions.incoming import canonical
from commun.tenders.sources.base import Cursor, Filters, Incomplete, Page
from commun.tenders.sources.http import Asker, Rejected

PAGE: Final = 100
FIELDS: Final = (
    "publication-number", "publication-date", "notice-type", "form-type", "notice-version", "notice-language",
    "change-reason-code", "procedure-identifier", "notice-title", "title-proc", "description-proc",
    "procedure-type", "contract-nature", "classification-cpv", "place-of-performance", "buyer-name",
    "buyer-identifier", "buyer-city", "buyer-country", "deadline-receipt-tender-date-lot",
    "deadline-receipt-tender-time-lot", "deadline-receipt-request-date-lot", "estimated-value", "links",
)  # fmt: skip
NEEDED: Final = frozenset({"publication-number"})
_UNKNOWN: Final = re.compile(r"[Uu]nknown (?:search )?field[^A-Za-z]*([a-z][a-z0-9-]+)")


@dataclass
class Ted:
    """The adapter; ``country`` is the buyers' (three letters)."""

    asker: Asker = field(default_factory=Asker)
    address: str = ""
    country: str = "FRA"
    name: str = "ted"
    filters: Filters = field(
        default=Filters(
            publication_day="exact",
            country="exact",
            departement="approximate",
            cpv="exact",
            words="approximate",
            deadline="exact",
        )
    )
    _fields: list[str] = field(default_factory=lambda: list(FIELDS), repr=False)

    def close(self) -> None:
        """Give the connection back."""
        self.asker.close()

    def fetch(self, since: dt.date, cursor: Cursor) -> Iterator[Page]:
        """Page after page; the cursor is the token of the next one and what was received before it."""
        token = str(cursor.get("token", ""))
        announced = int(cursor["announced"]) if "announced" in cursor else None
        before = got = int(cursor.get("received", 0))
        seen = {token}
        while True:
            records, total, following, faults = self._ask(since, token)
            if announced is not None and total != announced:
                raise Incomplete("total-changed", f"{announced} -> {total}", restart=True)
            announced = total
            got += len(records)
            place = {"token": following, "received": got, "announced": total}
            yield Page(_payloads(records, got - len(records)), place, total - before, faults)
            if not records or not following:
                break
            if following in seen:
                raise Incomplete("token-repeated", f"after {got} of {total}", restart=True)
            seen.add(following)
            token = following
        if got < announced:
            raise Incomplete("gap", f"{got} of {announced}", restart=True)

    def _ask(
        self, since: dt.date, token: str
    ) -> tuple[list[Mapping[str, Any]], int, str, tuple[Mapping[str, str], ...]]:
        faults: list[Mapping[str, str]] = []
        while True:
            try:
                answer = self._post(since, token)
            except Rejected as error:
                faults.append(self._without_unknown_field(str(error)))
                continue
            break
        notices = answer.get("notices") if isinstance(answer, Mapping) else None
        total = answer.get("totalNoticeCount") if isinstance(answer, Mapping) else None
        if not isinstance(notices, list) or not isinstance(total, int):
            raise Incomplete("unexpected-answer", "no list of notices")
        if answer.get("timedOut"):
            raise Incomplete("timed-out")
        if not all(isinstance(one, Mapping) for one in notices):
            raise Incomplete("unexpected-answer", "a notice is not an object")
        return notices, total, str(answer.get("iterationNextToken") or ""), tuple(faults)

    def _post(self, since: dt.date, token: str) -> Any:
        asked: dict[str, Any] = {
            "query": f"publication-date >= {since:%Y%m%d} AND buyer-country IN ({self.country})",
            "fields": self._fields,
            "limit": PAGE,
            "scope": "ALL",
            "checkQuerySyntax": False,
            "paginationMode": "ITERATION",
            "onlyLatestVersions": False,
        }
        if token:
            asked["iterationNextToken"] = token
        try:
            return self.asker.json("POST", self.address or settings.TED_ADDRESS, json=asked)
        except Incomplete as fault:
            # A token that the source no longer knows is answered by a plain 500.
            if token and fault.code == "server-error":
                raise Incomplete("token-refused", fault.detail, restart=True) from fault
            raise

    def _without_unknown_field(self, words: str) -> Mapping[str, str]:
        """The source changed its list of fields: go on without the one it names."""
        found = _UNKNOWN.search(words)
        name = found[1] if found else ""
        if name not in self._fields or name in NEEDED:
            raise Incomplete("rejected", words)
        self._fields.remove(name)
        return {"code": "field-unknown", "detail": name}


def _payloads(records: Sequence[Mapping[str, Any]], before: int) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (f"ted, notice {before + number} ({one.get('publication-number', '?')})", canonical(one))
        for number, one in enumerate(records, start=1)
    )
