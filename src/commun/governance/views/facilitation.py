"""The pool of facilitators: a group calls somebody, they answer, the group tells them afterwards (R39)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.governance.actions import facilitation as actions
from commun.governance.forms.facilitation import AnswerForm, CallForm, FeedbackForm, PoolForm
from commun.governance.policies import MemberRequest
from commun.governance.policies import facilitation as policies
from commun.governance.policies.meetings import meeting_for
from commun.governance.queries import facilitation as queries
from commun.governance.views.support import PersonRequest, act, attempt, done, form_page, place, posted, require
from commun.ui.dates import moment


def facilitators(request: MemberRequest) -> HttpResponse:
    """The pool, and the calls of the group."""
    context = {
        "pool": queries.pool(besides=request.space),
        "calls": queries.calls_of(request.member),
        "can_call": policies.can_call(request.member),
        "meeting": request.GET.get("seance", "")[:10],
    }
    return render(request, "governance/facilitation/pool_page.html", context)


def call(request: MemberRequest, facilitator: str) -> HttpResponse:
    """Ask somebody of the pool to run a meeting to come."""
    require(policies.can_call(request.member))
    row, url = policies.facilitator_for(facilitator), place(request, "facilitators")
    meetings = queries.meetings_to_come(request.member)
    form = CallForm(posted(request), meetings=meetings, initial={"meeting": request.GET.get("seance", "")})

    def do() -> object:
        meeting = meeting_for(request.member, form.cleaned_data["meeting"])
        words = form.cleaned_data["words"]
        return actions.call_facilitator(by=request.member, meeting=meeting, facilitator=row, words=words)

    if form.is_valid() and attempt(form, do):
        return done(request, _("They are asked by mail, and answer yes or no."), url)
    lede = _("They come as the guest of this meeting: they read its agenda and its minutes, nothing else of the group.")
    if not meetings:
        lede = _("No meeting is planned: plan one first, then call somebody for it.")
    title = _("Call %(person)s") % {"person": row.person.name}
    return form_page(request, form, title=title, lede=lede, submit=_("Call"), cancel_url=url)


@require_POST
def take_back(request: MemberRequest, call: str) -> HttpResponse:
    """The group needs nobody any more."""
    row = policies.call_for(request.member, call)
    url = place(request, "facilitators")
    return act(
        request,
        lambda: actions.take_back_call(by=request.member, call=row),
        _("The call is taken back; they know."),
        url,
    )


def tell(request: MemberRequest, call: str) -> HttpResponse:
    """What helped, where the limits were."""
    row, url = policies.call_for(request.member, call), place(request, "facilitators")
    form = FeedbackForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.tell_facilitator(by=request.member, call=row, words=form.cleaned_data["words"])
    ):
        return done(request, _("Thank you: they read it, and your group too."), url)
    title = _("Tell %(person)s") % {"person": row.facilitator.person.name}
    return form_page(request, form, title=title, overline=row.meeting.title, submit=_("Send"), cancel_url=url)


# -- the facilitator's own pages -----------------------------------------------------------------------------------


def mine(request: PersonRequest) -> HttpResponse:
    """One's place in the pool, and the calls one received."""
    row = queries.place_of(request.user)
    initial = {"words": row.words, "limits": row.limits} if row else {}
    form = PoolForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: actions.join_pool(person=request.user, **form.cleaned_data)):
        return done(request, _("You are in the pool: groups can call you."), reverse("my-facilitation"))
    context = {"form": form, "place": row, "calls": queries.calls_for(request.user)}
    return render(request, "governance/facilitation/mine_page.html", context, status=422 if form.is_bound else 200)


@require_POST
def leave(request: PersonRequest) -> HttpResponse:
    """Out of the pool."""
    said = _("You are out of the pool: nobody calls you any more.")
    return act(request, lambda: actions.leave_pool(person=request.user), said, reverse("my-facilitation"))


def answer(request: PersonRequest, call: str) -> HttpResponse:
    """Yes or no to a call."""
    row, url = policies.own_call(request.user, call), reverse("my-facilitation")
    form = AnswerForm(posted(request))

    def do() -> object:
        is_yes, words = request.POST.get("answer") == "yes", form.cleaned_data["words"]
        return actions.answer_call(person=request.user, call=row, is_yes=is_yes, words=words)

    if request.POST.get("answer") in {"yes", "no"} and form.is_valid() and attempt(form, do):
        return done(request, _("Your answer is sent."), url)
    if row.state != row.State.WAITING and not form.is_bound:
        return redirect(url)
    context = {"form": form, "call": row, "moment": moment(row.meeting.starts_at), "cancel_url": url}
    status = 422 if form.is_bound else 200
    return render(request, "governance/facilitation/answer_page.html", context, status=status)
