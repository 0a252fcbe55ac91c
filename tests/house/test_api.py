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
from commun.core.models import Fact
from commun.exchange import models as exchange
from commun.exchange.actions.feeds import open_feed
from commun.governance import models as governance
from commun.governance.actions import calendar_feeds
from commun.people import actions
from commun.people.models import LegalEntity, Person
from commun.tenders.models import Notice
from commun.value import models as value
from tests.house import api_bodies
from tests.house.test_policy_matrix import INSIDE, NOON, STATES, Town

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

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.words}"}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent: dict[str, Any] = {"headers": self.headers | headers}
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
            routed |= {
                (method, re.sub(r"<\w+:said_(\w+)>", r"{\1}", route.removeprefix(api.ROOT))) for method in methods
            }
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
    page = client.get("/api/", headers={"Accept-Language": "en"}).content.decode()
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


# Rights


def asked(town: Town, route: Route, things: dict[Any, Any], group: str = "") -> str:
    return address(town, route, things, group) + ("?q=travail" if route.name == "exchange.search" else "")


def test_who_facilitates_reads_everything_and_what_comes_is_as_the_document_says(town: Town) -> None:
    program = Program(town.insider, town.group)
    for route in readings():
        response = program.get(asked(town, route, town.mine))
        # The meeting of the town is to come: it has no minutes yet.
        assert response.status_code == (404 if route.name == "governance.minutes" else 200), route.name
        if response.status_code == 200:
            schema = document.operation(route)["responses"]["200"]["content"]["application/json"]["schema"]
            assert faults(response.json(), schema) == [], route.name


def faults(told: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Where an answer is not as its schema says (what our schemas use of JSON Schema)."""
    if "anyOf" in schema:
        return [] if any(not faults(told, one, where) for one in schema["anyOf"]) else [where]
    kinds = {"string": str, "integer": int, "boolean": bool, "number": int | float, "array": list, "object": dict}
    kind = schema.get("type")
    if kind == "null" or kind is None:
        return [] if kind is None or told is None else [where]
    if not isinstance(told, kinds[kind]) or (kind == "integer" and isinstance(told, bool)):
        return [where]
    found = []
    if kind == "array":
        for rank, one in enumerate(told):
            found += faults(one, schema["items"], f"{where}.{rank}")
    for name, inside in schema.get("properties", {}).items():
        found += faults(told[name], inside, f"{where}.{name}") if name in told else [f"{where}.{name}"]
    return found


@pytest.mark.parametrize("state", STATES[1:])
def test_a_group_opens_to_those_who_are_inside_as_its_pages_do(town: Town, state: str) -> None:
    program = Program(town.people[state], town.group, town.other)
    for route in readings():
        if route.is_of_group and route.name != "governance.minutes":
            status = program.get(asked(town, route, town.mine)).status_code
            assert status == (200 if state in INSIDE else 404), route.name
            assert program.get(asked(town, route, town.theirs, town.other.slug)).status_code == 404, route.name
    assert [one["slug"] for one in program.get("/api/1/groups").json()["items"]] == ["dedans"] * (state in INSIDE)


def test_the_things_of_another_group_are_not_found_by_any_method(town: Town) -> None:
    program = Program(town.insider, town.group)
    for route in routes.values():
        kinds = [route.shape_in_path(name) for name in route.places]
        if any(isinstance(one, shapes.Reference) and one.model in SAMPLES for one in kinds):
            cache.clear()
            theirs = asked(town, route, town.theirs)
            filled = api_bodies.body(route, lambda shape: reference(town, shape, town.theirs))
            response = program.ask(route.method, theirs, filled)
            assert response.status_code == 404, (route.name, response.content)


def test_a_token_opens_only_its_groups(town: Town) -> None:
    program = Program(town.insider, town.other)
    assert program.get("/api/1/groups/dedans/decisions").status_code == 404
    assert program.get("/api/1/groups").json()["items"] == []
    inside = Program(town.insider, town.group)
    for mine in ("todo", "calendar"):
        told = [
            [one["url"] for one in reader.get(f"/api/1/me/{mine}").json()["items"] if "/g/dedans/" in one["url"]]
            for reader in (inside, program)
        ]
        assert (bool(told[0]), told[1]) == (True, []), mine


def test_one_answers_under_no_legal_entity_of_another_group(town: Town) -> None:
    person = town.people["member"]
    assert person is not None
    program, theirs = Program(person, town.group), LegalEntity.objects.create(siren="123456782", name="Ailleurs SCOP")
    path = f"/api/1/groups/dedans/bids/{town.mine['bid']}/join"
    assert program.post(path, {"entity": theirs.siren}).status_code == 404
    Person.objects.filter(pk=person.pk).update(legal_entity=theirs)
    assert program.post(path, {"entity": "123 456 782"}).status_code == 200


def test_what_is_of_another_person_is_not_found(town: Town) -> None:
    person = town.people["member"]
    assert person is not None
    program, alice = Program(person, town.group), town.alice
    feed = open_feed(by=alice)
    calendar = calendar_feeds.open_feed(person=alice.person)
    paths = [
        f"me/activities/{town.mine['activity']}/remove", f"me/availabilities/{town.mine['availability']}/remove",
        f"me/references/{town.mine['reference']}/remove", f"me/calendars/{calendar.ref}/revoke",
        f"groups/dedans/feeds/{feed.ref}/revoke",
        f"groups/dedans/my-place/commitments/{town.mine['commitment']}/end",
    ]  # fmt: skip
    assert [program.post(f"/api/1/{path}").status_code for path in paths] == [404] * len(paths)
    own = Program(alice.person, town.group)
    assert [own.post(f"/api/1/{path}").status_code for path in paths] == [200] * len(paths)


def test_an_act_asks_its_right_and_reading_gives_none(town: Town) -> None:
    before = Fact._base_manager.count()
    program = Program(town.insider, town.group, rights=("read",))
    made = Fact._base_manager.count()
    for route in acts():
        cache.clear()
        filled = api_bodies.body(route, lambda shape: reference(town, shape, town.mine))
        response = program.post(address(town, route, town.mine), filled)
        assert response.status_code == 403, route.name
    assert Fact._base_manager.count() == made == before + 1


@pytest.mark.parametrize("right", ["write", "decide", "money"])
def test_a_right_gives_no_other(town: Town, right: str) -> None:
    program = Program(town.insider, town.group, rights=(right,))
    for other in {"write", "decide", "money"} - {right}:
        route = next(one for one in acts() if one.right == other)
        assert program.post(address(town, route, town.mine)).status_code == 403


def test_nothing_breaks_whatever_is_sent_and_what_comes_back_is_told_in_the_document(town: Town) -> None:
    """Every act once: half of them with what is asked, half with all places filled oddly; each is undone."""
    program = Program(town.insider, town.group)
    known = set(document.ANSWERS["POST"]) | {"200"}
    statuses = []
    for rank, route in enumerate(acts()):
        cache.clear()
        filled = api_bodies.body(route, lambda shape: reference(town, shape, town.mine), is_odd=rank % 2 == 1)
        with transaction.atomic():
            response = program.post(address(town, route, town.mine), filled)
            transaction.set_rollback(True)
        statuses.append(response.status_code)
        assert str(response.status_code) in known, (route.name, response.content)
        if response.status_code >= 400:
            assert response.json()["detail"], route.name
            assert response.headers["Content-Type"] == document.PROBLEM
    # Most of what is sent is understood: it is done, or refused by the house for a reason.
    assert statuses.count(200) > 60
    assert statuses.count(422) < 20


def test_a_body_of_another_shape_is_told_where_it_is_wrong(town: Town) -> None:
    program = Program(town.insider, town.group)
    path = "/api/1/groups/dedans/actions"
    wrong = {
        "[]": "body", "{}": "body.title", '{"title": 3}': "body.title", '{"title": "x", "nope": 1}': "body.nope",
        '{"title": "x", "due_on": "demain"}': "body.due_on", '{"title": "x", "due_on": "9999-12-31"}': "body.due_on",
        '{"title": "x", "title": "y"}': "body.title", '{"\\ud800": 1}': "body.?",
        '{"title": "\\u0000"}': "body.title", '{"title": "\\ud800"}': "body.title", '{"title": null}': "body.title",
    }  # fmt: skip
    for body, where in wrong.items():
        response = program.post(path, body)
        assert response.status_code == 422, body
        assert response.json()["errors"][0]["where"] == where
    for body in ("{", "NaN", b"\xff\xfe", "[" * 100_000, '{"title": 1e999}'):
        assert program.post(path, body).status_code == 400
    assert program.post(path, '"' + "x" * (api.MOST_BYTES + 1) + '"').status_code == 413
    assert program.client.post(path, {"title": "x"}, headers=program.headers).status_code == 415
    assert program.ask("DELETE", path).status_code == 405
    for nowhere in ("nulle-part", "groups/dedans%0A/actions"):
        response = program.get(f"/api/1/{nowhere}")
        assert (response.status_code, response.headers["Content-Type"]) == (404, document.PROBLEM)
    assert program.get("/api/1/groups/dedans/decisions?etat=heard").status_code == 422
    assert program.get("/api/1/groups/dedans/decisions?limit=0").status_code == 422
    assert program.get("/api/1/groups/dedans/decisions?limit=1&limit=2").status_code == 422
    assert program.get("/api/1/groups/dedans/decisions?cursor=abc").status_code == 422


def test_what_a_form_would_refuse_is_refused_to_a_program(town: Town) -> None:
    """The pages check in their forms; a program has no form: the verb checks too."""
    program = Program(town.insider, town.group)
    day = {"title": "Séance", "minutes": 60}
    once, series = day | {"day": "2026-12-01", "at": "10:00"}, day | {
        "starts_on": "2026-12-01", "starts_at": "10:00", "rule": "FREQ=WEEKLY"
    }  # fmt: skip
    link, person = {"link": "javascript:alert(1)"}, "pas une adresse"
    refused: list[tuple[str, dict[str, Any]]] = [
        ("meetings", {"plan": once | link}), ("series", {"plan": series | link}),
        ("meetings", {"plan": once | {"title": "x" * 121}}), ("meetings", {"plan": once | {"min_presence": -1}}),
        ("series", {"plan": series | {"carried_most": -1}}),
        ("invitations", {"email": person}), ("invitations/many", {"people": [["Zoé", person]]}),
    ]  # fmt: skip
    for path, body in refused:
        response = program.post(f"/api/1/groups/dedans/{path}", body)
        assert (response.status_code, "does not go" in response.json()["detail"]) == (409, False), (path, body)
    cut = program.post(f"/api/1/groups/dedans/actions/{town.mine['action']}/finish", {"note": "x" * 501})
    assert (cut.status_code, "500 signs" in cut.json()["detail"]) == (422, True)
    for path, plan in (("meetings", once), ("series", series)):
        assert program.post(f"/api/1/groups/dedans/{path}", {"plan": plan}).status_code == 200


def test_what_no_view_sees_is_told_as_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/api/1/me?q=%00")
    assert (response.status_code, response.json()["status"]) == (400, 400)
    assert client.get("/?q=%00").headers["Content-Type"].startswith("text/html")
    monkeypatch.setattr(api.doors, "token_behind", lambda words: 1 / 0)
    response = client.get("/api/1/me", headers={"Authorization": "Bearer x"})
    assert (response.status_code, response.json()["status"]) == (500, 500)
