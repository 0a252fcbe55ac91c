"""How near a place is: kilometres on the mainland, the same island, or nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.matching import NoticeFeatures, NoticeIndex, Profile, rank
from commun.algo.matching.evaluation_data import _departements
from commun.algo.matching.places import MIDDLES, NEAR, REGION_OF, Places, closeness

CODES = st.sampled_from([*sorted(REGION_OF), "00", "999", ""])


@given(CODES, CODES)
def test_closeness_is_between_0_and_1_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= closeness(one, other) <= 1
    assert closeness(one, other) == pytest.approx(closeness(other, one))
    assert closeness(one, one) == 1


def test_every_mainland_departement_has_a_middle() -> None:
    assert len(MIDDLES) == 94
    assert set(MIDDLES) == {code for code, region in REGION_OF.items() if region >= "11" and region != "94"}


def test_a_neighbour_across_the_border_of_a_region_is_nearer_than_the_far_end_of_ones_own() -> None:
    assert closeness("69", "71") > NEAR > closeness("69", "15")
    assert closeness("26", "84") > NEAR
    assert closeness("75", "13") < 0.05


def test_islands_are_only_near_themselves() -> None:
    assert closeness("2A", "2B") == 0.5
    assert closeness("2B", "06") == closeness("971", "972") == closeness("974", "75") == 0


def test_the_nearest_departement_of_both_sides_counts_and_remote_profiles_have_no_place() -> None:
    notices = [NoticeFeatures("a", "x"), NoticeFeatures("b", "x", departements=("13", "38")),
               NoticeFeatures("c", "x", departements=("53",))]  # fmt: skip
    places = Places(notices)
    rhone, remote = Profile("r", departements=("69", "29")), Profile("r", departements=("69",), is_remote=True)
    assert places.nearness([rhone])[0].tolist() == [0, closeness("69", "38"), closeness("29", "53")]
    assert places.nearness([remote]).tolist() == [[0, 0, 0]]
    assert places.nearness([Profile("r", regions=("52",))])[0, 2] == 1
    assert Places([]).nearness([rhone]).shape == (1, 0)


def test_the_far_end_of_ones_region_is_told_as_a_gap() -> None:
    notices = [NoticeFeatures("a", "Étude", departements=("71",)), NoticeFeatures("b", "Étude", departements=("15",))]
    found = {line.key: line for line in rank(NoticeIndex(notices), [Profile("p", departements=("69",))])["p"]}
    assert [reason.text for reason in found["a"].reasons] == ["71"]
    assert [gap.text for gap in found["b"].gaps] == ["15"]
    assert math.isclose(NEAR, math.exp(-1))


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("59170", "Code postal", ("59",)),
        ("33000", "Code département", ("33",)),
        ("078", "Code département", ("78",)),
        ("2A", "Code département", ("2A",)),
        ("20200", "Code Postal", ("2B",)),
        ("20000", "Code postal", ("2A",)),
        ("97411", "Code commune", ("974",)),
        ("53", "Code région", ("22", "29", "35", "56")),
        ("CR", "Code région", ()),
        ("FR", "Code pays", ()),
        ("1000", "Code postal", ("01",)),
        ("98800", "Code postal", ("988",)),
        ("00", "Code département", ()),
        (None, None, ()),
    ],
)
def test_the_places_of_awards_are_read_whatever_their_type_says(
    code: str | None, kind: str | None, expected: tuple[str, ...]
) -> None:
    assert _departements(code, kind) == expected
