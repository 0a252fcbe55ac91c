"""Whole books: random lives against a plain model, and every single change of a written book is found."""

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commun.algo.ledger import Entry, Fault, Found, Step, audit
from tests.algo.ledger.lines import ACCOUNTS, book, line, written

CODES = st.sampled_from(["alice", "bob", "chloe", "pot", "gone", "nobody"])
AMOUNT = st.integers(-5, 120)


class Life(RuleBasedStateMachine):
    """A book and a dictionary of what each account should hold, told line after line."""

    def __init__(self) -> None:
        super().__init__()
        self.book = book()
        self.lines: list[tuple[Entry, str]] = []
        self.held: dict[int, Entry] = {}
        self.moved: dict[int, Entry] = {}
        self.balances = dict.fromkeys(ACCOUNTS, 0)

    def _write(self, entry: Entry) -> bool:
        if self.book.refusal(entry) is not None:
            before = dict(self.book.standings)
            assert self.book.standings == before
            return False
        self.lines.append((entry, self.book.add(entry)))
        return True

    @rule(debit=CODES, credit=CODES, amount=AMOUNT, holds=st.booleans())
    def move_or_hold(self, debit: str, credit: str, amount: int, holds: bool) -> None:
        step = Step.PENDING if holds else Step.POSTED
        entry = line(self.book.count + 1, debit, credit, amount, step=step)
        if self._write(entry):
            (self.held if holds else self.moved)[entry.number] = entry
            if not holds:
                self._shift(debit, credit, amount)

    @rule(rank=st.integers(0, 50), amount=AMOUNT, lets_go=st.booleans())
    def follow(self, rank: int, amount: int, lets_go: bool) -> None:
        if not self.held:
            return
        first = list(self.held.values())[rank % len(self.held)]
        step = Step.VOID if lets_go else Step.POST
        if lets_go:
            amount = first.amount
        entry = line(self.book.count + 1, first.debit, first.credit, amount, step=step, of=first.number)
        if self._write(entry):
            del self.held[first.number]
            if not lets_go:
                self._shift(first.debit, first.credit, amount)
                self.moved[entry.number] = entry

    @rule(rank=st.integers(0, 50))
    def take_back(self, rank: int) -> None:
        if not self.moved:
            return
        first = list(self.moved.values())[rank % len(self.moved)]
        entry = line(
            self.book.count + 1, first.credit, first.debit, first.amount, step=Step.REVERSE, of=first.number
        )  # fmt: skip
        if self._write(entry):
            del self.moved[first.number]
            self._shift(first.credit, first.debit, first.amount)

    def _shift(self, debit: str, credit: str, amount: int) -> None:
        self.balances[debit] -= amount
        self.balances[credit] += amount

    @invariant()
    def the_sum_is_nothing_and_limits_hold(self) -> None:
        assert self.book.is_balanced
        for code, account in ACCOUNTS.items():
            standing = self.book.standings.get(code)
            if standing is None:
                continue
            assert standing.balance == self.balances[code]
            assert standing.leaving == sum(entry.amount for entry in self.held.values() if entry.debit == code)
            assert standing.coming == sum(entry.amount for entry in self.held.values() if entry.credit == code)
            assert account.floor is None or standing.balance - standing.leaving >= account.floor
            assert account.ceiling is None or standing.balance + standing.coming <= account.ceiling

    def teardown(self) -> None:
        again = book()
        assert list(audit(again, self.lines)) == []
        assert again.standings == self.book.standings
        assert again.last_seal == self.book.last_seal


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

STORY = (
    line(1, "pot", "alice", 200, key="a"),
    line(2, "alice", "bob", 50, step=Step.PENDING, key="b"),
    line(3, "alice", "bob", 40, step=Step.POST, of=2),
    line(4, "pot", "bob", 7, note="n1"),
    line(5, "bob", "pot", 7, step=Step.REVERSE, of=4),
    line(6, "bob", "chloe", 20, step=Step.PENDING),
    line(7, "bob", "chloe", 20, step=Step.VOID, of=6),
    line(8, "pot", "bob", 1),
)
CHANGES = {
    "number": 99, "at": "2027-01-01T00:00:00.000000Z", "on": "2026-02-02", "step": Step.VOID, "debit": "gone",
    "credit": "gone", "amount": 3, "reason": "decision:d2", "of": 1, "key": "z", "note": "other",
}  # fmt: skip


def test_a_right_book_has_nothing_to_say() -> None:
    _made, lines = written(*STORY)
    assert list(audit(book(), lines)) == []


@given(rank=st.integers(0, len(STORY) - 1), name=st.sampled_from([each.name for each in fields(Entry)]))
def test_any_single_change_is_found_at_its_line(rank: int, name: str) -> None:
    _made, lines = written(*STORY)
    entry, written_seal = lines[rank]
    changed = replace(entry, **{name: CHANGES[name]})  # type: ignore[arg-type]
    if changed == entry:
        return
    lines[rank] = (changed, written_seal)
    found = list(audit(book(), lines))
    assert Found(changed.number, Fault.SEAL) in found


def test_a_line_left_out_moved_or_added_is_found() -> None:
    _made, lines = written(*STORY)
    assert Found(5, Fault.NUMBER) in audit(book(), lines[:3] + lines[4:])
    assert Found(5, Fault.NUMBER) in audit(book(), [*lines[:3], lines[4], lines[3], *lines[5:]])
    assert Found(4, Fault.NUMBER) in audit(book(), [*lines[:4], lines[3], *lines[4:]])
    assert Found(1, Fault.SEAL) in audit(type(book())("autre livre", "EUR", ACCOUNTS), lines)


def test_lines_that_break_a_rule_are_named_even_with_right_seals() -> None:
    made = book()
    lines = []
    for entry in (
        line(1, "pot", "pot"),
        line(2, "pot", "bob", 0),
        line(3, "pot", "bob", 5, step=Step.POST, of=1),
        line(4, reason=""),
        line(5, key="k"),
        line(6, key="k"),
        line(7, "pot", "nobody"),
        line(8, "bob", "pot", 900),
    ):
        lines.append((entry, made.add(entry)))
    found = list(audit(book(), lines))
    assert found == [
        Found(1, Fault.SAME_ACCOUNT),
        Found(2, Fault.AMOUNT),
        Found(3, Fault.NOTHING_TO_FOLLOW),
        Found(4, Fault.NO_REASON),
        Found(6, Fault.REPLAYED),
        Found(7, Fault.UNKNOWN_ACCOUNT),
        # Line 8 went under a limit of today: limits change with time, writers look at them. Line 1 made cents.
        Found(8, Fault.BALANCE),
    ]


def test_a_book_that_does_not_sum_to_nothing_is_said() -> None:
    made, lines = written(line(1))
    again = book()
    again.standings["pot"] = replace(made.standings["pot"], balance=1)
    assert list(audit(again, lines)) == [Found(1, Fault.BALANCE)]
