"""Verbs of series: the rule by which meetings come round, their ritual, and the dates written ahead."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line, web_address
from commun.governance import meeting_dates, ritual
from commun.governance.actions import agenda
from commun.governance.actions.places import hold, refuse_unless, self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import Meeting, MeetingHabits, MeetingSeries, Membership
from commun.governance.models.meetings import Kind
from commun.governance.notifications import convening, guests
from commun.governance.notifications import meetings as letters
from commun.governance.policies import meetings as policies

ABOUT = "governance.series"
LONGEST_ALERT_WEEKS = 52
LONGEST_TITLE, LONGEST_PLACE, LONGEST_LINK = 120, 200, 300
MOST_PRESENT, MOST_CARRIED = 500, 12
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class SeriesPlan:
    """Everything a group says of its regular meeting; ``minutes`` is the length, times are local to ``zone``."""

    title: str
    rule: str
    starts_on: dt.date
    starts_at: dt.time
    minutes: int
    zone: str = "Europe/Paris"
    kind: str = Kind.WORKING
    place: str = ""
    link: str = ""
    min_presence: int = 0
    carried_most: int = 2
    is_public: bool = False


@transaction.atomic
def create_series(*, by: Membership, plan: SeriesPlan, parts: Sequence[Mapping[str, Any]] = ()) -> MeetingSeries:
    """Start a series and write its first dates. Raises Refused (bad rule, no date, hour that does not exist ...)."""
    refuse_unless(policies.can_arrange(by))
    plan = _checked(plan)
    hold(by.space)
    steps = ritual.checked(parts) if parts else ritual.usual(plan.kind)
    series = MeetingSeries(space=by.space, ritual=steps, created_at=clock.now(), **asdict(plan))
    series.save()
    _record(facts.SERIES_CREATED, series, self_of(by), rule=series.rule)
    write_dates(series)
    convening.invite_to_series(series, by)
    return series


@transaction.atomic
def change_series(*, by: Membership, series: MeetingSeries, plan: SeriesPlan) -> MeetingSeries:
    """Change a series; the meetings to come follow, each keeping its agenda and its identifier. Raises Refused."""
    refuse_unless(policies.can_arrange(by) and by.space_id == series.space_id)
    plan = _checked(plan)
    hold(by.space)
    row = _locked(series)
    if row.ended_on is not None:
        raise Refused(_("This series was stopped: start another one."))
    timing = ("rule", "starts_on", "starts_at", "minutes", "zone")
    is_moved = any(getattr(row, name) != getattr(plan, name) for name in timing)
    told = (*timing, "title", "place", "link")
    is_told = any(getattr(row, name) != getattr(plan, name) for name in told)
    for name, value in asdict(plan).items():
        setattr(row, name, value)
    row.sequence = _next_version(row)
    row.save()
    _record(facts.SERIES_CHANGED, row, self_of(by), rule=row.rule)
    guests.tell_changes(by, _follow(row, is_moved))
    if is_told:
        convening.invite_to_series(row, by)
    return row


@transaction.atomic
def end_series(*, by: Membership, series: MeetingSeries, reason: str = "") -> MeetingSeries:
    """Stop a series: the meetings to come are cancelled and stay readable; their points go on, or are asked about.

    The members are told once which dates fall. Raises Refused.
    """
    refuse_unless(policies.can_arrange(by) and by.space_id == series.space_id)
    row = _locked(series)
    if row.ended_on is not None:
        raise Refused(_("This series was already stopped."))
    row.ended_on = clock.today()
    row.sequence = _next_version(row)
    row.save(update_fields=["ended_on", "sequence"])
    fallen = _to_come(row)
    _cancel(fallen, reason.strip()[:300])
    _record(facts.SERIES_ENDED, row, self_of(by), words={"reason": reason.strip()})
    letters.series_ended(row, by, fallen, reason.strip()[:300])
    guests.tell_changes(by, [(one, None) for one in fallen])
    return row


@transaction.atomic
def set_ritual(*, by: Membership, series: MeetingSeries, parts: Sequence[Mapping[str, Any]]) -> MeetingSeries:
    """Change the parts of the ritual, their order and minutes; meetings already open keep theirs. Raises Refused."""
    refuse_unless(policies.can_arrange(by) and by.space_id == series.space_id)
    row = _locked(series)
    row.ritual = ritual.checked(parts)
    row.save(update_fields=["ritual"])
    _record(facts.RITUAL_CHANGED, row, self_of(by))
    return row


@transaction.atomic
def change_habits(*, by: Membership, alert_weeks: int, is_public: bool) -> MeetingHabits:
    """Choose when the group is told that no meeting is planned, and whether its minutes are public by default."""
    refuse_unless(policies.can_arrange(by))
    if not 1 <= alert_weeks <= LONGEST_ALERT_WEEKS:
        raise Refused(_("Choose between 1 and 52 weeks."))
    with scope.use(by.space_id):
        habits, _new = MeetingHabits.objects.update_or_create(
            space=by.space,
            defaults={"alert_weeks": alert_weeks, "is_public": is_public, "changed_at": clock.now()},
        )
    journal.record(
        facts.HABITS_CHANGED,
        space=by.space,
        actor=self_of(by),
        about=("core.space", by.space.slug),
        data={"alert_weeks": alert_weeks, "is_public": is_public},
    )
    return habits


@transaction.atomic
def write_dates(series: MeetingSeries) -> list[Meeting]:
    """Write the meetings of a series that are not written yet, as far as the horizon; safe to run again."""
    if series.ended_on is not None:
        return []
    with scope.use(series.space_id):
        known = set(series.meetings.values_list("occurrence", flat=True))
    made = [_meeting(series, date) for date in _dates(series) if date.day not in known and date.start > clock.now()]
    for meeting in made:
        meeting.save()
    return made


def write_all_dates() -> int:
    """Every day: keep each series written ahead. Returns how many meetings were added."""
    with scope.everywhere("the calendar of every group"):
        running = list(MeetingSeries.objects.filter(ended_on=None).select_related("space").order_by("pk"))
    count = 0
    for series in running:
        with scope.use(series.space_id):
            count += len(write_dates(series))
    return count


def words_of(plan: Any) -> dict[str, Any]:
    """What people typed of a meeting or of a series, made clean. Raises Refused."""
    title = one_line(plan.title, LONGEST_TITLE)
    if not title:
        raise Refused(_("Give the meeting a title."))
    if not 0 <= plan.min_presence <= MOST_PRESENT:
        raise Refused(_("People needed: between 0 and 500."))
    return {"title": title, "place": one_line(plan.place, LONGEST_PLACE), "link": web_address(plan.link, LONGEST_LINK)}


def _checked(plan: SeriesPlan) -> SeriesPlan:
    # A rule written otherwise is the same rule: nothing moves by it.
    rule = meeting_dates.rule_of(meeting_dates.Pattern(meeting_dates.OTHER, text=plan.rule))
    plan = replace(plan, rule=rule, **words_of(plan))
    if not 0 <= plan.carried_most <= MOST_CARRIED:
        raise Refused(_("A point is carried over 12 times at most."))
    meeting_dates.check_minutes(plan.minutes)
    zone = meeting_dates.zone_of(plan.zone)
    meeting_dates.check_day(plan.starts_on, clock.today(zone), may_be_past=True)
    meeting_dates.moment_of(dt.datetime.combine(plan.starts_on, plan.starts_at), zone)
    # A rule whose dates are all past gives none either.
    after = max(clock.today(zone), plan.starts_on)
    if not meeting_dates.dates_of(plan.rule, plan.starts_on, plan.starts_at, zone, after=after, most=1):
        raise Refused(_("This rule gives no date within thirteen months: look at it again."))
    return plan


def _dates(series: MeetingSeries) -> list[meeting_dates.Date]:
    zone = meeting_dates.zone_of(series.zone)
    after = max(clock.today(zone), series.starts_on)
    return meeting_dates.dates_of(series.rule, series.starts_on, series.starts_at, zone, after=after)


def _meeting(series: MeetingSeries, date: meeting_dates.Date) -> Meeting:
    return Meeting(
        space=series.space,
        series=series,
        occurrence=date.day,
        title=series.title,
        kind=series.kind,
        starts_at=date.start,
        ends_at=date.start + dt.timedelta(minutes=series.minutes),
        place=series.place,
        link=series.link,
        min_presence=series.min_presence,
        is_public=series.is_public,
        sequence=series.sequence,
        changed_at=clock.now(),
    )


def _to_come(series: MeetingSeries) -> list[Meeting]:
    with scope.use(series.space_id):
        rows = series.meetings.filter(state=Meeting.State.PLANNED, starts_at__gt=clock.now())
        return list(rows.select_for_update(of=("self",)).order_by("starts_at", "pk"))


def _follow(series: MeetingSeries, is_moved: bool) -> list[tuple[Meeting, dt.datetime | None]]:
    """The meetings to come take what changed: in order, the first the first new date, and so on.

    Returns those that take place at another moment, each with the former one, or with none when it fell.
    """
    rows = _to_come(series)
    before = [(row, row.starts_at) for row in rows]
    dates: list[meeting_dates.Date] = []
    if is_moved:
        # Two meetings may exchange their days: none keeps one while they are given out.
        Meeting._base_manager.filter(pk__in=[row.pk for row in rows]).update(occurrence=None)
        with scope.use(series.space_id):
            taken = set(series.meetings.exclude(occurrence=None).values_list("occurrence", flat=True))
        # A day whose meeting was cancelled stays free.
        dates = [date for date in _dates(series) if date.start > clock.now() and date.day not in taken]
        _cancel(rows[len(dates) :], "")
        rows = rows[: len(dates)]
    for index, row in enumerate(rows):
        if is_moved:
            date = dates[index]
            row.occurrence, row.day_off_answer = date.day, ""
            row.starts_at, row.ends_at = date.start, date.start + dt.timedelta(minutes=series.minutes)
        for name in ("title", "kind", "place", "link", "min_presence", "is_public"):
            setattr(row, name, getattr(series, name))
        row.sequence = series.sequence
        row.changed_at = clock.now()
        row.save()
    write_dates(series)
    after = [(row, start if row.state == Meeting.State.PLANNED else None) for row, start in before]
    return [(row, start) for row, start in after if row.starts_at != start]


def _next_version(series: MeetingSeries) -> int:
    """Above that of each date too: calendars know dates that moved under the one identifier of the series.

    They answer with the version that they hold: under that of a date once moved, an answer would count as an old one.
    """
    with scope.use(series.space_id):
        highest = series.meetings.aggregate(most=Max("sequence"))["most"] or 0
    return max(series.sequence, highest) + 1


def _cancel(rows: Sequence[Meeting], reason: str) -> None:
    for row in rows:
        row.state, row.reason = Meeting.State.CANCELLED, reason
        row.sequence += 1
        row.changed_at = clock.now()
        row.save(update_fields=["state", "reason", "sequence", "changed_at"])
        live.tell(topic_of(row), "cancelled")
    # Once all are cancelled, so that no point is carried to a meeting that does not take place either.
    for row in rows:
        agenda.carry_over(row, counts=False)


def topic_of(meeting: Meeting) -> str:
    """What the screens of a meeting listen to."""
    return f"meeting:{meeting.ref}"


def _locked(series: MeetingSeries) -> MeetingSeries:
    journal.hold(series.space)
    with scope.use(series.space_id):
        rows = MeetingSeries.objects.select_for_update(of=("self",)).select_related("space")
        return rows.get(pk=series.pk)


def _record(
    name: str, series: MeetingSeries, actor: Actor, words: Mapping[str, str] | None = None, **data: Any
) -> None:
    journal.record(name, space=series.space, actor=actor, about=(ABOUT, series.ref), data=data, words=words)


def habits_of(space: Space) -> MeetingHabits:
    """What the group chose for its meetings, or the house's usual."""
    with scope.use(space):
        found = MeetingHabits.objects.filter(space=space).first()
    return found or MeetingHabits(space=space, changed_at=clock.now())
