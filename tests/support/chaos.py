"""Votes while database, web and worker are killed at random (Q6): what was acknowledged is there at the end.

The parent owns a PostgreSQL of its own and kills; its children (``python -m tests.support.chaos MODE …``) are the web,
which casts and writes a line for each ballot it acknowledged, and the worker, which keeps the clock of processes.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("web", "database", "worker")
VOTERS_BY_WEB, WEBS = 12, 2


@dataclass
class Found:
    """What the kills left: acknowledged ballots, those that are missing, kills by target."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TARGETS, 0))


class Child:
    """The web or the worker: started again each time it is killed; its lines are kept."""

    def __init__(self, url: str, *arguments: str) -> None:
        self.url, self.arguments = url, arguments
        self.lines: list[str] = []
        self.start()

    def start(self) -> None:
        """Start it, and read what it says in a thread."""
        self.running = subprocess.Popen(
            [sys.executable, "-m", "tests.support.chaos", *self.arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment(self.url),
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read, args=[self.running])
        self.reader.start()

    def _read(self, running: "subprocess.Popen[str]") -> None:
        assert running.stdout is not None
        for line in running.stdout:
            if line.endswith("\n"):
                self.lines.append(line.strip())
        running.stdout.close()

    def kill(self) -> None:
        """As a power cut would."""
        self.running.kill()
        self.running.wait()
        self.reader.join()


def environment(url: str) -> dict[str, str]:
    """What a child runs with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COMMUN_"))}
    return kept | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "commun.config.settings",
        "COMMUN_SECRET_KEY": "chaos",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }


def run(folder: Path, kills: int, seed: int = 1) -> Found:
    """Kill ``kills`` times, then look for each acknowledged ballot."""
    from commun.launch import postgres
    from commun.launch.place import Place

    wish = os.environ.get("COMMUN_POSTGRES", "")
    place = Place.of(folder, {"COMMUN_VENV": sys.prefix, "PATH": os.environ["PATH"], "COMMUN_POSTGRES": wish})
    place.prepare()
    use = postgres.of(place, Path(sys.prefix))
    with use as server:
        url = server.url("postgres")
        told = json.loads(_ask(url, "setup"))
        members = told["members"]
        shares = [members[start::WEBS] for start in range(WEBS)]
        webs = [Child(url, "web", told["process"], ",".join(map(str, share))) for share in shares]
        worker = Child(url, "worker")
        found = _kill_all(use, webs, worker, kills, random.Random(seed))
        for child in (*webs, worker):
            child.kill()
        acknowledged = [line for child in webs for line in child.lines]
        found.acknowledged = len(acknowledged)
        kept = set(json.loads(_ask(url, "kept", told["process"])))
        found.lost = sorted(set(acknowledged) - kept)
    return found


def _kill_all(use: Any, webs: list[Child], worker: Child, kills: int, chance: random.Random) -> Found:
    found = Found()
    for number in range(kills):
        # Each round starts with ballots coming in again.
        before, limit = sum(len(web.lines) for web in webs), time.monotonic() + 60
        while sum(len(web.lines) for web in webs) < before + 5 and time.monotonic() < limit:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.3)
        target = TARGETS[number % len(TARGETS)] if number < len(TARGETS) else chance.choice(TARGETS)
        found.kills[target] += 1
        if target == "database":
            with contextlib.suppress(ProcessLookupError):
                os.kill(use.cluster.pid() or 0, signal.SIGKILL)
            while use.cluster.pid() is not None:
                time.sleep(0.02)
            use.revive()
        else:
            child = worker if target == "worker" else chance.choice(webs)
            child.kill()
            child.start()
    return found


def _ask(url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.chaos", *arguments],
        capture_output=True, text=True, cwd=ROOT, env=environment(url), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


# -- in the children ----------------------------------------------------------------------------------------------


def _setup() -> None:
    """Tables, a group, an open vote."""
    import datetime as dt

    from django.core.management import call_command

    from commun.core import clock
    from commun.governance.actions import processes
    from commun.governance.actions.processes import OptionWish, Wish
    from tests.support import world

    call_command("migrate", verbosity=0)
    group = world.make_group()
    members = [
        world.make_member(group.space, world.make_person(f"Personne {number}"))
        for number in range(VOTERS_BY_WEB * WEBS)
    ]
    options = [OptionWish(f"Option {number}") for number in range(1, 10)]
    close = clock.now() + dt.timedelta(days=1)
    process = processes.open_process(
        by=group.alice, wish=Wish(method="choice", title="Survivre ?", options=options, closes_at=close)
    )
    sys.stdout.write(json.dumps({"process": process.ref, "members": [member.pk for member in members]}) + "\n")


def _web(ref: str, members: str) -> None:
    """Cast without end; write « elector version option » once the cast has returned."""
    from django.db import Error, connection

    from commun.governance.actions import ballots
    from commun.governance.models import Membership, Process

    keys = [int(key) for key in members.split(",")]
    chance = random.Random()
    while True:
        try:
            process = Process._base_manager.get(ref=ref)
            member = Membership._base_manager.select_related("person", "space").get(pk=chance.choice(keys))
            option = str(chance.randint(1, 9))
            receipt = ballots.cast(by=member, process=process, content={"option": option})
        except Error:
            with contextlib.suppress(Error):
                connection.close()
            time.sleep(0.05)
            continue
        sys.stdout.write(f"{member.pk} {receipt.version} {option}\n")
        sys.stdout.flush()


def _worker() -> None:
    """The clock of processes, without end."""
    from django.db import Error, connection

    from commun.governance.actions import ballot_letters, processes

    while True:
        try:
            processes.open_due()
            processes.close_due()
            ballot_letters.tell_all()
        except Error:
            with contextlib.suppress(Error):
                connection.close()
        time.sleep(0.1)


def _kept(ref: str) -> None:
    """Every version of every ballot, as the web writes them; the one that counts must be the last of them."""
    from commun.governance.models import Ballot, BallotVersion

    versions = list(
        BallotVersion._base_manager.filter(process__ref=ref).values_list("elector__membership_id", "number", "content")
    )
    last = {member: number for member, number, _content in sorted(versions, key=lambda row: row[1])}
    for row in Ballot._base_manager.filter(process__ref=ref).select_related("elector"):
        assert last[row.elector.membership_id] == row.version
    sys.stdout.write(
        json.dumps([f"{member} {number} {content['option']}" for member, number, content in versions]) + "\n"
    )


MODES = {"setup": _setup, "web": _web, "worker": _worker, "kept": _kept}

if __name__ == "__main__":
    import django

    django.setup()
    MODES[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]
