"""The screens of a meeting under way. What changes is in three fragments, asked again when the live door says so."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound, Refused
from commun.governance import live
from commun.governance.actions import floor, meetings, minutes
from commun.governance.forms.meetings import LineForm
from commun.governance.models import Attendance, Meeting, MinuteLine
from commun.governance.policies import MemberRequest, member_for
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries
from commun.governance.queries import minutes as minute_queries
from commun.governance.queries.rounds import QUESTIONS, question_of
from commun.governance.views.support import place, require

PARTS = ("now", "people", "lines")
Nature = MinuteLine.Nature


def is_htmx(request: HttpRequest) -> bool:
    """Asked by htmx for a fragment."""
    return request.headers.get("HX-Request") == "true"


def lead(request: MemberRequest, meeting: str) -> HttpResponse:
    """The facilitator's screen."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_run(request.member, row))
    if row.state != Meeting.State.OPEN:
        return redirect(place(request, "meeting", meeting=row.ref))
    return screen(request, row, leads=True)


def screen(request: MemberRequest, row: Meeting, *, leads: bool) -> HttpResponse:
    """The whole page, for those who lead or for those who take part."""
    held = queries.duties_of(row)
    context = {
        **_now(request, row, leads),
        **_people(request, row, leads),
        **_lines(request, row, leads),
        "since": queries.left_by_last(row),
        "duties": held,
        "has_facilitator": any(duty.task == "facilitator" for duty in held),
        "may_lead": policies.can_run(request.member, row),
        "live_url": live.path_of(request.space.slug, row.ref),
        "line_form_natures": _natures(),
    }
    return render(request, "governance/meetings/live_page.html", context)


def fragment(request: MemberRequest, meeting: str, part: str) -> HttpResponse:
    """One of the three fragments, as it stands now."""
    row = policies.meeting_for(request.member, meeting)
    if part not in PARTS:
        raise NotFound
    if row.state != Meeting.State.OPEN and not is_htmx(request):
        return redirect(place(request, "meeting", meeting=row.ref))
    if row.state != Meeting.State.OPEN:
        # The meeting was closed meanwhile: the whole page is another one.
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    leads = request.GET.get("anime") == "1" and policies.can_run(request.member, row)
    return _fragment(request, row, part, leads=leads)


def _fragment(request: MemberRequest, row: Meeting, part: str, *, leads: bool, said: bool = False) -> HttpResponse:
    makers: dict[str, Callable[[MemberRequest, Meeting, bool], dict[str, Any]]] = {
        "now": _now,
        "people": _people,
        "lines": _lines,
    }
    context = {**makers[part](request, row, leads), "said": said, "part": part}
    response = render(request, "governance/meetings/_fragment.html", context)
    response["Vary"] = "HX-Request"
    return response


def after(
    request: MemberRequest,
    row: Meeting,
    do: Callable[[], object],
    *,
    part: str,
    leads: bool = False,
    sentence: str = "",
) -> HttpResponse:
    """Do it; answer htmx with the fragment, others with the page they came from."""
    leads = leads or request.POST.get("anime") == "1"
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        if sentence:
            messages.success(request, sentence)
    fresh = policies.meeting_for(request.member, row.ref)
    if is_htmx(request) and fresh.state == Meeting.State.OPEN:
        leads = leads and policies.can_run(request.member, fresh)
        return _fragment(request, fresh, part, leads=leads, said=True)
    name = "lead-meeting" if leads and fresh.state == Meeting.State.OPEN else "meeting"
    return redirect(place(request, name, meeting=fresh.ref))


def _now(request: MemberRequest, row: Meeting, leads: bool) -> dict[str, Any]:
    shown = queries.screen_of(row)
    asked = {member.pk for member in shown.queue}
    return {
        "meeting": row,
        "screen": shown,
        "leads": leads,
        "has_asked": request.member.pk in asked,
        "is_my_turn": bool(shown.round_people) and shown.round_people[0].pk == request.member.pk,
        "can_take_part": policies.can_take_part(request.member),
        "question": question_of(row),
        "questions": QUESTIONS,
    }


def _people(request: MemberRequest, row: Meeting, leads: bool) -> dict[str, Any]:
    return {
        "meeting": row,
        "company": queries.company_of(row),
        "presences": Attendance.Presence.choices[1:],
        "leads": leads,
        "member": request.member,
    }


def _lines(request: MemberRequest, row: Meeting, leads: bool) -> dict[str, Any]:
    return {
        "meeting": row,
        "leads": leads,
        "chapters": minute_queries.chapters_of(row, request.member, leads=leads),
        "can_take_part": policies.can_take_part(request.member),
        "natures": _natures(),
    }


def _natures() -> list[tuple[str, str]]:
    made = (Nature.DECISION, Nature.ACTION, Nature.RESOURCE, Nature.TIP, Nature.DISAGREEMENT)
    named = [(nature.value, str(nature.label)) for nature in made]
    return [named[0], (minutes.ANNOUNCED, _("Decided, unless somebody objects")), *named[1:]]


@require_POST
def step(request: MemberRequest, meeting: str) -> HttpResponse:
    """Next, previous, or a step by its reference."""
    row = policies.meeting_for(request.member, meeting)
    to = request.POST.get("to", "next")

    def do() -> object:
        if to in {"next", "back"}:
            return meetings.next_step(by=request.member, meeting=row, back=to == "back")
        item = policies.item_for(request.member, to)
        return meetings.go_to(by=request.member, meeting=row, item=item)

    return after(request, row, do, part="now", leads=True)


@require_POST
def speak(request: MemberRequest, meeting: str) -> HttpResponse:
    """The speaking queue: ask, leave, give the floor."""
    row = policies.meeting_for(request.member, meeting)
    member, asked, ref = request.member, request.POST.get("act", ""), request.POST.get("member", "")
    acts: dict[str, Callable[[], object]] = {
        "ask": lambda: floor.ask_to_speak(member=member, meeting=row),
        "leave": lambda: floor.leave_queue(member=member, meeting=row),
        "give": lambda: floor.give_floor(by=member, meeting=row, to=member_for(member, ref)),
    }
    require(asked in acts)
    return after(request, row, acts[asked], part="now")


@require_POST
def turn(request: MemberRequest, meeting: str) -> HttpResponse:
    """A round: start, next, pass, later, end."""
    row = policies.meeting_for(request.member, meeting)
    member, asked = request.member, request.POST.get("act", "")
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: floor.start_round(by=member, meeting=row, question=request.POST.get("question", "")),
        "next": lambda: floor.next_in_round(by=member, meeting=row),
        "pass": lambda: floor.next_in_round(by=member, meeting=row, passes=True),
        "later": lambda: floor.next_in_round(by=member, meeting=row, later=True),
        "end": lambda: floor.end_round(by=member, meeting=row),
    }
    require(asked in acts)
    return after(request, row, acts[asked], part="now")


@require_POST
def write(request: MemberRequest, meeting: str) -> HttpResponse:
    """One line, and in the same tap the decision, the action or the disagreement that it is."""
    row = policies.meeting_for(request.member, meeting)
    form = LineForm(request.POST)
    if not form.is_valid():
        return after(request, row, lambda: _refuse(form.sentence()), part="lines")
    sentence = {
        Nature.DECISION: _("A decision was born."),
        Nature.ACTION: _("An action was born."),
        minutes.ANNOUNCED: _("A decision was born: without an objection within 7 days, it stands."),
    }
    wanted = form.cleaned_data["nature"] or Nature.NOTE
    return after(request, row, lambda: _write(request, row, form), part="lines", sentence=sentence.get(wanted, ""))


def _refuse(sentence: str) -> None:
    raise Refused(sentence)


def _write(request: MemberRequest, row: Meeting, form: LineForm) -> object:
    values = form.cleaned_data
    return minutes.write_and_grow(
        by=request.member,
        meeting=row,
        text=values["text"],
        nature=values["nature"] or Nature.NOTE,
        address=values["address"],
        owner=_owner(request),
        due_on=values["due_on"],
    )


def _owner(request: MemberRequest) -> Any:
    ref = request.POST.get("owner", "")
    return member_for(request.member, ref) if ref else None


@require_POST
def act_on_line(request: MemberRequest, line: int) -> HttpResponse:
    """Correct, remove, answer, or make something of a line that is already there."""
    row = policies.line_for(request.member, line)
    member, asked = request.member, request.POST.get("act", "")
    text = request.POST.get("text", "")
    if asked in dict(_natures()):
        owner = _owner(request)
        return after(
            request,
            row.meeting,
            lambda: minutes.grow_line(by=member, line=row, nature=asked, owner=owner),
            part="lines",
        )
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: minutes.change_line(by=member, line=row, text=text),
        "remove": lambda: minutes.remove_line(by=member, line=row),
        "answer": lambda: minutes.answer_remark(by=member, line=row),
    }
    require(asked in acts)
    return after(request, row.meeting, acts[asked], part="lines")
