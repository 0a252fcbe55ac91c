"""Official codes: a wrong figure is seen, the lists are whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core import codes

SIRENS = ["552081317", "732829320", "356000000", "443061841"]


@pytest.mark.parametrize("siren", SIRENS)
def test_real_sirens_are_right(siren: str) -> None:
    assert codes.is_siren(siren)


@pytest.mark.parametrize("text", ["", "0" * 9, "55208131", "5520813177", "55208131a", "٥٥٢٠٨١٣١٧", "552 081 317", "🌱"])
def test_what_is_not_nine_figures_is_not_a_siren(text: str) -> None:
    assert not codes.is_siren(text)


@given(st.sampled_from(SIRENS), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_figure_is_always_seen(siren: str, place: int, step: int) -> None:
    wrong = siren[:place] + str((int(siren[place]) + step) % 10) + siren[place + 1 :]
    assert not codes.is_siren(wrong)


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    assert codes.is_siren(codes.clean_siren(text)) in {True, False}
    assert codes.is_siret(text) in {True, False}


def test_a_siren_may_be_written_with_spaces_dots_or_dashes() -> None:
    for text in ("552 081 317", "552\u202f081\u00a0317", "552.081.317", "552-081-317", " 552081317\n"):
        assert codes.clean_siren(text) == "552081317"
    assert codes.spaced_siren("552081317") == "552\u202f081\u202f317"


@pytest.mark.parametrize(
    ("siret", "expected"),
    [
        ("73282932000074", True),
        ("73282932000075", False),
        # La Poste: its head office follows Luhn, its other establishments add up to a multiple of five.
        ("35600000000048", True),
        ("35600000049837", True),
        ("35600000049838", False),
        ("73282932000", False),
    ],
)
def test_sirets(siret: str, expected: bool) -> None:
    assert codes.is_siret(siret) is expected


def test_cpv_branches_are_whole_and_every_group_has_its_division() -> None:
    branches = codes.cpv_branches()
    divisions = [prefix for prefix in branches if len(prefix) == 2]
    assert len(divisions) == 45
    assert all(prefix[:2] in branches for prefix in branches)
    assert all(french and english for french, english in branches.values())


def test_the_label_of_a_code_is_the_nearest_branch() -> None:
    assert codes.cpv_label("79411000") == codes.cpv_label("794")
    assert codes.cpv_label("79", "en").startswith("Business services")
    assert codes.cpv_label("zz") == ""


def test_places_are_those_of_the_notices() -> None:
    assert codes.DEPARTEMENTS["2A"].region.name == codes.REGIONS["94"].name == "Corse"
