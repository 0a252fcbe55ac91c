"""Writing role cards: directly for those who facilitate, as a proposal to the group for everybody."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound
from commun.governance import actions
from commun.governance.actions import role_cards
from commun.governance.effects import effects
from commun.governance.forms.roles import CardForm
from commun.governance.models import Decision, Role
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as policies
from commun.governance.queries import roles as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def new(request: MemberRequest) -> HttpResponse:
    """A new card, written or proposed."""
    require(policies.may_hold(request.member))
    form = CardForm(posted(request))
    if form.is_valid():
        made: list[Role | Decision] = []
        if attempt(form, lambda: made.append(_write_new(request, form))):
            return _after(request, made[0])
    may = policies.may_write_cards(request.member)
    return form_page(
        request,
        form,
        title=_("A new role") if may else _("Propose a role"),
        lede=_("A card says what the group needs, not who: it takes the place of a job description."),
        submit=_("Write the card") if may else _("Propose to the group"),
        cancel_url=place(request, "roles"),
        overline=_("Roles"),
    )


def _write_new(request: MemberRequest, form: CardForm) -> Role | Decision:
    card = form.card()
    if policies.may_write_cards(request.member):
        return actions.create_role(by=request.member, card=card)
    change = {"kind": "role", "op": "create", "card": role_cards.content_of(role_cards.checked(card))}
    return _propose(request, _("A new role: %(role)s") % {"role": card.name}, change)


def edit(request: MemberRequest, role: str) -> HttpResponse:
    """Change a card, or propose the change."""
    shown = policies.role_for(request.member, role)
    require(policies.may_hold(request.member) and shown.retired_on is None)
    form = CardForm(posted(request), role=shown)
    if form.is_valid():
        made: list[Role | Decision] = []
        if attempt(form, lambda: made.append(_write_again(request, shown, form))):
            return _after(request, made[0])
    may = policies.may_write_cards(request.member)
    return form_page(
        request,
        form,
        title=_("Change the card “%(role)s”") % {"role": shown.name},
        lede=_("The former version is kept, and can be brought back."),
        submit=_("Save the card") if may else _("Propose to the group"),
        cancel_url=place(request, "role-card", role=role),
        overline=_("Roles"),
    )


def _write_again(request: MemberRequest, role: Role, form: CardForm) -> Role | Decision:
    card = form.card()
    if policies.may_write_cards(request.member):
        return actions.change_role(by=request.member, role=role, card=card)
    content = role_cards.content_of(role_cards.checked(card))
    change = {"kind": "role", "op": "change", "role": role.ref, "card": content}
    return _propose(request, _("Change the role: %(role)s") % {"role": role.name}, change)


def _propose(request: MemberRequest, title: str, change: Mapping[str, object]) -> Decision:
    draft = actions.Draft(
        title=title[:200],
        text=_("The change is shown below, line by line. It is applied exactly as it is written, if it is adopted."),
        concerned=_("Everybody in the group"),
        change=change,
    )
    return actions.voice(by=request.member, draft=draft, origin=f"role:{change.get('role', '')}")


def _after(request: MemberRequest, made: Role | Decision) -> HttpResponse:
    if isinstance(made, Decision):
        sentence = _("Your proposal is written. Now choose how the group decides.")
        return done(request, sentence, place(request, "decision", decision=made.ref))
    return done(request, _("The card is written."), place(request, "role-card", role=made.ref))


@require_POST
def retire(request: MemberRequest, role: str) -> HttpResponse:
    """Retire a role that nobody holds."""
    shown = policies.role_for(request.member, role)
    require(policies.may_write_cards(request.member))
    return act(
        request,
        lambda: actions.retire_role(by=request.member, role=shown),
        _("The role is retired. Its card and its history stay."),
        place(request, "role-card", role=role),
    )


def version(request: MemberRequest, role: str, number: int) -> HttpResponse:
    """A former version, what it would change, and the proposal to bring it back by a decision."""
    shown = policies.role_for(request.member, role)
    found = next((one for one in queries.card_page(shown).versions if one.number == number), None)
    if found is None:
        raise NotFound
    change = {"kind": "role", "op": "restore", "role": shown.ref, "version": number}
    effect = effects.get("role")
    if request.method == "POST":
        require(policies.may_hold(request.member))
        words = {"number": number, "role": shown.name}
        made = _propose(request, _("Bring back version %(number)s of the role: %(role)s") % words, change)
        return _after(request, made)
    context = {
        "role": shown,
        "version": found,
        "lines": effect.diff(request.space, change) if effect else [],
        "may_propose": policies.may_hold(request.member),
    }
    return render(request, "governance/roles/version_page.html", context)
