"""The record of each visit to a source: what it announced, what came, what was refused, where to go on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from commun.algo.notices import Broken, NotANotice, parse
from commun.core import clock, journal
from commun.tenders.actions.awards import is_award_only, record_awards
from commun.tenders.actions.incoming import Incoming
from commun.tenders.actions.notices import record_notices
from commun.tenders.models import SourceRun

FIRST_DAYS: Final = 30
# Days read again at each visit: sources add to days already published.
OVERLAP: Final = dt.timedelta(days=1)
FAULTS_KEPT: Final = 50
INTAKE: Final = journal.Rule("tenders.fetch")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a visit begins: the day, and the place where the last one stopped."""

    since: dt.date
    cursor: Mapping[str, Any]


def start_of(source: str) -> Start:
    """Go on where an unfinished visit stopped, else from the last whole one. Two queries."""
    runs = SourceRun.objects.filter(source=source).order_by("-started_at", "-pk")
    last = runs.first()
    if last is not None and last.state != SourceRun.State.COMPLETE and last.since is not None:
        return Start(last.since, last.cursor)
    whole = runs.filter(state=SourceRun.State.COMPLETE, covers_until__isnull=False).first()
    if whole is None or whole.covers_until is None:
        return Start(clock.today() - dt.timedelta(days=FIRST_DAYS), {})
    return Start(whole.covers_until.astimezone(clock.PARIS).date() - OVERLAP, {})


@transaction.atomic
def open_run(*, source: str, start: Start) -> SourceRun:
    """A visit begins; one that never ended is closed as incomplete."""
    SourceRun.objects.filter(source=source, state=SourceRun.State.RUNNING).update(
        state=SourceRun.State.INCOMPLETE, ended_at=clock.now()
    )
    return SourceRun.objects.create(
        source=source,
        state=SourceRun.State.RUNNING,
        since=start.since,
        cursor=dict(start.cursor),
        started_at=clock.now(),
    )


@transaction.atomic
def add_page(
    *, run: SourceRun, payloads: Sequence[tuple[str, bytes]], cursor: Mapping[str, Any], announced: int | None
) -> None:
    """Keep a page: its notices and the place where the next one begins, together or not at all.

    ``payloads`` are (place, bytes); what cannot be read is counted as refused, with its place.
    """
    items: list[Incoming] = []
    broken: list[Broken] = []
    for place, payload in payloads:
        try:
            items.append(Incoming(parse(payload), payload, place))
        except NotANotice as error:
            broken.append(Broken(place, str(error)))
    record_awards(items=[item for item in items if is_award_only(item.parsed)])
    tally = record_notices(items=[item for item in items if not is_award_only(item.parsed)], actor=INTAKE)
    broken += tally.broken
    run.received_count += len(payloads)
    run.new_count += tally.new + tally.versions
    run.refused_count += len(broken)
    run.announced_count = announced
    run.cursor = dict(cursor)
    add_faults(run, [{"code": "unreadable", "detail": f"{one.place}: {one.reason}"} for one in broken])
    run.save()


def add_faults(run: SourceRun, faults: Sequence[Mapping[str, str]]) -> None:
    """Faults worth reading, not thousands of them."""
    room = max(0, FAULTS_KEPT - len(run.faults))
    run.faults = [*run.faults, *(dict(fault) for fault in faults[:room])]


@transaction.atomic
def close_run(
    *,
    run: SourceRun,
    state: str,
    faults: Sequence[Mapping[str, str]] = (),
    cursor: Mapping[str, Any] | None = None,
) -> SourceRun:
    """A visit ends. Only a complete one says that the source is known until the moment it began."""
    run.state = state
    run.ended_at = clock.now()
    add_faults(run, faults)
    if cursor is not None:
        run.cursor = dict(cursor)
    if state == SourceRun.State.COMPLETE:
        run.covers_until, run.cursor = run.started_at, {}
    run.save()
    return run
