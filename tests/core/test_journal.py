"""The journal: append-only, chained, and it names the row that was tampered with."""

import pytest
from django.db import ProgrammingError, connection, transaction

from commun.core import dbrole, journal, scope
from commun.core.models import Fact, FactWords
from tests.support.world import Group

journal.declare(journal.FactKind("core.test.happened", "something happened"))


def record(group: Group, **fields: object) -> Fact:
    with transaction.atomic():
        return journal.record(
            "core.test.happened",
            space=group.space,
            actor=journal.Person(group.alice.person_id),
            about=("core.test", 1),
            **fields,  # type: ignore[arg-type]
        )


def test_facts_follow_one_another(group: Group) -> None:
    first, second = record(group), record(group, data={"day": "2026-11-16"})
    assert (first.position, second.position) == (1, 2)
    assert second.previous == first.digest
    assert list(journal.verify(group.space)) == []


def test_many_facts_at_once_make_the_same_chain(group: Group) -> None:
    record(group)
    entries = [journal.Entry("core.test.happened", ("core.test", number), {"n": number}) for number in range(3)]
    with transaction.atomic():
        journal.record_many(entries, space=group.space, actor=journal.Rule("adopted"))
        journal.record_many([], space=group.space, actor=journal.PROGRAM)
    record(group)
    assert list(journal.verify(group.space)) == []
    with scope.use(group.space):
        told = Fact.objects.order_by("position").values_list("position", "actor", "rule", "about_ref")
    assert [row[0] for row in told] == [1, 2, 3, 4, 5]
    assert list(told)[2] == (3, "rule", "adopted", "1")
    unknown = journal.Entry("core.test.unheard", ("x", 1), {})
    with pytest.raises(journal.UnknownFact), transaction.atomic():
        journal.record_many([unknown], space=group.space, actor=journal.PROGRAM)


def test_an_undeclared_fact_is_refused(group: Group) -> None:
    with pytest.raises(journal.UnknownFact), transaction.atomic():
        journal.record("core.test.unheard", space=group.space, actor=journal.PROGRAM, about=("x", 1))


@pytest.mark.parametrize("statement", ["UPDATE core_fact SET name = 'x'", "DELETE FROM core_fact"])
def test_the_application_cannot_rewrite_a_fact(group: Group, statement: str) -> None:
    record(group)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "position", "reason"),
    [
        ("UPDATE core_fact SET data = '{\"a\": 2}' WHERE position = 2", 2, "altered"),
        ("UPDATE core_fact SET at = at + interval '1 second' WHERE position = 3", 3, "altered"),
        ("DELETE FROM core_fact WHERE position = 2", 2, "missing"),
        ("DELETE FROM core_fact WHERE position = 3", 3, "head"),
    ],
)
def test_the_verifier_names_the_tampered_row(group: Group, change: str, position: int, reason: str) -> None:
    for number in range(3):
        record(group, data={"number": number})
    with dbrole.as_owner(), connection.cursor() as cursor:
        cursor.execute(change)
    found = [(fault.position, fault.reason) for fault in journal.verify(group.space)]
    assert (position, reason) in found


def test_words_can_be_erased_but_not_changed(group: Group) -> None:
    record(group, words={"reason": "déménagement à Lyon"})
    with scope.use(group.space):
        FactWords.objects.update(text="renvoi")
        assert [fault.reason for fault in journal.verify(group.space)] == ["words"]
        FactWords.objects.all().delete()
    assert list(journal.verify(group.space)) == []
