"""Strict readers: a wrong value is one sentence."""

import pytest

from commun.config.env import Env, SettingError


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("oui", True), ("0", False), ("", False), ("FALSE", False)]
)
def test_flags(value: str, expected: bool) -> None:
    assert Env({"X": value}).flag("X") is expected


@pytest.mark.parametrize(
    ("reader", "value", "word"),
    [
        ("flag", "peut-être", "1 (oui) ou 0 (non)"),
        ("integer", "douze", "nombre entier"),
        ("database", "mysql://localhost/x", "PostgreSQL"),
        ("database", "postgres://localhost", "ne nomme pas de base"),
        ("database", "postgres://localhost:99999/x", "port"),
        ("text", "", "Il manque"),
    ],
)
def test_a_wrong_value_is_one_sentence(reader: str, value: str, word: str) -> None:
    env = Env({"X": value})
    arguments = {"flag": ("X",), "integer": ("X", 1), "database": ("X",), "text": ("X",)}[reader]
    with pytest.raises(SettingError, match=word.replace("(", r"\(").replace(")", r"\)")):
        getattr(env, reader)(*arguments)


def test_a_database_address_is_read_whole() -> None:
    read = Env({"X": "postgresql://ann%40b:p%2Fw@db:5433/commun?sslmode=require&host=/tmp/pg"}).database("X")
    assert (read["USER"], read["PASSWORD"], read["NAME"], read["PORT"]) == ("ann@b", "p/w", "commun", "5433")
    assert read["HOST"] == "/tmp/pg"
    assert read["OPTIONS"] == {"sslmode": "require"}
