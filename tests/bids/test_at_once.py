"""Two people at once on a real PostgreSQL: an answer is frozen once, somebody joins once, an outcome is told once."""

import threading
from typing import Any

import pytest
from django.db import connection

from commun.bids import actions
from commun.bids.actions import Ask, BidSheet, SectionSheet, freezing
from commun.bids.models import Bid, BidOutcome, BidSection, ShareLine
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.writing import access, reading
from commun.core.writing import actions as texts
from commun.core.writing.tables import WrittenText
from tests.bids.test_ends import ready_bid
from tests.bids.test_teams import part_of
from tests.bids.worlds import make_bid
from tests.support.threads import both
from tests.support.world import make_group
from tests.tenders.worlds import make_open_notice, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_of_two_who_freeze_at_once_one_is_told_that_it_is_done() -> None:
    group = make_group()
    bid = ready_bid(group)
    assert both(lambda: actions.freeze_bid(by=group.alice, bid=bid)) == ["done", "refused"]


def test_without_the_lock_both_would_freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_group()
    bid = ready_bid(group)
    gate = threading.Barrier(2, timeout=30)

    read = freezing.readiness_of

    def unlocked(row: Bid) -> Bid:
        with scope.use(row.space_id):
            return Bid.objects.select_related("space", "notice").get(pk=row.pk)

    def read_together(row: Bid) -> Any:
        found = read(row)
        gate.wait()
        return found

    monkeypatch.setattr(freezing, "locked", unlocked)
    # The last thing that is looked at before it is frozen: both have looked before either goes on.
    monkeypatch.setattr(freezing, "readiness_of", read_together)
    assert both(lambda: actions.freeze_bid(by=group.alice, bid=bid)) == ["done", "done"]


def test_of_two_who_answer_the_same_notice_at_once_one_is_sent_to_the_team_of_the_other() -> None:
    group, notice = make_group(), make_open_notice()
    sheet = BidSheet("Ensemble")
    assert both(lambda: actions.open_bid(by=group.alice, notice=notice, sheet=sheet)) == ["done", "refused"]


def test_of_two_who_join_for_the_same_person_or_ask_them_at_once_one_is_told_so() -> None:
    group = make_group()
    bid = make_bid(group.alice)
    ask = Ask(outside_name="Zoé", outside_email="zoe@exemple.test")
    assert both(lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=ask)) == ["done", "refused"]
    assert both(lambda: actions.join_team(by=group.bob, bid=bid)) == ["done", "refused"]
    part = part_of(bid, group.bob)
    assert both(lambda: actions.leave_team(by=group.bob, part=part)) == ["done", "refused"]
    assert both(lambda: actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))) == [
        "done", "refused",
    ]  # fmt: skip
    assert both(lambda: actions.unask(by=group.alice, part=part)) == ["done", "refused"]


def test_two_who_tell_the_outcome_or_start_the_outline_and_the_split_at_once_make_it_once() -> None:
    group = make_group()
    bid = ready_bid(group)
    say(group.alice, bid.notice)
    assert both(lambda: actions.start_split(by=group.alice, bid=bid)) == ["done", "done"]
    assert both(lambda: actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet("Une"))) == [
        "done", "refused",
    ]  # fmt: skip
    with scope.use(group.space):
        assert ShareLine.objects.count() == 1
        assert sorted(BidSection.objects.values_list("position", flat=True)) == [1, 2]
        Bid.objects.filter(pk=bid.pk).update(stage="sent", sent_at=clock.now())
    sheet = actions.OutcomeSheet("lost", rank=2)
    assert both(lambda: actions.tell_outcome(by=group.alice, bid=bid, sheet=sheet)) == ["done", "done"]
    with scope.use(group.space):
        assert BidOutcome.objects.count() == 1


def test_nothing_is_written_after_the_freeze_by_who_came_in_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_group()
    bid = ready_bid(group)
    with scope.use(group.space):
        section = BidSection.objects.get()
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
    assert text is not None
    real = access.reader

    def freeze_meanwhile(person_id: int, found: WrittenText) -> access.Right:
        right = real(person_id, found)
        thread = threading.Thread(target=frozen)
        thread.start()
        thread.join(30)
        return right

    def frozen() -> None:
        try:
            monkeypatch.setattr(access, "reader", real)
            actions.freeze_bid(by=group.alice, bid=bid)
        finally:
            connection.close()

    monkeypatch.setattr(access, "reader", freeze_meanwhile)
    with scope.use(group.space), pytest.raises(Refused):
        texts.write_plain(text=text, author=group.alice.person_id, base=text.position, words="Trop tard.")
