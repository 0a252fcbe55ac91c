"""Pages of a consent: the guided path, and each thing said or done along it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import scope
from commun.core.errors import NotFound, Refused
from commun.governance import methods
from commun.governance.actions import consent as actions
from commun.governance.actions import guided
from commun.governance.forms.guided import AnswerForm, AsideForm, CriteriaForm, TextForm, VersionForm
from commun.governance.models import DecisionVersion, Process, Remark
from commun.governance.policies import MemberRequest
from commun.governance.policies import decisions as decision_policies
from commun.governance.policies import processes as policies
from commun.governance.policies.guided import objection_for, remark_for
from commun.governance.queries import consents
from commun.governance.views.guided import consenting, shared
from commun.governance.views.guided_words import CONSENT_STAGES
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

STEPS = (consents.QUESTIONS, consents.REACTIONS, consents.OBJECTIONS, consents.INTEGRATION)
NEXT = {
    consents.QUESTIONS: consents.REACTIONS,
    consents.REACTIONS: consents.OBJECTIONS,
    consents.OBJECTIONS: consents.INTEGRATION,
    consents.INTEGRATION: consents.OBJECTIONS,
}


def page(request: MemberRequest, process: Process) -> HttpResponse:
    """The path of one consent. At most 25 queries, the house's own included."""
    steps = [CONSENT_STAGES[name].title for name in STEPS] + [_("Adopted")]
    is_adopted = process.outcome == "adopted"
    step = len(steps) if is_adopted else STEPS.index(process.stage) + 1 if process.stage in STEPS else 0
    stage = CONSENT_STAGES.get(process.stage) if process.state == Process.State.OPEN else None
    found = consenting(request, process)
    context = {
        **shared(request, process, stage, steps, step),
        **found,
        "has_moved": process.decision is not None and process.decision.version != process.version,
        "can_write": process.state == Process.State.OPEN and _can_write(request, process),
        "next_stage": _next(process, has_open=found["has_open"]),
        "follows": process.follows if process.follows_id else None,
    }
    return render(request, "governance/processes/consent_page.html", context)


def _next(process: Process, *, has_open: bool) -> dict[str, Any] | None:
    """The stage that comes after, as a button for who conducts."""
    labels = {
        consents.REACTIONS: _("Go on to reactions"),
        consents.OBJECTIONS: _("Ask for objections"),
        consents.INTEGRATION: _("Go on to integration"),
    }
    after = NEXT.get(process.stage)
    if after is None or (process.stage in consents.ANSWERING and not (has_open and after == consents.INTEGRATION)):
        return None
    return {"to": after, "label": labels[after]}


def _versions(process: Process) -> list[DecisionVersion]:
    with scope.use(process.space_id):
        rows = DecisionVersion.objects.filter(decision=process.decision_id, number__lte=process.version)
        return list(rows.select_related("author__person").order_by("number"))


def _can_write(request: MemberRequest, process: Process) -> bool:
    return process.decision is not None and decision_policies.can_amend(request.member, process.decision)


def _url(request: MemberRequest, process: Process) -> str:
    return place(request, "process", process=process.ref)


@require_POST
def go_on(request: MemberRequest, process: str) -> HttpResponse:
    """To the next stage."""
    row = policies.process_for(request.member, process)
    require(policies.can_conduct(request.member, row))
    to = request.POST.get("to", "")
    return act(request, lambda: actions.go_on(by=request.member, process=row, to=to), _("Done."), _url(request, row))


@require_POST
def take_up_text(request: MemberRequest, process: str) -> HttpResponse:
    """Put the text that was changed elsewhere on the table."""
    row = policies.process_for(request.member, process)
    said = _("The new version is on the table.")
    return act(request, lambda: actions.take_up_text(by=request.member, process=row), said, _url(request, row))


@require_POST
def adopt(request: MemberRequest, process: str) -> HttpResponse:
    """Nothing stands in the way: it is adopted."""
    row = policies.process_for(request.member, process)
    require(policies.can_conduct(request.member, row))
    try:
        ended = actions.adopt(by=request.member, process=row)
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _adopted(ended))
    return redirect(_url(request, row))


def _adopted(row: Process) -> str:
    """What changed something by itself leaves nothing to carry."""
    if row.outcome != methods.ADOPTED:
        return _("Nobody objects, but it cannot be applied as things stand: nothing changed.")
    if any(version.change for version in _versions(row)[-1:]):
        return _("Adopted, and applied at this very moment.")
    return _("Adopted. Now somebody carries it: a first step and a date.")


@require_POST
def answer(request: MemberRequest, process: str) -> HttpResponse:
    """No objection."""
    row = policies.process_for(request.member, process)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise NotFound

    def do() -> object:
        return actions.answer(by=request.member, process=row, position="consents", **form.cleaned_data)

    return act(
        request, do, _("Thank you: it is noted. You may change your mind until it is adopted."), _url(request, row)
    )


def stand_aside(request: MemberRequest, process: str) -> HttpResponse:
    """Stand aside, with a reason."""
    row = policies.process_for(request.member, process)
    form = AsideForm(posted(request))

    def do() -> object:
        return actions.answer(by=request.member, process=row, position="aside", **form.cleaned_data)

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is noted, and your reason is kept with the decision."), _url(request, row))
    return form_page(
        request,
        form,
        title=_("Stand aside"),
        overline=row.title,
        lede=_("“It is without me, and I do not hold you back.”"),
        submit=_("Stand aside"),
        cancel_url=_url(request, row),
    )


def object_to(request: MemberRequest, process: str) -> HttpResponse:
    """Say what harm one sees."""
    row = policies.process_for(request.member, process)
    form = TextForm(
        posted(request),
        label=_("What harm do you see?"),
        help_text=_("To the group, or to what it is for. Say it simply: the others will help to find what answers it."),
    )

    def do() -> object:
        return actions.object_to(by=request.member, process=row, reason=form.cleaned_data["text"], version=row.version)

    if form.is_valid() and attempt(form, do):
        return done(request, _("Thank you. Nothing is adopted as long as your objection is open."), _url(request, row))
    return form_page(
        request,
        form,
        title=_("I have an objection"),
        overline=row.title,
        lede=_("An objection belongs to everybody: it shows what the proposal has not seen yet."),
        submit=_("Say my objection"),
        cancel_url=_url(request, row),
    )


def lift(request: MemberRequest, objection: int) -> HttpResponse:
    """Its author lifts it."""
    row = objection_for(request.member, objection)
    require(row.membership_id == request.member.pk)
    form = TextForm(posted(request), label=_("What made you lift it?"))
    form.fields["text"].required = False

    def do() -> object:
        return actions.lift(by=request.member, objection=row, note=form.cleaned_data["text"])

    if form.is_valid() and attempt(form, do):
        return done(request, _("Lifted. You now count as having no objection."), _url(request, row.process))
    return form_page(
        request,
        form,
        title=_("Lift my objection"),
        overline=row.process.title,
        lede=row.reason[:300],
        submit=_("Lift it"),
        cancel_url=_url(request, row.process),
    )


def test(request: MemberRequest, objection: int) -> HttpResponse:
    """Question by question, with its author."""
    row = objection_for(request.member, objection)
    require(policies.can_conduct(request.member, row.process))
    questions = consents.criteria_of(consents.group_rules(request.space))
    form = CriteriaForm(posted(request), questions=questions)
    if form.is_valid() and attempt(
        form, lambda: actions.test(by=request.member, objection=row, answers=form.answers())
    ):
        return done(request, _("The answers are kept with the objection."), _url(request, row.process))
    return form_page(
        request,
        form,
        title=_("Test an objection"),
        overline=row.process.title,
        lede=_("With its author, answer each question. One “no” and it is not kept, but stays written: “%(reason)s”")
        % {"reason": row.reason[:300]},
        submit=_("Keep these answers"),
        cancel_url=_url(request, row.process),
    )


def write_version(request: MemberRequest, consent: str) -> HttpResponse:
    """An amended version, and which objections it answers."""
    row = policies.process_for(request.member, consent)
    require(row.method == Process.Method.CONSENT and row.decision is not None and _can_write(request, row))
    decision = row.decision
    assert decision is not None
    version = _current(row)
    objections = consents.round_of(row).open_objections
    initial = {"title": version.title, "text": version.text, "integrates": [one.pk for one in objections]}
    form = VersionForm(posted(request), objections=objections, change=version.change, initial=initial)

    def do() -> object:
        return actions.write_version(
            by=request.member,
            process=row,
            draft=form.draft(decision, version.change, version.concerned),
            note=form.cleaned_data["note"],
            integrates=list(form.cleaned_data.get("integrates", ())),
        )

    if form.is_valid() and attempt(form, do):
        return done(
            request, _("The new version is on the table; only those it concerns are asked."), _url(request, row)
        )
    return form_page(
        request,
        form,
        title=_("Write a new version"),
        overline=row.title,
        lede=_("The smallest change that answers what was heard. Former versions are kept."),
        submit=_("Put it on the table"),
        cancel_url=_url(request, row),
    )


def _current(process: Process) -> DecisionVersion:
    assert process.decision is not None
    with scope.use(process.space_id):
        return DecisionVersion.objects.get(decision=process.decision, number=process.decision.version)


@require_POST
def say(request: MemberRequest, process: str, nature: str) -> HttpResponse:
    """A question, a reaction."""
    row = policies.process_for(request.member, process)
    labels = {
        Remark.Nature.QUESTION.value: _("A question to understand"),
        Remark.Nature.REACTION.value: _("A reaction: what I like, what worries me"),
    }
    if nature not in labels:
        raise NotFound
    form = TextForm(request.POST, label=labels[nature])

    def do() -> object:
        return guided.remark(by=request.member, process=row, nature=nature, text=form.cleaned_data["text"])

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is said."), _url(request, row))
    return form_page(
        request, form, title=labels[nature], overline=row.title, submit=_("Say it"), cancel_url=_url(request, row)
    )


def reply(request: MemberRequest, remark: int) -> HttpResponse:
    """Answer a question."""
    row, asked = remark_for(request.member, remark)
    form = TextForm(posted(request), label=_("Your answer"))

    def do() -> object:
        return guided.remark(
            by=request.member, process=row, nature="answer", text=form.cleaned_data["text"], answers=asked
        )

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is said."), _url(request, row))
    return form_page(
        request,
        form,
        title=_("Answer"),
        overline=row.title,
        lede=asked.text[:500],
        submit=_("Say it"),
        cancel_url=_url(request, row),
    )
