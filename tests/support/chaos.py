"""Votes and transfers while database, web and worker are killed at random (Q6): what was acknowledged is there.

The parent owns a PostgreSQL of its own and kills; its children (``python -m tests.support.chaos MODE …``) are the web,
which casts, moves value and writes a line for each act acknowledged; the worker, which keeps the clock of processes.
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
    """What the kills left: acknowledged ballots and transfers, those that are missing, kills by target.

    ``book``: what is wrong with the book at the end, its sum among it.
    """

    acknowledged: int = 0
    moved: int = 0
    lost: list[str] = field(default_factory=list)
    book: list[str] = field(default_factory=list)
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
        webs = [
            Child(url, "web", told["process"], ",".join(map(str, share)), str(told["book"]), str(number))
            for number, share in enumerate(shares)
        ]
        worker = Child(url, "worker")
        found = _kill_all(use, webs, worker, kills, random.Random(seed))
        for child in (*webs, worker):
            child.kill()
        acknowledged = [line for child in webs for line in child.lines]
        found.moved = sum(line.startswith("moved ") for line in acknowledged)
        found.acknowledged = len(acknowledged) - found.moved
        kept = json.loads(_ask(url, "kept", told["process"], str(told["book"])))
        found.lost = sorted(set(acknowledged) - set(kept["lines"]))
        found.book = kept["book"]
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
    """Tables, a group, an open vote, a book."""
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
    book = _book(group.space)
    told = {"process": process.ref, "members": [member.pk for member in members], "book": book}
    sys.stdout.write(json.dumps(told) + "\n")


def _book(space: Any) -> int:
    """A book whose four people may each owe 1,000 cents."""
    from commun.value.actions.transfers import account_of, open_book
    from commun.value.models import Account, Book

    book = open_book(space=space, purpose=Book.Purpose.MONEY)
    for number in range(4):
        account_of(book, f"p.{number}", place=Account.Place.PERSON, floor=-1_000)
    return int(book.pk)


def _web(ref: str, members: str, book: str, rank: str) -> None:
    """Cast and move value without end; write « elector version option » or « moved key amount » once it returned."""
    chance = random.Random()
    keys = [int(key) for key in members.split(",")]
    start = f"{rank}.{time.time_ns()}"
    acts = (
        lambda _turn: _cast(ref, chance.choice(keys), chance),
        lambda turn: _move(int(book), f"{start}.{turn}", chance),
    )
    turn = 0
    while True:
        for act in acts:
            _told(act, turn)
        turn += 1


def _told(act: Any, turn: int) -> None:
    """Do it until it is done, as somebody who sends again does; say what was acknowledged."""
    from django.db import Error, connection

    while True:
        try:
            line = act(turn)
        except Error:
            with contextlib.suppress(Error):
                connection.close()
            time.sleep(0.05)
            continue
        if line:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        return


def _cast(ref: str, key: int, chance: random.Random) -> str:
    from commun.governance.actions import ballots
    from commun.governance.models import Membership, Process

    process = Process._base_manager.get(ref=ref)
    member = Membership._base_manager.select_related("person", "space").get(pk=key)
    option = str(chance.randint(1, 9))
    receipt = ballots.cast(by=member, process=process, content={"option": option})
    return f"{member.pk} {receipt.version} {option}"


def _move(book: int, key: str, chance: random.Random) -> str:
    """One transfer between two of the four; nothing when somebody is at their limit."""
    from commun.value.actions.transfers import LineRefused, Wish, write_lines
    from commun.value.models import Account, Book

    # The same key, the same transfer: what is sent again after a kill must be what was sent.
    draw = random.Random(key)
    kept = Book._base_manager.get(pk=book)
    debit, credit = draw.sample(list(Account._base_manager.filter(book=book).order_by("pk")), 2)
    amount = draw.randint(1, 400)
    try:
        write_lines(book=kept, wishes=[Wish(debit, credit, amount, "decision:d1", key=key)])
    except LineRefused:
        return ""
    return f"moved {key} {amount}"


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


def _kept(ref: str, book: str) -> None:
    """Every version of every ballot and every transfer, as the web writes them; the last version must be the one that
    counts, and the book must hold.
    """
    from commun.governance.models import Ballot, BallotVersion
    from commun.value.models import Book, Transfer
    from commun.value.queries.standings import all_standings
    from commun.value.queries.verification import check_book

    versions = list(
        BallotVersion._base_manager.filter(process__ref=ref).values_list("elector__membership_id", "number", "content")
    )
    last = {member: number for member, number, _content in sorted(versions, key=lambda row: row[1])}
    for row in Ballot._base_manager.filter(process__ref=ref).select_related("elector"):
        assert last[row.elector.membership_id] == row.version
    lines = [f"{member} {number} {content['option']}" for member, number, content in versions]
    moves = Transfer._base_manager.filter(book=book).values_list("key", "amount")
    lines += [f"moved {key} {amount}" for key, amount in moves]
    kept = Book._base_manager.select_related("space").get(pk=book)
    standings = all_standings(kept)
    wrong = [str(each) for each in check_book(kept)]
    if sum(each.balance for each in standings.values()):
        wrong.append("the sum is not nothing")
    if any(each.balance < -1_000 for each in standings.values()):
        wrong.append("a limit is broken")
    sys.stdout.write(json.dumps({"lines": lines, "book": wrong}) + "\n")


MODES = {"setup": _setup, "web": _web, "worker": _worker, "kept": _kept}

if __name__ == "__main__":
    import django

    django.setup()
    MODES[sys.argv[1]](*sys.argv[2:])  # type: ignore[operator]
