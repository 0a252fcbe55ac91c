"""« Répartir les tours »: a plan that the machine proposes, that the group decides, and that anybody may decline."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.governance import actions
from commun.governance.forms.roles import TurnsForm
from commun.governance.models import Role
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as policies
from commun.governance.queries import role_turns
from commun.governance.queries import roles as queries
from commun.governance.views.support import attempt, done, place, require


def turns(request: MemberRequest) -> HttpResponse:
    """Choose roles and months; read the plan; propose it to the group (POST)."""
    require(policies.may_hold(request.member))
    roles = {line.role.pk: line.role for line in queries.role_lines(request.space)}
    sent = request.POST if request.method == "POST" else request.GET if "months" in request.GET else None
    form = TurnsForm(sent, choices=list(roles.values()))
    plan = _plan(request, form, roles) if form.is_valid() else None
    if request.method == "POST" and plan is not None:
        made: list[str] = []
        if attempt(form, lambda: made.append(_propose(request, plan))):
            sentence = _("The plan is written as a proposal. Now choose how the group decides.")
            return done(request, sentence, place(request, "decision", decision=made[0]))
    context = {"form": form, "plan": plan, "lines": _lines(plan) if plan else []}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "governance/roles/turns_page.html", context, status=status)


def _plan(request: MemberRequest, form: TurnsForm, roles: dict[int, Role]) -> role_turns.Turns:
    data = form.cleaned_data
    chosen = [roles[pk] for pk in data["roles"]]
    return role_turns.turns_of(request.space, chosen, data["months"], only_willing=data["only_willing"])


def _propose(request: MemberRequest, plan: role_turns.Turns) -> str:
    given = [turn for turn in plan.turns if turn.member is not None]
    change = {
        "kind": "turns",
        "turns": [
            {"role": turn.role.ref, "membership": turn.member.pk, "starts_on": turn.starts_on.isoformat()}
            for turn in given
            if turn.member is not None
        ],
    }
    draft = actions.Draft(
        title=_("Turns of the coming months"),
        text=_("Each turn lasts a month. Whoever cannot gives it back in one click, and it goes to somebody else."),
        concerned=_("Everybody in the group"),
        change=change,
    )
    return actions.voice(by=request.member, draft=draft, origin="role:turns").ref


def _lines(plan: role_turns.Turns) -> list[dict[str, Any]]:
    return [{"turn": turn, "why": _why(turn)} for turn in plan.turns]


def _why(turn: role_turns.Turn) -> str:
    """Why this person, in words that they may read."""
    if turn.member is None:
        return _("nobody could: ask around, or leave the month free")
    before = turn.given.turns_before
    said = [
        ngettext("%(count)s month carried before", "%(count)s months carried before", before) % {"count": before}
        if before
        else _("no turn before")
    ]
    if turn.given.is_least:
        said.append(_("nobody had fewer"))
    if turn.given.wish:
        said.append(_("offered"))
    return ", ".join(said)
