"""One visit to a live source, recorded from its first page to its last."""

import logging

from commun.tenders.actions import runs
from commun.tenders.models import SourceRun
from commun.tenders.sources.base import Adapter, Incomplete, RefusedBySource

logger = logging.getLogger(__name__)


def visit(adapter: Adapter) -> SourceRun:
    """Read what is new at the source, from where the last visit stopped. Never raises for a source's fault."""
    start = runs.start_of(adapter.name)
    run = runs.open_run(source=adapter.name, start=start)
    state = SourceRun.State.COMPLETE
    try:
        for page in adapter.fetch(start.since, start.cursor):
            runs.add_faults(run, page.faults)
            runs.add_page(run=run, payloads=page.payloads, cursor=page.cursor, announced=page.announced)
    except Incomplete as fault:
        logger.warning("%s: %s", adapter.name, fault)
        state = SourceRun.State.REFUSED if isinstance(fault, RefusedBySource) else SourceRun.State.INCOMPLETE
        told = [{"code": fault.code, "detail": fault.detail[:300]}]
        return runs.close_run(run=run, state=state, faults=told, cursor={} if fault.restart else None)
    finally:
        adapter.close()
    return runs.close_run(run=run, state=state)
