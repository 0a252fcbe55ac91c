"""B1 to B3: the form that follows from the operators, the split that is complete, the operator that is there twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.consortium import (
    Answer,
    ClashKind,
    FaultKind,
    Form,
    Line,
    Seat,
    SplitFaultKind,
    clashes,
    propose_form,
    split_faults,
)

COOP, OTHER, SOLE = "732829320", "404833048", "552100554"
ALICE, BOB = Seat("Alice", COOP), Seat("Bob", COOP)
CARE, DAN = Seat("Chloé", OTHER), Seat("Dan", SOLE, is_subcontractor=True)

CASES = [
    # people, what the rules ask, form, candidates, subcontractors, faults
    ([ALICE, BOB], None, Form.SOLE, 1, 0, []),
    ([ALICE, CARE], None, Form.JOINT, 2, 0, []),
    ([ALICE, BOB, Seat("Dan", SOLE)], None, Form.JOINT, 2, 0, []),
    ([ALICE, DAN], None, Form.SOLE, 1, 1, []),
    ([ALICE, CARE, DAN], Form.JOINT_SOLIDARY_LEAD, Form.JOINT_SOLIDARY_LEAD, 2, 1, []),
    ([ALICE, CARE], Form.SOLIDARY, Form.SOLIDARY, 2, 0, []),
    # What the rules ask of groups says nothing to one who answers alone.
    ([ALICE, BOB], Form.SOLIDARY, Form.SOLE, 1, 0, []),
    ([ALICE, Seat("Éva")], None, Form.SOLE, 1, 0, [FaultKind.NO_OPERATOR]),
    ([DAN], None, None, 0, 1, [FaultKind.NO_CANDIDATE]),
    # Who has not said under which operator they answer is no subcontractor.
    ([Seat("Éva"), DAN], None, None, 0, 1, [FaultKind.NO_OPERATOR]),
    ([ALICE, Seat("Bob", COOP, is_subcontractor=True)], None, Form.SOLE, 1, 1, [FaultKind.TWO_STANDINGS]),
    ([], None, None, 0, 0, [FaultKind.NOBODY]),
]


@pytest.mark.parametrize(("seats", "asked", "form", "candidates", "subcontractors", "faults"), CASES)
def test_the_form_follows_from_the_operators(
    seats: list[Seat],
    asked: Form | None,
    form: Form | None,
    candidates: int,
    subcontractors: int,
    faults: list[FaultKind],
) -> None:
    found = propose_form(seats, asked)
    assert found.proposed == form
    assert (len(found.candidates), len(found.subcontractors)) == (candidates, subcontractors)
    assert [fault.kind for fault in found.faults] == faults
    assert found.is_asked == (asked is not None and asked == form)
    assert found.is_group == (candidates > 1)
    named = [one.people for one in (*found.candidates, *found.subcontractors)]
    assert [name for names in named for name in names] == sorted(seat.person for seat in seats if seat.siren)
    assert found.needs_split == (form in {Form.JOINT, Form.JOINT_SOLIDARY_LEAD})


@given(st.lists(st.sampled_from([ALICE, BOB, CARE, DAN, Seat("Éva")]), max_size=8), st.randoms())
def test_the_form_does_not_depend_on_the_order(seats: list[Seat], random: object) -> None:
    shuffled = list(seats)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = propose_form(seats), propose_form(shuffled)
    assert one.proposed == other.proposed
    assert {operator.siren for operator in one.candidates} == {operator.siren for operator in other.candidates}


def kinds(lines: list[Line], price: int | None = 100, needs: tuple[str, ...] = ()) -> list[str]:
    return [fault.kind for fault in split_faults(lines, price, {COOP, OTHER}, needs)]


def test_a_split_is_complete_to_the_cent() -> None:
    lines = [Line("Animer", COOP, 60, "n1"), Line("Écrire", OTHER, 40)]
    assert kinds(lines, needs=("n1",)) == []
    assert kinds(lines, needs=("n1", "n2")) == [SplitFaultKind.UNCOVERED]
    assert kinds(lines, None) == [SplitFaultKind.NO_PRICE]
    assert split_faults(lines, 101, {COOP, OTHER})[0].cents == 1
    assert kinds([*lines, Line("Rendre", "", 0)]) == [SplitFaultKind.UNALLOCATED]
    assert kinds([*lines, Line("Rendre", SOLE, 0)]) == [SplitFaultKind.OUTSIDE]
    assert kinds([Line("Tout", COOP, 100)]) == [SplitFaultKind.IDLE]
    assert kinds([]) == [SplitFaultKind.EMPTY]
    with pytest.raises(ValueError, match="below zero"):
        kinds([Line("Rabais", COOP, -1)])


@given(st.lists(st.tuples(st.sampled_from([COOP, OTHER]), st.integers(0, 10**12)), min_size=1), st.integers(-5, 5))
def test_only_the_very_sum_passes(rows: list[tuple[str, int]], off: int) -> None:
    lines = [Line(str(rank), siren, cents) for rank, (siren, cents) in enumerate(rows)]
    price = sum(cents for _siren, cents in rows) + off
    sums = [one.cents for one in split_faults(lines, price, {COOP, OTHER}) if one.kind == SplitFaultKind.SUM]
    assert sums == ([off] if off else [])


def answer(key: str, *sirens: str, lots: str = "", lead: str = "") -> Answer:
    return Answer(key, frozenset(lots), frozenset(sirens), lead)


def test_the_same_operator_twice_is_said_with_what_the_law_says() -> None:
    ours = answer("a", COOP, OTHER, lots="12", lead=COOP)
    assert clashes(ours, [ours, answer("b", SOLE), answer("c", COOP, lots="3")]) == []
    (found,) = clashes(ours, [answer("b", COOP, lots="23")])
    assert (found.kind, found.siren, found.other, found.lots) == (ClashKind.SEVERAL_GROUPS, COOP, "b", ("2",))
    (found,) = clashes(ours, [answer("b", COOP, SOLE, lead=COOP)])
    assert (found.kind, found.lots) == (ClashKind.TWO_LEADS, ("1", "2"))
    (found,) = clashes(answer("a", COOP), [answer("b", COOP)])
    assert found.kind == ClashKind.TWO_OFFERS
    # The whole meets every lot, and the lots of the other are named.
    (found,) = clashes(answer("a", COOP, OTHER, lead=OTHER), [answer("b", COOP, SOLE, lots="3", lead=COOP)])
    assert (found.kind, found.lots) == (ClashKind.SEVERAL_GROUPS, ("3",))
    # Leading a group and answering alone is no second lead; nor is leading a group that another leads here.
    (found,) = clashes(ours, [answer("b", COOP, lots="1", lead=COOP)])
    assert found.kind == ClashKind.SEVERAL_GROUPS
    (found,) = clashes(ours, [answer("b", COOP, SOLE, lots="1", lead=SOLE)])
    assert found.kind == ClashKind.SEVERAL_GROUPS
