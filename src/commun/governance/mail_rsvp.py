"""What the answer of a calendar program asks for (iTIP): which meeting, which answer; nothing when it is an old one."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.algo.calendar import Reply
from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import ReplyKey
from commun.core.replies import Wanted
from commun.governance.models import Attendance, Meeting, Membership
from commun.governance.notifications import acts
from commun.governance.queries import meeting_events as events
from commun.people.models import Person
from commun.ui.dates import moment

Answer = Attendance.Answer
SAID = {
    calendar.itip.ACCEPTED: Answer.COMING,
    calendar.itip.TENTATIVE: Answer.MAYBE,
    calendar.itip.DECLINED: Answer.NOT_COMING,
    # Somebody else comes instead: the word says who.
    calendar.itip.DELEGATED: Answer.NOT_COMING,
}


def read(key: ReplyKey, answers: Sequence[Reply]) -> list[Wanted]:
    """What they ask for. An older one than what was heard, or about an older version than what was sent, asks nothing.

    Raises NotFound for another invitation than the key's.
    """
    with scope.use(key.space_id):
        row = ReplyKey.objects.select_for_update().get(pk=key.pk)
    wanted = []
    # The whole series first, wherever a program wrote it: what one date says otherwise stands.
    for answer in sorted(answers, key=lambda one: one.instance is not None):
        one, name = _wanted(row, answer)
        if _is_fresh(row, answer, name):
            wanted.append(one)
    row.save(update_fields=["data"])
    return wanted


def _wanted(key: ReplyKey, answer: Reply) -> tuple[Wanted, str]:
    """The act, for the right meeting or for the whole series; and how the key remembers which date it was about."""
    note, name = _note(answer), events.WHOLE
    if key.kind == acts.MEETING:
        meeting = _meeting(key.space_id, ref=key.ref)
        if answer.uid not in {events.uid_of(meeting), _series_uid(meeting)}:
            raise NotFound
    elif answer.uid != f"serie-{key.ref}@commun":
        raise NotFound
    elif answer.instance is None and answer.method == calendar.itip.REPLY:
        said = {"series": key.ref, "answer": SAID[answer.answer], "note": note, "but": _answered_since(key, answer)}
        return Wanted(acts.COME_SERIES, said), name
    else:
        meeting = _date_of(key, answer)
        name = _name_of(meeting)
    if answer.method == calendar.itip.COUNTER:
        return Wanted(acts.OTHER_TIME, {"meeting": meeting.ref, "note": note}), name
    return Wanted(acts.COME, {"meeting": meeting.ref, "answer": SAID[answer.answer], "note": note}), name


def _is_fresh(key: ReplyKey, answer: Reply, name: str) -> bool:
    """Whether it answers what was sent last, and was not written before what was heard last; remembers it if so.

    A device whose clock is ahead, or that says no moment, wrote it at the latest now. Of one moment, the last that
    came is the one that counts; the very same again asks nothing.
    """
    sent = max(key.data.get(f"sent:{one}", 0) for one in (name, events.WHOLE))
    words = repr((answer.method, answer.answer, answer.comment, answer.delegated_to, answer.start, answer.end))
    mark = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
    said = [answer.sequence, _written(answer), mark]
    heard = key.data.get(f"heard:{name}", [-1, "", ""])
    if answer.sequence < sent or said[:2] < heard[:2] or said == heard:
        return False
    key.data[f"heard:{name}"] = said
    return True


def _written(answer: Reply) -> str:
    """When; moments compare as texts."""
    return f"{min(answer.stamp or clock.now(), clock.now()).astimezone(dt.UTC):%Y%m%dT%H%M%S}"


def _answered_since(key: ReplyKey, answer: Reply) -> list[str]:
    """The meetings that were answered one by one after this answer to all was written: mails overtake each other."""
    names = {name.partition(":")[2] for name, said in key.data.items() if name.startswith("heard:")}
    later = {name for name in names - {events.WHOLE} if key.data[f"heard:{name}"][1] > _written(answer)}
    return [row.ref for row in _dates_of(key) if _name_of(row) in later] if later else []


def _dates_of(key: ReplyKey) -> list[Meeting]:
    with scope.use(key.space_id):
        rows = Meeting.objects.filter(series__ref=key.ref).select_related("series", "space")
        return list(rows.order_by("starts_at"))


def _name_of(meeting: Meeting) -> str:
    """However a program names a date, by its hour in any zone or by its day alone: it is one date."""
    return events.instance_name(events.planned_start(meeting))


def _meeting(space_id: int, **found_by: object) -> Meeting:
    with scope.use(space_id):
        row = Meeting.objects.select_related("series", "space").filter(**found_by).first()
    if row is None:
        raise NotFound
    return row


def _series_uid(meeting: Meeting) -> str:
    return events.uid_of_series(meeting.series) if meeting.series is not None else ""


def _date_of(key: ReplyKey, answer: Reply) -> Meeting:
    """The date of the series that is named by its first planned start; a program may name it by its day alone."""
    for row in _dates_of(key):
        start = events.planned_start(row)
        if start is None:
            continue
        if answer.instance == start or (
            not isinstance(answer.instance, dt.datetime) and answer.instance == row.occurrence
        ):
            return row
    raise NotFound


def _note(answer: Reply) -> str:
    """The words that came with it; who comes instead; which time would suit better."""
    said = [answer.comment]
    if answer.answer == calendar.itip.DELEGATED:
        said.insert(0, _("%(person)s comes instead") % {"person": _named(answer.delegated_to)})
    if answer.method == calendar.itip.COUNTER and answer.start is not None:
        said.insert(0, _("would rather %(day)s") % {"day": moment(answer.start)})
    return " · ".join(one for one in said if one.strip())


def _named(mail: str) -> str:
    """A member's name; an address is nobody's to read."""
    known = Person.objects.filter(email__iexact=mail, is_active=True).first() if mail else None
    is_member = known is not None and Membership._base_manager.filter(person=known).exists()
    return known.name if known is not None and is_member else _("somebody else")
