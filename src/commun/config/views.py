"""The front door."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.views.decorators.http import require_POST

from commun.core.errors import NotFound
from commun.core.models import Space
from commun.core.typed import words_typed
from commun.core.urls import here
from commun.governance import policies
from commun.governance.queries.guests import guest_spaces
from commun.people import queries
from commun.people.models import Person

LAST_GROUP = "last_group"
# What a group opens on; the second one stands in while the first is not built.
FIRST_PAGES = ("tenders:for-me", "governance:members")


class VisitRequest(HttpRequest):
    """A request outside any group."""

    if TYPE_CHECKING:
        user: Person


@login_not_required
def home(request: VisitRequest) -> HttpResponse:
    """Say what Commun is; lead those who are signed in to their group."""
    if not request.user.is_authenticated:
        return render(request, "people/landing_page.html", {"demo_doors": queries.demo_doors()})
    groups = list(policies.spaces_of(request.user))
    last = request.session.get(LAST_GROUP)
    chosen = next((group for group in groups if group.slug == last), groups[0] if groups else None)
    address = first_page(chosen) if chosen else ""
    if address:
        return redirect(address)
    context = {
        "groups": groups,
        "guest_doors": guest_spaces(request.user),
        "sheet": queries.profile_sheet(request.user),
    }
    return render(request, "people/first_steps_page.html", context)


def form_waited(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is not valid any more (signed in or out in another tab, cookies gone): its words are shown again."""
    return render(request, "403_csrf.html", {"typed": words_typed(request)}, status=403)


@require_POST
def go_to_group(request: VisitRequest) -> HttpResponse:
    """Enter one of one's groups, and remember it for the next time."""
    wanted = request.POST.get("group", "")
    group = next((group for group in policies.spaces_of(request.user) if group.slug == wanted), None)
    if group is None:
        raise NotFound
    request.session[LAST_GROUP] = group.slug
    return redirect(first_page(group) or "home")


def first_page(group: Space) -> str:
    """The page a group opens on; empty when there is none."""
    for name in FIRST_PAGES:
        try:
            return here(group.slug, name)
        except NoReverseMatch:
            continue
    return ""


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Says that pages are served (for proxies and the start script)."""
    return HttpResponse("ok\n", content_type="text/plain")
