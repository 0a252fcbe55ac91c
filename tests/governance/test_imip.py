"""Row 4: invitations that calendars read, their changes, and what calendars answer (iMIP, RFC 6047; exch C4, C5)."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest

from commun.core import arriving, clock, mail, replies, scope
from commun.core.arriving import Became
from commun.core.models import Fact, OutgoingMail
from commun.governance.actions import ballots, date_polls, meeting_series, meetings
from commun.governance.models import Attendance, Process
from commun.people.models import Person
from tests.governance import vote_world
from tests.governance.imip_world import (
    answer_of,
    calendar_in,
    event_in,
    ics_reply,
    last_mail_pk,
    one_meeting,
    rsvp,
    sent_to,
    token_of,
)
from tests.governance.meeting_world import again, make_series, meetings_of
from tests.support.answers import hand_over, mail_that_says
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _read_in_english(group: Group) -> None:
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()


def test_an_invitation_says_the_same_three_times_to_one_person_from_an_address_of_theirs(group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    raw = mail.message_of(row).message().as_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [one.get_content_type() for one in parts] == ["text/plain", "text/html", "text/calendar"]
    assert (parts[2].get_param("method"), parts[2].get_content_charset()) == ("REQUEST", "utf-8")
    assert message["To"] == group.bob.person.email
    assert max(len(line) for line in raw.split(b"\n")) <= 998
    event = event_in(row)
    sender = message["From"].addresses[0]
    assert str(event["ORGANIZER"]) == f"mailto:{sender.addr_spec}"
    assert sender.username.startswith("rsvp+")
    assert len(sender.username) <= 26
    assert str(event["ATTENDEE"]) == f"mailto:{group.bob.person.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (f"seance-{meeting.ref}@commun", 0)
    assert event["DTSTART"].dt.isoformat() == "2026-12-15T10:00:00+01:00"
    assert str(event["LOCATION"]) == "Salle des fêtes"
    assert "Alice" not in calendar_in(row).to_ical().decode()
    # Each their own.
    (other,) = sent_to(group.alice)
    assert token_of(other) != token_of(row)
    # Three links for who reads no calendar.
    assert row.text.count("/m/") == 4, "three answers, and the way out"


def test_the_three_links_serve_once_each(client: GateClient, group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    links = ["/m/" + word.split("/m/")[1] for word in row.text.split() if "/m/" in word]
    for link, answer in zip(links[:3], ("coming", "maybe", "absent"), strict=True):
        assert client.get(link).status_code == 200
        assert client.post(link, {"note": ""}).status_code == 200
        assert answer_of(meeting, group.bob) == answer
        assert client.post(link, {"note": ""}).status_code == 409


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [("ACCEPTED", "coming"), ("TENTATIVE", "maybe"), ("DECLINED", "absent"), ("DELEGATED", "absent")],
)
def test_a_calendar_answers_from_any_address_and_without_an_organizer(
    client: GateClient, group: Group, partstat: str, answer: str
) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    # Programs say that they are programs; the person writes from another address than the one that was invited.
    outcome = rsvp(row, ics_reply(row, partstat), sender="bob@ailleurs.test", Auto_Submitted="auto-generated")
    assert outcome.became == Became.ACTED
    assert answer_of(meeting, group.bob) == answer
    with scope.use(group.space):
        assert Fact.objects.filter(name="governance.attendance.answered").get().person_id == group.bob.person_id
    # It shows where answers of the page show.
    client.force_login(group.alice.person)
    page = client.get(f"/g/{group.space.slug}/seances/{meeting.ref}/").content.decode()
    assert "Bob Durand" in page


@pytest.mark.parametrize(
    ("kind", "charset"), [("application/octet-stream", "utf-8"), ("text/plain", "utf-8"), ("application/ics", "cp1252")]
)
def test_an_answer_that_is_only_attached_is_heard_whatever_kind_it_says(group: Group, kind: str, charset: str) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    message = mail_that_says("", row.to)
    main, _slash, sub = kind.partition("/")
    ics = ics_reply(row, "TENTATIVE", COMMENT="Plutôt à midi")
    message.add_attachment(ics.encode(charset), maintype=main, subtype=sub, filename="Réponse.ICS")
    assert hand_over("rsvp", token_of(row), message).became == Became.ACTED
    said = Attendance._base_manager.get(meeting=meeting, membership=group.bob)
    assert (said.answer, said.note) == ("maybe", "Plutôt à midi")


def test_whom_one_sends_instead_is_named_when_a_member_and_never_by_an_address(group: Group) -> None:
    meeting = one_meeting(group)
    dina = make_member(group.space, make_person("Dina Roux"))
    (row,) = sent_to(group.bob)
    for turn, (to, said) in enumerate(((dina.person.email, "Dina Roux"), ("inconnue@ailleurs.test", "somebody else"))):
        name = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{to}"'
        changed = {"ATTENDEE;PARTSTAT=DELEGATED": None, name: f"mailto:{row.to}", "DTSTAMP": f"20261116T12000{turn}Z"}
        assert rsvp(row, ics_reply(row, "DELEGATED", **changed)).became == Became.ACTED
        note = Attendance._base_manager.get(meeting=meeting, membership=group.bob).note
        assert note == f"{said} comes instead"


def test_the_wrong_token_and_the_wrong_invitation_are_refused(group: Group) -> None:
    meeting, other = one_meeting(group), one_meeting(group, link="https://visio.test/x")
    mine, its = sent_to(group.bob)
    assert arriving.role_of("rsvp", "mauvaisecle12345") is None
    assert token_of(mine) != token_of(its)
    outcome = rsvp(mine, ics_reply(its))
    assert outcome.became == Became.REFUSED
    assert "another invitation" in outcome.reason
    # Somebody of the house who answers with the mail of another, in their own name.
    passed_on = ics_reply(mine, **{"ATTENDEE;PARTSTAT=ACCEPTED": f"mailto:{group.alice.person.email}"})
    assert rsvp(mine, passed_on, sender=str(group.alice.person.email)).became == Became.REFUSED
    assert [answer_of(one, group.bob) for one in (meeting, other)] == ["", ""]
    assert [answer_of(one, group.alice) for one in (meeting, other)] == ["", ""]
    # From the machine of a colleague, but in one's own name; then late, or once the account is closed: nothing.
    assert rsvp(mine, ics_reply(mine), sender=str(group.alice.person.email)).became == Became.ACTED
    assert answer_of(meeting, group.bob) == "coming"
    with clock.stopped(clock.now() + replies.LIFE + dt.timedelta(days=1)):
        late = rsvp(its, ics_reply(its, DTSTAMP="20270101T120000Z"))
    assert (late.became, "too old" in late.reason) == (Became.REFUSED, True)
    Person.objects.filter(pk=group.bob.person_id).update(is_active=False)
    assert rsvp(its, ics_reply(its)).became == Became.DROPPED
    assert answer_of(other, group.bob) == ""


def test_an_older_answer_and_one_to_an_older_date_change_nothing(group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    yes = ics_reply(row, DTSTAMP="20261116T080500Z")
    assert rsvp(row, yes).became == Became.ACTED
    # Written before, arrived after; the same one again.
    assert rsvp(row, ics_reply(row, "DECLINED", DTSTAMP="20261116T080100Z")).became == Became.DROPPED
    assert rsvp(row, yes).became == Became.DROPPED
    assert answer_of(meeting, group.bob) == "coming"
    # The meeting moved since: yes to the former date says nothing of the new one.
    before = last_mail_pk()
    meetings.move_meeting(by=group.alice, meeting=meeting, day=dt.date(2026, 12, 16), at=dt.time(10))
    late = ics_reply(row, "DECLINED", DTSTAMP="20261116T130000Z")
    assert rsvp(row, late).became == Became.DROPPED
    assert answer_of(meeting, group.bob) == "coming"
    (moved,) = sent_to(group.bob, before)
    assert (int(event_in(moved)["SEQUENCE"]), str(event_in(moved)["UID"])) == (1, str(event_in(row)["UID"]))
    # What was answered to the former date is said to the calendar as it stands.
    assert event_in(moved)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert rsvp(moved, ics_reply(moved, "DECLINED", DTSTAMP="20261116T130500Z")).became == Became.ACTED
    assert answer_of(meeting, group.bob) == "absent"
    # Opening the meeting changes nothing of what was sent.
    with clock.stopped(dt.datetime(2026, 12, 16, 9, tzinfo=dt.UTC)):
        meetings.open_meeting(by=group.alice, meeting=again(meeting))
        assert rsvp(moved, ics_reply(moved, DTSTAMP="20261216T085900Z")).became == Became.ACTED
    assert answer_of(meeting, group.bob) == "coming"


def test_one_may_change_ones_mind_within_a_second_and_whatever_the_clock_of_ones_device(group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    # A phone that is years ahead; then ten answers of one second, or without any moment.
    assert rsvp(row, ics_reply(row, DTSTAMP="20990101T000000Z")).became == Became.ACTED
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        now = f"{clock.now():%Y%m%dT%H%M%SZ}"
        for said, answer in [("DECLINED", "absent"), ("ACCEPTED", "coming"), ("TENTATIVE", "maybe")] * 3:
            assert rsvp(row, ics_reply(row, said, DTSTAMP=now)).became == Became.ACTED
            assert answer_of(meeting, group.bob) == answer
        assert rsvp(row, ics_reply(row, "TENTATIVE", DTSTAMP=now)).became == Became.DROPPED
        assert rsvp(row, ics_reply(row, "DECLINED", DTSTAMP=None)).became == Became.ACTED
    assert answer_of(meeting, group.bob) == "absent"


def test_another_time_is_a_word_for_the_others_and_moves_nothing(client: GateClient, group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    counter = ics_reply(row, "TENTATIVE", "COUNTER", DTSTART="20261217T090000Z", COMMENT="Le train arrive à 9 h.")
    assert rsvp(row, counter).became == Became.ACTED
    kept = Attendance._base_manager.get(meeting=meeting, membership=group.bob)
    assert (kept.answer, again(meeting).starts_at) == ("", meeting.starts_at)
    assert kept.note.startswith("would rather Thursday 17 December, 10:00")
    assert "Le train arrive à 9 h." in kept.note
    client.force_login(group.alice.person)
    assert "Le train arrive" in client.get(f"/g/{group.space.slug}/seances/{meeting.ref}/").content.decode()


def test_one_date_moved_sends_one_request_for_it_and_the_others_stay(group: Group) -> None:
    """C5."""
    series = make_series(group.alice)
    whole = sent_to(group.bob)
    assert [str(event_in(one)["RRULE"].to_ical(), "ascii") for one in whole] == ["FREQ=MONTHLY;BYDAY=3MO"]
    rows = meetings_of(series)
    before = last_mail_pk()
    meetings.move_meeting(by=group.alice, meeting=rows[1], day=dt.date(2026, 12, 22), at=dt.time(9))
    assert OutgoingMail.objects.filter(pk__gt=before).count() == 2
    for member in (group.alice, group.bob):
        (moved,) = sent_to(member, before)
        calendar = calendar_in(moved)
        (event,) = calendar.walk("VEVENT")
        assert str(calendar["METHOD"]) == "REQUEST"
        assert str(event["UID"]) == str(event_in(whole[0])["UID"]) == f"serie-{series.ref}@commun"
        assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-21T14:00:00+01:00"
        assert event["DTSTART"].dt.isoformat() == "2026-12-22T09:00:00+01:00"
        assert (int(event["SEQUENCE"]), "RRULE" in event) == (1, False)
        assert str(event["ORGANIZER"]).endswith(f"rsvp+{token_of(moved)}@{arriving.domain()}")
    (moved,) = sent_to(group.bob, before)
    assert token_of(moved) == token_of(whole[0])
    # Moved again: the name of the date stays, its version grows.
    before = last_mail_pk()
    meetings.move_meeting(by=group.alice, meeting=rows[1], day=dt.date(2026, 12, 23), at=dt.time(9))
    (moved,) = sent_to(group.bob, before)
    assert event_in(moved)["RECURRENCE-ID"].dt.isoformat() == "2026-12-21T14:00:00+01:00"
    assert int(event_in(moved)["SEQUENCE"]) == 2


def test_a_series_of_another_place_keeps_its_own_hours_whatever_those_of_the_group(group: Group) -> None:
    series = make_series(group.alice, zone="America/Martinique")
    (whole,) = sent_to(group.bob)
    assert event_in(whole)["DTSTART"].dt.isoformat() == "2026-11-16T14:00:00-04:00"
    meetings.move_meeting(by=group.alice, meeting=meetings_of(series)[1], day=dt.date(2026, 12, 22), at=dt.time(9))
    moved = event_in(sent_to(group.bob)[-1])
    assert moved["RECURRENCE-ID"].dt.isoformat() == "2026-12-21T14:00:00-04:00"
    assert moved["DTSTART"].dt.isoformat() == "2026-12-22T09:00:00-04:00"


def test_one_date_or_the_whole_is_answered(group: Group) -> None:
    series = make_series(group.alice)
    (whole,) = sent_to(group.bob)
    assert rsvp(whole, ics_reply(whole)).became == Became.ACTED
    rows = [row for row in meetings_of(series) if row.starts_at > clock.now()]
    assert {answer_of(row, group.bob) for row in rows} == {"coming"}
    named = {"RECURRENCE-ID;TZID=Europe/Paris": "20261221T140000", "DTSTAMP": "20261116T121000Z"}
    assert rsvp(whole, ics_reply(whole, "DECLINED", **named)).became == Became.ACTED
    by_day = {"RECURRENCE-ID;VALUE=DATE": "20270118", "DTSTAMP": "20261116T121500Z"}
    assert rsvp(whole, ics_reply(whole, "TENTATIVE", **by_day)).became == Became.ACTED
    assert [answer_of(row, group.bob) for row in rows[:4]] == ["coming", "absent", "maybe", "coming"]
    never = {"RECURRENCE-ID": "20261222T130000Z", "DTSTAMP": "20261116T122000Z"}
    assert rsvp(whole, ics_reply(whole, "DECLINED", **never)).became == Became.REFUSED


def test_a_moved_date_is_answered_in_words_for_itself(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    meetings.move_meeting(by=group.alice, meeting=rows[1], day=dt.date(2026, 12, 22), at=dt.time(9))
    moved = sent_to(group.bob)[-1]
    token = moved.headers["Reply-To"].partition("r+")[2].partition("@")[0]
    assert hand_over("r", token, mail_that_says("Non, pas ce jour-là", moved.to)).became == Became.ACTED
    assert [answer_of(row, group.bob) for row in rows[:3]] == ["", "absent", ""]
    # Written to the address of the invitation itself, it is for the whole series.
    assert hand_over("rsvp", token_of(moved), mail_that_says("Oui", moved.to)).became == Became.ACTED
    assert {answer_of(row, group.bob) for row in rows if row.starts_at > clock.now()} == {"coming"}


def test_a_cancelled_date_and_a_stopped_series_are_cancelled_in_calendars(group: Group) -> None:
    series = make_series(group.alice, starts_on=dt.date(2026, 12, 1))
    rows = meetings_of(series)
    before = last_mail_pk()
    meetings.cancel_meeting(by=group.alice, meeting=rows[0])
    (one,) = sent_to(group.bob, before)
    assert str(calendar_in(one)["METHOD"]) == "CANCEL"
    event = event_in(one)
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-21T14:00:00+01:00"
    before = last_mail_pk()
    meeting_series.end_series(by=group.alice, series=series)
    (whole,) = sent_to(group.bob, before)
    assert str(calendar_in(whole)["METHOD"]) == "CANCEL"
    # Above what was said of any of its dates, for programs that keep the highest.
    assert ("RECURRENCE-ID" in event_in(whole), int(event_in(whole)["SEQUENCE"])) == (False, 2)
    late = ics_reply(whole, DTSTAMP="20261116T140000Z")
    assert rsvp(whole, late).became == Became.DROPPED
    alone = one_meeting(group)
    before = last_mail_pk()
    meetings.cancel_meeting(by=group.alice, meeting=alone)
    (gone,) = sent_to(group.bob, before)
    assert (str(calendar_in(gone)["METHOD"]), "RECURRENCE-ID" in event_in(gone)) == ("CANCEL", False)


def test_a_series_that_took_place_is_shortened_not_erased(group: Group) -> None:
    series = make_series(group.alice)
    with clock.stopped(clock.now() + dt.timedelta(hours=2)):
        meetings.open_meeting(by=group.alice, meeting=meetings_of(series)[0])
        before = last_mail_pk()
        meeting_series.end_series(by=group.alice, series=series)
    (row,) = sent_to(group.bob, before)
    assert str(calendar_in(row)["METHOD"]) == "REQUEST"
    assert "UNTIL=20261116T" in event_in(row)["RRULE"].to_ical().decode()


def test_a_changed_series_is_told_once_with_what_was_moved_or_cancelled(group: Group) -> None:
    series = make_series(group.alice)
    rows = meetings_of(series)
    meetings.cancel_meeting(by=group.alice, meeting=rows[2])
    meetings.move_meeting(by=group.alice, meeting=rows[1], day=dt.date(2026, 12, 22), at=dt.time(9))
    plan = meeting_series.SeriesPlan(
        "Séance du mois", series.rule, series.starts_on, series.starts_at, 120, place="Au jardin"
    )
    before = last_mail_pk()
    meeting_series.change_series(by=group.alice, series=series, plan=plan)
    (row,) = sent_to(group.bob, before)
    whole, moved = calendar_in(row).walk("VEVENT")
    assert (str(whole["LOCATION"]), int(whole["SEQUENCE"])) == ("Au jardin", 2)
    assert [one.dt.isoformat() for one in whole["EXDATE"].dts] == ["2027-01-18T14:00:00+01:00"]
    assert moved["RECURRENCE-ID"].dt.isoformat() == "2026-12-21T14:00:00+01:00"
    assert int(moved["SEQUENCE"]) == int(whole["SEQUENCE"])
    # A change that calendars do not show is not told to them.
    before = last_mail_pk()
    more = meeting_series.SeriesPlan(
        "Séance du mois", series.rule, series.starts_on, series.starts_at, 120, place="Au jardin", min_presence=4
    )
    meeting_series.change_series(by=group.alice, series=series, plan=more)
    assert not OutgoingMail.objects.filter(pk__gt=before).exists()


HOSTILE = {
    "huge rule": ("DTSTART:20261215T090000Z\r\nRRULE:FREQ=SECONDLY;COUNT=99999999", Became.ACTED),
    "megabytes": ("DESCRIPTION:" + "a" * 3_000_000, Became.REFUSED),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_calendar_costs_nothing_and_is_refused_by_name(group: Group, name: str) -> None:
    line, became = HOSTILE[name]
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    ics = ics_reply(row).replace("END:VEVENT", f"{line}\r\nEND:VEVENT")
    outcome = rsvp(row, ics)
    assert outcome.became == became
    assert answer_of(meeting, group.bob) == ("coming" if became == Became.ACTED else "")
    assert bool(outcome.reason) == (became == Became.REFUSED)


@pytest.mark.parametrize("ics", ["pas un agenda", "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR", "\x00\x01"])
def test_what_is_no_answer_is_refused_with_a_sentence(group: Group, ics: str) -> None:
    one_meeting(group)
    (row,) = sent_to(group.bob)
    outcome = rsvp(row, ics, text="\n")
    assert outcome.became == Became.REFUSED
    assert "answer in words" in outcome.reason


def test_a_program_that_is_away_answers_no_invitation(group: Group) -> None:
    meeting = one_meeting(group)
    (row,) = sent_to(group.bob)
    away = mail_that_says("Oui, je suis absent jusqu'à lundi.", row.to, subject="Absence du bureau : Bilan")
    assert hand_over("rsvp", token_of(row), away).became == Became.DROPPED
    assert answer_of(meeting, group.bob) == ""


def test_the_date_that_a_poll_kept_invites_with_what_each_said(group: Group) -> None:
    process = vote_world.opened(group.alice, "dates", {"minutes": 30})
    ballots.cast(by=group.bob, process=process, content={"dates": {"1": "yes"}})
    vote_world.closed(process)
    (row,) = sent_to(group.bob)
    assert event_in(row)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    (other,) = sent_to(group.alice)
    assert event_in(other)["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert Process._base_manager.get(pk=process.pk).result["meeting"]
    assert date_polls.SAID["yes"] == "coming"


def test_where_answers_reach_nobody_calendars_are_told_and_asked_nothing(group: Group, settings: Any) -> None:
    settings.MAIL_PAGE, settings.LIST_DOMAIN = False, ""
    one_meeting(group)
    (row,) = sent_to(group.bob)
    assert "From" not in row.headers
    assert str(calendar_in(row)["METHOD"]) == "PUBLISH"
    assert "ATTENDEE" not in event_in(row)
    assert row.text.count("/m/") == 4, "three answers, and the way out"


def test_who_refused_the_mails_of_the_group_is_not_invited(group: Group) -> None:
    group.bob.mails = "concerns"
    group.bob.save()
    make_member(group.space, make_person("Dora"), "dormant")
    one_meeting(group)
    assert OutgoingMail.objects.count() == 1


def test_inviting_costs_the_same_for_two_and_for_twenty(group: Group, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        make_member(group.space, make_person(f"Membre {number}"))
    with django_assert_max_num_queries(30):
        one_meeting(group)
    assert OutgoingMail.objects.count() == 22
