"""How much a file weighs is said in units that people know."""

import pytest
from django.utils import translation

from commun.core.sizes import size

FRENCH = {
    0: "0 o",
    999: "999 o",
    1_000: "1 ko",
    425_882: "425,9 ko",
    999_950: "1 Mo",
    28_600_000: "28,6 Mo",
    3_210_000_000: "3,2 Go",
    9_999_999_999_999_999: "10000 To",
}


@pytest.mark.parametrize("octets", FRENCH)
def test_a_size_is_said_in_decimal_units_of_the_language(octets: int) -> None:
    assert size(octets) == FRENCH[octets].replace(" ", "\u00a0")


def test_a_size_in_english() -> None:
    with translation.override("en"):
        assert [size(each) for each in (12, 28_600_000)] == ["12\u00a0bytes", "28.6\u00a0MB"]
