"""An operation of migrations: create many tables at once."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Do all these operations as one: what the models become first, then the tables as they are at the end.

    After each operation on a table that others point to, Django builds every model that is around again: sixty tables
    of one room took ten seconds. Built once, they take one. Operations on tables that were there before are done as
    they come; their rows are not read in between.
    """

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change the models without building them between two operations."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the new tables whole, change those that were there."""
        new = self._new()
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                schema_editor.create_model(to_state.apps.get_model(app_label, operation.name))
            elif _table(operation) not in new:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the new tables, give the others their former shape."""
        new = self._new()
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                schema_editor.delete_model(from_state.apps.get_model(app_label, operation.name))
            elif _table(operation) not in new:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """How many operations it holds."""
        return f"Together: {len(self.operations)} operations"

    def _new(self) -> set[str]:
        return {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}


def _table(operation: Operation) -> str:
    return str(getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", ""))
