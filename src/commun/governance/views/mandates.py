"""Mandates and offers: giving, taking, proposing, giving back, handing over, learning, thanking."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound
from commun.governance import actions, effects_roles
from commun.governance import policies as group_policies
from commun.governance.actions.places import self_of
from commun.governance.forms.roles import (
    EndMandateForm,
    HandOverMandateForm,
    MandateForm,
    ProposedMandateForm,
    ThanksForm,
)
from commun.governance.models import Mandate, Membership, Role
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as policies
from commun.governance.queries import roles as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def give(request: MemberRequest, role: str) -> HttpResponse:
    """Write down the mandate that a decision gave (the effect of an election does it by itself)."""
    shown = policies.role_for(request.member, role)
    require(group_policies.has_role(request.member) and shown.retired_on is None)
    people, decisions = queries.people_awake(request.space), queries.decisions_in_force(request.space)
    form = MandateForm(posted(request), people=people, decisions=decisions)
    if form.is_valid() and attempt(form, lambda: _give(request, shown, form)):
        return done(request, _("The mandate is given."), place(request, "role-card", role=role))
    return form_page(
        request,
        form,
        title=_("Give the role “%(role)s”") % {"role": shown.name},
        lede=_("Write here a mandate that a decision already gave. An election does it by itself."),
        submit=_("Give the mandate"),
        cancel_url=place(request, "role-card", role=role),
    )


def _give(request: MemberRequest, role: Role, form: MandateForm) -> Mandate:
    data = form.cleaned_data
    by_key = {one.pk: one for one in queries.decisions_in_force(request.space)}
    return actions.give_mandate(
        actor=self_of(request.member),
        role=role,
        membership=_awake(request, data["person"]),
        decision=by_key.get(data["decision"]),
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
    )


def _awake(request: MemberRequest, pk: int) -> Membership:
    found = next((one for one in queries.people_awake(request.space) if one.pk == pk), None)
    if found is None:
        raise NotFound
    return found


def propose(request: MemberRequest, role: str) -> HttpResponse:
    """Propose somebody for the role: a proposal that gives the mandate when it is adopted."""
    shown = policies.role_for(request.member, role)
    require(policies.may_hold(request.member) and shown.retired_on is None)
    form = ProposedMandateForm(posted(request), people=queries.people_awake(request.space))
    if form.is_valid():
        person = _awake(request, form.cleaned_data["person"])
        draft = actions.Draft(
            # Never the name: who leaves under a pseudonym must not be read there.
            title=(_("Who takes the role “%(role)s”?") % {"role": shown.name})[:200],
            text=form.cleaned_data["why"],
            concerned=_("Everybody in the group"),
            change={"kind": "mandate", "role": shown.ref, "membership": person.pk},
        )
        made: list[str] = []

        def do() -> None:
            effects_roles.refuse_if_choosing(shown)
            made.append(actions.voice(by=request.member, draft=draft, origin=f"role:{shown.ref}").ref)

        if attempt(form, do):
            sentence = _("Your proposal is written. Now choose how the group decides.")
            return done(request, sentence, place(request, "decision", decision=made[0]))
    return form_page(
        request,
        form,
        title=_("Propose somebody for “%(role)s”") % {"role": shown.name},
        lede=_("The group decides; if it says yes, the mandate starts by itself, for the term of the card."),
        submit=_("Propose to the group"),
        cancel_url=place(request, "role-card", role=role),
    )


@require_POST
def declare(request: MemberRequest, role: str) -> HttpResponse:
    """Take a role whose card lets one say so."""
    shown = policies.role_for(request.member, role)
    return act(
        request,
        lambda: actions.declare_mandate(by=request.member, role=shown),
        _("You hold this role from today. Thank you!"),
        place(request, "role-card", role=role),
    )


@require_POST
def offer(request: MemberRequest, role: str) -> HttpResponse:
    """« I would gladly do it », or « I would like to learn this role »."""
    shown = policies.role_for(request.member, role)
    wish, note = request.POST.get("wish", ""), request.POST.get("note", "")
    return act(
        request,
        lambda: actions.volunteer(by=request.member, role=shown, wish=wish, note=note),
        _("Thank you: your offer shows on the card. You may take it back whenever you like."),
        place(request, "role-card", role=role),
    )


@require_POST
def withdraw(request: MemberRequest, role: str) -> HttpResponse:
    """Take an offer back."""
    shown = policies.role_for(request.member, role)
    return act(
        request,
        lambda: actions.withdraw_offer(by=request.member, role=shown, wish=request.POST.get("wish", "")),
        _("Your offer is taken back."),
        place(request, "role-card", role=role),
    )


def end(request: MemberRequest, mandate: str) -> HttpResponse:
    """Give my mandate back before its term."""
    shown = policies.mandate_for(request.member, mandate)
    require(policies.may_end(request.member, shown))
    form = EndMandateForm(posted(request))
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if form.is_valid() and attempt(form, lambda: actions.end_mandate(by=request.member, mandate=shown, reason=reason)):
        sentence = _("Your mandate ends today. Thank you for what you carried.")
        return done(request, sentence, place(request, "role-card", role=shown.role.ref))
    return form_page(
        request,
        form,
        title=_("Give back the role “%(role)s”") % {"role": shown.role.name},
        lede=_("The seat shows as vacant from today, and the group chooses again as the card says."),
        submit=_("Give my mandate back"),
        cancel_url=place(request, "role-card", role=shown.role.ref),
    )


def hand_over(request: MemberRequest, mandate: str) -> HttpResponse:
    """Hand the rest of my term to somebody who offered."""
    shown = policies.mandate_for(request.member, mandate)
    require(policies.may_end(request.member, shown) and shown.learns_beside_id is None)
    line = queries.card_page(shown.role).line
    willing: list[Any] = [*line.offers, *line.learners]
    people = {one.membership_id: one.membership for one in willing if one.membership_id != request.member.pk}
    form = HandOverMandateForm(posted(request), people=list(people.values()))
    if form.is_valid():
        taker = people[form.cleaned_data["person"]]
        if attempt(form, lambda: actions.hand_over_mandate(by=request.member, mandate=shown, to=taker)):
            return done(request, _("The mandate is handed over."), place(request, "role-card", role=shown.role.ref))
    return form_page(
        request,
        form,
        title=_("Hand over the role “%(role)s”") % {"role": shown.role.name},
        lede=_("To somebody who offered to carry or to learn it, for the rest of your term."),
        submit=_("Hand over"),
        cancel_url=place(request, "role-card", role=shown.role.ref),
    )


@require_POST
def accept_learner(request: MemberRequest, mandate: str) -> HttpResponse:
    """Let somebody learn the role beside me."""
    shown = policies.mandate_for(request.member, mandate)
    require(policies.may_accept_learner(request.member, shown))
    asked = request.POST.get("person", "")
    learner = _awake(request, int(asked) if asked.isdigit() else 0)
    return act(
        request,
        lambda: actions.accept_learner(by=request.member, mandate=shown, learner=learner),
        _("You are a pair now: the learning ends with your mandate."),
        place(request, "role-card", role=shown.role.ref),
    )


def thank(request: MemberRequest, mandate: str) -> HttpResponse:
    """Say thanks for a function somebody holds or held."""
    shown = policies.mandate_for(request.member, mandate)
    require(policies.may_hold(request.member))
    if shown.membership_id == request.member.pk:
        return done(request, _("Thanks go to somebody else."), place(request, "role-card", role=shown.role.ref))
    form = ThanksForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.thank(by=request.member, mandate=shown, text=form.cleaned_data["text"])
    ):
        return done(
            request, _("Your thanks are written on the card."), place(request, "role-card", role=shown.role.ref)
        )
    return form_page(
        request,
        form,
        title=_("Thank %(person)s") % {"person": shown.membership.name},
        lede=_("For what they do in the role “%(role)s”. The group reads it on the card.") % {"role": shown.role.name},
        submit=_("Say thanks"),
        cancel_url=place(request, "role-card", role=shown.role.ref),
    )
