"""What a member who leaves hands over: a registry that higher rooms fill (intentions, drafts, actions ...).

This room calls the sources; it never imports the rooms that add them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from commun.core.registries import Registry


@dataclass(frozen=True)
class Handover:
    """One thing that goes back to the group: what it is, and where to read it."""

    label: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """A room's share: ``list(membership)`` says what would be handed over, ``release(membership)`` does it.

    ``release`` runs inside the transaction of the departure and records its own facts.
    """

    title: Any
    list: Callable[[Any], Iterable[Handover]]
    release: Callable[[Any], None]


sources: Registry[Source] = Registry()
