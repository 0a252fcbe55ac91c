"""What pages read: who said what, the board, the network's numbers, my dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import BodyLink
from commun.tenders.models import Notice, Pursuit
from commun.tenders.queries import board, coming, interest, listing, mine, network
from tests.support import world
from tests.support.queries import at_most
from tests.tenders.worlds import make_activity, make_match, make_open_notice, say


def test_interest_tells_each_need_and_who_covers_it(group: world.Group) -> None:
    notice = make_open_notice(lots=3)
    say(group.bob, notice, need="lot:1", stance="contribute", hours=8)
    say(group.alice, notice, need="lot:1", stance="carry")
    say(group.alice, notice, need="lot:2", stance="pass")
    with scope.use(group.space), at_most(1):
        told = interest.interest_of([notice])[notice.pk]
    first = told.needs[0]
    assert [(voice.name, voice.stance) for voice in first.voices] == [
        ("Alice Martin", "carry"),
        ("Bob Durand", "contribute"),
    ]
    assert (first.is_carried, first.hours) == (True, 8)
    assert [need.lot_number for need in told.covered] == ["1"]
    assert [need.lot_number for need in told.uncovered] == ["2", "3"]
    assert told.names == ["Alice Martin", "Bob Durand"]


def test_who_only_passes_is_not_counted_as_interested(group: world.Group) -> None:
    notice = make_open_notice()
    say(group.bob, notice, stance="pass")
    with scope.use(group.space):
        assert interest.interest_of([notice])[notice.pk].people == ()


def test_a_group_never_sees_another_group_s_intentions(group: world.Group) -> None:
    notice = make_open_notice()
    say(group.bob, notice)
    other = world.make_space("Ailleurs")
    with scope.use(other):
        assert interest.interest_of([notice]) == {}


def test_the_board_proposes_interested_but_people_decide(group: world.Group) -> None:
    notice = make_open_notice()
    say(group.bob, notice)
    with scope.use(group.space):
        place = board.notice_board(group.space).columns["interested"][0]
        assert place.is_proposed
        assert not Pursuit.objects.exists()


def test_the_board_s_new_ones_fit_a_current_member(group: world.Group) -> None:
    gone = world.make_member(group.space, world.make_person(), state="left")
    make_match(make_activity(gone.person), make_open_notice("Pour qui est parti"))
    make_match(make_activity(group.bob.person), make_open_notice("Pour Bob"))
    make_match(make_activity(group.alice.person), make_open_notice("Loin dans la liste"), position=60)
    with scope.use(group.space):
        new = board.notice_board(group.space).columns["new"]
    assert [place.notice.title for place in new] == ["Pour Bob"]


def test_closed_notices_leave_the_board_but_what_was_let_go_stays(group: world.Group) -> None:
    from commun.tenders.actions.pursuits import move_pursuit

    going, dropped = make_open_notice("Partis"), make_open_notice("Laissé")
    with scope.use(group.space):
        move_pursuit(member=group.bob, notice=going, stage="going")
        move_pursuit(member=group.bob, notice=dropped, stage="let_go", reason="Trop loin")
        Notice.objects.update(deadline_at=clock.now() - dt.timedelta(days=1))
        shown = board.notice_board(group.space)
    assert not shown.columns["going"]
    assert [place.reason for place in shown.columns["let_go"]] == ["Trop loin"]


def _network_of(count: int, speakers: int) -> Space:
    around = Space.objects.create(slug="autour", name="Autour", kind="network", created_at=clock.now())
    space = world.make_space()
    BodyLink.objects.create(inside=space, around=around, starts_on=clock.today())
    notice = make_open_notice()
    for number in range(count):
        member = world.make_member(space, world.make_person(f"Personne {number}"))
        make_match(make_activity(member.person), notice)
        if number < speakers:
            say(member, notice)
    return around


@pytest.mark.parametrize(
    ("members", "speakers", "shown"), [(2, 2, [None, None]), (3, 2, [3, None]), (4, 3, [4, 3]), (3, 0, [3, 0])]
)
def test_numbers_under_three_are_not_shown(db: None, members: int, speakers: int, shown: list[int | None]) -> None:
    view = network.network_view(_network_of(members, speakers))
    figures = dict(zip(network.MEASURES, view.lines[0].figures, strict=True))
    assert [figures["members"].value, figures["intentions"].value] == shown


def test_a_total_never_gives_back_what_was_not_shown(db: None) -> None:
    around = _network_of(4, 3)
    small = world.make_space("Petit")
    BodyLink.objects.create(inside=small, around=around, starts_on=clock.today())
    world.make_member(small, world.make_person())
    total = dict(zip(network.MEASURES, network.network_view(around).totals, strict=True))["members"]
    assert (total.value, total.is_floor) == (4, True)


def test_groups_that_left_the_network_are_not_counted(db: None) -> None:
    around = _network_of(3, 0)
    BodyLink.objects.update(
        starts_on=clock.today() - dt.timedelta(days=9), ends_on=clock.today() - dt.timedelta(days=1)
    )
    assert network.network_view(around).lines == []


def test_what_waits_for_me_is_what_i_would_carry_soon(group: world.Group) -> None:
    soon, far, shared = make_open_notice("Bientôt", days=3), make_open_notice("Loin", days=40), make_open_notice(days=3)
    say(group.bob, soon)
    say(group.bob, far)
    say(group.bob, shared, stance="contribute")
    assert [item.title for item in mine.things_to_do(group.bob.person)] == ["Bientôt"]


def test_my_dates_are_what_i_keep_or_said(group: world.Group) -> None:
    from commun.tenders.actions.marks import mark_notice

    kept, said, passed = make_open_notice("Gardé"), make_open_notice("Dit", days=5), make_open_notice("Passé")
    mark_notice(person=group.bob.person, notice=kept, choice="keep")
    say(group.bob, said)
    say(group.bob, passed, stance="pass")
    today = clock.today()
    entries = list(mine.calendar_entries(group.bob.person, today, today + dt.timedelta(days=60)))
    assert [entry.title.rsplit(" ", 1)[-1] for entry in entries] == ["Dit", "Gardé"]
    # A deadline that moves is seen to have moved.
    assert [entry.changed_at for entry in entries] == [said.changed_at, kept.changed_at]
    with scope.use(group.space):
        assert [line.title for line in coming.my_deadlines(group.bob)] == ["Dit", "Gardé"]


def test_the_group_s_latest_words_come_first(group: world.Group) -> None:
    notice = make_open_notice()
    say(group.alice, notice)
    say(group.bob, notice, stance="watch")
    with scope.use(group.space):
        stories = coming.latest_stories()
    assert [story.sentence.split()[0] for story in stories] == ["Bob", "Alice"]


@given(before=st.dates(), after=st.dates())
def test_the_days_between_two_deadlines_are_exact(before: dt.date, after: dt.date) -> None:
    assert listing.days_between(f"{before}T12:00+01:00", f"{after}T16:00+02:00") == (after - before).days


@pytest.mark.parametrize("nonsense", ["", "soon", "2026-13-45"])
def test_unreadable_deadlines_moved_by_nothing(nonsense: str) -> None:
    assert listing.days_between(nonsense, "2026-11-16") == 0


@given(st.integers(min_value=-1, max_value=1))
def test_open_is_said_the_same_by_the_row_and_by_the_query(days: int) -> None:
    """Checked on rows below; here the doubtful day only."""
    moment = dt.datetime(2026, 11, 16, 12, 0, tzinfo=clock.PARIS)
    notice = Notice(
        state="open", deadline_at=moment.replace(hour=9) + dt.timedelta(days=days), deadline_doubt="no-zone"
    )
    assert notice.is_open_at(moment) is (days >= 0)


def test_the_row_and_the_query_agree_on_what_is_open(db: None) -> None:
    for state in Notice.State.values:
        for days in (-1, 0, 1):
            for doubt in ("", "no-zone"):
                make_open_notice(state=state, days=days, deadline_doubt=doubt)
    now = clock.now() + dt.timedelta(minutes=1)
    assert set(Notice.objects.open_at(now)) == {n for n in Notice.objects.all() if n.is_open_at(now)}
