"""Processes that serve texts, each on a port of its own and on the database of this test; killed without a word."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]


class PadServer:
    """One server process; started again on the same port after a kill."""

    def __init__(self) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port: int = trial.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and return at once."""
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "uvicorn", "tests.support.pad_site:application", "--port", str(self.port),
                "--lifespan", "off", "--log-level", "error", "--timeout-graceful-shutdown", "1",
            ],
            cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self, seconds: float = 60) -> None:
        """Return once a page comes back."""
        limit = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/sante/", timeout=10).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if time.monotonic() > limit or (self.process is not None and self.process.poll() is not None):
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


def environment() -> dict[str, str]:
    """What a process of its own runs with, on the database of these tests."""
    from django.conf import settings
    from django.db import connection

    known: dict[str, Any] = connection.settings_dict
    password = f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
    account = f"{quote(known['USER'], safe='')}{password}@" if known["USER"] else ""
    host, port = known["HOST"] or "localhost", known["PORT"]
    # A socket's folder goes into the query.
    if host.startswith("/"):
        place = f"/{known['NAME']}?host={quote(host, safe='')}" + (f"&port={port}" if port else "")
    else:
        place = f"{host}:{port or 5432}/{known['NAME']}"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COMMUN"))},
        "DATABASE_URL": f"postgres://{account}{place}",
        "COMMUN_SECRET_KEY": settings.SECRET_KEY,
        # Files of tests lie apart (conftest): the servers read them there.
        "COMMUN_VAR": str(Path(settings.MEDIA_ROOT).parent),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


@contextmanager
def serving(count: int) -> Iterator[list[PadServer]]:
    """Server processes, ready."""
    servers = [PadServer() for _ in range(count)]
    for server in servers:
        server.start()
    try:
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()


def cookie_of(person: Any) -> str:
    """A session of this person."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value
