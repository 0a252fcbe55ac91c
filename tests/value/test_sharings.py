"""Sharing what came in: by the key in force, to the cent, once, frozen, and the same when computed again (V1-V3)."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import ProtectedError

from commun.algo.sharing import Base, Kind, Measure, Place, Step, bid_team, written
from commun.core import scope
from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.value.actions import money, receipts, sharings, works
from commun.value.models import Distribution, JointWork, KeyVersion, Transfer
from commun.value.queries.sharings import again, money_of
from commun.value.queries.standings import all_standings, balance_of
from commun.value.queries.verification import check_book
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person
from tests.value.adopted import adopt_key, log
from tests.value.works import receive, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]

THIRDS = (Step(Kind.PERCENT, rate=333, base=Base.GROSS, place=Place.POT), Step(Kind.EQUAL, rate=10_000))


def share(work: JointWork, by: Membership) -> Distribution:
    """Look, then confirm."""
    return sharings.share_out(by=by, work=work, seen=sharings.prepared_for(work).fingerprint)


def held(work: JointWork) -> dict[str, int]:
    book = money.book_of(work.space)
    assert check_book(book) == []
    return {code: each.balance for code, each in all_standings(book).items() if each.balance}


def owed(member: Membership) -> int:
    return balance_of(money.of_person(money.book_of(member.space), member))


def test_what_came_in_is_shared_by_the_adopted_key(group: Group) -> None:
    adopt_key(group, written(bid_team(bringing="apport", writing="écriture", coordination="coordination")))
    work = work_of(group)
    log(group.alice, work, Measure.DAYS, 400)
    log(group.bob, work, Measure.DAYS, 250)
    receive(work, group.alice, 1_000_000, kept=100_000)
    row = share(work, group.bob)
    # 9 000 €: 3 % to the pot, nobody brought nor wrote, 7 % to Alice who coordinates, the rest by days.
    assert (owed(group.alice), owed(group.bob)) == (63_000 + 498_462, 311_538)
    assert held(work)["pot"] == 27_000
    assert money_of(work).waiting == 0
    assert (row.number, row.amount, row.received) == (1, 900_000, 900_000)
    with scope.use(group.space):
        tied = set(Transfer.objects.filter(reason=f"distribution:{row.ref}").values_list("amount", flat=True))
    assert tied == {27_000, 561_462, 311_538}


def test_it_is_computed_again_to_the_byte_whatever_happened_since(group: Group) -> None:
    adopt_key(group, written((Step(Kind.PRO_RATA, rate=10_000, measure=Measure.DAYS), *THIRDS[1:])))
    work = work_of(group)
    log(group.alice, work, Measure.DAYS, 100)
    log(group.bob, work, Measure.DAYS, 200)
    kept = []
    for amount in (1_000, 1, 1, 5_003):
        receive(work, group.alice, amount)
        kept.append(share(work, group.alice))
        log(group.bob, work, Measure.DAYS, 100)
    works.enter_work(by=group.alice, work=work, member=make_member(group.space, make_person("Zoé")))
    for row in kept:
        with scope.use(group.space):
            row = Distribution.objects.select_related("version").get(pk=row.pk)
        found = again(row)
        assert (found.brought, found.result, found.fingerprint) == (row.brought, row.result, row.fingerprint)


def test_cents_that_come_one_by_one_are_never_taken_back(group: Group) -> None:
    adopt_key(group, written(THIRDS))
    work = work_of(group)
    for amount in (100, 1, 1, 1, 7, 1, 1):
        before = (owed(group.alice), owed(group.bob))
        receive(work, group.alice, amount)
        share(work, group.alice)
        assert owed(group.alice) >= before[0]
        assert owed(group.bob) >= before[1]
    assert abs(owed(group.alice) - owed(group.bob)) <= 1
    assert sum(held(work).values()) == 0
    assert money_of(work).waiting == 0


def test_another_key_does_not_move_the_past(group: Group) -> None:
    adopt_key(group, written(THIRDS))
    work = work_of(group)
    receive(work, group.alice, 10_000)
    first = share(work, group.alice)
    past = (owed(group.alice), owed(group.bob), held(work)["pot"])
    adopt_key(group, [{"kind": "percent", "rate": 10_000, "base": "remaining", "place": "pot"}])
    receive(work, group.alice, 500)
    second = share(work, group.alice)
    assert (owed(group.alice), owed(group.bob), held(work)["pot"]) == (past[0], past[1], past[2] + 500)
    assert first.version_id != second.version_id


def test_what_was_looked_at_is_what_is_shared(group: Group) -> None:
    adopt_key(group, written(THIRDS))
    work = work_of(group)
    receive(work, group.alice, 10_000)
    seen = sharings.prepared_for(work).fingerprint
    receive(work, group.bob, 1)
    with pytest.raises(Refused, match="Something changed"):
        sharings.share_out(by=group.alice, work=work, seen=seen)
    share(work, group.alice)
    with pytest.raises(Refused, match="Nothing new"):
        sharings.share_out(by=group.alice, work=work, seen=seen)


def test_without_a_key_without_money_or_by_somebody_else(group: Group) -> None:
    work = work_of(group)
    with pytest.raises(Refused, match="No key"):
        sharings.prepared_for(work)
    adopt_key(group, written(THIRDS))
    with pytest.raises(Refused, match="Nothing new"):
        sharings.prepared_for(work)
    receive(work, group.alice, 10)
    chloe = make_member(group.space, make_person("Chloé"))
    with pytest.raises(Refused, match="keep the accounts"):
        share(work, chloe)


def test_what_was_shared_cannot_be_taken_back(group: Group) -> None:
    adopt_key(group, written(THIRDS))
    work = work_of(group)
    row = receive(work, group.alice, 10)
    share(work, group.alice)
    with pytest.raises(Refused, match="shared already"):
        receipts.take_back_receipt(by=group.alice, receipt=row, why="Erreur")


@pytest.mark.parametrize("model", [KeyVersion, Distribution])
def test_a_used_key_and_a_sharing_are_never_edited(group: Group, model: Any) -> None:
    adopt_key(group, written(THIRDS))
    work = work_of(group)
    receive(work, group.alice, 10)
    share(work, group.alice)
    with scope.use(group.space):
        row = model.objects.first()
        for act in (row.save, row.delete, lambda: model.objects.update(fingerprint="x")):
            with pytest.raises((ProgrammingError, ProtectedError)), transaction.atomic():
                act()


def test_sharing_costs_the_same_for_two_and_for_twenty(group: Group) -> None:
    adopt_key(group, written(THIRDS))
    costs = []
    for count in (0, 18):
        work = work_of(group, f"Travail {count}")
        for rank in range(count):
            works.enter_work(by=group.alice, work=work, member=make_member(group.space, make_person(f"P{rank}")))
        receive(work, group.alice, 100_000)
        seen = sharings.prepared_for(work).fingerprint
        with at_most(200) as told:
            sharings.share_out(by=group.alice, work=work, seen=seen)
        costs.append(len(told))
    # Two more to make the accounts of those who never had one.
    assert costs[1] <= costs[0] + 2
