"""What each brings: one's own page, where it is written in two taps; the group's, by month; corrections, thanks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.core.errors import Refused
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted
from commun.value import actions, quantities
from commun.value.actions.suggestions import confirm_seen, decline_seen
from commun.value.forms.contributions import ContributionForm, CorrectionForm, new_token, quick_quantities
from commun.value.models import Contribution, ContributionKind
from commun.value.policies import contributions as policies
from commun.value.queries import contribution_lines as lines
from commun.value.queries import contributions as queries
from commun.value.queries.suggestions import SHOWN, suggestions_for
from commun.value.views.support import place


def my_contributions(request: MemberRequest) -> HttpResponse:
    """What I brought: two taps write a line; what was seen waits for a yes or a no."""
    kinds, works = queries.kinds_for(request.member), queries.works_for(request.member)
    chosen = _chosen(kinds, request.POST.get("kind") or request.GET.get("sorte", ""))
    start = {"kind": chosen.ref if chosen else "", "on": clock.today(), "token": new_token()}
    form = ContributionForm(posted(request), kinds=kinds, works=works, initial=start)
    if form.is_valid():
        made: list[Contribution] = []
        bringing = form.bringing()
        if attempt(form, lambda: made.append(actions.write_contribution(by=request.member, bringing=bringing))):
            return done(
                request, _written(made[0]), f"{place(request, 'my-contributions')}?sorte={request.POST['kind']}"
            )
    context = _my_page(request, kinds, chosen) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "value/contributions/my_contributions_page.html", context, status=status)


def _chosen(kinds: list[ContributionKind], ref: str) -> ContributionKind | None:
    """The kind asked, else the one used last."""
    return next((kind for kind in kinds if kind.ref == ref), kinds[0] if kinds else None)


def _my_page(request: MemberRequest, kinds: list[ContributionKind], chosen: ContributionKind | None) -> dict[str, Any]:
    window = queries.window_of(request.member)
    can_write = policies.can_write(request.member)
    waiting = suggestions_for(request.member, kinds, window) if can_write else []
    url = place(request, "my-contributions")
    return {
        "mine": lines.my_year(request.member, clock.today() - queries.OLDEST),
        "suggestions": waiting[:SHOWN],
        "others": len(waiting) - len(waiting[:SHOWN]),
        "kinds": [
            {"label": kind.name, "url": f"{url}?sorte={kind.ref}", "is_current": kind == chosen, "count": None}
            for kind in kinds
        ],
        "chosen": chosen,
        "quick": quick_quantities(chosen) if chosen else [],
        "token": new_token(),
        "can_write": can_write,
    }


def _written(row: Contribution) -> str:
    said = quantities.say(row.quantity, row.kind.measure) if row.kind else ""
    return _("Written down: %(kind)s, %(quantity)s.") % {"kind": row.kind, "quantity": said}


@require_POST
def answer_seen(request: MemberRequest) -> HttpResponse:
    """Yes, it counts; or no, it does not."""
    source, url = request.POST.get("source", "")[:80], place(request, "my-contributions") + "#vu"
    if request.POST.get("answer") != "yes":
        said = _("Understood: it will not be proposed again.")
        return act(request, lambda: decline_seen(by=request.member, source=source), said, url)
    try:
        row = confirm_seen(by=request.member, source=source, quantity=request.POST.get("quantity", "")[:60])
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _written(row))
    return redirect(url)


def contributions(request: MemberRequest) -> HttpResponse:
    """The group's, by month."""
    asked = lines.Filters.read(request.GET)
    number = request.GET.get("page", "")
    page = lines.month_page(request.member, asked, int(number) if number.isascii() and number.isdigit() else 1)
    context = {
        "asked": asked,
        "page": page,
        "total": page.page.paginator.num_pages,
        "can_write": policies.can_write(request.member),
        "is_filtered": bool(asked.kind or asked.person or asked.work),
        "filters": [
            ("sorte", _("Kind"), page.choices["sorte"]),
            ("personne", _("Person"), page.choices["personne"]),
            ("travail", _("Joint work"), page.choices["travail"]),
        ],
    }
    return render(request, "value/contributions/contributions_page.html", context)


def correct(request: MemberRequest, contribution: str) -> HttpResponse:
    """Take one of mine back, with the reason, and write what is right."""
    row = policies.own_contribution_for(request.member, contribution)
    measure = row.kind.measure if row.kind else ""
    form = CorrectionForm(posted(request), measure=measure)
    url = place(request, "my-contributions")
    if form.is_valid():
        told = {"why": form.cleaned_data["why"], "quantity": form.cleaned_data["quantity"]}
        if attempt(form, lambda: actions.correct_contribution(by=request.member, contribution=row, **told)):
            return done(request, _("It is corrected: both lines show together, with your reason."), url)
    said = {"kind": row.kind, "quantity": quantities.say(row.quantity, measure) if measure else ""}
    return form_page(
        request,
        form,
        title=_("Correct “%(kind)s, %(quantity)s”") % said,
        lede=_("Nothing is erased: a second line takes the first one back, and says why."),
        submit=_("Correct it"),
        cancel_url=url,
    )


@require_POST
def acknowledge(request: MemberRequest, contribution: str) -> HttpResponse:
    """I saw it, thank you."""
    row = policies.contribution_for(request.member, contribution)
    said = _("Thank you: your acknowledgement shows beside it.")
    return act(request, lambda: actions.acknowledge(by=request.member, contribution=row), said, _month(request, row))


@require_POST
def take_back(request: MemberRequest, contribution: str) -> HttpResponse:
    """I take my acknowledgement back."""
    row = policies.contribution_for(request.member, contribution)
    said = _("Your acknowledgement is taken back.")
    do = lambda: actions.take_acknowledgement_back(by=request.member, contribution=row)  # noqa: E731
    return act(request, do, said, _month(request, row))


def _month(request: MemberRequest, row: Contribution) -> str:
    return f"{place(request, 'contributions')}?mois={row.on:%Y-%m}#c-{row.ref}"
