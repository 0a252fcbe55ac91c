"""Duels, Schulze and ranked pairs, by hand and against slow definitions."""

from itertools import permutations

from hypothesis import given

from commun.algo.voting.condorcet import condorcet_winner, duels, layers, ranked_pairs, schulze, strongest_paths
from commun.algo.voting.errors import BadProfile
from commun.algo.voting.profile import Pile, Ranked
from tests.algo.voting.builders import ranked, rankings
from tests.algo.voting.test_profile import refused

Case = tuple[tuple[str, ...], list[Pile[list[list[str]]]]]

# The example of Schulze's article: 45 voters, E wins.
SCHULZE = ranked(
    "5:A>C>B>E>D", "5:A>D>E>C>B", "8:B>E>D>A>C", "3:C>A>B>E>D", "7:C>A>E>B>D", "2:C>B>A>D>E", "7:D>C>E>B>A",
    "8:E>B>A>D>C",
)  # fmt: skip


def test_duels_count_ranks_equal_ranks_and_short_ballots() -> None:
    table = duels(ranked("2:a>b=c", "3:c", "1:", "4:b=a>d", options="abcd"))
    assert table == ((0, 2, 6, 6), (0, 0, 4, 6), (3, 3, 0, 5), (0, 0, 4, 0))


def test_duels_weigh_the_ballots() -> None:
    assert duels(Ranked.build("ab", [Pile("ab", 1, 0), Pile("ba", 2, 7)])) == ((0, 0), (7, 0))
    assert duels(Ranked.build("ab", [Pile("ab", 1, 0)])) == ((0, 0), (0, 0))


@given(rankings())
def test_duels_are_those_of_each_ballot(case: Case) -> None:
    names, piles = case
    table = duels(Ranked.build(names, piles))
    for i, left in enumerate(names):
        for j, right in enumerate(names):
            prefers = 0
            for pile in piles:
                place = {name: rank for rank, group in enumerate(pile.ballot) for name in group}
                prefers += pile.people * (place.get(left, 99) < place.get(right, 99))
            assert table[i][j] == prefers


def test_the_winner_of_every_duel_is_found() -> None:
    assert condorcet_winner(ranked("2:a>b>c", "2:c>b>a", "1:b>a>c")) == "b"
    assert condorcet_winner(ranked("1:a>b>c", "1:b>c>a", "1:c>a>b")) is None
    assert condorcet_winner(ranked("1:a>b", "1:b>a")) is None


def test_schulze_own_example() -> None:
    result = schulze(SCHULZE)
    assert (result.rule, result.winners, result.ties) == ("schulze/1", ("E",), ())
    assert result.ranking == (("E",), ("A",), ("C",), ("B",), ("D",))
    # The strengths of the strongest paths as the article prints them.
    assert [list(dict(each.counts).values()) for each in result.rounds] == [
        [28, 28, 30, 24],
        [25, 28, 33, 24],
        [25, 29, 29, 24],
        [25, 28, 28, 24],
        [25, 28, 28, 31],
    ]
    assert result.rounds[0].options == ("A",)
    assert result.rounds[0].counts[0] == ("B", 28)
    assert dict(dict(result.tables)["A"]) == {"B": 20, "C": 26, "D": 30, "E": 22}
    assert (result.people, result.weight) == (45, 45)
    assert schulze(SCHULZE, 2).winners == ("E", "A")


def test_ranked_pairs_leaves_out_what_closes_a_circle() -> None:
    # The example of Tennessee's kind with a circle: a beats b 7-2, b beats c 6-3, c beats a 5-4.
    result = ranked_pairs(ranked("4:a>b>c", "3:c>a>b", "2:b>c>a"))
    assert (result.rule, result.winners) == ("ranked-pairs/1", ("a",))
    assert [(each.event, each.options, dict(each.facts)) for each in result.rounds] == [
        ("lock", ("a", "b"), {"for": 7, "against": 2}),
        ("lock", ("b", "c"), {"for": 6, "against": 3}),
        ("skip", ("c", "a"), {"for": 5, "against": 4}),
    ]
    assert result.ranking == (("a",), ("b",), ("c",))
    assert schulze(ranked("4:a>b>c", "3:c>a>b", "2:b>c>a")).winners == ("a",)


def test_schulze_and_ranked_pairs_may_differ() -> None:
    assert ranked_pairs(SCHULZE).winners == ("A",)


def test_equal_duels_of_a_circle_are_left_out_together() -> None:
    circle = ranked("1:a>b>c", "1:b>c>a", "1:c>a>b")
    for result in (ranked_pairs(circle), schulze(circle)):
        assert (result.winners, result.ties) == ((), (("a", "b", "c"),))
    assert [each.event for each in ranked_pairs(circle).rounds] == ["skip"] * 3


def test_fewer_against_is_stronger_among_equal_votes() -> None:
    # c-a 6-3, a-b 6-4, b-c 6-5: all have six voices for, b-c is the weakest.
    profile = ranked("1:c>b=a", "3:b>c>a", "1:c>b=a", "3:a>b>c", "3:a=c>b", "1:b=c>a")
    assert duels(profile) == ((0, 6, 3), (4, 0, 6), (6, 5, 0))
    result = ranked_pairs(profile)
    assert result.winners == ("c",)
    assert [each.event for each in result.rounds] == ["lock", "lock", "skip"]


def test_layers_put_together_those_nobody_left_beats() -> None:
    assert layers("abcd", [0b0000, 0b0001, 0b0001, 0b0110]) == (("a",), ("b", "c"), ("d",))


def test_no_ballot_elects_nobody() -> None:
    for rule in (schulze, ranked_pairs):
        result = rule(Ranked.build("ab", []))
        assert (result.winners, result.ties, result.ranking) == ((), (), (("a", "b"),))
        assert rule(ranked("1:a")).winners == ("a",)
        with refused("bad-seats", BadProfile):
            rule(ranked("1:a"), 2)


@given(rankings(most_options=4))
def test_paths_are_the_best_of_all_paths(case: Case) -> None:
    names, piles = case
    table = duels(Ranked.build(names, piles))
    paths = strongest_paths(table)
    size = range(len(names))
    for i in size:
        for j in size:
            if i == j:
                assert paths[i][j] == 0
                continue
            others = [k for k in size if k not in (i, j)]
            best = 0
            for length in range(len(others) + 1):
                for between in permutations(others, length):
                    steps = list(zip((i, *between), (*between, j), strict=True))
                    best = max(best, min(table[a][b] if table[a][b] > table[b][a] else 0 for a, b in steps))
            assert paths[i][j] == best


@given(rankings())
def test_the_winner_of_every_duel_wins_both_rules(case: Case) -> None:
    profile = Ranked.build(*case)
    best = condorcet_winner(profile)
    for result in (schulze(profile), ranked_pairs(profile)):
        if best is not None:
            assert result.winners == (best,)
        assert result.winners or len(result.ties[0]) > 1


@given(rankings())
def test_ranked_pairs_ties_hold_the_winners_of_every_order_of_equal_duels(case: Case) -> None:
    names, piles = case
    profile = Ranked.build(names, piles)
    table = duels(profile)
    won = [(i, j) for i in range(len(names)) for j in range(len(names)) if table[i][j] > table[j][i]]
    strengths = [(table[i][j], -table[j][i]) for i, j in won]
    if len(set(strengths)) < len(strengths):
        return
    locked: set[tuple[int, int]] = set()
    for i, j in sorted(won, key=lambda pair: (-table[pair[0]][pair[1]], table[pair[1]][pair[0]])):
        reach, grown = {j}, True
        while grown:
            more = {b for a, b in locked if a in reach} - reach
            grown = bool(more)
            reach |= more
        if i not in reach:
            locked.add((i, j))
    unbeaten = {names[i] for i in range(len(names)) if not any(b == i for _, b in locked)}
    result = ranked_pairs(profile)
    assert set(result.winners) | {name for group in result.ties for name in group} == unbeaten
