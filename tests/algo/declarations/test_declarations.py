"""DC1, DC2, DC4: every section, filled from what is known, never signed, never invented (B7)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.declarations import (
    TO_FILL,
    Box,
    Contract,
    Field,
    Form,
    Grid,
    Member,
    Party,
    Share,
    Sheet,
    Subcontract,
    dc1,
    dc2,
    dc4,
    gaps,
    signatures,
)
from commun.algo.declarations.sheets import spaced

LEAD = Party(
    "Les Artisans du lien", "732829320", "SCOP à responsabilité limitée", "12 rue de l’Été", "35000", "Rennes",
    "contact@exemple.test", "0299000000", "Claire Le Gall", "gérante", 42, True,
    ((2024, 80_000_000), (2025, 91_234_560)), "RC pro, contrat 123",
    ("Concertation de Vitré, 2025",), ("Salle de 40 places",),
)  # fmt: skip
OTHER, HELP = Party("Boussole", "552100554"), Party("Studio", "404833048", headcount=2)
CONTRACT = Contract(
    "Ville de Rennes", "Concertation citoyenne", "2026-DP-014", "Place de la Mairie", (("2", "Ateliers"),)
)
MEMBERS = (
    Member(LEAD, (Share("Conduite", 1_200_000), Share("Bilan", 50_060))),
    Member(OTHER, (Share("Ateliers", 800_000),)),
)
WORK = Subcontract(HELP, LEAD, (Share("Graphisme", 150_000),), 6, False)


def words_of(sheet: Sheet) -> str:
    parts = [part for section in sheet.sections for part in section.parts]
    cells = [cell for part in parts if isinstance(part, Grid) for row in part.rows for cell in row]
    return " | ".join([*cells, *(part.value for part in parts if isinstance(part, Field))])


def ticked(sheet: Sheet, letter: str) -> list[str]:
    (section,) = [each for each in sheet.sections if each.letter == letter]
    return [part.text for part in section.parts if isinstance(part, Box) and part.is_ticked]


@pytest.mark.parametrize(
    ("sheet", "last"),
    [(dc1(CONTRACT, Form.JOINT, MEMBERS), "G"), (dc2(CONTRACT, LEAD, (OTHER,)), "H"), (dc4(CONTRACT, WORK), "M")],
    ids=["DC1", "DC2", "DC4"],
)
def test_every_section_is_there_in_order_and_none_is_empty(sheet: Sheet, last: str) -> None:
    assert "".join(each.letter for each in sheet.sections) == string.ascii_uppercase[: ord(last) - ord("A") + 1]
    assert all(each.title and each.parts for each in sheet.sections)


def test_the_letter_says_the_form_the_shares_and_who_leads() -> None:
    sheet = dc1(CONTRACT, Form.JOINT_SOLIDARY_LEAD, MEMBERS)
    assert ticked(sheet, "D") == ["Le candidat est un groupement conjoint", "dont le mandataire est solidaire"]
    assert ticked(sheet, "C") == ["pour les lots suivants"]
    (grid,) = [part for part in sheet.sections[4].parts if isinstance(part, Grid)]
    assert [row[0] for row in grid.rows] == ["Les Artisans du lien", "Boussole"]
    assert grid.rows[0][2:] == ("Conduite ; Bilan", "12\u202f500,60\u00a0€")
    assert "Les Artisans du lien" in str(sheet.sections[6].parts)
    alone = dc1(CONTRACT, Form.SOLE, MEMBERS[:1])
    assert ticked(alone, "D") == ["Le candidat se présente seul"]
    assert "Sans objet" in str(alone.sections[6].parts)
    with pytest.raises(ValueError, match="candidate"):
        dc1(CONTRACT, Form.SOLE, ())


def test_the_declarations_say_turnover_duration_and_price() -> None:
    assert "912\u202f345,60\u00a0€" in words_of(dc2(CONTRACT, LEAD))
    told = words_of(dc4(CONTRACT, WORK))
    assert "6 mois" in told
    assert "1\u202f500,00\u00a0€" in told
    assert "404\u00a0833\u00a0048" in told


def test_the_list_of_signatures_names_who_signs_what_and_signs_nothing() -> None:
    sheet = signatures(CONTRACT, [LEAD, OTHER], [HELP])
    rows = [row for section in sheet.sections for part in section.parts if isinstance(part, Grid) for row in part.rows]
    people, papers = rows[:3], rows[3:]
    assert people[0] == ("Les Artisans du lien", spaced("732829320"), "Claire Le Gall", "gérante")
    assert people[1][2:] == (TO_FILL, TO_FILL)
    assert [(paper, who.rpartition(", ")[2]) for paper, who, _on in papers if "engagement" not in paper] == [
        ("Habilitation donnée au mandataire", "Boussole"), ("DC4 de Studio", "Studio"),
        ("DC4 de Studio", "Les Artisans du lien"),
    ]  # fmt: skip
    assert {signed for _paper, _who, signed in papers} == {""}
    # Nobody leads: everybody has to enable whoever will; alone, there is nobody to enable.
    said = words_of(signatures(CONTRACT, [LEAD, OTHER], [], is_led=False))
    assert said.count("Habilitation") == 2
    assert "Habilitation" not in words_of(signatures(CONTRACT, [LEAD], [HELP]))


def test_what_is_not_known_is_named_and_no_declaration_is_made_for_anybody() -> None:
    missing = {(gap.letter, gap.name) for gap in gaps(dc2(CONTRACT, OTHER))}
    assert {("C", "Adresse électronique"), ("E", "Chiffre d’affaires HT"), ("E", "Assurance")} <= missing
    assert ("F", "Durée des prestations sous-traitées") in {
        (gap.letter, gap.name) for gap in gaps(dc4(CONTRACT, Subcontract(HELP, LEAD)))
    }
    for sheet in (dc1(CONTRACT, Form.JOINT, MEMBERS), dc4(CONTRACT, WORK)):
        honour = [
            part for section in sheet.sections for part in section.parts
            if isinstance(part, Box) and "déclaration" in part.text and "acte" not in part.text
        ]  # fmt: skip
        assert honour
        assert {box.is_ticked for box in honour} == {None}
        # Nobody's name stands where one signs.
        assert not any("Claire" in str(part) for part in sheet.sections[-2].parts if sheet.code == "DC4")


@given(st.text(max_size=40), st.integers(0, 10**12), st.integers(0, 9))
def test_any_words_and_amounts_make_a_sheet(words: str, cents: int, count: int) -> None:
    shares = tuple(Share(words, cents) for _each in range(count))
    party = Party(words, "732829320", references=(words,) * count)
    for sheet in (
        dc1(Contract(words, words), Form.SOLIDARY, (Member(party, shares), Member(OTHER))),
        dc2(CONTRACT, party),
        dc4(CONTRACT, Subcontract(party, LEAD, shares)),
    ):
        assert sheet.sections
        assert all(gap.letter <= sheet.sections[-1].letter for gap in gaps(sheet))
