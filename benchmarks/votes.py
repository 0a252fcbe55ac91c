"""Votes under load and under kills: nothing lost, nothing double, nothing late.

Q3: 2,000 ballots in 60 s with the close in the middle, 99 % of them in one second at most (reduced: 300 in 10 s).
Q6: database, web and worker killed at random, 100 times (reduced: 6): no acknowledged ballot, no transfer is lost.
"""

import datetime as dt
import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

P99_MS = 1000
FULL, REDUCED = (2000, 60.0, 100), (300, 10.0, 6)
THREADS = 8


@dataclass
class Load:
    """What happened to the casts."""

    taken: set[int] = field(default_factory=set)
    refused: int = 0
    times: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def main(full: bool) -> int:
    """Print what was measured; 1 when a promise is broken."""
    import django

    django.setup()
    ballots, seconds, kills = FULL if full else REDUCED
    broken = sum(_load(ballots, seconds, is_secret=is_secret) for is_secret in (False, True))
    return int(bool(broken + _chaos(kills)))


def _load(ballots: int, seconds: float, *, is_secret: bool) -> int:
    """Cast at an even pace; the bell rings in the middle."""
    from commun.core import clock

    host, members = _world(ballots)
    _warm(host, is_secret=is_secret)
    process = _opened(host, clock.now() + dt.timedelta(seconds=seconds / 2), is_secret=is_secret)
    load, started = Load(), time.perf_counter()
    todo = iter(enumerate(members))
    arguments = [load, todo, process, started, seconds / ballots]
    threads = [threading.Thread(target=_cast_some, args=arguments) for _number in range(THREADS)]
    closer = threading.Thread(target=_close_at_the_bell, args=[process])
    for thread in (*threads, closer):
        thread.start()
    for thread in (*threads, closer):
        thread.join()
    return _judge(load, process, is_secret=is_secret)


def _world(ballots: int) -> tuple[Any, list[Any]]:
    """A group of so many; its names are new each time, since the database of measures is kept from run to run."""
    from tests.support import world

    mark = secrets.token_hex(4)
    space = world.make_space(slug=f"votes-{mark}")
    people = [world.make_person(f"Personne {n}", email=f"{mark}.{n}@exemple.test") for n in range(ballots + 1)]
    host, *members = [world.make_member(space, person) for person in people]
    return host, members


def _warm(host: Any, *, is_secret: bool) -> None:
    """One ballot before the clock starts: a server that has run for a minute has read its templates and its words."""
    from commun.core import clock
    from commun.governance.actions import ballots

    process = _opened(host, clock.now() + dt.timedelta(hours=1), is_secret=is_secret)
    ballots.cast(by=host, process=process, content={"option": "1"})


def _opened(host: Any, close: dt.datetime, *, is_secret: bool) -> Any:
    from commun.governance.actions import processes
    from commun.governance.actions.processes import OptionWish, Wish

    options = [OptionWish(f"Option {number}") for number in range(1, 5)]
    wish = Wish(method="choice", title="Charge", options=options, closes_at=close, is_secret=is_secret)
    return processes.open_process(by=host, wish=wish)


def _cast_some(load: Load, todo: Any, process: Any, started: float, pace: float) -> None:
    from django.db import connection

    from commun.core.errors import Refused
    from commun.governance.actions import ballots

    while True:
        with load.lock:
            number, member = next(todo, (0, None))
        if member is None:
            connection.close()
            return
        time.sleep(max(0.0, started + number * pace - time.perf_counter()))
        asked = time.perf_counter()
        try:
            ballots.cast(by=member, process=process, content={"option": str(1 + number % 4)})
        except Refused:
            with load.lock:
                load.refused += 1
        else:
            with load.lock:
                load.taken.add(member.pk)
        with load.lock:
            load.times.append((time.perf_counter() - asked) * 1000)


def _close_at_the_bell(process: Any) -> None:
    from django.db import connection

    from commun.core import clock
    from commun.governance.actions import processes

    time.sleep(max(0.0, (process.closes_at - clock.now()).total_seconds()))
    processes.close_due()
    connection.close()


def _judge(load: Load, process: Any, *, is_secret: bool) -> int:
    from commun.governance.models import Ballot, Elector, Process, SecretBallot, WaitingBallot

    row = Process._base_manager.get(pk=process.pk)
    voters = set(Elector._base_manager.filter(process=row, has_cast=True).values_list("membership_id", flat=True))
    if is_secret:
        kept = SecretBallot._base_manager.filter(process=row).count()
        double = kept - len(voters) + WaitingBallot._base_manager.filter(process=row).count()
        late = 0
    else:
        rows = Ballot._base_manager.filter(process=row)
        kept, late = rows.count(), rows.filter(cast_at__gte=process.closes_at).count()
        double = kept - rows.values("elector").distinct().count()
    lost = len(load.taken - voters) + max(0, len(load.taken) - kept)
    counted = row.result["cast"] if row.result else -1
    p99 = sorted(load.times)[int(len(load.times) * 0.99) - 1]
    print(
        f"{'secret' if is_secret else 'open'}: {len(load.times)} casts, {len(load.taken)} taken, {load.refused} after "
        f"the bell; lost {lost}, double {double}, late {late}, counted {counted}; p99 {p99:.0f} ms (at most {P99_MS})"
    )
    return int(bool(lost or double or late) or counted != len(load.taken) or p99 > P99_MS)


def _chaos(kills: int) -> int:
    from tests.support import chaos

    folder = Path(tempfile.mkdtemp(prefix="commun-chaos-"))
    folder.chmod(0o755)
    try:
        found = chaos.run(folder, kills)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    done = f"{found.acknowledged} ballots and {found.moved} transfers acknowledged"
    print(f"kills {found.kills}: {done}, {len(found.lost)} lost; faults in the book: {len(found.book)}")
    return len(found.lost) + len(found.book)
