"""Equal shares against a slow reference, and against what the method promises, on generated small elections."""

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.voting.budget_accounts import Accounts
from commun.algo.voting.budget_election import CARDINALITY, COST, BudgetElection, Project
from commun.algo.voting.budgets import allocate
from commun.algo.voting.completion import exhausted
from commun.algo.voting.equal_shares import Market, equal_purse
from commun.algo.voting.profile import Pile, heft
from tests.algo.voting import budget_reference as reference

SEEDS = st.integers(min_value=0, max_value=10**9)
SATISFACTIONS = st.sampled_from([COST, CARDINALITY])


@pytest.mark.parametrize("satisfaction", [COST, CARDINALITY])
@pytest.mark.parametrize(("points", "tight"), [(1, True), (1, False), (3, True), (5, False)])
def test_the_outcome_is_that_of_exact_fractions(points: int, tight: bool, satisfaction: str) -> None:
    tied = 0
    for seed in range(150):
        election = reference.generated(seed, most_points=points, tight=tight)
        purse = equal_purse(election)
        found = Market(election, satisfaction).run(purse)
        expected, purses = reference.equal_shares(election, purse, satisfaction)
        assert sorted((each.project, each.price) for each in found.purchases) == sorted(expected), seed
        paid = [(each.project, each.price) for each in found.purchases if each.price]
        assert paid == [pair for pair in expected if pair[1]], seed
        accounts = Accounts(allocate("equal-shares", election, satisfaction=satisfaction))
        left = [accounts.purse(number) for number, pile in enumerate(election.piles) for _ in range(heft(pile))]
        assert left == purses, seed
        tied += any(each.tied for each in found.purchases)
    assert tied > (15 if tight and points == 1 else 0)


@given(seed=SEEDS, satisfaction=SATISFACTIONS, tight=st.booleans())
@settings(deadline=None, max_examples=60)
def test_add_one_is_its_definition(seed: int, satisfaction: str, tight: bool) -> None:
    election = reference.generated(seed, tight=tight)
    found = allocate("equal-shares-add1", election, satisfaction=satisfaction)
    purse, projects = reference.add_one(election, satisfaction)
    assert (found.purse, list(found.projects)) == (purse, projects)


@given(seed=SEEDS, points=st.integers(1, 4), tight=st.booleans(), satisfaction=SATISFACTIONS)
@settings(deadline=None, max_examples=80)
def test_payments_make_the_cost_and_no_purse_is_below_zero(
    seed: int, points: int, tight: bool, satisfaction: str
) -> None:
    election = reference.generated(seed, most_points=points, tight=tight)
    found = allocate("equal-shares", election, satisfaction=satisfaction)
    accounts = Accounts(found)
    for each in found.funded:
        paid = sum(accounts.payment(pile, each.project) * heft(one) for pile, one in enumerate(election.piles))
        assert paid == election.projects[each.project].cost
    for pile, one in enumerate(election.piles):
        payments = {number: accounts.payment(pile, number) for number in range(len(election.projects))}
        assert 0 <= accounts.purse(pile) == equal_purse(election) - sum(payments.values())
        assert all(not amount or number in dict(one.ballot) for number, amount in payments.items())
    assert found.spent <= election.budget


@given(seed=SEEDS, tight=st.booleans())
@settings(deadline=None, max_examples=60)
def test_the_purses_left_are_too_small_for_any_other_project(seed: int, tight: bool) -> None:
    """With the payments above, this makes the outcome priceable."""
    election = reference.generated(seed, tight=tight)
    accounts = Accounts(allocate("equal-shares", election))
    for story in accounts.stories():
        if story.outcome == "short":
            who = [pile for pile, one in enumerate(election.piles) if story.project in dict(one.ballot)]
            together = sum(accounts.purse(pile) * heft(election.piles[pile]) for pile in who)
            assert story.supporters_have == together < election.projects[story.project].cost
            assert story.missing == election.projects[story.project].cost - together


@given(seed=SEEDS, tight=st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_group_that_could_pay_for_common_projects_is_left_without(seed: int, tight: bool) -> None:
    """Extended justified representation up to one project, by brute force over the sets of projects.

    Voters who all want the same projects, and whose equal shares would pay for them, must hold somebody who gets, with
    one more of these projects, more than these projects cost together.
    """
    election = reference.generated(seed, tight=tight)
    won = set(allocate("equal-shares", election).projects)
    costs = [project.cost for project in election.projects]
    for size in range(1, len(costs) + 1):
        for wanted in itertools.combinations(range(len(costs)), size):
            common = set(wanted)
            group = [one for one in election.piles if common <= set(dict(one.ballot))]
            together = sum(heft(one) for one in group) * equal_purse(election)
            cost = sum(costs[each] for each in common)
            if not group or together < cost or common <= won:
                continue
            best = max(sum(costs[each] for each in dict(one.ballot) if each in won) for one in group)
            assert best + max(costs[each] for each in common - won) > cost


@given(seed=SEEDS, points=st.integers(1, 3), rule=st.sampled_from(["equal-shares", "equal-shares-add1", "greedy"]))
@settings(deadline=None, max_examples=60)
def test_neither_the_order_of_ballots_nor_their_grouping_counts(seed: int, points: int, rule: str) -> None:
    election = reference.generated(seed, most_points=points, tight=True)
    keys = [project.key for project in election.projects]
    ballots = [Pile({keys[number]: given for number, given in ballot.items()}) for ballot in reference.people(election)]
    random.Random(seed).shuffle(ballots)
    order = [keys[number] for number in election.order]
    again = BudgetElection.build(election.projects, election.budget, ballots, order=order)
    assert allocate(rule, again).result() == allocate(rule, election).result()


@given(seed=SEEDS, times=st.integers(2, 1000))
@settings(deadline=None, max_examples=40)
def test_a_thousand_times_the_voters_and_the_money_buy_the_same(seed: int, times: int) -> None:
    election = reference.generated(seed, tight=True)
    more = BudgetElection(
        tuple(Project(project.key, project.cost * times) for project in election.projects),
        election.budget * times,
        tuple(Pile(pile.ballot, pile.people * times, heft(pile) * times) for pile in election.piles),
        order=election.order,
    )
    assert allocate("equal-shares", more).projects == allocate("equal-shares", election).projects


def test_purchases_closer_than_floats_can_tell_are_told_apart() -> None:
    """Two projects whose votes differ by one in 10^15: floats see them equal, fractions do not."""
    huge = 10**15
    projects = [Project("a", huge), Project("b", huge + 1), Project("c", 1)]
    ballots = [Pile({"a": 1, "c": 1}, 3), Pile({"b": 1}, 3)]
    election = BudgetElection.build(projects, 2 * huge + 2, ballots)
    found = Market(election, CARDINALITY).run(equal_purse(election))
    assert [each.project for each in found.purchases] == [2, 0, 1]
    assert [each.price for each in found.purchases] == [Fraction(1, 3), Fraction(huge, 3), Fraction(huge + 1, 3)]


@pytest.mark.parametrize("points", [1, 2])
def test_a_purse_shorter_than_the_price_by_less_than_floats_can_tell_is_emptied(points: int) -> None:
    huge = 10**15
    projects = [Project("a", 1), Project("b", 3 * huge - 2)]
    election = BudgetElection.build(projects, 3 * huge, [Pile({"a": points, "b": points}), Pile({"b": points}, 2)])
    found = allocate("equal-shares", election, satisfaction=CARDINALITY)
    assert [each.price for each in found.funded] == [Fraction(1, points), (huge - Fraction(1, 2)) / points]
    accounts = Accounts(found)
    assert [accounts.purse(pile) for pile in range(2)] == [0, Fraction(1, 2)]


def test_a_purse_that_is_exactly_the_price_is_emptied() -> None:
    election = BudgetElection.build(
        [Project("a", 3), Project("b", 3)], 3, [Pile(["a", "b"]), Pile(["a"]), Pile(["a", "b"])]
    )
    accounts = Accounts(allocate("equal-shares", election))
    assert [accounts.purse(pile) for pile in range(2)] == [0, 0]
    assert accounts.story(1).supporters_have == 0


@given(seed=SEEDS)
@settings(deadline=None, max_examples=40)
def test_add_one_stops_where_it_says(seed: int) -> None:
    election = reference.generated(seed)
    found = allocate("equal-shares-add1", election)
    market = Market(election)
    assert found.purse is not None
    now, after = market.run(found.purse), market.run(found.purse + found.step)
    if found.stopped == "overspent":
        assert sum(market.costs[each] for each in after.projects) > election.budget
    else:
        assert exhausted(market, now)
    assert found.spent <= election.budget
