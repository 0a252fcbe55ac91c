"""Many tables created at once are the tables that they would be one by one."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.state import ProjectState

from commun.core import dbrole
from commun.core.together import Together

KEY = ("id", models.BigAutoField(primary_key=True))
# Each points to the other, a rule comes last; the table « Old » was there before.
OLD = CreateModel("Old", [KEY])
NEW = [
    CreateModel("Left", [KEY, ("name", models.CharField(max_length=9))]),
    CreateModel("Right", [KEY, ("left", models.ForeignKey("core.Left", models.CASCADE))]),
    AddField("Left", "right", models.ForeignKey("core.Right", models.CASCADE, null=True)),
    AddConstraint("Left", models.UniqueConstraint(fields=["name"], name="one_name")),
    AddField("Old", "left", models.ForeignKey("core.Left", models.CASCADE, null=True)),
]


def columns() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_name IN ('core_old', 'core_left', 'core_right')"
        )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
        return found


@pytest.mark.django_db
def test_tables_created_together_are_whole_and_go_together() -> None:
    before, together = ProjectState(), Together(NEW)
    OLD.state_forwards("core", before)
    after = before.clone()
    together.state_forwards("core", after)
    with dbrole.as_owner():
        with connection.schema_editor() as editor:
            OLD.database_forwards("core", editor, ProjectState(), before)
            together.database_forwards("core", editor, before, after)
        assert columns() == {
            "core_old": {"id", "left_id"}, "core_left": {"id", "name", "right_id"}, "core_right": {"id", "left_id"},
        }  # fmt: skip
        with connection.cursor() as cursor:
            rules = connection.introspection.get_constraints(cursor, "core_left")
        assert rules["one_name"]["unique"]
        assert any(rule["foreign_key"] == ("core_right", "id") for rule in rules.values())
        with connection.schema_editor() as editor:
            together.database_backwards("core", editor, after, before)
        assert columns() == {"core_old": {"id"}}
