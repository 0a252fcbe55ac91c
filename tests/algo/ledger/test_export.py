"""An exported book: a stranger with Python alone finds any change; hledger and beancount read it and agree (V5)."""

import importlib.util
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.algo.ledger import Account, Book, Entry, Step, audit
from commun.algo.ledger.export import COLUMNS, Unit, beancount, hledger, rows
from tests.algo.ledger.lines import line

ROOT = Path(__file__).resolve().parents[3]
VERIFIER = ROOT / "src/commun/value/static/value/verify_book.py"
PEOPLE = [f"p{rank}" for rank in range(8)]
ACCOUNTS = {code: Account() for code in PEOPLE}
EURO = Unit("EUR")


def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_book", VERIFIER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = verifier()


def lively(count: int, seed: int = 1) -> list[tuple[Entry, str]]:
    """A right book with all five gestures."""
    draws, made, lines = random.Random(seed), Book("livre", "EUR", ACCOUNTS), []
    held: list[Entry] = []
    moved: list[Entry] = []
    for number in range(1, count + 1):
        debit, credit = draws.sample(PEOPLE, 2)
        entry = line(
            number, debit, credit, draws.randint(1, 99_999), key=f"k{number}", note=draws.choice(["", 'é, "x"'])
        )
        luck = draws.random()
        if luck < 0.1 and held:
            first = held.pop()
            entry = line(
                number,
                first.debit,
                first.credit,
                first.amount,
                step=draws.choice([Step.POST, Step.VOID]),
                of=first.number,
            )
        elif luck < 0.2 and moved:
            first = moved.pop()
            entry = line(number, first.credit, first.debit, first.amount, step=Step.REVERSE, of=first.number)
        elif luck < 0.35:
            entry = line(number, debit, credit, entry.amount, step=Step.PENDING)
            held.append(entry)
        else:
            moved.append(entry)
        assert made.refusal(entry) is None
        lines.append((entry, made.add(entry)))
    return lines


def balances(lines: list[tuple[Entry, str]]) -> dict[str, int]:
    book = Book("livre", "EUR", ACCOUNTS)
    assert list(audit(book, lines)) == []
    return {code: standing.balance for code, standing in book.standings.items() if standing.balance}


def exported(path: Path, lines: list[tuple[Entry, str]]) -> Path:
    path.write_text("".join(rows(lines, book="livre", unit="EUR")), encoding="utf-8")
    return path


def test_the_standalone_verifier_says_what_we_say(tmp_path: Path) -> None:
    lines = lively(300)
    faults, book = VERIFY.verify(str(exported(tmp_path / "livre.csv", lines)), lines[100][1])
    assert faults == []
    assert (book.count, book.last) == (300, lines[-1][1])
    assert {code: value for code, value in book.balances.items() if value} == balances(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_one_sign_is_found(tmp_path: Path, data: st.DataObject) -> None:
    lines = lively(30)
    path = exported(tmp_path / "livre.csv", lines)
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from('0123456789abcxyz,-:"é\n '))
    change = data.draw(st.sampled_from(["replace", "remove", "add"]))
    end = text[place + 1 :] if change != "add" else text[place:]
    changed = text[:place] + ("" if change == "remove" else sign) + end
    path.write_text(changed, encoding="utf-8", newline="")
    if _same(text, changed):
        return
    try:
        faults, _book = VERIFY.verify(str(path), lines[-1][1])
    except (ValueError, VERIFY.csv.Error):
        return
    assert faults


def _same(text: str, changed: str) -> bool:
    """Another writing of the same cells (quotes that were not needed, an end of line)."""
    read = [list(VERIFY.csv.reader(each.splitlines(keepends=True))) for each in (text, changed)]
    return [row for row in read[0] if row] == [row for row in read[1] if row]


def test_a_book_that_was_cut_or_written_again_is_betrayed_by_the_published_seal(tmp_path: Path) -> None:
    lines = lively(50)
    path = exported(tmp_path / "court.csv", lines[:40])
    assert VERIFY.verify(str(path))[0] == []
    assert "réécrit" in VERIFY.verify(str(path), lines[-1][1])[0][0]


def test_the_command_speaks_and_ends_by_its_code(tmp_path: Path) -> None:
    path = exported(tmp_path / "livre.csv", lively(20))

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", str(VERIFIER), *arguments], capture_output=True, text=True, check=False, timeout=30
        )
        return done.returncode, done.stdout

    assert run(str(path))[0] == 0
    assert "Ce livre tient." in run(str(path))[1]
    path.write_text(path.read_text().replace(",p1,", ",p2,", 1))
    assert run(str(path))[0] == 1
    assert "ligne" in run(str(path))[1]
    assert run()[0] == run(str(tmp_path / "absent"))[0] == run(str(VERIFIER))[0] == 2


NAMES = {code: f"personnes:{code}" for code in PEOPLE}
BEANS = {code: f"Equity:Personnes:{code.upper()}" for code in PEOPLE}


def one_cent_more(text: str) -> str:
    """In the last posting."""
    return re.sub(r"(\d)( EUR\n)\Z", lambda found: f"{(int(found[1]) + 1) % 10}{found[2]}", text)


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")
def test_hledger_accepts_the_journal_agrees_and_sees_one_cent(tmp_path: Path) -> None:
    lines = lively(400)
    path = tmp_path / "livre.journal"
    path.write_text("".join(hledger(lines, unit=EURO, names=NAMES)), encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["hledger", "-f", str(path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    checked = run("check", "--strict")
    assert checked.returncode == 0, checked.stderr
    told = run("bal", "--flat", "-N", "-O", "csv").stdout.splitlines()[1:]
    read = Counter({row.split('"')[1].partition(":")[2]: _cents(row.split('"')[3]) for row in told})
    assert {code: value for code, value in read.items() if value} == balances(lines)
    path.write_text(one_cent_more(path.read_text()))
    assert run("check", "--strict").returncode != 0


BEAN_CHECK = Path(sys.executable).with_name("bean-check")


@pytest.mark.referee
@pytest.mark.skipif(not BEAN_CHECK.exists(), reason="beancount lives with the referees")
def test_beancount_accepts_the_ledger_and_sees_one_cent(tmp_path: Path) -> None:
    path = tmp_path / "livre.beancount"
    lines = beancount(lively(400), unit=EURO, names=BEANS, opened_on="2025-12-31")
    path.write_text("".join(lines), encoding="utf-8")
    command = [str(BEAN_CHECK), str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (checked.returncode, checked.stderr) == (0, "")
    path.write_text(one_cent_more(path.read_text()))
    assert subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).returncode != 0


def _cents(text: str) -> int:
    return int(text.removesuffix(" EUR").replace(".", "")) if text != "0" else 0


def test_units_are_written_with_their_own_digits() -> None:
    assert (EURO.said(-5), Unit("MIN", 0).said(-90), EURO.said(123456)) == ("-0.05 EUR", "-90 MIN", "1234.56 EUR")
    assert next(rows([], book="l", unit="EUR")) == "book,l,EUR\n"
    assert set(COLUMNS) == {*Entry.__dataclass_fields__, "seal"}
