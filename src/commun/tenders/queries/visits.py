"""How far each source was read: « BOAMP up to 7:10, TED incomplete », and the visits behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commun.tenders.models import SourceRun

LIVE = ("boamp", "ted")


@dataclass(frozen=True)
class SourceState:
    """The last visit to a source and the last whole one."""

    source: str
    last: SourceRun
    whole: SourceRun | None

    @property
    def is_complete(self) -> bool:
        """The last ended visit was whole."""
        return self.whole is not None and self.whole.pk == self.last.pk


def source_states() -> list[SourceState]:
    """Each live source that was visited, in a fixed order. One query."""
    newest: dict[str, SourceRun] = {}
    whole: dict[str, SourceRun] = {}
    runs = SourceRun.objects.filter(source__in=LIVE).exclude(state="running").order_by("source", "-started_at")
    last = runs.distinct("source")
    last_whole = runs.filter(state="complete").distinct("source")
    for run in last.union(last_whole, all=True):
        if run.source not in newest or run.started_at > newest[run.source].started_at:
            newest[run.source] = run
        if run.state == "complete":
            whole[run.source] = run
    return [SourceState(name, newest[name], whole.get(name)) for name in LIVE if name in newest]


def visits(most: int = 60) -> Sequence[SourceRun]:
    """The latest visits to all sources, newest first. One query."""
    return list(SourceRun.objects.order_by("-started_at")[:most])
