"""What those who facilitate do for others: moves, the question of rest, roles."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.governance import actions, policies, states
from commun.governance.forms import HandOverForm, MoveForm, RoleForm
from commun.governance.policies import MemberRequest
from commun.governance.queries.directory import people_of
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def move(request: MemberRequest, ref: str) -> HttpResponse:
    """Change the place of a person, with the reason."""
    shown = policies.member_for(request.member, ref)
    require(policies.can_move(request.member, shown) and any(states.from_here(shown.state, states.By.GROUP)))
    form = MoveForm(posted(request), member=shown)
    if form.is_valid() and attempt(
        form, lambda: actions.move_member(by=request.member, membership=shown, **form.cleaned_data)
    ):
        return done(request, _("Done, and written in the journal with your name."), place(request, "members"))
    return form_page(
        request,
        form,
        title=_("The place of %(person)s") % {"person": shown.name},
        lede=_("Now: %(place)s. Every move is dated, with its reason and your name.")
        % {"place": shown.get_state_display()},
        submit=_("Change their place"),
        cancel_url=place(request, "member", ref=ref),
    )


@require_POST
def propose_rest(request: MemberRequest, ref: str) -> HttpResponse:
    """Ask whether they want to rest."""
    shown = policies.member_for(request.member, ref)
    require(policies.can_move(request.member, shown))
    return act(
        request,
        lambda: actions.propose_rest(by=request.member, membership=shown),
        _("The question is sent. Nothing changes without an answer."),
        place(request, "member", ref=ref),
    )


def role(request: MemberRequest, ref: str) -> HttpResponse:
    """Give a role, until a day or without end."""
    shown = policies.member_for(request.member, ref)
    require(policies.has_role(request.member))
    initial = {"role": shown.role, "ends_on": shown.role_ends_on} if shown.role else None
    form = RoleForm(posted(request), initial=initial)
    if form.is_valid() and attempt(
        form, lambda: actions.give_role(by=request.member, membership=shown, **form.cleaned_data)
    ):
        return done(request, _("The role is given."), place(request, "member", ref=ref))
    return form_page(
        request,
        form,
        title=_("A role for %(person)s") % {"person": shown.name},
        lede=_("A role lets invite people, answer requests and write the presentation."),
        submit=_("Give the role"),
        cancel_url=place(request, "member", ref=ref),
    )


@require_POST
def end_role(request: MemberRequest, ref: str) -> HttpResponse:
    """End a role."""
    shown = policies.member_for(request.member, ref)
    require(policies.has_role(request.member))
    return act(
        request,
        lambda: actions.end_role(by=request.member, membership=shown),
        _("The role is ended."),
        place(request, "member", ref=ref),
    )


def hand_over(request: MemberRequest) -> HttpResponse:
    """Give one's own role to somebody; a mandate is handed over from its card."""
    require(bool(request.member.role) and policies.has_role(request.member))
    everybody = people_of(request.space)
    awake = [
        entry for entry in everybody if entry.person_id != request.member.person_id and entry.state == states.MEMBER
    ]
    form = HandOverForm(posted(request), people=[(entry.ref, entry.name) for entry in awake])
    if form.is_valid():
        taker = policies.member_for(request.member, form.cleaned_data["to"])
        ends_on = form.cleaned_data["ends_on"]
        if attempt(form, lambda: actions.hand_over_role(by=request.member, to=taker, ends_on=ends_on)):
            return done(request, _("The role is handed over."), place(request, "my-place"))
    return form_page(
        request,
        form,
        title=_("Hand over my role"),
        lede=_("The hand-over is written in the journal: from whom, to whom, on which day."),
        submit=_("Hand over"),
        cancel_url=place(request, "my-place"),
    )


@require_POST
def take_up_role(request: MemberRequest) -> HttpResponse:
    """Facilitate a group that nobody facilitates."""
    return act(
        request,
        lambda: actions.take_up_role(member=request.member),
        _("You now facilitate the group."),
        place(request, "members"),
    )
