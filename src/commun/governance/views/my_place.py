"""One's own place in the group: expectations, commitments, rest, departure."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.mail_choices import choices_of
from commun.governance import actions, policies, states
from commun.governance.actions.mail_levels import choose_mails
from commun.governance.forms import CommitmentForm, ExpectationsForm, LeaveForm, ShareForm
from commun.governance.forms.mail_levels import MailLevelForm
from commun.governance.policies import MemberRequest
from commun.governance.queries.departure import hand_over_list
from commun.governance.queries.directory import commitments_of
from commun.governance.queries.presence import moves_of
from commun.governance.queries.role_load import own_load
from commun.governance.queries.roles import mandates_of
from commun.governance.queries.welcomes import welcomes_with
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def my_place(request: MemberRequest) -> HttpResponse:
    """Where I stand in the group, and what I can change."""
    member = request.member
    open_commitments, past_commitments = commitments_of(member)
    labels = dict(type(member).Expectation.choices)
    context = {
        "has_role": bool(member.role) and policies.has_role(member),
        "mandates": mandates_of(member),
        "my_load": own_load(member),
        "is_resting": member.state == states.DORMANT,
        "can_take_up_role": policies.can_take_up_role(member),
        "commitments": open_commitments,
        "past_commitments": past_commitments,
        "expectations": [labels[value] for value in member.expectations if value in labels],
        "moves": moves_of(member),
        "welcomes": welcomes_with(member),
    }
    return render(request, "governance/my_place_page.html", context)


def expectations(request: MemberRequest) -> HttpResponse:
    """Say what I expect."""
    member = request.member
    initial = {"expectations": member.expectations, "note": member.expectation_note}
    form = ExpectationsForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: actions.state_expectations(member=member, **form.cleaned_data)):
        return done(request, _("Your expectations are kept."), place(request, "my-place"))
    return form_page(
        request,
        form,
        title=_("What I expect from the group"),
        lede=_("Nothing is compulsory, and you can change it whenever you like."),
        submit=_("Save"),
        cancel_url=place(request, "my-place"),
    )


def share(request: MemberRequest) -> HttpResponse:
    """Tell my place in the cooperative, or not (R68)."""
    member = request.member
    initial = {"shares": member.shares, "assemblies": " ".join(map(str, member.assemblies))}
    form = ShareForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: actions.tell_share(member=member, **form.cleaned_data)):
        return done(request, _("It is kept as you told it."), place(request, "my-place"))
    return form_page(
        request,
        form,
        title=_("My place in the cooperative"),
        lede=_("Only if you want: the members read it on your page. It gives no right and no weight in a vote."),
        submit=_("Save"),
        cancel_url=place(request, "my-place"),
    )


def mails(request: MemberRequest) -> HttpResponse:
    """Choose which letters of this group come by mail."""
    member = request.member
    form = MailLevelForm(posted(request), initial={"level": member.mails})
    if form.is_valid() and attempt(form, lambda: choose_mails(member=member, level=form.cleaned_data["level"])):
        return done(request, _("Your mails of this group are as you chose."), place(request, "my-place"))
    rows = [row for one in choices_of(request.user) for row in one.rows if row.space_id == request.space.pk]
    context = {"form": form, "others": [row for row in rows if row.url != request.path]}
    return render(request, "governance/my_mails_page.html", context, status=422 if form.is_bound else 200)


def new_commitment(request: MemberRequest) -> HttpResponse:
    """Commit to something."""
    form = CommitmentForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.take_commitment(member=request.member, **form.cleaned_data)):
        return done(request, _("Your commitment is kept."), place(request, "my-place"))
    return form_page(
        request,
        form,
        title=_("A new commitment"),
        lede=_("Being in the group commits you to nothing. Here you say what you choose to take on, and until when."),
        submit=_("I commit to it"),
        cancel_url=place(request, "my-place"),
    )


@require_POST
def end_commitment(request: MemberRequest, pk: int) -> HttpResponse:
    """End one of my commitments today."""
    commitment = policies.commitment_for(request.member, pk)
    return act(
        request,
        lambda: actions.end_commitment(member=request.member, commitment=commitment),
        _("This commitment ends today."),
        place(request, "my-place"),
    )


@require_POST
def rest(request: MemberRequest) -> HttpResponse:
    """Rest."""
    return act(
        request,
        lambda: actions.rest(member=request.member),
        _("You are resting. You stay in the group, and come back whenever you like."),
        place(request, "my-place"),
    )


@require_POST
def come_back(request: MemberRequest) -> HttpResponse:
    """Wake up."""
    return act(
        request,
        lambda: actions.come_back(member=request.member),
        _("Welcome back."),
        place(request, "my-place"),
    )


@require_POST
def decline_rest(request: MemberRequest) -> HttpResponse:
    """Stay awake."""
    return act(
        request,
        lambda: actions.decline_rest(member=request.member),
        _("Very well: you stay as you are."),
        place(request, "my-place"),
    )


def leaving(request: MemberRequest) -> HttpResponse:
    """What I hand over, how I am called afterwards, and when."""
    member = request.member
    require(policies.is_inside(member))
    form = LeaveForm(posted(request))
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("on", "shown_as", "reason")}
        if attempt(form, lambda: actions.announce_departure(member=member, **chosen)):
            return _after_leaving(request)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "handovers": hand_over_list(member),
        "is_last_role": policies.has_role(member) and policies.roles_in_force(request.space).count() == 1,
    }
    return render(request, "governance/leaving_page.html", context, status=status)


def _after_leaving(request: MemberRequest) -> HttpResponse:
    left = policies.membership_of(request.user, request.space)
    if left is not None and left.state == states.LEFT:
        sentence = _("You have left “%(group)s”. The door stays open.") % {"group": request.space.name}
        return done(request, sentence, reverse("groups"))
    return done(
        request, _("Your departure is announced. You can change your mind until then."), place(request, "my-place")
    )


@require_POST
def stay(request: MemberRequest) -> HttpResponse:
    """Take back an announced departure."""
    return act(
        request,
        lambda: actions.cancel_departure(member=request.member),
        _("You stay. Good news!"),
        place(request, "my-place"),
    )
