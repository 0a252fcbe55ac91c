"""Answers of calendar programs: read whatever their shape, refused by name, never expanded."""

import contextlib
import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.calendar import NotAnAnswer, Party, read_reply, write_feed
from commun.algo.calendar.ical import Event, Feed

PARIS = dt.timezone(dt.timedelta(hours=1))


def reply(*lines: str, method: str = "REPLY", uid: str = "seance-1@commun") -> str:
    body = [f"UID:{uid}", *lines]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *body, "END:VEVENT", "END:VCALENDAR", ""]
    )


ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@exemple.test"
# As programs write them: Outlook.com without organizer, Google, Thunderbird, Apple; folded, in capitals or not.
SHAPES = {
    "outlook.com": (ATTENDEE, "COMMENT;LANGUAGE=fr-FR:\\n", "SEQUENCE:2", "DTSTAMP:20261116T110000Z"),
    "google": (
        "ORGANIZER;CN=Groupe:mailto:rsvp+k@commun.test",
        'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="Durand, Bob: B.";X-NUM-GUESTS=0:MAI',
        " LTO:bob@exemple.test",
        "SEQUENCE:2",
        "DTSTAMP:20261116T110000Z",
    ),
    "thunderbird": ("DTSTAMP:20261116T110000Z", "SEQUENCE:2", ATTENDEE, "BEGIN:VALARM", "UID:autre", "END:VALARM"),
    "apple": ("attendee;partstat=accepted:mailto:bob@exemple.test", "sequence:2", "dtstamp:20261116T110000Z"),
    "unfolded": (ATTENDEE, "SEQUENCE:2", "DTSTAMP:20261116T110000Z", "une ligne qui n'en est pas une"),
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_an_answer_is_read_whatever_program_wrote_it(shape: str) -> None:
    text = reply(*SHAPES[shape])
    for one in (text, text.replace("\r\n", "\n"), "\ufeff" + text):
        (found,) = read_reply(one)
        assert (found.uid, found.answer, found.sequence) == ("seance-1@commun", "ACCEPTED", 2)
        assert found.attendee == "bob@exemple.test"
        assert found.stamp == dt.datetime(2026, 11, 16, 11, tzinfo=dt.UTC)
        assert found.instance is None


HOUSE = "ORGANIZER;CN=Groupe:mailto:rsvp+k@commun.test"
CHAIR = "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:rsvp+k@commun.test"


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        # The house that invites is no one who comes, wherever it stands; nor is another guest.
        ((HOUSE, CHAIR, "ATTENDEE;PARTSTAT=DECLINED:mailto:alias@exemple.test"), "alias@exemple.test DECLINED"),
        ((CHAIR, "ATTENDEE;PARTSTAT=DECLINED:mailto:alias@exemple.test", HOUSE), "alias@exemple.test DECLINED"),
        (
            (
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:dina@exemple.test",
                "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Bob@exemple.test",
            ),
            "bob@exemple.test DECLINED",
        ),
        (
            (
                'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:bob@exemple.test":mailto:dina@exemple.test',
                'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:dina@exemple.test":mailto:bob@exemple.test',
            ),
            "bob@exemple.test DELEGATED dina@exemple.test",
        ),
        (
            ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:dina@exemple.test", ATTENDEE.replace("bob@", "alias@")),
            "alias@exemple.test ACCEPTED",
        ),
        # Written otherwise than the rule, and meant.
        (('ATTENDEE;CN=Bob "le" Fer;PARTSTAT=DECLINED:mailto:bob@exemple.test',), "bob@exemple.test DECLINED"),
        (("ATTENDEE; CN=Bob ; PARTSTAT=DECLINED:mailto:bob@exemple.test",), "bob@exemple.test DECLINED"),
        (('ATTENDEE;CN=";PARTSTAT=ACCEPTED:x";PARTSTAT=DECLINED:mailto:b@x.test',), "b@x.test DECLINED"),
    ],
)
def test_who_answers_is_the_one_who_was_invited(lines: tuple[str, ...], who: str) -> None:
    (found,) = read_reply(reply(*lines), "Bob@exemple.test")
    assert f"{found.attendee} {found.answer} {found.delegated_to}".strip() == who


def test_what_another_guest_answered_is_not_mine() -> None:
    waits = ATTENDEE.replace("ACCEPTED", "NEEDS-ACTION")
    with pytest.raises(NotAnAnswer):
        read_reply(reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:dina@exemple.test", waits), "bob@exemple.test")


def test_an_event_that_waits_is_left_out_beside_one_that_answers() -> None:
    waits = reply(ATTENDEE.replace("ACCEPTED", "NEEDS-ACTION"))
    one = reply(ATTENDEE, "RECURRENCE-ID:20261221T130000Z").split("\r\n", 2)[2]
    (found,) = read_reply(waits.replace("END:VCALENDAR\r\n", one))
    assert found.instance == dt.datetime(2026, 12, 21, 13, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("attendee", "comment", "read"),
    [
        (';X-RESPONSE-COMMENT="Peut-être\\, l&#39\\;heure est tôt : 7 h"', None, "Peut-être, l'heure est tôt : 7 h"),
        (";X-RESPONSE-COMMENT=Sans guillemets", None, "Sans guillemets"),
        (';X-RESPONSE-COMMENT="à côté"', "COMMENT:en entier", "en entier"),
    ],
)
def test_words_beside_the_attendee_are_kept(attendee: str, comment: str | None, read: str) -> None:
    lines = [ATTENDEE.replace(":mailto", f"{attendee}:mailto"), *([comment] if comment else [])]
    assert read_reply(reply(*lines))[0].comment == read


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("RECURRENCE-ID:20261221T130000Z", dt.datetime(2026, 12, 21, 14, tzinfo=PARIS)),
        ("RECURRENCE-ID;TZID=Europe/Paris:20261221T140000", dt.datetime(2026, 12, 21, 14, tzinfo=PARIS)),
        ('RECURRENCE-ID;TZID="Romance Standard Time":20261221T140000', dt.datetime(2026, 12, 21, 14, tzinfo=PARIS)),
        ("RECURRENCE-ID;TZID=/libical/Europe/Paris:20261221T140000", dt.datetime(2026, 12, 21, 14, tzinfo=PARIS)),
        ("RECURRENCE-ID;VALUE=DATE:20261221", dt.date(2026, 12, 21)),
    ],
)
def test_one_date_is_named_in_any_zone(line: str, moment: dt.date) -> None:
    assert read_reply(reply(ATTENDEE, line))[0].instance == moment


def test_the_three_answers_and_the_two_others() -> None:
    for answer in ("ACCEPTED", "DECLINED", "TENTATIVE"):
        assert read_reply(reply(ATTENDEE.replace("ACCEPTED", answer)))[0].answer == answer
    given_on = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Dina@exemple.test":mailto:bob@exemple.test'
    found = read_reply(reply(given_on))[0]
    assert (found.answer, found.delegated_to) == ("DELEGATED", "dina@exemple.test")
    counter = reply(ATTENDEE, "DTSTART:20261222T090000Z", "COMMENT:Plus tôt\\, si on peut", method="COUNTER")
    other = read_reply(counter)[0]
    assert (other.method, other.answer, other.comment) == ("COUNTER", "", "Plus tôt, si on peut")
    assert other.start == dt.datetime(2026, 12, 22, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not_a_calendar"),
        ("Bonjour, je viens !", "not_a_calendar"),
        ("%PDF-1.7 \x00\xff", "not_a_calendar"),
        ("BEGIN:VCARD\nFN:Bob\nEND:VCARD", "not_a_calendar"),
        (reply(ATTENDEE, method="REQUEST"), "not_an_answer"),
        (reply(ATTENDEE, method="CANCEL"), "not_an_answer"),
        ("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "no_event"),
        (reply(), "no_answer"),
        (reply(ATTENDEE.replace("ACCEPTED", "NEEDS-ACTION")), "no_answer"),
        (reply(ATTENDEE, uid=""), "no_answer"),
        # One date that cannot be told is not the whole series.
        (reply(ATTENDEE, "RECURRENCE-ID:demain"), "no_answer"),
        (reply(ATTENDEE, "DESCRIPTION:" + "a" * 300_000), "too_big"),
        (reply(ATTENDEE, *["X-A:b"] * 6_000), "too_big"),
        (
            reply(ATTENDEE).replace("END:VEVENT", "END:VEVENT\r\n" + "BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n" * 30),
            "too_big",
        ),
    ],
    ids=range(14),
)
def test_what_is_no_answer_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_reply(text)
    assert refused.value.why == why


@pytest.mark.parametrize("moment", ["00010101T000000", "99991231T235959", "09991231T235959Z", "90010101T000000Z"])
def test_a_moment_at_the_edge_of_time_is_no_moment(moment: str) -> None:
    """No zone can tell it: whoever turned it into another hour would break."""
    (found,) = read_reply(reply(ATTENDEE, f"DTSTAMP:{moment}", f"DTSTART;TZID=Asia/Tokyo:{moment}"))
    assert (found.answer, found.stamp, found.start) == ("ACCEPTED", None, None)


def test_a_rule_without_end_costs_nothing() -> None:
    hostile = ("RRULE:FREQ=SECONDLY;COUNT=999999999", "RDATE:" + ",".join(["20261221T140000Z"] * 5_000))
    start = time.perf_counter()
    assert read_reply(reply(ATTENDEE, *hostile))[0].answer == "ACCEPTED"
    assert time.perf_counter() - start < 1


ODD = [
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", ATTENDEE, "UID:é\\", ";;;=:", 'A;B="', ":", " x", "SEQUENCE:-1",
    "DTSTAMP:99999999T999999Z", "RECURRENCE-ID;TZID=../../etc:20261221T140000",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ODD)))
def test_nothing_breaks_it(lines: list[str]) -> None:
    with contextlib.suppress(NotAnAnswer):
        read_reply(reply(*lines))


def test_an_invitation_names_who_invites_and_who_is_invited() -> None:
    start = dt.datetime(2026, 12, 21, 13, tzinfo=dt.UTC)
    event = Event(
        "a@commun", start, start + dt.timedelta(hours=2), "Séance", start, start,
        organizer=Party('Le "grand" groupe; été', "rsvp+k@commun.test"), attendee=Party("Bob", "bob@exemple.test"),
    )  # fmt: skip
    text = write_feed(Feed("", (event,), method="REQUEST")).decode().replace("\r\n ", "")
    assert "METHOD:REQUEST" in text
    assert "ORGANIZER;CN=\"Le 'grand' groupe; été\":mailto:rsvp+k@commun.test" in text
    assert ';PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Bob":mailto:bob@exemple.test' in text
    assert "REFRESH-INTERVAL" not in text
