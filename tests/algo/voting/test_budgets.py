"""Budgets: what is refused, funding by votes and its variants, ties said, and stories a person can check by hand."""

import json
from fractions import Fraction

import pytest

from commun.algo.voting import completion, rules
from commun.algo.voting.budget_accounts import Accounts, Unbalanced
from commun.algo.voting.budget_election import MOST_POINTS, MOST_PROJECTS, BudgetElection, Project
from commun.algo.voting.budgets import RULES, Allocation, Funded, allocate
from commun.algo.voting.completion import add_one, whole_step
from commun.algo.voting.equal_shares import Market
from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.lots import drawn
from commun.algo.voting.profile import Pile

GARDEN, BIKES, CHOIR = Project("garden", 60, "Jardin"), Project("bikes", 60, "Vélos"), Project("choir", 30, "Chorale")


@pytest.fixture
def village() -> BudgetElection:
    """Ten voters and 100 euros: seven want the garden and the bikes, three the choir."""
    ballots = [Pile(["garden", "bikes"], 7), Pile(["choir"], 3)]
    return BudgetElection.build([GARDEN, BIKES, CHOIR], 100, ballots)


def keys(allocation: Allocation) -> list[str]:
    """Return the keys of the projects funded, in order."""
    return [allocation.election.key(each) for each in allocation.projects]


def test_equal_shares_leave_the_minority_its_part(village: BudgetElection) -> None:
    assert keys(allocate("equal-shares", village)) == ["garden", "choir"]
    assert keys(allocate("greedy", village)) == ["garden", "choir"]
    rich = BudgetElection.build(village.projects, 120, [Pile(["garden", "bikes"], 7), Pile(["choir"], 3)])
    assert keys(allocate("greedy", rich)) == ["garden", "bikes"]
    assert keys(allocate("equal-shares", rich)) == ["garden", "choir"]


def test_the_story_of_a_project_says_who_paid_and_who_could_not(village: BudgetElection) -> None:
    accounts = Accounts(allocate("equal-shares", village))
    garden, choir, bikes = accounts.stories()
    assert garden.as_json(village) == {
        "project": "garden", "name": "Jardin", "cost": 60, "outcome": "shares", "votes": 7, "points": 7, "price": 9,
        "payers": [{"points": 1, "voters": 7, "amount": 9, "full": True}],
        "supporters_have": 70, "missing": 0, "went_to": [], "out_of_reach": None,
    }  # fmt: skip
    assert garden.price == Fraction(60, 7)
    assert (choir.outcome, choir.price) == ("shares", 10)
    assert bikes.as_json(village) == {
        "project": "bikes", "name": "Vélos", "cost": 60, "outcome": "short", "votes": 7, "points": 7, "price": None,
        "payers": [], "supporters_have": 10, "missing": 50, "went_to": [{"project": "garden", "amount": 60}],
        "out_of_reach": "garden",
    }  # fmt: skip


def test_a_supporter_with_less_left_gives_all_of_it() -> None:
    """The worked example of docs/algorithms/budgets.md."""
    ballots = [["garden", "bikes"], ["garden", "bikes"], ["garden", "choir"], ["bikes", "choir"], ["bikes"]]
    projects = [Project("garden", 33), Project("bikes", 50), Project("choir", 20)]
    election = BudgetElection.build(projects, 100, [Pile(ballot) for ballot in ballots])
    found = allocate("equal-shares", election)
    assert keys(found) == ["bikes", "garden"]
    bikes, garden, choir = Accounts(found).stories()
    assert [(each.voters, each.amount, each.full) for each in bikes.payers] == [(4, Fraction(25, 2), True)]
    assert [(each.voters, each.amount, each.full) for each in garden.payers] == [
        (1, 18, True),
        (2, Fraction(15, 2), False),
    ]
    assert (choir.supporters_have, choir.missing) == (Fraction(19, 2), Fraction(21, 2))
    assert choir.went_to == ((1, Fraction(25, 2)), (0, 18))
    assert choir.out_of_reach == 0
    assert [one.price for one in (bikes, garden)] == [Fraction(25, 2), 18]


def test_nobody_pays_for_what_they_did_not_ask_for_and_nobody_asked(village: BudgetElection) -> None:
    election = BudgetElection.build([GARDEN, Project("statue", 1)], 100, [Pile(["garden"], 4), Pile([], 6)])
    accounts = Accounts(allocate("equal-shares", election))
    assert accounts.story(0).outcome == "short"
    assert (accounts.story(0).supporters_have, accounts.story(0).missing) == (40, 20)
    assert accounts.story(0).out_of_reach is None
    assert accounts.story(1).outcome == "unwanted"
    assert election.voters == 10


def test_a_project_without_cost_is_funded_as_soon_as_someone_wants_it() -> None:
    election = BudgetElection.build([Project("a", 0), Project("b", 0)], 0, [Pile(["a"])])
    for rule in ("equal-shares", "equal-shares-add1", "greedy"):
        assert keys(allocate(rule, election)) == ["a"], rule
    assert Accounts(allocate("equal-shares", election)).story(0).outcome == "shares"


def test_supporters_who_had_just_enough_are_told_what_put_it_out_of_reach() -> None:
    election = BudgetElection.build([Project("a", 10), Project("b", 20)], 20, [Pile(["a", "b"], 2)])
    story = Accounts(allocate("equal-shares", election)).story(1)
    assert (story.supporters_have, story.missing, story.out_of_reach) == (10, 10, 0)


def test_the_threshold_is_for_votes_alone_not_for_what_completes_shares() -> None:
    projects = [Project("a", 60), Project("b", 40)]
    election = BudgetElection.build(projects, 100, [Pile(["a"], 8), Pile(["b"], 2)], threshold=3)
    assert keys(allocate("equal-shares-utilitarian", election)) == ["a", "b"]
    assert keys(allocate("greedy", election)) == ["a"]


def test_points_share_the_price_in_proportion() -> None:
    election = BudgetElection.build([Project("a", 40)], 80, [Pile({"a": 3}), Pile({"a": 1})])
    accounts = Accounts(allocate("equal-shares", election))
    assert [accounts.payment(pile, 0) for pile in range(2)] == [10, 30]
    assert [(each.points, each.amount) for each in accounts.story(0).payers] == [(3, 30), (1, 10)]


def test_cost_or_number_of_projects_is_said_and_changes_the_order() -> None:
    election = BudgetElection.build(
        [Project("big", 60), Project("small", 5)], 60, [Pile(["big"], 5), Pile(["small", "big"])]
    )
    by_cost = allocate("equal-shares", election, satisfaction="cost")
    by_number = allocate("equal-shares", election, satisfaction="cardinality")
    assert (keys(by_cost), keys(by_number)) == (["big"], ["small"])
    assert by_cost.satisfaction == "cost"


def test_completions_spend_what_equal_shares_leave(village: BudgetElection) -> None:
    one = allocate("equal-shares", village)
    assert (one.purse, one.spent, one.left) == (10, 90, 10)
    assert one.stopped == ""
    more = BudgetElection.build(village.projects, 150, [Pile(["garden", "bikes"], 7), Pile(["choir"], 3)])
    assert keys(allocate("equal-shares", more)) == ["garden", "choir"]
    added = allocate("equal-shares-add1", more)
    assert (keys(added), added.purse, added.runs, added.stopped) == (["garden", "bikes", "choir"], 18, 4, "unwanted")
    useful = allocate("equal-shares-utilitarian", more)
    assert [(each.how, more.key(each.project)) for each in useful.funded] == [
        ("shares", "garden"), ("shares", "choir"), ("votes", "bikes"),
    ]  # fmt: skip
    assert Accounts(useful).story(1).outcome == "votes"


def test_add_one_gives_up_the_raise_that_would_spend_too_much() -> None:
    election = BudgetElection.build([Project("a", 6), Project("b", 6), Project("c", 1)], 11, [Pile(["a", "b"], 2)])
    found = allocate("equal-shares-add1", election)
    assert (keys(found), found.purse, found.stopped, found.left) == (["a"], 5, "exhausted", 5)
    projects = [Project("a", 6), Project("b", 7), Project("c", 3)]
    election = BudgetElection.build(projects, 12, [Pile(["a"]), Pile(["b"]), Pile(["b", "c"])])
    found = allocate("equal-shares-add1", election)
    assert (keys(found), found.purse, found.stopped, found.left) == (["b"], 5, "overspent", 5)


def test_add_one_goes_by_whole_units_and_by_larger_steps_for_large_purses() -> None:
    election = BudgetElection.build([Project("a", 300_000)], 1_000_000, [Pile(["a"], 1), Pile([], 19)], unit=100)
    assert whole_step(election) == 100
    assert allocate("equal-shares-add1", election).purse == 300_000
    rich = BudgetElection.build([Project("a", 3)], 345_500_000, [Pile(["a"], 100)], unit=100)
    assert whole_step(rich) == 10_000
    assert allocate("equal-shares-add1", rich, step=7).purse == 3_454_997
    with pytest.raises(BadProfile, match="bad-budget"):
        add_one(Market(election), start=Fraction(50_001))
    with pytest.raises(BadProfile, match="bad-budget"):
        add_one(Market(election), step=0)


def test_purses_that_cannot_pay_for_anything_more_are_raised_at_once() -> None:
    election = BudgetElection.build([Project("a", 1_000_000)], 1_000_000, [Pile(["a"], 1), Pile([], 1000)])
    found = add_one(Market(election))
    assert (found.shares.purse, found.runs, found.step) == (1_000_000, 3, 1)


def test_too_many_raises_are_refused_or_made_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    projects = [Project("a", 30_000), Project("b", 30_000)]
    market = Market(BudgetElection.build(projects, 60_000, [Pile(["a", "b"]), Pile([], 59)]))
    assert (add_one(market).step, add_one(market).shares.purse) == (10, 60_000)
    monkeypatch.setattr(completion, "MOST_RUNS", 50)
    with pytest.raises(BadProfile, match="too-many-steps"):
        add_one(market, step=1)
    assert (add_one(market).step, add_one(market).shares.purse) == (1000, 60_000)


@pytest.mark.parametrize(
    ("rule", "funded"),
    [
        ("greedy", ["a", "c", "d"]),
        ("greedy-threshold", ["a", "c", "d"]),
        ("greedy-no-skip", ["a"]),
        ("greedy-reserve", ["a", "b"]),
    ],
)
def test_the_variants_of_funding_by_votes(rule: str, funded: list[str]) -> None:
    projects = [Project("a", 60), Project("b", 50), Project("c", 30), Project("d", 10), Project("e", 1)]
    ballots = [Pile(["a"], 9), Pile(["b"], 8), Pile(["c"], 7), Pile(["d"], 6), Pile(["e"], 2)]
    found = allocate(rule, BudgetElection.build(projects, 101, ballots, threshold=3))
    assert keys(found) == funded
    assert found.spent == min(101, sum(found.election.projects[each].cost for each in found.projects))
    outcomes = {one.project: one.outcome for one in Accounts(found).stories()}
    assert outcomes[4] == "under-threshold"
    assert outcomes[1] == {"greedy-no-skip": "no-room", "greedy-reserve": "reserve"}.get(rule, "no-room")
    if rule == "greedy-no-skip":
        assert outcomes[3] == "stopped"


def test_a_reserve_completes_four_fifths_and_not_less() -> None:
    ballots = [Pile(["a"], 2), Pile(["b"])]
    for cost, how in ((50, ["votes", "reserve"]), (51, ["votes"])):
        election = BudgetElection.build([Project("a", 60), Project("b", cost)], 100, ballots)
        assert [each.how for each in allocate("greedy-reserve", election).funded] == how


def test_ties_by_votes_are_said_only_where_they_decide() -> None:
    projects = [Project("a", 30), Project("b", 20), Project("c", 20), Project("d", 90)]
    ballots = [Pile(["a"]), Pile(["b"]), Pile(["c"]), Pile(["d"])]
    tight = allocate("greedy", BudgetElection.build(projects, 60, ballots))
    assert (keys(tight), tight.ties) == (["b", "c"], ((1, 2, 0, 3),))
    loose = allocate("greedy", BudgetElection.build(projects, 80, ballots))
    assert (keys(loose), loose.ties) == (["b", "c", "a"], ())


def test_the_last_order_breaks_ties_and_a_seed_makes_it_a_lot() -> None:
    projects = [Project(name, 10) for name in "abcd"]
    ballots = [Pile(list("abcd"), 2)]
    for rule in ("greedy", "equal-shares"):
        plain = allocate(rule, BudgetElection.build(projects, 20, ballots))
        chosen = allocate(rule, BudgetElection.build(projects, 20, ballots, order=["c", "a", "d", "b"]))
        lot = allocate(rule, BudgetElection.build(projects, 20, ballots), seed="2026-11-16")
        assert (keys(plain), keys(chosen)) == (["a", "b"], ["c", "a"])
        assert keys(lot) == list(drawn("abcd", "2026-11-16")[:2])
        assert lot.seed == lot.result().seed == "2026-11-16"
        assert set(plain.result().ties[0]) == set("abcd")


def test_equal_projects_are_told_by_votes_then_by_cost() -> None:
    """Ten pay 1 each for a and five pay 2 each for b, or the same price for the cheaper of two."""
    projects = [Project("b", 10), Project("a", 10)]
    ballots = [Pile({"a": 1}, 10), Pile({"b": 2}, 5)]
    found = allocate("equal-shares", BudgetElection.build(projects, 30, ballots))
    assert keys(found)[0] == "a"
    assert found.funded[0].tied == (1, 0)
    assert found.ties == ()
    projects = [Project("dear", 20), Project("cheap", 10)]
    found = allocate("equal-shares", BudgetElection.build(projects, 20, [Pile(["dear", "cheap"], 2)]))
    assert keys(found) == ["cheap"]
    assert found.result().ties == (("cheap", "dear"),)


def test_the_result_says_its_rule_and_every_round(village: BudgetElection) -> None:
    result = rules.count("equal-shares", village)
    assert result.summary() == {
        "rule": "equal-shares/1", "seats": 2, "winners": ["garden", "choir"],
        "ties": [["garden", "bikes"]], "rounds": 3,
    }  # fmt: skip
    told = json.loads(json.dumps(result.as_json()))
    assert told["rounds"][0]["facts"] == {"budget": 100, "voters": 10, "satisfaction": "cost", "purse": 10}
    assert told["rounds"][1]["facts"] == {
        "how": "shares", "cost": 60, "price": "60/7", "tied": "garden, bikes"
    }  # fmt: skip
    assert set(RULES) <= set(rules.RULES)
    for rule in RULES:
        assert rules.count(rule, village).rule == f"{rule}/1"


def test_a_price_of_too_many_digits_is_rounded_in_the_rounds_only() -> None:
    village = BudgetElection.build([GARDEN], 60, [Pile(["garden"])])
    long = Fraction(1, 3**9000)
    result = Allocation("x", village, (Funded(0, "shares", long),), purse=Fraction(1)).result()
    assert dict(result.rounds[1].facts)["price"] == "~0"
    json.dumps(result.as_json())


def test_accounts_that_do_not_balance_are_refused(village: BudgetElection) -> None:
    with pytest.raises(Unbalanced, match="garden"):
        Accounts(Allocation("x", village, (Funded(0, "shares", Fraction(8)),), purse=Fraction(10)))


@pytest.mark.parametrize(
    ("code", "ballots"),
    [
        ("unknown-option", [Pile(["moon"])]),
        ("repeated-option", [Pile(["garden", "garden"])]),
        ("bad-grade", [Pile({"garden": -1})]),
        ("bad-weight", [Pile(["garden"], 0)]),
        ("bad-weight", [Pile(["garden"], 1, -1)]),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused(code: str, ballots: list[Pile[list[str] | dict[str, int]]]) -> None:
    with pytest.raises(BadBallot) as refused:
        BudgetElection.build([GARDEN, BIKES], 100, ballots)
    assert refused.value.code == code


def test_an_election_that_does_not_hold_is_refused() -> None:
    many = [Project(str(number), 1) for number in range(MOST_PROJECTS + 1)]
    cases: list[tuple[str, list[Project], int]] = [
        ("no-options", [], 1),
        ("too-many-options", many, 1),
        ("repeated-name", [GARDEN, GARDEN], 1),
        ("bad-cost", [Project("a", -1)], 1),
        ("bad-cost", [Project("a", MOST_POINTS + 1)], 1),
        ("bad-budget", [GARDEN], -1),
    ]
    for code, projects, budget in cases:
        with pytest.raises(BadProfile) as refused:
            BudgetElection.build(projects, budget, [])
        assert refused.value.code == code
    with pytest.raises(BadProfile, match="too-many-points"):
        BudgetElection.build([GARDEN], 1, [Pile({"garden": 2**50}, 5)])
    with pytest.raises(BadProfile, match="bad-order"):
        BudgetElection.build([GARDEN], 1, [], order=["moon"])


def test_a_rule_that_is_not_there_or_ballots_without_costs_are_refused(village: BudgetElection) -> None:
    with pytest.raises(BadProfile, match="unknown-rule"):
        allocate("fair", village)
    with pytest.raises(BadProfile, match="unknown-satisfaction"):
        allocate("equal-shares", village, satisfaction="joy")
    with pytest.raises(BadProfile, match="wrong-ballots"):
        rules.count("greedy", object())


def test_nobody_voted_and_nothing_is_funded() -> None:
    election = BudgetElection.build([GARDEN], 100, [])
    for rule in RULES:
        assert keys(allocate(rule, election)) == []


def test_weights_count_as_so_many_voters() -> None:
    heavy = BudgetElection.build([GARDEN, CHOIR], 100, [Pile(["garden"], 1, 7), Pile(["choir"], 1, 3)])
    assert heavy.voters == 10
    assert keys(allocate("equal-shares", heavy)) == ["garden", "choir"]
    silent = BudgetElection.build([GARDEN], 100, [Pile(["garden"], 1, 0), Pile([], 1, 1)])
    assert keys(allocate("equal-shares", silent)) == []
