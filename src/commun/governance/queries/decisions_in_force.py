"""The register on any day, rebuilt from the journal alone: what each decision was, which ones held (S6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Min, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate

from commun.core import clock, scope
from commun.core.models import Fact, Space
from commun.governance import follow_through as steps
from commun.governance.journal import decisions as facts
from commun.governance.mirror import Life
from commun.governance.models import Decision, DecisionVersion


def end_of(day: dt.date) -> dt.datetime:
    """The moment when a day is over, in Paris."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.PARIS)


def states_on(space: Space, day: dt.date) -> dict[str, str]:
    """The state of every decision known at the end of ``day``, by reference. One query."""
    with scope.use(space):
        told: Any = _last(facts.MOVES, "to", day)
        return dict(told.values_list("about_ref", "said"))


def in_force_on(space: Space, day: dt.date) -> frozenset[str]:
    """References of the decisions that held at the end of ``day``: adopted, neither ended nor over. One query."""
    with scope.use(space):
        states = _last(facts.MOVES, "to", day).values_list(Value("state"), "about_ref", "said")
        ends = _last((facts.ADOPTED, facts.REVIEW_SET), "ends_on", day).values_list(Value("end"), "about_ref", "said")
        told = list(states.union(ends, all=True))
    held = {ref for kind, ref, state in told if kind == "state" and state in steps.IN_FORCE}
    over = {ref for kind, ref, last in told if kind == "end" and last and dt.date.fromisoformat(last) < day}
    return frozenset(held - over)


def _last(names: Iterable[str], key: str, day: dt.date) -> QuerySet[Fact]:
    """What the last of these facts said of each decision, by the end of ``day``, as text."""
    rows = Fact.objects.filter(name__in=tuple(names), at__lt=end_of(day)).annotate(said=KT(f"data__{key}"))
    return rows.order_by("about_ref", "-position").distinct("about_ref")


def lives_of(space: Space) -> list[Life]:
    """What the journal tells of every decision of the group, for the mirror. 3 queries."""
    first: dict[str, dict[str, dt.date]] = defaultdict(dict)
    with scope.use(space):
        moved = Fact.objects.filter(name__in=facts.MOVES).order_by().annotate(to=KT("data__to"))
        days = moved.values_list("about_ref", "to").annotate(day=Min(TruncDate("at", tzinfo=clock.PARIS)))
        for ref, to, day in days:
            first[ref][to] = day
        rows = list(Decision.objects.values_list("pk", "ref", "state", "due_on", "closed_on", "outcome"))
        by_themselves = self_carried()
    return [
        Life(
            state=state,
            first=first[ref],
            due_on=due_on,
            closed_on=closed_on,
            has_reason=bool(outcome.strip()),
            carries_itself=pk in by_themselves,
        )
        for pk, ref, state, due_on, closed_on, outcome in rows
        if steps.HEARD in first[ref]
    ]


def self_carried(among: Iterable[int] | None = None) -> frozenset[int]:
    """Ids of the decisions whose adoption already does what they say (their version holds a change). One query."""
    rows = DecisionVersion.objects.filter(number=F("decision__version")).exclude(change={})
    if among is not None:
        rows = rows.filter(decision__in=list(among))
    return frozenset(rows.values_list("decision_id", flat=True))
