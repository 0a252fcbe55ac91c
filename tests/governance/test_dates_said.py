"""What an answer by mail to a date poll says: the very labels of the mail are understood, nothing is guessed."""

import datetime as dt

import pytest

from commun.core.replies import Unclear
from commun.governance.mail_dates_said import MAYBE, NO, YES, Choice, read

DATES = [
    Choice("1", "mercredi 2 décembre, 9 h 30", dt.datetime(2026, 12, 2, 9, 30)),
    Choice("2", "jeudi 3 décembre, 12 h 00", dt.datetime(2026, 12, 3, 12)),
    Choice("3", "jeudi 3 décembre, 17 h 00", dt.datetime(2026, 12, 3, 17)),
    Choice("4", "mardi 8 décembre, 9 h 30", dt.datetime(2026, 12, 8, 9, 30)),
]


@pytest.mark.parametrize(
    "words",
    [
        "mercredi 2 décembre, 9 h 30 : oui\njeudi 3 décembre, 12 h 00 : non\njeudi 3 décembre, 17 h : si besoin",
        "mercredi 2 : oui\njeudi 3 décembre 12h : non\njeudi 17h : si besoin",
        "mercredi 2 décembre 09:30 oui\njeudi 3 à 12h00 non\njeudi 3 à 17 h si besoin",
        # What a program that writes pages leaves between two lines.
        "1 oui\n\n2 non\n\n3 si besoin",
    ],
)
def test_the_dates_of_the_mail_are_understood_as_it_writes_them(words: str) -> None:
    assert read(words, DATES)[0] == {"1": YES, "2": NO, "3": MAYBE}


@pytest.mark.parametrize(
    "second",
    ["jeudi 3 vers midi : non", "jeudi 3 : non", "jeudi 3 décembre 13 h : non", "le 8 ou le 9 : oui.", "9 oui"],
)
def test_a_line_that_is_not_understood_is_never_taken_for_a_word_to_the_others(second: str) -> None:
    with pytest.raises(Unclear):
        read(f"mercredi 2 : oui\n{second}", DATES)
    with pytest.raises(Unclear):
        read(f"mercredi 2 : oui\n\n{second}", DATES)


def test_words_beyond_the_answers_are_kept() -> None:
    assert read("1 oui\n\nNoémie", DATES) == ({"1": YES}, "Noémie")
    assert read("1 oui\nLe jeudi je garde mes enfants.", DATES) == ({"1": YES}, "Le jeudi je garde mes enfants.")
