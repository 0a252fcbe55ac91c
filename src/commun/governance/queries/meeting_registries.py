"""What meetings add to « À faire », the digest, the search, the journal's page and the list of a departure."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo import text
from commun.core import clock, links, scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, DigestSection, SearchHit, Subject, TodoItem
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
)
from commun.governance.notifications.meetings import ACCEPT_DUTY, DECLINE_DUTY
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.people.models import Person
from commun.ui.dates import day, moment

SOON_DAYS = 14
# Read for one search; a monthly meeting writes some thousand lines in ten years.
READ_MOST = 4000
HITS_MOST = 40


def _spaces_of(person: Person) -> list[int]:
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state=states.MEMBER)
        return list(rows.values_list("space_id", flat=True))


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Duties that wait for an answer, the meeting soon without my answer, points to bring again or not. 5 queries."""
    spaces = _spaces_of(person)
    if not spaces:
        return
    with scope.use(*spaces):
        yield from _duties_to_answer(person)
        yield from _meetings_to_answer(person)
        asked = AgendaItem.objects.filter(state=AgendaItem.State.ASKED, owner__person=person)
        for item in asked.select_related("space").order_by("pk"):
            yield TodoItem(
                key=f"governance.point:{item.pk}",
                title=_("“%(point)s”: bring it once more, or let it go?") % {"point": item.title},
                url=here(item.space.slug, "governance:meetings"),
                reason=_("You brought this point; it was carried over as often as the group allows."),
            )


def _duties_to_answer(person: Person) -> Iterator[TodoItem]:
    rows = Duty.objects.filter(
        membership__person=person, meeting__state=Meeting.State.PLANNED, meeting__starts_at__gt=clock.now()
    )
    rows = rows.filter(state__in=LIVE_DUTIES).select_related("meeting__space").order_by("meeting__starts_at", "pk")
    for duty in rows:
        words = {"task": duty.get_task_display(), "meeting": duty.meeting.title}
        is_asked = duty.state == Duty.State.PROPOSED
        title = _("Take care of the %(task)s at “%(meeting)s”?") if is_asked else _("%(task)s of “%(meeting)s”")
        yield TodoItem(
            key=f"governance.duty:{duty.pk}",
            title=_capital(title % words),
            url=_page(duty.meeting),
            reason=_("The rota asks you: yes and no are both fine.") if is_asked else _("You accepted this duty."),
            due_on=duty.meeting.starts_at.date(),
        )


def _meetings_to_answer(person: Person) -> Iterator[TodoItem]:
    now = clock.now()
    answered = Attendance.objects.filter(membership__person=person).exclude(answer="").values("meeting_id")
    rows = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=now).exclude(pk__in=answered)
    rows = rows.filter(starts_at__lte=now + dt.timedelta(days=SOON_DAYS)).select_related("space")
    for meeting in rows.order_by("starts_at", "pk"):
        yield TodoItem(
            key=f"governance.meeting:{meeting.pk}",
            title=_("Are you coming to “%(meeting)s”, %(day)s?")
            % {"meeting": meeting.title, "day": moment(meeting.starts_at)},
            url=_page(meeting),
            reason=_("You are a member of “%(group)s”.") % {"group": meeting.space.name},
            due_on=meeting.starts_at.date(),
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


def search(member: Membership, words: str) -> Iterator[SearchHit]:
    """Lines of minutes and points whose words answer, newest first; « réunion » finds « séance ». 2 queries."""
    query = text.parse_query(words.replace("réunion", "séance").replace("reunion", "seance"))
    with scope.use(member.space_id):
        lines = MinuteLine.objects.select_related("meeting").order_by("-written_at")[:READ_MOST]
        points = AgendaItem.objects.filter(is_ritual=False).select_related("meeting").order_by("-pk")[:READ_MOST]
        told = [(line.meeting, line.text, _("minutes")) for line in lines]
        told += [(item.meeting, item.title, _("agenda")) for item in points]
    found = [one for one in told if query.matches(f"séance {one[0].title} {one[1]}")]
    slug = member.space.slug
    for meeting, excerpt, kind in found[:HITS_MOST]:
        url = here(slug, "governance:meeting", meeting=meeting.ref)
        yield SearchHit(kind, f"{meeting.title}, {day(meeting.starts_at)}", url, excerpt[:200], 1.0)


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
