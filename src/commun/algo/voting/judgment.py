"""Majority judgment (Balinski and Laraki): the best median grade wins, ties parted by taking medians away.

The middle grade of an option is its lower median; equal options lose one middle grade each, again and again, until
they differ. Taken two by two those grades walk outwards from the middle, so the whole sequence is kept as a few runs
and its cost does not grow with the ballots. Options with the very same grades are equal, and said so. An option left
without grade gets the lowest one.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cmp_to_key
from itertools import accumulate

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.profile import Graded, checked_seats, heft
from commun.algo.voting.result import Amount, Result, Round, first_seats

RULE = "majority-judgment/1"
FRENCH_GRADES = ("À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien")

Run = tuple[int, int, int]
"""(first pair, lower grade, upper grade): from that pair on, counted from the middle, both grades stay the same."""


def majority_judgment(profile: Graded, seats: int = 1) -> Result:
    """Rank the options of graded ballots; raises BadProfile on a bad number of seats."""
    tallies = {option: [0] * (profile.highest - profile.lowest + 1) for option in profile.options}
    blank = 0
    for pile in profile.piles:
        weight = heft(pile)
        for option, grade in zip(profile.options, pile.ballot, strict=True):
            tallies[option][0 if grade is None else grade - profile.lowest] += weight
            blank += weight if grade is None else 0
    labels = profile.labels or tuple(str(grade) for grade in range(profile.lowest, profile.highest + 1))
    return judged(tallies, seats, labels=labels, people=profile.people, blank=blank)


def judged(
    tallies: Mapping[str, Sequence[int]], seats: int = 1, *, labels: Sequence[str], people: int, blank: int = 0
) -> Result:
    """Rank options by how often each got each grade (lowest grade first), all with the same total.

    Raises BadProfile("uneven-tallies") when totals differ.
    """
    options = tuple(tallies)
    checked_seats(seats, options)
    totals = {sum(tally) for tally in tallies.values()}
    if len(totals) != 1:
        raise BadProfile("uneven-tallies", least=min(totals), most=max(totals))
    total = totals.pop()
    tables = tuple((option, tuple(zip(labels, tallies[option], strict=True))) for option in options)
    facts = (("blank", blank),)
    if not total:
        return Result(RULE, seats, (), (), (Round("median", facts=facts),), tables=tables, people=people)
    sequences = {option: median_runs(tally) for option, tally in tallies.items()}
    groups = _groups(options, sequences)
    winners, ties = first_seats(groups, seats)
    medians = tuple((option, sequences[option][0][1]) for option in options)
    rounds = (Round("median", (), medians, facts, winners), *_partings(groups, sequences))
    return Result(RULE, seats, winners, ties, rounds, groups, tables, people, total)


def median_runs(tally: Sequence[int]) -> tuple[Run, ...]:
    """Return the sequence of medians of a tally as runs of pairs.

    With the grades sorted, an odd number has its middle alone as pair 0, and pair j is j places away on both sides;
    an even number has its two middle grades as pair 0, the lower first.
    """
    total = sum(tally)
    starts = [0, *accumulate(tally)]
    low, high = (total - 1) // 2, total // 2
    pairs = low + 1
    turns = {0}
    for start in starts:
        # Walking down leaves a grade just below its first place; walking up enters one at its first place.
        turns.update(turn for turn in (low - start + 1, start - high) if 0 < turn < pairs)
    return tuple(
        (turn, bisect_right(starts, low - turn) - 1, bisect_right(starts, high + turn) - 1) for turn in sorted(turns)
    )


def compare(left: Sequence[Run], right: Sequence[Run]) -> tuple[int, int]:
    """Return (1, pair) if the left sequence is better, (-1, pair) if worse, with the pair that parts them; (0, 0)."""
    for turn in sorted({run[0] for run in (*left, *right)}):
        mine, theirs = _pair(left, turn), _pair(right, turn)
        if mine != theirs:
            return (1 if mine > theirs else -1), turn
    return 0, 0


def _pair(sequence: Sequence[Run], turn: int) -> tuple[int, int]:
    _, low, high = sequence[bisect_right(sequence, turn, key=lambda run: run[0]) - 1]
    return low, high


def _groups(options: Sequence[str], sequences: Mapping[str, Sequence[Run]]) -> tuple[tuple[str, ...], ...]:
    def worse(left: str, right: str) -> int:
        return compare(sequences[right], sequences[left])[0]

    groups: list[list[str]] = []
    for option in sorted(options, key=cmp_to_key(worse)):
        if groups and compare(sequences[groups[-1][0]], sequences[option])[0] == 0:
            groups[-1].append(option)
        else:
            groups.append([option])
    return tuple(tuple(group) for group in groups)


def _partings(groups: Sequence[Sequence[str]], sequences: Mapping[str, Sequence[Run]]) -> list[Round]:
    """Tell, for neighbours of equal median, after how many pairs of medians they part and with which grades."""
    rounds = []
    for better, worse in zip(groups, groups[1:], strict=False):
        left, right = sequences[better[0]], sequences[worse[0]]
        if left[0][1] != right[0][1]:
            continue
        _, turn = compare(left, right)
        facts: list[tuple[str, Amount | str]] = [("pair", turn)]
        for side, sequence in (("better", left), ("worse", right)):
            low, high = _pair(sequence, turn)
            facts += [(f"{side}_low", low), (f"{side}_high", high)]
        rounds.append(Round("part", (better[0], worse[0]), facts=tuple(facts)))
    return rounds
