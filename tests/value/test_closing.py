"""Paying people their part, closing a period with nothing or a decision, settling somebody who left (V13, V16)."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from commun.algo.ledger import Fault
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance import actions as governance
from commun.governance.actions import processes
from commun.governance.models import Membership
from commun.value.actions import closing, money, sharings
from commun.value.actions.transfers import LineRefused
from commun.value.models import Account, Book, JointWork
from commun.value.queries.closing import held_on, year_end
from commun.value.queries.invariants import offenders
from commun.value.queries.standings import balance_of, balance_on
from commun.value.queries.statements import payment_of, payments_that_stand
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group
from tests.value.adopted import adopt_key
from tests.value.works import receive, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def work(group: Group) -> JointWork:
    """Alice and Bob shared 100 euros yesterday; the cooperative kept 10 before."""
    with clock.stopped(clock.now() - YESTERDAY):
        adopt_key(group, [{"kind": "equal", "rate": 10_000}])
        work = work_of(group)
        receive(work, group.alice, 11_000, kept=1_000)
        sharings.share_out(by=group.alice, work=work, seen=sharings.prepared_for(work).fingerprint)
    return work


def account_of(member: Membership) -> Account:
    with scope.use(member.space_id):
        return Account.objects.select_related("book__space", "membership__person").get(code=f"p.{member.person.ref}")


def pay(by: Membership, to: Membership, amount: int, **other: Any) -> None:
    paid = closing.Paid(**{"amount": amount, "on": clock.today(), **other})
    closing.pay_out(by=by, account=account_of(to), paid=paid)


def decide(group: Group, decision: Any) -> None:
    governance.adopt(decision=decision, actor=journal.Person(group.alice.person_id))


def test_what_the_cooperative_paid_leaves_the_account_once(work: JointWork, group: Group) -> None:
    pay(group.alice, group.bob, 3_000, token="a", words="Salaire")
    pay(group.alice, group.bob, 3_000, token="a", words="Salaire")
    assert balance_of(account_of(group.bob)) == 2_000
    with pytest.raises(LineRefused) as error:
        pay(group.alice, group.bob, 2_001)
    assert error.value.fault == Fault.FLOOR
    with pytest.raises(Refused, match="own payment"):
        pay(group.alice, group.alice, 1)
    with pytest.raises(Refused, match="keep the accounts"):
        pay(group.bob, group.alice, 1)
    with pytest.raises(Refused, match="still to come"):
        pay(group.alice, group.bob, 1, on=clock.today() + YESTERDAY)
    assert offenders(group.space) == []


def test_a_payment_is_dated_after_what_it_pays(work: JointWork, group: Group) -> None:
    for on in (dt.date(1, 1, 1), clock.today() - 2 * YESTERDAY):
        with pytest.raises(Refused, match="owed them €0:"):
            pay(group.alice, group.bob, 1, on=on)
    pay(group.alice, group.bob, 3_000, on=clock.today(), token="a")
    # Yesterday there were 50 euros, but today no more than 20.
    with pytest.raises(Refused, match="owed them €20:"):
        pay(group.alice, group.bob, 2_001, on=clock.today() - YESTERDAY)
    for _twice in range(2):
        pay(group.alice, group.bob, 2_000, on=clock.today() - YESTERDAY, token="b")
    assert balance_on(account_of(group.bob), clock.today() - YESTERDAY) == 3_000
    assert balance_of(account_of(group.bob)) == 0


def test_a_payment_written_by_mistake_is_taken_back_once(work: JointWork, group: Group, client: GateClient) -> None:
    pay(group.alice, group.bob, 3_000)
    account = account_of(group.bob)
    (number,) = payments_that_stand(account)
    line = payment_of(account, number)
    for by, why, said in ((group.bob, "Erreur", "keep the accounts"), (group.alice, " ", "Say why")):
        with pytest.raises(Refused, match=said):
            closing.take_back_payment(by=by, line=line, why=why)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "value:take-back-payment", account=account.pk, line=number)
    assert url in client.get(here(group.space.slug, "value:account", account=account.pk)).content.decode()
    assert client.post(url, {"why": "Mauvaise personne"}).status_code == 302
    assert balance_of(account) == 5_000
    assert client.post(url, {"why": "Encore"}).status_code == 404
    with pytest.raises(LineRefused):
        closing.take_back_payment(by=group.alice, line=line, why="Encore")
    assert offenders(group.space) == []


def test_what_goes_over_is_decided_by_the_group_once_the_period_is_over(work: JointWork, group: Group) -> None:
    book = money.book_of(group.space)
    with pytest.raises(Refused, match="a day that is past"):
        closing.propose_carry_over(by=group.alice, book=book, until=clock.today())
    decision = closing.propose_carry_over(by=group.alice, book=book, until=clock.today() - YESTERDAY)
    alone_after_advice = {"decider": group.alice.pk, "consulted": [group.bob.pk]}
    alone = processes.Wish(
        method="advice",
        title="Seule",
        decision=decision,
        rules=alone_after_advice,
    )
    with pytest.raises(Refused, match="nobody decides on them alone"):
        processes.open_process(by=group.alice, wish=alone)
    few = dataclasses.replace(
        alone, method="proposal", rules={}, electors=[group.alice], closes_at=clock.now() + 7 * YESTERDAY
    )
    with pytest.raises(Refused, match="everybody has a voice"):
        processes.open_process(by=group.alice, wish=few)


def test_a_period_closes_when_the_group_holds_nothing_any_more(work: JointWork, group: Group) -> None:
    book, until = money.book_of(group.space), clock.today() - YESTERDAY
    with pytest.raises(Refused, match="still holds"):
        closing.close_period(by=group.alice, book=book, until=until)
    with clock.stopped(clock.now() - YESTERDAY):
        pay(group.alice, group.bob, 5_000)
        with scope.use(group.space):
            bobs = money.of_person(book, group.bob)
        assert balance_of(bobs) == 0
    Membership._base_manager.filter(pk=group.bob.pk).update(role="facilitator")
    group.bob.refresh_from_db()
    with clock.stopped(clock.now() - YESTERDAY):
        pay(group.bob, group.alice, 5_000)
    found = year_end(book, until)
    assert (found.held, found.can_close) == ([], True)
    row = closing.close_period(by=group.alice, book=book, until=until)
    assert row.balances == {"entity": 1_000, "outside": -1_000}
    with pytest.raises(Refused, match="closed already"):
        closing.close_period(by=group.alice, book=book, until=until)
    with pytest.raises(Refused, match="closed"):
        receive_on(work, group.alice, until)
    receive(work, group.alice, 500)
    assert balance_on(money.outside(book), clock.today()) == -1_500
    assert held_on(book, clock.today()) == {"entity": 1_000, "outside": -1_500, f"w.{work.ref}": 500}
    assert offenders(group.space) == []


def receive_on(work: JointWork, by: Membership, day: dt.date) -> None:
    with clock.stopped(dt.datetime.combine(day, dt.time(12), clock.PARIS)):
        receive(work, by, 500)


def test_or_by_a_decision_that_lets_it_go_over(work: JointWork, group: Group) -> None:
    book, until = money.book_of(group.space), clock.today() - YESTERDAY
    decision = closing.propose_carry_over(by=group.bob, book=book, until=until)
    assert not year_end(book, until).can_close
    decide(group, decision)
    row = closing.close_period(by=group.alice, book=book, until=until)
    assert row.decision_id == decision.pk
    assert sum(row.balances.values()) == 0
    assert balance_on(account_of(group.bob), clock.today()) == 5_000
    with pytest.raises(Refused, match="closed already"):
        closing.propose_carry_over(by=group.bob, book=book, until=until)


@pytest.mark.parametrize("days", [0, -5])
def test_a_period_that_is_not_over_is_not_closed(work: JointWork, group: Group, days: int) -> None:
    book = money.book_of(group.space)
    with pytest.raises(Refused, match="once it is over"):
        closing.close_period(by=group.alice, book=book, until=clock.today() - days * YESTERDAY)
    with pytest.raises(Refused, match="keep the accounts"):
        closing.close_period(by=group.bob, book=book, until=dt.date(2020, 12, 31))


def test_somebody_who_left_is_paid_or_settled_by_decision(work: JointWork, group: Group) -> None:
    with pytest.raises(Refused, match="has left"):
        closing.close_account(by=group.alice, account=account_of(group.bob))
    with pytest.raises(Refused, match="somebody who left"):
        closing.propose_settlement(by=group.alice, account=account_of(group.bob))
    governance.leave(member=group.bob)
    with pytest.raises(Refused, match="still owes"):
        closing.close_account(by=group.alice, account=account_of(group.bob))
    decision = closing.propose_settlement(by=group.alice, account=account_of(group.bob))
    decide(group, decision)
    account = account_of(group.bob)
    assert (balance_of(account), account.closed_on) == (0, clock.today())
    assert balance_of(money.pot(account.book)) == 5_000
    assert offenders(group.space) == []


def test_an_account_that_holds_nothing_is_closed_and_opens_again_for_a_late_part(work: JointWork, group: Group) -> None:
    pay(group.alice, group.bob, 5_000)
    governance.leave(member=group.bob)
    closing.close_account(by=group.alice, account=account_of(group.bob))
    with pytest.raises(LineRefused) as error:
        pay(group.alice, group.bob, 1)
    assert error.value.fault == Fault.CLOSED_ACCOUNT
    receive(work, group.alice, 10_000)
    sharings.share_out(by=group.alice, work=work, seen=sharings.prepared_for(work).fingerprint)
    account = account_of(group.bob)
    assert (balance_of(account), account.closed_on) == (5_000, None)
    decide(group, closing.propose_settlement(by=group.alice, account=account))
    assert (balance_of(account), offenders(group.space)) == (0, [])


def test_pages_of_the_end_of_a_year(work: JointWork, group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    until = (clock.today() - YESTERDAY).isoformat()
    address = here(group.space.slug, "value:end-of-year")
    with at_most(25):
        page = client.get(f"{address}?until={until}").content.decode()
    assert "Bob" in page
    assert client.get(f"{address}?until=31/02/2025").status_code == 422
    for nonsense in ("<b>", "31/02/2025", ""):
        assert client.post(address, {"until": nonsense}).status_code == 422
    assert Book._base_manager.get(space=group.space).closed_until is None
    asked = client.post(address, {"until": until, "decider": "1"})
    assert asked["Location"].startswith(here(group.space.slug, "governance:decisions"))
    account = here(group.space.slug, "value:account", account=account_of(group.bob).pk)
    assert "versement" in client.get(account).content.decode()
    paid = {"amount": "12,50", "on": clock.today().isoformat(), "token": "t1"}
    assert client.post(f"{account}versement/", paid).status_code == 302
    assert balance_of(account_of(group.bob)) == 3_750
    assert client.post(f"{account}versement/", paid | {"amount": "100 000", "token": "t2"}).status_code == 422
    assert Book._base_manager.get(space=group.space).closed_until is None
