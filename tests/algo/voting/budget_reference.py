"""A slow and plain method of equal shares, one voter at a time with fractions: the referee written by the test."""

import random
from fractions import Fraction

from commun.algo.voting.budget_election import COST, BudgetElection, Project
from commun.algo.voting.profile import Pile, heft


def people(election: BudgetElection) -> list[dict[int, int]]:
    """Return one ballot for each voter."""
    return [dict(pile.ballot) for pile in election.piles for _ in range(heft(pile))]


def price_of_a_point(cost: int, purses: list[Fraction], points: list[int]) -> Fraction | None:
    """Return the smallest price at which supporters pay the cost together, by trying each as the last poor one."""
    if sum(purses) < cost:
        return None
    order = sorted(range(len(purses)), key=lambda each: purses[each] / points[each])
    given, weight = Fraction(0), sum(points)
    for each in order:
        price = (cost - given) / weight
        if price * points[each] <= purses[each]:
            return price
        given += purses[each]
        weight -= points[each]
    return None


def equal_shares(
    election: BudgetElection, purse: Fraction, satisfaction: str = COST
) -> tuple[list[tuple[int, Fraction]], list[Fraction]]:
    """Return the purchases (project and price of a point) in order, and what each voter has left."""
    voters = people(election)
    purses = [purse] * len(voters)
    votes, ranks = election.votes(), election.ranks()
    bought: list[tuple[int, Fraction]] = []
    while True:
        offers = []
        for number, project in enumerate(election.projects):
            who = [each for each, ballot in enumerate(voters) if number in ballot]
            if not who or number in [done for done, _ in bought]:
                continue
            price = price_of_a_point(
                project.cost, [purses[each] for each in who], [voters[each][number] for each in who]
            )
            if price is not None:
                worth = project.cost if satisfaction == COST and project.cost else 1
                offers.append((price / worth, -votes[number], project.cost, ranks[number], number, price))
        if not offers:
            return bought, purses
        *_, number, price = min(offers)
        bought.append((number, price))
        for each, ballot in enumerate(voters):
            if number in ballot:
                purses[each] -= min(purses[each], price * ballot[number])


def add_one(election: BudgetElection, satisfaction: str = COST) -> tuple[Fraction, list[int]]:
    """Return the purse and the projects of add-one completion from whole units, by its definition."""
    start = election.budget // election.voters // election.unit * election.unit if election.voters else 0
    purse = Fraction(start)
    before: list[int] = []
    first = True
    while True:
        now = [number for number, _ in equal_shares(election, purse, satisfaction)[0]]
        spent = sum(election.projects[each].cost for each in now)
        if spent > election.budget and not first:
            return purse - election.unit, before
        others = [
            project.cost
            for number, project in enumerate(election.projects)
            if number not in now and election.votes()[number]
        ]
        if all(cost > election.budget - spent for cost in others):
            return purse, now
        before, first, purse = now, False, purse + election.unit


def generated(seed: int, *, most_points: int = 1, tight: bool = False) -> BudgetElection:
    """Return a small election; a tight one has few different costs and ballots, hence many ties."""
    rng = random.Random(seed)
    count = rng.randint(1, 7)
    costs = [rng.choice((2, 3, 4, 6)) if tight else rng.randint(1, 40) for _ in range(count)]
    projects = [Project(f"p{number}", cost) for number, cost in enumerate(costs)]
    ballots: list[Pile[dict[str, int]]] = []
    for _ in range(rng.randint(1, 6 if tight else 9)):
        named = rng.sample(projects, rng.randint(0, count))
        ballot = {project.key: rng.randint(1, most_points) for project in named}
        ballots.append(Pile(ballot, times := rng.choice((1, 1, 2, 3)), times))
    budget = rng.randint(1, max(1, sum(costs)))
    order = rng.sample([project.key for project in projects], count)
    return BudgetElection.build(projects, budget, ballots, order=order)
