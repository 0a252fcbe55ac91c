"""Pages of series: the rule with its next dates, the ritual, the end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.core.errors import Refused
from commun.governance import meeting_dates, ritual
from commun.governance.actions import meeting_series as actions
from commun.governance.forms.meetings import SeriesForm, series_values
from commun.governance.models import MeetingSeries
from commun.governance.models.meetings import Part
from commun.governance.policies import MemberRequest
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries
from commun.governance.views.support import act, attempt, done, place, posted, require


def new(request: MemberRequest) -> HttpResponse:
    """Start a series: the first press shows its dates, the second one starts it."""
    require(policies.can_arrange(request.member))
    habits = actions.habits_of(request.space)
    initial = {
        "kind": "working", "pattern": meeting_dates.MONTH_WEEKDAY, "place": 3, "weekday": 0, "interval": 1,
        "starts_on": clock.today(), "starts_at": "10:00", "ends_at": "12:00", "zone": request.space.time_zone,
        "carried_most": 2, "is_public": habits.is_public,
    }  # fmt: skip
    return _edited(request, None, initial)


def edit(request: MemberRequest, series: str) -> HttpResponse:
    """Change a series: the meetings to come follow."""
    row = policies.series_for(request.member, series)
    require(policies.can_arrange(request.member))
    return _edited(request, row, series_values(row))


def _edited(request: MemberRequest, row: MeetingSeries | None, initial: dict[str, Any]) -> HttpResponse:
    form = SeriesForm(posted(request), initial=initial)
    dates: list[meeting_dates.Date] = []
    if form.is_valid():
        if "look" in request.POST:
            attempt(form, lambda: dates.extend(_preview(form)))
        elif attempt(form, lambda: _save(request, row, form)):
            return done(request, _("The series is saved: its dates are written."), place(request, "meetings"))
    elif row is not None and request.method == "GET":
        dates = queries.preview(row.rule, row.starts_on, row.starts_at, row.zone)
    context = {
        "form": form,
        "series": row,
        "dates": dates,
        "said": meeting_dates.said(row.rule, row.starts_on) if row else "",
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "governance/meetings/series_form_page.html", context, status=status)


def _preview(form: SeriesForm) -> list[meeting_dates.Date]:
    plan = form.plan()
    zone = meeting_dates.zone_of(plan.zone)
    found = queries.preview(plan.rule, plan.starts_on, plan.starts_at, plan.zone)
    if not found:
        raise Refused(_("This rule gives no date within thirteen months: look at it again."))
    if found[0].day == plan.starts_on:
        meeting_dates.moment_of(found[0].start.astimezone(zone).replace(tzinfo=None, hour=plan.starts_at.hour,
                                minute=plan.starts_at.minute), zone)  # fmt: skip
    return found


def _save(request: MemberRequest, row: MeetingSeries | None, form: SeriesForm) -> MeetingSeries:
    plan = form.plan()
    if row is None:
        return actions.create_series(by=request.member, plan=plan)
    return actions.change_series(by=request.member, series=row, plan=plan)


def series(request: MemberRequest, series: str) -> HttpResponse:
    """One series: the rule in words, its next dates with the days off, its ritual."""
    row = policies.series_for(request.member, series)
    dates = queries.preview(row.rule, row.starts_on, row.starts_at, row.zone, most=13) if not row.ended_on else []
    context = {
        "series": row,
        "said": meeting_dates.said(row.rule, row.starts_on),
        "length": meeting_dates.minutes_said(row.minutes),
        "dates": dates,
        "steps": [{"label": ritual.label_of(step), "minutes": step["minutes"]} for step in row.ritual],
        "over": ritual.length(row.ritual) - row.minutes,
        "can_arrange": policies.can_arrange(request.member) and row.ended_on is None,
    }
    return render(request, "governance/meetings/series_page.html", context)


def change_ritual(request: MemberRequest, series: str) -> HttpResponse:
    """The parts of the ritual: order by buttons, names, minutes, adding and removing."""
    row = policies.series_for(request.member, series)
    require(policies.can_arrange(request.member))
    url = place(request, "ritual", series=row.ref)
    if request.method == "POST":
        try:
            actions.set_ritual(by=request.member, series=row, parts=_wanted(request, row))
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("The ritual is saved."))
        return redirect(url)
    context = {
        "series": row,
        "steps": [
            {"label": ritual.label_of(step), "own": step["label"], "part": step["part"], "minutes": step["minutes"]}
            for step in row.ritual
        ],
        "parts": Part.choices,
        "length": ritual.length(row.ritual),
        "over": ritual.length(row.ritual) - row.minutes,
    }
    return render(request, "governance/meetings/ritual_page.html", context)


def _wanted(request: MemberRequest, row: MeetingSeries) -> list[dict[str, Any]]:
    """The ritual as this press wants it: one part up, down, out or in, or new names and minutes."""
    data = request.POST
    steps = [
        {
            "part": step["part"],
            "label": data.get(f"label-{index}", step["label"]),
            "minutes": _whole(data.get(f"minutes-{index}", str(step["minutes"]))),
        }
        for index, step in enumerate(row.ritual)
    ]
    if "up" in data or "down" in data:
        by = -1 if "up" in data else 1
        return ritual.moved(steps, _whole(data.get("up", data.get("down", ""))), by)
    if "out" in data:
        index = _whole(data["out"])
        return [step for at, step in enumerate(steps) if at != index]
    if "add" in data:
        return [*steps, {"part": data.get("part", ""), "label": "", "minutes": 10}]
    return steps


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


@require_POST
def end(request: MemberRequest, series: str) -> HttpResponse:
    """Stop a series."""
    row = policies.series_for(request.member, series)
    reason = request.POST.get("reason", "")
    sentence = _("The series is stopped, its meetings to come are cancelled. Members are told by mail.")
    return act(
        request,
        lambda: actions.end_series(by=request.member, series=row, reason=reason),
        sentence,
        place(request, "meetings"),
    )
