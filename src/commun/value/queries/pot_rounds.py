"""Budget rounds of the common pot, for its page: those that go on, and those whose lines are still to be opened."""

from dataclasses import dataclass

from commun.core import scope
from commun.core.models import Space
from commun.governance import methods
from commun.governance.models import Process
from commun.value.models import BudgetLine

MOST = 50


@dataclass(frozen=True)
class RoundView:
    """A round of the group; ``kept``: how many projects were kept; ``can_open``: their lines are not open yet."""

    process: Process
    kept: int
    can_open: bool


def rounds_of(space: Space) -> list[RoundView]:
    """Rounds that are open, or closed with lines still to open. 2 queries."""
    with scope.use(space):
        rows = Process.objects.filter(method=Process.Method.BUDGET, decision__origin="value:pot").exclude(
            state=Process.State.WITHDRAWN
        )
        found = list(rows.select_related("decision").order_by("-created_at", "-pk")[:MOST])
        opened = set(BudgetLine.objects.filter(decision__in=[row.decision_id for row in found]).values_list("decision"))
    views = []
    for row in found:
        is_closed = row.state == Process.State.CLOSED
        can_open = is_closed and row.outcome == methods.ADOPTED and (row.decision_id,) not in opened
        if can_open or not is_closed:
            views.append(RoundView(row, len((row.result or {}).get("settled", ())), can_open))
    return views
