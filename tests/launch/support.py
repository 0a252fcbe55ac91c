"""Run `./commun` as a person would: another process, a clean environment, a folder of its own."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of a person who has set nothing."""
    dropped = (
        "DATABASE_URL",
        "PYTEST_CURRENT_TEST",
        "PYTHONPATH",
        "PYTHONDONTWRITEBYTECODE",
        "VIRTUAL_ENV",
        "PYTHONWARNINGS",
    )
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped
        and (name == "COMMUN_POSTGRES" or not name.startswith(("COMMUN_", "DJANGO_", "PYTEST_", "PG")))
    }
    return kept | more


def commun(
    *arguments: str, root: Path = ROOT, python: str = sys.executable, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    options = {name: more.pop(name) for name in ("user", "group", "extra_groups", "cwd") if name in more}
    return subprocess.run(
        [python, str(root / "commun"), *arguments], capture_output=True, text=True, check=False, timeout=180,
        stdin=subprocess.DEVNULL, env=clean_environment(**more), **options,
    )  # fmt: skip


def plain(text: str) -> str:
    """Undo the French spaces, to compare words."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def page(port: int, path: str = "/") -> tuple[int, str]:
    """Status and text of a page; (0, "") when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, ""
    except OSError:
        return 0, ""


class Running:
    """A `./commun run` in the background."""

    def __init__(self, root: Path, log: Path, *arguments: str, python: str = sys.executable, **more: Any) -> None:
        self.port = free_port()
        options = {name: more.pop(name) for name in ("user", "group", "extra_groups") if name in more}
        self.log = log
        self.var = Path(more.get("COMMUN_VAR", root / "var"))
        self.begun = time.monotonic()
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [python, str(root / "commun"), "run", "--port", str(self.port), *arguments],
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=clean_environment(**more), **options,
            )  # fmt: skip

    @property
    def text(self) -> str:
        return plain(self.log.read_text())

    def wait_ready(self, seconds: float = 120) -> float:
        """Seconds from the command to the printed address."""
        until(lambda: "Ouvrez cette adresse" in self.text or self.process.poll() is not None, seconds)
        assert "Ouvrez cette adresse" in self.text, self.text
        return time.monotonic() - self.begun

    def stop(self, number: int = signal.SIGTERM) -> str:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(30)
        return self.text


@contextlib.contextmanager
def running(root: Path, log: Path, *arguments: str, **more: Any) -> Iterator[Running]:
    site = Running(root, log, *arguments, **more)
    try:
        yield site
    finally:
        site.stop()


def until(condition: Any, seconds: float = 20) -> None:
    """Wait until something is true, not longer."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def children_of(pid: int, word: str) -> list[int]:
    """Processes started by this one whose command line has the word."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            parent = int(re.search(r"\) \S (\d+)", (folder / "stat").read_text()).group(1))  # type: ignore[union-attr]
            if parent == pid and word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def state(var: Path) -> dict[str, Any]:
    """What the launcher remembers of its one database."""
    return dict(next(iter(json.loads((var / "state.json").read_text()).values())))


def open_folder(path: Path) -> Path:
    """Make a folder that any account can enter (pytest's own are closed to others)."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    path.chmod(0o755)
    return path
