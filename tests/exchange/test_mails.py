"""Mails as programs write them: what their author wrote, and which ones no person wrote."""

import json
from pathlib import Path

import pytest

from commun.algo.mail import read, trim, why_automatic

MAILS = Path(__file__).parent / "mails"
REPLIES = sorted(MAILS.rglob("*.txt"))
OTHERS = sorted(MAILS.rglob("*.json"))


def words(text: str) -> list[str]:
    """Programs fold lines as they like: words are compared, not lines."""
    return text.split()


@pytest.mark.parametrize("wanted", REPLIES, ids=lambda path: path.stem)
def test_the_authors_own_words_are_found(wanted: Path) -> None:
    mail = read(wanted.with_suffix(".eml").read_bytes())
    assert words(trim(mail.text).said) == words(wanted.read_text())
    assert why_automatic(mail, mail.first("return-path") or None) == ""


@pytest.mark.parametrize("told", OTHERS, ids=lambda path: path.stem)
def test_what_no_person_wrote_is_seen(told: Path) -> None:
    expected = json.loads(told.read_text())
    if expected["kind"] == "loop":
        pytest.skip("a mail of our own comes back: the list server sees it by its own address")
    mail = read(told.with_suffix(".eml").read_bytes())
    assert bool(why_automatic(mail, mail.first("return-path") or None)) == expected["automatic"]
