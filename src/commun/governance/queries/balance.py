"""The balance of powers over a period: votes, speech, roles and initiatives, never by person (R83, R76).

A share of few people would tell who: figures of initiatives and speech are shown from five people on (k), and each
reads their own share, alone.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from commun.algo.rotation.load import spread
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.methods import by_ballot
from commun.governance.models import Action, AgendaItem, Decision, Elector, Membership, Process, Remark
from commun.governance.queries import role_load
from commun.governance.queries.roles import people_awake
from commun.governance.queries.rota import turns_served

LEAST_PEOPLE = 5


@dataclass(frozen=True)
class Sharing:
    """How one kind of act is shared: by how many people, the index (0: all alike), what the busiest third does.

    ``index`` and ``third`` are None under five people; ``mine`` is the reader's own share in percent, or None.
    """

    acts: int
    people: int
    awake: int
    index: int | None
    third: int | None
    mine: int | None


@dataclass(frozen=True)
class Balance:
    """The indicators of a period."""

    first: dt.date
    last: dt.date
    votes: int
    took_part: int | None
    initiatives: Sharing
    speech: Sharing
    roles_index: int
    facilitated_by: int
    meetings: int


def balance_of(space: Space, member: Membership, months: int) -> Balance:
    """The last ``months`` months, today included. At most 10 queries."""
    last = clock.today()
    first = role_load.months_before(last, months)
    start = clock.now() - (last - first) - dt.timedelta(days=1)
    people = people_awake(space)
    awake = {one.pk for one in people}
    with scope.use(space):
        votes, took_part = _turnout(start)
        initiatives, speech = _initiatives(start), _speech(start)
    turns = [one for one in turns_served(space) if first <= one.on <= last and not one.is_companion]
    load = role_load.load_page(space, months)
    return Balance(
        first=first,
        last=last,
        votes=votes,
        took_part=took_part,
        initiatives=_sharing(initiatives, awake, member),
        speech=_sharing(speech, awake, member),
        roles_index=load.index,
        facilitated_by=len({one.person for one in turns}),
        meetings=len({one.on for one in turns}),
    )


def _turnout(start: dt.datetime) -> tuple[int, int | None]:
    """Closed ballots of the period, and the part of their electors who voted, in percent. 1 query."""
    closed = Elector.objects.filter(process__state=Process.State.CLOSED, process__closed_at__gte=start)
    # Guided paths take no ballot: nobody casts anything there.
    ballots = closed.filter(process__method__in=by_ballot())
    rows = list(ballots.order_by().values_list("process", "has_cast").annotate(count=Count("pk")))
    whole, cast = sum(row[2] for row in rows), sum(row[2] for row in rows if row[1])
    return len({row[0] for row in rows}), round(100 * cast / whole) if whole else None


def _initiatives(start: dt.datetime) -> Counter[int]:
    """Matters voiced, things to do written, points brought: who set something going. 3 queries."""
    found: Counter[int] = Counter(Decision.objects.filter(created_at__gte=start).values_list("voiced_by", flat=True))
    found.update(Action.objects.filter(created_at__gte=start).values_list("created_by", flat=True))
    points = AgendaItem.objects.filter(created_at__gte=start, is_ritual=False).exclude(owner=None)
    found.update(owner for owner in points.values_list("owner", flat=True) if owner)
    return found


def _speech(start: dt.datetime) -> Counter[int]:
    """Questions, reactions and advice written while deciding. Who spoke in a meeting is not kept. 1 query."""
    return Counter(Remark.objects.filter(written_at__gte=start).values_list("membership", flat=True))


def _sharing(counted: Mapping[int, int], awake: set[int], member: Membership) -> Sharing:
    """The figures of one kind of act among those awake today; nothing that would tell who, under five people."""
    counts = [counted.get(pk, 0) for pk in sorted(awake)]
    total, people = sum(counts), sum(1 for count in counts if count)
    is_shown = people >= LEAST_PEOPLE
    return Sharing(
        acts=total,
        people=people,
        awake=len(counts),
        index=role_load.hundredths(spread(counts).gini) if is_shown else None,
        third=_busiest_third(counts, total) if is_shown else None,
        mine=round(100 * counted[member.pk] / total) if total and counted.get(member.pk) else None,
    )


def _busiest_third(counts: Sequence[int], total: int) -> int:
    """What the third of the people that does most does, in percent."""
    third = max(1, -(-len(counts) // 3))
    return round(Fraction(100 * sum(sorted(counts, reverse=True)[:third]), total))
