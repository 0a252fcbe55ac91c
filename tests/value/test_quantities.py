"""Quantities as people write them: commas, points, spaces, units; and what is refused with a sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commun.core.errors import Refused
from commun.value import quantities
from commun.value.models import ContributionKind

Measure = ContributionKind.Measure


@pytest.mark.parametrize(
    ("text", "measure", "parts"),
    [
        ("2,5", "days", 250), ("2.5", "days", 250), (" 2,50 j", "days", 250),
        ("½", "days", 50), ("½ jour", "days", 50),
        ("1/2", "days", 50), ("0,25j", "days", 25), ("3", "days", 300),
        ("1h30", "hours", 90), ("1 h 30", "hours", 90), ("1:30", "hours", 90), ("1,5", "hours", 90),
        ("2 h", "hours", 120),
        ("45 min", "hours", 45), ("0,33", "hours", 20), ("1 heure", "hours", 60), ("1 h 5 min", "hours", 65),
        ("12", "points", 12), ("3 pts", "points", 3), ("1 000", "points", 1000),
        ("1 250,00 €", "turnover", 125_000), ("1 250,5", "turnover", 125_050), ("1250.50", "expenses", 125_050),
        ("1.250,00", "turnover", 125_000), ("1,250.00", "turnover", 125_000), ("1.250.000", "turnover", 125_000_000),
        ("€12", "expenses", 1200), ("0,01", "expenses", 1),
    ],
)  # fmt: skip
def test_what_people_write_is_read(text: str, measure: str, parts: int) -> None:
    assert quantities.parse(text, measure) == parts


@pytest.mark.parametrize("measure", Measure.values)
@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "-1", "−2", "🙂", "1🙂", "deux", "1e9", "9" * 12, "9" * 400, "1.250", "1,250", "1,2,3", "1..5",
     "nan", "inf", "٣", "²", "１", "1,,", ",", "1 250,000 000", "0x10", "1_000", "\x00", "1h75", "--1", "1-1"],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_with_a_sentence(text: str, measure: str) -> None:
    with pytest.raises(Refused) as refusal:
        quantities.parse(text, measure)
    assert str(refusal.value.sentence).endswith(".")


@pytest.mark.parametrize(
    ("text", "measure", "parts"),
    [("1.250", "days", None), ("1.250", "turnover", 125_000), ("1.250,5", "turnover", 125_050), ("12,5", "days", 1250)],
)
def test_in_a_file_of_commas_a_point_groups_thousands(text: str, measure: str, parts: int | None) -> None:
    if parts is None:
        with pytest.raises(Refused):
            quantities.parse(text, measure, decimal=",")
    else:
        assert quantities.parse(text, measure, decimal=",") == parts


@pytest.mark.parametrize(
    ("text", "marks"),
    [("12", ""), ("2,5", ","), ("2.5", "."), ("1.250", ".,"), ("1,250", ".,"), ("1.250,5", ","), ("1,250.5", "."),
     ("1.250.000", ","), ("1 250,00 €", ","), ("", "")],
)  # fmt: skip
def test_a_number_tells_which_sign_marks_its_decimals(text: str, marks: str) -> None:
    assert quantities.marks_of(text) == set(marks)


@pytest.mark.parametrize(
    ("quantity", "measure", "said"),
    [
        (250, "days", "2,5 jours"), (50, "days", "0,5 jour"), (125, "days", "1,25 jour"), (300, "days", "3 jours"),
        (-100, "days", "−1 jour"), (90, "hours", "1 h 30"), (45, "hours", "45 min"), (120, "hours", "2 h"),
        (65, "hours", "1 h 05"), (1, "points", "1 point"), (12, "points", "12 points"),
        (125_050, "turnover", "1 250,50 €"),
        (-500, "expenses", "−5 €"),
    ],
)  # fmt: skip
def test_quantities_are_said_as_one_says_them(quantity: int, measure: str, said: str) -> None:
    heard = quantities.say(quantity, measure).replace("\xa0", " ").replace("\u202f", " ")
    assert heard == said


@given(some.integers(1, 3000), some.sampled_from(["days", "points", "turnover", "expenses"]))
def test_what_is_written_is_read_again(quantity: int, measure: str) -> None:
    assert quantities.parse(quantities.written(quantity, measure), measure) == quantity
    assert quantities.parse(quantities.say(quantity, measure), measure) == quantity


@given(some.integers(1, 3000))
def test_hours_said_are_read_again_to_the_minute(minutes: int) -> None:
    assert quantities.parse(quantities.say(minutes, "hours"), "hours") == minutes
    assert quantities.parse(quantities.written(minutes, "hours"), "hours") == minutes


@given(some.text(max_size=40), some.sampled_from(Measure.values))
def test_any_text_is_read_or_refused_in_words(text: str, measure: str) -> None:
    with contextlib.suppress(Refused):
        assert 0 < quantities.parse(text, measure) <= quantities.MOST[Measure(measure)]
