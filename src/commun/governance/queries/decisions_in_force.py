"""The register on any day, rebuilt from the journal alone: what each decision was, which ones held (S6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django.db.models.fields.json import KT

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
        moved = Fact.objects.filter(name__in=facts.MOVES, at__lt=end_of(day))
        last = moved.order_by("about_ref", "-position").distinct("about_ref")
        return dict(last.annotate(to=KT("data__to")).values_list("about_ref", "to"))


def in_force_on(space: Space, day: dt.date) -> frozenset[str]:
    """References of the decisions that held at the end of ``day``: adopted, neither ended nor over. 2 queries."""
    held = {ref for ref, state in states_on(space, day).items() if state in steps.IN_FORCE}
    with scope.use(space):
        said = Fact.objects.filter(name__in=(facts.ADOPTED, facts.REVIEW_SET), at__lt=end_of(day))
        last = said.order_by("about_ref", "-position").distinct("about_ref")
        ends = dict(last.annotate(ends_on=KT("data__ends_on")).values_list("about_ref", "ends_on"))
    return frozenset(ref for ref in held if not ends.get(ref) or dt.date.fromisoformat(ends[ref] or "") >= day)


def lives_of(space: Space) -> list[Life]:
    """What the journal tells of every decision of the group, for the mirror. 3 queries."""
    first: dict[str, dict[str, dt.date]] = defaultdict(dict)
    with scope.use(space):
        moved = Fact.objects.filter(name__in=facts.MOVES).order_by("position").annotate(to=KT("data__to"))
        for ref, to, at in moved.values_list("about_ref", "to", "at"):
            first[ref].setdefault(to, at.astimezone(clock.PARIS).date())
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
