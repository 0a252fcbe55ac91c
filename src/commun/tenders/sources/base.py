"""What every live source gives: pages of payloads, a place to go on from, and the truth about what is missing."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Exactness = Literal["exact", "approximate", "none"]
Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a source can select by itself: exactly, approximately, or not at all."""

    publication_day: Exactness
    country: Exactness
    departement: Exactness
    cpv: Exactness
    words: Exactness
    deadline: Exactness


@dataclass(frozen=True, slots=True)
class Page:
    """Some records (place, payload), where the next page begins, and how many the visit announces so far."""

    payloads: tuple[tuple[str, bytes], ...]
    cursor: Cursor
    announced: int | None = None
    faults: tuple[Mapping[str, str], ...] = ()


class Adapter(Protocol):
    """A live source. ``fetch`` yields pages until everything announced was received, else raises Incomplete."""

    @property
    def name(self) -> str:
        """As in SourceRun.source."""

    @property
    def filters(self) -> Filters:
        """What this source can select."""

    def fetch(self, since: dt.date, cursor: Cursor) -> Iterator[Page]:
        """Pages published from ``since``, from ``cursor`` on."""

    def close(self) -> None:
        """Give connections back."""


@dataclass
class Incomplete(Exception):
    """The source stopped before the end: ``code`` says how. ``restart``: the place to go on from is lost."""

    code: str
    detail: str = ""
    restart: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


@dataclass
class RefusedBySource(Incomplete):
    """The source does not want this client (challenge, forbidden): nothing to try again at once."""

    code: str = "refused"
    detail: str = ""
    restart: bool = field(default=False)
