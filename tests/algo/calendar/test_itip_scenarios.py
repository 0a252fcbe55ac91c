"""The situations that brokers of invitations are tried with (exch C4): what answers say, as programs write them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commun.algo.calendar import NotAnAnswer, read_reply

ME = "jeanne@exemple.test"
HOUSE = "ORGANIZER;CN=Les Trois Chênes:mailto:rsvp+k@commun.test"
ZONE = (
    "BEGIN:VTIMEZONE", r"TZID:(UTC+01:00) Bruxelles\, Madrid\, Paris",
    "BEGIN:DAYLIGHT", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
    "BEGIN:STANDARD", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
QUOTED = '"(UTC+01:00) Bruxelles, Madrid, Paris"'
EVOLUTION = "/freeassociation.sourceforge.net/Tzfile/America/Cayenne"
PARIS, CAYENNE, SAIGON = ZoneInfo("Europe/Paris"), ZoneInfo("America/Cayenne"), ZoneInfo("Asia/Ho_Chi_Minh")
THAT_MONDAY = dt.datetime(2027, 1, 18, 18, 30, tzinfo=PARIS)


def event(*lines: str, says: str = "ACCEPTED", who: str = ME) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:serie-jardin@commun", *lines, f"ATTENDEE;PARTSTAT={says}:mailto:{who}", "END:VEVENT")


def calendar(*parts: tuple[str, ...], method: str = "REPLY") -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}"]
    return "\r\n".join([*lines, *(line for part in parts for line in part), "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        # One date of a series in its own zone, in another, in that of all, and the same written by Evolution.
        ("RECURRENCE-ID;TZID=Europe/Paris:20270118T183000", THAT_MONDAY),
        ("RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20270119T003000", THAT_MONDAY),
        ("RECURRENCE-ID:20270118T173000Z", THAT_MONDAY),
        (f"RECURRENCE-ID;TZID={EVOLUTION}:202701\r\n 18T143000", THAT_MONDAY),
        (f"RECURRENCE-ID;TZID={QUOTED}:20270118T183000", THAT_MONDAY),
        # A zone named beside an hour that says it is the one of all: the hour wins.
        (f"RECURRENCE-ID;TZID={QUOTED}:20270118T173000Z", THAT_MONDAY),
        ("RECURRENCE-ID;TZID=Europe/Minsk:20270118T203000", THAT_MONDAY),
        ("RECURRENCE-ID;VALUE=DATE:20270118", dt.date(2027, 1, 18)),
    ],
)
def test_one_date_is_the_same_however_it_is_named(line: str, moment: dt.date) -> None:
    (found,) = read_reply(calendar(ZONE, event(HOUSE, line, "SEQUENCE:2", says="DECLINED")), ME)
    assert (found.instance, found.answer, found.sequence) == (moment, "DECLINED", 2)


def test_each_date_of_one_mail_keeps_its_own_answer_with_or_without_the_whole() -> None:
    said = ("ACCEPTED", "DECLINED", "TENTATIVE", "ACCEPTED", "DECLINED")
    days = (20, 18, 22, 23, 19)
    dates = [event(HOUSE, f"RECURRENCE-ID:202701{day}T173000Z", says=one) for one, day in zip(said, days, strict=True)]
    alone = read_reply(calendar(*dates), ME)
    assert [(one.answer, one.instance.day) for one in alone if one.instance] == list(zip(said, days, strict=True))
    beside = read_reply(calendar(event(HOUSE), *dates), ME)
    assert [beside[0].instance, *beside[1:]] == [None, *alone]
    # The whole that nothing was said of yet is no answer.
    assert read_reply(calendar(event(HOUSE, says="NEEDS-ACTION"), *dates), ME) == alone


WHOLE = {
    "plain": event(HOUSE, "DTSTART:20270118T173000Z", "SUMMARY:Chantier au jardin"),
    "with a length": event(HOUSE, "DTSTART:20270118T173000Z", "DURATION:PT1H"),
    "with a status of the sending": event("REQUEST-STATUS:2.3;tout va bien !", HOUSE, "UID:serie-jardin@commun"),
    "a whole day": event(HOUSE, "DTSTART;VALUE=DATE:20270118"),
    "in a zone with commas": event(HOUSE, f"DTSTART;TZID={QUOTED}:20270118T173000Z"),
    "with an alarm": event(
        HOUSE, "BEGIN:VALARM", "TRIGGER:-PT30M", "ACTION:EMAIL", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}",
        "UID:alarme", "END:VALARM",
    ),
    "after another guest": event(HOUSE, "ATTENDEE;PARTSTAT=DECLINED:mailto:autre@exemple.test"),
    "by a secretary": event(
        HOUSE.replace(":mailto", ';SENT-BY="MAILTO:moi+a@exemple.test":MAILTO'),
        'ATTENDEE;ROLE=CHAIR;PARTSTAT=DECLINED;SENT-BY="MAILTO:moi+a@exemple.test":MAILTO:rsvp+k@comm\r\n un.test',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WHOLE))
def test_what_stands_beside_the_answer_changes_nothing_of_it(name: str) -> None:
    (found,) = read_reply(calendar(ZONE, WHOLE[name]), ME)
    assert (found.uid, found.answer, found.attendee) == ("serie-jardin@commun", "ACCEPTED", ME)
    assert (found.instance, found.sequence) == (None, 0)


def test_who_was_not_invited_is_named_as_who_answers() -> None:
    """Whose key the mail comes back to says whether it counts."""
    (found,) = read_reply(calendar(event(HOUSE, "RECURRENCE-ID:20270118T173000Z", who="passante@exemple.test")), ME)
    assert (found.attendee, found.answer) == ("passante@exemple.test", "ACCEPTED")


def test_the_house_is_known_in_capitals_too_and_is_no_one_who_comes() -> None:
    itself = "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED:MAILTO:RSVP+K@Commun.Test"
    (found,) = read_reply(calendar(event(HOUSE, itself, says="DECLINED", who="autre@exemple.test")), ME)
    assert (found.attendee, found.answer) == ("autre@exemple.test", "DECLINED")


def test_answers_to_two_invitations_say_which() -> None:
    other = tuple(line.replace("serie-jardin", "seance-bilan") for line in event(HOUSE))
    assert [one.uid for one in read_reply(calendar(event(HOUSE), other), ME)] == [
        "serie-jardin@commun",
        "seance-bilan@commun",
    ]


TASK = ("BEGIN:VTODO", "UID:a", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}", "END:VTODO")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (calendar(event(HOUSE), method="REQUEST"), "not_an_answer"),
        (calendar(event(HOUSE), method="CANCEL"), "not_an_answer"),
        (calendar(event(HOUSE), method="PUBLISH"), "not_an_answer"),
        (calendar(event(HOUSE)).replace("METHOD:REPLY\r\n", ""), "not_an_answer"),
        (calendar(TASK), "no_event"),
        (calendar(event(HOUSE, says="NEEDS-ACTION")), "no_answer"),
    ],
)
def test_what_answers_no_meeting_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_reply(text, ME)
    assert refused.value.why == why
