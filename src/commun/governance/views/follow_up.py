"""Things to do: the table, one of them, and what one does to it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock, registries, scope
from commun.core.registries import Subject
from commun.governance import actions
from commun.governance.forms import decisions as forms
from commun.governance.models import Action, Decision
from commun.governance.policies import MemberRequest
from commun.governance.policies import decisions as policies
from commun.governance.queries import follow_up as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def actions_page(request: MemberRequest) -> HttpResponse:
    """The table of things to do, whatever they come from; writing one starts here too."""
    filters = queries.Filters.read(request.GET)
    page = queries.page_of(request.member, filters, request.GET.get("page"))
    roles = set(policies.mandates_today(request.member).values_list("role", flat=True))
    context = {
        "page": page,
        "lines": [_line(request, row, roles) for row in page],
        "filters": filters,
        "tabs": _tabs(request, filters),
        "form": forms.ActionForm(),
        "is_writing": not page.object_list,
        "can_speak": policies.can_speak(request.member, request.space.pk),
    }
    return render(request, "governance/actions/actions_page.html", context)


def _tabs(request: MemberRequest, filters: queries.Filters) -> list[dict[str, Any]]:
    labels = {
        "miens": _("Mine"),
        "groupe": _("The group’s"),
        "retard": _("Past their date"),
        "tout": _("All that is open"),
        "finis": _("Closed"),
    }
    counts = queries.counts(request.member)
    return [
        {"label": label, "url": f"?vue={view}", "is_current": view == filters.view, "count": counts.get(view)}
        for view, label in labels.items()
    ]


def _line(request: MemberRequest, row: Action, roles: set[int]) -> dict[str, Any]:
    is_open = row.state == Action.State.OPEN
    is_mine = row.owner_id == request.member.pk or row.owner_role_id in roles
    return {
        "row": row,
        "who": owner_words(row),
        "is_open": is_open,
        "is_mine": is_mine,
        "is_free": row.owner_id is None and row.owner_role_id is None,
        "is_past": is_open and row.due_on is not None and row.due_on < clock.today(),
        "waits_for": row.blocked_by if row.blocked_by and row.blocked_by.state == Action.State.OPEN else None,
    }


def owner_words(row: Action) -> str:
    """Whose it is, in words."""
    if row.owner is not None:
        return row.owner.name
    return row.owner_role.name if row.owner_role is not None else _("the group")


def new(request: MemberRequest) -> HttpResponse:
    """Write a thing to do; a title is enough."""
    require(policies.can_speak(request.member, request.space.pk))
    decision = _decision(request)
    back = place(request, "decision", decision=decision.ref) if decision else place(request, "actions")
    start = {"title": request.GET.get("titre", "")[:300]}
    form = forms.FullActionForm(posted(request), member=request.member, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        owner = data["owner"] or (request.member if data["who"] == forms.MINE and not data["owner_role"] else None)

        def do() -> None:
            actions.add_action(
                by=request.member,
                title=data["title"],
                owner=owner,
                owner_role=data["owner_role"],
                due_on=data["due_on"],
                decision=decision,
                origin=f"decision:{decision.ref}" if decision else request.GET.get("origine", "")[:80],
            )

        if attempt(form, do):
            return done(request, _("It is in the table of things to do."), back)
    overline = decision.title if decision else ""
    return form_page(
        request, form, title=_("A thing to do"), submit=_("Write it down"), cancel_url=back, overline=overline
    )


def _decision(request: MemberRequest) -> Decision | None:
    ref = request.GET.get("decision", "")
    return policies.decision_for(request.member, ref) if ref else None


def action_page(request: MemberRequest, action: str) -> HttpResponse:
    """One thing to do: whose, for when, where it comes from, what it waits for."""
    row = policies.action_for(request.member, action)
    roles = set(policies.mandates_today(request.member).values_list("role", flat=True))
    with scope.use(request.space):
        open_ones = Action.objects.filter(state=Action.State.OPEN).exclude(pk=row.pk)
        others = list(open_ones.order_by("title", "pk")[:200])
        blocks = list(row.blocks.filter(state=Action.State.OPEN))
    context = {
        **_line(request, row, roles),
        "can_end": policies.can_end_action(request.member, row),
        "can_speak": policies.can_speak(request.member, row.space_id),
        "others": others,
        "blocks": blocks,
        "comes_from": _comes_from(request, row),
    }
    return render(request, "governance/actions/action_page.html", context)


def _comes_from(request: MemberRequest, row: Action) -> Subject | None:
    """What a higher room calls its origin, when it has a page for it. 0 to 1 query."""
    kind, _colon, ref = row.origin.partition(":")
    called = registries.subjects.get(kind) if ref else None
    if called is None:
        return None
    with scope.use(request.space):
        found = called(request.space, [ref]).get(ref)
    return found if found and found.url else None


def _back(request: MemberRequest, row: Action) -> str:
    asked = request.POST.get("retour", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return place(request, "action", action=row.ref)


@require_POST
def take(request: MemberRequest, action: str) -> HttpResponse:
    """I take it."""
    row = policies.action_for(request.member, action)
    return act(
        request,
        lambda: actions.take_action(by=request.member, action=row),
        _("It is yours. Too much one day? Hand it back."),
        _back(request, row),
    )


@require_POST
def finish(request: MemberRequest, action: str) -> HttpResponse:
    """Done."""
    row = policies.action_for(request.member, action)
    note = request.POST.get("note", "")[:500]
    return act(
        request,
        lambda: actions.finish_action(by=request.member, action=row, note=note),
        _("Done: the group can see it. Thank you."),
        _back(request, row),
    )


@require_POST
def hand_back(request: MemberRequest, action: str) -> HttpResponse:
    """Back to the group."""
    row = policies.action_for(request.member, action)
    return act(
        request,
        lambda: actions.hand_back(by=request.member, action=row),
        _("It is back with the group."),
        _back(request, row),
    )


def let_go(request: MemberRequest, action: str) -> HttpResponse:
    """Let it go, with a word on why."""
    row = policies.action_for(request.member, action)
    form = forms.NoteForm(posted(request))
    url = place(request, "action", action=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.let_go_action(by=request.member, action=row, **form.cleaned_data)
    ):
        return done(request, _("It is let go."), url)
    return form_page(request, form, title=_("Let it go"), submit=_("Let it go"), cancel_url=url, overline=row.title)


@require_POST
def wait_for(request: MemberRequest, action: str) -> HttpResponse:
    """What it waits for."""
    row = policies.action_for(request.member, action)
    asked = request.POST.get("attend", "")
    after = policies.action_for(request.member, asked) if asked else None
    return act(
        request,
        lambda: actions.wait_for(by=request.member, action=row, blocked_by=after),
        _("Noted."),
        place(request, "action", action=row.ref),
    )
