"""Delegations of one hop, and proxies."""

import random

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.voices import delegate, may_hold
from tests.algo.voting.test_profile import refused

PEOPLE = ("alice", "bob", "chloe", "dan", "eve")


def test_a_voice_goes_one_hop_to_who_votes() -> None:
    found = delegate(PEOPLE, ["alice", "bob"], [("chloe", "alice"), ("dan", "chloe"), ("bob", "alice"),
                                                ("eve", "zoe")], cap=3)  # fmt: skip
    assert found.carried == {"alice": ("chloe",), "bob": ()}
    assert found.lapsed == {"dan": "delegate-absent", "bob": "voted", "eve": "outside"}
    assert [found.voices(person) for person in ("alice", "bob", "chloe")] == [2, 1, 0]
    assert delegate(PEOPLE, ["alice"], [("zoe", "alice")], cap=3).lapsed == {"zoe": "outside"}


def test_the_cap_keeps_the_oldest() -> None:
    found = delegate(PEOPLE, ["alice"], [("eve", "alice"), ("bob", "alice"), ("chloe", "alice")], cap=2)
    assert found.carried == {"alice": ("eve", "bob")}
    assert found.lapsed == {"chloe": "cap"}
    assert delegate(PEOPLE, ["alice"], [("bob", "alice")], cap=0).lapsed == {"bob": "cap"}


def test_wrong_delegations_are_refused() -> None:
    for pairs in ([("bob", "bob")], [("bob", "alice"), ("bob", "chloe")]):
        with refused("bad-delegation"):
            delegate(PEOPLE, ["alice"], pairs, cap=2)
    with refused("not-an-elector"):
        delegate(PEOPLE, ["zoe"], [], cap=2)
    with refused("bad-cap", BadProfile):
        delegate(PEOPLE, [], [], cap=-1)


def test_no_chain_and_no_cycle_in_10000_random_graphs() -> None:
    rng = random.Random(5)
    for _ in range(10_000):
        people = [str(number) for number in range(rng.randint(2, 8))]
        pairs = [(who, rng.choice([other for other in people if other != who])) for who in people if rng.random() < 0.7]
        voted = [person for person in people if rng.random() < 0.5]
        cap = rng.randint(0, 4)
        found = delegate(people, voted, pairs, cap=cap)
        assert set(found.carried) == set(voted)
        held = [person for persons in found.carried.values() for person in persons]
        assert len(held) == len(set(held))
        assert not set(held) & set(voted)
        assert all((person, voter) in pairs for voter, persons in found.carried.items() for person in persons)
        assert all(len(persons) <= cap for persons in found.carried.values())
        assert {who for who, _ in pairs} == set(held) | set(found.lapsed)


def test_a_holder_logs_the_vote_of_few_absent_people() -> None:
    assert may_hold("alice", "bob", {}, cap=1) is None
    assert may_hold("alice", "alice", {}, cap=1) == "self"
    assert may_hold("alice", "bob", {"chloe": "alice"}, cap=1) == "cap"
    assert may_hold("alice", "chloe", {"chloe": "alice"}, cap=1) is None
    assert may_hold("alice", "bob", {"chloe": "dan"}, cap=1) is None
    assert may_hold("alice", "bob", {"chloe": "alice"}, cap=2) is None
    assert may_hold("alice", "bob", {}, cap=0) == "cap"
