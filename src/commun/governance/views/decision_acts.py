"""What one does to a decision: each act is a short page, or one button."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.governance import actions, policies
from commun.governance.effects_decisions import REVIEW
from commun.governance.forms import decisions as forms
from commun.governance.models import Decision, DecisionVersion
from commun.governance.policies import MemberRequest
from commun.governance.policies import decisions as decision_policies
from commun.governance.queries.decision_thread import announced, thread_of
from commun.governance.queries.disagreements import words_for_a_decision
from commun.governance.queries.follow_up import is_reminding, learning_words
from commun.governance.views.faces import faces
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def _found(request: MemberRequest, decision: str) -> Decision:
    return decision_policies.decision_for(request.member, decision)


def _page(request: MemberRequest, row: Decision) -> str:
    return place(request, "decision", decision=row.ref)


def new(request: MemberRequest) -> HttpResponse:
    """Voice a matter, and put it to the group at once when it is ready."""
    require(decision_policies.can_speak(request.member, request.space.pk))
    born = words_for_a_decision(request.member, request.GET.get("desaccord", "")[:10])
    start = {"title": request.GET.get("titre", "")[:200]} | born
    form = forms.DraftForm(posted(request), space=request.space, initial=start)
    if form.is_valid():
        made: list[Decision] = []
        is_ready = "proposer" in request.POST

        def do() -> None:
            row = actions.voice(by=request.member, draft=form.draft(), origin=request.GET.get("origine", "")[:80])
            made.append(row)
            if is_ready:
                actions.propose(by=request.member, decision=row)

        if attempt(form, transaction.atomic(do)):
            sentence = _("It is on the table: choose now how to decide it.") if is_ready else _("It was heard.")
            return done(request, sentence, _next(request, made[0], is_ready))
    status = 422 if form.is_bound else 200
    context = {"form": form, "from_case": bool(born)}
    return render(request, "governance/decisions/new_page.html", context, status=status)


def _next(request: MemberRequest, row: Decision, is_ready: bool) -> str:
    """Its page; straight to the way of deciding that was chosen before it was written."""
    method = request.GET.get("facon", "")
    face = faces.get(method) if is_ready else None
    if face is None or not face.on_decision:
        return _page(request, row)
    return place(request, "decide-by", decision=row.ref, method=method)


def amend(request: MemberRequest, decision: str) -> HttpResponse:
    """A new version of the text; not while people vote on it."""
    row = _found(request, decision)
    found = thread_of(request.member, row)
    require(decision_policies.can_amend(request.member, row) and not found.is_voting)
    form = _amend_form(request, found.version)
    if form.is_valid():
        draft, note = form.draft(), form.cleaned_data["note"]
        if attempt(form, lambda: actions.amend(by=request.member, decision=row, draft=draft, note=note)):
            return done(request, _("The new version is written; the former one is kept."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("Change the text"),
        lede=_("It is announced: once the text is changed, what was announced will not stand. Announce it again then.")
        if announced(found)
        else "",
        submit=_("Write this version"),
        cancel_url=_page(request, row),
        overline=row.title,
    )


def _amend_form(request: MemberRequest, version: DecisionVersion) -> forms.AmendForm | forms.ReviewAnswerForm:
    if version.change.get("kind") == REVIEW:
        return forms.ReviewAnswerForm(posted(request), version=version)
    return forms.AmendForm(posted(request), space=request.space, version=version)


@require_POST
def propose(request: MemberRequest, decision: str) -> HttpResponse:
    """Put to the group what was heard."""
    row = _found(request, decision)
    return act(
        request,
        lambda: actions.propose(by=request.member, decision=row),
        _("It is on the table: choose now how to decide it."),
        _page(request, row),
    )


def postpone(request: MemberRequest, decision: str) -> HttpResponse:
    """« Not now, look again on … »."""
    row = _found(request, decision)
    form = forms.PostponeForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.postpone(by=request.member, decision=row, **form.cleaned_data)
    ):
        return done(request, _("It is kept for that day."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("Not now"),
        submit=_("Keep it for that day"),
        cancel_url=_page(request, row),
        overline=row.title,
        lede=_("A slow decision is a decision too. That day, it comes back by itself."),
    )


def engage(request: MemberRequest, decision: str) -> HttpResponse:
    """Who carries it, the first step, a date."""
    row = _found(request, decision)
    form = forms.EngageForm(posted(request), member=request.member, decision=row)
    if form.is_valid() and attempt(form, lambda: actions.engage(by=request.member, decision=row, **form.cleaned_data)):
        return done(request, _("It is engaged: the first step is in the things to do."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("Carry this decision"),
        submit=_("It is engaged"),
        cancel_url=_page(request, row),
        overline=row.title,
        lede=_("Whoever carries it does not do it alone: they see to it that it moves."),
    )


@require_POST
def hand_back(request: MemberRequest, decision: str) -> HttpResponse:
    """The carrier gives it back."""
    row = _found(request, decision)
    return act(
        request,
        lambda: actions.hand_back_decision(by=request.member, decision=row),
        _("It is back with the group. Thank you for having carried it."),
        _page(request, row),
    )


def finish(request: MemberRequest, decision: str) -> HttpResponse:
    """What became of it."""
    row = _found(request, decision)
    form = (forms.EndExperimentForm if row.is_experiment else forms.FinishForm)(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.finish(by=request.member, decision=row, **form.cleaned_data)):
        return done(request, _("It is written down: the group can see what became of it."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("What became of it"),
        submit=_("Tell the group"),
        cancel_url=_page(request, row),
        overline=row.title,
        lede=learning_words(request.space) if row.is_experiment else "",
    )


def let_go(request: MemberRequest, decision: str) -> HttpResponse:
    """Let it go, with the reason and the lesson."""
    row = _found(request, decision)
    form = forms.LetGoForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.let_go(by=request.member, decision=row, **form.cleaned_data)):
        return done(request, _("It is let go; the reason and what was learnt are kept."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("Let it go"),
        submit=_("Let it go"),
        cancel_url=_page(request, row),
        overline=row.title,
        lede=learning_words(request.space)
        if row.is_experiment
        else _("Letting go is honourable: what was learnt will feed something else."),
    )


def replace(request: MemberRequest, decision: str) -> HttpResponse:
    """Another decision holds in its place."""
    row = _found(request, decision)
    form = forms.ReplaceForm(posted(request), space=request.space)
    if form.is_valid() and attempt(
        form, lambda: actions.replace(by=request.member, decision=row, by_decision=form.cleaned_data["number"])
    ):
        return done(request, _("It is replaced; both are kept in the register."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("It is replaced by another"),
        submit=_("Record it"),
        cancel_url=_page(request, row),
        overline=row.title,
    )


@require_POST
def voice_again(request: MemberRequest, decision: str) -> HttpResponse:
    """Take up what was let go."""
    row = _found(request, decision)
    return act(
        request,
        lambda: actions.voice_again(by=request.member, decision=row),
        _("It is heard once more."),
        _page(request, row),
    )


def set_review(request: MemberRequest, decision: str) -> HttpResponse:
    """When the group looks at it again."""
    row = _found(request, decision)
    form = forms.ReviewDayForm(posted(request), initial={"review_on": row.review_on})
    if form.is_valid() and attempt(
        form, lambda: actions.set_review(by=request.member, decision=row, **form.cleaned_data)
    ):
        return done(request, _("The day is noted."), _page(request, row))
    return form_page(
        request,
        form,
        title=_("Look at it again"),
        submit=_("Note the day"),
        cancel_url=_page(request, row),
        overline=row.title,
        lede=_("That day, the group is asked: keep, adapt or stop? It opens by itself, once."),
    )


@require_POST
def say_need(request: MemberRequest, decision: str) -> HttpResponse:
    """Needed here and now? One tap."""
    row, asked = _found(request, decision), request.POST.get("besoin", "")
    level = int(asked) if asked in {"0", "1", "2"} else -1
    return act(
        request,
        lambda: actions.say_need(by=request.member, decision=row, level=level),
        _("Your answer is noted; you may change it."),
        _page(request, row) + "#besoin",
    )


@require_POST
def follow(request: MemberRequest, decision: str) -> HttpResponse:
    """Hear of each move, or no more."""
    row = _found(request, decision)
    if "arreter" in request.POST:
        return act(
            request,
            lambda: actions.unfollow(by=request.member, decision=row),
            _("You no longer follow it."),
            _page(request, row),
        )
    return act(
        request,
        lambda: actions.follow(by=request.member, decision=row),
        _("You follow it: your digest will tell each move."),
        _page(request, row),
    )


@require_POST
def mark_read(request: MemberRequest, decision: str) -> HttpResponse:
    """« Seen »: told to the carrier only."""
    row = _found(request, decision)
    actions.mark_read(by=request.member, decision=row)
    return redirect(_page(request, row))


@require_POST
def publish(request: MemberRequest, decision: str) -> HttpResponse:
    """Publish what was learnt, or take it back."""
    row = _found(request, decision)
    if row.is_published:
        return act(
            request,
            lambda: actions.unpublish(by=request.member, decision=row),
            _("It is no longer published; the journal keeps that it was."),
            _page(request, row),
        )
    return act(
        request,
        lambda: actions.publish(by=request.member, decision=row),
        _("It is published without any name: anybody with the link can read it."),
        _page(request, row),
    )


def reminding(request: MemberRequest) -> HttpResponse:
    """The group's choice about reminders, for those who facilitate."""
    require(policies.has_role(request.member))
    form = forms.RemindingForm(posted(request), initial={"is_reminding": is_reminding(request.space)})
    url = place(request, "mirror")
    if form.is_valid() and attempt(form, lambda: actions.set_reminding(by=request.member, **form.cleaned_data)):
        return done(request, _("The group’s choice is noted."), url)
    return form_page(request, form, title=_("Reminders of the group"), submit=_("Keep"), cancel_url=url)


def learning(request: MemberRequest) -> HttpResponse:
    """What the group says when an experiment ends, for those who facilitate (R169)."""
    require(policies.has_role(request.member))
    form = forms.LearningForm(posted(request), initial={"words": learning_words(request.space)})
    url = place(request, "mirror")
    if form.is_valid() and attempt(form, lambda: actions.word_learning(by=request.member, **form.cleaned_data)):
        return done(request, _("The group’s choice is noted."), url)
    return form_page(
        request,
        form,
        title=_("The right to be mistaken"),
        lede=_("An experiment that ends is asked what was learnt, never whose fault it was."),
        submit=_("Keep"),
        cancel_url=url,
    )
