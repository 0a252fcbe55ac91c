"""Votes made for tests: one of each kind, with an answer that fits, opened through the actions."""

import datetime as dt
from typing import Any

from commun.core import clock, journal, scope
from commun.governance.actions import processes
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.models import Ballot, Elector, Membership, Process

RULE = journal.Rule("governance.agreed-close")
TOOLS = ("Framavox", "Loomio", "Rien")
# By method: what its paper sends, and what the way keeps of it.
SENT: dict[str, dict[str, Any]] = {
    "proposal": {"answer": "for"},
    "choice": {"option": "2"},
    "approval": {"options": ["1", "2"]},
    "score": {"n-1": "5", "n-2": "0"},
    "resistance": {"n-1": "9", "n-2": "0", "n-3": "4"},
    "dots": {"n-1": "5", "n-2": "3"},
    "grades": {"n-1": "1", "n-2": "5", "n-3": "0"},
    "ranked": {"r-1": "2", "r-2": "1"},
    "several": {"r-1": "2", "r-2": "1", "r-3": "3"},
    "sense": {"answer": "yes"},
    "gradient": {"answer": "mixed-feelings"},
    "count": {"answer": "in"},
    "question": {"text": "Plus de café."},
    "dates": {"d-1": "yes", "d-2": "if-need-be", "d-3": "no"},
    "budget": {"options": ["1", "3"]},
    "sortition": {"answer": "in"},
}
METHODS = tuple(SENT)


def in_days(days: float) -> dt.datetime:
    """So many days from now."""
    return clock.now() + dt.timedelta(days=days)


def options_for(method: str) -> tuple[OptionWish, ...]:
    """Three options that fit the method."""
    if method == "dates":
        days = [dt.datetime(2026, 12, day, 17, tzinfo=dt.UTC) for day in (8, 9, 10)]
        return tuple(OptionWish(f"mardi {at.day} décembre", data={"starts_at": at.isoformat()}) for at in days)
    if method == "budget":
        costs = {"Jardin": 33_000, "Vélos": 50_000, "Chorale": 20_000}
        return tuple(OptionWish(name, data={"cost_cents": cost}) for name, cost in costs.items())
    if method in {"proposal", "sense", "gradient", "count", "question", "sortition"}:
        return ()
    return tuple(OptionWish(name) for name in TOOLS)


def opened(by: Membership, method: str = "proposal", rules: dict[str, Any] | None = None, **fields: Any) -> Process:
    """A vote open for a week."""
    said = {"amount_cents": 100_000} if method == "budget" else {}
    wish = {
        "method": method,
        "title": "Quel outil pour décider ?",
        "rules": said | (rules or {}),
        "options": options_for(method),
        "closes_at": in_days(7),
    } | fields
    return processes.open_process(by=by, wish=Wish(**wish))


def filled(process: Process, content: dict[str, Any]) -> None:
    """The same open ballot of every elector, written at once: to see what a page costs."""
    with scope.use(process.space_id):
        Ballot.objects.bulk_create(
            Ballot(space_id=process.space_id, process=process, elector=elector, content=content, cast_at=clock.now())
            for elector in Elector.objects.filter(process=process)
        )
        Elector.objects.filter(process=process).update(has_cast=True)


def closed(process: Process) -> Process:
    """The same, closed by its rule."""
    return processes.close(process=process, actor=RULE)


def again(process: Process) -> Process:
    """As it is now."""
    return Process._base_manager.select_related("space").get(pk=process.pk)
