"""« Who does what »: the people of the group, one person, and who was in on a day."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core import clock
from commun.governance import policies, states
from commun.governance.forms import PresenceForm
from commun.governance.policies import MemberRequest
from commun.governance.policies.welcomes import is_new
from commun.governance.queries import directory as queries
from commun.governance.queries.presence import moves_of, who_was_in
from commun.governance.queries.relations import neighbours_of
from commun.governance.queries.roles import mandates_of
from commun.governance.views.support import place

PER_PAGE = 40


def members(request: MemberRequest) -> HttpResponse:
    """The directory; what is asked stays in the address."""
    filters = queries.Filters.read(request.GET)
    found = queries.directory(request.space, filters)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "filters": filters,
        "chips": _chips(request, filters),
        "is_filtered": filters != queries.Filters(),
        "can_invite": policies.can_invite(request.member),
        "can_take_up_role": policies.can_take_up_role(request.member),
        "export_url": f"{place(request, 'members-csv')}?{request.GET.urlencode()}",
    }
    return render(request, "governance/members_page.html", context)


def _chips(request: MemberRequest, filters: queries.Filters) -> list[dict[str, Any]]:
    choices = [
        (_("Available now"), "dispo", "1", filters.available),
        (_("With a role"), "role", "1", filters.role),
        (_("Awake"), "etat", "eveil", filters.state == states.MEMBER),
        (_("At rest"), "etat", "repos", filters.state == states.DORMANT),
    ]
    chips = []
    for label, name, value, is_current in choices:
        address = request.GET.copy()
        address.pop("page", None)
        if is_current:
            del address[name]
        else:
            address[name] = value
        chips.append({"label": label, "url": f"?{address.urlencode()}", "is_current": is_current})
    return chips


def members_csv(request: MemberRequest) -> HttpResponse:
    """The same list for a spreadsheet."""
    entries = queries.directory(request.space, queries.Filters.read(request.GET))
    response = HttpResponse(queries.as_csv(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="membres-{request.space.slug}.csv"'
    return response


def member(request: MemberRequest, ref: str) -> HttpResponse:
    """One person: what they do, offer and hold; who resembles them and who completes them."""
    shown = policies.member_for(request.member, ref)
    everybody = queries.people_of(request.space)
    entry = next((entry for entry in everybody if entry.person_id == shown.person_id), None)
    open_commitments, past_commitments = queries.commitments_of(shown)
    has_role = policies.has_role(request.member)
    context = {
        "shown": shown,
        "entry": entry,
        "is_me": shown.pk == request.member.pk,
        "neighbours": neighbours_of(ref, everybody),
        "commitments": open_commitments,
        "past_commitments": past_commitments,
        "mandates": mandates_of(shown),
        "moves": moves_of(shown),
        "can_move": policies.can_move(request.member, shown) and any(states.from_here(shown.state, states.By.GROUP)),
        "can_give_role": has_role and shown.state == states.MEMBER,
        "can_be_welcomed": request.member.state == states.MEMBER
        and shown.pk != request.member.pk
        and shown.state == states.MEMBER
        and is_new(shown)
        and not (entry and entry.welcomed_by),
        "can_end_role": has_role and bool(shown.role),
        "can_propose_rest": policies.can_move(request.member, shown)
        and shown.state == states.MEMBER
        and shown.dormancy_asked_on is None,
    }
    return render(request, "governance/member_page.html", context)


def presence(request: MemberRequest) -> HttpResponse:
    """« Who is in the group? » on any day up to today; ``le`` is the day."""
    form = PresenceForm(request.GET if request.GET.get("le") else None)
    today = clock.today()
    day = (form.cleaned_data["le"] if form.is_valid() else None) or today
    is_future = day > today
    context = {
        "form": form if form.is_bound else PresenceForm(initial={"le": today}),
        "day": day,
        "today": today,
        "is_future": is_future,
        "people": [] if is_future else who_was_in(request.space, day),
    }
    return render(request, "governance/presence_page.html", context)
