"""Guessing a CPV branch from words."""

import pytest

from commun.algo.matching import CpvPredictor, NoticeFeatures, NoticeIndex
from commun.algo.matching.divisions import DIVISIONS

EXAMPLES = [
    ("Travaux de maçonnerie de l’école", "45262522-6"),
    ("Réfection de la toiture, travaux de couverture", "45261000"),
    ("Nettoyage des vitres et des locaux", "90911300"),
    ("Collecte des déchets ménagers", "90511000"),
    ("Formation des élus au numérique", "80500000"),
    ("Formation professionnelle des agents", "80530000"),
]


def test_a_branch_is_guessed_from_examples_and_sums_to_one() -> None:
    predictor = CpvPredictor(EXAMPLES, DIVISIONS)
    guesses = predictor.estimate(["Travaux de toiture de la mairie", "Formation des agents", ""])
    assert [group[0].code for group in guesses[:2]] == ["45000000", "80000000"]
    assert guesses[2] == ()
    assert predictor.shares(["n’importe quoi"]).sum() == pytest.approx(1.0)


def test_labels_alone_teach_a_division_never_seen_in_examples() -> None:
    predictor = CpvPredictor(EXAMPLES, DIVISIONS)
    assert predictor.estimate(["machines agricoles"])[0][0].code == "16000000"
    assert CpvPredictor([], DIVISIONS).estimate(["services d’architecture"])[0][0].code == "71000000"


def test_too_little_to_learn_is_said_clearly() -> None:
    with pytest.raises(ValueError, match="Two CPV divisions"):
        CpvPredictor(EXAMPLES[:2], {})


def test_only_notices_without_cpv_are_estimated() -> None:
    notices = [NoticeFeatures("a", "Travaux de toiture", cpv=("45261000",)), NoticeFeatures("b", "Travaux de toiture")]
    index = NoticeIndex(notices, predictor=CpvPredictor(EXAMPLES, DIVISIONS))
    assert index.estimates[0] == ()
    assert index.estimates[1][0].code == "45000000"
    assert len(DIVISIONS) == 45
