"""What cooperatives keep: six settings against a sheet made by hand (V15), and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.sharing.levy import Levy, LevyBase, kept

EIGHT, TEN, FIFTEEN = (Levy(rate=rate) for rate in (800, 1000, 1500))
MARGIN = Levy(LevyBase.MARGIN, rate=1350, monthly=3000)
EXEMPT = Levy(rate=1000, monthly=3000, is_exempt=True)
INTERNAL = Levy(rate=1000, internal_rate=0)


@pytest.mark.parametrize(
    ("levy", "told", "cents"),
    [
        # 1 234,56 € at 8 %: 98,7648.
        (EIGHT, {"turnover": 123_456}, 9_876),
        (EIGHT, {"turnover": 123_456, "costs": 50_000}, 9_876),
        (TEN, {"turnover": 123_456}, 12_346),
        (FIFTEEN, {"turnover": 123_456}, 18_518),
        # 13,5 % of 1 234,56 − 400,00 = 112,6656, and two months at 30 €.
        (MARGIN, {"turnover": 123_456, "costs": 40_000, "months": 2}, 11_267 + 6_000),
        (MARGIN, {"turnover": 10_000, "costs": 40_000, "months": 1}, 3_000),
        (EXEMPT, {"turnover": 123_456, "months": 3}, 0),
        (INTERNAL, {"turnover": 123_456, "is_internal": True}, 0),
        (INTERNAL, {"turnover": 123_456}, 12_346),
        (Levy(rate=1000, internal_rate=200), {"turnover": 50_000, "is_internal": True}, 1_000),
        # Half a cent goes up; never more than what came in.
        (Levy(rate=50), {"turnover": 100}, 1),
        (MARGIN, {"turnover": 1_000, "months": 1}, 1_000),
        (TEN, {"turnover": 0}, 0),
    ],
)
def test_the_sheet_made_by_hand(levy: Levy, told: dict[str, int], cents: int) -> None:
    assert kept(levy, **told) == cents  # type: ignore[arg-type]


LEVIES = st.builds(
    Levy,
    base=st.sampled_from(LevyBase),
    rate=st.integers(0, 10_000),
    internal_rate=st.integers(0, 10_000),
    monthly=st.integers(0, 10_000),
    is_exempt=st.booleans(),
)


@given(levy=LEVIES, turnover=st.integers(0, 10**9), costs=st.integers(0, 10**9), months=st.integers(0, 12))
def test_it_keeps_between_nothing_and_all_and_more_never_keeps_less(
    levy: Levy, turnover: int, costs: int, months: int
) -> None:
    found = kept(levy, turnover=turnover, costs=costs, months=months)
    assert 0 <= found <= turnover
    assert kept(levy, turnover=turnover + 100, costs=costs, months=months) >= found
    assert kept(levy, turnover=turnover, costs=costs + 100, months=months) <= found


def test_a_rule_that_cannot_be() -> None:
    for wrong in ({"rate": 10_001}, {"rate": -1}, {"internal_rate": 10_001}, {"monthly": -1}):
        with pytest.raises(ValueError, match="rate"):
            Levy(**wrong)  # type: ignore[arg-type]
    for told in ({"turnover": -1}, {"turnover": 1, "costs": -1}, {"turnover": 1, "months": -1}):
        with pytest.raises(ValueError, match="negative"):
            kept(TEN, **told)
