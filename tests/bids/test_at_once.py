"""Two people at once on a real PostgreSQL: an answer is frozen once, a notice is answered once by a group."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from commun.bids import actions
from commun.bids.actions import BidSheet, freezing
from commun.bids.models import Bid, BidSection
from commun.core import scope
from commun.core.errors import Refused
from commun.core.writing import access, reading
from commun.core.writing import actions as texts
from commun.core.writing.tables import WrittenText
from tests.bids.test_ends import ready_bid
from tests.support.world import make_group
from tests.tenders.worlds import make_open_notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def both(act: Callable[[], Any]) -> list[str]:
    """Do it twice at the same moment, each on its own connection: what became of each, sorted."""
    found: list[str] = []
    start = threading.Barrier(2, timeout=30)

    def work() -> None:
        try:
            start.wait()
            act()
            found.append("done")
        except Refused:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


def test_of_two_who_freeze_at_once_one_is_told_that_it_is_done() -> None:
    group = make_group()
    bid = ready_bid(group)
    assert both(lambda: actions.freeze_bid(by=group.alice, bid=bid)) == ["done", "refused"]


def test_without_the_lock_both_would_freeze(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_group()
    bid = ready_bid(group)
    gate = threading.Barrier(2, timeout=30)

    def unlocked(row: Bid) -> Bid:
        with scope.use(row.space_id):
            found = Bid.objects.select_related("space", "notice").get(pk=row.pk)
        gate.wait()
        return found

    monkeypatch.setattr(freezing, "locked", unlocked)
    assert both(lambda: actions.freeze_bid(by=group.alice, bid=bid)) == ["done", "done"]


def test_of_two_who_answer_the_same_notice_at_once_one_is_sent_to_the_team_of_the_other() -> None:
    group, notice = make_group(), make_open_notice()
    sheet = BidSheet("Ensemble")
    assert both(lambda: actions.open_bid(by=group.alice, notice=notice, sheet=sheet)) == ["done", "refused"]


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
