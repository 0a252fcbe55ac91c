"""Who serves next at a meeting, and what each has done: what the rota (``algo.rotation``) reads."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _

from commun.algo import rotation
from commun.algo.rotation import turns_of_service
from commun.core import scope
from commun.core.models import Space
from commun.governance import meeting_dates, states
from commun.governance.models import Attendance, Duty, Meeting, Membership, RotaPause
from commun.governance.policies.meetings import LIVE_DUTIES

# Who was not there did not serve, whatever had been planned.
NOT_THERE = (Attendance.Presence.ABSENT, Attendance.Presence.EXCUSED, Attendance.Presence.PROXY)


def day_of(meeting: Meeting) -> dt.date:
    """The local day of a meeting."""
    zone = meeting.series.zone if meeting.series else meeting.space.time_zone
    return meeting.starts_at.astimezone(meeting_dates.zone_of(zone)).date()


def turns_served(space: Space) -> list[rotation.Service]:
    """Turns of the closed meetings, those of people noted as away left out; companions of first-timers too. 2 queries.

    Convivial moments have no rota: what is done there weighs on nobody.
    """
    with scope.use(space):
        held = Duty.objects.filter(state__in=LIVE_DUTIES, meeting__state=Meeting.State.CLOSED)
        duties = list(held.select_related("meeting__series", "meeting__space").order_by("meeting__starts_at", "pk"))
        away = set(
            Attendance.objects.filter(presence__in=NOT_THERE, meeting__state=Meeting.State.CLOSED).values_list(
                "meeting_id", "membership_id"
            )
        )
    found = []
    for duty in duties:
        day = day_of(duty.meeting)
        if (duty.meeting_id, duty.membership_id) not in away:
            found.append(rotation.Service(day, duty.task, str(duty.membership_id)))
        if duty.pair_id and (duty.meeting_id, duty.pair_id) not in away:
            found.append(rotation.Service(day, duty.task, str(duty.pair_id), is_companion=True))
    return found


def who_is_next(meeting: Meeting, task: str, *, declined: Collection[int] = ()) -> rotation.Choice:
    """The person the rota asks for one task of one meeting, with the reason. 6 queries."""
    with scope.use(meeting.space_id):
        everybody = list(Membership.objects.order_by("pk"))
        pauses = dict(RotaPause.objects.values_list("membership_id", "until"))
        answers = dict(Attendance.objects.filter(meeting=meeting).values_list("membership_id", "answer"))
        duties = list(Duty.objects.filter(meeting=meeting))
    # The rank of arrival in the group, which never changes: a draw can be made again by anybody from what is shown.
    ranks = {str(person.pk): f"{rank:05}" for rank, person in enumerate(everybody)}
    names = {rank: key for key, rank in ranks.items()}
    said_no = {duty.membership_id for duty in duties if duty.task == task and duty.state == Duty.State.DECLINED}
    busy = {duty.membership_id for duty in duties if duty.task != task and duty.state in LIVE_DUTIES}
    day = day_of(meeting)
    choice = rotation.choose(
        [
            rotation.Member(
                key=ranks[str(person.pk)],
                is_available=answers.get(person.pk) != Attendance.Answer.NOT_COMING,
                since=min(person.since, day),
                not_until=pauses.get(person.pk),
            )
            for person in everybody
            if person.state == states.MEMBER
        ],
        [replace(turn, person=ranks[turn.person]) for turn in turns_served(meeting.space)],
        on=day,
        role=task,
        seed=meeting.space.slug,
        declined={ranks[str(key)] for key in said_no | set(declined)},
        busy={ranks[str(key)] for key in busy},
    )
    return replace(
        choice,
        person=names[choice.person] if choice.person else None,
        companion=names[choice.companion] if choice.companion else None,
        passed_over=tuple((names[key], why) for key, why in choice.passed_over),
    )


def served_last(meeting: Meeting, task: str) -> set[int]:
    """Who served the time before this meeting. 2 queries."""
    day = day_of(meeting)
    before = [
        turn for turn in turns_served(meeting.space) if turn.role == task and turn.on < day and not turn.is_companion
    ]
    last = max((turn.on for turn in before), default=None)
    return {int(turn.person) for turn in before if turn.on == last}


def why_said(duty: Duty) -> str:
    """Why this person is asked, in one sentence for everybody."""
    why = duty.why
    words = {"count": why.get("among", 0), "turns": why.get("turns", 0), "drawn": why.get("drawn_from", 0)}
    if duty.override_reason:
        return _("Chosen by %(person)s: “%(reason)s”") % {
            "person": duty.chosen_by.name if duty.chosen_by else "",
            "reason": duty.override_reason,
        }
    if why.get("is_first"):
        return _("For the first time: the rota starts with those who have not served yet.")
    sentences = {
        turns_of_service.ONLY_ONE: _("The only person available that day."),
        turns_of_service.FEWEST_TURNS: _("Has served the fewest times among the %(count)d people available."),
        turns_of_service.LONGEST_AGO: _("Among those who served the fewest times, the one whose turn is the oldest."),
        turns_of_service.DRAWN: _("Drawn among %(drawn)d people who served as often and as long ago."),
        "swapped": _("By an exchange of turns."),
        "again": _("Twice running, by agreement."),
        "chosen": _("Offered, or chosen by the group."),
    }
    return str(sentences.get(why.get("code", ""), "")) % words
