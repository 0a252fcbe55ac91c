"""Say an intention, change it, take it back; the needs and the board around it."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import translation

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance.actions.memberships import announce_departure
from commun.governance.queries.departure import hand_over_list
from commun.tenders.actions import intentions, needs, pursuits
from commun.tenders.models import Intention, Need, Notice, Pursuit
from tests.support import world
from tests.tenders.worlds import make_open_notice, say


@pytest.fixture
def notice(db: None) -> Notice:
    return make_open_notice()


def facts_of(space: object) -> list[str]:
    with scope.use(space):  # type: ignore[arg-type]
        return list(Fact.objects.order_by("position").values_list("name", flat=True))


def test_the_first_intention_writes_the_need_and_a_fact(group: world.Group, notice: Notice) -> None:
    intention = say(group.bob, notice, hours=16, note="Je connais le quartier.")
    assert (intention.stance, intention.hours, intention.note) == ("carry", 16, "Je connais le quartier.")
    assert facts_of(group.space) == ["tenders.needs.settled", "tenders.intention.declared"]


def test_the_same_word_twice_is_said_once(group: world.Group, notice: Notice) -> None:
    say(group.bob, notice)
    say(group.bob, notice)
    assert facts_of(group.space).count("tenders.intention.declared") == 1
    with scope.use(group.space):
        assert Intention.objects.count() == 1


def test_an_intention_can_be_changed_and_taken_back(group: world.Group, notice: Notice) -> None:
    first = say(group.bob, notice, hours=8)
    changed = say(group.bob, notice, need=first.need.ref, stance="watch", hours=8)
    assert (changed.pk, changed.stance, changed.hours) == (first.pk, "watch", None)
    with scope.use(group.space):
        assert intentions.withdraw_intention(member=group.bob, notice=notice, need=first.need.ref)
        assert not intentions.withdraw_intention(member=group.bob, notice=notice, need=first.need.ref)
    assert facts_of(group.space)[-2:] == ["tenders.intention.changed", "tenders.intention.withdrawn"]


def test_each_lot_is_a_need(group: world.Group) -> None:
    notice = make_open_notice(lots=3)
    say(group.bob, notice, need="lot:2")
    with scope.use(group.space):
        assert list(Need.objects.values_list("lot_number", flat=True)) == ["1", "2", "3"]
        assert Intention.objects.get().need.lot_number == "2"


def test_a_lot_added_by_a_correction_becomes_one_more_need(group: world.Group) -> None:
    notice = make_open_notice(lots=1)
    say(group.bob, notice, need="lot:1")
    notice.lots.create(number="2", title="Ajouté")
    say(group.alice, notice, need="lot:2")
    with scope.use(group.space):
        assert list(Need.objects.values_list("position", "lot_number")) == [(1, "1"), (2, "2")]


@pytest.mark.parametrize("need", ["", "lot:9", "zzzzzzzzzz", "lot:", "🌱", "x" * 40])
def test_an_unknown_need_is_refused(group: world.Group, notice: Notice, need: str) -> None:
    with pytest.raises(Refused):
        say(group.bob, notice, need=need)


def test_another_group_s_need_is_unknown(group: world.Group, notice: Notice) -> None:
    elsewhere = world.make_member(world.make_space("Ailleurs"), world.make_person())
    theirs = say(elsewhere, notice)
    with pytest.raises(Refused):
        say(group.bob, notice, need=theirs.need.ref)


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"state": "awarded"}, {"days": -1}])
def test_a_notice_that_is_over_takes_no_intention(group: world.Group, fields: dict[str, object]) -> None:
    with pytest.raises(Refused):
        say(group.bob, make_open_notice(**fields))  # type: ignore[arg-type]
    with scope.use(group.space):
        assert not Need.objects.exists()


def test_a_doubtful_deadline_is_not_closed_by_the_minute(group: world.Group) -> None:
    """Trap T1: the source's hour may be wrong, the day is not."""
    notice = make_open_notice(days=0, deadline_doubt="offset-unreliable")
    assert say(group.bob, notice).stance == "carry"


def test_an_unknown_stance_is_refused(group: world.Group, notice: Notice) -> None:
    with pytest.raises(Refused):
        say(group.bob, notice, stance="win")


def test_who_left_says_nothing_more(group: world.Group, notice: Notice) -> None:
    gone = world.make_member(group.space, world.make_person(), state="left")
    with pytest.raises(Refused):
        say(gone, notice)


def test_needs_are_added_renamed_and_removed(group: world.Group, notice: Notice) -> None:
    with scope.use(group.space):
        added = needs.add_need(member=group.bob, notice=notice, label="  Cartographie\n sensible ", weight=9)
        assert (added.label, added.weight) == ("Cartographie sensible", needs.HEAVIEST)
        needs.change_need(member=group.bob, notice=notice, key="whole", label="Animation", weight=2)
        assert list(Need.objects.values_list("label", flat=True)) == ["Animation", "Cartographie sensible"]
        needs.remove_need(member=group.bob, notice=notice, ref=added.ref)
        assert Need.objects.count() == 1


@pytest.mark.parametrize("label", ["", "  \n ", "\x00", "GRAPHISME"])
def test_a_need_wants_a_name_of_its_own(group: world.Group, notice: Notice, label: str) -> None:
    with scope.use(group.space):
        needs.add_need(member=group.bob, notice=notice, label="Graphisme")
        with pytest.raises(Refused):
            needs.add_need(member=group.bob, notice=notice, label=label)


def test_a_need_with_a_word_on_it_a_lot_and_the_last_one_stay(group: world.Group) -> None:
    notice = make_open_notice(lots=1)
    with scope.use(group.space):
        added = needs.add_need(member=group.bob, notice=notice, label="Graphisme")
        say(group.alice, notice, need=added.ref)
        lot = Need.objects.get(lot_number="1")
        for need in (added, lot):
            with pytest.raises(Refused):
                needs.remove_need(member=group.bob, notice=notice, ref=need.ref)
        with pytest.raises(NotFound):
            needs.remove_need(member=group.bob, notice=notice, ref="nothing")


def test_people_move_a_notice_and_say_why_they_let_it_go(group: world.Group, notice: Notice) -> None:
    with scope.use(group.space):
        pursuits.move_pursuit(member=group.bob, notice=notice, stage="studied")
        with pytest.raises(Refused):
            pursuits.move_pursuit(member=group.bob, notice=notice, stage="let_go", reason="  ")
        moved = pursuits.move_pursuit(member=group.bob, notice=notice, stage="let_go", reason="Trop loin")
        assert (moved.stage, moved.reason) == ("let_go", "Trop loin")
        again = pursuits.move_pursuit(member=group.alice, notice=notice, stage="let_go", reason="Trop loin")
        assert again.changed_at == moved.changed_at
    assert facts_of(group.space).count("tenders.pursuit.moved") == 2


def test_a_closed_notice_can_only_be_let_go(group: world.Group) -> None:
    notice = make_open_notice(state="cancelled")
    with scope.use(group.space):
        for stage in ("studied", "going", "nowhere"):
            with pytest.raises(Refused):
                pursuits.move_pursuit(member=group.bob, notice=notice, stage=stage)
        assert pursuits.move_pursuit(member=group.bob, notice=notice, stage="let_go", reason="Annulé").stage == "let_go"


def test_one_member_at_a_time_takes_care_of_a_notice(group: world.Group, notice: Notice) -> None:
    with scope.use(group.space):
        pursuits.hold_notice(member=group.alice, notice=notice)
        pursuits.hold_notice(member=group.alice, notice=notice)
        with pytest.raises(Refused):
            pursuits.hold_notice(member=group.bob, notice=notice)
        assert not pursuits.release_notice(member=group.bob, notice=notice)
        assert pursuits.release_notice(member=group.alice, notice=notice)
        assert Pursuit.objects.get().holder is None


@pytest.mark.django_db(transaction=True)
def test_two_first_words_at_once_make_the_needs_once(transactional_db: None) -> None:
    group, notice = world.make_group(), make_open_notice(lots=2)
    failures: list[BaseException] = []

    def speak(member: object, need: str) -> None:
        try:
            say(member, notice, need=need)  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=speak, args=(group.alice, "lot:1")),
        threading.Thread(target=speak, args=(group.bob, "lot:2")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with scope.use(group.space):
        assert Need.objects.count() == 2
        assert Intention.objects.count() == 2


def test_who_leaves_hands_over_what_they_would_carry_and_the_notices_they_hold(group: world.Group) -> None:
    open_notice, closed, other = make_open_notice("Ouvert", lots=2), make_open_notice("Clos"), make_open_notice("Autre")
    say(group.bob, open_notice, need="lot:1")
    say(group.bob, open_notice, need="lot:2", stance="contribute")
    say(group.bob, other, stance="watch")
    say(group.bob, closed)
    Notice.objects.filter(pk=closed.pk).update(deadline_at=clock.now() - dt.timedelta(days=1))
    with scope.use(group.space):
        pursuits.hold_notice(member=group.bob, notice=other)
        pursuits.hold_notice(member=group.alice, notice=open_notice)
    with translation.override("en"):
        given = [(one.label, one.detail) for one in hand_over_list(group.bob)]
    assert given == [
        ("You would carry: Lot de travail 1", "Ouvert"),
        ("You would contribute to: Lot de travail 2", "Ouvert"),
        ("You take care of a notice", "Autre"),
    ]

    announce_departure(member=group.bob, on=clock.today(), shown_as="", reason="")

    with scope.use(group.space):
        left = Intention.objects.filter(member=group.bob).values_list("need__notice__title", "stance")
        assert set(left) == {("Autre", "watch"), ("Clos", "carry")}
        assert [pursuit.holder for pursuit in Pursuit.objects.filter(notice=other)] == [None]
        assert Pursuit.objects.get(notice=open_notice).holder == group.alice
    told = facts_of(group.space)
    assert told.count("tenders.intention.withdrawn") == 2
    assert told.count("tenders.pursuit.released") == 1
