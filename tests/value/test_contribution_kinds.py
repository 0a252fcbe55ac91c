"""B4: kinds of contributions are chosen by decision, several at once; an unknown or retired one is refused."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance.actions.decisions import Draft, propose, voice
from commun.governance.effects import effects
from commun.governance.models import Decision
from commun.value import actions
from commun.value.actions.kinds import EFFECT, NewKind
from commun.value.models import ContributionKind
from tests.support.world import Group, make_group
from tests.value.contribution_world import adopted, brings, chosen, settled

pytestmark = pytest.mark.django_db
EDIT = {"name": "Relecture", "nature": "work", "measure": "hours"}


def said(group: Group, change: dict[str, Any]) -> Decision:
    draft = Draft(title="Nos sortes", concerned="Le groupe", change={"kind": EFFECT, **change})
    return voice(by=group.bob, draft=draft)


def _change(decision: Decision) -> Any:
    with scope.use(decision.space_id):
        return decision.versions.get().change


def names(group: Group) -> list[str]:
    with scope.use(group.space):
        return [kind.name for kind in ContributionKind.objects.filter(retired_on=None)]


def test_the_six_natures_are_proposed_in_one_press_and_exist_once_adopted(group: Group) -> None:
    decision = actions.propose_starters(by=group.bob)
    assert names(group) == []
    adopted(group.bob, decision)
    with scope.use(group.space):
        kinds = list(ContributionKind.objects.all())
    assert [kind.nature for kind in kinds] == ContributionKind.Nature.values
    assert {kind.decision_id for kind in kinds} == {decision.pk}
    assert [kind.nature for kind in kinds if kind.is_monetary] == ["sale", "money"]
    assert Fact._base_manager.filter(name="value.kind.chosen").count() == 6
    with pytest.raises(Refused):
        actions.propose_starters(by=group.alice)


def test_one_decision_adds_and_retires_several(group: Group) -> None:
    kinds = chosen(group.alice)
    new = [NewKind("Relecture", "work", "hours"), NewKind("  Prêt   de salle ", "resource", "points")]
    decision = actions.propose_kinds(by=group.bob, add=new, retire=[kinds["care"], kinds["sale"]])
    told = effects.get(EFFECT).diff(group.space, _change(decision))  # type: ignore[union-attr]
    assert [(line.label, bool(line.before), bool(line.after)) for line in told] == [
        (kinds["sale"].name, True, False), (kinds["care"].name, True, False),
        ("Relecture", False, True), ("Prêt de salle", False, True),
    ]  # fmt: skip
    adopted(group.bob, decision)
    assert kinds["care"].name not in names(group)
    assert names(group)[-2:] == ["Relecture", "Prêt de salle"]
    past = effects.get(EFFECT).past(group.space, {decision.pk: {}})  # type: ignore[union-attr]
    assert past[decision.pk] == told
    kinds["care"].refresh_from_db()
    assert (kinds["care"].retired_by_id, kinds["care"].retired_on) == (decision.pk, clock.today())


def test_there_is_no_kind_without_a_decision(group: Group) -> None:
    kind = ContributionKind(space=group.space, name="Café", nature="care", measure="hours", chosen_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.save()


@pytest.mark.parametrize(
    "change",
    [
        {}, {"add": [], "retire": []}, {"add": "Relecture"}, {"add": [None]}, {"add": [{"name": "Relecture"}]},
        {"add": [{**EDIT, "name": " "}]}, {"add": [{**EDIT, "name": "x" * 81}]}, {"add": [{**EDIT, "nature": "magic"}]},
        {"add": [{**EDIT, "measure": "hugs"}]}, {"add": [{**EDIT, "measure": "turnover"}]},
        {"add": [{**EDIT, "nature": "money"}]}, {"add": [EDIT, {**EDIT, "name": "relecture"}]}, {"add": [EDIT] * 13},
        {"retire": ["nowhere"]}, {"retire": [7]}, {"add": [{**EDIT, "name": 5}]},
        {"add": [{**EDIT, "name": "TRAVAIL"}]},
    ],
)  # fmt: skip
def test_what_cannot_be_a_kind_is_refused_before_anybody_decides(group: Group, change: dict[str, Any]) -> None:
    adopted(group.alice, actions.propose_kinds(by=group.alice, add=[NewKind("Travail", "work", "days")]))
    decision = said(group, change)
    with pytest.raises(Refused):
        propose(by=group.bob, decision=decision)
    assert names(group) == ["Travail"]


def test_a_kind_of_another_group_is_not_retired(group: Group) -> None:
    other = chosen(make_group().alice)["work"]
    with pytest.raises(Refused):
        actions.propose_kinds(by=group.alice, retire=[other])


def test_nothing_is_written_in_a_kind_retired_or_of_another_group(group: Group) -> None:
    settled(group.alice, group.bob)
    kinds = chosen(group.alice)
    adopted(group.bob, actions.propose_kinds(by=group.bob, retire=[kinds["care"]]))
    kinds["care"].refresh_from_db()
    elsewhere = chosen(make_group().alice)["work"]
    for kind in (kinds["care"], elsewhere, None):
        with pytest.raises(Refused):
            brings(group.bob, kind, 60)  # type: ignore[arg-type]
