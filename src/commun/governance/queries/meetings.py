"""What the pages of meetings read."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import days_off, meeting_dates, ritual, states
from commun.governance.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Duty,
    Meeting,
    MeetingHabits,
    MeetingSeries,
    Membership,
    MinuteLine,
    RotaPause,
)
from commun.governance.models.meetings import Kind
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.governance.queries.rota import day_of

THERE = (Attendance.Presence.PRESENT, Attendance.Presence.PROXY)
NOTICE_DAYS = 60
LISTED_MOST = 40


def next_meeting(space: Space, besides: Meeting | None = None) -> Meeting | None:
    """The meeting under way, else the nearest to come, convivial moments left out. 1 query."""
    with scope.use(space):
        rows = Meeting.objects.filter(
            Q(state=Meeting.State.OPEN) | Q(state=Meeting.State.PLANNED, ends_at__gt=clock.now()), kind=Kind.WORKING
        ).select_related("space", "series")
        if besides is not None:
            rows = rows.exclude(pk=besides.pk).filter(starts_at__gt=besides.starts_at)
        return rows.order_by("starts_at", "pk").first()


def present_at(meeting: Meeting) -> list[Membership]:
    """Those noted as present, and those represented: what a quorum counts. Follows every correction. 1 query."""
    with scope.use(meeting.space_id):
        there = Attendance.objects.filter(meeting=meeting, presence__in=THERE).values("membership_id")
        rows = Membership.objects.filter(pk__in=there, state=states.MEMBER).select_related("person", "space")
        return list(rows.order_by("person__sort_key", "pk"))


def steps_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Points and parts in order, those withdrawn or carried elsewhere left out."""
    gone = [AgendaItem.State.DROPPED, AgendaItem.State.CARRIED, AgendaItem.State.ASKED]
    return meeting.items.exclude(state__in=gone).select_related("owner__person").order_by("position", "pk")


@dataclass(frozen=True)
class PlannedPart:
    """One part of the ritual before the meeting, with the points that members brought to it."""

    part: str
    label: str
    minutes: int
    points: list[AgendaItem]
    is_open: bool


@dataclass(frozen=True)
class Plan:
    """The agenda of a meeting to come; ``over`` minutes too many for its length (negative: time left)."""

    parts: list[PlannedPart]
    minutes: int
    over: int


def plan_of(meeting: Meeting) -> Plan:
    """The ritual with the points in their parts. 1 query."""
    steps = ritual_of(meeting)
    with scope.use(meeting.space_id):
        points = [item for item in steps_of(meeting) if not item.is_ritual]
    parts = []
    for step in steps:
        inside = [point for point in points if point.part == step["part"]]
        points = [point for point in points if point.part != step["part"]]
        taken = sum(point.minutes for point in inside)
        minutes = taken if inside and step["part"] == "points" else step["minutes"] + taken
        is_open = step["part"] in ritual.OPEN_PARTS
        parts.append(PlannedPart(step["part"], ritual.label_of(step), minutes, inside, is_open))
    if points:
        label = ritual.label_of({"part": "points"})
        parts.append(PlannedPart("points", label, sum(point.minutes for point in points), points, True))
    total = sum(part.minutes for part in parts)
    return Plan(parts, total, total - length_of(meeting))


def ritual_of(meeting: Meeting) -> list[ritual.Step]:
    """The ritual of its series; a meeting on its own has the house's, in its own minutes."""
    if meeting.series:
        steps: list[ritual.Step] = meeting.series.ritual
        return steps
    return ritual.fitted(meeting.kind, length_of(meeting))


def length_of(meeting: Meeting) -> int:
    """Minutes from start to end."""
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class Comer:
    """One member and one meeting."""

    member: Membership
    answer: str
    answer_label: str
    presence: str
    presence_label: str
    proxy: Membership | None
    note: str = ""

    @property
    def name(self) -> str:
        return self.member.name


@dataclass(frozen=True)
class Company:
    """Who comes, who was there."""

    comers: list[Comer]
    coming: int
    maybe: int
    absent: int
    present: int

    @property
    def near(self) -> list[Comer]:
        """Those to list one by one: everybody in a small group, else those who answered or were noted."""
        if len(self.comers) <= LISTED_MOST:
            return self.comers
        answers = (Attendance.Answer.COMING, Attendance.Answer.MAYBE)
        return [one for one in self.comers if one.presence or one.answer in answers]

    @property
    def far(self) -> list[Comer]:
        """The others, to be found by name."""
        near = {one.member.pk for one in self.near}
        return [one for one in self.comers if one.member.pk not in near]

    @property
    def by_answer(self) -> list[tuple[str, list[str]]]:
        """Names under each answer given, in the order yes, perhaps, no."""
        answers = Attendance.Answer.choices[1:]
        found = [(str(label), [one.name for one in self.comers if one.answer == value]) for value, label in answers]
        return [(label, names) for label, names in found if names]

    @property
    def words(self) -> list[Comer]:
        """Those who said a word with their answer, or which time would suit them better."""
        return [one for one in self.comers if one.note]

    @property
    def silent(self) -> int:
        return len(self.comers) - self.coming - self.maybe - self.absent


def company_of(meeting: Meeting) -> Company:
    """Every awake member with their answer and presence, by name. 2 queries."""
    with scope.use(meeting.space_id):
        rows = {row.membership_id: row for row in meeting.attendances.select_related("proxy__person")}
        people = Membership.objects.filter(Q(state=states.MEMBER) | Q(pk__in=_known(rows))).select_related("person")
        comers = [_comer(person, rows.get(person.pk)) for person in people.order_by("person__sort_key", "pk")]
    answers = [one.answer for one in comers]
    return Company(
        comers,
        coming=answers.count(Attendance.Answer.COMING),
        maybe=answers.count(Attendance.Answer.MAYBE),
        absent=answers.count(Attendance.Answer.NOT_COMING),
        present=sum(one.presence in THERE for one in comers),
    )


def _known(rows: Mapping[int, Attendance]) -> list[int]:
    return [key for key, row in rows.items() if row.presence in THERE]


def _comer(person: Membership, row: Attendance | None) -> Comer:
    if row is None:
        return Comer(person, "", "", "", "", None)
    labels = (str(row.get_answer_display()), str(row.get_presence_display()))
    return Comer(person, row.answer, labels[0], row.presence, labels[1], row.proxy, row.note)


def duties_of(meeting: Meeting) -> list[Duty]:
    """Who facilitates and who writes, as it stands. 1 query."""
    with scope.use(meeting.space_id):
        rows = meeting.duties.filter(state__in=LIVE_DUTIES)
        return list(rows.select_related("membership__person", "pair__person", "chosen_by__person").order_by("task"))


def swappable(duty: Duty) -> list[Duty]:
    """Duties of others for the same task, at other meetings to come. 1 query."""
    with scope.use(duty.space_id):
        rows = Duty.objects.filter(
            task=duty.task, state__in=LIVE_DUTIES, meeting__state=Meeting.State.PLANNED,
            meeting__starts_at__gt=clock.now(),
        )  # fmt: skip
        rows = rows.exclude(membership_id=duty.membership_id).exclude(meeting_id=duty.meeting_id)
        return list(rows.select_related("membership__person", "meeting").order_by("meeting__starts_at"))


def pause_of(member: Membership) -> RotaPause | None:
    """The member's break from the rota, if it still lasts. 1 query."""
    with scope.use(member.space_id):
        return RotaPause.objects.filter(membership=member, until__gt=clock.today()).first()


@dataclass(frozen=True)
class Home:
    """The page of meetings: the next one, those that follow, what waits for an answer, those that took place."""

    next: Meeting | None
    coming: Sequence[Meeting]
    settle: Sequence[tuple[Meeting, str]]
    past: Sequence[Meeting]
    asked: Sequence[AgendaItem]
    alert_weeks: int | None


COMING_SHOWN, PAST_SHOWN = 6, 12


def home_of(space: Space, member: Membership) -> Home:
    """What the page of meetings shows. 4 queries."""
    now = clock.now()
    with scope.use(space):
        ahead = Meeting.objects.select_related("series", "space").filter(
            Q(state=Meeting.State.OPEN) | Q(state__in=[Meeting.State.PLANNED, Meeting.State.CANCELLED], ends_at__gt=now)
        )
        coming = list(ahead.order_by("starts_at", "pk")[: COMING_SHOWN + 1])
        done = Meeting.objects.filter(state=Meeting.State.CLOSED).select_related("series", "space")
        past = list(done.order_by("-starts_at", "-pk")[:PAST_SHOWN])
        asked = AgendaItem.objects.filter(state=AgendaItem.State.ASKED).select_related("owner__person", "meeting")
        waiting = list(asked.order_by("pk")[:20])
        habits = MeetingHabits.objects.filter(space=space).first() or MeetingHabits(space=space)
    alive = [row for row in coming if row.state != Meeting.State.CANCELLED]
    nearest = next((row for row in alive if row.kind == Kind.WORKING), None)
    first = nearest or next(iter(alive), None)
    alert = habits.alert_weeks if is_overdue(nearest, habits) else None
    return Home(first, [row for row in coming if row is not first], to_settle(coming), past, waiting, alert)


def is_overdue(nearest: Meeting | None, habits: MeetingHabits) -> bool:
    """No working meeting within the number of weeks that the group chose (R38)."""
    return nearest is None or nearest.starts_at > clock.now() + dt.timedelta(weeks=habits.alert_weeks)


def to_settle(meetings: Iterable[Meeting]) -> list[tuple[Meeting, str]]:
    """Meetings within 60 days that fall on a day off and that nobody has answered about, with its name."""
    limit = clock.now() + dt.timedelta(days=NOTICE_DAYS)
    found = []
    for meeting in meetings:
        name = days_off.name_of(day_of(meeting))
        is_waiting = meeting.state == Meeting.State.PLANNED and not meeting.day_off_answer
        if name and is_waiting and meeting.starts_at <= limit:
            found.append((meeting, name))
    return found


@dataclass(frozen=True)
class Since:
    """What the last meetings left: decisions and actions with their state, late ones first (3 meetings)."""

    decisions: Sequence[Decision]
    actions: Sequence[Action]
    done: int
    total: int


def left_by_last(meeting: Meeting, count: int = 3) -> Since:
    """Decisions and actions born in the last ``count`` meetings before this one. 4 queries."""
    with scope.use(meeting.space_id):
        before = Meeting.objects.filter(state=Meeting.State.CLOSED, starts_at__lt=meeting.starts_at)
        keys = list(before.order_by("-starts_at").values_list("pk", flat=True)[:count])
        born = MinuteLine.objects.filter(meeting_id__in=keys).exclude(born="").values_list("born", flat=True)
        refs: dict[str, list[str]] = {}
        for thing in born:
            kind, _sep, ref = thing.partition(":")
            refs.setdefault(kind, []).append(ref)
        decisions = list(Decision.objects.filter(ref__in=refs.get("decision", [])).select_related("carrier__person"))
        actions = list(Action.objects.filter(ref__in=refs.get("action", [])).select_related("owner__person"))
    done = sum(action.state != Action.State.OPEN for action in actions)
    actions.sort(key=lambda one: (one.state != Action.State.OPEN, one.due_on or dt.date.max, one.pk))
    return Since(decisions, actions, done, len(actions))


@dataclass(frozen=True)
class Step:
    """A step of a meeting on a screen: how it stands against its time, in minutes."""

    item: AgendaItem
    is_now: bool
    is_past: bool
    minutes: int
    spent: int

    @property
    def over(self) -> int:
        return max(0, self.spent - self.minutes)


@dataclass(frozen=True)
class Screen:
    """What both screens show of a meeting under way; moments are epoch milliseconds of the server's clock."""

    steps: list[Step]
    now: Step | None
    following: AgendaItem | None
    started_ms: int
    server_ms: int
    planned_minutes: int
    drift: int
    queue: list[Membership]
    spoken: Mapping[int, int]
    round: Mapping[str, Any] | None
    round_people: list[Membership] = field(default_factory=list)


def screen_of(meeting: Meeting) -> Screen:
    """The steps, the clock and the floor. 2 queries."""
    now = clock.now()
    with scope.use(meeting.space_id):
        items = list(steps_of(meeting))
        people = {row.pk: row for row in Membership.objects.filter(pk__in=_on_floor(meeting)).select_related("person")}
    running = int((now - meeting.step_since).total_seconds()) if meeting.step_since else 0
    at = next((index for index, item in enumerate(items) if item.pk == meeting.step_id), None)
    steps = []
    for index, item in enumerate(items):
        seconds = item.spent_seconds + (running if index == at else 0)
        is_past = item.state == AgendaItem.State.DONE and index != at
        steps.append(Step(item, index == at, is_past, item.minutes, seconds // 60))
    planned = sum(step.minutes for step in steps)
    spoken = {int(key): count for key, count in meeting.floor.get("spoken", {}).items()}
    turn = meeting.floor.get("round")
    current = steps[at] if at is not None else None
    return Screen(
        steps=steps,
        now=current,
        following=items[at + 1] if at is not None and at + 1 < len(items) else None,
        started_ms=_epoch(meeting.step_since or now) - (current.item.spent_seconds * 1000 if current else 0),
        server_ms=_epoch(now),
        planned_minutes=planned,
        drift=_drift(meeting, steps, at, now),
        queue=[people[key] for key in speaking_order(meeting.floor) if key in people],
        spoken=spoken,
        round=turn,
        round_people=[people[key] for key in (turn or {}).get("order", []) if key in people],
    )


def speaking_order(floor: Mapping[str, Any]) -> list[int]:
    """Who asked to speak: those who spoke the least come first, then who asked first."""
    spoken = floor.get("spoken", {})
    asked = list(floor.get("queue", []))
    return sorted(asked, key=lambda key: (spoken.get(str(key), 0), asked.index(key)))


def _on_floor(meeting: Meeting) -> list[int]:
    turn = meeting.floor.get("round") or {}
    return [*meeting.floor.get("queue", []), *turn.get("order", [])]


def _drift(meeting: Meeting, steps: Sequence[Step], at: int | None, now: dt.datetime) -> int:
    """Minutes behind (positive) or ahead of the plan: what remains, from now, against the planned end."""
    if at is None:
        return 0
    remaining = sum(step.minutes for step in steps[at + 1 :]) + max(0, steps[at].minutes - steps[at].spent)
    end = now + dt.timedelta(minutes=remaining)
    return round((end - meeting.ends_at).total_seconds() / 60)


def _epoch(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def preview(rule: str, starts_on: dt.date, starts_at: dt.time, zone: str, most: int = 8) -> list[meeting_dates.Date]:
    """The next dates of a rule, with the days off they meet. Raises Refused."""
    place = meeting_dates.zone_of(zone)
    after = max(starts_on, clock.today(place))
    return meeting_dates.dates_of(rule, starts_on, starts_at, place, after=after, most=most)


def running_series(space: Space) -> list[MeetingSeries]:
    """The series that still bring meetings round. 1 query."""
    with scope.use(space):
        return list(MeetingSeries.objects.filter(ended_on=None).order_by("pk"))
