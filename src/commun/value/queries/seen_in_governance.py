"""What governance shows that a person did: meetings facilitated or minuted, mandates held, actions done."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commun.algo.exact import half_up
from commun.core import scope
from commun.core.urls import here
from commun.governance.models import Action, Attendance, Duty, Mandate, Meeting, Membership, Role
from commun.governance.models.meetings import Kind
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.governance.queries.rota import NOT_THERE, day_of
from commun.value.models import ContributionKind
from commun.value.seen import Seen

Nature = ContributionKind.Nature
SHORTEST, LONGEST, ACTION_MINUTES = 15, 8 * 60, 60


def duties_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Meetings that the member facilitated or minuted; convivial moments are no work (R42). 1 query."""
    with scope.use(member.space_id):
        away = Attendance.objects.filter(membership=member, presence__in=NOT_THERE).values("meeting")
        held = Duty.objects.filter(membership=member, state__in=LIVE_DUTIES, meeting__state=Meeting.State.CLOSED)
        held = held.filter(meeting__kind=Kind.WORKING, meeting__starts_at__date__range=(first, last))
        rows = list(held.exclude(meeting__in=away).select_related("meeting__series", "meeting__space"))
    for duty in rows:
        meeting = duty.meeting
        is_led = duty.task == Duty.Task.FACILITATOR
        said = _("Facilitation of “%(title)s”") if is_led else _("Minutes of “%(title)s”")
        yield Seen(
            source=f"duty:{duty.ref}",
            title=said % {"title": meeting.title},
            on=day_of(meeting),
            minutes=_length_of(meeting),
            natures=(Nature.FACILITATION, Nature.CARE, Nature.WORK),
            url=here(meeting.space.slug, "governance:meeting", meeting=meeting.ref),
        )


def _length_of(meeting: Meeting) -> int:
    """From its opening to its closing; as planned when that is not believable."""
    planned = round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
    if meeting.opened_at is None or meeting.closed_at is None:
        return planned
    lasted = round((meeting.closed_at - meeting.opened_at).total_seconds() / 60)
    return lasted if SHORTEST <= lasted <= min(2 * planned, LONGEST) else planned


def mandates_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Each month of a mandate that is over, with the hours of the card, in proportion to the days held. 1 query."""
    with scope.use(member.space_id):
        rows = Mandate.objects.filter(membership=member, learns_beside=None, starts_on__lte=last)
        mandates = list(rows.exclude(role__minutes_per_month=0).select_related("role", "space"))
    for mandate in mandates:
        for month, days in _months(mandate, first, last):
            minutes = half_up(Fraction(mandate.role.minutes_per_month * len(days), _length(month)))
            said = _("“%(role)s” in %(month)s")
            is_led = mandate.role.power in (Role.Power.FACILITATE, Role.Power.ANIMATE)
            yield Seen(
                source=f"mandate:{mandate.ref}:{month:%Y-%m}",
                title=said % {"role": mandate.role.name, "month": date_format(month, "F Y")},
                on=days[-1],
                minutes=max(1, minutes),
                natures=(Nature.FACILITATION, Nature.CARE, Nature.WORK) if is_led else (Nature.WORK, Nature.CARE),
                url=here(mandate.space.slug, "governance:role-card", role=mandate.role.ref),
            )


def _months(mandate: Mandate, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, list[dt.date]]]:
    """Months that ended before ``last``, with the days of each on which it held."""
    over = mandate.ended_on or mandate.ends_on
    month = max(first, mandate.starts_on).replace(day=1)
    while (following := _next(month)) <= last:
        start = max(month, mandate.starts_on)
        end = min(following, over) if over else following
        days = [start + dt.timedelta(days=one) for one in range((end - start).days)]
        if days and days[-1] >= first:
            yield month, days
        month = following


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def _length(month: dt.date) -> int:
    return (_next(month) - month).days


def actions_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Actions that the member did; how long they took is theirs to say: one hour to begin with. 1 query."""
    with scope.use(member.space_id):
        rows = Action.objects.filter(owner=member, state=Action.State.DONE, closed_on__range=(first, last))
        done = list(rows.select_related("space"))
    for action in done:
        assert action.closed_on is not None
        yield Seen(
            source=f"action:{action.ref}",
            title=_("Done: “%(title)s”") % {"title": action.title},
            on=action.closed_on,
            minutes=ACTION_MINUTES,
            natures=(Nature.WORK, Nature.CARE, Nature.FACILITATION),
            url=here(action.space.slug, "governance:action", action=action.ref),
        )
