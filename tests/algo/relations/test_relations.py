"""Resemblance and complement, on any profiles."""

from hypothesis import given
from hypothesis import strategies as st

from commun.algo.relations import Profile, similarity, ties

WORDS = st.sampled_from(
    ["concertation", "animation d’ateliers", "facilitation graphique", "vidéo", "évaluation", "budget participatif"]
)
PROFILES = st.builds(
    Profile,
    key=st.text("abcdef", min_size=1, max_size=4),
    phrases=st.lists(WORDS, max_size=4),
    sectors=st.frozensets(st.sampled_from(["79", "71", "92"])),
    places=st.frozensets(st.sampled_from(["59", "62", "75"])),
)


@given(PROFILES, PROFILES)
def test_similarity_is_symmetric_and_between_0_and_1(one: Profile, other: Profile) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1 + 1e-9


@given(PROFILES)
def test_a_profile_with_words_resembles_itself_fully(one: Profile) -> None:
    assert similarity(one, one) == (1 if one.phrases else 0)


@given(PROFILES, st.lists(PROFILES, max_size=8, unique_by=lambda profile: profile.key))
def test_the_order_of_the_others_changes_nothing(me: Profile, others: list[Profile]) -> None:
    assert ties(me, others) == ties(me, list(reversed(others)))


@given(PROFILES, st.lists(PROFILES, max_size=8, unique_by=lambda profile: profile.key))
def test_every_tie_has_a_reason_that_is_true(me: Profile, others: list[Profile]) -> None:
    by_key = {other.key: other for other in others}
    found = ties(me, others)
    for tie in found.similar:
        assert tie.shared
        assert set(tie.shared) <= set(by_key[tie.key].phrases)
    for tie in found.complementary:
        assert tie.brings
        assert not set(tie.brings) & set(me.phrases)
        assert tie.shared or tie.sectors or tie.places
        assert set(tie.sectors) <= me.sectors & by_key[tie.key].sectors


@given(PROFILES, st.lists(PROFILES, max_size=8, unique_by=lambda profile: profile.key))
def test_nobody_is_tied_to_themselves(me: Profile, others: list[Profile]) -> None:
    found = ties(me, [*others, me])
    assert me.key not in {tie.key for tie in [*found.similar, *found.complementary]}


def test_a_twin_is_similar_but_completes_nothing() -> None:
    me = Profile("me", ["concertation publique"], sectors=frozenset({"79"}))
    found = ties(me, [Profile("twin", ["concertations publiques"], sectors=frozenset({"79"}))])
    assert [tie.key for tie in found.similar] == ["twin"]
    assert found.complementary == ()


def test_a_stranger_completes_nothing() -> None:
    me = Profile("me", ["concertation"], sectors=frozenset({"79"}), places=frozenset({"59"}))
    stranger = Profile("stranger", ["maçonnerie"], sectors=frozenset({"45"}), places=frozenset({"13"}))
    assert ties(me, [stranger]).complementary == ()


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    me = Profile("me", ["conseil", "biodiversité"])
    others = [Profile("rare", ["biodiversité"]), *(Profile(f"common{n}", ["conseil"]) for n in range(6))]
    assert ties(me, others).similar[0].key == "rare"


def test_nobody_has_no_ties() -> None:
    found = ties(Profile("me"), [])
    assert (found.similar, found.complementary) == ((), ())
