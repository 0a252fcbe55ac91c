"""The live feed: 500 people of a group listen at once; every message reaches everyone, 95 in 100 within 50 ms.

The real server, started as `./commun run` starts it, and real connections, each with a session of its own; the clients
are another process of the same machine. A time runs from before the fact is written to when its whole event was read.
Beside, in the same run: the barest server there can be, which writes ready-made bytes to the same clients. The
database connections that the streams cost are counted.
"""

import json
import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CLIENTS, P95_MS, CONNECTIONS = 500, 50.0, 1
MESSAGES, PAUSE_S = (60, 300), 0.2
# The first ones find a server that has just started: told apart.
COLD = 5
FACT = "governance.decision.voiced"


def main(full: bool) -> int:
    """Print the figures; 1 when one is over its budget."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    count = MESSAGES[full]
    space, alice, cookies = _group(CLIENTS)
    bare = _bare(cookies, count)
    print(f"bare server, {CLIENTS} clients: {_figures(bare)}")
    over = _ours(space, alice, cookies, count)
    return int(over > 0)


def _group(count: int) -> tuple[Any, Any, list[str]]:
    """A group whose members all listen, one session each."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from tests.support.world import make_member, make_person, make_space

    slug = f"fil-{time.time_ns()}"
    space, cookies, members = make_space("Fil", slug), [], []
    for number in range(count):
        person = make_person(f"Personne {number}", email=f"{number}-{slug}@exemple.test")
        members.append(make_member(space, person))
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        cookies.append(session.session_key)
    return space, members[0], cookies


def _ours(space: Any, alice: Any, cookies: list[str], count: int) -> int:
    from django.db import transaction

    from commun.core import journal
    from commun.exchange import live

    def say(number: int) -> None:
        with transaction.atomic():
            about = ("governance.decision", str(number))
            journal.record(FACT, space=space, actor=journal.Person(alice.person_id), about=about)

    with _server() as port:
        before = _connections()
        with _listening(port, live.path_of(space), cookies) as clients:
            heard = _said(clients, count, say)
            after = _connections()
        expected = set(range(1, count + 1))
        lost = sum(len(expected - {position for position, _at in one}) for one in heard.each)
        twice = sum(len(one) - len({position for position, _at in one}) for one in heard.each)
    times = heard.times
    print(f"the feed, the first {COLD} after a start: {_figures(heard.cold)}")
    print(f"the feed, {len(cookies)} clients: {_figures(times)}")
    over = _told(f"{count * len(cookies)} events due: {lost} lost, {twice} twice", lost + twice > 0)
    over += _told(f"p95 {_share(times, 0.95):.1f} ms, {P95_MS:.0f} allowed", _share(times, 0.95) > P95_MS)
    used = len(after - before)
    return over + _told(f"database connections of the streams: {used}, {CONNECTIONS} allowed", used > CONNECTIONS)


class _Heard:
    """What each client heard, and how long after it was said (ms)."""

    def __init__(self, each: list[list[tuple[int, int]]], said: dict[int, int]) -> None:
        self.each = each
        all_ = [(position, (at - said[position]) / 1e6) for one in each for position, at in one if position in said]
        self.cold = sorted(took for position, took in all_ if position <= COLD)
        self.times = sorted(took for position, took in all_ if position > COLD)


def _said(clients: "subprocess.Popen[str]", count: int, say: Any) -> _Heard:
    said = {}
    for number in range(1, count + 1):
        said[number] = time.monotonic_ns()
        say(number)
        time.sleep(max(0.0, PAUSE_S - (time.monotonic_ns() - said[number]) / 1e9))
    return _Heard(json.loads(_ask(clients, f"heard {count}")), said)


def _bare(cookies: list[str], count: int) -> list[float]:
    from django.db import connection

    # As many bytes as one event of the feed.
    filling = "x" * 700
    known = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    database = " ".join(f"{name}='{known[name]}'" for name in names if known.get(name))

    def say(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('commun_bench_bare', %s)", [f"id: {number}\ndata: {filling}\n\n"])

    with _process("bare") as server:
        port = int(_ask(server, json.dumps({"database": database})))
        with _listening(port, "/", cookies) as clients:
            return _said(clients, count, say).times


@contextmanager
def _listening(port: int, path: str, cookies: list[str]) -> "Iterator[subprocess.Popen[str]]":
    with _process("listen") as clients:
        start = time.perf_counter()
        asked = {"host": f"localhost:{port}", "port": port, "path": path, "cookies": cookies}
        if _ask(clients, json.dumps(asked)) != "ready":
            raise SystemExit("the clients were not all let in")
        print(f"{len(cookies)} clients let in within {time.perf_counter() - start:.1f} s")
        yield clients


@contextmanager
def _process(work: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "benchmarks.streams", work]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _ask(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(words + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@contextmanager
def _server() -> Iterator[int]:
    """The web process as the launcher starts it; it stops with its standard input."""
    from django.conf import settings

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "COMMUN_SECRET_KEY": settings.SECRET_KEY}
        process = subprocess.Popen(
            [sys.executable, "-m", "commun.launch.web", str(listener.fileno())], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[listener.fileno()],
        )  # fmt: skip
        port = int(listener.getsockname()[1])
        try:
            _wait(port)
            yield port
        finally:
            process.kill()
            process.communicate()


def _wait(port: int) -> None:
    import http.client

    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        try:
            # Several pages, so that its threads have their connections before those of streams are counted.
            for _number in range(10):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/sante/", headers={"Host": f"localhost:{port}"})
                connection.getresponse().read()
                connection.close()
            return time.sleep(1)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _connections() -> set[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def _share(times: list[float], share: float) -> float:
    """What this share of the times stays within; infinity when there is none."""
    return times[min(len(times) - 1, math.ceil(len(times) * share) - 1)] if times else math.inf


def _figures(times: list[float]) -> str:
    last = times[-1] if times else math.inf
    return f"p50 {_share(times, 0.5):.1f} ms, p95 {_share(times, 0.95):.1f} ms, last {last:.1f} ms"


def _told(what: str, is_over: bool) -> int:
    print(f"{what}{'  OVER' if is_over else ''}")
    return int(is_over)
