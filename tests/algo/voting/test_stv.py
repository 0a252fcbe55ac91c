"""The Scottish rule, by hand and against a slow count with one value per paper."""

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.voting import lots
from commun.algo.voting.errors import BadProfile
from commun.algo.voting.profile import Pile, Ranked
from commun.algo.voting.result import Amount, Result
from commun.algo.voting.stv import scottish_stv
from tests.algo.voting.builders import ranked, rankings
from tests.algo.voting.test_profile import refused


def facts(result: Result, number: int) -> dict[str, Amount | str]:
    return dict(result.rounds[number].facts)


def test_a_surplus_passes_on_at_a_reduced_value() -> None:
    result = scottish_stv(ranked("10:a>b>c", "4:b>c", "3:c>d", "3:d>c"), 2)
    assert (result.rule, result.winners, result.ties, result.seats) == ("scottish-stv/1", ("a", "b"), (), 2)
    assert [(each.event, each.options, each.elected) for each in result.rounds] == [
        ("count", (), ("a",)),
        ("transfer", ("a",), ("b",)),
    ]
    assert result.rounds[0].counts == (("a", 10), ("b", 4), ("c", 3), ("d", 3))
    assert result.rounds[1].counts == (("a", 7), ("b", 7), ("c", 3), ("d", 3))
    assert facts(result, 0) == {"quota": 7, "exhausted": 0, "lost": 0, "invalid": 0}
    assert facts(result, 1) == {"quota": 7, "exhausted": 0, "lost": 0, "invalid": 0, "surplus": 3, "by": "votes"}
    assert (result.people, result.weight) == (20, 20)


def test_values_are_cut_after_five_decimals() -> None:
    result = scottish_stv(ranked("11:a>b", "5:b", "5:c", "1:d"), 2)
    # Quota 8, surplus 3, value 3/11 = 0.27272(7): b gets 2.99992.
    assert facts(result, 1)["lost"] == Fraction(8, 100_000)
    assert dict(result.rounds[1].counts)["b"] == Fraction(799_992, 100_000)
    # b stays below the quota; d leaves, then c, and b takes the seat as the only one left.
    assert [(each.event, each.options) for each in result.rounds[2:]] == [("exclude", ("d",)), ("exclude", ("c",)),
                                                                        ("fill", ("b",))]  # fmt: skip
    assert result.winners == ("a", "b")


def test_a_transferred_paper_is_reduced_again() -> None:
    result = scottish_stv(ranked("12:a>b>c", "5:b>d", "3:c", "3:d", "1:e"), 3)
    # Quota 24 // 4 + 1 = 7. a 12: surplus 5, value 0.41666; b 5 + 4.99992 = 9.99992, surplus 2.99992.
    assert facts(result, 0)["quota"] == 7
    assert dict(result.rounds[1].counts)["b"] == Fraction(999_992, 100_000)
    # 0.41666 x 2.99992 / 9.99992 = 0.12499(4); 1 x 2.99992 / 9.99992 = 0.29999(4).
    assert dict(result.rounds[2].counts)["c"] == 3 + 12 * Fraction(12_499, 100_000)
    assert dict(result.rounds[2].counts)["d"] == 3 + 5 * Fraction(29_999, 100_000)
    assert dict(result.rounds[2].counts)["b"] == 7


def test_the_largest_surplus_goes_first_whoever_was_elected_first() -> None:
    result = scottish_stv(ranked("8:a>c", "11:b>c", "2:c", "3:d", "2:e"), 3)
    assert result.rounds[0].elected == ("b", "a")
    assert [each.options for each in result.rounds[1:3]] == [("b",), ("a",)]


def test_equal_surpluses_go_by_the_latest_stage_that_differs_else_by_lot() -> None:
    result = scottish_stv(ranked("9:a>c", "9:b>d", "2:c", "2:d", "1:e"), 3)
    assert [each.event for each in result.rounds[:2]] == ["count", "transfer"]
    assert facts(result, 1)["by"] == "lot"
    # Quota 6. First a (6 + 2), whose surplus of 2 makes b equal to c; b had less before.
    later = scottish_stv(ranked("8:a>b", "7:c>e", "5:b>d", "2:d", "2:e", "2:f"), 4)
    assert [each.options for each in later.rounds[1:4]] == [("a",), ("c",), ("b",)]
    assert facts(later, 2)["by"] == "earlier stage"


def test_who_has_reached_the_quota_exactly_has_no_surplus() -> None:
    result = scottish_stv(ranked("4:a>b", "3:b", "2:c", "2:d"), 2)
    assert facts(result, 0)["quota"] == 4
    assert [(each.event, each.options) for each in result.rounds[:2]] == [("count", ()), ("exclude", ("c",))]
    assert result.winners == ("a", "b")


def test_excluded_papers_keep_their_value_and_skip_the_elected() -> None:
    result = scottish_stv(ranked("6:a", "3:b", "2:c", "1:d>a>c", "1:e>a"), 2)
    # Quota 5. a keeps 5; its surplus of 1 has no next choice. e's paper has nobody left, d's goes to c.
    assert facts(result, 1)["surplus"] == 1
    assert facts(result, 1)["exhausted"] == Fraction(6 * 16_666, 100_000)
    assert facts(result, 1)["lost"] == Fraction(4, 100_000)
    assert [each.options for each in result.rounds[2:4]] == [("d",), ("e",)]
    assert dict(result.rounds[2].counts)["c"] == 3
    assert facts(result, 2)["exhausted"] == Fraction(6 * 16_666, 100_000)
    assert facts(result, 3)["exhausted"] == 1 + Fraction(6 * 16_666, 100_000)


def test_as_many_left_as_seats_are_elected_most_votes_first() -> None:
    result = scottish_stv(ranked("1:a", "2:b", "3:c"), 3)
    assert result.winners == ("c", "b", "a")
    assert result.rounds[-1].event == "fill"
    assert result.rounds[-1].elected == result.rounds[-1].options


def test_a_paper_stops_at_an_equal_rank_and_is_not_valid_with_one_first() -> None:
    result = scottish_stv(ranked("2:a=b>c", "1:", "3:c", "2:d>a=b>c", "4:e", options="abcde"), 1)
    assert facts(result, 0)["invalid"] == 3
    assert facts(result, 0)["quota"] == 5
    assert [(each.options, dict(each.facts)["exhausted"]) for each in result.rounds[3:5]] == [(("d",), 2), (("c",), 5)]
    # Also when all but one of the equal names have left.
    one = scottish_stv(ranked("2:d>a=b", "3:b", "4:c", options="abcd"), 1)
    assert one.winners == ("c",)


def test_the_last_without_a_vote_leave_in_any_order() -> None:
    result = scottish_stv(ranked("3:a", "2:b", "2:c>b", options="abcdefgh"), 1)
    assert (result.winners, result.ties) == ((), (("a", "b"),))
    assert [dict(each.facts)["by"] for each in result.rounds[1:6]] == ["no vote"] * 4 + ["votes"]


def test_a_lot_that_matters_leaves_the_seat_open_without_a_seed() -> None:
    profile = ranked("4:a", "2:b", "2:c", options="abc")
    open_seat = scottish_stv(profile, 2)
    assert (open_seat.winners, open_seat.ties, open_seat.open_seats) == (("a",), (("b", "c"),), 1)
    drawn = scottish_stv(profile, 2, "2026")
    assert (len(drawn.winners), drawn.ties, drawn.seed, drawn.open_seats) == (2, (("b", "c"),), "2026", 0)
    assert {scottish_stv(profile, 2, str(seed)).winners[1] for seed in range(20)} == {"b", "c"}
    for seed in ("2026", "x", "y", "z"):
        # The first lot keeps its place, the last one is excluded.
        assert scottish_stv(profile, 2, seed).winners[1] == lots.drawn("bc", seed)[0]
    # Two equal surpluses, whose order matters: the first lot goes first.
    surpluses = ranked("7:a>c", "7:b>c", "3:c", "4:d", "1:e>d")
    for seed in ("2026", "x", "y", "z"):
        told = scottish_stv(surpluses, 3, seed)
        if told.ties:
            assert told.rounds[1].options == (lots.drawn("ab", seed)[0],)


def test_equals_with_too_many_ways_keep_who_was_elected_before() -> None:
    names = "abcdefgh"
    profile = ranked("9:z", *(f"1:{name}" for name in names), options=names + "z")
    result = scottish_stv(profile, 3)
    assert result.winners == ("z",)
    assert result.ties == (tuple(names),)


def test_no_valid_paper_elects_nobody() -> None:
    assert scottish_stv(Ranked.build("ab", []), 1).winners == ()
    assert scottish_stv(ranked("2:a=b"), 1).rounds == ()
    for seats in (0, 3):
        with refused("bad-seats", BadProfile):
            scottish_stv(ranked("1:a>b"), seats)


def cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.00001"), ROUND_DOWN)


class Slow:
    """Each paper alone, with its own value, as the Order describes it; lots by the order of names."""

    def __init__(self, profile: Ranked, seats: int) -> None:
        self.papers = [
            {"ballot": pile.ballot, "value": Decimal(1)}
            for pile in profile.piles
            for _ in range(pile.people)
            if pile.ballot and len(pile.ballot[0]) == 1
        ]
        self.seats, self.state = seats, dict.fromkeys(profile.options, "hopeful")
        self.quota = len(self.papers) // (seats + 1) + 1
        self.holder: list[str | None] = [self.next(paper) for paper in self.papers]
        self.kept: dict[str, Decimal] = {}
        self.history: list[dict[str, Decimal]] = []
        self.lots = False

    def next(self, paper: dict[str, object]) -> str | None:
        for rank in paper["ballot"]:  # type: ignore[attr-defined]
            if len(rank) > 1:
                return None
            if self.state[rank[0]] == "hopeful":
                return str(rank[0])
        return None

    def votes(self) -> dict[str, Decimal]:
        sums = dict.fromkeys(self.state, Decimal())
        for paper, holder in zip(self.papers, self.holder, strict=True):
            if holder:
                sums[holder] += paper["value"]  # type: ignore[operator]
        return sums | self.kept

    def part(self, names: list[str], best: bool) -> str:
        for stage in reversed(self.history):
            wanted = (max if best else min)(stage[name] for name in names)
            names = [name for name in names if stage[name] == wanted]
        self.lots = self.lots or len(names) > 1
        return names[0]

    def count(self) -> list[str]:
        elected: list[str] = []
        while True:
            votes = self.votes()
            self.history.append(votes)
            new = [name for name in votes if self.state[name] == "hopeful" and votes[name] >= self.quota]
            for name in sorted(new, key=lambda each: -votes[each]):
                self.state[name] = "surplus" if votes[name] > self.quota else "elected"
                elected.append(name)
            if len(elected) >= self.seats:
                return elected
            hopeful = [name for name in votes if self.state[name] == "hopeful"]
            surplus = [name for name in votes if self.state[name] == "surplus"]
            if surplus:
                most = max(votes[name] for name in surplus)
                self.move(self.part([name for name in surplus if votes[name] == most], best=True), votes)
            elif len(hopeful) + len(elected) <= self.seats:
                return elected + sorted(hopeful, key=lambda each: -votes[each])
            else:
                least = min(votes[name] for name in hopeful)
                gone = self.part([name for name in hopeful if votes[name] == least], best=False)
                self.state[gone] = "excluded"
                self.pass_on(gone)

    def move(self, name: str, votes: dict[str, Decimal]) -> None:
        self.state[name] = "elected"
        for place, paper in enumerate(self.papers):
            if self.holder[place] == name:
                paper["value"] = cut(paper["value"] * (votes[name] - self.quota) / votes[name])  # type: ignore[operator]
        self.pass_on(name)
        self.kept[name] = Decimal(self.quota)

    def pass_on(self, name: str) -> None:
        for place, paper in enumerate(self.papers):
            if self.holder[place] == name:
                self.holder[place] = self.next(paper)


Case = tuple[tuple[str, ...], list[Pile[list[list[str]]]]]


@given(rankings(most_options=6, most_ballots=20), st.integers(1, 3))
def test_the_count_is_that_of_single_papers(case: Case, seats: int) -> None:
    names, piles = case
    seats = min(seats, len(names))
    profile = Ranked.build(names, piles)
    slow = Slow(profile, seats)
    if not slow.papers:
        return
    expected = slow.count()
    result = scottish_stv(profile, seats)
    if not slow.lots:
        assert result.winners == tuple(expected)
        assert result.ties == ()
    else:
        assert set(result.winners) <= set(expected)


@given(rankings(most_options=6, most_ballots=20), st.integers(1, 3))
def test_votes_are_conserved_at_every_stage(case: Case, seats: int) -> None:
    names, piles = case
    profile = Ranked.build(names, piles)
    for each in scottish_stv(profile, min(seats, len(names)), "seed").rounds:
        told = dict(each.facts)
        counted = sum(amount for _, amount in each.counts) + told["exhausted"] + told["lost"]
        assert counted + told["invalid"] == profile.weight
        assert told["lost"] >= 0


@given(rankings(most_options=6, most_ballots=20), st.integers(1, 3))
def test_every_seat_is_filled_with_a_seed(case: Case, seats: int) -> None:
    names, piles = case
    seats = min(seats, len(names))
    profile = Ranked.build(names, piles)
    result = scottish_stv(profile, seats, "seed")
    valid = any(pile.ballot and len(pile.ballot[0]) == 1 for pile in profile.piles)
    assert len(set(result.winners)) == (seats if valid else 0)
    assert [name for each in result.rounds for name in each.elected] == list(result.winners)


def test_the_other_ways_of_seats_are_refused() -> None:
    with pytest.raises(BadProfile):
        scottish_stv(ranked("1:a"), 2)
