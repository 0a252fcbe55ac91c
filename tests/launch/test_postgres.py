"""The life cycle of our own PostgreSQL, with the programs that this machine has."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from commun.launch import account, binaries, postgres
from commun.launch.errors import Stop
from commun.launch.place import Place
from tests.launch.support import until

WRITERS = 6


def one(url: str, query: str) -> object:
    with psycopg.connect(url, dbname="postgres") as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def test_a_server_starts_in_a_folder_with_spaces_and_stops_with_its_last_user(
    cluster: postgres.Use, place: Place
) -> None:
    with cluster as first:
        assert one(first.url(), "select 1") == 1
        second = postgres.of(place, Path(sys.prefix))
        with second as adopted:
            assert adopted.pid() == first.pid()
        assert first.ready(), "somebody still uses it"
    assert cluster.cluster.pid() is None


def test_capital_letters_with_accents_have_their_small_form(cluster: postgres.Use) -> None:
    with cluster as server:
        assert one(server.url(), "select lower('ÉLÈVE')") == "élève"


def test_several_processes_that_start_at_once_get_one_server(place: Place) -> None:
    def start(_number: int) -> int | None:
        use = postgres.of(place, Path(sys.prefix))
        with use as server:
            gate.wait(60)
            return server.pid()

    gate = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1


def test_the_folder_of_the_socket_is_never_seen_half_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owned: list[Path] = []

    def slowly(path: Path, _account: account.Account | None) -> None:
        owned.append(path)
        time.sleep(0.05)

    monkeypatch.setattr(account, "own", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _number: postgres.socket_folder(folder, None), range(4)))
    assert found == {folder / "socket"}
    assert owned
    assert folder / "socket" not in owned, "the folder appears once it has its owner"
    assert [path.name for path in folder.iterdir()] == ["socket"]


def test_an_interrupted_creation_leaves_nothing_half_made(cluster: postgres.Use) -> None:
    leftover = cluster.cluster.data.with_name("draft-0000")
    (leftover / "base").mkdir(parents=True)
    with cluster as server:
        assert server.ready()
    assert not leftover.exists()


def test_a_number_taken_by_another_program_after_a_crash_does_not_block_the_start(cluster: postgres.Use) -> None:
    with cluster as server:
        os.kill(server.pid() or 0, signal.SIGKILL)
        until(lambda: server.pid() is None)
        other = subprocess.Popen(["sleep", "60"], **account.options(server.account))
        try:
            path = server.data / "postmaster.pid"
            path.write_text("\n".join([str(other.pid), *path.read_text().splitlines()[1:]]) + "\n")
            account.own(path, server.account)
            until(lambda: started(cluster))
            assert one(server.url(), "select 1") == 1
            assert other.poll() is None, "the other program was left alone"
        finally:
            other.kill()
            other.wait()


def started(use: postgres.Use) -> bool:
    use.revive()
    return use.cluster.ready()


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_when_the_server_is_killed_under_six_writers(cluster: postgres.Use) -> None:
    rounds, acknowledged, lock = 3, set[tuple[int, int]](), threading.Lock()
    with cluster as server:
        with psycopg.connect(server.url(), dbname="postgres") as connection:
            connection.execute("create table written (writer int, number int, primary key (writer, number))")
        ended = threading.Event()

        def write(writer: int) -> None:
            number = 0
            while not ended.is_set():
                try:
                    with psycopg.connect(server.url(), dbname="postgres", autocommit=True) as connection:
                        while not ended.is_set():
                            number += 1
                            connection.execute("insert into written values (%s, %s)", [writer, number])
                            with lock:
                                acknowledged.add((writer, number))
                except psycopg.Error:
                    time.sleep(0.05)

        threads = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        for _ in range(rounds):
            before = len(acknowledged)
            until(lambda before=before: len(acknowledged) > before + 60, 60)  # type: ignore[misc]
            os.kill(server.pid() or 0, signal.SIGKILL)
            until(lambda: server.pid() is None)
            cluster.revive()
        ended.set()
        for thread in threads:
            thread.join()
        with psycopg.connect(server.url(), dbname="postgres") as connection:
            found = set(connection.execute("select writer, number from written").fetchall())
    assert len(acknowledged) > rounds * 60
    assert acknowledged <= found, f"{len(acknowledged - found)} acknowledged rows were lost"


def test_a_long_path_gets_a_short_socket_of_our_own(folder: Path) -> None:
    deep = folder / ("x" * 90)
    deep.mkdir()
    made = postgres.socket_folder(deep, None)
    try:
        assert len(os.fsencode(made)) < 80
        assert made.stat().st_mode & 0o077 == 0
        made.chmod(0o777)
        with pytest.raises(Stop, match="n'est pas à nous"):
            postgres.socket_folder(deep, None)
    finally:
        made.rmdir()


def fake_programs(folder: Path, version: str) -> Path:
    place = folder / "usr/lib/postgresql" / version / "bin"
    place.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_dump"):
        (place / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.3'\n")
        (place / name).chmod(0o755)
    extensions = place.parent / "share" / "extension"
    extensions.mkdir(parents=True)
    for name in binaries.EXTENSIONS:
        (extensions / f"{name}.control").touch()
    return place


def test_the_newest_usable_postgresql_of_the_machine_wins_and_old_ones_do_not_count(folder: Path) -> None:
    for version in ("13", "16", "17"):
        fake_programs(folder, version)
    (folder / "usr/lib/postgresql/17/share/extension/unaccent.control").unlink()
    assert [found.major for found in binaries.on_machine("", folder)] == [16]


def test_data_are_opened_only_by_the_version_that_wrote_them(folder: Path) -> None:
    (folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(Stop, match="créée par PostgreSQL 9"):
        binaries.choose(folder, "", folder, "/usr/bin")


def test_the_wheel_is_copied_where_the_account_can_read_it(tmp_path: Path, folder: Path) -> None:
    (found,) = binaries.in_wheel(Path(sys.prefix)) or [None]
    if found is None or os.geteuid() != 0:
        pytest.skip("needs the wheel and root")
    unable = account.Account("nobody", 65534, 65534)
    package = found.folder.parents[1]
    hidden = tmp_path / "hidden" / package.name / "pginstall"
    hidden.parent.mkdir(parents=True)
    hidden.symlink_to(package / "pginstall")
    (tmp_path / "hidden" / f"{package.name}.libs").symlink_to(package.with_name(f"{package.name}.libs"))
    (tmp_path / "hidden").chmod(0o700)
    copy = binaries.readable(binaries.Binaries(hidden / "bin", found.major, "wheel"), unable, folder)
    assert copy.folder.is_relative_to(folder)
    done = subprocess.run([copy.program("initdb"), "--version"], capture_output=True, check=False, user=65534, cwd="/")
    assert done.returncode == 0
