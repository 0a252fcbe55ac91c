"""Between two groups: nothing before both decided, one way blocked at the limit, nobody's name without their code."""

import pytest

from commun.core import scope
from commun.core.urls import here
from commun.governance import actions as governance
from commun.people.models import Person
from commun.value import actions
from commun.value.actions.credit import Gift
from commun.value.actions.credit_limits import Terms
from commun.value.models import Account, CreditCode, Transfer
from commun.value.queries.invariants import offenders
from commun.value.queries.standings import all_standings
from tests.support.client import GateClient
from tests.support.world import Group, make_group
from tests.value.credit_world import HOUR, adopt, book_in, hours, open_for, plain, says
from tests.value.test_invariants import behind

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def trust(group: Group, other: Group, minutes: int) -> None:
    code = book_in(other.space).ref
    adopt(group.alice, actions.propose_credit_trust(by=group.alice, code=code, most=minutes))


def trusting(group: Group, other: Group, minutes: int) -> tuple[str, str]:
    """Both decided; the codes of the two Bobs."""
    trust(group, other, minutes)
    trust(other, group, minutes)
    mine, theirs = (actions.become_reachable(by=one.bob).code for one in (group, other))
    return mine, theirs


@pytest.fixture
def other(group: Group) -> Group:
    """Another group that counts in hours, as ours."""
    open_for(group.alice)
    made = make_group()
    open_for(made.alice)
    return made


def across(group: Group, code: str, amount: float, token: str = "") -> None:
    actions.give_credit_outside(by=group.alice, code=code, gift=Gift(int(amount * HOUR), "Un plan", token))


def test_nothing_is_exchanged_before_both_groups_decided_a_limit(group: Group, other: Group) -> None:
    code = actions.become_reachable(by=other.bob).code
    nobody = "Nobody can be reached by this code"
    with says(nobody):
        across(group, code, 1)
    trust(other, group, 2 * HOUR)
    with says(nobody):
        across(group, code, 1)
    decision = actions.propose_credit_trust(by=group.alice, code=book_in(other.space).ref, most=HOUR)
    with says(nobody):
        across(group, code, 1)
    adopt(group.alice, decision)
    across(group, code, 1)
    assert (hours(group.alice), hours(other.bob)) == (-1, 1)
    for wrong in ("", "x" * 300, book_in(other.space).ref, "💶"):
        with says(nobody):
            across(group, wrong, 1)
    points = make_group()
    open_for(points.alice, Terms(100, 100, 500), unit="PTS")
    for code_of_group, said in (
        ("nothing", "No other group"),
        (book_in(group.space).ref, "No other group"),
        (book_in(points.space).ref, "same unit"),
    ):
        with says(said):
            actions.propose_credit_trust(by=group.alice, code=code_of_group, most=60)
    for most in (-1, 10**9):
        with says("limit is mandatory"):
            actions.propose_credit_trust(by=group.alice, code=book_in(other.space).ref, most=most)


def test_both_books_move_together_and_one_way_is_blocked_at_the_limit(group: Group, other: Group) -> None:
    _mine, code = trusting(group, other, 2 * HOUR)
    across(group, code, 1.5, token="form")
    across(group, code, 1.5, token="form")
    assert (hours(group.alice), hours(other.bob)) == (-1.5, 1.5)
    before = (book_in(group.space).count, book_in(other.space).count)
    with says("lets our group owe it 2 h at most"):
        across(group, code, 1)
    assert (book_in(group.space).count, book_in(other.space).count) == before == (1, 1)
    assert sum(each.balance for each in all_standings(book_in(group.space)).values()) == 0
    with says("owes us 1 h 30 today"):
        actions.propose_credit_trust(by=other.alice, code=book_in(group.space).ref, most=HOUR)
    # The other way stays open, and what comes back makes room again.
    mine = actions.become_reachable(by=group.bob).code
    actions.give_credit_outside(by=other.alice, code=mine, gift=Gift(HOUR))
    across(group, code, 1)
    assert offenders(group.space) == offenders(other.space) == []
    with scope.use(other.space):
        line = Transfer.objects.select_related("book__space", "debit", "credit").order_by("-number")[0]
    actions.give_credit_back(by=other.bob, line=line)
    actions.give_credit_back(by=other.bob, line=line)
    assert (hours(other.bob), hours(group.alice)) == (1.5, -1.5)
    assert offenders(group.space) == offenders(other.space) == []


def test_a_limit_of_somebody_over_there_stops_it_without_saying_where_they_stand(group: Group, other: Group) -> None:
    _mine, code = trusting(group, other, 20 * HOUR)
    adopt(other.alice, actions.propose_credit_limits(by=other.alice, terms=Terms(HOUR, HOUR), member=other.bob))
    with says("^This would go past a limit of the other group"):
        across(group, code, 1.5)
    assert book_in(group.space).count == book_in(other.space).count == 0
    governance.leave(member=other.bob)
    with says("Nobody can be reached"):
        across(group, code, 0.5)


def test_books_that_no_longer_mirror_one_another_are_found(group: Group, other: Group) -> None:
    _mine, code = trusting(group, other, 5 * HOUR)
    across(group, code, 2)
    with scope.use(other.space):
        neighbour = Account.objects.get(place="neighbour")
    behind("UPDATE value_transfer SET debit_balance = debit_balance + 60 WHERE book_id = %s", neighbour.book_id)
    assert ("crédit mutuel", "mirror") in {(one.where, one.why) for one in offenders(group.space)}
    behind("UPDATE value_account SET floor = -99 WHERE place = 'neighbour' AND space_id = %s", group.space.pk)
    assert ("crédit mutuel", "limits") in {(one.where, one.why) for one in offenders(group.space)}


def test_the_page_shows_no_one_of_the_other_group(group: Group, other: Group, client: GateClient) -> None:
    Person.objects.update(language="en")
    other.bob.person.name = "Zébulon Lointain"
    other.bob.person.save()
    trust(group, other, 60)
    client.force_login(group.alice.person)
    page = here(group.space.slug, "value:credit")
    assert here(group.space.slug, "value:give-credit-outside") not in client.get(page).content.decode()
    _mine, code = trusting(group, other, 3 * HOUR)
    read = plain(client.get(page).content.decode())
    assert "may owe us 3 h" in read
    assert here(group.space.slug, "value:give-credit-outside") in read
    assert "Zébulon" not in read
    sent = {"code": code, "amount": "2 h", "words": "Un plan", "token": "t"}
    outside = here(group.space.slug, "value:give-credit-outside")
    for change in ({"code": ""}, {"code": "zzz"}, {"amount": "-1"}, {"amount": "4 h"}, {"amount": "99999 h"}):
        assert client.post(outside, sent | change).status_code == 422, change
    for _time in range(2):
        assert client.post(outside, sent).status_code == 302
    assert hours(other.bob) == 2
    assert "we owe them 2 h" in plain(client.get(page).content.decode())
    assert "Zébulon" not in client.get(here(group.space.slug, "value:credit-book")).content.decode()
    mine = here(group.space.slug, "value:credit-code")
    client.post(mine)
    with scope.use(group.space):
        own = CreditCode.objects.get(membership=group.alice)
    assert own.code in client.get(page).content.decode()
    client.post(mine, {"arreter": "1"})
    assert own.code not in client.get(page).content.decode()
