"""Ways of deciding: a registry that says, for each method of a process, how its rules are checked and how it ends.

The processes' actions know no method: they freeze the electorate, keep the clock and call these doors.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.core.registries import Registry

ADOPTED, REJECTED, NO_QUORUM, TIE, NOTED = "adopted", "rejected", "no_quorum", "tie", "noted"
# Adopted by the result, but what it changes cannot be applied as things stand: nothing was changed.
BLOCKED = "blocked"
# A secret vote with fewer ballots than its minimum: they were destroyed, nothing is shown.
TOO_FEW = "too_few"
MIN_SECRET_BALLOTS = 4


@dataclass(frozen=True)
class Ending:
    """How a process ended: one of the outcomes above, and the result to keep (JSON, rule and version named)."""

    outcome: str
    result: Mapping[str, Any]


def _no_ballot(process: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    raise Refused(_("This cannot be voted on."))


@dataclass(frozen=True)
class Way:
    """One way of deciding.

    ``explain`` is one sentence for a newcomer; ``first_stage`` what an opened process starts with;
    ``clean(rules)`` returns the rules completed with their defaults, or raises Refused;
    ``check_options(options, closes_at)`` raises Refused for options that make no sense;
    ``opened(process)`` prepares what the method needs, inside the opening transaction;
    ``ballot(process, content)`` returns what was answered in its plain form, or raises Refused;
    ``ending(process)`` counts, without writing; ``closed(process, actor)`` runs after the result is kept,
    ``withdrawn(process, actor, reason)`` after it was taken off the table;
    ``ends_by_clock``: the close is only a matter of time (votes, windows), else people go from stage to stage;
    ``may_be_secret``: it can be counted from ballots that belong to nobody.
    """

    explain: Any
    clean: Callable[[Mapping[str, Any]], dict[str, Any]]
    ending: Callable[[Any], Ending]
    check_options: Callable[[Sequence[Any], dt.datetime | None], None] = lambda options, closes_at: None
    opened: Callable[[Any], None] = lambda process: None
    ballot: Callable[[Any, Mapping[str, Any]], dict[str, Any]] = _no_ballot
    closed: Callable[[Any, Any], None] = lambda process, actor: None
    withdrawn: Callable[[Any, Any, str], None] = lambda process, actor, reason: None
    first_stage: str = ""
    needs_options: bool = False
    ends_by_clock: bool = True
    may_be_secret: bool = False

    @property
    def takes_ballots(self) -> bool:
        """People answer it by a ballot."""
        return self.ballot is not _no_ballot


def by_ballot() -> list[str]:
    """The methods that people answer by a ballot."""
    return [name for name, way in zip(ways.names(), ways, strict=True) if way.takes_ballots]


ways: Registry[Way] = Registry()
