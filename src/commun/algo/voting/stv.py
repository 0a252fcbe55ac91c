"""Single transferable vote, the rule of Scottish local elections (Scottish Local Government Elections Order 2007).

Quota: floor(valid / (seats + 1)) + 1. Values have five decimals, cut off: here they are whole hundred-thousandths.
The largest surplus is transferred first, all papers of the elected at (value x surplus / votes), then the candidate
with the fewest votes is excluded. Equals are parted by the latest earlier stage where they differed, else by lot.
Once as many remain as there are seats, they are elected. A paper whose next rank holds several names stops there
(article on non-transferable papers); with several names on its first rank it is not valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from commun.algo.voting.chance import Pick, with_lots
from commun.algo.voting.profile import Ranked, Ranking, checked_seats, heft
from commun.algo.voting.result import Amount, Result, Round, whole
from commun.algo.voting.runoff import last_by_history

RULE = "scottish-stv/1"
UNIT = 100_000


def scottish_stv(profile: Ranked, seats: int = 1, seed: str = "") -> Result:
    """Elect `seats` options out of ranked ballots; without `seed`, a lot that matters leaves a tie open.

    Raises BadProfile on a bad number of seats.
    """
    checked_seats(seats, profile.options)
    return with_lots(lambda pick: _Count(profile, seats, pick).result(), seed)


@dataclass(slots=True)
class _Parcel:
    """Equal papers that lie with a candidate: where they are on the ballot, how many, and their value each."""

    ballot: Ranking
    rank: int
    papers: int
    value: int


class _Count:
    """One count; all votes are whole numbers of `UNIT`ths."""

    def __init__(self, profile: Ranked, seats: int, pick: Pick) -> None:
        self.profile, self.seats, self.pick = profile, seats, pick
        self.votes = dict.fromkeys(profile.options, 0)
        self.parcels: dict[str, list[_Parcel]] = {option: [] for option in profile.options}
        self.hopeful = list(profile.options)
        self.elected: list[str] = []
        self.surpluses: list[str] = []
        self.history: list[dict[str, int]] = []
        self.rounds: list[Round] = []
        self.exhausted = self.lost = self.invalid = 0
        self.valid = 0
        for pile in profile.piles:
            weight = heft(pile)
            if pile.ballot and len(pile.ballot[0]) == 1:
                self.valid += weight
                self._lay(_Parcel(pile.ballot, 0, weight, UNIT))
            else:
                self.invalid += weight
        self.quota = (self.valid // (seats + 1) + 1) * UNIT

    def result(self) -> Result:
        if self.valid:
            self._stage("count", ())
            while len(self.elected) < self.seats:
                if self.surpluses:
                    self._transfer()
                elif len(self.hopeful) <= self.seats - len(self.elected):
                    self._fill()
                else:
                    self._exclude()
        return Result(
            RULE,
            self.seats,
            tuple(self.elected),
            (),
            tuple(self.rounds),
            people=self.profile.people,
            weight=self.profile.weight,
        )

    def _lay(self, parcel: _Parcel) -> None:
        """Give papers to the next candidate still in the race, or set them aside."""
        ballot = parcel.ballot
        while parcel.rank < len(ballot) and len(ballot[parcel.rank]) == 1:
            name = ballot[parcel.rank][0]
            if name in self.hopeful:
                self.parcels[name].append(parcel)
                self.votes[name] += parcel.papers * parcel.value
                return
            parcel.rank += 1
        self.exhausted += parcel.papers * parcel.value

    def _transfer(self) -> None:
        """Pass on the largest surplus, every paper at a reduced value."""
        name, by = self._largest()
        self.surpluses.remove(name)
        total = self.votes[name]
        surplus = total - self.quota
        self.votes[name] = self.quota
        moved = 0
        for parcel in self.parcels.pop(name):
            value = parcel.value * surplus // total
            moved += parcel.papers * value
            self._lay(_Parcel(parcel.ballot, parcel.rank + 1, parcel.papers, value))
        self.lost += surplus - moved
        self._stage("transfer", (name,), (("surplus", _votes(surplus)), ("by", by)))

    def _exclude(self) -> None:
        """Exclude the last candidate; the papers keep their value."""
        name, by = self._last()
        self.hopeful.remove(name)
        self.votes[name] = 0
        for parcel in self.parcels.pop(name):
            parcel.rank += 1
            self._lay(parcel)
        self._stage("exclude", (name,), (("by", by),))

    def _fill(self) -> None:
        """Elect all who remain, most votes first."""
        rest = sorted(self.hopeful, key=lambda name: -self.votes[name])
        self.hopeful = []
        self.elected += rest
        self._tell("fill", tuple(rest), (), tuple(rest))

    def _stage(self, event: str, options: tuple[str, ...], facts: tuple[tuple[str, Amount | str], ...] = ()) -> None:
        """Close a stage: elect who reached the quota, largest first, and tell it."""
        reached = [name for name in self.hopeful if self.votes[name] >= self.quota]
        reached.sort(key=lambda name: -self.votes[name])
        self.hopeful = [name for name in self.hopeful if name not in reached]
        self.elected += reached
        self.surpluses += [name for name in reached if self.votes[name] > self.quota]
        self._tell(event, options, facts, tuple(reached))
        self.history.append(dict(self.votes))

    def _largest(self) -> tuple[str, str]:
        most = max(self.votes[name] for name in self.surpluses)
        first: Sequence[str] = [name for name in self.surpluses if self.votes[name] == most]
        if len(first) == 1:
            return first[0], "votes"
        for earlier in reversed(self.history):
            top = max(earlier[name] for name in first)
            first = [name for name in first if earlier[name] == top]
        return (first[0], "earlier stage") if len(first) == 1 else (self.pick(self._ordered(first), 0), "lot")

    def _last(self) -> tuple[str, str]:
        least = min(self.votes[name] for name in self.hopeful)
        last: Sequence[str] = [name for name in self.hopeful if self.votes[name] == least]
        if len(last) == 1:
            return last[0], "votes"
        if not least and len(self.hopeful) - len(last) >= self.seats - len(self.elected):
            # Without a single vote they all leave next, in any order.
            return last[-1], "no vote"
        last = last_by_history(last, self.history)
        return (last[0], "earlier stage") if len(last) == 1 else (self.pick(last, -1), "lot")

    def _ordered(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in self.profile.options if name in names)

    def _tell(
        self,
        event: str,
        options: tuple[str, ...],
        facts: tuple[tuple[str, Amount | str], ...],
        elected: tuple[str, ...],
    ) -> None:
        counts = tuple((name, _votes(self.votes[name])) for name in self.profile.options)
        sums: tuple[tuple[str, Amount | str], ...] = (
            ("quota", _votes(self.quota)),
            ("exhausted", _votes(self.exhausted)),
            ("lost", _votes(self.lost)),
            ("invalid", self.invalid),
        )
        self.rounds.append(Round(event, options, counts, (*sums, *facts), elected))


def _votes(amount: int) -> Amount:
    return whole(Fraction(amount, UNIT))
