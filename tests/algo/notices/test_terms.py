"""A price ceiling and the references asked, read in the words of a notice."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.notices.terms import MOST, Kind, terms


@pytest.mark.parametrize(
    ("text", "cents", "has_tax"),
    [
        ("Le montant maximum du marché est de 80 000 € HT.", 8_000_000, False),
        ("accord-cadre d'un montant maximum de 1 370 000.00 euro(s) HT et d'une durée de 4 ans", 137_000_000, False),
        ("Budget plafonné à 45 000,50 euros TTC", 4_500_050, True),
        ("L’offre de prix ne pourra excéder 90 k€ hors taxes", 9_000_000, False),
        ("Enveloppe prévisionnelle : 25.000 EUR", 2_500_000, None),
        ("Budget : 25 000 € (T.T.C.)", 2_500_000, True),
        ("Montant maximum HT : 25 000 €, les prix TTC seront joints", 2_500_000, False),
        ("Plafond de 25 000 €, hors taxes", 2_500_000, False),
        ("Plafond de 25 000 euros. Les htels sont en sus", 2_500_000, None),
    ],
)
def test_a_ceiling_is_read_in_cents_with_its_tax(text: str, cents: int, has_tax: bool | None) -> None:
    assert [(one.kind, one.cents, one.has_tax) for one in terms(text)] == [(Kind.CEILING, cents, has_tax)]


@pytest.mark.parametrize(
    "text",
    [
        "L'enveloppe financière affectée aux travaux est de 4 400 000 EUR HT",
        "un montant maximum annuel de 300 000 euro(s) HT",
        "Une avance plafonnée à 5 000 euros est versée",
        "Chiffre d'affaires annuel maximum de 100 000 €",
        "faux plafonds de 2 500 mètres", "Numéro de référence : 2026-12 ans", "Référence de l'avis : 3", "",
    ],
)  # fmt: skip
def test_amounts_and_numbers_of_something_else_are_not_read(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    ("text", "count", "years", "subject"),
    [
        ("Présenter trois références similaires de moins de trois ans.", 3, 3, ""),
        ("Au moins 2 références en concertation citoyenne au cours des 5 dernières années", 2, 5,
         "concertation citoyenne"),
        ("Liste des principaux services effectués au cours des trois dernières années", 0, 3, ""),
        ("Références exigées dans le domaine de l'évaluation de politiques publiques, avec attestation", 0, 0,
         "évaluation de politiques publiques"),
    ],
)  # fmt: skip
def test_references_are_read_with_how_many_over_how_long_and_in_what(
    text: str, count: int, years: int, subject: str
) -> None:
    assert [(one.kind, one.count, one.years, one.subject) for one in terms(text)] == [
        (Kind.REFERENCES, count, years, subject)
    ]


def test_each_lot_has_its_own_ceiling_and_the_first_one_read_holds() -> None:
    lots = [("1", "Plafond : 10 000 € HT. Montant maximum de 12 000 € HT."), ("2", "Montant maximum : 20 000 € HT")]
    assert [(one.lot, one.cents) for one in terms("Étude", lots)] == [("1", 1_000_000), ("2", 2_000_000)]
    whole = terms("Montant maximum : 20 000 € HT", lots)
    # Lot 2 says again what the notice says; lot 1 says something else.
    assert [(one.lot, one.cents) for one in whole] == [("", 2_000_000), ("1", 1_000_000)]


def test_a_quote_is_made_of_whole_words() -> None:
    before = "Diagnostics en marchant, réunions dans trois quartiers prioritaires, évaluation à mi-parcours"
    text = f"{before}, puis le montant maximum est de 52 000 € HT et rien d’autre que cela pour les deux années"
    quote = terms(text)[0].quote
    assert "52 000 € HT" in quote
    assert len(quote) < len(text)
    assert set(quote.split()) <= set(text.replace("’", "'").split())


@given(st.text(max_size=400), st.lists(st.tuples(st.text(max_size=3), st.text(max_size=100)), max_size=3))
def test_any_text_is_read_the_same_twice_and_every_figure_is_believable(text: str, lots: list[tuple[str, str]]) -> None:
    found = terms(text, lots)
    assert found == terms(text, lots)
    assert len(found) <= MOST
    assert all(one.cents > 0 if one.kind is Kind.CEILING else 0 <= one.years <= 20 for one in found)


@pytest.mark.real_clock
def test_a_text_made_to_be_slow_is_not() -> None:
    start = time.perf_counter()
    for piece in ("montant ", "prix 1 ", "trois references en ", "maximum 1 1 1 1 "):
        terms(piece * 8_000)
    assert time.perf_counter() - start < 2
