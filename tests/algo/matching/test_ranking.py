"""What ranking promises: reasons in the member's words, nothing hidden, ties that always fall the same way."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.matching import (
    ALGORITHM,
    Estimate,
    Gap,
    NoticeFeatures,
    NoticeIndex,
    Profile,
    Reason,
    Weights,
    cover,
    rank,
    rank_profiles,
)
from commun.algo.matching.ranking import best
from commun.algo.matching.scoring import combined

NOTICES = [
    NoticeFeatures(
        "n1", "Animation d’une concertation sur le projet urbain", cpv=("79411000-8",), departements=("69",)
    ),
    NoticeFeatures("n2", "Restauration collective : étude sur l’approvisionnement local", departements=("38",)),
    NoticeFeatures("n3", "Travaux de couverture de l’école", cpv=("45260000",), departements=("13",)),
    NoticeFeatures("n4", "Mission de concertation citoyenne, budget participatif", departements=("29",)),
    NoticeFeatures("n5", "Nettoyage des locaux de la mairie", cpv=("90910000",), departements=("69",)),
]
ALICE = Profile(
    "alice",
    label="Concertation",
    keywords=("concertation", "budget participatif"),
    statement="J’anime des démarches avec les habitants.",
    cpv_prefixes=("794",),
    departements=("69",),
)
WORDS = ["concertation", "école", "budget", "toiture", "repas", "mairie", "étude", "projet", "nettoyage", "eau"]


def lines(profile: Profile, notices: list[NoticeFeatures] = NOTICES, top: int = 20) -> list[str]:
    return [line.key for line in rank(NoticeIndex(notices), [profile], top)[profile.key]]


def test_the_notice_that_fits_by_words_branch_and_place_comes_first_with_its_reasons() -> None:
    first = rank(NoticeIndex(NOTICES), [ALICE])["alice"][0]
    assert first.key == "n1"
    assert Reason("terms", "concertation", 1.0) in first.reasons
    assert [reason.text for reason in first.reasons if reason.side == "cpv"] == ["79400000"]
    assert [reason.text for reason in first.reasons if reason.side == "place"] == ["69"]
    assert ALGORITHM == "matching/2"


def test_nothing_is_hidden_even_what_has_nothing_in_common() -> None:
    assert sorted(lines(ALICE)) == ["n1", "n2", "n3", "n4", "n5"]


def test_a_place_elsewhere_and_an_unnamed_branch_are_told_as_gaps() -> None:
    by_key = {line.key: line for line in rank(NoticeIndex(NOTICES), [ALICE])["alice"]}
    assert by_key["n3"].gaps == (Gap("cpv", "45260000"), Gap("place", "13"))
    assert Reason("place", "38", 0.515) in by_key["n2"].reasons


def test_a_keyword_written_twice_is_one_reason() -> None:
    twice = Profile("t", keywords=("budget participatif", "Budget-Participatif", "concertation", "Concertation"))
    line = next(line for line in rank(NoticeIndex(NOTICES), [twice])["t"] if line.key == "n4")
    assert [reason.text for reason in line.reasons if reason.side == "terms"] == ["budget participatif", "concertation"]


def test_a_remote_profile_has_neither_place_reasons_nor_place_gaps() -> None:
    remote = Profile("r", keywords=("concertation",), departements=("69",), is_remote=True)
    sides = [side.side for line in rank(NoticeIndex(NOTICES), [remote])["r"] for side in (*line.reasons, *line.gaps)]
    assert "place" not in sides


def test_a_refused_word_sends_a_notice_down_and_says_so() -> None:
    refusing = Profile("r", keywords=("concertation",), negative_words=("projet urbain",))
    found = rank(NoticeIndex(NOTICES), [refusing])["r"]
    assert [line.key for line in found][0] == "n4"
    assert [line.key for line in found][-1] == "n1"
    assert Gap("negative", "projet urbain") in found[-1].gaps


def test_an_estimated_branch_is_marked_as_such() -> None:
    index = NoticeIndex(NOTICES, estimates={"n4": (Estimate("79000000", 0.8), Estimate("45000000", 0.1))})
    line = next(line for line in rank(index, [ALICE])["alice"] if line.key == "n4")
    reason = next(reason for reason in line.reasons if reason.side == "cpv")
    assert (reason.text, reason.is_estimated) == ("79000000", True)


def test_a_real_branch_is_never_replaced_by_an_estimate() -> None:
    index = NoticeIndex(NOTICES, estimates={"n3": (Estimate("79000000", 1.0),)})
    assert index.branches.codes[index.position["n3"]] == ("4526",)
    assert index.estimates[index.position["n3"]] == ()


def test_hidden_notices_move_their_like_down_but_not_the_members_own_words() -> None:
    plain = Profile("p", keywords=("étude",), statement="mairie école")
    hidden = Profile("p", keywords=("étude",), statement="mairie école", less_of=("nettoyage mairie",) * 3)
    before, after = [rank(NoticeIndex(NOTICES), [one])["p"] for one in (plain, hidden)]
    assert [line.key for line in before].index("n5") < [line.key for line in after].index("n5")
    stubborn = Profile("p", keywords=("nettoyage",), less_of=("nettoyage",))
    assert lines(stubborn)[0] == "n5"


def test_each_signal_is_standardised_before_it_is_added() -> None:
    """A signal written on another scale, or with another zero, changes nothing."""
    chance = np.random.default_rng(7)
    names = ("title_bm25", "title_cosine", "body_bm25", "body_cosine", "phrase", "cpv", "place")
    signals = {name: chance.random((2, 9)) for name in names} | {"refused": np.zeros((2, 9))}
    told = combined(signals, Weights())
    for name in names:
        assert combined(signals | {name: 1000 * signals[name] + 5}, Weights()) == pytest.approx(told), name
    assert combined({name: np.ones((1, 4)) for name in signals}, Weights()).tolist() == [[-3.0] * 4]


@pytest.mark.parametrize(
    ("far", "near", "guessed"),
    [
        ({"cpv": ("45000000",)}, {"cpv": ("79000000",)}, {}),
        ({"cpv": ("79990000",)}, {"cpv": ("79410000",)}, {}),
        ({}, {}, {"a": (Estimate("45000000", 0.9),), "b": (Estimate("79000000", 0.9),)}),
        ({"departements": ("13",)}, {"departements": ("69",)}, {}),
    ],
    ids=["branch", "deeper branch", "guessed branch", "place"],
)
def test_of_two_notices_that_say_the_same_the_nearer_comes_first(
    far: dict[str, tuple[str, ...]], near: dict[str, tuple[str, ...]], guessed: dict[str, tuple[Estimate, ...]]
) -> None:
    """Equal scores would go to « a »: its key is the first."""
    alike = [NoticeFeatures(key, "Mission d’appui", **fields) for key, fields in (("a", far), ("b", near))]
    profile = Profile("p", keywords=("mission",), cpv_prefixes=("7941",), departements=("69",))
    found = rank(NoticeIndex([*alike, *NOTICES], estimates=guessed), [profile])["p"]
    assert [line.key for line in found if line.key in {"a", "b"}] == ["b", "a"]


def test_kept_notices_move_their_like_up() -> None:
    plain = Profile("p", keywords=("étude",), statement="mairie école")
    kept = Profile("p", keywords=("étude",), statement="mairie école", more_of=("budget participatif",) * 3)
    before, after = [rank(NoticeIndex(NOTICES), [one])["p"] for one in (plain, kept)]
    assert [line.key for line in before].index("n4") > [line.key for line in after].index("n4")


def test_whole_phrases_in_a_row_are_worth_more() -> None:
    apart = NoticeFeatures("a", "Schéma numérique pour une stratégie de territoire")
    together = NoticeFeatures("b", "Schéma de territoire pour une stratégie numérique")
    profile = Profile("p", keywords=("stratégie numérique",))
    assert lines(profile, [apart, together, *NOTICES])[:2] == ["b", "a"]


def test_the_inverse_ranking_names_who_could_answer() -> None:
    roofer = Profile("roofer", keywords=("couverture", "toiture"), cpv_prefixes=("4526",))
    found = rank_profiles(NoticeIndex(NOTICES), [roofer, ALICE], ["n3", "n4"])
    assert [line.key for line in found["n3"]] == ["roofer", "alice"]
    assert [line.key for line in found["n4"]][0] == "alice"


def test_a_group_knows_which_needs_nobody_covers() -> None:
    found = cover(NoticeIndex(NOTICES), [ALICE], ["n1", "n3", "n4"])
    assert sorted(found.covered) == ["n1", "n4"]
    assert found.uncovered == ("n3",)


def test_a_refused_word_covers_nothing() -> None:
    refusing = Profile("r", keywords=("concertation",), negative_words=("urbain",))
    assert cover(NoticeIndex(NOTICES), [refusing], ["n1"]).uncovered == ("n1",)


def test_empty_profiles_and_empty_indexes_are_answered() -> None:
    assert rank(NoticeIndex([]), [ALICE]) == {"alice": []}
    assert rank(NoticeIndex(NOTICES), []) == {}
    assert lines(Profile("empty")) == ["n1", "n2", "n3", "n4", "n5"]
    assert len(lines(ALICE, [NoticeFeatures("x", ""), NoticeFeatures("y", "!!")])) == 2


drawn = st.builds(
    NoticeFeatures,
    key=st.uuids().map(str),
    title=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    cpv=st.lists(st.sampled_from(["79411000", "45000000", "90910000-9", "7", "abc"]), max_size=2).map(tuple),
    departements=st.lists(st.sampled_from(["69", "2A", "971", "00"]), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(drawn, max_size=12, unique_by=lambda notice: notice.key), st.randoms(use_true_random=False))
def test_the_order_of_the_notices_changes_nothing(notices: list[NoticeFeatures], rng: random.Random) -> None:
    shuffled = list(notices)
    rng.shuffle(shuffled)
    one, other = (rank(NoticeIndex(group), [ALICE])["alice"] for group in (notices, shuffled))
    assert [line.key for line in one] == [line.key for line in other]
    assert [line.score for line in one] == pytest.approx([line.score for line in other], abs=1e-6)


@given(st.lists(st.sampled_from([0.0, 1.0, 1.0 + 1e-12, 2.0]), max_size=30), st.integers(0, 40))
def test_the_best_are_those_of_a_full_sort(scores: list[float], top: int) -> None:
    expected = sorted(range(len(scores)), key=lambda at: (-round(scores[at], 9), at))[:top]
    assert best(np.array(scores), top).tolist() == expected


def test_past_work_that_lost_its_accents_still_speaks_the_language_of_the_notices() -> None:
    clean = Profile("p", statement="Réhabilitation énergétique\nthéâtre")
    lost = Profile("p", statement="R\ufffdhabilitation \ufffdnerg\ufffdtique\nth\ufffd\ufffdtre")
    notices = [*NOTICES, NoticeFeatures("n6", "Réhabilitation énergétique du théâtre municipal")]
    one, other = (rank(NoticeIndex(notices), [profile])["p"] for profile in (clean, lost))
    assert [(line.key, line.score) for line in one] == [(line.key, line.score) for line in other]


ROOFS = [NoticeFeatures(f"r{number:02d}", f"Couverture et zinguerie de la salle {number}") for number in range(9)]


def _roofer_order(profile: Profile) -> list[str]:
    """Nine roofs, a notice of zinc alone, a notice of nothing alike, and others to rank among."""
    lone = [NoticeFeatures("a-plain", "Fourniture de bureau"), NoticeFeatures("z-zinc", "Zinguerie")]
    order = lines(profile, [*ROOFS, *lone, *NOTICES], top=30)
    return [key for key in order if key in {"a-plain", "z-zinc"}]


def test_past_work_borrows_words_from_the_notices_that_resemble_it() -> None:
    assert _roofer_order(Profile("p", statement="Couverture de la salle des fêtes")) == ["z-zinc", "a-plain"]


def test_chosen_keywords_borrow_nothing() -> None:
    assert _roofer_order(Profile("p", keywords=("couverture",), statement="salle")) == ["a-plain", "z-zinc"]


def test_lots_of_one_title_lend_their_words_once() -> None:
    lots = [NoticeFeatures(f"l{number}", "Couverture  de l’ECOLE" if number % 2 else "couverture de l'école")
            for number in range(4)]  # fmt: skip
    assert len(set(NoticeIndex([*lots, *NOTICES]).same_title)) == 1 + len(NOTICES)


def test_the_label_of_a_division_lends_no_words_that_of_a_group_does() -> None:
    labels = {"79000000": "Services aux entreprises, impression", "79800000": "Services d’impression"}
    printing = [NoticeFeatures("a", "Fourniture"), NoticeFeatures("b", "Impression"), *NOTICES[1:]]
    index = NoticeIndex(printing, labels=labels)
    division, group = (rank(index, [Profile("p", label="Livres", cpv_prefixes=(code,))])["p"] for code in ("79", "798"))
    assert [line.key for line in division][:2] == ["a", "b"]
    assert group[0].key == "b"
