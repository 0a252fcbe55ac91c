"""Acts on an agenda and on the duties of a meeting."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import scope
from commun.core.urls import here
from commun.governance import states
from commun.governance.actions import agenda, meetings
from commun.governance.actions import duties as actions
from commun.governance.forms.meetings import AssignForm, PointForm
from commun.governance.models import Membership
from commun.governance.policies import MemberRequest
from commun.governance.policies import meetings as policies
from commun.governance.views import meeting_live
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

USUAL = {"wish": "discuss", "minutes": 10, "part": "points"}


def new_point(request: MemberRequest, meeting: str) -> HttpResponse:
    """Bring a point. The address may carry a title and what it is about (« kind:reference ») from another page."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_take_part(request.member))
    given = {"title": request.GET.get("titre", "")[:200], "part": request.GET.get("partie") or "points"}
    form = PointForm(posted(request), initial={**USUAL, **given})
    url = place(request, "meeting", meeting=row.ref)
    about = request.GET.get("sujet", "")[:80]
    if form.is_valid() and attempt(
        form, lambda: agenda.add_point(by=request.member, meeting=row, point=form.point(about))
    ):
        return done(request, _("Your point is in the agenda."), url)
    title = _("Bring a point to the agenda")
    return form_page(request, form, title=title, overline=row.title, submit=_("Bring it"), cancel_url=url)


def change_point(request: MemberRequest, item: str) -> HttpResponse:
    """Change a point."""
    row = policies.item_for(request.member, item)
    require(policies.can_change_point(request.member, row))
    names = ("title", "wish", "minutes", "part", "detail")
    form = PointForm(posted(request), initial={name: getattr(row, name) for name in names})
    url = place(request, "meeting", meeting=row.meeting.ref)
    if form.is_valid() and attempt(
        form, lambda: agenda.change_point(by=request.member, item=row, point=form.point(row.about))
    ):
        return done(request, _("The point is changed."), url)
    return form_page(
        request, form, title=_("Change a point"), overline=row.meeting.title, submit=_("Save"), cancel_url=url
    )


@require_POST
def act_on_point(request: MemberRequest, item: str) -> HttpResponse:
    """Up, down, withdraw, bring again or let go."""
    row = policies.item_for(request.member, item)
    member, asked = request.member, request.POST.get("act", "")
    acts: dict[str, tuple[Any, str]] = {
        "up": (lambda: agenda.move_point(by=member, item=row, up=True), _("The point is one place higher.")),
        "down": (lambda: agenda.move_point(by=member, item=row, up=False), _("The point is one place lower.")),
        "withdraw": (lambda: agenda.withdraw_point(by=member, item=row), _("The point is withdrawn.")),
        "again": (
            lambda: agenda.answer_asked(by=member, item=row, keep=True),
            _("The point is in the agenda of the next meeting."),
        ),
        "let-go": (lambda: agenda.answer_asked(by=member, item=row, keep=False), _("The point is let go.")),
    }
    require(asked in acts)
    do, sentence = acts[asked]
    to = "meetings" if asked in {"again", "let-go"} else ""
    url = place(request, to) if to else place(request, "meeting", meeting=row.meeting.ref)
    return act(request, do, sentence, url)


@require_POST
def act_on_duty(request: MemberRequest, duty: str) -> HttpResponse:
    """Accept, decline, exchange, or stand beside."""
    row = policies.duty_for(request.member, duty)
    member, asked = request.member, request.POST.get("act", "")

    def swap() -> object:
        return actions.swap_duty(
            member=member, duty=row, other=policies.duty_for(member, request.POST.get("other", ""))
        )

    acts: dict[str, tuple[Any, str]] = {
        "accept": (lambda: actions.accept_duty(member=member, duty=row), _("Thank you: it is noted.")),
        "decline": (
            lambda: actions.decline_duty(member=member, duty=row),
            _("It is noted: somebody else is asked."),
        ),
        "swap": (swap, _("The turns are exchanged: the other person is told.")),
        "pair": (lambda: actions.pair_up(member=member, duty=row), _("You will be beside this person.")),
    }
    require(asked in acts)
    do, sentence = acts[asked]
    return act(request, do, sentence, place(request, "meeting", meeting=row.meeting.ref))


def assign(request: MemberRequest, meeting: str) -> HttpResponse:
    """Choose somebody other than the rota's choice, or offer oneself."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_take_part(request.member))
    with scope.use(request.space):
        people = Membership.objects.filter(state=states.MEMBER).select_related("person", "space")
        people = people.order_by("person__sort_key", "pk")
    task = request.GET.get("tache", "facilitator")
    form = AssignForm(posted(request), people=people, initial={"task": task, "member": request.member.pk})
    url = place(request, "meeting", meeting=row.ref)

    def do() -> object:
        values = form.cleaned_data
        return actions.assign_duty(
            by=request.member, meeting=row, task=values["task"], to=values["member"], reason=values["reason"]
        )

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is noted."), url)
    lede = _("The rota proposes whoever served the least; the group may always choose otherwise. The journal keeps it.")
    title = _("Who facilitates, who writes?")
    return form_page(request, form, title=title, lede=lede, overline=row.title, submit=_("Choose"), cancel_url=url)


@require_POST
def pause(request: MemberRequest) -> HttpResponse:
    """« Not me before … »."""
    months = request.POST.get("months", "")
    count = int(months) if months.isascii() and months.isdigit() and len(months) < 4 else 99
    sentence = _("The rota leaves you alone until then.") if count else _("You are in the rota again.")
    url = here(request.space.slug, "governance:meetings")
    back = request.POST.get("meeting", "")
    if back:
        url = place(request, "meeting", meeting=policies.meeting_for(request.member, back).ref)
    return act(request, lambda: actions.pause_rota(member=request.member, months=count), sentence, url)


@require_POST
def propose(request: MemberRequest, meeting: str) -> HttpResponse:
    """Ask the rota now."""
    row = policies.meeting_for(request.member, meeting)
    require(policies.can_take_part(request.member))
    return act(
        request,
        lambda: actions.propose_duties(meeting=row),
        _("The rota has proposed: each person answers."),
        place(request, "meeting", meeting=row.ref),
    )


@require_POST
def later(request: MemberRequest, item: str) -> HttpResponse:
    """Leave a point for the next meeting while this one runs."""
    row = policies.item_for(request.member, item)
    return meeting_live.after(
        request,
        row.meeting,
        lambda: meetings.keep_for_later(by=request.member, item=row),
        part="now",
        leads=True,
    )
