"""What the program saw somebody do, in any room: a registry that each room fills; nothing here knows what they are.

A room adds ``seen.add("bids", list_of_what_was_seen)``; each thing is proposed once to the person, who says yes or no.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commun.core.registries import Registry
from commun.governance.models import Membership
from commun.value.models import JointWork


@dataclass(frozen=True)
class Seen:
    """One thing that a person did for the group, on a day.

    ``source``: « kind:reference », the same for ever (80 signs at most); ``title``: in words, for the person;
    ``minutes``: how long it took, as far as is known; ``natures``: of the kinds that could count it, the best first.
    ``work``: the joint work for which it was done. The same source told again by a higher room replaces the first; with
    no nature at all, it is not proposed.
    """

    source: str
    title: str
    on: dt.date
    minutes: int
    natures: tuple[str, ...]
    url: str = ""
    work: JointWork | None = None


# Of a member, between two days (both included).
seen: Registry[Callable[[Membership, dt.date, dt.date], Iterable[Seen]]] = Registry()
