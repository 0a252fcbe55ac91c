"""Keys are written in versions that nobody can change, and hold by decision only."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance.effects import effects
from commun.governance.models import Decision, DecisionVersion
from commun.value import actions
from commun.value.models import JointWork, KeyAdoption, KeyVersion
from commun.value.policies.keys import key_for, version_for
from commun.value.queries.keys import key_in_force, versions_of
from tests.support.world import Group, make_group, make_member, make_person
from tests.value.key_world import adopt, bid_team, equal, write, zero

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def _work(group: Group) -> JointWork:
    work = JointWork(
        space=group.space, title="Halle", started_on=clock.today(), created_by=group.bob, created_at=clock.now()
    )
    work.save()
    return work


def test_a_key_changes_by_another_version_only(group: Group) -> None:
    first = write(group.alice)
    second = actions.write_key_version(by=group.bob, key=first.key, steps=zero(), note="Plus simple")
    assert (first.number, second.number) == (1, 2)
    assert first.fingerprint != second.fingerprint
    assert [line.version.number for line in versions_of(first.key)] == [2, 1]


def test_the_same_steps_again_are_nothing_new(group: Group) -> None:
    version = write(group.alice)
    with pytest.raises(Refused, match="version 1"):
        actions.write_key_version(by=group.bob, key=version.key, steps=bid_team())
    with pytest.raises(Refused):
        actions.write_key(by=group.bob, name="notre  CLÉ", steps=zero())


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "at least one step"),
        ([{"kind": "percent", "rate": 9_000, "base": "gross", "place": "pot"},
          {"kind": "percent", "rate": 1_100, "base": "gross", "place": "carry"}, *equal()], "Step 2"),
        ([{"kind": "equal", "rate": 10_000}] * 21, "20"),
        ([{"kind": "equal", "rate": 5_000}], "where the rest goes"),
        ([{"kind": "evaluate", "rate": 5_000}], "Step 1"),
        ([{"kind": "pro_rata", "rate": 10_000, "measure": "role", "role": "r" * 41}, *equal()], "40"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_with_a_sentence(group: Group, steps: list[dict[str, object]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.write_key(by=group.alice, name="Essai", steps=steps)
    with scope.use(group.space):
        assert not KeyVersion.objects.exists()


def test_a_member_at_rest_writes_no_key(group: Group) -> None:
    resting = make_member(group.space, make_person(), state="dormant")
    with pytest.raises(Refused):
        write(resting)


def test_a_decision_makes_it_hold_from_its_day_and_the_text_reads_it_aloud(group: Group) -> None:
    version = write(group.alice)
    assert key_in_force(group.space) is None
    decision = actions.propose_key(by=group.bob, version=version, why="Essayons un an.")
    with scope.use(group.space):
        text = DecisionVersion.objects.get(decision=decision).text
    assert "Essayons un an." in text
    assert "apport" in text
    assert "7." in text
    adopt(group.alice, version)
    held = key_in_force(group.space)
    assert held == version
    assert key_in_force(group.space, on=clock.today() - dt.timedelta(days=1)) is None
    with scope.use(group.space):
        assert Fact.objects.filter(name="value.key.adopted").count() == 1


def test_a_key_for_one_joint_work_leaves_the_others_as_they_are(group: Group) -> None:
    work = _work(group)
    whole, own = write(group.alice), write(group.alice, "Halle", zero())
    adopt(group.alice, whole)
    adopt(group.alice, own, work)
    assert key_in_force(group.space) == whole
    assert key_in_force(group.space, work) == own
    assert key_in_force(group.space, _work(group)) == whole


def test_what_holds_already_is_not_decided_again(group: Group) -> None:
    work, version = _work(group), write(group.alice)
    adopt(group.alice, version)
    with pytest.raises(Refused, match="already"):
        actions.propose_key(by=group.bob, version=version)
    # For one joint work it says something: that one keeps it, whatever becomes of the others.
    adopt(group.alice, version, work)


def test_the_diff_tells_each_step_now_and_in_what_was_decided_since(group: Group) -> None:
    first = write(group.alice)
    adopt(group.alice, first)
    steps = bid_team()
    steps[1]["rate"] = 400
    second = actions.write_key_version(by=group.alice, key=first.key, steps=steps)
    decision = actions.propose_key(by=group.bob, version=second)
    effect = effects.get("value.key")
    assert effect is not None
    with scope.use(group.space):
        change = DecisionVersion.objects.get(decision=decision).change
    now = effect.diff(group.space, change)
    changed = [line for line in now if line.before != line.after]
    assert len(changed) == 2
    assert "3%" in changed[1].before
    assert "4%" in changed[1].after
    adopt(group.alice, second)
    with scope.use(group.space):
        last = Decision.objects.order_by("-pk")[0]
    adopt(group.alice, write(group.alice, "Autre", equal()))
    assert effect.past(group.space, {last.pk: change})[last.pk] == now


def test_a_version_of_another_group_is_not_adopted(group: Group) -> None:
    other = make_group()
    version = write(other.alice)
    effect = effects.get("value.key")
    assert effect is not None
    change = {"kind": "value.key", "key": version.key.ref, "version": 1, "fingerprint": version.fingerprint, "work": ""}
    for wrong in (change, {**change, "version": "1"}, {**change, "version": 10**30}):
        with pytest.raises(Refused):
            effect.check(group.space, wrong)
    with pytest.raises(Refused):
        effect.check(other.space, {**change, "fingerprint": "0" * 64})
    with pytest.raises(NotFound):
        key_for(group.alice, version.key.ref)
    with pytest.raises(NotFound):
        version_for(group.alice, version.key.ref, 1)


def test_the_database_itself_refuses_to_rewrite_a_version_or_an_adoption(group: Group) -> None:
    version = write(group.alice)
    adopt(group.alice, version)
    with scope.use(group.space):
        for rows in (KeyVersion.objects.all(), KeyAdoption.objects.all()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows.update(space_id=group.space.pk)
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows._raw_delete(rows.db)
        version.steps = equal()
        with pytest.raises(ProgrammingError), transaction.atomic():
            version.save()
