"""What the launcher remembers of a database, and what it deduces from it."""

from pathlib import Path
from typing import Any

import pytest

from commun.launch import archive, bench, check, options, prepare, say
from commun.launch.database import Database
from commun.launch.errors import Stop
from commun.launch.place import Place


def a_database(folder: Path, *, tables: int = 0, users: int = 0, identity: str = "1/1") -> Database:
    place = Place.of(folder, {"COMMUN_VAR": str(folder), "PATH": ""})
    return Database(place, folder, "postgresql:///x", None, 150000, tables, users, identity)


def wanted(database: Database, *, refused: bool = False) -> bool:
    return prepare.demo_wanted(database, prepare.State(database.place, database.identity), refused)


def test_a_new_database_gets_the_demonstration_and_keeps_it(tmp_path: Path) -> None:
    assert wanted(a_database(tmp_path))
    assert wanted(a_database(tmp_path, tables=40, users=9)), "an interrupted load is begun again"
    prepare.State(a_database(tmp_path).place, "1/1").put(demo="loaded")
    assert wanted(a_database(tmp_path, tables=40, users=9))
    assert not wanted(a_database(tmp_path, tables=40, users=9), refused=True)
    assert wanted(a_database(tmp_path, tables=40, users=9)), "only for that start"


def test_a_database_without_demonstration_never_gets_it(tmp_path: Path) -> None:
    assert not wanted(a_database(tmp_path), refused=True)
    assert not wanted(a_database(tmp_path))
    assert not wanted(a_database(tmp_path, tables=40, users=0))


@pytest.mark.parametrize("database", [{"tables": 40}, {"tables": 40, "users": 3}])
def test_a_database_of_somebody_else_never_gets_the_demonstration(tmp_path: Path, database: dict[str, Any]) -> None:
    assert not wanted(a_database(tmp_path, **database))
    assert not wanted(a_database(tmp_path))


def test_a_database_that_a_command_prepared_is_still_new_until_somebody_has_an_account(tmp_path: Path) -> None:
    prepare.State(a_database(tmp_path).place, "1/1").put(migrated="x")
    assert not wanted(a_database(tmp_path, tables=40, users=1))
    prepare.State(a_database(tmp_path).place, "2/2").put(migrated="x")
    assert wanted(a_database(tmp_path, tables=40, identity="2/2"))


def test_the_mails_of_the_demonstration_lead_to_the_port_of_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, str] = {}
    monkeypatch.setattr(prepare, "run_logged", lambda *_arguments, **more: given.update(more) or "")
    database = a_database(tmp_path)
    database.place.prepare()
    prepare.load_demo(database, prepare.State(database.place, "1/1"), 8471)
    assert given == {"COMMUN_DEMO": "1", "COMMUN_PORT": "8471"}


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    assert prepare.State(a_database(tmp_path).place, "1/1").get("demo") == ""


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    place = Place.of(tmp_path, {})
    place.prepare()
    key = place.secret_key()
    assert len(key) > 40
    assert place.secret_key() == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert place.environment()["COMMUN_SECRET_KEY"] == key


def test_the_digest_of_the_tables_changes_with_a_migration(tmp_path: Path) -> None:
    room = tmp_path / "src" / "commun" / "people" / "migrations"
    room.mkdir(parents=True)
    (tmp_path / "requirements.txt").touch()
    before = prepare.digest_of_tables(tmp_path)
    (room / "0001_first.py").touch()
    assert prepare.digest_of_tables(tmp_path) != before


def test_a_room_a_package_a_file_or_one_test_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "tests" / "algo" / "matching").mkdir(parents=True)
    (tmp_path / "tests" / "algo" / "test_x.py").touch()
    place = Place.of(tmp_path, {})
    assert check.target(place, "algo") == ["tests/algo"]
    assert check.target(place, "algo.matching") == ["tests/algo/matching"]
    assert check.target(place, "tests/algo/test_x.py::test_y") == ["tests/algo/test_x.py::test_y"]
    with pytest.raises(Stop, match="Pièces : algo"):
        check.target(place, "kitchen")


def test_the_absence_of_a_browser_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.browser(Place.of(tmp_path, {"PATH": str(tmp_path)})) == {}
    assert "sautés" in capsys.readouterr().out


def test_only_files_with_a_main_are_benchmarks(tmp_path: Path) -> None:
    (tmp_path / "benchmarks" / "algo").mkdir(parents=True)
    (tmp_path / "benchmarks" / "algo" / "fast.py").write_text("def main(full):\n    return 0\n")
    (tmp_path / "benchmarks" / "data.py").write_text("raise SystemExit('never imported')\n")
    assert bench.files(tmp_path) == [Path("algo/fast.py")]


def test_a_password_never_shows_in_the_list_of_processes() -> None:
    url, secret = archive.without_password("postgresql://ann%40x:p%40ss@host:5432/base")
    assert (url, secret) == ("postgresql://ann%40x@host:5432/base", {"PGPASSWORD": "p@ss"})


def test_a_child_reads_the_address_of_the_database_in_its_environment_only(tmp_path: Path) -> None:
    address = "postgresql://ann:secret@host:5432/base"
    place = Place.of(tmp_path, {"PATH": "/usr/bin"})
    place.prepare()
    known = Database(place, tmp_path / "venv", address, None, 150000, 0, 0, "x")
    for line in (known.python("-m", "pytest"), known.manage("migrate")):
        assert not [word for word in line if "secret" in word]
    assert known.environment()["DATABASE_URL"] == address


def test_options_are_read_in_both_forms() -> None:
    assert options.read(["--port=1", "--yes", "x"], ("yes",), ("port",), 1) == ({"port": "1", "yes": "1"}, ["x"])
    with pytest.raises(Stop, match="est de trop"):
        options.read(["x", "y"], words=1)


def test_each_step_is_announced_before_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with say.step("Création des tables"):
        assert "Création des tables …" in capsys.readouterr().out
    assert "fait en 0,0 s" in capsys.readouterr().out


def test_french_is_typeset_but_commands_and_addresses_are_not() -> None:
    assert say.typeset("l'état : « ça » !") == "l’état\u00a0: «\u202fça\u202f»\u202f!"
    assert say.typeset("http://localhost:8000/ 'x'") == "http://localhost:8000/ 'x'"
