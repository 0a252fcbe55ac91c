"""Spending with signatures, told without a database: whatever people try, nobody signs their own, nor twice."""

from hypothesis import given
from hypothesis import strategies as some

from commun.algo.ledger import Act, Objection, Request, Stand, after_act, needed, objection

PEOPLE = some.sampled_from(["alice", "bob", "chloe", "dina"])
TRIES = some.lists(some.tuples(some.sampled_from(list(Act)), PEOPLE, some.booleans()), max_size=12)


@given(PEOPLE, some.sampled_from(["", "alice", "bob"]), some.sampled_from([1, 2]), TRIES)
def test_whatever_is_tried_what_is_spent_has_its_signatures(asker: str, back: str, least: int, tries: list) -> None:  # type: ignore[type-arg]
    """Kept beside as a plain set: who may sign and did not yet."""
    request, could = Request(asker, back, least), {"alice", "bob", "chloe", "dina"} - {asker, back}
    for act, by, is_allowed in tries:
        before, found = request, objection(request, act, by, is_allowed=is_allowed)
        open_to = {asker} if act == Act.WITHDRAW else could - (set(request.signed) if act == Act.SIGN else set())
        can = request.stand == Stand.WAITING and by in open_to and (is_allowed or act == Act.WITHDRAW)
        assert (found is None) == can
        if found is None:
            request = after_act(request, act, by)
            assert request.signed == (*before.signed, by) if act == Act.SIGN else request.signed == before.signed
    assert len(set(request.signed)) == len(request.signed) <= least
    assert not {asker, back} & set(request.signed)
    assert (request.stand == Stand.SPENT) == (len(request.signed) == least)


def test_each_objection_has_its_reason_and_the_strictest_comes_first() -> None:
    waiting = Request("alice", "bob", 2, signed=("chloe",))
    said = {
        objection(Request("alice", stand=Stand.SPENT), Act.SIGN, "dina", is_allowed=True): Objection.OVER,
        objection(waiting, Act.WITHDRAW, "bob", is_allowed=True): Objection.NOT_ASKER,
        objection(waiting, Act.REFUSE, "alice", is_allowed=True): Objection.OWN_REQUEST,
        objection(waiting, Act.SIGN, "bob", is_allowed=False): Objection.OWN_MONEY,
        objection(waiting, Act.SIGN, "dina", is_allowed=False): Objection.NOT_ALLOWED,
        objection(waiting, Act.SIGN, "chloe", is_allowed=True): Objection.TWICE,
    }
    assert {found: wanted for found, wanted in said.items() if found != wanted} == {}
    assert len(said) == len(Objection)
    # Who signed may still change their mind aloud.
    assert objection(waiting, Act.REFUSE, "chloe", is_allowed=True) is None
    assert after_act(waiting, Act.REFUSE, "chloe").stand == Stand.REFUSED
    assert after_act(waiting, Act.WITHDRAW, "alice").stand == Stand.WITHDRAWN


def test_a_second_person_signs_strictly_above_the_threshold() -> None:
    assert [needed(amount, 10_000) for amount in (1, 10_000, 10_001)] == [1, 1, 2]
    assert (needed(10**11, None), needed(1, 0)) == (1, 2)
