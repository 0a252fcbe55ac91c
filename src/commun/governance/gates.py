"""Acts that an article of the charter may ask to have accepted: a registry that the owner of each act fills (M5).

A gate is closed only where an article in force names it; a group without a charter has none. The check is
``policies.charter.refuse_behind_gate``, called by the action that owns the act.
"""

from dataclasses import dataclass
from typing import Any

from commun.core.registries import Registry


@dataclass(frozen=True)
class Gate:
    """One act, in words that complete « one must have accepted the charter to … »."""

    label: Any


gates: Registry[Gate] = Registry()


def label_of(name: str) -> str:
    """The act in words; its name when its room is not there (any more)."""
    found = gates.get(name)
    return str(found.label) if found else name
