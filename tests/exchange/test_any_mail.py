"""L5: no mail, however broken, stops the list; each ends in a state that has a name."""

import errno
import random
from pathlib import Path

import pytest

from commun.algo.mail import read, trim, why_automatic
from commun.core import scope
from commun.exchange import mail_check
from commun.exchange.actions import intake
from commun.exchange.actions.intake import take_in
from commun.exchange.addresses import address_of
from commun.exchange.models import InboundMail
from commun.exchange.tasks.lists import sort_mails, sort_one
from tests.support.world import Group

MAILS = sorted((Path(__file__).parent / "mails").rglob("*.eml"))
HEAD = b"From: x@exemple.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def state_of(mail: InboundMail) -> str:
    return InboundMail._base_manager.get(pk=mail.pk).state


def test_the_collection_is_large_and_half_of_it_is_not_ours() -> None:
    assert len(MAILS) >= 60
    assert sum(path.parent.name == "blind" for path in MAILS) * 2 >= len(MAILS)


def test_each_mail_says_what_is_expected_of_it() -> None:
    told = {
        path.with_suffix("") for path in (*MAILS[0].parents[1].rglob("*.txt"), *MAILS[0].parents[1].rglob("*.json"))
    }
    assert [path.stem for path in MAILS if path.with_suffix("") not in told] == []


@pytest.mark.django_db
def test_each_mail_of_the_collection_ends_in_a_named_state(group: Group, caplog: pytest.LogCaptureFixture) -> None:
    to, found = address_of(group.space.slug), {}
    for path in MAILS:
        mail = take_in(envelope_from="x@exemple.test", recipient=to, raw=path.read_bytes())
        assert mail is not None
        sort_one(mail)
        with scope.use(group.space):
            mail.refresh_from_db()
        found[path.stem] = mail.state
    left = {name: state for name, state in found.items() if state in {"waiting", "failed"}}
    assert left == {}
    assert caplog.records == []
    # A program's mail is never read by anybody, a person's waits for somebody: their senders are not members.
    assert found["86-nightly-program"] == found["80-absence-francaise"] == InboundMail.State.DROPPED
    assert found["40-gmail-alternative"] == InboundMail.State.HELD


class OfALibrary(Exception):
    """What libraries raise that descends from nothing that anybody thought of."""


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OverflowError, AssertionError, OfALibrary])
def test_a_mail_that_no_rule_can_count_is_put_aside_and_stops_nobody(
    group: Group, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def breaks(**_mail: object) -> None:
        raise error

    mail = take_in(envelope_from="x@exemple.test", recipient=address_of(group.space.slug), raw=MAILS[0].read_bytes())
    assert mail is not None
    monkeypatch.setattr(intake, "sort_mail", breaks)
    sort_one(mail)
    assert state_of(mail) == InboundMail.State.FAILED
    assert [one.weight for one in mail_check.of_unread() if mail.ref in one.sentence] == [mail_check.Weight.MISSING]
    monkeypatch.undo()
    assert (intake.try_again(), intake.try_again()) == (1, 0)
    sort_mails()
    assert state_of(mail) == InboundMail.State.HELD
    assert list(mail_check.of_unread()) == []


@pytest.mark.django_db
def test_a_mail_whose_files_find_no_room_waits_and_stops_nobody(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = intake.sort_mail
    first, second = (
        take_in(envelope_from="x@exemple.test", recipient=address_of(group.space.slug), raw=one.read_bytes())
        for one in MAILS[:2]
    )
    assert first is not None
    assert second is not None

    def full(*, mail: InboundMail) -> InboundMail:
        if mail.pk == first.pk:
            raise OSError(errno.ENOSPC, "no room")
        return kept(mail=mail)

    monkeypatch.setattr(intake, "sort_mail", full)
    sort_mails()
    assert state_of(first) == InboundMail.State.WAITING
    assert state_of(second) != InboundMail.State.WAITING


def test_mails_cut_and_spoilt_anywhere_are_read_all_the_same() -> None:
    drawn = random.Random(11)
    for path in MAILS:
        raw = path.read_bytes()
        for _time in range(6):
            spoilt = bytearray(raw[: drawn.randint(0, len(raw))] if drawn.random() < 0.4 else raw)
            for _byte in range(drawn.randint(0, 12)):
                if spoilt:
                    spoilt[drawn.randrange(len(spoilt))] = drawn.randrange(256)
            mail = read(bytes(spoilt))
            said = trim(mail.text).said
            assert bool(said) == bool(mail.text.strip())
            why_automatic(mail, None)


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Bonjour. " * 1_100_000,
        HEAD + b"> cit\xe9\r\n" * 500_000 + b"Oui.\r\n",
        HEAD.replace(b"plain", b"html") + b"<div>" * 200_000 + b"Oui",
        b"Subject: " + b"a" * 1_000_000 + b"\r\n\r\nOui",
        b"References: " + b"<a@b> " * 200_000 + b"\r\n\r\nOui",
    ],
    ids=["ten megabytes", "only quotes", "deep page", "long subject", "many names"],
)
def test_the_huge_is_read(raw: bytes) -> None:
    assert trim(read(raw).text).said
