"""A server of texts is killed while somebody writes: what it acknowledged must be in the text."""

import base64
import contextlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from commun.core import scope
from commun.core.models import WrittenText
from commun.core.writing import documents, live, reading
from tests.core.writing import Writer
from tests.support import pads


@dataclass
class Found:
    """What the kills left."""

    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)


def rounds(text: WrittenText, person: Any, *, count: int, seed: int = 1) -> Found:
    """Write through a server that is killed ``count`` times, at a random moment each time; compare at the end."""
    rng, found = random.Random(seed), Found()
    path, cookie = live.path_of(text), pads.cookie_of(person)
    said: list[str] = []
    server = pads.PadServer()
    try:
        for number in range(count):
            server.start()
            server.wait()
            said += _written(server, path, cookie, text, person.pk, number, rng)
            server.kill()
            found.kills += 1
    finally:
        server.kill()
    documents.forget(text.pk)
    with scope.use(text.space_id):
        text.refresh_from_db()
        plain = reading.drawn(reading.tree(text)).plain
    found.acknowledged = len(said)
    found.lost = [words for words in said if words not in plain]
    return found


def _written(
    server: pads.PadServer, path: str, cookie: str, text: WrittenText, person: int, number: int, rng: random.Random
) -> list[str]:
    """Write without waiting for answers; kill after some of them, with changes on their way. Returns what was taken."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    session = f"chaos{number:04}"
    writer = Writer(text, person, session, rng.randrange(1, 2**31))
    sent: dict[int, str] = {}
    taken: list[str] = []
    url = f"ws://localhost:{server.port}{path}?session={session}"
    headers = {"Cookie": f"sessionid={cookie}"}
    opened = connect(url, origin=f"http://localhost:{server.port}", additional_headers=headers)
    with contextlib.suppress(ConnectionClosed), opened as line:
        line.send(json.dumps({"t": "hello", "state": ""}))
        writer.doc.apply_update(base64.b64decode(json.loads(line.recv(20))["u"]))
        enough, limit, is_alive = rng.randrange(8, 40), time.monotonic() + 20, True
        while True:
            if is_alive:
                _send(line, writer, sent, f"<{number}.{writer.number}>")
            if is_alive and (len(taken) >= enough or time.monotonic() > limit):
                server.kill()
                is_alive = False
            with contextlib.suppress(TimeoutError):
                while True:
                    answer = json.loads(line.recv(0.002 if is_alive else 1))
                    taken += [sent[answer["number"]]] if answer["t"] == "ack" else []
    return taken


def _send(line: Any, writer: Writer, sent: dict[int, str], words: str) -> None:
    writer.type_at(0, words)
    place, content = writer.waiting[-1]
    sent[place] = words
    line.send(json.dumps({"t": "update", "number": place, "u": base64.b64encode(content).decode()}))
