"""The document of the API (OpenAPI 3.1), made from the same table that the addresses are made from."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commun.core.api.routes import DECIDE, MONEY, MOST_PER_PAGE, PER_PAGE, READ, SCOPES, WRITE, Route, routes
from commun.core.api.shapes import Schema, told_schema

VERSION = "1"
PROBLEM = "application/problem+json"
LONGEST_KEY = 80


def scope_words() -> dict[str, str]:
    """What each right of a token lets do, in words."""
    return {
        READ: _("read what I may read in these groups"),
        WRITE: _("write to the list, in meetings, on notices and in projects; my own profile"),
        DECIDE: _("take part in decisions, votes and roles"),
        MONEY: _("move money, credit and shares"),
    }


def problems() -> dict[str, str]:
    """What may be answered besides, in words."""
    return {
        "400": _("This is not JSON, or not what HTTP expects."),
        "401": _("No token, or one that is unknown, expired or revoked."),
        "403": _("This token has not this right."),
        "404": _("There is no such thing, or not for you."),
        "405": _("Another method is expected here."),
        "409": _("It cannot be done now; the sentence says why."),
        "413": _("This is too long."),
        "415": _("JSON is expected."),
        "422": _("What was sent has not the shape that is asked."),
        "429": _("Too many requests: wait as long as Retry-After says."),
    }


ANSWERS = {"GET": ("400", "401", "404", "405", "422", "429"),
           "POST": ("400", "401", "403", "404", "405", "409", "413", "415", "422", "429")}  # fmt: skip


def openapi(server: str) -> Schema:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes.values(), key=lambda one: (one.path, one.method)):
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Commun",
            "version": VERSION,
            "description": _("What programs may ask in the name of a member, by a token that this member made."),
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _problem_schema()},
            "responses": {code: _problem(said) for code, said in problems().items()},
        },
        "x-rights": {name: scope_words()[name] for name in SCOPES},
    }


def _problem_schema() -> Schema:
    fault = {
        "type": "object",
        "properties": {"where": {"type": "string"}, "sentence": {"type": "string"}},
        "required": ["where", "sentence"],
    }
    return {
        "type": "object",
        "properties": {
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": fault},
        },
        "required": ["status", "title", "detail"],
    }


def _problem(said: str) -> Schema:
    return {"description": said, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def operation(route: Route) -> Schema:
    """One thing that may be asked."""
    refused: dict[str, Schema] = {code: {"$ref": f"#/components/responses/{code}"} for code in ANSWERS[route.method]}
    found: Schema = {
        "operationId": route.name,
        "summary": str(route.says),
        "tags": [route.room],
        "x-right": route.right,
        "parameters": list(_parameters(route)),
        "responses": {"200": _answer(route)} | refused,
    }
    if route.method == "POST":
        content = {"application/json": {"schema": route.body.schema()}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _parameters(route: Route) -> Iterable[Schema]:
    if route.is_of_group:
        slug = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 80}
        yield {"name": "group", "in": "path", "required": True, "schema": slug}
    for name in route.places:
        yield {"name": name, "in": "path", "required": True, "schema": route.shape_in_path(name).schema()}
    if route.method == "POST":
        key = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}
        yield {"name": "Idempotency-Key", "in": "header", "required": False, "schema": key}
        return
    for name, part in route.rest.items():
        yield {"name": name, "in": "query", "required": part.is_required, "schema": part.shape.schema()}
    if route.is_listed:
        yield {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string", "minLength": 1}}
        limit = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
        yield {"name": "limit", "in": "query", "required": False, "schema": limit}


def _answer(route: Route) -> Schema:
    schema = told_schema(route.gives)
    if route.is_listed:
        properties: Schema = {
            "items": {"type": "array", "items": schema},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        }
        schema = {"type": "object", "properties": properties, "required": ["items", "next"]}
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}
