"""Until when each source is known, and what was wrong."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commun.tenders.models import SourceRun

LABELS: Final = {"boamp": "BOAMP", "ted": "TED"}


@dataclass(frozen=True)
class SourceState:
    """One source: known until ``until`` (the start of the last whole visit; None: never), and its last visit."""

    source: str
    label: str
    until: dt.datetime | None
    state: str
    started_at: dt.datetime | None
    announced: int | None
    received: int
    refused: int
    faults: Sequence[dict[str, str]]

    @property
    def is_complete(self) -> bool:
        """The last visit was whole."""
        return self.state == SourceRun.State.COMPLETE


def source_states() -> list[SourceState]:
    """Every live source that was visited at least once, BOAMP first. Two queries."""
    last = {run.source: run for run in SourceRun.objects.order_by("source", "-started_at", "-pk").distinct("source")}
    whole = SourceRun.objects.filter(state=SourceRun.State.COMPLETE).order_by("source", "-started_at", "-pk")
    until = dict(whole.distinct("source").values_list("source", "covers_until"))
    return [
        SourceState(
            source=name,
            label=LABELS[name],
            until=until.get(name),
            state=run.state,
            started_at=run.started_at,
            announced=run.announced_count,
            received=run.received_count,
            refused=run.refused_count,
            faults=run.faults,
        )
        for name in LABELS
        if (run := last.get(name)) is not None
    ]
