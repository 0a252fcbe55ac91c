"""From the address and the session to the group, the member, the language and the time zone of a request."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from commun.core import access, scope
from commun.core.errors import Gone, NotFound
from commun.core.models import Space
from commun.core.typed import words_typed
from commun.governance import policies
from commun.governance.queries.surroundings import subtitle_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonalMiddleware:
    """Speaks the person's language and tells the time of the person's place; turns house errors into pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        request.LANGUAGE_CODE = person.language
        with translation.override(person.language), timezone.override(_zone(person.time_zone)):
            response = self.get_response(request)
        response.headers["Content-Language"] = person.language
        if request.user.pk != person.pk:
            # Whoever leaves a shared phone leaves nothing on it: no page, no text kept for when one is offline.
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """NotFound is a 404, Gone a 410; anything else goes on."""
        if isinstance(exception, NotFound):
            raise Http404 from exception
        if isinstance(exception, Gone):
            return render(request, "410.html", status=410)
        return None


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads whoever is signed out to the door; what they had typed meanwhile is shown first, to be copied."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        """The door, or the page that shows their words."""
        door = super().handle_no_permission(request, view_func)
        typed = words_typed(request)
        if not typed or not isinstance(door, HttpResponseRedirect):
            return door
        return render(request, "ui/typed_page.html", {"typed": typed, "door_url": door.url}, status=403)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("Europe/Paris")


def _other_spaces(request: HttpRequest) -> list[Space]:
    """The groups of the person, besides the one of this page."""
    if not request.user.is_authenticated:
        return []
    return list(policies.spaces_of(request.user, besides=request.space))  # type: ignore[attr-defined]


def _subtitle(request: HttpRequest) -> str:
    """« Les Grands Chemins · 21 membres » under the name of the group of this page; one query."""
    space = request.space  # type: ignore[attr-defined]
    return subtitle_of(space) if space is not None else ""


def _form_only(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """A page in place of a blank error, where a browser restores by GET what only receives a form."""
    response = render(request, "405.html", {"back_url": _page_above(request.path)}, status=405)
    response.headers["Allow"] = refusal.headers["Allow"]
    return response


def _page_above(path: str) -> str:
    """The nearest address above that is one of ours."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        if is_valid_path(path):
            return path
    return path


class SpaceMiddleware:
    """Takes ``space_slug`` out of the address; strangers get a 404, like for a group that does not exist."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.space = None  # type: ignore[attr-defined]
        request.member = None  # type: ignore[attr-defined]
        request.scope_token = None  # type: ignore[attr-defined]
        # For the switcher: asked by the pages that show it, one query.
        request.other_spaces = SimpleLazyObject(lambda: _other_spaces(request))  # type: ignore[attr-defined]
        request.space_subtitle = SimpleLazyObject(lambda: _subtitle(request))  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            return (
                _form_only(request, response) if response.status_code == 405 and request.method == "GET" else response
            )
        finally:
            if request.scope_token is not None:  # type: ignore[attr-defined]
                scope.leave(request.scope_token)  # type: ignore[attr-defined]

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Find the group, the member, and whether this view admits them."""
        if "space_slug" not in kwargs:
            return None
        admitted = access.admitted_states(view)
        if not request.user.is_authenticated and "anyone" not in admitted:
            return redirect_to_login(request.get_full_path())
        space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=kwargs.pop("space_slug")).first()
        if space is None:
            raise Http404
        member = policies.membership_of(request.user, space) if request.user.is_authenticated else None
        if "anyone" not in admitted and (member is None or member.state not in admitted):
            raise Http404
        request.space, request.member = space, member  # type: ignore[attr-defined]
        request.scope_token = scope.enter(space)  # type: ignore[attr-defined]
        return None
