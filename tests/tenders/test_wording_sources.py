"""How far each source was read, as a sentence says it."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from commun.core import clock
from commun.tenders.models import SourceRun
from commun.tenders.queries.visits import SourceState
from commun.tenders.views import board, wording


def said(covers_until: dt.datetime | None, is_complete: bool = True) -> str:
    run = SourceRun(pk=1, source="boamp", started_at=clock.now(), ended_at=clock.now(), covers_until=covers_until)
    state = SourceState("boamp", run, run if is_complete else None)
    with translation.override("fr"), timezone.override("Europe/Paris"):
        return wording.source_words(state).said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(dt.timedelta(hours=1), "BOAMP jusqu’à 11 h 00"), (dt.timedelta(days=2), "BOAMP jusqu’au 14 nov")],
)
def test_today_has_an_hour_and_another_day_its_date(ago: dt.timedelta, expected: str) -> None:
    assert said(clock.now() - ago).startswith(expected)


def test_a_source_that_was_not_read_whole_says_so() -> None:
    assert said(None, is_complete=False) == "BOAMP incomplet"


def test_a_total_of_small_numbers_tells_nothing() -> None:
    with translation.override("fr"):
        assert board._figure(board.networks.Figure(0, is_floor=True)) == "trop peu pour le dire"
        assert board._figure(board.networks.Figure(4, is_floor=True)).endswith("4")
