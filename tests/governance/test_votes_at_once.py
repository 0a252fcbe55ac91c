"""Many at once on a real PostgreSQL: one row per voter, nothing lost, nothing double, nothing after the bell."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance.actions import ballots, processes
from commun.governance.actions.processes import Wish
from commun.governance.models import Ballot, BallotVersion, Membership, Process, SecretBallot, WaitingBallot
from tests.governance.ways import a_way
from tests.support import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
RULE = journal.Rule("governance.agreed-close")
THREADS = 8


@pytest.fixture(autouse=True)
def _way() -> Iterator[None]:
    with a_way():
        yield


def vote(host: Membership, *, is_secret: bool = False) -> Process:
    close = clock.now() + dt.timedelta(days=1)
    wish = Wish(method="proposal", title="Oui ?", closes_at=close, is_secret=is_secret, rules={"may_close_early": True})
    return processes.open_process(by=host, wish=wish)


def in_threads(jobs: list[tuple[Membership, dict[str, str]]], process: Process) -> list[Membership]:
    """Cast all with THREADS connections; returns those whose ballot was acknowledged."""
    taken, lock = [], threading.Lock()
    todo = iter(jobs)

    def work() -> None:
        try:
            while True:
                with lock:
                    job = next(todo, None)
                if job is None:
                    return
                try:
                    ballots.cast(by=job[0], process=process, content=job[1])
                except Refused:
                    continue
                with lock:
                    taken.append(job[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return taken


def test_two_hundred_casts_of_one_voter_at_once_leave_one_row() -> None:
    group = world.make_group()
    process = vote(group.alice)
    taken = in_threads([(group.bob, {"answer": str(number)}) for number in range(200)], process)
    assert len(taken) == 200
    with scope.use(group.space):
        row = Ballot.objects.get(process=process)
        versions = list(
            BallotVersion.objects.filter(process=process).order_by("number").values_list("number", "content")
        )
    assert [number for number, _content in versions] == list(range(1, 201))
    assert (row.version, row.content) == versions[-1]


def test_one_secret_voter_who_presses_many_times_has_one_ballot() -> None:
    group = world.make_group()
    process = vote(group.alice, is_secret=True)
    taken = in_threads([(group.bob, {"answer": str(number)}) for number in range(40)], process)
    assert len(taken) == 1
    with scope.use(group.space):
        assert WaitingBallot.objects.filter(process=process).count() == 1


@pytest.mark.parametrize("is_secret", [False, True])
def test_the_close_in_the_middle_loses_nothing_and_takes_nothing_late(is_secret: bool) -> None:
    group = world.make_group()
    members = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(60)]
    process = vote(group.alice, is_secret=is_secret)
    closer = threading.Timer(0.4, _close, [process])
    closer.start()
    taken = in_threads([(member, {"answer": str(member.pk)}) for member in members], process)
    closer.join()
    with scope.use(group.space):
        kept = SecretBallot if is_secret else Ballot
        found = sorted(int(row.content["answer"]) for row in kept.objects.filter(process=process))
        assert not WaitingBallot.objects.exists()
    acknowledged = sorted(member.pk for member in taken)
    if is_secret and len(acknowledged) < 4:
        pytest.skip("the close came before the minimum")
    assert found == acknowledged
    assert Process._base_manager.get(pk=process.pk).state == "closed"


def _close(process: Process) -> None:
    try:
        processes.close(process=process, actor=RULE)
    finally:
        connection.close()
