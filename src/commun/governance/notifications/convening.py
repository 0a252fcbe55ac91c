"""Invitations to meetings, and their changes: letters that calendars read too (iMIP, RFC 6047).

One letter for each member, from an address of their own: their calendar's answer comes back to it, whatever address it
is sent from. Whoever reads no calendar answers by « oui », « non », « peut-être », or by one of three links.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.core import arriving, clock, links, mail, replies, scope
from commun.core.models import ReplyKey, Space
from commun.governance import mail_levels, meeting_dates, states
from commun.governance.models import Attendance, Meeting, MeetingSeries, Membership
from commun.governance.notifications import Letter, _address, acts, written
from commun.governance.queries import meeting_events as events
from commun.ui.dates import moment

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True)
class Matter:
    """What is sent to calendars: whose key answers for it, the events, and how the outbox knows the mail."""

    space: Space
    kind: str
    ref: str
    events: Sequence[calendar.Event]
    method: str
    key: str
    # What each member answered, by date: a calendar would ask again otherwise.
    answers: Mapping[dt.date | None, Mapping[int, str]]

    @property
    def versions(self) -> dict[str, int]:
        """The version of each date that this mail speaks of: an answer to an older one counts no more."""
        return {f"sent:{events.instance_name(_start_of(event))}": event.sequence for event in self.events}


def _start_of(event: calendar.Event) -> Any:
    return event.instance_of


def invited(space: Space) -> list[Membership]:
    """Awake members with an address; who receives the mails of the group's life, ``send`` knows. 1 query."""
    with scope.use(space):
        rows = Membership.objects.filter(state=states.MEMBER, person__email__isnull=False)
        return list(rows.select_related("person", "space").order_by("person__sort_key", "pk"))


def invite(meeting: Meeting, by: Membership) -> int:
    """To each member: this meeting is planned. Returns how many letters left. 8 queries, however many members."""
    if mail.is_silent():
        return 0

    def letter(member: Membership) -> Letter:
        words = {"actor": by.name, "meeting": meeting.title, "day": moment(meeting.starts_at)}
        return _planned(meeting, member, _("%(actor)s plans “%(meeting)s”, %(day)s.") % words)

    matter = of_meeting(meeting, REQUEST, f"governance.meeting-planned:{meeting.ref}")
    return send(matter, invited(meeting.space), letter)


def invite_to_series(series: MeetingSeries, by: Membership) -> int:
    """To each member: these meetings come round, or now do otherwise. Returns how many letters left."""
    if mail.is_silent():
        return 0
    is_new = series.sequence == 0

    def letter(member: Membership) -> Letter:
        words = {"actor": by.name, **_words_of(series)}
        planned = _("%(actor)s starts a series of meetings: “%(series)s”, %(rule)s, at %(hour)s.")
        changed = _("%(actor)s changed the series “%(series)s”: %(rule)s, at %(hour)s.")
        subject = _("“%(series)s”: do you come?") if is_new else _("“%(series)s” changes")
        return _planned_series(series, member, subject % words, (planned if is_new else changed) % words)

    return send(of_series(series, REQUEST), invited(series.space), letter)


def _planned(meeting: Meeting, member: Membership, sentence: str) -> Letter:
    words = {"meeting": meeting.title, "day": moment(meeting.starts_at)}
    return Letter(
        subject=_("“%(meeting)s”, %(day)s: do you come?") % words,
        sentences=[
            _("Hello %(person)s,") % {"person": member.name},
            sentence,
            *_where(meeting.place, meeting.link),
            *how_to_answer(),
        ],
        answers=to_answer(meeting, member),
        button=_("See the meeting"),
        url=_address(meeting.space, "governance:meeting", meeting=meeting.ref),
        why=_why(meeting.space),
    )


def _planned_series(series: MeetingSeries, member: Membership, subject: str, sentence: str) -> Letter:
    return Letter(
        subject=subject,
        sentences=[
            _("Hello %(person)s,") % {"person": member.name},
            sentence,
            *_where(series.place, series.link),
            *how_to_answer(),
        ],
        answers=to_answer_series(series, member),
        button=_("See the meetings"),
        url=_address(series.space, "governance:series", series=series.ref),
        why=_why(series.space),
    )


def _words_of(series: MeetingSeries) -> dict[str, str]:
    rule = meeting_dates.said(series.rule, series.starts_on)
    return {"series": series.title, "rule": rule, "hour": f"{series.starts_at:%H:%M}"}


def of_meeting(meeting: Meeting, method: str, key: str) -> Matter:
    """One meeting for calendars; a date of a series is an exception of it, answered by the key of the series."""
    series = meeting.series if events.planned_start(meeting) is not None else None
    kind, ref = (acts.SERIES, series.ref) if series is not None else (acts.MEETING, meeting.ref)
    event = events.event_of(meeting)
    answers = {event.instance_of: events.answers_for(meeting)}
    return Matter(meeting.space, kind, ref, [event], method, key, answers)


def of_series(series: MeetingSeries, method: str, key: str = "") -> Matter:
    """A whole series for calendars; once it ended, what took place stays there, and the whole goes if nothing did."""
    until = clock.now() if series.ended_on is not None and method == REQUEST else None
    is_over = series.ended_on is not None
    # Once told, what changes about its dates is no longer an invitation to all.
    changed = f"governance.series-changed:{series.ref}:{series.sequence}"
    usual = changed if series.sequence else f"governance.series:{series.ref}:0"
    usual = f"governance.series-ended:{series.ref}" if is_over else usual
    told = events.events_of(series, until=until)
    answers = events.answers_by_date(series, told)
    return Matter(series.space, acts.SERIES, series.ref, told, method, key or usual, answers)


def send(matter: Matter, members: Sequence[Membership], write: Callable[[Membership], Letter]) -> int:
    """Write to each whose level lets it, in their language and at their hour. 5 queries, however many they are."""
    members = [one for one in members if mail_levels.reaches(one, matter.key)]
    keys = replies.keys_for(matter.space, [one.person_id for one in members], matter.kind, matter.ref)
    letters = []
    for member in members:
        with translation.override(member.person.language), timezone.override(member.person.time_zone):
            letters.append(_made(matter, member, write(member), keys[member.person_id]))
    replies.remember(matter.space, matter.kind, matter.ref, **matter.versions)
    return mail.send_many(letters)


def _made(matter: Matter, member: Membership, letter: Letter, key: ReplyKey) -> mail.Letter:
    way_out = mail_levels.way_out([member], matter.key)
    text, html = written(letter, way_out)
    out = mail_levels.headers(matter.key, way_out)
    sender = arriving.key_address(replies.RSVP, key.token)
    name = " ".join(matter.space.name.replace('"', "").split())
    return mail.Letter(
        key=f"{matter.key}:{member.pk}",
        to=member.person.email or "",
        subject=letter.subject,
        text=text,
        html=html,
        headers={
            **out,
            **letter.headers,
            **({"From": f'"{name}" <{sender}>'} if replies.are_read() else {}),
        },
        calendar=_calendar(matter, member, sender),
    )


def _calendar(matter: Matter, member: Membership, sender: str) -> str:
    """The same event for everybody, with who is invited and nobody else: the list of members goes nowhere."""
    is_read = replies.are_read()
    organizer = calendar.Party(matter.space.name, sender if is_read else parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    method = matter.method if is_read else PUBLISH

    def attendee(event: calendar.Event) -> calendar.Party | None:
        # What is published invites nobody by name (RFC 5546, 3.2.1).
        answer = matter.answers.get(event.instance_of, {}).get(member.pk, "NEEDS-ACTION")
        return calendar.Party(member.name, member.person.email or "", answer) if is_read else None

    told = [replace(one, organizer=organizer, attendee=attendee(one)) for one in matter.events]
    return calendar.write_feed(calendar.Feed("", tuple(told), method=method)).decode()


def welcome(member: Membership, fact_id: int) -> int:
    """To somebody who comes in, or back: each thing to come that they were not invited to yet.

    One letter for each thing, since calendars read one at a time. Returns how many left. 3 queries, and 9 for each.
    """
    if mail.is_silent() or not member.person.email:
        return 0
    alone, running, keys = _to_come(member)
    words = {"group": member.space.name}
    sent = 0
    for meeting in alone:
        if (acts.MEETING, meeting.ref) not in keys:
            matter = of_meeting(meeting, REQUEST, f"governance.meeting-planned:{meeting.ref}:{fact_id}")
            sent += send(matter, [member], partial(_already_planned, meeting, words))
    for series in running:
        if (acts.SERIES, series.ref) not in keys:
            matter = of_series(series, REQUEST, f"governance.series:{series.ref}:{fact_id}")
            sent += send(matter, [member], partial(_already_running, series, words))
    return sent


def _already_planned(meeting: Meeting, words: Mapping[str, str], member: Membership) -> Letter:
    said = {**words, "meeting": meeting.title, "day": moment(meeting.starts_at)}
    return _planned(meeting, member, _("“%(group)s” has planned “%(meeting)s”, %(day)s.") % said)


def _already_running(series: MeetingSeries, words: Mapping[str, str], member: Membership) -> Letter:
    said = {**words, **_words_of(series)}
    sentence = _("“%(group)s” has a series of meetings: “%(series)s”, %(rule)s, at %(hour)s.") % said
    return _planned_series(series, member, _("“%(series)s”: do you come?") % said, sentence)


def _to_come(member: Membership) -> tuple[list[Meeting], list[MeetingSeries], dict[tuple[str, str], ReplyKey]]:
    """Meetings and series of the group still to come, and the keys of what this member was invited to. 3 queries."""
    with scope.use(member.space):
        rows = ReplyKey.objects.filter(person_id=member.person_id, kind__in=[acts.MEETING, acts.SERIES])
        keys = {(row.kind, row.ref): row for row in rows}
        coming = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=clock.now())
        alone = list(coming.filter(series=None).select_related("space", "series").order_by("pk"))
        running = MeetingSeries.objects.filter(ended_on=None, pk__in=coming.values("series"))
        return alone, list(running.select_related("space").order_by("pk")), keys


def let_go(member: Membership, fact_id: int) -> int:
    """To somebody who left: what they were invited to and is still to come goes from their calendar.

    One letter for each thing, since calendars read one at a time. Returns how many left. 3 queries, and two for each.
    """
    key = f"governance.let-go:{fact_id}"
    if mail.is_silent() or not member.person.email or not mail_levels.reaches(member, key):
        return 0
    alone, series, keys = _to_come(member)
    alone = [one for one in alone if (acts.MEETING, one.ref) in keys]
    series = [one for one in series if (acts.SERIES, one.ref) in keys]
    things = [(one.title, of_meeting(one, CANCEL, f"{key}:{one.ref}")) for one in alone]
    things += [(one.title, of_series(one, CANCEL, f"{key}:{one.ref}")) for one in series]
    with translation.override(member.person.language), timezone.override(member.person.time_zone):
        letters = [
            _made(_cancelled(matter), member, _gone(title, member), keys[matter.kind, matter.ref])
            for title, matter in things
        ]
    return mail.send_many(letters)


def _cancelled(matter: Matter) -> Matter:
    """The whole thing, as gone, above every version that was sent of it."""
    version = max(one.sequence for one in matter.events) + 1
    whole = replace(matter.events[0], status=calendar.ical.CANCELLED, sequence=version)
    return replace(matter, events=[whole])


def _gone(title: str, member: Membership) -> Letter:
    words = {"person": member.name, "group": member.space.name, "meeting": title}
    return Letter(
        subject=_("“%(meeting)s” leaves your calendar") % words,
        sentences=[
            _("Hello %(person)s,") % words,
            _("You are no longer in the group “%(group)s”: “%(meeting)s” leaves your calendar.") % words,
        ],
        why=_("You receive this mail because you had been invited to it."),
    )


def answers_to(meeting: Meeting, members: Sequence[Membership]) -> dict[int, dict[str, str]]:
    """By member, where an answer in words goes: to this date, while the calendar's goes to the series. 3 queries."""
    if not replies.are_read():
        return {}
    keys = replies.keys_for(meeting.space, [one.person_id for one in members], acts.MEETING, meeting.ref)
    address = {pk: arriving.key_address(replies.ANSWER, row.token) for pk, row in keys.items()}
    return {one.pk: {"Reply-To": f"<{address[one.person_id]}>"} for one in members}


def how_to_answer() -> list[str]:
    """How one answers without a calendar."""
    return acts.or_answer(_("Answer from your calendar, by a link below, or by answering this mail: yes, no, maybe."))


def to_answer(meeting: Meeting, member: Membership) -> tuple[tuple[str, str], ...]:
    """Three links, each good once."""
    return tuple((label, acts.to_come(meeting, member, answer)) for label, answer in _answers())


def to_answer_series(series: MeetingSeries, member: Membership) -> tuple[tuple[str, str], ...]:
    """Three links, for all its dates."""
    return tuple(
        (label, links.link(acts.COME_SERIES, member.person_id, series=series.ref, answer=answer))
        for label, answer in _answers()
    )


def _answers() -> list[tuple[str, str]]:
    return [
        (_("I come"), Attendance.Answer.COMING),
        (_("Maybe"), Attendance.Answer.MAYBE),
        (_("I do not come"), Attendance.Answer.NOT_COMING),
    ]


def _where(place: str, link: str) -> list[str]:
    said = [_("Where: %(place)s") % {"place": place}] if place else []
    return [*said, _("Link to join: %(link)s") % {"link": link}] if link else said


def _why(space: Space) -> str:
    return _("You receive this mail because you are a member of “%(group)s”.") % {"group": space.name}
