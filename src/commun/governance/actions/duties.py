"""Verbs of the rota and of attendance: who serves, who comes, who was there."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance import states
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import Attendance, Duty, Meeting, MeetingSeries, Membership, RotaPause
from commun.governance.models.meetings import Kind
from commun.governance.notifications import meetings as letters
from commun.governance.policies import meetings as policies
from commun.governance.queries import rota

ABOUT = "governance.meeting"
LONGEST_PAUSE_MONTHS, LONGEST_WORD = 24, 300
ASKED_DAYS = 21
Actor = journal.Person | journal.Rule


@transaction.atomic
def propose_duties(*, meeting: Meeting) -> list[Duty]:
    """Ask the least served for each task that nobody has; the rota acts, the person decides. Safe to run again."""
    row = _held(meeting)
    if row.state != Meeting.State.PLANNED or row.kind == Kind.CONVIVIAL:
        return []
    with scope.use(row.space_id):
        taken = set(Duty.objects.filter(meeting=row, state__in=policies.LIVE_DUTIES).values_list("task", flat=True))
    made = [_propose(row, task) for task in Duty.Task.values if task not in taken]
    return [duty for duty in made if duty is not None]


@transaction.atomic
def accept_duty(*, member: Membership, duty: Duty) -> Duty:
    """Say yes. Raises Refused when it is not one's own, or no longer asked."""
    row = _own(member, duty)
    if row.state == Duty.State.ACCEPTED:
        return row
    row.state = Duty.State.ACCEPTED
    _save(row)
    _record(facts.DUTY_ACCEPTED, row.meeting, self_of(member), {"task": row.task})
    return row


@transaction.atomic
def decline_duty(*, member: Membership, duty: Duty, reason: str = "") -> Duty | None:
    """Say no, with no reason owed; the next person is asked at once. Returns their duty, None when nobody is left."""
    row = _own(member, duty)
    row.state = Duty.State.DECLINED
    _save(row)
    _record(facts.DUTY_DECLINED, row.meeting, self_of(member), {"task": row.task}, {"reason": reason.strip()})
    return _propose(row.meeting, row.task) if row.meeting.state == Meeting.State.PLANNED else None


@transaction.atomic
def swap_duty(*, member: Membership, duty: Duty, other: Duty) -> tuple[Duty, Duty]:
    """Exchange one's duty with a duty of somebody else at another meeting; both are told. Raises Refused."""
    mine, theirs = _own(member, duty), _live(other)
    if theirs.space_id != mine.space_id or theirs.membership_id == member.pk or theirs.task != mine.task:
        raise Refused(_("Choose a duty of somebody else, for the same task."))
    if theirs.meeting.state != Meeting.State.PLANNED:
        raise Refused(_("This meeting is no longer to come."))
    pauses = _pauses(member.space_id)
    for key, meeting in ((theirs.membership_id, mine.meeting), (member.pk, theirs.meeting)):
        if pauses.get(key, dt.date.min) > rota.day_of(meeting):
            raise Refused(_("One of you takes a break from the rota on that day."))
    made = []
    for old, person in ((mine, theirs.membership), (theirs, mine.membership)):
        old.state = Duty.State.SWAPPED
        _save(old)
        # Whoever proposes has said yes by proposing; the other person is asked.
        state = Duty.State.ACCEPTED if person.pk == member.pk else Duty.State.PROPOSED
        made.append(_new(old.meeting, old.task, person, {"code": "swapped"}, chosen_by=member, state=state))
    _record(facts.DUTY_SWAPPED, mine.meeting, self_of(member), {"task": mine.task, "with": theirs.membership.person_id})
    letters.duty_asked(made[0])
    return made[0], made[1]


@transaction.atomic
def assign_duty(*, by: Membership, meeting: Meeting, task: str, to: Membership, reason: str = "") -> Duty:
    """Choose somebody other than the rota's; logged. The same person twice running needs a reason (R32)."""
    refuse_unless(policies.can_take_part(by) and by.space_id == meeting.space_id == to.space_id)
    row = _held(meeting)
    if row.state not in {Meeting.State.PLANNED, Meeting.State.OPEN}:
        raise Refused(_("This meeting is over."))
    if task not in Duty.Task.values or to.state != states.MEMBER:
        raise Refused(_("Choose a task and an awake member."))
    if by.pk != to.pk and not policies.can_run(by, row):
        raise Refused(_("Ask the person, or offer yourself: only those who lead the meeting choose for others."))
    reason = reason.strip()[:300]
    is_again = to.pk in rota.served_last(row, task)
    if is_again and not reason:
        raise Refused(
            _("%(person)s already did it the last time: to confirm, say why the turn does not go round.")
            % {"person": to.name}
        )
    with scope.use(row.space_id):
        for old in Duty.objects.select_for_update().filter(meeting=row, state__in=policies.LIVE_DUTIES):
            if old.task == task or old.membership_id == to.pk:
                old.state = Duty.State.SWAPPED
                _save(old)
    state = Duty.State.ACCEPTED if by.pk == to.pk else Duty.State.PROPOSED
    why = {"code": "again" if is_again else "chosen"}
    duty = _new(row, task, to, why, chosen_by=by, state=state, override_reason=reason)
    data = {"task": task, "person": to.person_id, "again": is_again}
    _record(facts.DUTY_ASSIGNED, row, self_of(by), data, {"reason": reason})
    if by.pk != to.pk:
        letters.duty_asked(duty)
    return duty


@transaction.atomic
def pair_up(*, member: Membership, duty: Duty) -> Duty:
    """Offer to learn beside (or to help) the person who has the duty. Raises Refused when somebody already does."""
    refuse_unless(policies.can_take_part(member))
    row = _live(duty)
    if row.pair_id is not None or row.membership_id == member.pk:
        raise Refused(_("Somebody is already beside the person who has this duty."))
    row.pair = member
    _save(row)
    return row


@transaction.atomic
def pause_rota(*, member: Membership, months: int) -> RotaPause | None:
    """« Not me before N months »: the rota leaves the member alone; 0 ends the pause. What is asked now is declined."""
    refuse_unless(policies.can_take_part(member))
    if not 0 <= months <= LONGEST_PAUSE_MONTHS:
        raise Refused(_("Choose between 0 and 24 months."))
    with scope.use(member.space_id):
        if months == 0:
            RotaPause.objects.filter(membership=member).delete()
            return None
        until = calendar.add_months(clock.today(), months)
        pause, _new_row = RotaPause.objects.update_or_create(
            space=member.space, membership=member, defaults={"until": until, "created_at": clock.now()}
        )
        asked = Duty.objects.filter(membership=member, state=Duty.State.PROPOSED, meeting__state=Meeting.State.PLANNED)
        waiting = list(asked.select_related("meeting__space", "meeting__series"))
    journal.record(
        facts.ROTA_PAUSED,
        space=member.space,
        actor=self_of(member),
        about=("governance.membership", member.pk),
        data={"until": until.isoformat()},
    )
    for duty in waiting:
        if rota.day_of(duty.meeting) < until:
            decline_duty(member=member, duty=duty)
    return pause


@transaction.atomic
def answer_meeting(*, member: Membership, meeting: Meeting, answer: str, note: str = "") -> Attendance:
    """Say whether one comes, with a word; saying no gives one's duty back to the rota. Raises Refused."""
    refuse_unless(policies.can_take_part(member) and member.space_id == meeting.space_id)
    row = _held(meeting)
    if row.state not in {Meeting.State.PLANNED, Meeting.State.OPEN}:
        raise Refused(_("This meeting is over."))
    if answer not in set(Attendance.Answer.values) - {""}:
        raise Refused(_("Answer: coming, if need be, or not coming."))
    attendance = _attendance(row, member)
    attendance.answer, attendance.note = answer, one_line(note)[:LONGEST_WORD]
    attendance.save()
    _record(facts.ANSWERED, row, self_of(member), {"answer": answer}, {"note": attendance.note} if note else None)
    if answer == Attendance.Answer.NOT_COMING:
        with scope.use(row.space_id):
            mine = list(Duty.objects.filter(meeting=row, membership=member, state__in=policies.LIVE_DUTIES))
        for duty in mine:
            decline_duty(member=member, duty=duty)
    live.tell(f"meeting:{row.ref}", "people")
    return attendance


@transaction.atomic
def answer_series(
    *, member: Membership, series: MeetingSeries, answer: str, note: str = "", but: Collection[str] = ()
) -> int:
    """Say whether one comes to every date to come of a series; says how many there are. Raises Refused.

    ``but``: the meetings left as they are, answered one by one since.
    """
    refuse_unless(policies.can_take_part(member) and member.space_id == series.space_id)
    if answer not in set(Attendance.Answer.values) - {""}:
        raise Refused(_("Answer: coming, if need be, or not coming."))
    journal.hold(series.space)
    with scope.use(series.space_id):
        rows = Meeting.objects.filter(series=series, state=Meeting.State.PLANNED, starts_at__gt=clock.now())
        coming = list(rows.exclude(ref__in=but).select_related("space", "series").order_by("starts_at", "pk"))
    if not coming:
        raise Refused(_("No meeting of this series is still to come."))
    word = one_line(note)[:LONGEST_WORD]
    for meeting in coming:
        attendance = _attendance(meeting, member)
        attendance.answer, attendance.note = answer, word
        attendance.save(update_fields=["answer", "note"])
    if answer == Attendance.Answer.NOT_COMING:
        with scope.use(series.space_id):
            held = Duty.objects.filter(meeting__in=coming, membership=member, state__in=policies.LIVE_DUTIES)
            mine = list(held.select_related("meeting__space", "membership__person", "membership__space"))
        for duty in mine:
            decline_duty(member=member, duty=duty)
    journal.record(
        facts.ANSWERED_SERIES,
        space=series.space,
        actor=self_of(member),
        about=("governance.series", series.ref),
        data={"answer": answer, "meetings": len(coming)},
        words={"note": word} if word else None,
    )
    return len(coming)


@transaction.atomic
def propose_another_time(*, member: Membership, meeting: Meeting, note: str) -> Attendance:
    """Say which time would suit better; nothing moves by it, the others read it. Raises Refused."""
    refuse_unless(policies.can_take_part(member) and member.space_id == meeting.space_id)
    row = _held(meeting)
    if row.state != Meeting.State.PLANNED:
        raise Refused(_("This meeting is no longer to come."))
    attendance = _attendance(row, member)
    attendance.note = one_line(note)[:LONGEST_WORD]
    attendance.save(update_fields=["note"])
    _record(facts.OTHER_TIME, row, self_of(member), {}, {"note": attendance.note})
    live.tell(f"meeting:{row.ref}", "people")
    return attendance


@transaction.atomic
def note_presence(
    *, by: Membership, meeting: Meeting, membership: Membership, presence: str, proxy: Membership | None = None
) -> Attendance:
    """Note or correct who was there; the quorum and the rota follow. Raises Refused."""
    refuse_unless(policies.can_take_part(by) and by.space_id == meeting.space_id == membership.space_id)
    row = _held(meeting)
    if by.pk != membership.pk and not policies.can_run(by, row):
        raise Refused(_("Those who lead the meeting note who is there; everybody may note themselves."))
    if row.state in {Meeting.State.PLANNED, Meeting.State.CANCELLED}:
        raise Refused(_("Presence is noted once the meeting is open."))
    if presence not in Attendance.Presence.values:
        raise Refused(_("Choose: present, excused, absent or by proxy."))
    if presence == Attendance.Presence.PROXY and (proxy is None or proxy.pk == membership.pk):
        raise Refused(_("Say who represents this person."))
    attendance = _attendance(row, membership)
    attendance.presence = presence
    attendance.proxy = proxy if presence == Attendance.Presence.PROXY else None
    attendance.save()
    _record(facts.ATTENDANCE_NOTED, row, self_of(by), {"person": membership.person_id, "presence": presence})
    live.tell(f"meeting:{row.ref}", "people")
    return attendance


def note_writer(*, by: Membership, meeting: Meeting) -> None:
    """Who writes while the meeting is under way is there, unless something else was noted. 1 query once noted."""
    with scope.use(meeting.space_id):
        noted = meeting.attendances.filter(membership=by).exclude(presence="")
        if noted.exists():
            return
    note_presence(by=by, meeting=meeting, membership=by, presence=Attendance.Presence.PRESENT)


@transaction.atomic
def note_company(
    *, by: Membership, meeting: Meeting, present: Collection[Membership], excused: Collection[Membership] = ()
) -> int:
    """Note at once those who are there and those who excused themselves. Returns how many; raises Refused."""
    row = _held(meeting)
    if not policies.can_run(by, row) or row.state in {Meeting.State.PLANNED, Meeting.State.CANCELLED}:
        raise Refused(_("Those who lead the meeting note who is there, once it is open."))
    wanted = {member.pk: Attendance.Presence.EXCUSED for member in excused if member.space_id == row.space_id}
    wanted |= {member.pk: Attendance.Presence.PRESENT for member in present if member.space_id == row.space_id}
    with scope.use(row.space_id):
        known = {one.membership_id: one for one in row.attendances.all()}
        for key, presence in wanted.items():
            if key in known:
                known[key].presence, known[key].proxy = presence, None
        Attendance._base_manager.bulk_update(list(known.values()), ["presence", "proxy"])
        Attendance._base_manager.bulk_create(
            Attendance(space=row.space, meeting=row, membership_id=key, presence=presence)
            for key, presence in wanted.items()
            if key not in known
        )
    people = {str(member.person_id): wanted[member.pk] for member in (*present, *excused) if member.pk in wanted}
    _record(facts.ATTENDANCE_NOTED, row, self_of(by), {"people": people})
    live.tell(f"meeting:{row.ref}", "people")
    return len(wanted)


def release_duties(member: Membership) -> None:
    """Whoever leaves or rests gives back what they had at meetings to come; the rota asks somebody else."""
    with scope.use(member.space_id):
        coming = Duty.objects.filter(
            membership=member, state__in=policies.LIVE_DUTIES, meeting__state=Meeting.State.PLANNED
        )
        for duty in list(coming.select_related("meeting__space", "meeting__series")):
            duty.state = Duty.State.DECLINED
            _save(duty)


def _propose(meeting: Meeting, task: str) -> Duty | None:
    choice = rota.who_is_next(meeting, task)
    if choice.person is None or choice.reason is None:
        return None
    reason = choice.reason
    with scope.use(meeting.space_id):
        people = Membership.objects.select_related("person", "space")
        chosen = people.get(pk=int(choice.person))
        pair = people.get(pk=int(choice.companion)) if choice.companion else None
    why = {
        "code": reason.settled_by,
        "turns": reason.turns,
        "last_on": reason.last_on.isoformat() if reason.last_on else None,
        "among": reason.among,
        "drawn_from": reason.drawn_from,
        "is_again": reason.is_again,
        "is_first": choice.is_first_time,
    }
    duty = _new(meeting, task, chosen, why, pair=pair)
    rule = journal.Rule(facts.ROTA_RULE)
    _record(facts.DUTY_PROPOSED, meeting, rule, {"task": task, "person": chosen.person_id, "why": reason.settled_by})
    letters.duty_asked(duty)
    return duty


def _new(meeting: Meeting, task: str, to: Membership, why: Mapping[str, Any], **fields: Any) -> Duty:
    duty = Duty(
        space=meeting.space,
        meeting=meeting,
        task=task,
        membership=to,
        why=dict(why),
        changed_at=clock.now(),
        **fields,
    )
    duty.save()
    live.tell(f"meeting:{meeting.ref}", "people")
    return duty


def _save(duty: Duty) -> None:
    duty.changed_at = clock.now()
    duty.save()
    live.tell(f"meeting:{duty.meeting.ref}", "people")


def _own(member: Membership, duty: Duty) -> Duty:
    row = _live(duty)
    if row.membership_id != member.pk or not policies.can_take_part(member):
        raise Refused(_("This duty is somebody else’s."))
    return row


def _live(duty: Duty) -> Duty:
    with scope.use(duty.space_id):
        rows = Duty.objects.select_for_update(of=("self",))
        row = rows.select_related("meeting__space", "meeting__series", "membership__person").get(pk=duty.pk)
    if row.state not in policies.LIVE_DUTIES:
        raise Refused(_("This duty was given to somebody else in the meantime."))
    return row


def _held(meeting: Meeting) -> Meeting:
    with scope.use(meeting.space_id):
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("space", "series")
        return rows.get(pk=meeting.pk)


def _attendance(meeting: Meeting, member: Membership) -> Attendance:
    with scope.use(meeting.space_id):
        found, _is_new = Attendance.objects.get_or_create(space=meeting.space, meeting=meeting, membership=member)
    return found


def _pauses(space_id: int) -> dict[int, dt.date]:
    with scope.use(space_id):
        return dict(RotaPause.objects.values_list("membership_id", "until"))


def _record(
    name: str,
    meeting: Meeting,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    journal.record(name, space=meeting.space, actor=actor, about=(ABOUT, meeting.ref), data=data, words=words)


def propose_all() -> int:
    """Every morning: the rota asks for each meeting of the coming three weeks. Returns how many people were asked."""
    soon = clock.now() + dt.timedelta(days=ASKED_DAYS)
    with scope.everywhere("the meetings of every group"):
        coming = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=clock.now(), starts_at__lte=soon)
        meetings = list(coming.select_related("space", "series").order_by("starts_at", "pk"))
    return sum(len(propose_duties(meeting=meeting)) for meeting in meetings)
