"""The API against the house: its document is its addresses, its rights are those of the pages, no verb is forgotten."""

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import translation

from commun.bids import models as bids
from commun.config import api
from commun.core import clock
from commun.core.api import document, shapes
from commun.core.api.routes import SCOPES, Route, left_out, routes
from commun.exchange import models as exchange
from commun.governance import models as governance
from commun.people import actions
from commun.people.models import Person
from commun.tenders.models import Notice
from commun.value import models as value
from tests.house.test_policy_matrix import NOON, Town

pytestmark = [pytest.mark.django_db, pytest.mark.english]
ROOMS = ("people", "governance", "tenders", "value", "bids", "exchange")
# Of which sample of the policy matrix a kind of thing is.
SAMPLES: dict[type[models.Model], str] = {
    governance.Decision: "decision", governance.Process: "process", governance.Action: "action",
    governance.Meeting: "meeting", governance.GroupText: "text", bids.Bid: "bid", bids.Project: "project",
    exchange.Thread: "thread", exchange.Offer: "offer", exchange.SharedThing: "thing", value.JointWork: "work",
    value.Account: "account", governance.Role: "role", governance.Membership: "member",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), clock.stopped(NOON), translation.override("en"), transaction.atomic():
        yield Town()
        transaction.set_rollback(True)


@pytest.fixture
def town(built: Town, db: None) -> Iterator[Town]:
    cache.clear()
    for person in (built.insider, built.away.person):
        person.language = "en"
        person.save()
    yield built
    cache.clear()


class Program:
    """A program with a token."""

    def __init__(self, person: Person, *groups: Any, rights: tuple[str, ...] = SCOPES, days: int = 90) -> None:
        spaces = [group.pk for group in groups]
        self.token, self.words = actions.make_token(
            person=person, name="Essai", space_ids=spaces, rights=rights, days=days
        )
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.words}", **headers}}
        if method == "POST":
            sent |= {"data": body if isinstance(body, str | bytes) else json.dumps(body or {}),
                     "content_type": "application/json"}  # fmt: skip
        return getattr(self.client, method.lower())(path, **sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def address(town: Town, route: Route, things: dict[Any, Any], group: str = "") -> str:
    """The address of a route, on the things of a group."""
    found = f"/{api.ROOT}{route.path}".replace("{group}", group or town.group.slug)
    for name in route.places:
        found = found.replace(f"{{{name}}}", str(reference(town, route.shape_in_path(name), things)))
    return found


def reference(town: Town, shape: shapes.Shape, things: dict[Any, Any]) -> Any:
    if isinstance(shape, shapes.Reference):
        if shape.model is Notice:
            return town.notice.ref
        if shape.model in SAMPLES:
            return things[SAMPLES[shape.model]]
        return 999_999 if shapes.finders[shape.model].is_number else "inconnu"
    return "inconnu"


def readings() -> list[Route]:
    return [route for route in routes.values() if route.method == "GET"]


def acts() -> list[Route]:
    return [route for route in routes.values() if route.method == "POST"]


# The document


def test_the_document_is_the_addresses_and_the_addresses_are_the_document() -> None:
    """Contract: what is routed is told, what is told is routed, method by method."""
    routed = set()
    for pattern in get_resolver().url_patterns:
        route = str(getattr(pattern, "pattern", ""))
        if not isinstance(pattern, URLPattern) or not route.startswith(api.ROOT) or pattern.name == "openapi":
            continue
        methods = getattr(pattern.callback, "routes", {"the rest": None})
        if "the rest" not in methods:
            routed |= {(method, re.sub(r"<\w+:(\w+)>", r"{\1}", route.removeprefix(api.ROOT))) for method in methods}
    told = json.loads(Client().get(f"/{api.ROOT}openapi.json").content)
    assert routed == {(method.upper(), path[1:]) for path, methods in told["paths"].items() for method in methods}
    assert len(routed) > 350


def test_each_thing_of_the_document_has_its_own_name_its_right_and_its_problems() -> None:
    told = document.openapi("")
    operations = [one for methods in told["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    assert {one["x-right"] for one in operations} == set(SCOPES)
    for one in operations:
        assert one["summary"].strip(), one["operationId"]
        assert {"200", "401", "404", "422", "429"} <= set(one["responses"])
        named = {parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"}
        (path,) = [path for path, methods in told["paths"].items() if one in methods.values()]
        assert named == set(re.findall(r"\{(\w+)\}", path))


def test_the_page_of_the_api_tells_every_address_and_what_is_not_offered(client: Client) -> None:
    page = client.get("/api/").content.decode()
    for route in routes.values():
        assert f"{route.method} /{route.path}" in page
    assert "the words of a disagreement stay between its parties" in page


# Nothing is forgotten


def verbs(room: str) -> set[str]:
    """Every public verb of a room: what its actions offer by keywords only, as « module.verb »."""
    package = importlib.import_module(f"commun.{room}.actions")
    found = set()
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        listed = getattr(module, "__all__", None)
        for name, verb in vars(module).items():
            if not inspect.isfunction(verb) or verb.__module__ != module.__name__ or name.startswith("_"):
                continue
            parameters = inspect.signature(verb).parameters.values()
            is_verb = bool(parameters) and all(one.kind is one.KEYWORD_ONLY for one in parameters)
            if is_verb and (listed is None or name in listed or hasattr(package, name)):
                found.add(f"{info.name}.{name}")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_verb_is_offered_or_left_out_with_its_reason(room: str) -> None:
    """A new verb adds a line to the room's ``api``: ``act(...)``, or ``leave_out(...)`` with the reason."""
    offered = {route.name.removeprefix(f"{room}.").partition("/")[0] for route in acts() if route.room == room}
    absent = left_out.get(room, {})
    assert sorted(verbs(room) - offered - set(absent)) == []
    assert sorted((offered | set(absent)) - verbs(room)) == []
    assert offered & set(absent) == set()
    assert all(str(reason).strip() for reason in absent.values())
