"""Secret ballots: nothing leads from a person to a ballot, and nothing is shown under the minimum."""

import datetime as dt
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance.actions import ballots, processes
from commun.governance.actions.processes import Wish
from commun.governance.models import (
    Ballot,
    BallotVersion,
    Elector,
    Membership,
    Process,
    SecretBallot,
    WaitingBallot,
)
from tests.governance.ways import a_way
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.english]
RULE = journal.Rule("governance.agreed-close")


@pytest.fixture(autouse=True)
def called() -> Iterator[list[str]]:
    with a_way() as doors:
        yield doors


def vote(host: Membership, **fields: Any) -> Process:
    close = clock.now() + dt.timedelta(days=7)
    wish = Wish(**({"method": "proposal", "title": "Oui ?", "closes_at": close, "is_secret": True} | fields))
    return processes.open_process(by=host, wish=wish)


def cast_all(process: Process, members: list[Membership]) -> None:
    for number, member in enumerate(members):
        ballots.cast(by=member, process=process, content={"answer": f"réponse {number}"})


@pytest.fixture
def members(group: world.Group) -> list[Membership]:
    return [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(12)]


def test_a_secret_ballot_is_final(group: world.Group) -> None:
    process = vote(group.alice)
    assert ballots.cast(by=group.bob, process=process, content={"answer": "oui"}).is_secret
    with pytest.raises(Refused, match="final"):
        ballots.cast(by=group.bob, process=process, content={"answer": "non"})
    with pytest.raises(Refused, match="final"):
        ballots.withdraw_ballot(by=group.bob, process=process)
    with scope.use(group.space):
        assert WaitingBallot.objects.count() == 1


def test_while_it_is_open_a_waiting_ballot_has_no_voter_no_time_and_no_fact(
    group: world.Group, members: list[Membership]
) -> None:
    process = vote(group.alice)
    with scope.use(group.space):
        before = Fact.objects.count()
    cast_all(process, members)
    fields = {field.name for field in WaitingBallot._meta.concrete_fields}
    assert fields == {"space", "key", "process", "content"}
    with scope.use(group.space):
        assert Fact.objects.count() == before
        assert not Ballot.objects.exists()
        assert not BallotVersion.objects.exists()
        keys = list(WaitingBallot.objects.values_list("key", flat=True))
    assert {key.version for key in keys} == {4}, "keys are drawn, they tell no order"


def test_the_close_rewrites_the_ballots_in_another_order_and_empties_the_waiting_table(
    group: world.Group, members: list[Membership], called: list[str]
) -> None:
    orders = set()
    for _round in range(3):
        process = vote(group.alice)
        cast_all(process, members)
        processes.close(process=process, actor=RULE)
        with scope.use(group.space):
            assert not WaitingBallot.objects.exists()
            rows = SecretBallot.objects.filter(process=process).order_by("position")
            contents = [row.content["answer"] for row in rows]
            orders.add(tuple(contents))
            assert sorted(contents) == sorted(f"réponse {n}" for n in range(12))
            assert sum(Elector.objects.filter(process=process).values_list("has_cast", flat=True)) == 12
    cast_order = tuple(f"réponse {n}" for n in range(12))
    assert cast_order not in orders
    assert len(orders) == 3


def test_after_the_close_no_row_keeps_the_order_or_the_moment_of_a_vote(
    group: world.Group, members: list[Membership]
) -> None:
    """What an operator reads in the tables: one transaction wrote all, in an order that is not that of the votes."""
    process = vote(group.alice)
    cast_all(process, members[::-1])
    processes.close(process=process, actor=RULE)
    with connection.cursor() as cursor:
        for table in ("governance_elector", "governance_secretballot"):
            cursor.execute(f"SELECT DISTINCT xmin::text FROM {table} WHERE process_id = %s", [process.pk])
            assert len(cursor.fetchall()) == 1, table
        cursor.execute("SELECT membership_id FROM governance_elector WHERE process_id = %s ORDER BY id", [process.pk])
        in_table = [row[0] for row in cursor.fetchall()]
    assert in_table == sorted(in_table), "by member, not by the moment of their vote"
    common = {f.name for f in SecretBallot._meta.concrete_fields} & {f.name for f in Elector._meta.concrete_fields}
    assert common == {"space", "process"}, "nothing to join a voter with a ballot"


@pytest.mark.parametrize(("count", "is_counted"), [(0, False), (3, False), (4, True), (5, True)])
def test_no_result_under_the_minimum_and_the_ballots_are_destroyed(
    group: world.Group, members: list[Membership], called: list[str], count: int, is_counted: bool
) -> None:
    process = vote(group.alice)
    cast_all(process, members[:count])
    processes.close(process=process, actor=RULE)
    row = Process._base_manager.get(pk=process.pk)
    with scope.use(group.space):
        assert SecretBallot.objects.count() == (count if is_counted else 0)
        assert not WaitingBallot.objects.exists()
    assert ("ending" in called) == is_counted
    assert row.outcome == ("adopted" if is_counted else "too_few")
    if not is_counted:
        assert row.result == {}


def test_a_secret_vote_that_is_withdrawn_leaves_no_ballot_waiting(
    group: world.Group, members: list[Membership], called: list[str]
) -> None:
    process = vote(group.alice)
    cast_all(process, members[::-1])
    processes.withdraw(by=group.alice, process=process, reason="Question mal posée.")
    with scope.use(group.space):
        assert not WaitingBallot.objects.exists()
        assert not SecretBallot.objects.exists()
        in_table = list(Elector.objects.filter(process=process).order_by("pk").values_list("membership_id", flat=True))
    assert in_table == sorted(in_table), "by member, not by the moment of their vote"
    assert "ending" not in called


def test_the_charter_may_ask_for_more(group: world.Group, members: list[Membership]) -> None:
    process = vote(group.alice, rules={"min_ballots": 7})
    cast_all(process, members[:6])
    processes.close(process=process, actor=RULE)
    assert Process._base_manager.get(pk=process.pk).outcome == "too_few"


def test_the_database_refuses_to_change_a_counted_ballot(group: world.Group, members: list[Membership]) -> None:
    process = vote(group.alice)
    cast_all(process, members)
    processes.close(process=process, actor=RULE)
    with connection.cursor() as cursor:
        for right in ("UPDATE", "DELETE"):
            cursor.execute("SELECT has_table_privilege('governance_secretballot', %s)", [right])
            assert cursor.fetchone() == (False,)


def test_no_log_carries_a_ballot(
    group: world.Group, members: list[Membership], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        process = vote(group.alice)
        cast_all(process, members)
        processes.close(process=process, actor=RULE)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours if "réponse" in line]


def test_nobody_writes_a_secret_ballot_for_another(group: world.Group) -> None:
    process = vote(group.alice, rules={"absent_per_holder": 3})
    with pytest.raises(Refused, match="nobody write"):
        ballots.cast_for_absent(by=group.alice, absent=group.bob, process=process, content={"answer": "oui"})


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_after_the_close_joins_nobody_to_a_ballot(group: world.Group) -> None:
    members = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(8)]
    process = vote(group.alice)
    cast_all(process, members)
    processes.close(process=process, actor=RULE)
    settings = connection.get_connection_params()
    tables = [
        "governance_elector",
        "governance_secretballot",
        "governance_waitingballot",
        "core_fact",
        "governance_ballot",
    ]
    text = _dump(settings, tables)
    if text is None:
        pytest.skip("pg_dump is not on this machine")
    for number, member in enumerate(members):
        lines = [line for line in text.splitlines() if f"réponse {number}" in line or f"r\\u00e9ponse {number}" in line]
        assert len(lines) == 1, "once, in the table of secret ballots"
        cells = lines[0].split("\t")
        assert str(member.pk) not in cells[3:], "no member beside the answer"
        assert member.person.ref not in lines[0]
        assert not [cell for cell in cells if cell.startswith("20") and ":" in cell], "no time beside the answer"


def _dump(settings: dict[str, Any], tables: list[str]) -> str | None:
    command = ["pg_dump", "--data-only", "--dbname", settings["dbname"], *[f"--table={table}" for table in tables]]
    for option, name in (("--host", "host"), ("--port", "port"), ("--username", "user")):
        if settings.get(name):
            command += [option, str(settings[name])]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            env={"PGPASSWORD": settings.get("password", ""), "PATH": "/usr/bin:/bin"},
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return done.stdout
