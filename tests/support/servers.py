"""Local servers that speak BOAMP's and TED's protocols, with their real limits and their faults."""

import datetime as dt
import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Request:
    """What a server was asked."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass
class Source:
    """A server's state. ``faults`` maps the number of a request (from 1) to the answer given instead."""

    address: str = ""
    requests: list[Request] = field(default_factory=list)
    faults: dict[int, Callable[[Request], "Answer | None"]] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        """Override in each protocol."""
        raise NotImplementedError

    def reply(self, request: Request) -> Answer:
        """The fault planned for this request, else the true answer."""
        self.requests.append(request)
        planned = self.faults.get(len(self.requests))
        return (planned(request) if planned else None) or self.answer(request)


@contextmanager
def serving(source: Source) -> Iterator[Source]:
    """Serve ``source`` on a free port of this machine, inside the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            request = Request(
                self.command,
                parts.path,
                dict(urllib.parse.parse_qsl(parts.query)),
                json.loads(raw) if raw else None,
                {name.lower(): value for name, value in self.headers.items()},
            )
            status, headers, body = source.reply(request)
            announced = int(headers.pop("X-Announced-Length", len(body)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(announced))
            self.end_headers()
            self.wfile.write(body)
            if announced != len(body):
                self.close_connection = True

        do_GET = do_POST = _serve

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    source.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def as_json(value: Any, status: int = 200) -> Answer:
    """A whole JSON answer."""
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def too_many(seconds: int = 7) -> Callable[[Request], Answer]:
    """429 with Retry-After."""
    return lambda request: (429, {"Retry-After": str(seconds)}, b"")


def challenge(request: Request) -> Answer:
    """The firewall's challenge: 202, nothing inside."""
    return 202, {"x-amzn-waf-action": "challenge"}, b""


def failure(request: Request) -> Answer:
    """A plain 500."""
    return 500, {}, b"Internal Server Error"


def half_of(source: Source) -> Callable[[Request], Answer]:
    """The true answer, cut in the middle."""

    def cut(request: Request) -> Answer:
        status, headers, body = source.answer(request)
        return status, {**headers, "X-Announced-Length": str(len(body))}, body[: len(body) // 2]

    return cut


@dataclass
class BoampServer(Source):
    """Explore v2.1: ``where`` on dateparution, limit <= 100, offset + limit <= 10,000; ``q`` is ignored."""

    records: list[dict[str, Any]] = field(default_factory=list)
    ignores_where: bool = False
    window: int = 10_000

    def answer(self, request: Request) -> Answer:
        if not (request.path.endswith("/records") or request.path.endswith("/exports/json")):
            return as_json({"error_code": "NotFound"}, 404)
        found = sorted(self._where(request.query.get("where", "")), key=lambda one: str(one.get("idweb")))
        if request.path.endswith("/exports/json"):
            return as_json(found)
        limit, offset = int(request.query.get("limit", 10)), int(request.query.get("offset", 0))
        if limit > 100 or offset + limit > self.window:
            return as_json({"error_code": "InvalidRESTParameterError", "message": "limit"}, 400)
        return as_json({"total_count": len(found), "results": found[offset : offset + limit]})

    def _where(self, where: str) -> list[dict[str, Any]]:
        if self.ignores_where:
            return self.records
        first = re.search(r"dateparution >= date'([\d-]+)'", where)
        last = re.search(r"dateparution < date'([\d-]+)'", where)
        assert first, where
        return [
            one
            for one in self.records
            if one["dateparution"] >= first[1] and (last is None or one["dateparution"] < last[1])
        ]


@dataclass
class TedServer(Source):
    """Search API v3 in ITERATION mode: a token comes even after the last page; a bad one gives 500."""

    notices: list[dict[str, Any]] = field(default_factory=list)
    unknown_fields: frozenset[str] = frozenset()
    total: Callable[[int], int] = lambda asked: -1
    repeats_token: bool = False
    times_out: bool = False
    forgets: int = 0
    _tokens: dict[str, int] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        asked = request.body
        unknown = sorted(self.unknown_fields & set(asked["fields"]))
        if unknown or not asked["fields"]:
            return as_json({"message": f"Unknown search field '{unknown[0] if unknown else ''}'"}, 400)
        if asked["limit"] > 250:
            return as_json({"message": "SEARCH_EXCEEDS_MAX_LIMIT"}, 400)
        token = asked.get("iterationNextToken")
        if token is not None and token not in self._tokens:
            return failure(request)
        start = self._tokens[token] if token else 0
        page = self.notices[start : start + asked["limit"]][: len(self.notices) - self.forgets - start]
        following = "same" if self.repeats_token else f"t{start + len(page)}-{len(self.requests)}"
        self._tokens[following] = start + len(page)
        said = self.total(len(self.requests))
        shown = [{name: one[name] for name in asked["fields"] if name in one} for one in page]
        return as_json(
            {
                "notices": shown,
                "totalNoticeCount": len(self.notices) if said < 0 else said,
                "iterationNextToken": following,
                "timedOut": self.times_out,
            }
        )


def boamp_record(number: int, day: dt.date, **fields: Any) -> dict[str, Any]:
    """A fictional record of BOAMP (MAPA shape)."""
    due = day + dt.timedelta(days=28)
    inside = {
        "MAPA": {
            "organisme": {"acheteurPublic": f"Commune de Valmont-{number % 7}"},
            "initial": {
                "description": {"objet": f"Concertation pour le quartier {number}"},
                "delais": {"receptionOffres": f"{due}T12:00:00"},
            },
        }
    }
    identifier = f"{day:%y}-{number}"
    return {
        "idweb": identifier,
        "id": identifier.replace("-", "_"),
        "objet": f"Concertation pour le quartier {number}",
        "nomacheteur": f"Commune de Valmont-{number % 7}",
        "famille": "MAPA",
        "nature": "APPEL_OFFRE",
        "etat": "INITIAL",
        "dateparution": day.isoformat(),
        "datelimitereponse": f"{due}T12:00:00+00:00",
        "code_departement": ["59"],
        "type_marche": ["SERVICES"],
        "url_avis": f"https://www.boamp.fr/pages/avis/?q=idweb:{identifier}",
        "donnees": json.dumps(inside),
        "gestion": "{}",
    } | fields


def ted_notice(number: int, day: dt.date, **fields: Any) -> dict[str, Any]:
    """A fictional notice of an answer of TED."""
    due = day + dt.timedelta(days=35)
    return {
        "publication-number": f"{number}-{day.year}",
        "publication-date": f"{day}+01:00",
        "notice-title": {"fra": [f"France – Études – Projet social {number}"]},
        "title-proc": {"fra": [f"Projet social de territoire {number}"]},
        "description-proc": {"fra": ["Diagnostic et animation."]},
        "form-type": "competition",
        "notice-type": "cn-standard",
        "buyer-name": {"fra": [f"Département imaginaire {number % 5}"]},
        "classification-cpv": ["79311000"],
        "place-of-performance": ["FRE11"],
        "deadline-receipt-tender-date-lot": [f"{due}+01:00"],
        "deadline-receipt-tender-time-lot": ["12:00:00+01:00"],
        "procedure-identifier": f"00000000-0000-4000-8000-{number:012d}",
    } | fields
