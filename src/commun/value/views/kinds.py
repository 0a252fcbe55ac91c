"""Kinds of contributions: what the group counts, and proposing that it changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted
from commun.value import actions
from commun.value.actions.kinds import starters
from commun.value.forms.contributions import KindsForm
from commun.value.models import ContributionKind
from commun.value.policies.contributions import can_write
from commun.value.queries.contributions import kinds_of
from commun.value.views.support import place


def kinds(request: MemberRequest) -> HttpResponse:
    """What the group counts today, and what it counted."""
    found = kinds_of(request.space, with_retired=True)
    context = {
        "kinds": [kind for kind in found if kind.retired_on is None],
        "retired": [kind for kind in found if kind.retired_on is not None],
        "starters": [
            (one.name, ContributionKind.Nature(one.nature).label, ContributionKind.Measure(one.measure).label)
            for one in starters()
        ],
        "can_write": can_write(request.member),
    }
    return render(request, "value/contributions/kinds_page.html", context)


def propose_kinds(request: MemberRequest) -> HttpResponse:
    """Write a proposal: kinds to add, kinds to use no longer."""
    form = KindsForm(posted(request), kinds=kinds_of(request.space))
    if form.is_valid():
        made: list[str] = []
        told = {"add": form.added(), "retire": form.retired(), "why": form.cleaned_data["why"]}
        if attempt(form, lambda: made.append(actions.propose_kinds(by=request.member, **told).ref)):
            return _to_decision(request, made[0])
    return form_page(
        request,
        form,
        title=_("Change what we count"),
        lede=_("The group decides; if it says yes, the kinds change by themselves that day."),
        submit=_("Propose to the group"),
        cancel_url=place(request, "kinds"),
    )


@require_POST
def propose_starters(request: MemberRequest) -> HttpResponse:
    """Propose one kind of each nature, in one press."""
    try:
        decision = actions.propose_starters(by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(place(request, "kinds"))
    return _to_decision(request, decision.ref)


def _to_decision(request: MemberRequest, ref: str) -> HttpResponse:
    sentence = _("Your proposal is written. Now choose how the group decides.")
    return done(request, sentence, here(request.space.slug, "governance:decision", decision=ref))
