"""A year of meetings of the demo's collectives, told through the doors. Data in ``demo/meetings.toml``."""

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.governance import policies
from commun.governance.actions import agenda, calendar_feeds, duties, follow_up, meeting_series, meetings, minutes
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Action, Meeting, MeetingSeries, Membership
from commun.governance.policies.meetings import meeting_for
from commun.governance.queries import meetings as queries
from commun.people.demo import PEOPLE, read

# One action in four is still open: real groups are like that.
STILL_OPEN = 4


def load(stage: DemoStage) -> None:
    """Start the series a year ago, let each meeting take place, leave the next one prepared."""
    told = read("meetings")
    stage.say("Séances de l’année…")
    now = clock.now()
    with translation.override("fr"):
        for one in told["series"]:
            series = _start(stage, one, now - dt.timedelta(days=one["days"]))
            held = [meeting for meeting in _meetings(series) if meeting.ends_at < now - dt.timedelta(minutes=5)]
            by_rank = {len(held) - rank: meeting for rank, meeting in enumerate(held)}
            content = {each["n"]: each for each in told["meeting"] if each["group"] == one["group"]}
            for rank, meeting in sorted(by_rank.items(), reverse=True):
                _hold(stage, one["group"], meeting, content.get(rank, {}))
            with clock.stopped(now):
                meeting_series.write_dates(series)
        for one in told["single"]:
            _plan(stage, one)
        for one in told["next"]:
            _prepare(stage, one)
        calendar_feeds.open_feed(person=stage.things[PEOPLE]["camille"])


def _host(space: Space) -> Membership:
    """Whoever facilitates the group on that day."""
    holder = policies.roles_in_force(space).first()
    assert holder is not None, f"nobody facilitates {space.slug}"
    return holder


def _start(stage: DemoStage, one: Mapping[str, Any], at: dt.datetime) -> MeetingSeries:
    space = stage.things[SPACES][one["group"]]
    with clock.stopped(at):
        plan = meeting_series.SeriesPlan(
            title=one["title"],
            rule=one["rule"],
            starts_on=clock.today(),
            starts_at=dt.time.fromisoformat(one["starts_at"]),
            minutes=one["minutes"],
            place=one["place"],
            link=one.get("link", ""),
            min_presence=one["min_presence"],
        )
        return meeting_series.create_series(by=_host(space), plan=plan)


def _meetings(series: MeetingSeries) -> list[Meeting]:
    with scope.use(series.space_id):
        return list(series.meetings.select_related("space", "series").order_by("starts_at"))


def _hold(stage: DemoStage, group: str, meeting: Meeting, content: Mapping[str, Any]) -> None:
    """Points a few days before, the meeting itself, its close."""
    with clock.stopped(meeting.starts_at - dt.timedelta(days=5)):
        points = [_point(stage, group, meeting, point) for point in content.get("points", ())]
        # At the close of the one before, the rota asked for this one; the first has nobody yet.
        held = queries.duties_of(meeting) or duties.propose_duties(meeting=meeting)
        for duty in held:
            duties.accept_duty(member=duty.membership, duty=duty)
    with clock.stopped(meeting.starts_at):
        host = _host(meeting.space)
        meetings.open_meeting(by=host, meeting=meeting)
        there, away = _company(meeting)
        duties.note_company(by=host, meeting=meeting, present=there, excused=away)
    minute, lines = 40, content.get("lines", ())
    for rank, point in enumerate(points):
        with clock.stopped(meeting.starts_at + dt.timedelta(minutes=minute)):
            point.refresh_from_db()
            meetings.go_to(by=host, meeting=meeting, item=point)
            first, last = len(lines) * rank // len(points), len(lines) * (rank + 1) // len(points)
            _write(stage, group, meeting_for(host, meeting.ref), lines[first:last], host)
        minute += point.minutes
    with clock.stopped(meeting.ends_at):
        meetings.close_meeting(by=host, meeting=meeting)
    _finish(meeting)


def _point(stage: DemoStage, group: str, meeting: Meeting, told: list[Any]) -> Any:
    title, owner, wish, length = told[:4]
    detail = told[4] if len(told) > 4 else ""
    point = agenda.Point(title=title, wish=wish, minutes=length, detail=detail)
    return agenda.add_point(by=member_of(stage, group, owner), meeting=meeting, point=point)


def _company(meeting: Meeting) -> tuple[list[Membership], list[Membership]]:
    """Two people in three are there; which ones depends on the meeting and the person only."""
    there: list[Membership] = []
    away: list[Membership] = []
    held = {duty.membership_id for duty in queries.duties_of(meeting)}
    for comer in queries.company_of(meeting).comers:
        is_there = comer.member.pk in held or zlib.crc32(f"{comer.name}{meeting.starts_at:%m}".encode()) % 3
        (there if is_there else away).append(comer.member)
    return there, away


def _write(stage: DemoStage, group: str, row: Meeting, lines: Sequence[Any], host: Membership) -> None:
    for nature, text, *rest in lines:
        owner = member_of(stage, group, rest[0]) if rest else None
        due = clock.today() + dt.timedelta(days=rest[1]) if rest else None
        minutes.write_and_grow(by=host, meeting=row, text=text, nature=nature, owner=owner, due_on=due)


def _finish(meeting: Meeting) -> None:
    """Most actions were done on their day."""
    with scope.use(meeting.space_id):
        born = Action.objects.filter(origin__startswith="meeting_line:", state=Action.State.OPEN, owner__isnull=False)
        actions = list(born.filter(created_at__gte=meeting.starts_at).select_related("owner__person", "owner__space"))
    for action in actions:
        if action.due_on is None or action.owner is None or zlib.crc32(action.title.encode()) % STILL_OPEN == 0:
            continue
        done = dt.datetime.combine(action.due_on, dt.time(17), clock.PARIS)
        if done < clock.now() and action.owner.state == "member":
            with clock.stopped(done):
                follow_up.finish_action(by=action.owner, action=action)


def _plan(stage: DemoStage, one: Mapping[str, Any]) -> None:
    space = stage.things[SPACES][one["group"]]
    plan = meetings.MeetingPlan(
        title=one["title"],
        day=stage.today + dt.timedelta(days=one["days"]),
        at=dt.time.fromisoformat(one["at"]),
        minutes=one["minutes"],
        kind=one["kind"],
        place=one["place"],
    )
    meetings.plan_meeting(by=_host(space), plan=plan)


def _prepare(stage: DemoStage, one: Mapping[str, Any]) -> None:
    """The next meeting: its points, some answers, people asked by the rota."""
    meeting = queries.next_meeting(stage.things[SPACES][one["group"]])
    if meeting is None:
        return
    for point in one["points"]:
        _point(stage, one["group"], meeting, point)
    duties.propose_duties(meeting=meeting)
    for key, answer, *note in one["answers"]:
        member = member_of(stage, one["group"], key)
        duties.answer_meeting(member=member, meeting=meeting, answer=answer, note="".join(note))
