"""Pages of an election without candidates."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import scope
from commun.governance.actions import elections
from commun.governance.forms.decisions import awake
from commun.governance.forms.guided import DeclineForm, NominateForm
from commun.governance.models import DecisionVersion, Membership, Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import processes as policies
from commun.governance.queries import consents
from commun.governance.queries import elections as queries
from commun.governance.views.guided import consenting, shared
from commun.governance.views.guided_words import ELECTION_STAGES
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

STEPS = (queries.NOMINATIONS, queries.CHANGES, queries.PROPOSAL, consents.OBJECTIONS)
NAMING = (queries.NOMINATIONS, queries.CHANGES)


def page(request: MemberRequest, process: Process) -> HttpResponse:
    """The path of one election. At most 25 queries, the house's own included."""
    is_open = process.state == Process.State.OPEN
    at = consents.OBJECTIONS if process.stage == consents.INTEGRATION else process.stage
    steps = [ELECTION_STAGES[name].title for name in STEPS] + [_("Mandate")]
    step = len(steps) if process.outcome == "adopted" else STEPS.index(at) + 1 if at in STEPS else 0
    sheet = queries.sheet_of(process, request.member)
    proposal = _proposal(process)
    context: dict[str, Any] = {
        **shared(request, process, ELECTION_STAGES.get(process.stage) if is_open else None, steps, step),
        **consenting(request, process),
        "role": process.role,
        "sheet": sheet,
        "is_naming": is_open and process.stage in NAMING,
        "is_secret_round": is_open and process.stage == queries.NOMINATIONS,
        "given": len(sheet.given),
        "has_declined": request.member.pk in sheet.declined,
        "declined": [one.membership.name for one in sheet.declined.values()],
        "nominate_form": _nominate_form(request, process, sheet) if is_open and process.stage in NAMING else None,
        "proposal": proposal,
        "proposed": _proposed(process, proposal),
        "may_propose": process.stage in (queries.CHANGES, queries.PROPOSAL, *consents.ANSWERING),
        "may_reveal": process.stage == queries.NOMINATIONS and bool(sheet.given),
    }
    return render(request, "governance/processes/election_page.html", context)


def _proposal(process: Process) -> DecisionVersion | None:
    if process.decision_id is None:
        return None
    with scope.use(process.space_id):
        return DecisionVersion.objects.filter(decision=process.decision_id, number=process.version).first()


def _proposed(process: Process, proposal: DecisionVersion | None) -> Membership | None:
    if proposal is None:
        return None
    with scope.use(process.space_id):
        return Membership.objects.select_related("person").filter(pk=proposal.change.get("membership")).first()


def _nominate_form(request: MemberRequest, process: Process, sheet: queries.Sheet) -> NominateForm:
    people = awake(request.space).exclude(pk__in=list(sheet.declined))
    mine = sheet.mine
    initial = {"nominee": mine.nominee_id, "reason": mine.reason} if mine else {}
    return NominateForm(posted(request), people=people, initial=initial, auto_id="nommer-%s")


def _url(request: MemberRequest, process: Process) -> str:
    return place(request, "process", process=process.ref)


def _election(request: MemberRequest, ref: str) -> Process:
    row = policies.process_for(request.member, ref)
    require(row.method == Process.Method.ELECTION)
    return row


def nominate(request: MemberRequest, election: str) -> HttpResponse:
    """Name somebody."""
    row = _election(request, election)
    sheet = queries.sheet_of(row, request.member)
    form = _nominate_form(request, row, sheet)
    if form.is_valid() and attempt(
        form, lambda: elections.nominate(by=request.member, process=row, **form.cleaned_data)
    ):
        said = _("Noted. You may change it until the nominations are revealed.")
        return done(request, said, _url(request, row))
    return form_page(
        request, form, title=_("Name somebody"), overline=row.title, submit=_("Name"), cancel_url=_url(request, row)
    )


@require_POST
def reveal(request: MemberRequest, election: str) -> HttpResponse:
    """All the nominations at once."""
    row = _election(request, election)
    require(policies.can_conduct(request.member, row))
    return act(request, lambda: elections.reveal(by=request.member, process=row), _("Revealed."), _url(request, row))


@require_POST
def end_changes(request: MemberRequest, election: str) -> HttpResponse:
    """The round of changes is over."""
    row = _election(request, election)
    require(policies.can_conduct(request.member, row))
    return act(request, lambda: elections.end_changes(by=request.member, process=row), _("Done."), _url(request, row))


def decline(request: MemberRequest, election: str) -> HttpResponse:
    """Not me."""
    row = policies.process_for(request.member, election)
    require(row.method == Process.Method.ELECTION or elections.proposed_pk(row) == request.member.pk)
    form = DeclineForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: elections.decline(by=request.member, process=row, **form.cleaned_data)
    ):
        return done(request, _("It is noted: you will not be proposed."), _url(request, row))
    return form_page(
        request,
        form,
        title=_("I prefer not to be chosen"),
        overline=row.title,
        lede=_("Nobody will ask why, and you keep your voice in the choice."),
        submit=_("Do not choose me"),
        cancel_url=_url(request, row),
    )


@require_POST
def accept(request: MemberRequest, election: str) -> HttpResponse:
    """I would gladly do it."""
    row = policies.process_for(request.member, election)
    said = _("Thank you: the group reads that you would gladly do it.")
    return act(request, lambda: elections.accept(by=request.member, process=row), said, _url(request, row))


def propose_person(request: MemberRequest, election: str) -> HttpResponse:
    """The proposal of who conducts."""
    row = _election(request, election)
    require(policies.can_conduct(request.member, row) and row.state == Process.State.OPEN)
    people = awake(request.space).filter(pk__in=[one.pk for one in queries.nominees_of(row)])
    form = NominateForm(posted(request), people=people)
    form.fields["nominee"].label = _("Whom do you propose?")
    form.fields["reason"].label = _("What did you hear that leads there?")
    form.fields["reason"].help_text = _("The reasons of the group, not how many times a name came.")
    if form.is_valid() and attempt(
        form, lambda: elections.propose_person(by=request.member, process=row, **form.cleaned_data)
    ):
        return done(request, _("Proposed: everybody is asked, this person too."), _url(request, row))
    return form_page(
        request,
        form,
        title=_("Propose somebody"),
        overline=row.title,
        submit=_("Propose"),
        cancel_url=_url(request, row),
    )
