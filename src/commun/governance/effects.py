"""What a decision changes by being adopted: a registry that the owner of each thing fills (rulings, C25).

The change is written in the proposal as ``{"kind": name, ...}``; its diff is shown before anybody decides; at the
adoption it is applied exactly, in the same transaction, or the adoption does not happen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commun.core.registries import Registry


@dataclass(frozen=True)
class DiffLine:
    """One thing that would change: what it is called, what it is now, what it would be (empty: nothing)."""

    label: str
    before: str = ""
    after: str = ""


def differing(labels: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]) -> list[DiffLine]:
    """The lines that are not the same in both, once each, in the order of ``labels``."""
    return [
        DiffLine(label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys(labels)
        if before.get(label, "") != after.get(label, "")
    ]


@dataclass(frozen=True)
class Effect:
    """How one kind of thing is changed by a decision.

    ``check(space, change)`` raises Refused when the change cannot be applied as things stand;
    ``diff(space, change)`` says what would change, in words;
    ``apply(decision, change, actor)`` changes it inside the adopting transaction and records its own facts.
    ``opening(decision, change, wish)`` raises Refused for a process that may not decide on this.
    ``opened(process, change)`` tells those whom the change concerns that the group now decides on it.
    ``past(space, changes)`` says, of decisions adopted since (their changes by their id), what each changed on its
    day, in as many queries for a thousand as for one;
    ``link(space, change)`` gives the name and the address of what it is about, for whoever decides to read it.
    """

    label: Any
    check: Callable[[Any, Mapping[str, Any]], None]
    diff: Callable[[Any, Mapping[str, Any]], list[DiffLine]]
    apply: Callable[[Any, Mapping[str, Any], Any], None]
    opening: Callable[[Any, Mapping[str, Any], Any], None] = lambda decision, change, wish: None
    opened: Callable[[Any, Mapping[str, Any]], None] = lambda process, change: None
    past: Callable[[Any, Mapping[int, Mapping[str, Any]]], Mapping[int, list[DiffLine]]] = lambda space, changes: {}
    link: Callable[[Any, Mapping[str, Any]], tuple[str, str] | None] = lambda space, change: None


effects: Registry[Effect] = Registry()
