"""Ties, draws and sortition that anyone can recompute."""

import hashlib
import random
import subprocess
from collections import Counter

import pytest

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.lots import (
    DRAW,
    FURTHER_DISCUSSION,
    STATUS_QUO,
    TIE_RULES,
    digest,
    drawn,
    seed_from,
    settle,
    shared_seats,
    sortition,
    stratified,
)
from commun.algo.voting.result import Result
from commun.algo.voting.rules import decided
from commun.algo.voting.totals import approval, plurality
from tests.algo.voting.builders import approvals, ranked
from tests.algo.voting.test_profile import refused


def test_a_lot_is_the_sha256_of_seed_and_name() -> None:
    assert digest("2026", "Anne") == hashlib.sha256(b"2026\nAnne").hexdigest()
    assert digest("é", "Chloé") == hashlib.sha256("é\nChloé".encode()).hexdigest()


def test_a_shell_finds_the_same_lot() -> None:
    told = subprocess.run(
        ["sh", "-c", "printf '%s\\n%s' 2026 Anne | sha256sum"], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[0] == digest("2026", "Anne")


def test_the_draw_does_not_depend_on_the_order_of_the_names() -> None:
    names = [f"n{number}" for number in range(20)]
    assert drawn(names, "s") == drawn(reversed(names), "s") == tuple(sorted(names, key=lambda each: digest("s", each)))
    assert drawn(names, "s") != drawn(names, "t")


def test_a_seed_depends_on_each_part_and_their_order() -> None:
    seeds = {seed_from("a", "b"), seed_from("b", "a"), seed_from("ab"), seed_from("a\nb"), seed_from("a", "b", "")}
    assert len(seeds) == 5
    assert seed_from("a", "é") == hashlib.sha256("1:a\n2:é".encode()).hexdigest()


def tied(number: int) -> tuple[Result, tuple[str, ...]]:
    """A count whose last seat is tied between two to five options."""
    rng = random.Random(number)
    names = "abcdefg"[: rng.randint(2, 7)]
    group = sorted(rng.sample(names, rng.randint(2, len(names))))
    above = [name for name in names if name not in group][: rng.randint(0, 2)]
    seats = len(above) + rng.randint(1, len(group) - 1)
    voices = rng.randint(1, 4)
    ballots = [f"{voices}:{name}" for name in group] + [
        f"{voices + 1 + place}:{name}" for place, name in enumerate(above)
    ]
    return approval(approvals(names, *ballots), seats), tuple(group)


def test_500_ties_get_the_rule_stated_before_the_opening() -> None:
    for number in range(500):
        result, group = tied(number)
        assert result.ties == (group,)
        free = result.seats - len(result.winners)
        assert result.open_seats == free > 0
        talk = settle(result, FURTHER_DISCUSSION, seed="s", status_quo=group[0])
        assert (talk.outcome, talk.winners, talk.draw) == ("further-discussion", result.winners, None)
        kept = settle(result, STATUS_QUO, status_quo=group[-1])
        assert (kept.outcome, kept.winners) == ("status-quo", (*result.winners, group[-1]))
        nothing = settle(result, STATUS_QUO, status_quo="not tied")
        assert (nothing.outcome, nothing.winners) == ("status-quo", result.winners)
        draw = settle(result, DRAW, seed=f"seed {number}")
        by_hand = sorted(group, key=lambda name: hashlib.sha256(f"seed {number}\n{name}".encode()).hexdigest())
        assert (draw.outcome, draw.winners) == ("drawn", (*result.winners, *by_hand[:free]))
        export = draw.as_json()
        told = export["draw"]["facts"]  # type: ignore[index, call-overload]
        assert [name for name in told if name not in ("seed", "method")] == by_hand
        assert told["seed"] == f"seed {number}"


def test_without_a_tie_no_rule_applies() -> None:
    result = approval(approvals("ab", "2:a", "1:b"))
    for rule in TIE_RULES:
        assert settle(result, rule).outcome == "decided"
        assert settle(result, rule).winners == ("a",)
        assert settle(result, rule).as_json()["draw"] is None


def test_a_draw_needs_a_seed_and_a_rule_its_name() -> None:
    result = plurality(approvals("ab", "1:a", "1:b"))
    with refused("no-seed", BadProfile):
        settle(result, DRAW)
    with refused("unknown-tie-rule", BadProfile):
        settle(result, "coin")


def test_the_tie_rule_reaches_the_lots_inside_a_count() -> None:
    profile = ranked("4:a>b", "3:b>c", "3:c>a")
    talk = decided("irv", profile, tie_rule=FURTHER_DISCUSSION, seed="2026")
    assert (talk.outcome, talk.winners) == ("further-discussion", ())
    draw = decided("irv", profile, tie_rule=DRAW, seed="2026")
    last = drawn("bc", "2026")[-1]
    assert draw.winners == (("c",) if last == "b" else ("a",))
    equal = decided("irv", ranked("1:a", "1:b"), tie_rule=DRAW, seed="2026")
    assert (equal.outcome, equal.winners) == ("drawn", drawn("ab", "2026")[:1])


def test_10000_draws_are_even_and_can_be_replayed() -> None:
    names = [f"member {number}" for number in range(20)]
    draws = [sortition(names, 3, f"seed {number}") for number in range(10_000)]
    assert draws == [sortition(names[::-1], 3, f"seed {number}") for number in range(10_000)]
    seen = Counter(name for draw in draws for name in draw)
    expected = 10_000 * 3 / 20
    # Drawing 3 of 20 without return shrinks the spread by 17/19; 19 degrees of freedom, 99.9 % point 43.8.
    chi_square = sum((seen[name] - expected) ** 2 / expected for name in names) * 20 / 17 * 19 / 20
    assert chi_square < 43.8
    first = Counter(draw[0] for draw in draws)
    assert sum((first[name] - 500) ** 2 / 500 for name in names) < 43.8
    assert all(len(set(draw)) == 3 for draw in draws)


def test_sortition_refuses_what_cannot_be_drawn() -> None:
    assert sortition(["a", "b"], 0, "s") == ()
    assert set(sortition(["a", "b"], 2, "s")) == {"a", "b"}
    for seats in (-1, 3):
        with refused("bad-seats", BadProfile):
            sortition(["a", "b"], seats, "s")
        with refused("bad-seats", BadProfile):
            stratified({"x": ["a"], "y": ["b"]}, seats, "s")
    with refused("no-seed", BadProfile):
        sortition(["a"], 1, "")
    with refused("repeated-name", BadProfile) as caught:
        sortition(["a", "b", "b"], 1, "s")
    assert caught.value.details == {"name": "b"}
    with refused("repeated-name", BadProfile):
        stratified({"x": ["a"], "y": ["a"]}, 1, "s")


def test_each_stratum_draws_its_share() -> None:
    strata = {"Lyon": [f"l{n}" for n in range(6)], "Brest": [f"b{n}" for n in range(3)], "Lille": ["i0"]}
    found = stratified(strata, 5, "2026")
    # Quotas 3, 1.5, 0.5: the half seat goes to the stratum with the smaller lot.
    lucky = min(("Brest", "Lille"), key=lambda name: digest("2026", name))
    assert {name: len(chosen) for name, chosen in found.items()} == {
        "Lyon": 3,
        "Brest": 1 + (lucky == "Brest"),
        "Lille": 0 + (lucky == "Lille"),
    }
    assert found["Lyon"] == drawn(strata["Lyon"], "2026")[:3]
    assert stratified(strata, 5, "2026") == found
    assert stratified(strata, 0, "2026") == {"Lyon": (), "Brest": (), "Lille": ()}
    assert sum(map(len, stratified(strata, 10, "2026").values())) == 10


def test_shares_of_strata_add_up_and_stay_within_people() -> None:
    rng = random.Random(3)
    for number in range(300):
        sizes = {f"s{place}": rng.randint(0, 9) for place in range(rng.randint(1, 6))}
        total = sum(sizes.values())
        seats = rng.randint(0, total)
        shares = shared_seats(sizes, seats, str(number))
        assert sum(shares.values()) == seats
        for name, size in sizes.items():
            assert shares[name] <= size
            assert total == 0 or abs(shares[name] * total - seats * size) < total
    assert shared_seats({"a": 0}, 0, "s") == {"a": 0}
    # The larger remainder is served first, whatever the lots: 3.5 and 1.4 and 0.1.
    assert shared_seats({"a": 35, "b": 14, "c": 1}, 5, "s") == {"a": 4, "b": 1, "c": 0}


@pytest.mark.parametrize("rule", TIE_RULES)
def test_a_settled_result_is_plain_json(rule: str) -> None:
    told = settle(plurality(approvals("ab", "1:a", "1:b")), rule, seed="s", status_quo="a").as_json()
    assert (told["tie_rule"], told["rule"]) == (rule, "plurality/1")
    assert told["settled"] == {"further-discussion": [], "status-quo": ["a"], "draw": list(drawn("ab", "s")[:1])}[rule]
