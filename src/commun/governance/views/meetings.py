"""Pages of meetings: the list, one meeting before and after, its dates, its minutes in other forms."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import access, clock, scope
from commun.core.errors import NotFound, Refused
from commun.governance import days_off, meeting_dates
from commun.governance.actions import duties as duty_actions
from commun.governance.actions import meeting_series, meetings, minutes
from commun.governance.forms.meetings import HabitsForm, MeetingForm, MoveForm, ReasonForm
from commun.governance.models import Attendance, Duty, Meeting, Membership
from commun.governance.policies import MemberRequest, body_of, can_invite, is_inside, member_for
from commun.governance.policies import meetings as policies
from commun.governance.policies.moderation import can_hide
from commun.governance.queries import meetings as queries
from commun.governance.queries import minutes as minute_queries
from commun.governance.queries import rota
from commun.governance.queries.date_polls import needed_missing
from commun.governance.views import meeting_live
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def home(request: MemberRequest) -> HttpResponse:
    """The next meeting, those that follow, those that took place."""
    found = queries.home_of(request.space, request.member)
    context = {
        "home": found,
        "series": queries.running_series(request.space),
        "can_arrange": policies.can_arrange(request.member),
        "can_take_part": policies.can_take_part(request.member),
    }
    return render(request, "governance/meetings/home_page.html", context)


def meeting(request: MemberRequest, meeting: str) -> HttpResponse:
    """One meeting: its agenda before, its screen during, its minutes after."""
    row = policies.meeting_for(request.member, meeting)
    if row.state == Meeting.State.OPEN:
        return meeting_live.screen(request, row, leads=False)
    if row.state == Meeting.State.CLOSED:
        return _after(request, row)
    return _before(request, row)


def _before(request: MemberRequest, row: Meeting) -> HttpResponse:
    held = queries.duties_of(row)
    company = queries.company_of(row)
    mine = next((one for one in company.comers if one.member.pk == request.member.pk), None)
    own = [duty for duty in held if duty.membership_id == request.member.pk]
    is_planned = row.state == Meeting.State.PLANNED
    context = {
        "meeting": row,
        "plan": queries.plan_of(row),
        "minutes_said": meeting_dates.minutes_said(queries.length_of(row)),
        "company": company,
        "needed_missing": needed_missing(row, company),
        "my_answer": mine.answer if mine else "",
        "answers": Attendance.Answer.choices[1:],
        "duties": [_duty_line(request.member, duty) for duty in held],
        "missing": _missing(held) if is_planned and row.kind == "working" else [],
        "swaps": queries.swappable(own[0]) if own and is_planned else [],
        "swapped": own[0] if own else None,
        "pause": queries.pause_of(request.member),
        "day_off": days_off.name_of(rota.day_of(row)) if is_planned and not row.day_off_answer else "",
        "can_arrange": policies.can_arrange(request.member) and is_planned,
        "can_take_part": policies.can_take_part(request.member) and is_planned,
        "can_open": is_planned and row.starts_at - clock.now() <= meetings.EARLY
        and policies.can_run(request.member, row),
        "can_invite_guest": can_invite(request.member) and is_planned,
        "member": request.member,
    }  # fmt: skip
    return render(request, "governance/meetings/before_page.html", context)


def _duty_line(member: Membership, duty: Any) -> dict[str, Any]:
    return {"duty": duty, "why": rota.why_said(duty), "is_mine": duty.membership_id == member.pk}


def _missing(held: Any) -> list[str]:
    """Tasks that nobody has accepted: said, never a block (R34)."""
    accepted = {duty.task for duty in held if duty.state == "accepted"}
    tasks = {"facilitator": _("Nobody has accepted to facilitate yet."), "scribe": _("Nobody writes the minutes yet.")}
    return [sentence for task, sentence in tasks.items() if task not in accepted]


def _after(request: MemberRequest, row: Meeting) -> HttpResponse:
    leads = policies.can_run(request.member, row)
    told = minute_queries.minutes_of(row, request.member, leads=leads)
    context = {
        "meeting": row,
        "minutes": told,
        "remarks": told.remarks,
        "company": queries.company_of(row),
        "presences": Attendance.Presence.choices[1:],
        "leads": leads,
        "is_mailed": row.minutes_state == Meeting.Minutes.MAILED,
        "can_take_part": policies.can_take_part(request.member),
        "can_arrange": policies.can_arrange(request.member),
        "can_hide": can_hide(request.member),
        "can_write": policies.can_write(request.member, row),
    }
    return render(request, "governance/meetings/after_page.html", context)


@access.admits("anyone")
def public_minutes(request: MemberRequest, meeting: str) -> HttpResponse:
    """Minutes that the group chose to let everybody read, without any name of a person."""
    with scope.use(request.space):
        rows = Meeting.objects.select_related("space", "series")
        row = rows.filter(ref=meeting, is_public=True, state=Meeting.State.CLOSED).first()
    if row is None:
        raise NotFound
    title, chapters = minute_queries.public_minutes_of(row)
    context = {
        "meeting": row,
        "title": title,
        "chapters": chapters,
        "is_inside": is_inside(request.member),
        "is_open": body_of(request.space).is_public,
    }
    return render(request, "governance/meetings/public_page.html", context)


def paper(request: MemberRequest, meeting: str) -> HttpResponse:
    """The agenda on paper, with room to write: one person alone can run the meeting without a screen."""
    row = policies.meeting_for(request.member, meeting)
    context = {
        "meeting": row,
        "plan": queries.plan_of(row),
        "duties": _by_task(queries.duties_of(row)),
        "since": queries.left_by_last(row),
    }
    return render(request, "governance/meetings/paper_page.html", context)


def _by_task(held: Sequence[Duty]) -> list[tuple[str, str]]:
    """Who facilitates and who writes; a line to fill in by hand where nobody does yet."""
    names = {duty.task: duty.membership.name for duty in held}
    return [(str(task.label), names.get(task.value, "")) for task in Duty.Task]


def markdown(request: MemberRequest, meeting: str) -> HttpResponse:
    """The minutes as Markdown."""
    row = policies.meeting_for(request.member, meeting)
    text = minute_queries.as_markdown(minute_queries.minutes_of(row))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def as_json(request: MemberRequest, meeting: str) -> JsonResponse:
    """The minutes as JSON."""
    row = policies.meeting_for(request.member, meeting)
    return JsonResponse(
        minute_queries.as_json(minute_queries.minutes_of(row)), json_dumps_params={"ensure_ascii": False}
    )


def shared(request: MemberRequest) -> HttpResponse:
    """Resources and tips that were shared at meetings."""
    words = request.GET.get("q", "")[:200]
    page = minute_queries.shared_in(request.space, words, request.GET.get("page"))
    return render(request, "governance/meetings/shared_page.html", {"page": page, "words": words})


def asked_for(query: QueryDict) -> dict[str, str]:
    """What a link to this page says of the meeting (an event that a message announces): shown, to be confirmed."""
    names = {"titre": "title", "jour": "day", "de": "starts_at", "a": "ends_at", "lieu": "where"}
    return {field: str(query[name])[:200] for name, field in names.items() if query.get(name)}


def plan(request: MemberRequest) -> HttpResponse:
    """Plan a meeting outside of any series."""
    require(policies.can_take_part(request.member))
    initial = {"kind": "working", "day": clock.today(), "starts_at": "10:00", "ends_at": "12:00"} | asked_for(
        request.GET
    )
    form = MeetingForm(posted(request), initial=initial)
    if form.is_valid():
        habits = meeting_series.habits_of(request.space)
        wanted = form.plan(request.space.time_zone, habits.is_public)
        if attempt(form, lambda: meetings.plan_meeting(by=request.member, plan=wanted)):
            return done(request, _("The meeting is planned."), place(request, "meetings"))
    title, lede = (
        _("Plan a meeting"),
        _("A single meeting. For one that comes round, start a series on the page of meetings."),
    )
    return form_page(request, form, title=title, lede=lede, submit=_("Plan it"), cancel_url=place(request, "meetings"))


def move(request: MemberRequest, meeting: str) -> HttpResponse:
    """Another moment for one meeting."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_arrange(request.member))
    zone = meeting_dates.zone_of(meetings.zone_name(row))
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    initial = {"day": start.date(), "starts_at": start.time(), "ends_at": end.time(), "where": row.place}
    form = MoveForm(posted(request), initial=initial)
    url = place(request, "meeting", meeting=row.ref)
    if form.is_valid() and attempt(form, lambda: _move(request, row, form.cleaned_data)):
        return done(request, _("The meeting is moved: everybody is told by mail."), url)
    title, lede = _("Move this meeting"), _("Only this one moves; the others of its series stay.")
    return form_page(request, form, title=title, lede=lede, overline=row.title, submit=_("Move it"), cancel_url=url)


def _move(request: MemberRequest, row: Meeting, values: dict[str, Any]) -> Meeting:
    return meetings.move_meeting(
        by=request.member,
        meeting=row,
        day=values["day"],
        at=values["starts_at"],
        minutes=values["minutes"],
        place=values["where"],
        reason=values["reason"],
    )


def cancel(request: MemberRequest, meeting: str) -> HttpResponse:
    """Cancel one meeting."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_arrange(request.member))
    form = ReasonForm(posted(request))
    url = place(request, "meeting", meeting=row.ref)

    def do() -> object:
        return meetings.cancel_meeting(by=request.member, meeting=row, reason=form.cleaned_data["reason"])

    if form.is_valid() and attempt(form, do):
        return done(request, _("The meeting is cancelled: everybody is told by mail."), url)
    lede = _("Its points wait for the next meeting. Calendars show it as cancelled for a month.")
    title = _("Cancel this meeting")
    return form_page(request, form, title=title, lede=lede, overline=row.title, submit=title, cancel_url=url)


@require_POST
def keep(request: MemberRequest, meeting: str) -> HttpResponse:
    """Keep the date although it is a day off."""
    row = policies.meeting_for(request.member, meeting)
    url = place(request, "meeting", meeting=row.ref)
    return act(request, lambda: meetings.keep_date(by=request.member, meeting=row), _("The date is kept."), url)


@require_POST
def open_now(request: MemberRequest, meeting: str) -> HttpResponse:
    """Open the meeting and lead to the screen of whoever leads it."""
    row = policies.meeting_for(request.member, meeting)
    try:
        meetings.open_meeting(by=request.member, meeting=row)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect(place(request, "meeting", meeting=row.ref))
    return redirect(place(request, "lead-meeting", meeting=row.ref))


def close(request: MemberRequest, meeting: str) -> HttpResponse:
    """Say what was noted and who will read it; then close the meeting: the minutes leave."""
    row = policies.meeting_for(request.member, meeting)
    url = place(request, "meeting", meeting=row.ref)
    if request.method != "POST":
        require(policies.can_run(request.member, row))
        if row.state != Meeting.State.OPEN:
            return redirect(url)
        context = {"meeting": row, "closing": minute_queries.closing_of(row)}
        return render(request, "governance/meetings/close_page.html", context)
    sentence = _("The meeting is closed. The minutes are on their way to every member.")
    return act(request, lambda: meetings.close_meeting(by=request.member, meeting=row), sentence, url)


@require_POST
def answer(request: MemberRequest, meeting: str) -> HttpResponse:
    """Say whether one comes."""
    row = policies.meeting_for(request.member, meeting)
    wanted = request.POST.get("answer", "")

    def do() -> object:
        return duty_actions.answer_meeting(member=request.member, meeting=row, answer=wanted)

    return act(request, do, _("Your answer is noted."), place(request, "meeting", meeting=row.ref))


@require_POST
def remark(request: MemberRequest, meeting: str) -> HttpResponse:
    """Ask for a correction of the minutes."""
    row = policies.meeting_for(request.member, meeting)
    text = request.POST.get("text", "")
    url = place(request, "meeting", meeting=row.ref)
    sentence = _("Your remark is noted: the minutes wait for an answer to it.")
    return act(request, lambda: minutes.remark_minutes(by=request.member, meeting=row, text=text), sentence, url)


@require_POST
def approve(request: MemberRequest, meeting: str) -> HttpResponse:
    """Approve the minutes."""
    row = policies.meeting_for(request.member, meeting)
    url = place(request, "meeting", meeting=row.ref)
    return act(
        request, lambda: minutes.approve_minutes(by=request.member, meeting=row), _("The minutes are approved."), url
    )


@require_POST
def publish(request: MemberRequest, meeting: str) -> HttpResponse:
    """Let everybody read the minutes, or nobody but the members."""
    row = policies.meeting_for(request.member, meeting)
    wanted = request.POST.get("public") == "1"
    sentence = _("Everybody can now read these minutes.") if wanted else _("Only members read these minutes now.")
    url = place(request, "meeting", meeting=row.ref)
    return act(
        request,
        lambda: minutes.publish_minutes(by=request.member, meeting=row, is_public=wanted),
        sentence,
        url,
    )


@require_POST
def presence(request: MemberRequest, meeting: str, ref: str) -> HttpResponse:
    """Note whether somebody is there."""
    row, other = policies.meeting_for(request.member, meeting), member_for(request.member, ref)
    proxy_ref = request.POST.get("proxy", "")
    wanted = request.POST.get("presence", "")

    def do() -> object:
        proxy = member_for(request.member, proxy_ref) if proxy_ref and wanted == "proxy" else None
        return duty_actions.note_presence(
            by=request.member, meeting=row, membership=other, presence=wanted, proxy=proxy
        )

    return meeting_live.after(request, row, do, part="people")


@require_POST
def somebody(request: MemberRequest, meeting: str) -> HttpResponse:
    """Note whether somebody chosen by name is there."""
    return presence(request, meeting, request.POST.get("member", ""))


def habits(request: MemberRequest) -> HttpResponse:
    """What holds for all the meetings of the group."""
    require(policies.can_arrange(request.member))
    kept = meeting_series.habits_of(request.space)
    form = HabitsForm(posted(request), initial={"alert_weeks": kept.alert_weeks, "is_public": kept.is_public})
    url = place(request, "meetings")
    if form.is_valid() and attempt(form, lambda: meeting_series.change_habits(by=request.member, **form.cleaned_data)):
        return done(request, _("It is noted."), url)
    return form_page(request, form, title=_("Habits of our meetings"), submit=_("Save"), cancel_url=url)
