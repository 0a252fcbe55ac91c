"""L2: the sender of deliveries killed at any moment (``kill -9``): none is lost, at most the one in flight repeated."""

import smtplib
from typing import Any

import pytest
from benchmarks import mailing

from tests.support.pads import environment

pytestmark = [pytest.mark.slow, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]
# 200 in `./commun bench mailing --full`.
KILLS = 8


def test_whatever_kills_the_sender_each_member_receives_the_message(settings: Any) -> None:
    told: dict[str, tuple[float, bool]] = {}
    with mailing.Sink() as sink:
        settings.MAIL_URL = f"smtp://127.0.0.1:{sink.port}"
        mails = {"COMMUN_MAIL_URL": settings.MAIL_URL}
        mailing.killing(
            mailing.World(), sink, KILLS, lambda name, figure, is_kept, _words: told.update({name: (figure, is_kept)}),
            environment() | mails,
        )  # fmt: skip
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            assert line.noop()[0] == 250
    assert len(told) == 4
    assert {name: figure for name, (figure, is_kept) in told.items() if not is_kept} == {}
