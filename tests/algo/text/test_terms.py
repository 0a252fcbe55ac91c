"""Folding, inclusive spellings, search and alphabetical order."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.text import (
    LostAccents,
    as_tsvector,
    fold,
    mend,
    parse_query,
    search_terms,
    sort_key,
    stems,
)

PROBES = Path(__file__).resolve().parents[4] / "shared" / "data" / "search" / "probes.csv"
PAIRS = {
    "rice": ("eur", "rice", "acteur facilitateur coopérateur directeur animateur formateur médiateur auteur"),
    "se": ("eur", "euse", "travailleur chercheur chômeur vendeur coiffeur"),
    "euse": ("eur", "euse", "entrepreneur travailleur chercheur"),
    "e": ("", "e", "adhérent salarié élu client associé étudiant habitant chargé délégué entrepreneur"),
    "ne": ("n", "nne", "citoyen lycéen technicien comédien"),
    "le": ("l", "lle", "professionnel intermittent-el individuel"),
    "ère": ("er", "ère", "conseiller ouvrier usager boulanger"),
    "ve": ("f", "ve", "créatif actif sportif"),
}
FORMS = [
    (masculine, masculine[: len(masculine) - len(cut)] + put, ending)
    for ending, (cut, put, words) in PAIRS.items()
    for masculine in words.split()
    if "-" not in masculine
]


def finds(query: str, text: str) -> bool:
    return parse_query(query).matches(text)


@pytest.mark.skipif(not PROBES.exists(), reason="the shared data folder is not here")
def test_every_shared_probe_is_answered() -> None:
    with PROBES.open(encoding="utf-8", newline="") as rows:
        wrong = [row for row in csv.DictReader(rows) if finds(row["query"], row["text"]) != (row["matches"] == "1")]
    assert wrong == []


@given(
    st.sampled_from(FORMS),
    st.sampled_from(["{w}.{e}", "{w}.{e}.s", "{w}·{e}·s", "{w}•{e}s", "{w}({e})", "{w}({e})s", "{w}-{e}-s"]),
    st.sampled_from(["les {} du lieu", "« {} », dit-on", "({})", "d’{}.", "{}"]),
)
def test_both_genders_find_any_inclusive_spelling(form: tuple[str, str, str], mould: str, around: str) -> None:
    masculine, feminine, ending = form
    text = around.format(mould.format(w=masculine, e=ending))
    for word in (masculine, feminine, masculine + "s", feminine + "s", fold(feminine), feminine.upper()):
        assert finds(word, text), (word, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tou.te.s", "tous toutes toute"),
        ("eux.elles", "eux elles"),
        ("chef.fe.s", "chef cheffe chefs cheffes"),
        ("nouveaux.elles", "nouveaux nouvelles nouveau nouvelle"),
        ("chacun.e", "chacun chacune"),
        ("un.e", "un une"),
        ("directeur/trice", "directeur directrice"),
        ("artiste-auteur·rice·s", "artiste auteur autrice"),
        ("local·ale", "local locale"),
        ("client(s)", "client clients"),
    ],
)
def test_listed_inclusive_spellings_give_their_words(text: str, words: str) -> None:
    assert [word for word in words.split() if not finds(word, text)] == []


@given(
    st.sampled_from(["www.{}.fr", "{}.example.org", "https://{}.coop/page.html", "prenom.{}@exemple.fr", "{}@a.coop"]),
    st.sampled_from(["acteur", "site", "hypotheses", "mairie", "lieu"]),
)
def test_addresses_stay_whole(mould: str, word: str) -> None:
    assert not finds(word, f"écrire à {mould.format(word)} avant midi")
    assert finds("midi", f"écrire à {mould.format(word)} avant midi")


@given(st.text(max_size=60))
def test_no_text_breaks_and_every_text_finds_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(isinstance(term, str) and term for term in search_terms(text) + stems(text))
    assert isinstance(sort_key(text), str)
    query = parse_query(text.replace("-", " ").replace('"', " ").replace("«", " "))
    assert query.matches(text.replace("-", " ").replace('"', " ").replace("«", " "))
    as_tsvector([(text, "A"), (text, "C")])


def test_typography_does_not_matter() -> None:
    assert finds("facilitateur", "la facilita-\nteur")
    assert finds("coopérative", "coopé\u00adrative")
    assert finds("association", "l’association")
    assert mend("aujourd’hui\u202f!") == "aujourd'hui !"
    assert fold("Œuvre, Æthelred") == "oeuvre, aethelred"


def test_quotes_ask_for_neighbours_and_a_minus_refuses() -> None:
    assert finds('"appel d\'offres"', "un appel d’offres ouvert")
    assert not finds('"appel d\'offres"', "offres sur appel")
    assert not finds("emploi -stage", "emploi ou stage")
    assert parse_query('"acteurs locaux" -stage').as_tsquery() == "('acteur' <-> 'local') & !'stag'"
    assert as_tsvector([("Acteurs locaux", "A"), ("L’acteur", "C")]) == "'acteur':1A,4C 'local':2A"


def test_an_endless_word_is_left_out_and_the_others_stay() -> None:
    assert "'mot'" in as_tsvector([("a" * 3000 + " mot", "A")])
    assert len(as_tsvector([("é" * 3000 + " mot", "A")])) < 100


def test_french_alphabetical_order() -> None:
    names = ["Zoé", "œuf", "été", "etage", "côté", "coté", "côte", "cote", "Éric", "eric", "Le Mans", "Lebrun"]
    assert sorted(names, key=sort_key) == (
        ["cote", "côte", "coté", "côté", "eric", "Éric", "etage", "été", "Le Mans", "Lebrun", "œuf", "Zoé"]
    )


def test_lost_accents_are_found_again() -> None:
    mender = LostAccents(["Rénovation énergétique d’un hôtel"])
    assert mender.repair("r\ufffdnovation de l\ufffdh\ufffdtel") == "renovation de l'hotel"
    assert mender.repair("z\ufffdro") == "zero"


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("b\ufffdtiment", "batiment"),  # met without accents only
        ("l\ufffdentreprise d\ufffd\ufffdtanch\ufffdit\ufffd", "l'entreprise d'etancheite"),
        ("\ufffdtravaux\ufffd", "travaux"),
        ("b\ufffdb\ufffd", "bebe"),  # never met
        ("\ufffd", "\ufffd"),
    ],
)
def test_damaged_words_are_found_in_capitals_elisions_and_quotations(damaged: str, whole: str) -> None:
    mender = LostAccents(["BATIMENT", "travaux d’étanchéité de l’entreprise"])
    assert mender.repair(damaged) == whole


def test_stems_are_fast_enough_for_a_day_of_titles() -> None:
    titles = [
        f"Étude n° {number % 997} relative à la restauration collective des élus de la commune"
        for number in range(5000)
    ]
    stems(" ".join(titles))
    start = time.process_time()
    for title in titles:
        stems(title)
    assert len(titles) / (time.process_time() - start) > 20_000


def test_a_link_typed_between_words_is_not_asked_for_unless_it_is_alone() -> None:
    assert parse_query("emploi de jardin").as_tsquery() == parse_query("emploi jardin").as_tsquery()
    assert parse_query("de").groups


PLURALS = """
    lieu lieux, milieu milieux, enjeu enjeux, jeu jeux, vœu vœux, aveu aveux, tuyau tuyaux, noyau noyaux,
    matériau matériaux, bail baux, vitrail vitraux, œil yeux, local locaux, réseau réseaux, journal journaux
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in PLURALS.split(",")])
def test_plurals_that_the_ending_does_not_tell_do_not_matter(pair: list[str]) -> None:
    one, many = pair
    assert finds(one, f"Les {many} du groupe")
    assert finds(many, f"Un {one} à nous")
    assert finds(many.upper(), f"Un tiers-{one}")


def test_words_that_only_look_like_plurals_stay_apart() -> None:
    for word, other in (("email", "émaux"), ("travail", "travaux"), ("ce", "ceux"), ("précis", "précieux")):
        assert not finds(word, other)
