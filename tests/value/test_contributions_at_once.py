"""The same press several times at once: one line, one correction, one thank you, never a page of error."""

import datetime as dt
import threading

import pytest
from django.db import transaction

from commun.core import clock
from commun.value import actions
from commun.value.actions import money
from commun.value.actions.contributions import Bringing
from commun.value.models import Acknowledgement, Contribution
from tests.governance.test_at_once import TIMES, at_once
from tests.support.world import make_group
from tests.value.contribution_world import brings, chosen, settled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def test_what_is_pressed_several_times_at_once_is_written_once() -> None:
    group = make_group()
    settled(group.alice, group.bob)
    care = chosen(group.alice)["care"]
    said = Bringing(care, 60, clock.today(), source="form:abc")
    assert at_once(*[lambda: actions.write_contribution(by=group.bob, bringing=said)] * TIMES) == ["done"] * TIMES
    assert Contribution._base_manager.count() == 1
    lines = [Bringing(care, 30, clock.today() - dt.timedelta(days=1))] * 2
    assert at_once(*[lambda: actions.import_contributions(by=group.bob, lines=lines)] * TIMES) == ["done"] * TIMES
    assert Contribution._base_manager.count() == 3
    row = brings(group.bob, care, 90)
    assert at_once(*[lambda: actions.acknowledge(by=group.alice, contribution=row)] * TIMES) == ["done"] * TIMES
    assert Acknowledgement._base_manager.count() == 1
    came = at_once(*[lambda: actions.correct_contribution(by=group.bob, contribution=row, why="Trop")] * TIMES)
    assert came == ["done", "refused", "refused"]


def test_nothing_is_written_into_a_period_that_is_being_closed() -> None:
    group = make_group()
    settled(group.alice, group.bob)
    care = chosen(group.alice)["care"]
    until = clock.today() - dt.timedelta(days=20)
    said = Bringing(care, 60, until, source="form:late")
    book, came = money.book_of(group.space), list[str]()
    late = threading.Thread(
        target=lambda: came.extend(at_once(lambda: actions.write_contribution(by=group.bob, bringing=said)))
    )
    with transaction.atomic():
        actions.close_period(by=group.alice, book=book, until=until)
        late.start()
        late.join(0.5)
        assert late.is_alive()
    late.join()
    assert came == ["refused"]
    assert not Contribution._base_manager.exists()
