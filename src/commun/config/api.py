"""The one entrance of the API: from a token to a person, from an address to a room's reading or act, and back."""

import hashlib
import json
import logging
import math
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import URLPattern, path, re_path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from commun.bids import api as bids_api
from commun.config import api_doors as doors
from commun.core import access, scope
from commun.core.api import document
from commun.core.api.routes import Caller, Route, done, routes
from commun.core.api.shapes import Unreadable, plain
from commun.core.errors import Gone, NotFound, Refused
from commun.core.models import Space
from commun.core.urls import absolute
from commun.exchange import api as exchange_api
from commun.governance import api as governance_api
from commun.governance import policies
from commun.people import api as people_api
from commun.people.models import ApiToken, Person
from commun.tenders import api as tenders_api
from commun.value import api as value_api

ROOT = "api/1/"
# Before the names of parts of addresses, in Django's table: one of them is « request ».
SAID = "said_"
# As the pages refuse: a body is read whole, and no text of the house is that long.
MOST_BYTES = 2_000_000
# Each room fills the table when it is read.
ROOMS = (people_api, governance_api, tenders_api, value_api, bids_api, exchange_api)
log = logging.getLogger("commun.api")


class Problem(Exception):
    """What is answered instead, as RFC 9457 has it."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def entrance(methods: dict[str, Route]) -> Callable[..., HttpResponseBase]:
    """The view of one address. Sessions and cookies open nothing here: hence no token against forged forms."""

    def view(request: HttpRequest, **said: str) -> HttpResponseBase:
        try:
            return guarded(request, methods, {name.removeprefix(SAID): text for name, text in said.items()})
        except Problem as problem:
            return told(problem)

    view.routes = methods  # type: ignore[attr-defined]
    return csrf_exempt(login_not_required(view))


def guarded(request: HttpRequest, methods: dict[str, Route], said: dict[str, str]) -> HttpResponseBase:
    """Whoever asks is known first: nobody else learns what there is."""
    token = _token(request)
    person = token.person
    with translation.override(person.language), timezone.override(_zone(person)):
        try:
            route = methods.get("GET" if request.method == "HEAD" else request.method or "")
            if route is None:
                raise Problem(405, _("Another method is expected here."), allow=", ".join(sorted(methods)))
            doors.note_use(token)
            response = answer(request, route, token, said)
        except Problem as problem:
            response = told(problem)
    response.headers["Content-Language"] = person.language
    return response


def _zone(person: Person) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("Europe/Paris")


def _token(request: HttpRequest) -> ApiToken:
    """The token that the request bears, within its limit of requests."""
    kind, _space, words = request.headers.get("Authorization", "").partition(" ")
    token = doors.token_behind(words.strip()) if kind.lower() == "bearer" else None
    if token is None:
        if doors.is_too_often(f"nobody:{doors.address_of(request)}", doors.MOST_WRONG):
            raise Problem(429, _("Too many requests: wait a minute."), retry_after=doors.WINDOW)
        raise Problem(401, _("No token, or one that is unknown, expired or revoked."))
    if doors.is_too_often(f"token:{token.pk}", doors.MOST_REQUESTS):
        raise Problem(429, _("Too many requests: wait a minute."), retry_after=doors.WINDOW)
    return token


def answer(request: HttpRequest, route: Route, token: ApiToken, said: dict[str, str]) -> HttpResponseBase:
    """What this person may read or do, or the problem in words."""
    try:
        caller = _caller(route, token, said)
        if route.right not in token.rights:
            rights = document.scope_words()
            raise Problem(403, _("This token may not: %(right)s.") % {"right": rights[route.right]})
        if caller.space is None:
            return _answer(request, route, token, caller, said)
        with scope.use(caller.space):
            return _answer(request, route, token, caller, said)
    except (NotFound, Http404, Gone) as missing:
        raise Problem(404, _("There is no such thing, or not for you.")) from missing
    except Unreadable as fault:
        errors = [{"where": fault.where, "sentence": fault.sentence}]
        raise Problem(422, f"{fault.where}: {fault.sentence}", errors=errors) from fault
    except Refused as refused:
        raise Problem(409, str(refused.sentence)) from refused
    except ValidationError as wrong:
        raise Problem(422, " ".join(wrong.messages)) from wrong
    except (DataError, OverflowError) as wrong:
        raise Problem(422, _("A text is too long, or a number too large.")) from wrong
    except IntegrityError as clash:
        log.exception("the database refused what %s accepted", route.name)
        raise Problem(409, _("This does not go with what is already there.")) from clash


def _caller(route: Route, token: ApiToken, said: dict[str, str]) -> Caller:
    """The person; inside a group, as the pages find it: a group that is not theirs does not exist."""
    if not route.is_of_group:
        mine = policies.spaces_of(token.person).filter(pk__in=token.space_ids).values_list("slug", flat=True)
        return Caller(token.person, groups=tuple(mine))
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=said["group"], pk__in=token.space_ids).first()
    member = policies.membership_of(token.person, space) if space is not None else None
    if member is None or member.state not in access.MEMBERS:
        raise NotFound
    return Caller(token.person, member, space)


def _answer(
    request: HttpRequest, route: Route, token: ApiToken, caller: Caller, said: dict[str, str]
) -> HttpResponseBase:
    places = route.read_path(said, caller)
    if route.method == "GET":
        return _read(request, route, caller, places)
    body = _body(request)
    with transaction.atomic():
        digest = hashlib.sha256(f"{request.path}\n".encode() + request.body).hexdigest()
        known = doors.answered(token, _key(request), digest)
        if known is not None:
            return as_json(known)
        who = {route.who: caller.person if route.who == "person" else caller.member} if route.who else {}
        asked = route.body.read(body, "body", caller)
        made = plain(done(route.call(**who, **places, **asked, **route.given)))
        doors.keep_answer(token, _key(request), digest, made)
    return as_json(made)


def _read(request: HttpRequest, route: Route, caller: Caller, places: dict[str, Any]) -> HttpResponseBase:
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Unreadable(f"query.{name[:60]}", _("This is said twice."))
    # A cursor follows one question: in another group, or of other things, it would leave some out without a word.
    asked = sorted((name, value) for name, value in request.GET.items() if name not in ("cursor", "limit"))
    of = json.dumps([request.path, asked])
    found = route.call(caller, **places, **route.read_query(request.GET.dict(), caller, of))
    if not route.is_listed:
        return as_json(plain(found))
    return as_json({"items": plain(found.items), "next": route.cursor(found.after, of)})


def as_json(content: Any) -> JsonResponse:
    """Nobody else than the program keeps it."""
    response = JsonResponse(content, safe=False, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _body(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        raise Problem(415, _("JSON is expected: Content-Type: application/json."))
    try:
        if len(request.body) > MOST_BYTES:
            raise RequestDataTooBig
        return json.loads(
            request.body or b"{}", parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_each_once
        )
    except (ValueError, RecursionError, UnreadablePostError) as wrong:
        raise Problem(400, _("This is not JSON.")) from wrong
    except RequestDataTooBig as wrong:
        raise Problem(413, _("This is too long.")) from wrong


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise ValueError(digits)
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Said twice, nobody knows which one was meant: of two amounts, say."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(f"body.{name[:60]}", _("This is said twice."))
        found[name] = value
    return found


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > document.LONGEST_KEY or not all("!" <= sign <= "~" for sign in key):
        said = _("Idempotency-Key: %(count)s plain signs at most.") % {"count": document.LONGEST_KEY}
        raise Problem(422, said)
    return key


TITLES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content",
    429: "Too Many Requests", 500: "Internal Server Error",
}  # fmt: skip


def told(problem: Problem) -> JsonResponse:
    """A problem as programs read it."""
    body = {"status": problem.status, "title": TITLES[problem.status], "detail": problem.detail}
    more = dict(problem.more)
    allow, retry_after = more.pop("allow", ""), more.pop("retry_after", 0)
    response = as_json(body | more)
    response.status_code, response.headers["Content-Type"] = problem.status, document.PROBLEM
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if allow:
        response.headers["Allow"] = allow
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def wrong_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is refused before any view (a NUL sign in an address): programs are told in JSON, people by a page."""
    if request.path.startswith(f"/{ROOT}"):
        return told(Problem(400, _("This is not JSON, or not what HTTP expects.")))
    return defaults.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """What nobody expected: it is in the log, and the program is told so in JSON."""
    if request.path.startswith(f"/{ROOT}"):
        return told(Problem(500, _("Something broke here; it is written down. Try again later.")))
    return defaults.server_error(request)


@csrf_exempt
@login_not_required
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address under the API."""
    return told(Problem(404, _("There is no such address: see the document of the API.")))


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, for programs; it tells nothing of anybody."""
    return JsonResponse(document.openapi(absolute(f"/{ROOT}").rstrip("/")), json_dumps_params={"ensure_ascii": False})


def urls() -> list[URLPattern]:
    """An address for each path of the table; what is in the table is in the document, and the other way round."""
    by_path: dict[str, dict[str, Route]] = {}
    for route in routes.values():
        by_path.setdefault(route.path, {})[route.method] = route
    found = [
        path(
            ROOT + one.replace("{group}", f"<slug:{SAID}group>").replace("{", f"<str:{SAID}").replace("}", ">"),
            entrance(methods),
        )
        for one, methods in by_path.items()
    ]
    return [
        path(f"{ROOT}openapi.json", openapi, name="openapi"),
        *found,
        re_path(f"^{ROOT}(?P<rest>(?s:.*))$", nowhere),
    ]
