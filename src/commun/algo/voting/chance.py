"""Lots inside a count: which of them matter, and what is sure whatever they say.

An elimination between equal options needs a lot, but most of those lots change nothing to who is elected. A rule is
written as a function of a picker; here it is counted again for each way the lots can fall (up to `MOST_COUNTS`). If
all ways elect the same people there is no tie to speak of. Otherwise a seed decides, or, without one, only those who
win every way are elected and the others of the ways stay tied.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from commun.algo.voting.lots import drawn
from commun.algo.voting.result import Result

# More than the 86 ways that five options, equal in every round, can go.
MOST_COUNTS = 96

Pick = Callable[[Sequence[str], int], str]
"""(equal options, place in the order of their lots): 0 asks for the luckiest, -1 for the one without luck."""

Count = Callable[[Pick], Result]


class _Undecided(Exception):
    def __init__(self, tied: Sequence[str]) -> None:
        super().__init__()
        self.tied = tuple(tied)


def with_lots(count: Count, seed: str) -> Result:
    """Return the result of a count that asks `pick` for one of equal options each time only a lot can tell."""
    ways = _ways(count)
    if ways is not None and len({_seats_filled(way) for way in ways}) == 1:
        return ways[0]
    if seed:
        groups: list[tuple[str, ...]] = []

        def pick(tied: Sequence[str], place: int) -> str:
            groups.append(tuple(tied))
            return drawn(tied, seed)[place]

        result = count(pick)
        return replace(result, ties=(*groups, *result.ties), seed=seed)
    return _left_open(count, ways)


def _ways(count: Count) -> list[Result] | None:
    """Return the results of all the ways the lots can fall, or None if there are too many."""
    waiting: list[tuple[str, ...]] = [()]
    found: list[Result] = []
    for _ in range(MOST_COUNTS):
        script = waiting.pop()
        try:
            found.append(count(_scripted(script)))
        except _Undecided as undecided:
            waiting.extend((*script, option) for option in reversed(undecided.tied))
        if not waiting:
            return found
    return None


def _scripted(script: Sequence[str]) -> Pick:
    left = list(reversed(script))

    def pick(tied: Sequence[str], place: int) -> str:
        if left:
            return left.pop()
        raise _Undecided(tied)

    return pick


def _seats_filled(result: Result) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    return frozenset(result.winners), result.ties


def _left_open(count: Count, ways: list[Result] | None) -> Result:
    """Keep what is sure: the winners of every way; without all the ways, those before the first lot."""
    groups: list[tuple[str, ...]] = []

    def pick(tied: Sequence[str], place: int) -> str:
        groups.append(tuple(tied))
        return tied[0]

    shown = count(pick)
    if ways is None:
        return replace(shown, winners=_before_first_lot(shown), ties=(groups[0],))
    sure = set.intersection(*(set(way.winners) for way in ways))
    possible = {name for way in ways for name in (*way.winners, *(tied for group in way.ties for tied in group))}
    order = [name for name, _ in shown.rounds[0].counts]
    return replace(
        shown,
        winners=tuple(name for name in shown.winners if name in sure),
        ties=(tuple(name for name in order if name in possible - sure),),
    )


def _before_first_lot(result: Result) -> tuple[str, ...]:
    elected: list[str] = []
    for each in result.rounds:
        if ("by", "lot") in each.facts:
            break
        elected += each.elected
    return tuple(elected)
