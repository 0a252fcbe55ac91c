"""What changes of a meeting tell calendars, to whom, and what comes back of several dates at once (exch C4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.arriving import Became
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance import tokens
from commun.governance.actions import guests, invitations, meeting_series, meetings, memberships
from commun.governance.models import GuestPass, Meeting, MeetingSeries, Membership
from commun.people.actions.erasure import erase_person
from commun.people.models import Person
from tests.governance.imip_world import (
    answer_of,
    calendar_in,
    event_in,
    ics_reply,
    last_mail_pk,
    one_meeting,
    rsvp,
    sent_to,
)
from tests.governance.meeting_world import again, make_series, meetings_of
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
DECEMBER, JANUARY = dt.date(2026, 12, 21), dt.date(2027, 1, 18)


@pytest.fixture(autouse=True)
def _read_in_english(group: Group) -> None:
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()


def plan_of(series: MeetingSeries, **changed: Any) -> meeting_series.SeriesPlan:
    names = ("title", "rule", "starts_on", "starts_at", "minutes", "zone", "kind", "place", "link")
    return meeting_series.SeriesPlan(**({name: getattr(series, name) for name in names} | changed))


def change(by: Membership, series: MeetingSeries, **changed: Any) -> None:
    meeting_series.change_series(by=by, series=series, plan=plan_of(series, **changed))


def move(by: Membership, meeting: Meeting, day: dt.date, at: dt.time = dt.time(9), **changed: Any) -> None:
    meetings.move_meeting(by=by, meeting=again(meeting), day=day, at=at, **changed)


def in_one_mail(row: OutgoingMail, *answers: tuple[str, str]) -> str:
    """Several answers of one program at one moment: what each says, and how it names its date if it does."""
    each = []
    for said, named in answers:
        name, _colon, value = named.partition(":")
        each.append(ics_reply(row, said, **({name: value} if name else {})))
    events = [text[text.index("BEGIN:VEVENT") : text.index("END:VCALENDAR")] for text in each]
    return each[0][: each[0].index("BEGIN:VEVENT")] + "".join(events) + "END:VCALENDAR\r\n"


@pytest.mark.parametrize(
    "answers",
    [
        [("DECLINED", f"RECURRENCE-ID;VALUE=DATE:{day:%Y%m%d}") for day in (DECEMBER, JANUARY)],
        # The whole, wherever it stands, leaves what the dates beside it say.
        [*(("DECLINED", f"RECURRENCE-ID;VALUE=DATE:{day:%Y%m%d}") for day in (DECEMBER, JANUARY)), ("ACCEPTED", "")],
    ],
)
def test_several_dates_answered_at_once_are_all_heard(group: Group, answers: list[tuple[str, str]]) -> None:
    rows = meetings_of(make_series(group.alice))
    (whole,) = sent_to(group.bob)
    assert rsvp(whole, in_one_mail(whole, *answers)).became == Became.ACTED
    other = "coming" if ("ACCEPTED", "") in answers else ""
    assert [answer_of(row, group.bob) for row in rows[1:4]] == ["absent", "absent", other]


def test_an_answer_to_all_that_comes_late_leaves_what_was_answered_since(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    (whole,) = sent_to(group.bob)
    with clock.stopped(clock.now() + dt.timedelta(hours=1)):
        one = {"RECURRENCE-ID": "20261221T130000Z", "DTSTAMP": "20261116T112000Z"}
        assert rsvp(whole, ics_reply(whole, "DECLINED", **one)).became == Became.ACTED
        assert rsvp(whole, ics_reply(whole, DTSTAMP="20261116T111000Z")).became == Became.ACTED
        assert [answer_of(row, group.bob) for row in rows[1:4]] == ["absent", "coming", "coming"]
        # Written after it, it is for all.
        assert rsvp(whole, ics_reply(whole, "TENTATIVE", DTSTAMP="20261116T113000Z")).became == Became.ACTED
        assert [answer_of(row, group.bob) for row in rows[1:4]] == ["maybe"] * 3


def test_one_mail_about_two_invitations_records_neither(group: Group) -> None:
    mine, other = one_meeting(group), one_meeting(group)
    first, second = sent_to(group.bob)
    event = ics_reply(second).partition("BEGIN:VEVENT")[2].partition("END:VCALENDAR")[0]
    both = ics_reply(first).replace("END:VCALENDAR", f"BEGIN:VEVENT{event}END:VCALENDAR")
    assert rsvp(first, both).became == Became.REFUSED
    assert [answer_of(one, group.bob) for one in (mine, other)] == ["", ""]


def test_once_a_series_changed_a_date_that_had_moved_is_answered_with_the_version_of_all(group: Group) -> None:
    series = make_series(group.alice)
    row = meetings_of(series)[1]
    for day in (22, 23):
        move(group.alice, row, dt.date(2026, 12, day))
    moved = sent_to(group.bob)[-1]
    assert rsvp(moved, ics_reply(moved)).became == Became.ACTED
    before = last_mail_pk()
    change(group.alice, series, minutes=90)
    (whole,) = sent_to(group.bob, before)
    # It is back where the rule puts it: no event of its own, and the version that calendars hold is that of all.
    assert int(event_in(whole)["SEQUENCE"]) > int(event_in(moved)["SEQUENCE"])
    named = {"RECURRENCE-ID": "20261221T130000Z", "DTSTAMP": "20261116T120500Z"}
    assert rsvp(whole, ics_reply(whole, "DECLINED", **named)).became == Became.ACTED
    assert answer_of(row, group.bob) == "absent"
    # What is still said of the date as it was before is late, even as a first word.
    (hers,) = [one for one in sent_to(group.alice) if one.subject == moved.subject]
    assert rsvp(hers, ics_reply(hers, DTSTAMP="20261116T120600Z")).became == Became.DROPPED
    # Any date that moves from now on is above the whole, and is answered.
    for number, day in ((1, dt.date(2026, 12, 22)), (2, dt.date(2027, 1, 19))):
        before = last_mail_pk()
        move(group.alice, meetings_of(series)[number], day)
        (later,) = sent_to(group.bob, before)
        assert int(event_in(later)["SEQUENCE"]) > int(event_in(whole)["SEQUENCE"])
        assert rsvp(later, ics_reply(later, "TENTATIVE", DTSTAMP="20261116T120700Z")).became == Became.ACTED


def test_where_nothing_changes_nothing_is_sent(group: Group) -> None:
    meeting, series = one_meeting(group), make_series(group.alice)
    before, version = last_mail_pk(), again(meeting).sequence
    for where in (None, "Salle des fêtes"):
        with pytest.raises(Refused, match="already takes place"):
            move(group.alice, meeting, dt.date(2026, 12, 15), dt.time(10), minutes=90, place=where)
    for rule in ("FREQ=MONTHLY;INTERVAL=1;BYDAY=3MO", "BYDAY=+3MO;FREQ=MONTHLY", "rrule:freq=monthly;byday=3mo"):
        change(group.alice, series, rule=rule)
    assert not OutgoingMail.objects.filter(pk__gt=before).exists()
    assert again(meeting).sequence == version
    move(group.alice, meeting, dt.date(2026, 12, 15), dt.time(10), place="Au jardin")
    assert len(sent_to(group.bob, before)) == 1


def test_a_changed_series_says_what_each_answered_for_the_dates_that_moved(group: Group) -> None:
    series = make_series(group.alice)
    for row, day in zip(meetings_of(series)[1:3], (dt.date(2026, 12, 22), dt.date(2027, 1, 19)), strict=True):
        move(group.alice, row, day)
    moved = sent_to(group.bob)[-1]
    assert rsvp(moved, ics_reply(moved)).became == Became.ACTED
    before = last_mail_pk()
    change(group.alice, series, place="Au jardin")
    stands = {}
    for member in (group.alice, group.bob):
        (row,) = sent_to(member, before)
        stands[member.name] = [one["ATTENDEE"].params["PARTSTAT"] for one in calendar_in(row).walk("VEVENT")]
    assert stands == {"Alice Martin": ["NEEDS-ACTION"] * 3, "Bob Durand": [*["NEEDS-ACTION"] * 2, "ACCEPTED"]}


@pytest.mark.parametrize("zone", ["America/Martinique", "UTC"])
def test_a_date_taken_out_is_named_in_the_zone_of_its_series(group: Group, zone: str) -> None:
    series = make_series(group.alice, zone=zone)
    meetings.cancel_meeting(by=group.alice, meeting=meetings_of(series)[1])
    before = last_mail_pk()
    change(group.alice, series, place="Au jardin")
    (row,) = sent_to(group.bob, before)
    (out,) = event_in(row)["EXDATE"].dts
    start = event_in(row)["DTSTART"]
    assert (out.dt.isoformat()[:16], out.dt.utcoffset()) == ("2026-12-21T14:00", start.dt.utcoffset())
    assert event_in(row)["EXDATE"].params.get("TZID") == start.params.get("TZID")


EARLY_IN_DECEMBER = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)


def a_month_of_mondays(group: Group) -> MeetingSeries:
    """23 November is cancelled; what was planned on 7 December is held on 24 November."""
    series = make_series(group.alice, rule="FREQ=WEEKLY;UNTIL=20270201;BYDAY=MO")
    rows = meetings_of(series)
    move(group.alice, rows[3], dt.date(2026, 11, 24))
    meetings.cancel_meeting(by=group.alice, meeting=rows[1])
    return series


def days_in(row: OutgoingMail) -> tuple[str, dict[str, str], list[str]]:
    """The first day of the whole, where the dates with an event of their own went, the days taken out."""
    whole, *others = calendar_in(row).walk("VEVENT")
    went = {f"{one['RECURRENCE-ID'].dt:%d/%m}": f"{one['DTSTART'].dt:%d/%m}" for one in others}
    out = [f"{one.dt:%d/%m}" for one in whole["EXDATE"].dts] if "EXDATE" in whole else []
    return f"{whole['DTSTART'].dt:%d/%m}", went, out


def test_a_date_held_before_its_day_does_not_come_back_when_its_series_changes(group: Group) -> None:
    series, before = a_month_of_mondays(group), last_mail_pk()
    with clock.stopped(EARLY_IN_DECEMBER):
        change(group.alice, series, place="Au jardin")
    (row,) = sent_to(group.bob, before)
    assert days_in(row) == ("07/12", {"07/12": "24/11"}, [])


def test_a_series_that_ends_keeps_what_took_place_where_it_did(group: Group) -> None:
    series, before = a_month_of_mondays(group), last_mail_pk()
    with clock.stopped(EARLY_IN_DECEMBER):
        meeting_series.end_series(by=group.alice, series=series)
    (row,) = sent_to(group.bob, before)
    assert days_in(row) == ("16/11", {"07/12": "24/11"}, ["23/11"])
    assert "UNTIL=20261202T" in calendar_in(row).walk("VEVENT")[0]["RRULE"].to_ical().decode()


def test_a_rule_of_two_days_that_ends_after_eight_times_is_told_as_it_is_held(group: Group) -> None:
    series = make_series(
        group.alice, rule="FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=SA,SU", starts_on=dt.date(2026, 11, 18)
    )
    (row,) = sent_to(group.bob)
    event = event_in(row)
    assert event["RRULE"].to_ical().decode() == "FREQ=WEEKLY;COUNT=8;INTERVAL=2;BYDAY=SA,SU"
    held = [f"{one.starts_at:%d/%m}" for one in meetings_of(series)]
    assert held == ["21/11", "22/11", "05/12", "06/12", "19/12", "20/12", "02/01", "03/01"]
    assert f"{event['DTSTART'].dt:%d/%m}" == held[0]


CHANGES: dict[str, tuple[Callable[[Membership, Group], object], list[str]]] = {
    "moved": (lambda by, group: move(by, one_meeting(group), dt.date(2026, 12, 16)), ["REQUEST"] * 2),
    "cancelled": (lambda by, group: meetings.cancel_meeting(by=by, meeting=one_meeting(group)), ["REQUEST", "CANCEL"]),
    "changed": (lambda by, group: change(by, make_series(by), place="Au jardin"), ["REQUEST"] * 2),
    "one date moved": (lambda by, group: move(by, meetings_of(make_series(by))[1], JANUARY), ["REQUEST"] * 2),
    "stopped": (
        lambda by, group: meeting_series.end_series(by=by, series=make_series(by, starts_on=DECEMBER)),
        ["REQUEST", "CANCEL"],
    ),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_each_member_has_one_mail_of_a_change_from_one_address_whoever_makes_it(group: Group, name: str) -> None:
    """The group invites, not the person who plans: somebody else may change it, and calendars know the organizer."""
    both = make_member(group.space, make_person("Dina Roux", language="en"), role="facilitator")
    do, methods = CHANGES[name]
    do(both, group)
    for member in (group.alice, group.bob, both):
        rows = sent_to(member)
        assert [str(calendar_in(row)["METHOD"]) for row in rows] == methods
        events = [event_in(row) for row in rows]
        assert {str(one["ATTENDEE"]) for one in events} == {f"mailto:{member.person.email}"}
        assert len({(str(one["UID"]), str(one["ORGANIZER"])) for one in events}) == 1
        versions = [int(one["SEQUENCE"]) for one in events]
        assert versions == sorted(set(versions))
    assert OutgoingMail.objects.count() == 3 * len(methods)


@pytest.mark.parametrize("name", ["cancelled", "stopped"])
def test_where_nobody_wants_the_mails_of_the_group_nothing_is_sent(group: Group, name: str) -> None:
    Membership._base_manager.update(mails="none")
    CHANGES[name][0](group.alice, group)
    assert not OutgoingMail.objects.exists()


def test_who_may_not_arrange_sends_nothing(group: Group) -> None:
    meeting, before = one_meeting(group), last_mail_pk()
    with pytest.raises(Refused):
        move(group.bob, meeting, dt.date(2026, 12, 16))
    assert not OutgoingMail.objects.filter(pk__gt=before).exists()


def test_whoever_leaves_is_told_for_each_thing_that_was_in_their_calendar(group: Group) -> None:
    series, meeting, gone = make_series(group.alice), one_meeting(group), one_meeting(group)
    move(group.alice, meetings_of(series)[1], dt.date(2026, 12, 22))
    meetings.cancel_meeting(by=group.alice, meeting=gone)
    with scope.use(group.space):
        late = make_member(group.space, make_person("Dina Roux"))
    before, sent = last_mail_pk(), {str(event_in(row)["UID"]): row for row in sent_to(group.bob)}
    memberships.leave(member=group.bob)
    rows = sent_to(group.bob, before)
    told = [(str(calendar_in(row)["METHOD"]), str(event_in(row)["UID"])) for row in rows]
    assert told == [("CANCEL", f"seance-{meeting.ref}@commun"), ("CANCEL", f"serie-{series.ref}@commun")]
    for row in rows:
        event, last = event_in(row), event_in(sent[str(event_in(row)["UID"])])
        assert (str(event["STATUS"]), "RECURRENCE-ID" in event) == ("CANCELLED", False)
        assert (event["ORGANIZER"], event["ATTENDEE"]) == (last["ORGANIZER"], last["ATTENDEE"])
        assert int(event["SEQUENCE"]) > int(last["SEQUENCE"])
        assert "leaves your calendar" in row.subject
    # Nobody else hears of it, nor does their answer count less; who was never invited has nothing to let go of.
    memberships.leave(member=late)
    assert OutgoingMail.objects.filter(pk__gt=before).count() == len(rows)
    (mine,) = [row for row in sent_to(group.alice) if f"seance-{meeting.ref}" in row.calendar]
    assert rsvp(mine, ics_reply(mine)).became == Became.ACTED


def test_who_rests_keeps_what_is_in_their_calendar_and_who_is_erased_is_written_nothing(group: Group) -> None:
    one_meeting(group)
    before, address = last_mail_pk(), str(group.bob.person.email)
    memberships.rest(member=group.bob)
    assert not sent_to(group.bob, before)
    erase_person(person=group.bob.person, keeps_name=True)
    assert not OutgoingMail.objects.filter(to=address).exclude(calendar="").exists()


def come_as_guest(group: Group, meeting: Meeting) -> None:
    asked = guests.Guest(str(group.chloe.email), dt.date(2027, 3, 1), "Chloé Petit")
    made = guests.invite_guest(by=group.alice, thing=meeting, guest=asked)
    invitations.accept_invitation(token=tokens.token_of(made.invitation), person=group.chloe)


def told_to_chloe(group: Group, since: int) -> list[str]:
    return [one.subject for one in OutgoingMail.objects.filter(to=group.chloe.email, pk__gt=since).order_by("pk")]


def test_a_guest_of_one_meeting_is_told_that_it_moves_or_falls_and_nothing_of_the_others(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    Person.objects.filter(pk=group.chloe.pk).update(language="en")
    come_as_guest(group, rows[1])
    before = last_mail_pk()
    move(group.alice, rows[2], dt.date(2027, 1, 19))
    meetings.cancel_meeting(by=group.alice, meeting=again(rows[3]))
    change(group.alice, rows[0].series, place="Au jardin")
    assert told_to_chloe(group, before) == []
    move(group.alice, rows[1], dt.date(2026, 12, 22), reason="Entre nous")
    (moved,) = told_to_chloe(group, before)
    assert moved == "“Séance du mois” moves to Tuesday 22 December, 9:00"
    letter = OutgoingMail.objects.get(subject=moved, to=group.chloe.email)
    assert "planned for Monday 21 December, 14:00" in letter.text
    # What members say to each other is not for guests; no calendar invites them, no answer is asked.
    assert ("Entre nous" in letter.text, letter.calendar) == (False, "")
    change(group.alice, rows[0].series, starts_at=dt.time(18))
    assert told_to_chloe(group, before)[1:] == ["“Séance du mois” moves to Monday 21 December, 18:00"]
    come_as_guest(group, again(rows[4]))
    before = last_mail_pk()
    change(group.alice, MeetingSeries._base_manager.get(pk=rows[0].series_id), rule="FREQ=MONTHLY;COUNT=2;BYDAY=3MO")
    assert told_to_chloe(group, before) == ["“Séance du mois” of Monday 15 March 2027, 18:00 is cancelled"]
    before = last_mail_pk()
    meeting_series.end_series(by=group.alice, series=rows[0].series)
    assert told_to_chloe(group, before) == ["“Séance du mois” of Monday 21 December, 18:00 is cancelled"]


def test_a_guest_who_became_a_member_is_told_once_as_a_member(group: Group) -> None:
    meeting = one_meeting(group)
    come_as_guest(group, meeting)
    Membership._base_manager.filter(person=group.chloe).update(state="member")
    before = last_mail_pk()
    meetings.cancel_meeting(by=group.alice, meeting=meeting)
    (row,) = OutgoingMail.objects.filter(to=group.chloe.email, pk__gt=before)
    assert row.calendar


def test_a_guest_whose_time_is_over_is_told_nothing_more(group: Group) -> None:
    over, meeting = one_meeting(group), one_meeting(group)
    for one in (over, meeting):
        come_as_guest(group, one)
    guests.take_back_pass(by=group.alice, guest_pass=GuestPass._base_manager.get(thing=over.ref))
    before = last_mail_pk()
    meetings.cancel_meeting(by=group.alice, meeting=over)
    assert told_to_chloe(group, before) == []
    meetings.cancel_meeting(by=group.alice, meeting=meeting)
    (said,) = told_to_chloe(group, before)
    assert said.startswith("“Bilan” of")


def test_whoever_comes_in_is_invited_to_what_is_to_come_and_answers_it(group: Group) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=40)):
        meetings.plan_meeting(
            by=group.alice, plan=meetings.MeetingPlan("Passé", dt.date(2026, 10, 20), dt.time(10), 90)
        )
    series, meeting, gone = make_series(group.alice), one_meeting(group), one_meeting(group)
    move(group.alice, meetings_of(series)[1], dt.date(2026, 12, 22))
    meetings.cancel_meeting(by=group.alice, meeting=gone)
    ended = make_series(group.alice, title="Finie")
    meeting_series.end_series(by=group.alice, series=ended)
    made = invitations.invite_by_mail(by=group.alice, email=str(group.chloe.email))
    before = last_mail_pk()
    chloe = invitations.accept_invitation(token=tokens.token_of(made), person=group.chloe).membership
    assert chloe is not None
    rows = sent_to(chloe, before)
    told = [(str(calendar_in(row)["METHOD"]), str(calendar_in(row).walk("VEVENT")[0]["UID"])) for row in rows]
    assert told == [("REQUEST", f"seance-{meeting.ref}@commun"), ("REQUEST", f"serie-{series.ref}@commun")]
    assert [row.subject.endswith("do you come?") for row in rows] == [True, True]
    # First that they are in; nobody else is asked again.
    first, *others = OutgoingMail.objects.filter(pk__gt=before).order_by("pk")
    assert (first.subject, others) == (f"Welcome to “{group.space.name}”", rows)
    for row in rows:
        assert rsvp(row, ics_reply(row)).became == Became.ACTED
    assert answer_of(meeting, chloe) == "coming"
    assert {answer_of(one, chloe) for one in meetings_of(series)[1:4]} == {"coming"}


def test_whoever_comes_back_from_rest_is_invited_to_what_was_planned_meanwhile_only(group: Group) -> None:
    one_meeting(group)
    memberships.rest(member=group.bob)
    meeting, before = one_meeting(group), last_mail_pk()
    memberships.come_back(member=again_member(group.bob))
    (row,) = sent_to(group.bob, before)
    assert str(event_in(row)["UID"]) == f"seance-{meeting.ref}@commun"
    memberships.rest(member=again_member(group.bob))
    memberships.come_back(member=again_member(group.bob))
    assert len(sent_to(group.bob, before)) == 1


def test_whoever_wants_no_mails_of_the_life_of_the_group_is_not_asked(group: Group) -> None:
    one_meeting(group)
    memberships.rest(member=group.bob)
    one_meeting(group)
    Membership._base_manager.filter(pk=group.bob.pk).update(mails="decisions")
    before = last_mail_pk()
    memberships.come_back(member=again_member(group.bob))
    assert not sent_to(group.bob, before)


def again_member(member: Membership) -> Membership:
    return Membership._base_manager.select_related("person", "space").get(pk=member.pk)
