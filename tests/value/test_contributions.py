"""What each brings: written once, dated in the group's time, corrected the other way, acknowledged by a peer."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from commun.algo.sharing import Measure
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.value import actions
from commun.value.actions.contributions import Bringing
from commun.value.models import Acknowledgement, Book, Contribution, ContributionKind, WorkPart
from commun.value.queries.contributions import brought_for, totals, works_for
from tests.support.queries import at_most
from tests.support.world import Group, make_group, make_member, make_person
from tests.value.contribution_world import JOINED, brings, chosen, joint_work, settled

pytestmark = pytest.mark.django_db
Kinds = dict[str, ContributionKind]


@pytest.fixture
def kinds(group: Group) -> Kinds:
    settled(group.alice, group.bob)
    return chosen(group.alice)


def rows(group: Group) -> list[Contribution]:
    with scope.use(group.space):
        return list(Contribution.objects.order_by("pk"))


def write(by: Membership, kind: ContributionKind, on: dt.date, quantity: int = 100) -> Contribution:
    return actions.write_contribution(by=by, bringing=Bringing(kind, quantity, on))


@pytest.mark.parametrize(
    "on",
    [
        dt.date(2099, 1, 1),
        dt.date(2026, 11, 17),
        JOINED - dt.timedelta(days=1),
        dt.date(2025, 11, 14),
        dt.date(1, 1, 1),
    ],
)
def test_a_day_that_cannot_be_is_refused(group: Group, kinds: Kinds, on: dt.date) -> None:
    with pytest.raises(Refused):
        write(group.bob, kinds["work"], on)
    assert rows(group) == []


def test_before_one_came_in_stays_outside(group: Group, kinds: Kinds) -> None:
    group.bob.since = dt.date(2026, 11, 10)
    group.bob.save()
    with pytest.raises(Refused, match="10\xa0novembre 2026"):
        write(group.bob, kinds["work"], dt.date(2026, 11, 9))
    write(group.bob, kinds["work"], dt.date(2026, 11, 10))


def test_a_closed_period_takes_nothing_more(group: Group, kinds: Kinds) -> None:
    book = actions.open_book(space=group.space, purpose=Book.Purpose.MONEY)
    Book._base_manager.filter(pk=book.pk).update(closed_until=dt.date(2026, 10, 31))
    with pytest.raises(Refused, match="31\xa0octobre 2026"):
        write(group.bob, kinds["work"], dt.date(2026, 10, 31))
    write(group.bob, kinds["work"], dt.date(2026, 11, 1))


@pytest.mark.parametrize("quantity", [0, -100, 3101, 10**17])
def test_a_quantity_that_cannot_be_is_refused(group: Group, kinds: Kinds, quantity: int) -> None:
    with pytest.raises(Refused):
        write(group.bob, kinds["work"], clock.today(), quantity)


def test_those_at_rest_and_those_outside_write_nothing(group: Group, kinds: Kinds) -> None:
    resting = make_member(group.space, make_person("Rémi"), state="dormant")
    stranger = make_group().bob
    for member in (resting, stranger):
        with pytest.raises(Refused):
            write(member, kinds["work"], clock.today())


def test_the_same_form_sent_twice_writes_once(group: Group, kinds: Kinds) -> None:
    first = brings(group.bob, kinds["work"], 50, source="form:abc")
    assert brings(group.bob, kinds["work"], 50, source="form:abc").pk == first.pk
    with pytest.raises(Refused):
        brings(group.bob, kinds["work"], 100, source="form:abc")
    assert brings(group.alice, kinds["work"], 50, source="form:abc").pk != first.pk
    assert len(rows(group)) == 2


def test_a_joint_work_takes_what_those_inside_bring(group: Group, kinds: Kinds) -> None:
    work = joint_work(group.alice)
    assert works_for(group.bob) == []
    with pytest.raises(Refused):
        brings(group.bob, kinds["work"], 100, work=work)
    brings(group.alice, kinds["work"], 100, work=work)
    work.ended_on = clock.today()
    work.save()
    with pytest.raises(Refused):
        brings(group.alice, kinds["work"], 100, work=work)


def test_a_correction_is_the_same_the_other_way_and_says_why(group: Group, kinds: Kinds) -> None:
    wrong = brings(group.bob, kinds["work"], 300, days=9)
    with pytest.raises(Refused):
        actions.correct_contribution(by=group.alice, contribution=wrong, why="Non")
    with pytest.raises(Refused):
        actions.correct_contribution(by=group.bob, contribution=wrong, why="  ")
    counter, right = actions.correct_contribution(by=group.bob, contribution=wrong, why="C’était deux", quantity=200)
    assert (counter.quantity, counter.on, counter.words, counter.corrects_id) == (
        -300,
        wrong.on,
        "C’était deux",
        wrong.pk,
    )
    assert (right.quantity, right.corrects_id) == (200, None)
    for again in (wrong, counter):
        with pytest.raises(Refused):
            actions.correct_contribution(by=group.bob, contribution=again, why="Encore")
    actions.correct_contribution(by=group.bob, contribution=right, why="Finalement rien")
    assert sum(row.quantity for row in rows(group)) == 0
    wrong.refresh_from_db()
    assert wrong.quantity == 300


def test_a_correction_of_a_closed_period_has_the_day_of_today(group: Group, kinds: Kinds) -> None:
    wrong = brings(group.bob, kinds["work"], 300, days=30)
    book = actions.open_book(space=group.space, purpose=Book.Purpose.MONEY)
    Book._base_manager.filter(pk=book.pk).update(closed_until=dt.date(2026, 10, 31))
    assert [one.on for one in actions.correct_contribution(by=group.bob, contribution=wrong, why="Trop")] == [
        clock.today()
    ]


def test_only_a_correction_is_negative_even_by_hand(group: Group, kinds: Kinds) -> None:
    row = brings(group.bob, kinds["work"], 100)
    row.quantity = -1
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_peer_acknowledges_once_and_may_take_it_back(group: Group, kinds: Kinds) -> None:
    row = brings(group.bob, kinds["care"], 60)
    stranger = make_group().bob
    resting = make_member(group.space, make_person("Rémi"), state="dormant")
    for member in (group.bob, stranger, resting):
        with pytest.raises(Refused):
            actions.acknowledge(by=member, contribution=row)
    for _twice in range(2):
        actions.acknowledge(by=group.alice, contribution=row)
    seen = Acknowledgement._base_manager.filter(contribution=row)
    assert [one.membership_id for one in seen] == [group.alice.pk]
    for _twice in range(2):
        actions.take_acknowledgement_back(by=group.alice, contribution=row)
    assert not seen.all().exists()
    (counter,) = actions.correct_contribution(by=group.bob, contribution=row, why="Erreur")
    for one in (row, counter):
        with pytest.raises(Refused):
            actions.acknowledge(by=group.alice, contribution=one)


def test_money_and_the_rest_are_never_added_together(kinds: Kinds) -> None:
    rest, money = totals([("expenses", 500), ("hours", 90), ("turnover", 1000), ("days", 0)])
    assert [(one.measure, one.quantity) for one in rest] == [("hours", 90)]
    assert [(one.measure, one.quantity) for one in money] == [("turnover", 1000), ("expenses", 500)]


def test_a_key_weighs_what_was_brought_to_the_work(group: Group, kinds: Kinds) -> None:
    chloe = make_member(group.space, group.chloe)
    settled(chloe)
    work, other = joint_work(group.alice, group.bob, chloe), joint_work(group.alice)
    brings(group.alice, kinds["work"], 400, work=work)
    brings(group.alice, kinds["work"], 900, work=other)
    brings(group.alice, kinds["work"], 900)
    wrong = brings(group.bob, kinds["work"], 900, days=3, work=work)
    actions.correct_contribution(by=group.bob, contribution=wrong, why="C’était moins", quantity=250)
    brings(group.bob, kinds["money"], 12_345, work=work)
    brings(group.bob, kinds["care"], 60, work=work)
    brings(group.bob, kinds["facilitation"], 30, work=work)
    gone = brings(chloe, kinds["sale"], 100_000, days=2, work=work)
    actions.correct_contribution(by=chloe, contribution=gone, why="Perdue")
    WorkPart._base_manager.filter(work=work, membership=group.alice).update(roles=["coordination", "écriture"])
    alice, bob = group.alice.person.ref, group.bob.person.ref
    with at_most(2):
        brought = brought_for(work)
    assert brought.people == (alice, bob, chloe.person.ref)
    assert brought.measures == {Measure.DAYS: {alice: 400, bob: 250}, Measure.HOURS: {bob: 90}}
    assert brought.roles == {"coordination": {alice: 1}, "écriture": {alice: 1}}
    assert brought.expenses == {bob: 12_345}


def test_what_was_brought_is_told_until_a_day(group: Group, kinds: Kinds) -> None:
    work = joint_work(group.alice)
    part = WorkPart(space=group.space, work=work, membership=group.bob, since=clock.today())
    part.save()
    brings(group.alice, kinds["work"], 100, days=5, work=work)
    brings(group.alice, kinds["work"], 200, work=work)
    then = brought_for(work, clock.today() - dt.timedelta(days=1))
    assert then.people == (group.alice.person.ref,)
    assert then.measures == {Measure.DAYS: {group.alice.person.ref: 100}}
    assert brought_for(work).measures == {Measure.DAYS: {group.alice.person.ref: 300}}
