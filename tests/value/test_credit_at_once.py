"""Mutual credit under many hands at once, and between two groups: zero-sum, no limit broken, no deadlock (V10)."""

from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import pytest

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.value import actions
from commun.value.actions.credit import Gift
from commun.value.actions.credit_limits import Terms
from commun.value.models import Transfer
from commun.value.queries.invariants import offenders
from commun.value.queries.standings import all_standings
from commun.value.queries.verification import check_book
from tests.support.world import Group, make_group
from tests.value.credit_world import adopt, book_in, give, open_for, third
from tests.value.test_at_once import at_once, without_the_lock
from tests.value.test_credit_between import trusting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.english]


@pytest.fixture
def group() -> Group:
    made = make_group()
    open_for(made.alice)
    return made


def total(*spaces: Space) -> int:
    return sum(each.balance for space in spaces for each in all_standings(book_in(space)).values())


def gift(by: Membership, to: Membership, minutes: int, token: str = "") -> Callable[[], Any]:
    return lambda: actions.give_credit(by=by, to=to, gift=Gift(minutes, token=token))


def test_a_hundred_gifts_at_once_stop_at_the_limits_and_sum_to_nothing(group: Group) -> None:
    """Ten hours below zero: of a hundred gifts of half an hour, twenty go through, whoever asks.

    Before, one form and one yes sent twelve times each moved once, and half an hour and an hour were given back.
    """
    carol = third(group)
    asked = actions.ask_credit(by=group.bob, of=group.alice, gift=Gift(60))
    acts = [gift(group.alice, group.bob, 30, "form")] * 12
    acts += [lambda: actions.accept_credit(by=group.alice, request=asked)] * 12
    assert at_once(acts) == (24, 0, [])
    with scope.use(group.space):
        lines = list(Transfer.objects.select_related("book__space", "debit", "credit"))
    assert sorted(line.amount for line in lines) == [30, 60]
    for line in lines:
        actions.give_credit_back(by=group.bob, line=line)
    pairs = cycle([(group.alice, group.bob), (group.alice, carol)])
    went, refused, others = at_once(gift(by, to, 30) for by, to in islice(pairs, 100))
    assert (went, refused, others) == (20, 80, [])
    standings = {code: each.balance for code, each in all_standings(book_in(group.space)).items()}
    assert standings[f"p.{group.alice.person.ref}"] == -600
    assert sum(standings.values()) == 0
    assert check_book(book_in(group.space)) == offenders(group.space) == []


def test_without_the_lock_the_limit_would_be_crossed(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two gifts of six hours where ten are possible: read together without the lock, no limit stops either."""
    give(group.alice, group.bob, 0.25)
    without_the_lock(monkeypatch)
    went, refused, others = at_once([gift(group.alice, group.bob, 360), gift(group.alice, group.bob, 360)])
    assert (went, refused) == (1, 0), others
    assert "transfer_number_once" in str(others[0])


def test_limits_are_decided_while_people_ask_and_answer(group: Group) -> None:
    """A decision writes its fact, then holds the book; a request must not take them the other way round."""
    terms = [Terms(600 + 60 * number, 1_200) for number in range(8)]
    decisions = [actions.propose_credit_limits(by=group.alice, terms=one) for one in terms]
    asked = [actions.ask_credit(by=group.bob, of=group.alice, gift=Gift(5)) for _number in range(16)]
    acts: list[Callable[[], Any]] = []
    for number, one in enumerate(asked):
        acts.append(lambda one=one: actions.accept_credit(by=group.alice, request=one))  # type: ignore[misc]
        if number % 2:
            decision = decisions[number // 2]
            acts.append(lambda decision=decision: adopt(group.alice, decision))  # type: ignore[misc]
    assert at_once(acts) == (24, 0, [])
    assert offenders(group.space) == []


def test_two_groups_that_give_to_one_another_at_once_never_block(group: Group) -> None:
    """Forty gifts each way: each side may owe two hours at most; both books mirror one another."""
    other = make_group()
    open_for(other.alice)
    codes = trusting(group, other, 120)

    def across(by: Membership, code: str) -> Callable[[], Any]:
        return lambda: actions.give_credit_outside(by=by, code=code, gift=Gift(45))

    acts = [across(group.alice, codes[1]), across(other.alice, codes[0])] * 20
    went, refused, others = at_once(acts)
    assert others == []
    assert went + refused == 40
    assert went >= 2
    assert total(group.space) == total(other.space) == 0
    assert offenders(group.space) == offenders(other.space) == []
