"""Adopting changes exactly what the diff said, in one transaction, or nothing (C25)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.governance import actions
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.journal import decisions as facts
from commun.governance.models import Membership
from tests.governance import decisions_world as made
from tests.governance import world as doors

PURPOSE = "test.purpose"


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture(autouse=True)
def _purpose_effect() -> Iterator[None]:
    """A thing to change: the name of the group; a name of one sign passes the check and fails half-way."""

    def check(space: Any, change: Mapping[str, Any]) -> None:
        if not change.get("name"):
            raise Refused("Un nom.")

    def apply(decision: Any, change: Mapping[str, Any], actor: Any) -> None:
        decision.space.name = change["name"]
        decision.space.save(update_fields=["name"])
        if len(change["name"]) == 1:
            raise Refused("Trop court.")

    diff = lambda space, change: [DiffLine("Nom", space.name, change["name"])]  # noqa: E731
    effects.add(PURPOSE, Effect("Nom", check, diff, apply))
    yield
    effects._items.pop(PURPOSE)


def change_of(name: str) -> dict[str, str]:
    return {"kind": PURPOSE, "name": name}


def test_adoption_applies_exactly_what_the_diff_said(alice: Membership) -> None:
    decision = made.proposed(alice, change=change_of("Les Passerelles"))
    found = effects.get(PURPOSE)
    assert found is not None
    (line,) = found.diff(alice.space, change_of("Les Passerelles"))
    row = actions.adopt(decision=decision, actor=journal.Rule("test"))
    assert (row.state, row.space.name) == ("adopted", line.after)
    assert made.told(alice, facts.ADOPTED)[0].data["change"] == PURPOSE


def test_a_change_that_fails_half_way_leaves_nothing_changed(alice: Membership) -> None:
    decision, before = made.proposed(alice, change=change_of("X")), alice.space.name
    with pytest.raises(Refused):
        actions.adopt(decision=decision, actor=journal.Rule("test"))
    row = made.again(decision)
    assert (row.state, row.adopted_on, row.space.name) == ("proposed", None, before)
    assert made.told(alice, facts.ADOPTED) == []


def test_a_change_that_can_no_longer_be_applied_is_not_proposed(alice: Membership) -> None:
    with pytest.raises(Refused):
        made.proposed(alice, change=change_of(""))
    decision = made.proposed(alice)
    with pytest.raises(Refused):
        actions.amend(by=alice, decision=decision, draft=made.draft(change=change_of("")), note="")


def test_a_decision_replaces_another_by_being_adopted(alice: Membership) -> None:
    former = made.engaged(alice)
    after = made.adopted(alice, "Autrement", change={"kind": "decision.replace", "decision": former.ref})
    row = made.again(former)
    assert (row.state, row.replaced_by_id, after.state) == ("replaced", after.pk, "adopted")


def test_a_decision_ends_another_with_its_reason(alice: Membership) -> None:
    former = made.engaged(alice)
    change = {"kind": "decision.end", "decision": former.ref, "reason": "Le lieu ferme."}
    made.adopted(alice, "Fin", change=change)
    assert (made.again(former).state, made.again(former).outcome) == ("let_go", "Le lieu ferme.")
    for wrong in ({**change, "reason": " "}, {**change, "decision": "inconnu"}, change):
        with pytest.raises(Refused):
            made.proposed(alice, "Encore", change=wrong)


@pytest.mark.parametrize(("answer", "state"), [("keep", "engaged"), ("adapt", "replaced"), ("stop", "let_go")])
def test_a_review_keeps_adapts_or_stops(alice: Membership, answer: str, state: str) -> None:
    later = clock.today() + dt.timedelta(days=90)
    former = made.engaged(alice, is_experiment=True, review_on=later, ends_on=later)
    made.adopted(alice, "Bilan", change={"kind": "decision.review", "decision": former.ref, "answer": answer})
    row = made.again(former)
    assert row.state == state
    if answer == "keep":
        assert (row.is_experiment, row.ends_on, row.review_on) == (False, None, None)


def test_a_review_without_an_answer_is_refused(alice: Membership) -> None:
    former = made.engaged(alice)
    review = {"kind": "decision.review", "decision": former.ref}
    for wrong in (
        review,
        {**review, "answer": "keep", "again_on": "2026-11-16"},
        {**review, "answer": "keep", "again_on": "x"},
    ):
        with pytest.raises(Refused):
            made.proposed(alice, "Bilan", change=wrong)
