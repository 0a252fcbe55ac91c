"""Whose voice is carried by whom: proxies with a cap, delegations of one hop that a direct vote overrides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from commun.algo.voting.errors import BadBallot, BadProfile

RULE = "one-hop-delegation/1"


@dataclass(frozen=True)
class Carried:
    """For each person who votes, the persons whose voices they carry; and why the others are not carried.

    Reasons: "voted" (their own vote wins), "delegate-absent" (their delegate did not vote: a delegation never goes
    further), "cap" (the delegate already carries as many as allowed), "outside" (one of the two is not an elector).
    """

    carried: Mapping[str, tuple[str, ...]]
    lapsed: Mapping[str, str]

    def voices(self, voter: str) -> int:
        """Return how many voices a voter has, their own included; 0 for who did not vote."""
        return len(self.carried[voter]) + 1 if voter in self.carried else 0


def delegate(
    electors: Collection[str], voted: Iterable[str], delegations: Iterable[tuple[str, str]], *, cap: int
) -> Carried:
    """Carry voices one hop: `delegations` are (who, delegate) pairs in force, oldest first, which the cap follows.

    Raises BadBallot on a person who delegates twice or to themself, or a vote of who is not an elector; BadProfile on
    a negative cap.
    """
    if cap < 0:
        raise BadProfile("bad-cap", cap=cap)
    carried: dict[str, list[str]] = {person: [] for person in voted}
    for person in carried:
        if person not in electors:
            raise BadBallot("not-an-elector", person=person)
    lapsed: dict[str, str] = {}
    seen: set[str] = set()
    for person, to in delegations:
        if person in seen or person == to:
            raise BadBallot("bad-delegation", person=person, to=to)
        seen.add(person)
        reason = _lapse(person, to, electors, carried, cap)
        if reason:
            lapsed[person] = reason
        else:
            carried[to].append(person)
    return Carried({voter: tuple(held) for voter, held in carried.items()}, lapsed)


def _lapse(
    person: str, to: str, electors: Collection[str], carried: Mapping[str, Collection[str]], cap: int
) -> str | None:
    if person not in electors or to not in electors:
        return "outside"
    if person in carried:
        return "voted"
    if to not in carried:
        return "delegate-absent"
    return "cap" if len(carried[to]) >= cap else None


def may_hold(holder: str, absent: str, proxies: Mapping[str, str], *, cap: int) -> str | None:
    """Say why a holder may not log the written vote of an absent member ("self", "cap"), or None if they may.

    `proxies` gives the holder of each absent member so far; logging the same one again replaces it.
    """
    if holder == absent:
        return "self"
    held = [person for person, by in proxies.items() if by == holder and person != absent]
    return "cap" if len(held) >= cap else None
