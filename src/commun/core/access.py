"""Who may enter a view inside a group: marks that the middleware reads."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

MEMBERS = frozenset({"member", "dormant"})


def admits(*states: str) -> Callable[[View], View]:
    """Let people of these membership states enter; ``anyone`` includes signed-out visitors.

    Without this mark a view of a group admits its members, dormant or not.
    """

    def mark(view: View) -> View:
        view.admitted_states = frozenset(states)  # type: ignore[attr-defined]
        if "anyone" in states:
            view.login_required = False  # type: ignore[attr-defined]
        return view

    return mark


def admitted_states(view: Callable[..., Any]) -> frozenset[str]:
    """States that a view admits."""
    states: frozenset[str] = getattr(view, "admitted_states", MEMBERS)
    return states
