"""Guests: asking somebody in for one thing, the list for members, and the only pages that a guest reads (M8)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import access
from commun.governance.actions import guests as actions
from commun.governance.forms.guests import GuestForm, GuestWordForm
from commun.governance.models import GuestPass, Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import decisions as decision_policies
from commun.governance.policies import disagreements as case_policies
from commun.governance.policies import guests as policies
from commun.governance.policies import meetings as meeting_policies
from commun.governance.queries import guests as queries
from commun.governance.queries.decision_changes import reviewed_by
from commun.governance.queries.decision_thread import thread_of
from commun.governance.queries.decisions import carrier_of
from commun.governance.views.decision_thread import facts_of
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

KIND = GuestPass.Kind


def guests(request: MemberRequest) -> HttpResponse:
    """Who is the guest of what, for every member to read."""
    return render(request, "governance/guests/list_page.html", {"guests": queries.guests_of(request.member)})


def invite_to_decision(request: MemberRequest, decision: str) -> HttpResponse:
    """Ask somebody from outside to read one decision."""
    require(policies.can_invite(request.member))
    row = decision_policies.decision_for(request.member, decision)
    lede = _("They read this decision and what is said of it, may add a question or a reaction, and never count.")
    return _invite(request, row, lede, place(request, "decision", decision=row.ref))


def invite_to_meeting(request: MemberRequest, meeting: str) -> HttpResponse:
    """Ask somebody from outside to follow one meeting."""
    require(policies.can_invite(request.member))
    row = meeting_policies.meeting_for(request.member, meeting)
    lede = _("They read the agenda of this meeting, follow it as it goes, and read its minutes.")
    return _invite(request, row, lede, place(request, "meeting", meeting=row.ref))


def invite_to_case(request: MemberRequest, disagreement: str) -> HttpResponse:
    """A party asks somebody from outside to be the third person."""
    row = case_policies.case_for(request.member, disagreement)
    require(policies.can_invite_into(request.member, row))
    lede = _("They are proposed as the third person: they read it once every party, and they, have said yes.")
    return _invite(request, row, lede, place(request, "disagreement", disagreement=row.ref))


def _invite(request: MemberRequest, thing: actions.Thing, lede: str, url: str) -> HttpResponse:
    form = GuestForm(posted(request), initial={"ends_on": queries.today_plus_a_month()})
    if form.is_valid() and attempt(
        form, lambda: actions.invite_guest(by=request.member, thing=thing, guest=form.guest())
    ):
        return done(request, _("The invitation is sent. You can end it whenever you like."), url)
    return form_page(
        request,
        form,
        title=_("Invite a guest"),
        overline=thing.title,
        lede=f"{lede} {_('A guest reads one thing, until a day, and nothing else of the group.')}",
        submit=_("Send the invitation"),
        cancel_url=url,
    )


@require_POST
def take_back(request: MemberRequest, guest_pass: str) -> HttpResponse:
    """End a guest's place."""
    row = policies.pass_for(request.member, guest_pass)
    return act(
        request,
        lambda: actions.take_back_pass(by=request.member, guest_pass=row),
        _("It is ended: this person reads nothing here any more."),
        place(request, "guests"),
    )


# -- the guest's own pages ---------------------------------------------------------------------------------------


@access.admits("guest")
def home(request: MemberRequest) -> HttpResponse:
    """What one is the guest of, and nothing else."""
    places = queries.places_of(request.member)
    require(bool(places))
    return render(request, "governance/guests/home_page.html", {"places": places})


@access.admits("guest")
def thing(request: MemberRequest, guest_pass: str) -> HttpResponse:
    """The one thing, drawn by its kind."""
    row = policies.own_pass(request.member, guest_pass)
    if row.kind == KIND.CASE:
        url = queries.case_url(request.member, row)
        return redirect(url) if url else render(request, "governance/guests/case_page.html", {"guest_pass": row})
    if row.kind == KIND.MEETING:
        context: dict[str, Any] = {"guest_pass": row, "sheet": queries.meeting_sheet(row)}
        return render(request, "governance/guests/meeting_page.html", context)
    return _decision_page(request, row)


def _decision_page(
    request: MemberRequest, row: GuestPass, form: GuestWordForm | None = None, at: str = ""
) -> HttpResponse:
    decision = queries.decision_of(row)
    thread = thread_of(request.member, decision)
    processes = [
        {"one": one, "form": form if at == one.process.ref and form else _word_form(one.process)}
        for one in queries.processes_of(decision)
    ]
    context = {
        "guest_pass": row,
        "decision": decision,
        "thread": thread,
        "version": thread.version,
        "reviewed": reviewed_by(request.space, thread.version),
        "facts": facts_of(decision, thread.version, carrier_of(decision)),
        "processes": processes,
    }
    return render(request, "governance/guests/decision_page.html", context, status=422 if form else 200)


def _word_form(process: Process, data: Any = None) -> GuestWordForm:
    return GuestWordForm(data, is_advice=process.method == Process.Method.ADVICE, prefix=process.ref)


@access.admits("guest")
def word(request: MemberRequest, guest_pass: str, number: int) -> HttpResponse:
    """A question, a reaction or an advice on the ``number``-th process of the decision, the first being 1."""
    row = policies.own_pass(request.member, guest_pass)
    require(row.kind == KIND.DECISION)
    if request.method != "POST":
        return redirect(place(request, "guest-thing", guest_pass=row.ref))
    found = queries.processes_of(queries.decision_of(row))
    require(1 <= number <= len(found))
    process = found[number - 1].process
    form = _word_form(process, request.POST)

    def do() -> object:
        said = form.cleaned_data
        return actions.speak_as_guest(
            guest=request.member, guest_pass=row, process=process, nature=said.get("nature", ""), text=said["text"]
        )

    if form.is_valid() and attempt(form, do):
        return done(request, _("Thank you: your words are kept."), place(request, "guest-thing", guest_pass=row.ref))
    return _decision_page(request, row, form, process.ref)
