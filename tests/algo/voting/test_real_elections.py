"""Real elections with known winners, kept outside of the repository: COMMUN_DATA or ../shared/data."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from commun.algo.voting.condorcet import condorcet_winner
from commun.algo.voting.readers import read
from commun.algo.voting.result import Result
from commun.algo.voting.rules import count


@pytest.fixture
def choice(data: Path) -> Path:
    folder = data / "choice"
    if not (folder / "manifest.json").is_file():
        pytest.skip("the real elections are not here: set COMMUN_DATA to the folder shared/data")
    return folder


def listed(choice: Path, start: str) -> list[dict[str, Any]]:
    """The files of the manifest that are really there."""
    entries = json.loads((choice / "manifest.json").read_text(encoding="utf-8"))
    return [each for each in entries if each["path"].startswith(start) and (choice / each["path"]).is_file()]


def counted(file: Path, rule: str, seats: int | None = None, seed: str = "") -> Result:
    parsed = read(file.name, file.read_bytes(), rule=rule)
    return count(rule, parsed.election, seats or parsed.seats or 1, seed)


def test_40_scottish_wards_elect_those_of_the_manifest(choice: Path) -> None:
    wards = listed(choice, "stv-scotland/")
    assert len(wards) == 40
    for ward in wards:
        result = counted(choice / ward["path"], "scottish-stv")
        assert (result.seats, result.people) == (ward["seats"], ward["votes"]), ward["path"]
        assert sorted(int(name) for name in result.winners) == ward["computed_winners"], ward["path"]
        assert result.ties == ()


def test_burlington_2009_has_three_winners_by_three_rules(choice: Path) -> None:
    file = choice / "ranked/burlington2009.abif"
    winners = {rule: counted(file, rule).winners for rule in ("irv", "schulze", "ranked-pairs", "plurality")}
    assert winners == {
        "irv": ("Kiss",),
        "schulze": ("Montroll",),
        "ranked-pairs": ("Montroll",),
        "plurality": ("Wright",),
    }
    assert condorcet_winner(read(file.name, file.read_bytes()).election) == "Montroll"


def test_orsay_station_1_elects_bayrou_as_published(choice: Path) -> None:
    result = counted(choice / "mj/orsay2007_bureau_01.csv", "majority-judgment")
    assert (result.people, result.winners, result.ties) == (559, ("Bayrou",), ())
    ballots = dict(result.tables)
    assert all(sum(amount for _, amount in row) == 559 for row in ballots.values())
    # By the letter of the definition, on the ballots themselves.
    lines = (choice / "mj/orsay2007_bureau_01.csv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")[1:]
    columns = list(zip(*([max(1, int(cell)) for cell in line.split(",")[1:]] for line in lines[1:]), strict=True))
    sequences = {}
    for name, column in zip(names, columns, strict=True):
        grades, taken = sorted(column), []
        while grades:
            taken.append(grades.pop((len(grades) - 1) // 2))
        sequences[name] = taken
    expected = sorted(names, key=lambda name: sequences[name], reverse=True)
    assert [group[0] for group in result.ranking] == expected
    assert all(len(group) == 1 for group in result.ranking)


def test_every_poll_of_grades_is_counted(choice: Path) -> None:
    file = choice / "mj/mj2027_polls.csv"
    text = file.read_text(encoding="utf-8")
    polls = {line["poll_id"] for line in _rows(text)}
    assert len(polls) == 55
    for poll in sorted(polls):
        parsed = read(file.name, text, part=poll)
        result = count("majority-judgment", parsed.election)
        assert len(result.winners) + len(result.ties) >= 1, poll


def _rows(text: str) -> list[dict[str, str]]:
    import csv

    return list(csv.DictReader(text.splitlines()))


def test_debian_2003_is_a_trap_whose_ties_were_lost(choice: Path) -> None:
    file = choice / "traps/debian2003_dpl.soi"
    result = counted(file, "schulze")
    # The official winner is Martin Michlmayr: the file has strict orders where ballots had equal ranks. A reader that
    # keeps ties cannot find back what the file has lost, so the wrong winner is the right count of this file.
    assert result.winners == ("Bdale Garbee",)
    duel = dict(dict(result.tables)["Bdale Garbee"])["Martin Michlmayr"]
    back = dict(dict(result.tables)["Martin Michlmayr"])["Bdale Garbee"]
    assert (duel, back) == (252, 228)
    official = next(each for each in listed(choice, "traps/"))["published_winners"]["schulze"]
    assert official == "Martin Michlmayr"
    # Our own import keeps equal ranks. Made equal again wherever Garbee stands just above Michlmayr (with Robinson, 3,
    # between or before them), the same ballots elect the official winner.
    tied = re.sub(r"\b(2,3,4|2,4|3,2,4)\b", r"{\1}", file.read_text(encoding="utf-8"))
    assert tied.count("{") > 20
    assert count("schulze", read("x.toi", tied).election).winners == ("Martin Michlmayr",)


def test_abcvoting_golden_committees_by_approval(choice: Path) -> None:
    files = sorted((choice / "abc-golden").glob("*.abc.yaml"))
    checked = 0
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = re.search(r"rule_id: av\n  result: (\[\[.*?\]\])\n", text, re.DOTALL)
        if found is None:
            continue
        result = counted(file, "approval")
        filled = combinations(result.ties[0], result.open_seats) if result.ties else [()]
        committees = {frozenset(map(int, (*result.winners, *more))) for more in filled}
        assert committees == {frozenset(each) for each in json.loads(found[1])}, file.name
        checked += 1
    assert checked == 78
