"""What meetings add to « À faire », the digest, the search, the journal's page and the list of a departure."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, links, scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, DigestSection, Subject, TodoItem
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.handover import Handover
from commun.governance.models import (
    AgendaItem,
    Attendance,
    CalendarToken,
    Duty,
    Meeting,
    MeetingSeries,
    Membership,
    MinuteLine,
    Process,
)
from commun.governance.notifications.meetings import ACCEPT_DUTY, DECLINE_DUTY
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.governance.queries.meetings import THERE
from commun.people.models import Person
from commun.ui.dates import day, moment

SOON_DAYS = 14
# How a decision says the line of minutes where it was born.
MEETING_LINE = "meeting_line"
# Read for one search; a monthly meeting writes some thousand lines in ten years.


def _spaces_of(person: Person) -> list[int]:
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state=states.MEMBER)
        return list(rows.values_list("space_id", flat=True))


# What the three questions of « À faire » have in common, so that the badge of every page asks them at once.
_COLUMNS = ("what", "pk", "words", "task_name", "group", "slug", "meeting_ref", "at")


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Duties, the meeting soon without my answer, points to bring again, what was settled without me. 1 query."""
    now = clock.now()
    with scope.everywhere("a person's own duties, answers and points"):
        duties = Duty.objects.filter(
            membership__person=person,
            membership__state=states.MEMBER,
            state__in=LIVE_DUTIES,
            meeting__state=Meeting.State.PLANNED,
            meeting__starts_at__gt=now,
        )
        mine = Membership.objects.filter(person=person, state=states.MEMBER).values("space_id")
        answered = Attendance.objects.filter(membership__person=person).exclude(answer="").values("meeting_id")
        soon = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=now, space_id__in=mine)
        soon = soon.filter(starts_at__lte=now + dt.timedelta(days=SOON_DAYS)).exclude(pk__in=answered)
        points = AgendaItem.objects.filter(
            state=AgendaItem.State.ASKED, owner__person=person, owner__state=states.MEMBER
        )
        rows = _asked(duties, F("state"), F("meeting__title"), F("task"), "meeting__").union(
            _asked(soon, Value("meeting"), F("title"), Value(""), ""),
            _asked(points, Value("point"), F("title"), Value(""), "meeting__"),
            _asked(_windows(person, mine), Value("window"), F("title"), Value(""), "", at="closes_at"),
            all=True,
        )
        found = list(rows.order_by("at", "pk"))
    for row in found:
        yield _todo(dict(zip(_COLUMNS, row, strict=True)))


def _windows(person: Person, spaces: QuerySet[Any]) -> QuerySet[Process]:
    """What was settled at a meeting where the person was not, as long as they may object to it."""
    noted = Concat(Value("decision:"), OuterRef("decision__ref"), output_field=CharField())
    line = MinuteLine.objects.filter(born=noted).order_by("pk")
    there = Attendance.objects.filter(membership__person=person, presence__in=THERE)
    rows = Process.objects.filter(
        method=Process.Method.AUTHORISATION,
        state=Process.State.OPEN,
        closes_at__gt=clock.now(),
        space_id__in=spaces,
        decision__origin__startswith=f"{MEETING_LINE}:",
    )
    found = rows.exclude(opened_by__person=person).annotate(held_at=Subquery(line.values("meeting")[:1]))
    return found.filter(~Exists(there.filter(meeting=OuterRef("held_at"))))


def _asked(rows: QuerySet[Any], what: Any, words: Any, task: Any, way: str, at: str = "starts_at") -> QuerySet[Any]:
    """The columns of one question; ``way`` leads from the row to its meeting, or the row tells its own moment."""
    named = rows.order_by().annotate(
        what=Cast(what, CharField()),
        words=Cast(words, CharField()),
        task_name=Cast(task, CharField()),
        group=F(f"{way}space__name"),
        slug=F(f"{way}space__slug"),
        meeting_ref=F(f"{way}ref"),
        at=F(f"{way}{at}"),
    )
    columns: QuerySet[Any] = named.values_list(*_COLUMNS)
    return columns


def _todo(row: dict[str, Any]) -> TodoItem:
    url = here(row["slug"], "governance:meeting", meeting=row["meeting_ref"])
    if row["what"] == "point":
        return TodoItem(
            key=f"governance.point:{row['pk']}",
            title=_("“%(point)s”: bring it once more, or let it go?") % {"point": row["words"]},
            url=here(row["slug"], "governance:meetings"),
            reason=_("You brought this point; it was carried over as often as the group allows."),
        )
    if row["what"] == "window":
        return TodoItem(
            key=f"governance.window:{row['pk']}",
            title=_("Settled without you: %(title)s") % {"title": row["words"]},
            url=here(row["slug"], "governance:process", process=row["meeting_ref"]),
            reason=_("It was settled at a meeting of “%(group)s” where you were not: you may object until that day.")
            % {"group": row["group"]},
            due_on=timezone.localtime(row["at"]).date(),
        )
    if row["what"] == "meeting":
        return TodoItem(
            key=f"governance.meeting:{row['pk']}",
            title=_("Are you coming to “%(meeting)s”, %(day)s?") % {"meeting": row["words"], "day": moment(row["at"])},
            url=url,
            reason=_("You are a member of “%(group)s”.") % {"group": row["group"]},
            due_on=row["at"].date(),
        )
    is_asked = row["what"] == Duty.State.PROPOSED
    title = _("Take care of the %(task)s at “%(meeting)s”?") if is_asked else _("%(task)s of “%(meeting)s”")
    words = {"task": Duty.Task(row["task_name"]).label, "meeting": row["words"]}
    return TodoItem(
        key=f"governance.duty:{row['pk']}",
        title=_capital(title % words),
        url=url,
        reason=_("The rota asks you: yes and no are both fine.") if is_asked else _("You accepted this duty."),
        due_on=row["at"].date(),
    )


def digest_section() -> DigestSection:
    """The chapter of meetings."""
    return DigestSection(title=gettext_lazy("Meetings"), order=30, events=events)


def events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Duties asked, dates that changed, minutes sent in the period. 3 queries."""
    spaces = _spaces_of(person)
    if not spaces:
        return
    with scope.use(*spaces):
        asked = Duty.objects.filter(membership__person=person, state=Duty.State.PROPOSED, changed_at__lte=until)
        asked = asked.filter(meeting__starts_at__gt=until, meeting__state=Meeting.State.PLANNED)
        for duty in asked.select_related("meeting__space").order_by("pk"):
            yield _duty_event(person, duty)
        changed = Meeting.objects.filter(changed_at__gt=since, changed_at__lte=until, sequence__gt=0)
        for meeting in changed.exclude(state=Meeting.State.OPEN).select_related("space").order_by("-changed_at"):
            yield _meeting_event(meeting)


def _duty_event(person: Person, duty: Duty) -> DigestEvent:
    words = {"task": duty.get_task_display(), "meeting": duty.meeting.title}
    return DigestEvent(
        key=f"governance.duty:{duty.pk}",
        at=duty.changed_at,
        title=_("Take care of the %(task)s at “%(meeting)s”?") % words,
        url=absolute(_page(duty.meeting)),
        reason=_("The rota asks you: yes and no are both fine."),
        detail=moment(duty.meeting.starts_at),
        act_urls=(
            (_("Yes, I will do it"), links.link(ACCEPT_DUTY, person.pk, duty=duty.ref)),
            (_("Not this time"), links.link(DECLINE_DUTY, person.pk, duty=duty.ref)),
        ),
    )


def _meeting_event(meeting: Meeting) -> DigestEvent:
    sentences = {
        Meeting.State.CLOSED: _("Minutes of “%(meeting)s”, %(day)s"),
        Meeting.State.CANCELLED: _("“%(meeting)s” of %(day)s is cancelled"),
        Meeting.State.PLANNED: _("“%(meeting)s” now takes place on %(day)s"),
    }
    words = {"meeting": meeting.title, "day": moment(meeting.starts_at)}
    return DigestEvent(
        key=f"governance.meeting:{meeting.pk}:{meeting.sequence}",
        at=meeting.changed_at,
        title=sentences[Meeting.State(meeting.state)] % words,
        url=absolute(_page(meeting)),
        reason=_("You are a member of “%(group)s”.") % {"group": meeting.space.name},
        detail=meeting.reason,
    )


def held_by(member: Membership) -> Iterable[Handover]:
    """Duties to come, given back to the rota by leaving. 1 query."""
    with scope.use(member.space_id):
        rows = Duty.objects.filter(membership=member, state__in=LIVE_DUTIES, meeting__state=Meeting.State.PLANNED)
        for duty in rows.select_related("meeting__space").order_by("meeting__starts_at"):
            label = _("%(task)s of “%(meeting)s”") % {"task": duty.get_task_display(), "meeting": duty.meeting.title}
            yield Handover(label=_capital(label), detail=day(duty.meeting.starts_at), url=_page(duty.meeting))


def series_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a series is about. 1 query."""
    rows = MeetingSeries.objects.filter(ref__in=list(references))
    return {row.ref: Subject(row.title, here(space.slug, "governance:series", series=row.ref)) for row in rows}


def meetings_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a meeting is about. 1 query."""
    rows = Meeting.objects.filter(ref__in=list(references))
    return {
        row.ref: Subject(f"{row.title}, {day(row.starts_at)}", here(space.slug, "governance:meeting", meeting=row.ref))
        for row in rows
    }


def points_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a point of an agenda is about. 1 query."""
    rows = AgendaItem.objects.filter(ref__in=list(references)).select_related("meeting")
    return {
        row.ref: Subject(row.title, here(space.slug, "governance:meeting", meeting=row.meeting.ref)) for row in rows
    }


def lines_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a line of minutes is about: its meeting. 1 query."""
    keys = [reference for reference in references if reference.isdigit()]
    rows = MinuteLine.objects.filter(pk__in=keys).select_related("meeting")
    return {
        str(row.pk): Subject(row.meeting.title, here(space.slug, "governance:meeting", meeting=row.meeting.ref))
        for row in rows
    }


def calendars_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """The address of a calendar is nobody else's: it has no page. 1 query."""
    rows = CalendarToken.objects.filter(ref__in=list(references))
    return {row.ref: Subject(_("calendar"), "") for row in rows}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _page(meeting: Meeting) -> str:
    return here(meeting.space.slug, "governance:meeting", meeting=meeting.ref)
