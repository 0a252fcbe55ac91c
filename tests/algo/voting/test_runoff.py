"""Instant run-off, on examples counted by hand and against a slow count that follows the words."""

from fractions import Fraction

from hypothesis import given

from commun.algo.voting import lots
from commun.algo.voting.profile import Pile, Ranked
from commun.algo.voting.result import Amount, Result
from commun.algo.voting.runoff import irv, last_by_history
from tests.algo.voting.builders import ranked, rankings


def facts(result: Result, number: int) -> dict[str, Amount | str]:
    return dict(result.rounds[number].facts)


def test_the_last_leaves_until_one_has_more_than_half() -> None:
    result = irv(ranked("4:a>b", "3:b>a", "2:c>b"))
    assert (result.rule, result.winners, result.ties, result.seats) == ("irv/1", ("b",), (), 1)
    assert [(each.event, each.options) for each in result.rounds] == [("exclude", ("c",)), ("elect", ("b",))]
    assert result.rounds[0].counts == (("a", 4), ("b", 3), ("c", 2))
    assert result.rounds[1].counts == (("a", 4), ("b", 5))
    assert facts(result, 0) == {"exhausted": 0, "by": "votes"}
    assert result.rounds[1].elected == ("b",)
    assert (result.people, result.weight) == (9, 9)


def test_half_is_not_more_than_half() -> None:
    result = irv(ranked("4:a", "3:b>c", "1:c>b"))
    assert [each.event for each in result.rounds] == ["exclude", "tie"]
    assert (result.winners, result.ties, result.open_seats) == ((), (("a", "b"),), 1)


def test_ballots_without_a_next_choice_leave_the_count() -> None:
    result = irv(ranked("4:a", "3:b", "2:c", "1:"))
    assert result.winners == ("a",)
    assert facts(result, 0)["exhausted"] == 1
    assert facts(result, 1)["exhausted"] == 3


def test_those_who_cannot_catch_up_leave_together() -> None:
    result = irv(ranked("5:a", "4:b", "2:c>b", "1:d>b", options="abcde"))
    # d and e have 1 and 0: e alone is last, then d, then c.
    assert [each.options for each in result.rounds] == [("e",), ("d",), ("c",), ("b",)]
    both = irv(ranked("5:a", "4:b", "1:c>b", "1:d>b"))
    assert [each.options for each in both.rounds] == [("c", "d"), ("b",)]
    # Together they would reach b: only one leaves.
    alone = irv(ranked("5:a", "4:b", "2:c>a", "2:d>a"))
    assert len(alone.rounds[0].options) == 1


def test_equals_are_parted_by_the_latest_round_that_differs() -> None:
    result = irv(ranked("12:a", "8:b", "5:c", "4:d>c", "1:e>b", "1:f>a", "1:g>d"))
    excluded = [(each.options, dict(each.facts).get("by")) for each in result.rounds]
    # e, f, g leave together: a 13, b 9, c 5, d 5. c had 5 before, d 4.
    assert excluded[0] == (("e", "f", "g"), "votes")
    assert excluded[1] == (("d",), "earlier round")


def test_the_latest_difference_comes_before_older_ones() -> None:
    history: list[dict[str, Amount]] = [{"a": 1, "b": 2, "c": 9}, {"a": 3, "b": 2, "c": 9}, {"a": 5, "b": 5, "c": 9}]
    assert last_by_history(("a", "b"), history) == ("b",)
    assert last_by_history(("a", "b"), history[:1]) == ("a",)
    assert last_by_history(("a", "b"), history[2:]) == ("a", "b")
    assert last_by_history(("a", "b"), []) == ("a", "b")
    three: list[dict[str, Amount]] = [{"a": 2, "b": 1, "c": 0}, {"a": 3, "b": 3, "c": 4}]
    assert last_by_history(("a", "b", "c"), three) == ("b",)


def test_equal_ranks_share_their_ballot_and_give_it_back() -> None:
    result = irv(ranked("3:a=b=c", "3:a", "2:b", "1:d>c"))
    # a 4, b 3, c 1, d 1: c and d leave together, their shares go back to a and b.
    assert result.rounds[0].counts == (("a", 4), ("b", 3), ("c", 1), ("d", 1))
    assert result.rounds[0].options == ("c", "d")
    assert result.rounds[1].counts == (("a", Fraction(9, 2)), ("b", Fraction(7, 2)))
    assert facts(result, 1)["exhausted"] == 1
    assert result.winners == ("a",)


def test_a_lot_that_changes_nothing_is_no_tie() -> None:
    # c and d are equal and together reach b, yet a wins either way.
    result = irv(ranked("5:a", "2:b", "2:c>a", "2:d>a"))
    assert (result.winners, result.ties) == (("a",), ())


def test_a_lot_that_matters_leaves_the_tie_open_without_a_seed() -> None:
    profile = ranked("4:a>b", "3:b>c", "3:c>a")
    result = irv(profile)
    assert (result.winners, result.ties, result.open_seats) == ((), (("a", "c"),), 1)
    seen = {irv(profile, str(seed)).winners for seed in range(40)}
    assert seen == {("a",), ("c",)}
    drawn = irv(profile, "2026")
    assert drawn.ties == (("b", "c"),)
    assert drawn.seed == "2026"
    assert ("by", "lot") in drawn.rounds[0].facts
    for seed in ("2026", "x", "y", "z"):
        # The lot of the one who leaves comes last.
        assert irv(profile, seed).rounds[0].options == (lots.drawn("bc", seed)[-1],)


def test_lots_among_four_who_cannot_win_change_nothing() -> None:
    result = irv(ranked("3:a=b=c=d=e", "1:a"))
    assert (result.winners, result.ties) == (("a",), ())


def test_one_option_wins_and_no_ballot_elects_nobody() -> None:
    assert irv(ranked("1:a")).winners == ("a",)
    assert irv(Ranked.build("ab", [])).winners == ()
    assert irv(Ranked.build("ab", [Pile(["a"], 3, 0)])).ties == ()
    blank = irv(ranked("2:", options="ab"))
    assert (blank.winners, blank.ties) == ((), (("a", "b"),))


def slow(profile: Ranked, left: frozenset[str]) -> frozenset[str]:
    """Every winner that some order of elimination gives, ballot by ballot."""
    counts = {option: Fraction() for option in left}
    for pile in profile.piles:
        ranks = [[option for option in rank if option in left] for rank in pile.ballot]
        for rank in ranks:
            if rank:
                for option in rank:
                    counts[option] += Fraction(pile.people, len(rank))
                break
    total = sum(counts.values())
    leaders = {option for option in left if counts[option] * 2 > total}
    if leaders:
        return frozenset(leaders)
    if len(left) == 2 or not total:
        return left
    least = min(counts.values())
    return frozenset().union(*(slow(profile, left - {last}) for last in left if counts[last] == least))


@given(rankings())
def test_the_winner_is_one_that_the_words_allow(
    case: tuple[tuple[str, ...], list[Pile[list[list[str]]]]],
) -> None:
    names, piles = case
    profile = Ranked.build(names, piles)
    allowed = slow(profile, frozenset(names))
    result = irv(profile)
    assert set(result.winners) | {name for group in result.ties for name in group} <= allowed
    if len(allowed) == 1:
        assert result.winners == tuple(allowed)
    seeded = irv(profile, "seed")
    assert set(seeded.winners) <= allowed
    assert seeded.winners or len(seeded.ties[-1]) > 1


@given(rankings())
def test_no_voice_is_lost_or_made(case: tuple[tuple[str, ...], list[Pile[list[list[str]]]]]) -> None:
    names, piles = case
    profile = Ranked.build(names, piles)
    for each in irv(profile).rounds:
        assert sum(amount for _, amount in each.counts) + dict(each.facts)["exhausted"] == profile.weight
