"""What an offer and a need have in common, and when it is worth saying."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.exchange.offer_matches import Side, likeness, stems_of

NATURES = st.sampled_from(["material", "skill", "time", "place", "lead"])
WORDS = st.text(alphabet="abcdeéèsrtn '’.,", max_size=60)


@pytest.mark.parametrize(
    ("one", "other", "is_enough"),
    [
        (("Des vidéoprojecteurs", "material"), ("Je cherche un vidéoprojecteur", "material"), True),
        (("Un vidéoprojecteur", "material"), ("Apprendre à régler un vidéoprojecteur", "skill"), False),
        (("Régler un vidéoprojecteur", "skill"), ("Vidéoprojecteur à régler", "material"), True),
        # What everybody says when they ask or offer brings nobody together.
        (("Je cherche une perceuse, merci", "material"), ("Je cherche une salle, merci", "material"), False),
        (("Besoin d’aide deux heures samedi matin", "time"), ("Disponible deux heures le matin", "time"), False),
        (("Apprendre à coudre", "skill"), ("Apprendre à souder", "skill"), False),
        # How it is taught, or when, says nothing of what.
        (("Cours d’espagnol", "skill"), ("Cours d’anglais", "skill"), False),
        (("Un atelier de couture", "skill"), ("Atelier : souder", "skill"), False),
        (("Garder un enfant en décembre", "time"), ("Déménager en décembre, un week-end", "time"), False),
        (("Cours de guitare", "skill"), ("J’aimerais apprendre la guitare", "skill"), True),
        (("", "time"), ("", "time"), False),
    ],
)
def test_what_is_said_to_go_together(one: tuple[str, str], other: tuple[str, str], is_enough: bool) -> None:
    assert likeness(Side(*one), Side(*other)).is_enough is is_enough


def test_reasons_quote_the_words_as_they_were_written() -> None:
    shared = likeness(
        Side("L’exposition, vingt panneaux", "place", "Béthune"), Side("Panneau d’exposition", "place", "bethune")
    )
    assert (shared.words, shared.is_same_place) == (("exposition", "panneaux"), True)


@given(WORDS, WORDS, NATURES, NATURES)
def test_it_goes_both_ways_and_follows_the_stems(one: str, other: str, first: str, second: str) -> None:
    there, back = likeness(Side(one, first), Side(other, second)), likeness(Side(other, second), Side(one, first))
    assert there.is_enough is back.is_enough
    assert there.count == back.count == len(set(stems_of(one)) & set(stems_of(other)))
    assert bool(there.words) is bool(there.count)
