"""What this room lets a person do from a mail about a date: answer a date poll, say whether they come to a meeting."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.core import links, mail, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance import ballot_words
from commun.governance.actions import ballots, duties
from commun.governance.mail_offers import member_of, word_form
from commun.governance.models import Attendance, Meeting, MeetingSeries, Membership, Process
from commun.governance.notifications.acts import ANSWER_DATES, COME, COME_SERIES, OTHER_TIME
from commun.governance.queries import ballots as queries
from commun.ui.dates import moment


def poll_of(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Process]:
    """The member and the date poll. No vote is ever one: raises NotFound for it, and Refused once it is closed."""
    with scope.everywhere("a key names its own date poll"):
        rows = Process.objects.select_related("space")
        process = rows.filter(ref=data.get("process"), method=Process.Method.DATES, is_secret=False).first()
    if process is None:
        raise NotFound
    if process.state != Process.State.OPEN:
        raise Refused(_("The answers to “%(title)s” are closed.") % {"title": process.title})
    return member_of(person_id, process.space_id), process


def _ask_dates(person_id: int, data: Mapping[str, Any]) -> str:
    return _("Answer “%(title)s”?") % {"title": poll_of(person_id, data)[1].title}


def _answer_dates(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    """Record these answers, those given before for other dates kept."""
    member, process = poll_of(person_id, data)
    voice = queries.voice_of(member, process)
    before = voice.ballot.content["dates"] if voice.ballot is not None else {}
    reason = str(data.get("note") or (voice.ballot.reason if voice.ballot is not None else ""))
    content = {"dates": {**before, **dict(data.get("dates") or {})}}
    # What is answered says the same as a receipt would.
    with mail.silence():
        ballots.cast(by=member, process=process, content=content, reason=reason)
    labels = ballot_words.labels_of(queries.options_of(process))
    words = {"title": process.title, "said": ballot_words.said(process, labels, content)}
    return _("“%(title)s”: %(said)s") % words, here(process.space.slug, "governance:process", process=process.ref)


def meeting_of(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Meeting]:
    """The member and the meeting. Raises NotFound, and Refused once it is over."""
    with scope.everywhere("a signed link names its own meeting"):
        found = Meeting.objects.select_related("space", "series").filter(ref=data.get("meeting")).first()
    if found is None:
        raise NotFound
    if found.state == Meeting.State.CANCELLED:
        raise Refused(_("“%(meeting)s” is cancelled.") % {"meeting": found.title})
    if found.state == Meeting.State.CLOSED:
        raise Refused(_("This meeting is over."))
    return member_of(person_id, found.space_id), found


def _ask_to_come(person_id: int, data: Mapping[str, Any]) -> str:
    meeting = meeting_of(person_id, data)[1]
    words = {"meeting": meeting.title, "day": moment(meeting.starts_at)}
    asked = {
        Attendance.Answer.COMING: _("Say that you come to “%(meeting)s”, %(day)s?"),
        Attendance.Answer.MAYBE: _("Say that you may come to “%(meeting)s”, %(day)s?"),
        Attendance.Answer.NOT_COMING: _("Say that you do not come to “%(meeting)s”, %(day)s?"),
    }
    return asked[Attendance.Answer(str(data.get("answer")))] % words


def _come(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, meeting = meeting_of(person_id, data)
    answer = Attendance.Answer(str(data.get("answer")))
    duties.answer_meeting(member=member, meeting=meeting, answer=answer, note=str(data.get("note") or ""))
    words = {"meeting": meeting.title, "day": moment(meeting.starts_at)}
    said = {
        Attendance.Answer.COMING: _("It is noted: you come to “%(meeting)s”, %(day)s."),
        Attendance.Answer.MAYBE: _("It is noted: you may come to “%(meeting)s”, %(day)s."),
        Attendance.Answer.NOT_COMING: _("It is noted: you do not come to “%(meeting)s”, %(day)s."),
    }
    return said[answer] % words, here(meeting.space.slug, "governance:meeting", meeting=meeting.ref)


def series_of(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, MeetingSeries]:
    """The member and the series. Raises NotFound, and Refused once it is over."""
    with scope.everywhere("a signed link names its own series"):
        found = MeetingSeries.objects.select_related("space").filter(ref=data.get("series")).first()
    if found is None:
        raise NotFound
    if found.ended_on is not None:
        raise Refused(_("This series was stopped."))
    return member_of(person_id, found.space_id), found


def _ask_to_come_each_time(person_id: int, data: Mapping[str, Any]) -> str:
    words = {"series": series_of(person_id, data)[1].title}
    asked = {
        Attendance.Answer.COMING: _("Say that you come to every date of “%(series)s”?"),
        Attendance.Answer.MAYBE: _("Say that you may come to every date of “%(series)s”?"),
        Attendance.Answer.NOT_COMING: _("Say that you come to no date of “%(series)s”?"),
    }
    return asked[Attendance.Answer(str(data.get("answer")))] % words


def _come_each_time(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, series = series_of(person_id, data)
    answer = Attendance.Answer(str(data.get("answer")))
    note, but = str(data.get("note") or ""), list(data.get("but") or ())
    count = duties.answer_series(member=member, series=series, answer=answer, note=note, but=but)
    words = {"series": series.title, "answer": answer.label, "count": count}
    said = ngettext(
        "It is noted for the date to come of “%(series)s”: %(answer)s.",
        "It is noted for the %(count)s dates to come of “%(series)s”: %(answer)s. Each may be answered otherwise.",
        count,
    )
    return said % words, here(series.space.slug, "governance:series", series=series.ref)


def _ask_other_time(person_id: int, data: Mapping[str, Any]) -> str:
    return _("Propose another time for “%(meeting)s”?") % {"meeting": meeting_of(person_id, data)[1].title}


def _propose_other_time(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, meeting = meeting_of(person_id, data)
    duties.propose_another_time(member=member, meeting=meeting, note=str(data.get("note") or ""))
    url = here(meeting.space.slug, "governance:meeting", meeting=meeting.ref)
    return _("The others read that another time would suit you better. Nothing moves by itself."), url


links.acts.add(ANSWER_DATES, links.MailAct(gettext_lazy("Answer"), _ask_dates, _answer_dates))
links.acts.add(COME, links.MailAct(gettext_lazy("Confirm"), _ask_to_come, _come, form=word_form))
links.acts.add(
    COME_SERIES, links.MailAct(gettext_lazy("Confirm"), _ask_to_come_each_time, _come_each_time, form=word_form)
)
links.acts.add(
    OTHER_TIME, links.MailAct(gettext_lazy("Propose it"), _ask_other_time, _propose_other_time, form=word_form)
)
