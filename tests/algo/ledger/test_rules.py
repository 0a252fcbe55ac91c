"""What a line may do: each refusal, at its exact limit; what is held, posted, voided, reversed."""

from dataclasses import replace

import pytest

from commun.algo.ledger import Account, Entry, Fault, Standing, Step, first_seal, over_limits, seal
from tests.algo.ledger.lines import ACCOUNTS, book, line, refused, written


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"amount": 0}, Fault.AMOUNT),
        ({"amount": -1}, Fault.AMOUNT),
        ({"amount": 10**15 + 1}, Fault.AMOUNT),
        ({"debit": "bob"}, Fault.SAME_ACCOUNT),
        ({"debit": "nobody"}, Fault.UNKNOWN_ACCOUNT),
        ({"credit": "nobody"}, Fault.UNKNOWN_ACCOUNT),
        ({"debit": "gone"}, Fault.CLOSED_ACCOUNT),
        ({"credit": "gone"}, Fault.CLOSED_ACCOUNT),
        ({"reason": ""}, Fault.NO_REASON),
        ({"reason": "decision"}, Fault.NO_REASON),
        ({"reason": "decision:"}, Fault.NO_REASON),
        ({"reason": ":d1"}, Fault.NO_REASON),
        ({"of": 1}, Fault.NOTHING_TO_FOLLOW),
        ({"number": 1}, Fault.NUMBER),
        ({"number": 3}, Fault.NUMBER),
        ({"key": "once"}, Fault.REPLAYED),
        ({"on": "2025-12-31"}, Fault.PERIOD),
        ({"on": "2026-01-01"}, None),
        ({"amount": 10**15, "debit": "pot", "credit": "bob"}, None),
    ],
)
def test_a_line_that_cannot_be(change: dict[str, object], why: Fault | None) -> None:
    made, _lines = written(line(1, key="once"))
    made.closed_until = "2025-12-31"
    assert made.refusal(replace(line(2), **change)) == why  # type: ignore[arg-type]


def test_limits_hold_to_the_last_unit() -> None:
    made, _lines = written(line(1, "alice", "pot", 100))
    assert refused(made, "alice", "pot", 1) == Fault.FLOOR
    assert refused(made, "pot", "alice", 600) is None
    assert refused(made, "pot", "alice", 601) == Fault.CEILING
    assert refused(made, "bob", "pot", 1) == Fault.FLOOR
    assert refused(made, "chloe", "pot", 10**6) is None


def test_what_is_held_counts_in_the_limits_and_moves_nothing_yet() -> None:
    made, _lines = written(
        line(1, "alice", "bob", 60, step=Step.PENDING), line(2, "pot", "chloe", 30, step=Step.PENDING)
    )
    assert made.standings["alice"] == Standing(0, 60, 0)
    assert made.standings["bob"] == Standing(0, 0, 60)
    assert refused(made, "alice", "pot", 41) == Fault.FLOOR
    assert refused(made, "alice", "pot", 40) is None
    assert refused(made, "bob", "pot", 1) == Fault.FLOOR
    assert refused(made, "pot", "chloe", 21) == Fault.CEILING
    made.add(line(3, "alice", "bob", 45, step=Step.POST, of=1))
    assert (made.standings["alice"], made.standings["bob"]) == (Standing(-45), Standing(45))
    made.add(line(4, "pot", "chloe", 30, step=Step.VOID, of=2))
    assert made.standings["chloe"] == Standing()
    assert made.is_balanced


def test_what_follows_a_line_follows_it_once_and_between_its_accounts() -> None:
    held = {"step": Step.PENDING}
    made, _lines = written(
        line(1, "pot", "bob", 10), line(2, "pot", "bob", 10, **held), line(3, "pot", "bob", 9, **held)
    )
    post, void, reverse = ({"step": step} for step in (Step.POST, Step.VOID, Step.REVERSE))
    assert refused(made, of=1, **post) == Fault.NOTHING_TO_FOLLOW
    assert refused(made, of=1, **void) == Fault.NOTHING_TO_FOLLOW
    assert refused(made, "bob", "pot", of=2, **reverse) == Fault.NOTHING_TO_FOLLOW
    assert refused(made, of=9, **post) == Fault.NOTHING_TO_FOLLOW
    assert refused(made, "bob", "pot", of=1, **reverse) is None
    assert refused(made, "pot", "bob", of=1, **reverse) == Fault.OTHER_ACCOUNTS
    assert refused(made, "bob", "pot", 9, of=1, **reverse) == Fault.TOO_MUCH
    assert refused(made, "bob", "pot", of=2, **post) == Fault.OTHER_ACCOUNTS
    assert refused(made, "pot", "chloe", of=2, **void) == Fault.OTHER_ACCOUNTS
    assert refused(made, amount=11, of=2, **post) == Fault.TOO_MUCH
    assert refused(made, amount=9, of=2, **void) == Fault.TOO_MUCH
    assert refused(made, amount=9, of=2, **post) is None
    for number, step, of, debit, amount in ((4, Step.REVERSE, 1, "bob", 10), (5, Step.POST, 2, "pot", 10)):
        credit = "pot" if debit == "bob" else "bob"
        entry = line(number, debit, credit, amount, step=step, of=of)
        assert made.refusal(entry) is None
        made.add(entry)
    assert refused(made, "bob", "pot", of=1, **reverse) == Fault.ALREADY_FOLLOWED
    assert refused(made, of=2, **void) == Fault.ALREADY_FOLLOWED
    # What was held, then posted, is reversed by the line that posted it; a reversal is not reversed.
    assert refused(made, "bob", "pot", of=5, **reverse) is None
    assert refused(made, "pot", "bob", of=4, **reverse) == Fault.NOTHING_TO_FOLLOW
    assert refused(made, amount=9, of=3, **void) is None


def test_what_is_let_go_ignores_closed_accounts_and_limits() -> None:
    made, _lines = written(line(1, "pot", "bob", 5))
    made.add(line(2, "bob", "alice", 5, step=Step.PENDING))
    made.accounts = {**ACCOUNTS, "bob": Account(floor=50, is_closed=True)}
    assert refused(made, "bob", "alice", 5, step=Step.VOID, of=2) is None
    assert refused(made, "bob", "alice", 5, step=Step.POST, of=2) == Fault.CLOSED_ACCOUNT


def test_accounts_outside_their_limits_are_named() -> None:
    standings = {"alice": Standing(-101), "bob": Standing(5, leaving=6), "chloe": Standing(40, coming=11)}
    assert over_limits(ACCOUNTS, standings) == {"alice": Fault.FLOOR, "bob": Fault.FLOOR, "chloe": Fault.CEILING}
    inside = {"alice": Standing(-100), "bob": Standing(5, leaving=5), "chloe": Standing(40, coming=10)}
    assert over_limits(ACCOUNTS, inside) == {}
    assert over_limits({"new": Account(floor=1)}, {}) == {"new": Fault.FLOOR}


def test_the_seal_is_of_everything_and_of_the_line_before() -> None:
    entry, start = line(1), first_seal("livre", "EUR")
    assert len(seal(entry, start)) == 64
    changes = {
        "number": 2, "at": "x", "on": "2026-01-02", "step": Step.PENDING, "debit": "a", "credit": "a", "amount": 11,
        "reason": "key:k", "of": 3, "key": "k", "note": "n",
    }  # fmt: skip
    seals = {seal(replace(entry, **{name: value}), start) for name, value in changes.items()}  # type: ignore[arg-type]
    assert (
        len(seals | {seal(entry, start), seal(entry, first_seal("livre", "HUR")), seal(entry, "")}) == len(changes) + 3
    )
    assert first_seal("a", "bc") != first_seal("ab", "c")
    with pytest.raises(ValueError, match="separator"):
        seal(replace(entry, debit="a\x1fb"), start)


def test_a_book_knows_under_which_key_a_line_was_written() -> None:
    made, _lines = written(line(1, key="act 1"), line(2))
    assert (made.written_under("act 1"), made.written_under("act 2")) == (1, None)
    assert book().is_balanced


def test_seals_do_not_change_from_one_version_to_the_next() -> None:
    """Published heads must stay checkable for years: this value is written down once."""
    entry = Entry(
        1, "2026-11-16T11:00:00.000000Z", "2026-11-16", Step.POSTED, "pot", "p1", 1250, "key:k1.2", 0, "act", ""
    )
    published = "da4fa8cc5fddf18b84336979f824acb0b55c9bfc612a7a734d6c9893e84c8a2c"
    assert seal(entry, first_seal("commun", "EUR")) == published
