"""What the groups of a network received and did, in numbers too large to point at anybody."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import BodyLink, Membership
from commun.tenders.models import Intention, Pursuit

# Below this many, a number could point at somebody: it is not shown.
SMALLEST = 3
PERIOD = dt.timedelta(days=30)
MEASURES = ("members", "received", "answered", "intentions", "going", "let_go")


@dataclass(frozen=True)
class Figure:
    """A number, or None when it is too small to be shown; ``is_floor``: small parts were left out of a total."""

    value: int | None
    is_floor: bool = False


@dataclass(frozen=True)
class GroupLine:
    """One group's numbers."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class NetworkView:
    """All groups, and their sum."""

    lines: Sequence[GroupLine]
    totals: tuple[Figure, ...]
    since: dt.date


def groups_of(network: Space) -> list[Space]:
    """Groups linked to the network today, in alphabetical order. One query."""
    today = clock.today()
    links = BodyLink.objects.filter(around=network, starts_on__lte=today).filter(
        Q(ends_on=None) | Q(ends_on__gte=today)
    )
    return list(Space.objects.filter(pk__in=links.values("inside")).order_by("name"))


def network_view(network: Space) -> NetworkView:
    """Numbers of the last thirty days for the groups linked to ``network``. Five queries, whatever their number."""
    groups = groups_of(network)
    since = clock.now() - PERIOD
    if not groups:
        return NetworkView([], tuple(Figure(None) for _ in MEASURES), since.date())
    with scope.use(*groups):
        counts = _counts(since)
    lines = [
        GroupLine(group.name, tuple(_shown(counts[measure][group.pk]) for measure in MEASURES)) for group in groups
    ]
    return NetworkView(
        lines, tuple(_total(column) for column in zip(*(line.figures for line in lines), strict=True)), since.date()
    )


def _counts(since: dt.datetime) -> dict[str, Counter[int]]:
    """Each measure by group, for the groups in scope."""
    current = Membership.objects.filter(state__in=["member", "dormant"]).values("space_id")
    fresh = Q(person__activities__matches__first_seen_at__gte=since)
    rows = current.annotate(
        people=Count("person", distinct=True),
        notices=Count("person__activities__matches__notice", filter=fresh, distinct=True),
    )
    members: Counter[int] = Counter()
    received: Counter[int] = Counter()
    for row in rows:
        members[row["space_id"]] = row["people"]
        # What one or two people alone received says what they do.
        received[row["space_id"]] = row["notices"] if row["people"] >= SMALLEST else min(row["notices"], SMALLEST - 1)
    said = Intention.objects.filter(declared_at__gte=since).values("space_id")
    moved = Pursuit.objects.filter(changed_at__gte=since).values("space_id", "stage").annotate(n=Count("pk"))
    stages: dict[str, Counter[int]] = {"going": Counter(), "let_go": Counter()}
    for move in moved:
        if move["stage"] in stages:
            stages[move["stage"]][move["space_id"]] = move["n"]
    said = said.annotate(
        n=Count("pk"), notices=Count("need__notice", distinct=True), voices=Count("member", distinct=True)
    )
    answered: Counter[int] = Counter()
    intentions: Counter[int] = Counter()
    for word in said:
        # Two people alone would be recognised, whatever the number of their intentions.
        enough = word["voices"] >= SMALLEST
        answered[word["space_id"]] = word["notices"] if enough else min(word["notices"], SMALLEST - 1)
        intentions[word["space_id"]] = word["n"] if enough else min(word["n"], SMALLEST - 1)
    return {"members": members, "received": received, "answered": answered, "intentions": intentions, **stages}


def _shown(count: int) -> Figure:
    return Figure(count if count == 0 or count >= SMALLEST else None)


def _total(figures: Sequence[Figure]) -> Figure:
    """The sum of what is shown: with a small part left out it is only a floor, so that nobody can subtract."""
    return Figure(sum(figure.value or 0 for figure in figures), any(figure.value is None for figure in figures))
