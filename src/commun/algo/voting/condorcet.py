"""Duels of options two by two, and the two rules that complete them: Schulze and ranked pairs.

A voter prefers a to b when their ballot puts a on a better rank; a ranked option beats one left out; equal ranks and
two options left out say nothing. Equal ranks are thus counted as they were cast (see the Debian 2003 trap).
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from commun.algo.voting.profile import Ranked, checked_seats, heft
from commun.algo.voting.result import Amount, Result, Round, first_seats

SCHULZE, RANKED_PAIRS = "schulze/1", "ranked-pairs/1"
Duels = tuple[tuple[int, ...], ...]


def duels(profile: Ranked) -> Duels:
    """Return how much prefers option i to option j, in the order of the options.

    Each row is summed as one long integer with a lane per option: a ballot costs its options, not their pairs.
    """
    size, width = len(profile.options), max(profile.weight, 1).bit_length() + 1
    lane = {option: 1 << (place * width) for place, option in enumerate(profile.options)}
    everyone = sum(lane.values())
    rows = dict.fromkeys(profile.options, 0)
    for pile in profile.piles:
        weight, behind = heft(pile), everyone
        for group in pile.ballot:
            behind -= sum(lane[option] for option in group)
            for option in group:
                rows[option] += weight * behind
    mask = (1 << width) - 1
    return tuple(tuple((rows[option] >> (place * width)) & mask for place in range(size)) for option in profile.options)


def condorcet_winner(profile: Ranked) -> str | None:
    """Return the option that wins every duel, if there is one."""
    table = duels(profile)
    for me, option in enumerate(profile.options):
        if all(table[me][other] > table[other][me] for other in range(len(table)) if other != me):
            return option
    return None


def schulze(profile: Ranked, seats: int = 1) -> Result:
    """Beatpath rule: a beats b if the strongest path from a to b is stronger than any path back.

    The strength of a duel is the voices of its winner (winning votes). Options that nobody left beats are equal.
    """
    checked_seats(seats, profile.options)
    table = duels(profile)
    paths = strongest_paths(table)
    beaten = [_mask(j for j, back in enumerate(paths) if back[i] > row[j]) for i, row in enumerate(paths)]
    groups = layers(profile.options, beaten)
    rounds = tuple(Round("paths", (option,), row) for option, row in _table(profile.options, paths))
    return _result(SCHULZE, profile, seats, groups, rounds, table)


def strongest_paths(table: Duels) -> list[list[int]]:
    """Return the strength of the strongest path between any two options (Floyd and Warshall, widest paths)."""
    size = range(len(table))
    paths = [[table[i][j] if table[i][j] > table[j][i] else 0 for j in size] for i in size]
    for middle in size:
        through = paths[middle]
        for i in size:
            reach = paths[i][middle]
            if reach and i != middle:
                paths[i] = [max(direct, min(reach, onward)) for direct, onward in zip(paths[i], through, strict=True)]
    for i in size:
        paths[i][i] = 0
    return paths


def ranked_pairs(profile: Ranked, seats: int = 1) -> Result:
    """Lock the duels from the strongest down, leaving out those that would close a circle (Tideman).

    Strength: most winning votes, then fewest against. Duels of equal strength are looked at together: those that
    would close a circle with the locked ones and each other are left out, so that no order between equals is made up.
    """
    checked_seats(seats, profile.options)
    table = duels(profile)
    names = profile.options
    size = range(len(names))
    won = [(-table[i][j], table[j][i], i, j) for i in size for j in size if table[i][j] > table[j][i]]
    locked = [0] * len(names)
    rounds = []
    for (votes, against), group in groupby(sorted(won), key=lambda duel: duel[:2]):
        pairs = [(i, j) for _, _, i, j in group]
        closed = list(locked)
        for i, j in pairs:
            _lock(closed, i, j)
        kept = [(i, j) for i, j in pairs if not closed[j] >> i & 1]
        for i, j in kept:
            _lock(locked, i, j)
        facts: tuple[tuple[str, Amount | str], ...] = (("for", -votes), ("against", against))
        rounds += [Round("lock" if (i, j) in kept else "skip", (names[i], names[j]), facts=facts) for i, j in pairs]
    beaten = [_mask(j for j in size if locked[j] >> i & 1) for i in size]
    return _result(RANKED_PAIRS, profile, seats, layers(names, beaten), tuple(rounds), table)


def layers(options: Sequence[str], beaten: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Return the options nobody beats, then those nobody left beats ...; `beaten[i]` is a mask of who beats i."""
    left = (1 << len(options)) - 1
    groups = []
    while left:
        free = [i for i in range(len(options)) if left >> i & 1 and not beaten[i] & left]
        groups.append(tuple(options[i] for i in free))
        left -= sum(1 << i for i in free)
    return tuple(groups)


def _lock(reach: list[int], winner: int, loser: int) -> None:
    """Add a duel to what each option reaches."""
    beyond = reach[loser] | 1 << loser
    if reach[winner] | beyond == reach[winner]:
        return
    for i, seen in enumerate(reach):
        if i == winner or seen >> winner & 1:
            reach[i] = seen | beyond


def _mask(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def _table(names: Sequence[str], rows: Sequence[Sequence[int]]) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    return tuple(
        (name, tuple((other, amount) for other, amount in zip(names, row, strict=True) if other != name))
        for name, row in zip(names, rows, strict=True)
    )


def _result(
    rule: str,
    profile: Ranked,
    seats: int,
    groups: tuple[tuple[str, ...], ...],
    rounds: tuple[Round, ...],
    table: Duels,
) -> Result:
    winners, ties = first_seats(groups, seats) if profile.weight else ((), ())
    tables = _table(profile.options, table)
    return Result(rule, seats, winners, ties, rounds, groups, tables, profile.people, profile.weight)
