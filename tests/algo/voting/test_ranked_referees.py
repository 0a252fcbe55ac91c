"""1,000 generated elections against pref_voting and votekit; each disagreement has its reason, checked here.

They live in an environment of their own: `./commun test --referees`.
"""

import random
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from commun.algo.voting.condorcet import duels, ranked_pairs, schulze
from commun.algo.voting.judgment import majority_judgment
from commun.algo.voting.profile import Graded, Pile, Ranked
from commun.algo.voting.result import Result
from commun.algo.voting.runoff import irv
from commun.algo.voting.stv import scottish_stv

pytestmark = [pytest.mark.referee, pytest.mark.slow]

ELECTIONS = 1_000
# votekit takes a tenth of a second for each.
VOTEKIT_ELECTIONS = 100


def names(number: int) -> tuple[str, ...]:
    return tuple("abcdef"[: 3 + number % 4])


@lru_cache
def strict(number: int, *, short: bool = False) -> Ranked:
    """Strict ballots of 5 to 60 voters who lean on one of two orders, complete or short."""
    rng = random.Random(number)
    options = names(number)
    leans = [rng.sample(options, len(options)) for _ in range(2)]
    piles = []
    for _ in range(rng.randint(5, 60)):
        order = list(rng.choice(leans))
        for _ in range(rng.randint(0, 4)):
            left, right = rng.sample(range(len(order)), 2)
            order[left], order[right] = order[right], order[left]
        piles.append(Pile(order[: rng.randint(1, len(order))] if short else order))
    return Ranked.build(options, piles)


def crowd(number: int) -> Ranked:
    """Complete orders of 301 to 901 voters over three or four options: few duels are equal."""
    rng = random.Random(number)
    options = "abcd"[: 3 + number % 2]
    weights = [rng.random() for _ in range(8)]
    leans = [rng.sample(options, len(options)) for _ in weights]
    return Ranked.build(options, [Pile(order) for order in rng.choices(leans, weights, k=rng.randrange(301, 902, 2))])


def weak(number: int) -> Ranked:
    """Ballots with equal ranks, often short."""
    rng = random.Random(number)
    options = names(number)
    piles = []
    for _ in range(rng.randint(5, 60)):
        order: list[list[str]] = []
        for name in rng.sample(options, rng.randint(1, len(options))):
            if order and rng.random() < 0.3:
                order[-1].append(name)
            else:
                order.append([name])
        piles.append(Pile(order))
    return Ranked.build(options, piles)


def first(result: Result) -> set[str]:
    """Who is first: the winner, or all those tied."""
    return set(result.winners) | {name for group in result.ties for name in group}


def pref_profile(profile: Ranked) -> Any:
    """The profile of pref_voting, options by number; who is left out is last, with the others left out."""
    module = pytest.importorskip("pref_voting.profiles_with_ties")
    place = {name: number for number, name in enumerate(profile.options)}
    ranks = [
        {place[name]: rank for rank, group in enumerate(pile.ballot, 1) for name in group} for pile in profile.piles
    ]
    found = module.ProfileWithTies(ranks, [pile.people for pile in profile.piles], list(place.values()))
    found.use_extended_strict_preference()
    return found


def vote_profile(profile: Ranked) -> Any:
    """The profile of votekit."""
    votekit = pytest.importorskip("votekit")
    ballots = [
        votekit.RankBallot(ranking=[set(group) for group in pile.ballot], weight=pile.people) for pile in profile.piles
    ]
    return votekit.RankProfile(
        ballots=ballots, candidates=list(profile.options), max_ranking_length=len(profile.options)
    )


def named(profile: Ranked, numbers: list[int]) -> set[str]:
    return {profile.options[number] for number in numbers}


def equal_duels(profile: Ranked) -> bool:
    """Whether two duels have the same strength, or one is drawn."""
    table = duels(profile)
    size = range(len(table))
    won = [(table[i][j], table[j][i]) for i in size for j in size if table[i][j] > table[j][i]]
    return len(set(won)) < len(profile.options) * (len(profile.options) - 1) // 2


def test_run_off_against_pref_voting() -> None:
    methods = pytest.importorskip("pref_voting.voting_methods")
    reasons: Counter[str] = Counter()
    for number in range(ELECTIONS):
        profile = strict(number)
        theirs = named(profile, methods.instant_runoff_put(pref_profile(profile)))
        ours = irv(profile)
        if first(ours) == theirs:
            reasons["same"] += 1
        else:
            # They keep every winner of every lot; we first part equals by an earlier round, before or after a lot.
            assert first(ours) < theirs
            assert any(dict(each.facts).get("by") in ("earlier round", "lot") for each in ours.rounds)
            reasons["earlier round"] += 1
    assert reasons["same"] >= 900
    print(reasons)  # noqa: T201


def test_schulze_against_pref_voting() -> None:
    methods = pytest.importorskip("pref_voting.voting_methods")
    reasons: Counter[str] = Counter()
    for number in range(ELECTIONS):
        for profile in (strict(number), weak(number)):
            theirs = pref_profile(profile)
            support = lambda a, b, their=theirs: their.support(a, b)  # noqa: E731
            assert first(schulze(profile)) == named(profile, methods.beat_path(theirs, strength_function=support))
            margins = named(profile, methods.beat_path(theirs))
            # By margins, their default, the strongest path may be another where ballots leave options equal.
            reasons["same by margins" if margins == first(schulze(profile)) else "margins differ"] += 1
            if profile is strict(number):
                assert margins == first(schulze(profile))
    print(reasons)  # noqa: T201


def test_ranked_pairs_against_pref_voting() -> None:
    methods = pytest.importorskip("pref_voting.voting_methods")
    reasons: Counter[str] = Counter()
    number = 0
    while reasons.total() < ELECTIONS:
        profile, number = crowd(number), number + 1
        if equal_duels(profile) and len(profile.options) > 3:
            # They would try every order of equal duels, which takes minutes on one election: another one is drawn.
            continue
        theirs = named(profile, methods.ranked_pairs(pref_profile(profile)))
        ours = first(ranked_pairs(profile))
        if ours == theirs:
            reasons["same"] += 1
        else:
            # They try every order of equal duels, we make no order up: only equal duels can tell us apart.
            assert equal_duels(profile)
            assert theirs <= ours
            reasons["equal duels"] += 1
    assert reasons["same"] >= 900
    print(reasons)  # noqa: T201


def test_scottish_stv_against_pref_voting() -> None:
    methods = pytest.importorskip("pref_voting.proportional_methods")
    reasons: Counter[str] = Counter()
    for number in range(ELECTIONS):
        profile, seats = strict(number, short=True), 1 + number % 3
        ours = scottish_stv(profile, seats)
        theirs = named(profile, methods.stv_scottish(pref_profile(profile), num_seats=seats, rng=random.Random(0)))
        if set(ours.winners) == theirs and not ours.ties:
            reasons["same"] += 1
        elif ours.ties:
            # A lot decides: theirs is one of the ways.
            assert set(ours.winners) <= theirs <= first(ours)
            reasons["lot"] += 1
        else:
            raise AssertionError(f"election {number}: {ours.summary()} against {theirs}")
    assert reasons["same"] >= 900
    print(reasons)  # noqa: T201


def test_scottish_stv_against_votekit() -> None:
    elections = pytest.importorskip("votekit.elections")
    reasons: Counter[str] = Counter()
    for number in range(VOTEKIT_ELECTIONS):
        profile, seats = strict(number), 1 + number % 3
        ours = scottish_stv(profile, seats)
        stv = elections.STV(
            vote_profile(profile), n_seats=seats, simultaneous=False, tiebreak="random", exact=True, rng_seed=0
        )
        elected = {name for group in stv.get_elected() for name in group}
        if elected == set(ours.winners):
            reasons["same"] += 1
        else:
            # votekit draws a lot at once where the Scottish rule first looks at earlier stages, and cuts no decimals.
            parted = [each for each in ours.rounds if dict(each.facts).get("by") in ("earlier stage", "lot")]
            cut = any(dict(each.facts)["lost"] for each in ours.rounds)
            assert ours.ties or parted or cut, number
            reasons["lot" if ours.ties or parted else "decimals"] += 1
    assert reasons["same"] >= VOTEKIT_ELECTIONS * 8 // 10
    print(reasons)  # noqa: T201


def test_majority_judgment_against_pref_voting() -> None:
    methods = pytest.importorskip("pref_voting.grade_methods")
    profiles = pytest.importorskip("pref_voting.grade_profiles")
    reasons: Counter[str] = Counter()
    for number in range(ELECTIONS):
        rng = random.Random(number)
        options = names(number)
        rows = [{name: rng.randint(0, 3) for name in options} for _ in range(rng.randint(1, 25))]
        asked = profiles.GradeProfile(
            [dict(enumerate(row.values())) for row in rows], [0, 1, 2, 3], candidates=list(range(len(options)))
        )
        theirs = {options[winner] for winner in methods.majority_judgement(asked)}
        ours = majority_judgment(Graded.build(options, [Pile(row) for row in rows], scale=(0, 3)))
        columns = {name: sorted(row[name] for row in rows) for name in options}
        best = max(by_the_letter(column) for column in columns.values())
        assert first(ours) == {name for name in options if by_the_letter(columns[name]) == best}
        if first(ours) == theirs:
            reasons["same"] += 1
        else:
            # They part equal medians once, by the shares above and below (the majority gauge), and stop there.
            gauges = {name: gauge(column) for name, column in columns.items()}
            assert theirs == {name for name in options if gauges[name] == max(gauges.values())}
            assert len(theirs) > 1 or len(rows) % 2 == 0
            reasons["gauge"] += 1
    assert reasons["same"] >= 700
    print(reasons)  # noqa: T201


def by_the_letter(grades: list[int]) -> list[int]:
    """Take the lower median away until nothing is left."""
    left, taken = list(grades), []
    while left:
        taken.append(left.pop((len(left) - 1) // 2))
    return taken


def gauge(grades: list[int]) -> tuple[int, int]:
    """The median, then those above if they are more than those below, else minus those below."""
    median = grades[(len(grades) - 1) // 2]
    above, below = sum(grade > median for grade in grades), sum(grade < median for grade in grades)
    return median, above if above > below else -below
