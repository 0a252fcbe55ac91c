"""Keep the web process and PostgreSQL alive until somebody asks to stop."""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from commun.launch import say
from commun.launch.database import Database
from commun.launch.errors import Stop

FIRST_PAGE_LIMIT = 120.0
STOP_LIMIT = 12.0
RESTARTS = 5
RESTARTS_WINDOW = 60.0


def bind(host: str, port: int) -> socket.socket:
    """Reserve the port now, so that a taken one is said before any long work; it listens only when all is ready."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Stop(f"« {host} » n'est pas une adresse de cette machine. Essayez --host 127.0.0.1.", 2) from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as problem:
        listener.close()
        raise _bind_failure(host, port, problem) from None
    return listener


def _bind_failure(host: str, port: int, problem: OSError) -> Stop:
    if isinstance(problem, PermissionError):
        return Stop(
            f"le port {port} est réservé à l'administrateur. Choisissez un port à partir de 1024 : "
            "./commun run --port 8001"
        )
    if problem.errno == errno.EADDRNOTAVAIL:
        return Stop(f"« {host} » n'est pas une adresse de cette machine. Essayez --host 127.0.0.1.", 2)
    return Stop(
        f"le port {port} est déjà pris par un autre programme. Choisissez-en un autre : "
        f"./commun run --port {free_port_after(host, port)}"
    )


def free_port_after(host: str, port: int) -> int:
    """Return a port that is free just now, to suggest it."""
    for candidate in range(port + 1, min(port + 200, 65536)):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind((host if "." in host else "127.0.0.1", candidate))
            return candidate
    return 8001


@dataclass
class Site:
    """The running site: one web process (with the worker inside) and the database's server."""

    database: Database
    listener: socket.socket
    environment: dict[str, str]
    log: Path
    verbose: bool = False
    child: subprocess.Popen[bytes] | None = None
    stopping: bool = False
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the web process."""
        self.starts = [moment for moment in self.starts if moment > time.monotonic() - RESTARTS_WINDOW]
        self.starts.append(time.monotonic())
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            out = None if self.verbose else log
            self.child = subprocess.Popen(
                self.database.python("-m", "commun.launch.web", str(self.listener.fileno())),
                stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=self.database.place.root, env=self.environment,
                pass_fds=[self.listener.fileno()], start_new_session=True,
            )  # fmt: skip

    def wait_for_first_page(self) -> None:
        """Return when the site answers; Stop if it ended or stays silent."""
        limit = time.monotonic() + FIRST_PAGE_LIMIT
        while not self.stopping and not self.answers():
            if self.child is not None and self.child.poll() is not None:
                raise Stop(f"le serveur n'a pas pu démarrer{self.last_words()}. Le détail est dans « {self.log} ».")
            if time.monotonic() > limit:
                raise Stop(f"le serveur ne répond pas. Le détail est dans « {self.log} ».")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Tell whether a page comes back (whatever it says)."""
        host, port = self.listener.getsockname()[:2]
        known = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound here, only recognised
        connection = http.client.HTTPConnection(known.get(host, host), port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def last_words(self) -> str:
        if self.verbose or not self.log.exists():
            return ""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines()[-5:] if line.strip()]
        return f" ({lines[-1][:200]})" if lines else ""

    def watch(self) -> None:
        """Restart what dies until asked to stop."""
        while not self.stopping:
            time.sleep(0.2)
            if self.database.use is not None and not self.stopping and self.database.use.cluster.pid() is None:
                say.line("  ! PostgreSQL s'est arrêté : redémarrage.")
                self.database.use.revive()
            if self.child is not None and self.child.poll() is not None and not self.stopping:
                if len(self.starts) > RESTARTS:
                    raise Stop(f"le serveur s'arrête sans cesse{self.last_words()}. Le détail est dans « {self.log} ».")
                say.line("  ! Le serveur s'est arrêté : redémarrage.")
                self.start()

    def ask_to_stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.stopping = True

    def stop(self) -> None:
        """End the web process: politely, then not."""
        self.stopping = True
        child = self.child
        if child is None:
            return
        if child.stdin is not None:
            with contextlib.suppress(OSError):
                child.stdin.close()
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
