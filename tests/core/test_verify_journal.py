"""``manage verify_journal``: the operator reads which row was tampered with, and the command fails."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commun.core import dbrole, journal
from tests.core.test_journal import record
from tests.support.world import Group


def said(group: Group) -> str:
    out = StringIO()
    try:
        call_command("verify_journal", stdout=out)
    except CommandError as error:
        out.write(f"refused: {error}")
    return out.getvalue()


def test_a_whole_journal_is_said_to_be_whole(group: Group) -> None:
    record(group)
    text = said(group)
    assert f"{group.space.slug} : 1 faits, chaîne intacte" in text
    assert "Journal intact." in text
    assert "refused" not in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE core_fact SET data = '{\"a\": 1}' WHERE position = 2", "fait 2 : ce fait a été modifié"),
        ("UPDATE core_fact SET person_id = NULL WHERE position = 2", "fait 2 : ce fait a été modifié"),
        ("UPDATE core_fact SET about_ref = '2' WHERE position = 2", "fait 2 : ce fait a été modifié"),
        ("DELETE FROM core_fact WHERE position = 2", "fait 2 : il manque ce fait"),
        ("UPDATE core_factwords SET text = 'x'", "fait 1 : les mots de ce fait ont été modifiés"),
    ],
)
def test_the_tampered_row_is_named_and_the_command_fails(group: Group, change: str, sentence: str) -> None:
    record(group, words={"reason": "déménagement"})
    record(group)
    record(group)
    with dbrole.as_owner(), connection.cursor() as cursor:
        cursor.execute(change)
    text = said(group)
    assert f"{group.space.slug}, {sentence}" in text
    assert f"{group.space.slug} : 3 faits, chaîne ALTÉRÉE" in text
    assert "refused: " in text


def test_a_row_rewritten_with_a_digest_of_its_own_no_longer_follows(group: Group) -> None:
    for _ in range(3):
        record(group)
    with dbrole.as_owner():
        from commun.core.models import Fact

        forged = Fact._base_manager.get(space=group.space, position=2)
        forged.data = {"a": 1}
        forged.digest = journal.digest_of(forged)
        forged.save()
    assert "fait 3 : ce fait ne suit pas le précédent" in said(group)


def test_the_last_row_rewritten_with_a_digest_of_its_own_is_not_the_head(group: Group) -> None:
    record(group)
    last = record(group)
    with dbrole.as_owner():
        last.data = {"a": 1}
        last.digest = journal.digest_of(last)
        last.save()
    assert "fait 2 : la tête de chaîne ne correspond pas au dernier fait" in said(group)


def test_a_fact_is_only_recorded_in_the_transaction_of_the_change(transactional_db: None) -> None:
    house = journal.house()
    with pytest.raises(RuntimeError, match="transaction"):
        journal.record("core.test.happened", space=house, actor=journal.PROGRAM, about=("core.test", 1))
    entry = journal.Entry("core.test.happened", ("core.test", 1), {})
    with pytest.raises(RuntimeError, match="transaction"):
        journal.record_many([entry], space=house, actor=journal.PROGRAM)
