"""Servers whose code says little: their words tell a dead address from a full box or from a rule of theirs (L6)."""

import pytest

from commun.exchange import returns
from tests.exchange.test_mail_returns import QMAIL, report

TO = "bob@exemple.test"


def diagnosed(words: str, status: str = "5.0.0") -> bytes:
    raw = report((TO, "failed", status)).decode()
    return raw.replace(f"550 {status} said the\r\n    other server", words).encode()


@pytest.mark.parametrize(
    ("code", "words", "kept", "is_hard"),
    [
        (550, "5.2.0 Mail rejete. Mail rejected. ofr_506 [506]", "5.7.1", False),
        (550, "spam detected", "5.7.1", False),
        (550, "5.5.0 Service refuse. Veuillez essayer plus tard. LPN007_510", "5.7.1", False),
        (554, "Service unavailable; client host blocked using a list", "5.7.1", False),
        (550, "5.5.0 SPF: nous.test is not allowed to send mail", "5.7.1", False),
        (501, "5.1.0 Emetteur invalide. Invalid sender", "5.7.1", False),
        (552, "5.1.1 Boite du destinataire pleine. Recipient overquota", "5.2.2", False),
        (550, f"<{TO}> has too many messages on the server", "5.2.2", False),
        (550, "Requested action aborted: exceeded storage allocation", "5.2.2", False),
        (550, "5.1.1 message size exceeded", "5.3.4", False),
        (550, "5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient", "5.1.1", True),
        (550, "5.7.1 No such user here", "5.1.1", True),
        (554, f"rcpt <{TO}> does not exist", "5.1.1", True),
        (550, "Sender address rejected: sender user unknown", "5.7.1", False),
        (550, "5.1.8 sender domain does not exist", "5.1.8", False),
        (550, "5.4.1 Recipient address rejected: access denied", "5.4.1", True),
        (550, "<quota.spam@exemple.test> no such user", "5.1.1", True),
        (550, "5.2.1 account disabled", "5.2.1", True),
        (550, "5.2.3 message too large for this recipient", "5.2.3", False),
        (554, "delivery failed", "5.0.0", True),
        (550, "5.0.0 refused (#5.7.26)", "5.7.26", False),
        (550, "Server 5.2.1.3 is listed as abusive", "5.7.1", False),
        (550, "Trop de connexions. OFR005_104 [104]", "5.7.1", False),
        (550, "Refus OFR_999", "5.7.1", False),
        (550, "Adresse invalide OFR_416", "5.1.1", True),
        (550, "Greylisted: temporary", "4.3.2", False),
        (554, "The server did not accept our requests to connect: socket error", "4.3.2", False),
        (554, "Service currently unavailable", "4.3.2", False),
    ],
)
def test_what_a_server_says_tells_a_dead_address_from_the_rest(code: int, words: str, kept: str, is_hard: bool) -> None:
    found = returns.of_answer(code, words)
    assert (found.code, found.is_hard) == (kept, is_hard)
    told = returns.report_of(diagnosed(f"{code} {words}"), TO)
    assert told is not None
    assert (told.code, told.is_hard) == (kept, is_hard)


def test_a_rule_of_a_server_that_names_no_code_is_a_rule() -> None:
    assert returns.of_answer(550, "Your mail was taken for spam").is_policy
    told = returns.report_of(diagnosed("554 host said: 550 blocked by our filter"), TO)
    assert told is not None
    assert told.is_policy


def test_words_for_people_are_read_when_the_report_has_none_and_not_those_that_are_given_back() -> None:
    raw = report((TO, "failed", "5.0.0")).replace(b"Diagnostic-Code: smtp; 550 5.0.0 said the\r\n    other server", b"")
    told = returns.report_of(raw.replace(b"Sorry.", b"The mailbox of Bob is full."), TO)
    assert told is not None
    assert told.code == "5.2.2"
    told = returns.report_of(raw.replace(b"Sorry.", b"Sorry.\r\n--- Original message ---\r\nThe quota of spam"), TO)
    assert told is not None
    assert (told.code, told.is_hard) == ("5.0.0", True)


def test_what_was_given_up_for_now_stays_for_now() -> None:
    for words in ("452 4.2.2 over quota", "450 4.7.1 spam, no such user"):
        told = returns.report_of(diagnosed(words, words[4:9]), TO)
        assert told is not None
        assert (told.code, told.is_hard) == (words[4:9], False)


def test_a_report_that_bears_another_name_or_is_announced_wrongly_is_read() -> None:
    raw = report((TO, "failed", "5.9.8")).replace(b"550 5.9.8 said", b"taken for spam, said")
    other_name = raw.replace(b"message/delivery-status", b"message/xdelivery-status")
    cut = raw.replace(b'boundary="B"', b'boundary="B" Message-Id: <1@mx.exemple>')
    for one in (other_name, cut):
        told = returns.report_of(one, TO)
        assert told is not None
        assert (told.fate, told.code) == ("failed", "5.7.1")
    forwarded = other_name.replace(b"multipart/report", b"multipart/mixed").replace(
        b"Subject: Und", b"Subject: TR: Und"
    )
    assert returns.report_of(forwarded, TO) is None


def test_a_status_that_stands_apart_from_the_act_is_its_own() -> None:
    raw = report((TO, "failed", "4.7.0")).replace(b"Action: failed\r\n", b"")
    told = returns.report_of(raw.replace(b"Reporting-MTA", b"Action: failed\r\nReporting-MTA"), TO)
    assert told is not None
    assert (told.fate, told.is_hard, told.code) == ("failed", False, "4.7.0")


def test_an_address_that_ends_another_is_not_that_other() -> None:
    raw = report((f"jean-{TO}", "failed", "5.1.1"), (TO, "delayed", "4.4.1"))
    told = returns.report_of(raw, TO)
    assert told is not None
    assert told.fate == "delayed"


def test_words_of_programs_that_write_no_report_are_weighed_too() -> None:
    said = QMAIL.replace(b"550 5.1.1 unknown user", b"553 5.3.0 %s")
    told = returns.report_of(QMAIL.replace(b"5.1.1 unknown user", b"5.1.1 no; over quota, or spam"), TO)
    assert told is not None
    assert told.code == "5.1.1"
    for words, code in ((b"addressee unknown, no such user", "5.1.1"), (b"over quota", "5.2.2"), (b"spam", "5.7.1")):
        told = returns.report_of(said.replace(b"%s", words), TO)
        assert told is not None
        assert told.code == code


def test_what_is_late_is_late_although_it_names_who_did_not_get_it() -> None:
    raw = f"From: mailer-daemon@mx.exemple\nX-Failed-Recipients: {TO}\nSubject: %s\n\nIt is still on its way to {TO}.\n"
    for subject, fate in (("Warning: message 1abc delayed 24 hours", "delayed"), ("Mail failed", "failed")):
        told = returns.report_of((raw % subject).encode(), TO)
        assert told is not None
        assert told.fate == fate


def test_a_complaint_in_the_way_of_microsoft_is_one() -> None:
    inside = "%s: bob@exemple.test\nList-Unsubscribe: <https://ici.exemple/l/abcdefghijklmnop/>\n\nx\n--B--\n"
    head = (
        "From: staff@exemple.test\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\n"
    )
    raw = (head + inside % "X-HmXmrOriginalRecipient").encode()
    assert returns.is_complaint(raw)
    assert returns.complaint_key(raw) == "abcdefghijklmnop"
    forwarded = (head + inside % "X-Other").encode()
    assert (returns.is_complaint(forwarded), returns.complaint_key(forwarded)) == (False, "")


@pytest.mark.parametrize(
    ("subject", "words", "is_hard"),
    [
        ("Message status - undeliverable", "bob@exemple.test (user not found)", True),
        ("=?utf-8?Q?=C3=89chec_de_remise?=", "Le destinataire Bob est inconnu.", True),
        ("Non remis : Lundi", "Raison non dite.", False),
        ("Undeliverable message", "The box of Bob is over quota.", False),
    ],
)
def test_what_no_rule_reads_is_told_by_its_subject_and_counts_little(subject: str, words: str, is_hard: bool) -> None:
    raw = f"From: mailer-daemon@mx.exemple\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    told = returns.report_of(raw.encode(), TO)
    assert told is not None
    assert (told.fate, told.is_hard) == ("failed", is_hard)
    for other in (f"Re: {subject}", "Absence du bureau : non remis", f"{subject} (delayed)"):
        again = returns.report_of(raw.replace(subject, other).encode(), TO)
        assert again is None or again.fate != "failed"
