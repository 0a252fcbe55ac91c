"""``./commun manage count``: one JSON line, or one French sentence."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commun.algo.voting.errors import BadBallot, BadFile, BadProfile
from commun.governance.management.commands.count import SENTENCES, sentence

ABIF = "4:a>b\n3:b>c\n3:c>a\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vote.abif"
    path.write_text(ABIF, encoding="utf-8")
    return path


def printed(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("count", *arguments, stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    found: dict[str, Any] = json.loads(lines[0])
    return found


def refusal(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("count", *arguments, stdout=out)
    told = str(caught.value)
    assert out.getvalue() == ""
    assert len(told.splitlines()) == 1
    assert caught.value.returncode == 1
    return told


def test_one_line_tells_rule_seats_winners_ties_and_rounds(file: Path) -> None:
    assert printed("--rule", "scottish-stv", "--seats", "2", str(file)) == {
        "rule": "scottish-stv/1",
        "seats": 2,
        "winners": ["a"],
        "ties": [["b", "c"]],
        "rounds": 2,
    }
    assert printed("--rule", "plurality", str(file)) == {
        "rule": "plurality/1",
        "seats": 1,
        "winners": ["a"],
        "ties": [],
        "rounds": 1,
    }


def test_a_lot_is_drawn_only_with_a_seed(file: Path) -> None:
    assert printed("--rule", "irv", str(file))["ties"] == [["a", "c"]]
    drawn = printed("--rule", "irv", "--seed", "2026", str(file))
    assert drawn["ties"] == [["b", "c"]]
    assert len(drawn["winners"]) == 1


def test_every_round_is_printed_in_full(file: Path) -> None:
    told = printed("--rule", "plurality", "--full", str(file))
    assert told["rounds"][0]["counts"] == {"a": 4, "b": 3, "c": 3}
    assert told["people"] == 10


def test_the_seats_of_the_file_are_the_default(tmp_path: Path) -> None:
    ward = tmp_path / "ward.csv"
    ward.write_text("3,2,\n4,1,2,\n3,3,\n1,2,1,3,\n", encoding="utf-8")
    assert printed("--rule", "scottish-stv", str(ward))["winners"] == ["1", "3"]
    assert printed("--rule", "scottish-stv", "--seats", "1", str(ward))["seats"] == 1
    assert printed("--rule", "irv", str(ward))["seats"] == 1


def test_accents_are_printed_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "vote.abif"
    path.write_text("1:[Chloé B]", encoding="utf-8")
    out = StringIO()
    call_command("count", "--rule", "irv", str(path), stdout=out)
    assert '["Chloé B"]' in out.getvalue()


PB = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
12;60;Jardin
13;70;Vélos
VOTES
voter_id;vote
1;12
2;12,13
"""
SOI = "# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: Framavox\n# ALTERNATIVE NAME 2: Loomio\n2: 1,2\n1: 2\n"
WARD = '2,1,\n4,1,2,\n3,2,\n"Candidate 1","Anna Long","Aucun",\n"Candidate 2","Bo Court","Aucun",\n'


@pytest.mark.parametrize(
    ("name", "content", "rule", "winners", "names"),
    [
        ("vote.abif", "=1:[Framavox]\n=2:[Loomio]\n3:1>2\n1:2\n", "irv", ["1"], {"1": "Framavox"}),
        ("vote.abif", "=1:[Framavox]\n=2:[Loomio]\n1:1\n1:2\n", "plurality", [], {"1": "Framavox", "2": "Loomio"}),
        ("vote.pb", PB, "greedy", ["12"], {"12": "Jardin"}),
        ("ward.csv", WARD, "scottish-stv", ["1"], {"1": "Anna Long"}),
        # The names of the file are what is printed already.
        ("vote.soi", SOI, "irv", ["Framavox"], None),
    ],
)
def test_the_names_that_the_file_gives_stand_beside_its_numbers(
    tmp_path: Path, name: str, content: str, rule: str, winners: list[str], names: dict[str, str] | None
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    told = printed("--rule", rule, str(path))
    assert told["winners"] == winners
    assert told.get("names") == names
    assert list(told)[:5] == ["rule", "seats", "winners", "ties", "rounds"]


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (ABIF, ["--rule", "borda"], "la règle « borda » n’existe pas. Règles : approval, "),
        (ABIF, ["--rule", "irv", "--seats", "2"], "ne pourvoit qu’un siège, pas 2"),
        (ABIF, ["--rule", "schulze", "--seats", "0"], "0 sièges pour 3 options"),
        (ABIF, ["--rule", "schulze", "--seats", "4"], "4 sièges pour 3 options"),
        (ABIF, ["--rule", "score"], "il manque des notes"),
        (ABIF + "x\n", ["--rule", "irv"], "la ligne 4 ne se lit pas : « x »"),
        ("1:a>a", ["--rule", "irv"], "nomme deux fois « a »"),
        ("=a\n1:b", ["--rule", "irv"], "nomme « b », qui n’est pas une option"),
        ("", ["--rule", "irv"], "aucun bulletin"),
        ("1:" + "a" * 5000, ["--rule", "irv"], "un nom d’option a 5000 caractères ; 300 au plus"),
        ("\n".join(f"1:o{number}" for number in range(10_000)), ["--rule", "irv"], "10000 options ; 500 au plus"),
        ("\0", ["--rule", "irv"], "pas un fichier de texte"),
    ],
)
def test_a_bad_file_is_one_french_sentence(tmp_path: Path, content: str, arguments: list[str], words: str) -> None:
    path = tmp_path / "vote.abif"
    path.write_text(content, encoding="utf-8")
    told = refusal(*arguments, str(path))
    assert told.startswith("vote.abif : ")
    assert words in told
    assert len(told) < 600


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", "x", '{"format": "other", "options": [], "ballots": [], "rules": {}}', "[" * 100_000]
    + [
        '{"format": "commun-vote/1", "options": [], "ballots": [{"ballot": {}, "people": 1, "weight": 1}], "rules": {}}'
    ],
)
def test_a_json_that_is_no_export_is_one_french_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vote.json"
    path.write_text(content, encoding="utf-8")
    assert "la ligne 1 ne se lit pas" in refusal("--rule", "irv", str(path))


def test_a_file_that_is_not_there_or_not_known_is_said(tmp_path: Path) -> None:
    assert "vérifiez son chemin" in refusal("--rule", "irv", str(tmp_path / "none.abif"))
    assert "vérifiez son chemin" in refusal("--rule", "irv", str(tmp_path))
    other = tmp_path / "vote.doc"
    other.write_text("x")
    assert "on ne sait pas lire un fichier « .doc »" in refusal("--rule", "irv", str(other))


def test_a_file_too_big_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commun.governance.management.commands.count.BIGGEST", 5)
    assert "dépasse" in refusal("--rule", "irv", str(file))


def test_each_refusal_has_its_sentence() -> None:
    told = sentence(BadProfile("wrong-ballots", rule="score", needs="ranked or approvals"))
    assert told.endswith("ne se compte pas sur ces bulletins : il lui faut des classements ou des approbations.")
    assert sentence(BadFile("new-code")) == "le fichier est refusé (new-code)."
    assert sentence(BadBallot("over-budget")) == "le fichier est refusé (over-budget)."
    assert all(words.endswith((".", "{endings}.")) for words in SENTENCES.values())
