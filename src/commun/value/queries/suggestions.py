"""« Nous avons vu… »: what the program saw a person do and proposes to count; made anew at each reading, never kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from commun.algo.exact import half_up
from commun.core import scope
from commun.governance.models import Membership
from commun.value import quantities
from commun.value.models import Contribution, ContributionKind
from commun.value.queries.contributions import Window
from commun.value.seen import Seen, seen

Measure = ContributionKind.Measure
# How far one looks back, and how many are shown at once; a day of seven hours, said in hundredths.
LOOKING_BACK, SHOWN = dt.timedelta(days=92), 6
DAY_MINUTES = 7 * 60


@dataclass(frozen=True)
class Suggestion:
    """Something seen, in the kind that would count it, with a quantity that the person may change."""

    seen: Seen
    kind: ContributionKind
    quantity: int

    @property
    def written(self) -> str:
        """The quantity as the field holds it."""
        return quantities.say(self.quantity, self.kind.measure)


def suggestions_for(member: Membership, kinds: Sequence[ContributionKind], window: Window) -> list[Suggestion]:
    """What was seen of the last three months and not answered yet, the last first.

    One query for each source, and one for the answers.
    """
    counted = [kind for kind in kinds if not kind.is_monetary]
    first = max(window.first, window.last - LOOKING_BACK)
    found = {one.source: one for source in seen for one in source(member, first, window.last)} if counted else {}
    with scope.use(member.space_id):
        rows = Contribution.objects.filter(membership=member, source__in=list(found), corrects=None)
        answered = set(rows.values_list("source", flat=True)) if found else set()
    waiting = (one for one in found.values() if one.source not in answered and first <= one.on <= window.last)
    proposed = [
        _suggestion(one, counted) for one in sorted(waiting, key=lambda one: (one.on, one.source), reverse=True)
    ]
    return [one for one in proposed if one is not None]


def _suggestion(one: Seen, kinds: Sequence[ContributionKind]) -> Suggestion | None:
    """None when the group counts nothing of the sort."""
    fitting = [kind for nature in one.natures for kind in kinds if kind.nature == nature]
    return Suggestion(one, fitting[0], _quantity(one.minutes, fitting[0].measure)) if fitting else None


def _quantity(minutes: int, measure: str) -> int:
    if measure == Measure.HOURS:
        found = minutes
    elif measure == Measure.DAYS:
        found = half_up(Fraction(100 * minutes, DAY_MINUTES)) or 1
    else:
        found = 1
    return min(found, quantities.MOST[Measure(measure)])
