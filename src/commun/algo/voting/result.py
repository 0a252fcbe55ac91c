"""What a count gives: the rule with its version, the winners, the ties, and every round so that anyone can recount."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Amount = int | Fraction
Json = str | int | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Round:
    """One round of a count.

    `event` says what happens ("count", "transfer", "exclude", "elect", "lock", "draw" ...), `options` to whom,
    `counts` what each option has at that moment, `facts` what else a reader needs (quota, value, votes left aside),
    `elected` who gets a seat in this round.
    """

    event: str
    options: tuple[str, ...] = ()
    counts: tuple[tuple[str, Amount], ...] = ()
    facts: tuple[tuple[str, Amount | str], ...] = ()
    elected: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Return plain JSON: an exact fraction is written "2/3"."""
        return {
            "event": self.event,
            "options": list(self.options),
            "counts": {name: _plain(amount) for name, amount in self.counts},
            "facts": {name: _plain(fact) for name, fact in self.facts},
            "elected": list(self.elected),
        }


@dataclass(frozen=True)
class Result:
    """The outcome of one rule on one set of ballots.

    `winners` are elected for sure, in order of election. A group in `ties` is equal: either its seats are still open
    (then there are fewer winners than seats) or a lot with `seed` has decided inside the count, as a round tells.
    `ranking` is the whole order where the rule gives one, best first, equal options side by side. `tables` gives
    one row of named figures per option where one number is not enough (grades, duels).
    """

    rule: str
    seats: int
    winners: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...] = ()
    rounds: tuple[Round, ...] = ()
    ranking: tuple[tuple[str, ...], ...] = ()
    tables: tuple[tuple[str, tuple[tuple[str, Amount], ...]], ...] = ()
    people: int = 0
    weight: int = 0
    seed: str = ""

    @property
    def open_seats(self) -> int:
        """How many seats the ties leave open: a tie rule has to fill them, or nobody does."""
        return self.seats - len(self.winners) if self.ties else 0

    def summary(self) -> dict[str, Json]:
        """Return the line of `./commun manage count`."""
        return {
            "rule": self.rule,
            "seats": self.seats,
            "winners": list(self.winners),
            "ties": [list(group) for group in self.ties],
            "rounds": len(self.rounds),
        }

    def as_json(self) -> dict[str, Json]:
        """Return everything as plain JSON, to store and to recount."""
        return {
            **self.summary(),
            "rounds": [each.as_json() for each in self.rounds],
            "ranking": [list(group) for group in self.ranking],
            "tables": {name: {key: _plain(amount) for key, amount in row} for name, row in self.tables},
            "people": self.people,
            "weight": self.weight,
            "seed": self.seed,
        }


def in_order(options: Sequence[str], counts: Mapping[str, Amount]) -> tuple[tuple[str, Amount], ...]:
    """Return the counts in the order of the options; a fraction that is whole becomes an int."""
    return tuple((option, whole(counts[option])) for option in options if option in counts)


def whole(amount: Amount) -> Amount:
    """Return an int wherever the amount is one."""
    return int(amount) if amount.denominator == 1 else amount


def grouped(options: Iterable[str], key: Mapping[str, Amount], *, lowest_first: bool = False) -> list[tuple[str, ...]]:
    """Return the options by falling (or rising) amount, equal ones together in the order given."""
    found: dict[Amount, list[str]] = {}
    for option in options:
        found.setdefault(key[option], []).append(option)
    return [tuple(found[amount]) for amount in sorted(found, reverse=not lowest_first)]


def first_seats(groups: Iterable[tuple[str, ...]], seats: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Fill the seats from the best group down; return the winners for sure and the tie that would overflow, if any."""
    winners: list[str] = []
    for group in groups:
        room = seats - len(winners)
        if room <= 0:
            break
        if len(group) > room:
            return tuple(winners), (group,)
        winners.extend(group)
    return tuple(winners), ()


def _plain(value: Amount | str) -> str | int:
    return value if isinstance(value, str | int) else f"{value.numerator}/{value.denominator}"
