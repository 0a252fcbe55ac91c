"""The list's mails: what leaves beside a bare smtplib loop into the same sink (L1), kills (L2), what comes in.

Full size 2,000 members, 200 kills, 2,000 mails in; reduced 200 members, 20 kills, 400 mails in.
"""

import asyncio
import contextlib
import multiprocessing
import os
import random
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

SMALL_SECONDS, LARGE_SECONDS, SHARE, INBOUND, MEMORY_MIB = 3.0, 20.0, 0.60, 200.0, 250.0
# Reduced, full.
KILLS, MAILS_IN = (20, 200), (400, 2_000)
WORDS = "Bonjour à toutes et tous,\n\nqui vient lundi à l’atelier ? Il reste à relire le mémoire, partie 3.\n\n" * 8


# -- a mail server that only counts, in a process of its own -------------------------------------------------


class _Counter:
    """Answers yes, and notes who received which message."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, said: list[str]) -> list[str]:
        session.host_name = name
        # As Postfix has it.
        return [said[0], "250-PIPELINING", *said[1:]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = bytes(envelope.original_content).partition(b"\r\n\r\n")[0]
        names = [line[12:].strip().decode() for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
        self.taken.append((envelope.rcpt_tos[0], names[0]))
        return "250 kept"


def _sink(line: Connection) -> None:
    from aiosmtpd.smtp import SMTP

    async def work() -> None:
        counter = _Counter()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(counter), "127.0.0.1", 0)
        line.send(server.sockets[0].getsockname()[1])
        while (asked := await loop.run_in_executor(None, line.recv)) != "stop":
            line.send(counter.taken if asked == "taken" else len(counter.taken))
            if asked == "taken":
                counter.taken = []

    asyncio.run(work())


class Sink:
    """The sink, as a block: ``port``, and ``taken()`` since the last time."""

    def __enter__(self) -> "Sink":
        self.line, other = multiprocessing.get_context("fork").Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=_sink, args=(other,), daemon=True)
        self.process.start()
        self.port = int(self.line.recv())
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()

    def taken(self) -> list[tuple[str, str]]:
        self.line.send("taken")
        found: list[tuple[str, str]] = self.line.recv()
        return found

    def count(self) -> int:
        """How many it has taken since it was last asked which ones."""
        self.line.send("count")
        return int(self.line.recv())


# -- parts ----------------------------------------------------------------------------------------------------


def main(full: bool) -> int:
    """Print the figures; 1 when one is outside its budget."""
    import django

    django.setup()
    from django.conf import settings

    from commun.exchange.actions import sending

    failed: list[str] = []

    def told(name: str, figure: float, is_within: bool, words: str) -> None:
        print(f"{name:<42} {figure:9.1f} {words}{'' if is_within else '   <- over'}", flush=True)
        if not is_within:
            failed.append(name)

    with Sink() as sink:
        settings.MAIL_URL = os.environ["COMMUN_MAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        world = World()
        # A worker that has just started learns its addresses first: not what is measured.
        world.at_least(2)
        world.post()
        sending.send_waiting()
        sink.taken()
        for members, budget in ((200, SMALL_SECONDS), *([(2_000, LARGE_SECONDS)] if full else [])):
            leaving(world, sink, members, budget, told)
        killing(world, sink, KILLS[full], told)
        incoming(world, MAILS_IN[full], told)
        memory(told)
    print("within budget" if not failed else f"over: {', '.join(failed)}")
    return int(bool(failed))


class World:
    """A group of its own, its members added as they are needed."""

    def __init__(self) -> None:
        from tests.support.world import make_space

        self.name = f"banc-{random.getrandbits(32):x}"
        self.space = make_space("Banc d’essai", self.name)
        self.members: list[Any] = []

    def at_least(self, count: int) -> None:
        from commun.core import clock
        from commun.governance.models import Membership
        from commun.people.models import Person

        people = Person.objects.bulk_create(
            Person(name=f"Membre {one}", sort_key=f"membre {one}", email=self.address(one), joined_at=clock.now())
            for one in range(len(self.members), count)
        )
        self.members += Membership._base_manager.bulk_create(
            Membership(space=self.space, person=one, state="member", since=clock.today()) for one in people
        )

    def address(self, number: int) -> str:
        return f"m{number}@{self.name}.test"

    def waiting(self) -> int:
        """How many deliveries are still to be handed over."""
        from commun.exchange.models import Delivery

        return int(Delivery._base_manager.filter(space=self.space, state=Delivery.State.QUEUED).count())

    def post(self) -> Any:
        import uuid

        from commun.exchange.actions.posts import write_post

        return write_post(by=self.members[0], token=str(uuid.uuid4()), subject="Déjeuner à l’atelier", text=WORDS)


def leaving(world: World, sink: Sink, members: int, budget: float, told: Callable[..., None]) -> None:
    """L1: from the press of the button to the last yes of the mail server; the bare loop with the same bytes."""
    from commun.exchange.actions import sending

    # One of the members wrote it.
    world.at_least(members + 1)
    queued, ours, bare = [], [], []
    # In turn, so that both meet the same moods of the machine; the best of each.
    for _time in range(3):
        started = time.perf_counter()
        world.post()
        queued.append(time.perf_counter() - started)
        with noted() as kept:
            started = time.perf_counter()
            count = sending.send_waiting()
            ours.append(time.perf_counter() - started)
        assert count == members == len({to for to, _name in sink.taken()}), count
        bare.append(_bare(sink.port, kept))
        sink.taken()
    whole = max(a + b for a, b in zip(queued, ours, strict=True))
    told(f"{members} deliveries, queued and handed over", whole, whole <= budget, f"s (≤ {budget:.0f}), slowest of 3")
    told("  a second", members / min(ours), True, "")
    told("  bare smtplib, the same bytes, a second", members / min(bare), True, "")
    told("  share of the bare rate", 100 * min(bare) / min(ours), min(bare) / min(ours) >= SHARE, f"% (≥ {SHARE:.0%})")


@contextlib.contextmanager
def noted() -> Iterator[list[tuple[str, str, bytes]]]:
    """What is handed over meanwhile."""
    from commun.exchange.handing import Smtp

    kept: list[tuple[str, str, bytes]] = []
    usual = Smtp.offer, Smtp.deliver

    def offer(server: Smtp, sender: str, to: str) -> None:
        kept.append((sender, to, b""))
        usual[0](server, sender, to)

    def deliver(server: Smtp, message: bytes) -> None:
        kept[-1] = (*kept[-1][:2], message)
        usual[1](server, message)

    Smtp.offer, Smtp.deliver = offer, deliver  # type: ignore[method-assign]
    try:
        yield kept
    finally:
        Smtp.offer, Smtp.deliver = usual  # type: ignore[method-assign]


def _bare(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    with smtplib.SMTP("127.0.0.1", port) as server:
        started = time.perf_counter()
        for sender, to, message in mails:
            server.sendmail(sender, [to], message)
        return time.perf_counter() - started


def killing(
    world: World, sink: Sink, rounds: int, told: Callable[..., None], environment: Mapping[str, str] | None = None
) -> None:
    """L2: the sender killed at any moment: everybody received it, at most one twice, under the same Message-ID."""
    from commun.exchange.actions import sending

    drawn, lost, most_twice, names, kills, midway = random.Random(7), 0, 0, 0, 0, 0
    world.at_least(41)
    world.post()
    with Senders(environment) as senders:
        senders.killed_when(lambda: True)
        sink.taken()
        while kills < rounds:
            world.post()
            before = kills
            while sending.is_something_due():
                if kills - before < 4 and kills < rounds:
                    waiting = world.waiting()
                    many, pause = sink.count() + drawn.randrange(waiting + 1), drawn.uniform(0, 0.003)
                    senders.killed_when(lambda many=many, pause=pause: sink.count() >= many and not time.sleep(pause))
                    midway += 0 < world.waiting() < waiting
                    kills += 1
                else:
                    sending.send_waiting()
            taken = Counter(sink.taken())
            everybody = len(world.members) - 1
            lost += everybody - len(taken)
            names = max(names, len({name for _to, name in taken}))
            most_twice = max(most_twice, sum(taken.values()) - len(taken) - (kills - before))
    told(f"{kills} kills of the sender: lost", lost, lost == 0, "(0)")
    told("  in the middle of a message's way", midway, midway > 0, "")
    told("  repeated beyond the one in flight", max(most_twice, 0), most_twice <= 0, "(0)")
    told("  identities of one message", names, names == 1, "(1)")


class Senders:
    """Senders to be killed: one process that has read the program splits once for each."""

    def __init__(self, environment: Mapping[str, str] | None) -> None:
        self.environment = environment

    def __enter__(self) -> "Senders":
        self.first = subprocess.Popen(
            [sys.executable, "-c", _SPLITTING], env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *_error: object) -> None:
        self.first.kill()
        self.first.communicate()

    def killed_when(self, is_time: Callable[[], bool]) -> None:
        """Start a sender, kill it at this moment of its work, or after ten seconds."""
        number, limit = int(self._ask("start")), time.monotonic() + 10
        while not is_time() and time.monotonic() < limit:
            pass
        os.kill(number, signal.SIGKILL)
        assert self._ask("wait") == str(signal.SIGKILL.value), "the sender stopped by itself"

    def _ask(self, words: str) -> str:
        assert self.first.stdin is not None
        assert self.first.stdout is not None
        self.first.stdin.write(f"{words}\n".encode())
        self.first.stdin.flush()
        return self.first.stdout.readline().decode().strip()


# It sends a message first: what a program learns once takes longer than any sending, and nothing leaves meanwhile.
# Connections are not shared with what splits off. Who was started stays until it is killed.
_SPLITTING = """
import os, sys, time
import django; django.setup()
from django.db import connections
from commun.exchange.actions.sending import send_waiting
send_waiting(); connections.close_all()
while sys.stdin.readline():
    number = os.fork()
    if not number:
        send_waiting(); time.sleep(60); os._exit(0)
    print(number, flush=True)
    sys.stdin.readline()
    print(os.waitpid(number, 0)[1], flush=True)
"""
_WARM = (
    "import django; django.setup(); from commun.exchange.actions.sending import send_waiting, is_something_due;"
    " is_something_due(); print('ready', flush=True); input(); send_waiting(); import time; time.sleep(5)"
)


def incoming(world: World, count: int, told: Callable[..., None]) -> None:
    """Mails through the LMTP door, four connections as Postfix has: each answered once it is committed."""
    import threading

    from commun.exchange.addresses import address_of
    from commun.exchange.inbound.lmtp import serve

    loop, ready = asyncio.new_event_loop(), threading.Event()
    port = _free_port()

    async def door() -> None:
        opened = asyncio.Event()
        task = asyncio.ensure_future(serve("127.0.0.1", port, opened))
        await opened.wait()
        ready.set()
        await task

    thread = threading.Thread(target=lambda: loop.run_until_complete(door()), daemon=True)
    thread.start()
    ready.wait(20)
    to, words = address_of(world.space.slug), WORDS.encode()
    run = random.getrandbits(32)

    def hand_over(part: int) -> None:
        with smtplib.LMTP("127.0.0.1", port) as server:
            for number in range(part, count, 4):
                raw = (
                    f"From: {world.address(1)}\r\nTo: {to}\r\nSubject: Essai {number}\r\n"
                    f"Message-ID: <{run}.{number}@banc.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                ).encode() + words.replace(b"\n", b"\r\n")
                server.sendmail(world.address(1), [to], raw)

    started = time.perf_counter()
    hands = [threading.Thread(target=hand_over, args=(part,)) for part in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    rate = count / (time.perf_counter() - started)
    told(f"{count} mails in, committed, a second", rate, rate >= INBOUND, f"(≥ {INBOUND:.0f})")


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def memory(told: Callable[..., None]) -> None:
    """What the door and a sender take together, as processes of their own (PSS: shared pages counted once)."""
    port = _free_port()
    door = subprocess.Popen(
        [sys.executable, "-m", "commun.config.manage", "lmtpd", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    sender = subprocess.Popen([sys.executable, "-c", _WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert sender.stdin is not None
    assert sender.stdout is not None
    sender.stdout.readline()
    sender.stdin.write(b"go\n")
    sender.stdin.flush()
    for _try in range(100):
        try:
            smtplib.LMTP("127.0.0.1", port).quit()
            break
        except OSError:
            time.sleep(0.1)
    found = sum(_pss(process.pid) for process in (door, sender))
    for process in (door, sender):
        process.kill()
    told("memory of door and sender", found, found <= MEMORY_MIB, f"MiB (≤ {MEMORY_MIB:.0f})")


def _pss(number: int) -> float:
    with open(f"/proc/{number}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
