"""Pages of advice: who decides, who was asked, each advice and what became of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock, scope
from commun.governance.actions import advice as actions
from commun.governance.forms.decisions import awake
from commun.governance.forms.guided import ConsultForm, DecideForm, TextForm
from commun.governance.models import Membership, Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import processes as policies
from commun.governance.queries import advices
from commun.governance.queries.decision_changes import matter_of
from commun.governance.views.guided import shared, speaking
from commun.governance.views.guided_words import Stage
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def page(request: MemberRequest, process: Process) -> HttpResponse:
    """The hearing. At most 25 queries, the house's own included."""
    is_open = process.state == Process.State.OPEN
    found = advices.hearing_of(process)
    decides = actions.is_decider(request.member, process)
    stage = Stage(
        _("Advice"),
        _("Those asked say what they know and what it would do to them; one person decides, and answers each advice."),
    )
    with scope.use(process.space_id):
        decider = Membership.objects.select_related("person").filter(pk=process.rules.get("decider")).first()
    waits = bool(found.silent) and process.closes_at is not None and process.closes_at > clock.now()
    steps = [_("Advice asked"), _("Advice given"), _("Decided")]
    context = {
        **shared(request, process, stage if is_open else None, steps, 2 if is_open else 3),
        "decider": decider,
        "hearing": found,
        "lines": [{"row": one, "answer": found.answers.get(one.pk)} for one in found.advices],
        "asked": _asked(found, is_open=is_open),
        "may_pass": is_open and request.member.pk in [one.membership_id for one in found.silent],
        "has_passed": is_open and request.member.pk in [one.membership_id for one in found.passed],
        "decides": is_open and decides,
        "may_decide": is_open and decides and bool(found.asked) and not waits,
        "waits": waits,
        "may_consult": is_open and (decides or policies.can_conduct(request.member, process)),
        "can_advise": is_open and not decides and request.member.state == "member",
        "advice_form": speaking("avis", _("My advice")),
    }
    return render(request, "governance/processes/advice_page.html", context)


def _asked(found: advices.Hearing, *, is_open: bool) -> list[tuple[str, str]]:
    """Each person asked, and whether they advised, passed, or did not answer."""
    passed = {one.membership_id for one in found.passed}
    left = _("not answered yet") if is_open else _("did not answer")

    def said(member: int) -> str:
        if member in found.spoke:
            return _("gave their advice")
        return _("passes, no advice") if member in passed else left

    return [(one.membership.name, said(one.membership_id)) for one in found.asked]


def _row(request: MemberRequest, ref: str) -> Process:
    row = policies.process_for(request.member, ref)
    require(row.method == Process.Method.ADVICE)
    return row


def advise(request: MemberRequest, advice: str) -> HttpResponse:
    """Give advice."""
    row = _row(request, advice)
    url = place(request, "process", process=row.ref)
    form = TextForm(posted(request), label=_("My advice"))
    if form.is_valid() and attempt(
        form, lambda: actions.advise(by=request.member, process=row, text=form.cleaned_data["text"])
    ):
        return done(request, _("Thank you: your advice is kept, and will be answered."), url)
    return form_page(request, form, title=_("Give advice"), overline=row.title, submit=_("Give it"), cancel_url=url)


@require_POST
def pass_on(request: MemberRequest, advice: str) -> HttpResponse:
    """Say that one has no advice to give."""
    row = _row(request, advice)
    url = place(request, "process", process=row.ref)
    said = _("It is noted: you have no advice to give. You may still give one.")
    return act(request, lambda: actions.pass_on(by=request.member, process=row), said, url)


def consult(request: MemberRequest, advice: str) -> HttpResponse:
    """Ask one more person."""
    row = _row(request, advice)
    require(actions.is_decider(request.member, row) or policies.can_conduct(request.member, row))
    url = place(request, "process", process=row.ref)
    asked = [one.membership_id for one in advices.hearing_of(row).asked]
    people = awake(request.space).exclude(pk__in=[*asked, row.rules.get("decider")])
    form = ConsultForm(posted(request), people=people)
    if form.is_valid() and attempt(
        form, lambda: actions.consult(by=request.member, process=row, person=form.cleaned_data["person"])
    ):
        return done(request, _("Asked."), url)
    return form_page(request, form, title=_("Ask somebody else"), overline=row.title, submit=_("Ask"), cancel_url=url)


def decide(request: MemberRequest, advice: str) -> HttpResponse:
    """Answer each advice, and decide."""
    row = _row(request, advice)
    require(actions.is_decider(request.member, row) and row.state == Process.State.OPEN)
    url = place(request, "process", process=row.ref)
    start = {"version": row.decision.version if row.decision else None}
    form = DecideForm(posted(request), advices=advices.hearing_of(row).unanswered, initial=start)

    def do() -> object:
        return actions.decide(
            by=request.member,
            process=row,
            is_kept=form.cleaned_data["is_kept"] == "yes",
            text=form.cleaned_data["text"],
            answers=form.answers(),
            version=form.cleaned_data["version"],
        )

    if form.is_valid() and attempt(form, do):
        return done(request, _("Decided, and everybody can read why."), url)
    context = {"form": form, "process": row, "matter": matter_of(row), "cancel_url": url}
    return render(request, "governance/processes/decide_page.html", context, status=422 if form.errors else 200)
