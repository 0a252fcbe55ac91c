"""Lots that anyone can recompute: the SHA-256 of the seed, a line feed and the name; the smallest comes first.

By hand: `printf '%s\\n%s' SEED NAME | sha256sum`, then sort. The seed has to be public and fixed after the closing,
when nobody can choose it any more: `seed_from` makes one out of the closed ballots and of something nobody rules.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commun.algo.voting.errors import BadProfile
from commun.algo.voting.result import Json, Result, Round

VERSION = "sha256-lot/1"
FURTHER_DISCUSSION, STATUS_QUO, DRAW = "further-discussion", "status-quo", "draw"
TIE_RULES = (FURTHER_DISCUSSION, STATUS_QUO, DRAW)


def digest(seed: str, name: str) -> str:
    """Return the lot of a name, 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def drawn(names: Iterable[str], seed: str) -> tuple[str, ...]:
    """Return the names in the order of their lots, whatever the order they came in."""
    return tuple(sorted(names, key=lambda name: digest(seed, name)))


def seed_from(*parts: str) -> str:
    """Return a seed that depends on every part and on their order."""
    return hashlib.sha256("\n".join(f"{len(part.encode())}:{part}" for part in parts).encode()).hexdigest()


@dataclass(frozen=True)
class Settled:
    """A result after its tie rule: `winners` may stay short of the seats; `outcome` says why.

    `outcome` is "decided" (no tie), "drawn", "further-discussion" or "status-quo" (the option named so, or nothing
    changes).
    """

    result: Result
    tie_rule: str
    outcome: str
    winners: tuple[str, ...]
    draw: Round | None = None

    def as_json(self) -> dict[str, Json]:
        """Return plain JSON: the result, then what the tie rule made of it."""
        return {
            **self.result.as_json(),
            "tie_rule": self.tie_rule,
            "outcome": self.outcome,
            "settled": list(self.winners),
            "draw": None if self.draw is None else self.draw.as_json(),
        }


def settle(result: Result, tie_rule: str, *, seed: str = "", status_quo: str | None = None) -> Settled:
    """Apply the tie rule chosen before the opening to the seats that the count leaves open.

    `status_quo` is the option that means "nothing changes", if the question has one: it takes an open seat for which
    it is tied, otherwise the seat stays empty. Raises BadProfile for an unknown rule or a draw without seed.
    """
    if tie_rule not in TIE_RULES:
        raise BadProfile("unknown-tie-rule", rule=tie_rule)
    if not result.open_seats:
        return Settled(result, tie_rule, "decided", result.winners)
    if tie_rule == FURTHER_DISCUSSION:
        return Settled(result, tie_rule, FURTHER_DISCUSSION, result.winners)
    tied = result.ties[-1]
    if tie_rule == STATUS_QUO:
        kept = (status_quo,) if status_quo in tied else ()
        return Settled(result, tie_rule, STATUS_QUO, result.winners + tuple(name for name in kept if name))
    if not seed:
        raise BadProfile("no-seed")
    order = drawn(tied, seed)
    lots = tuple((name, digest(seed, name)) for name in order)
    draw = Round("draw", order[: result.open_seats], facts=(("seed", seed), ("method", VERSION), *lots))
    return Settled(result, tie_rule, "drawn", result.winners + order[: result.open_seats], draw)


def sortition(names: Sequence[str], seats: int, seed: str) -> tuple[str, ...]:
    """Draw `seats` names out of those that are there; raises BadProfile on a bad number, a name twice or no seed."""
    _checked_pool(names, seed)
    if not 0 <= seats <= len(names):
        raise BadProfile("bad-seats", seats=seats, options=len(names))
    return drawn(names, seed)[:seats]


def stratified(strata: Mapping[str, Sequence[str]], seats: int, seed: str) -> dict[str, tuple[str, ...]]:
    """Draw in each stratum its share of the seats, by largest remainder; equal remainders by the lot of the stratum.

    Raises BadProfile as `sortition` does; a person belongs to one stratum only.
    """
    everyone = [name for names in strata.values() for name in names]
    _checked_pool(everyone, seed)
    if not 0 <= seats <= len(everyone):
        raise BadProfile("bad-seats", seats=seats, options=len(everyone))
    shares = shared_seats({key: len(names) for key, names in strata.items()}, seats, seed)
    return {key: drawn(strata[key], seed)[: shares[key]] for key in strata}


def shared_seats(sizes: Mapping[str, int], seats: int, seed: str) -> dict[str, int]:
    """Share seats in proportion to sizes (largest remainder); a stratum never gets more seats than people."""
    total = sum(sizes.values())
    if not total:
        return dict.fromkeys(sizes, 0)
    shares = {key: seats * size // total for key, size in sizes.items()}
    left = seats - sum(shares.values())
    by_need = sorted(sizes, key=lambda key: (-(seats * sizes[key] % total), digest(seed, key)))
    for key in by_need[:left]:
        shares[key] += 1
    return shares


def _checked_pool(names: Sequence[str], seed: str) -> None:
    if not seed:
        raise BadProfile("no-seed")
    if len(set(names)) != len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise BadProfile("repeated-name", name=twice)
