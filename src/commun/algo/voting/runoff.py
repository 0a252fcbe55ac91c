"""Instant run-off: the option with the fewest voices leaves, its ballots go on to their next choice.

Equal ranks share their ballot equally, in exact fractions. The count stops when one option has more than half of the
voices still in play. When several are last: they leave together if all their voices do not reach the next one; else
the one that had fewer at the latest round where they differed; else a lot (see `chance`).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from commun.algo.voting.chance import Pick, with_lots
from commun.algo.voting.profile import Ranked, Ranking, heft
from commun.algo.voting.result import Amount, Result, Round, in_order

RULE = "irv/1"


def irv(profile: Ranked, seed: str = "") -> Result:
    """Elect one option out of ranked ballots; without `seed`, a lot that matters leaves a tie open."""
    return with_lots(lambda pick: _Count(profile, pick).result(), seed)


def last_by_history(tied: Sequence[str], history: Sequence[Mapping[str, Amount]]) -> tuple[str, ...]:
    """Return those who had least at the latest earlier round that parts them; all of them if none does."""
    for earlier in reversed(history):
        least = min(earlier[option] for option in tied)
        lowest = tuple(option for option in tied if earlier[option] == least)
        if len(lowest) < len(tied):
            return last_by_history(lowest, history) if len(lowest) > 1 else lowest
    return tuple(tied)


class _Count:
    """One count: who is left, what each has, and which ballots lie with whom."""

    def __init__(self, profile: Ranked, pick: Pick) -> None:
        self.profile, self.pick = profile, pick
        self.left = set(profile.options)
        self.counts: dict[str, Amount] = dict.fromkeys(profile.options, 0)
        self.lying: dict[str, list[tuple[Ranking, int, int]]] = {option: [] for option in profile.options}
        self.history: list[dict[str, Amount]] = []
        self.rounds: list[Round] = []
        self.exhausted = 0
        for pile in profile.piles:
            self._lay(pile.ballot, 0, heft(pile))

    def _lay(self, ballot: Ranking, rank: int, weight: int) -> None:
        """Give a ballot to the best rank where somebody is left."""
        for place in range(rank, len(ballot)):
            group = [option for option in ballot[place] if option in self.left]
            if group:
                share = weight if len(group) == 1 else Fraction(weight, len(group))
                for option in group:
                    self.counts[option] += share
                    self.lying[option].append((ballot, place, weight))
                return
        self.exhausted += weight

    def result(self) -> Result:
        winners: tuple[str, ...] = ()
        ties: tuple[tuple[str, ...], ...] = ()
        while self.profile.weight and not (winners or ties):
            inside = [option for option in self.profile.options if option in self.left]
            in_play = sum(self.counts[option] for option in inside)
            best = max(inside, key=lambda option: self.counts[option])
            if self.counts[best] * 2 > in_play or len(inside) == 1:
                winners = (best,)
                self._tell("elect", winners, elected=winners)
            elif len(inside) == 2 or not in_play:
                ties = (tuple(inside),)
                self._tell("tie", ties[0])
            else:
                self._exclude(inside)
        return Result(
            RULE, 1, winners, ties, tuple(self.rounds), people=self.profile.people, weight=self.profile.weight
        )

    def _exclude(self, inside: Sequence[str]) -> None:
        least = min(self.counts[option] for option in inside)
        last = tuple(option for option in inside if self.counts[option] == least)
        by = "votes"
        if len(last) > 1 and not self._together(last, inside):
            last, by = last_by_history(last, self.history), "earlier round"
            if len(last) > 1:
                last, by = (self.pick(last, -1),), "lot"
        self._tell("exclude", last, (("by", by),))
        self.history.append({option: self.counts[option] for option in inside})
        self.left.difference_update(last)
        self._move(last)

    def _together(self, last: Sequence[str], inside: Sequence[str]) -> bool:
        """Say whether all the voices of the last ones, put together, stay below those of the next one."""
        others = [self.counts[option] for option in inside if option not in last]
        return bool(others) and sum(self.counts[option] for option in last) < min(others)

    def _move(self, gone: Sequence[str]) -> None:
        """Take the ballots of those who leave, once each, and lay them again."""
        taken: dict[Ranking, tuple[int, int]] = {}
        for option in gone:
            for ballot, place, weight in self.lying.pop(option):
                taken[ballot] = place, weight
            self.counts[option] = 0
        for ballot, (place, weight) in taken.items():
            before = [option for option in ballot[place] if option in self.left]
            if before:
                members = len([option for option in ballot[place] if option in self.left or option in gone])
                for option in before:
                    self.counts[option] += Fraction(weight, len(before)) - Fraction(weight, members)
            else:
                self._lay(ballot, place + 1, weight)

    def _tell(
        self,
        event: str,
        options: tuple[str, ...],
        facts: tuple[tuple[str, Amount | str], ...] = (),
        elected: tuple[str, ...] = (),
    ) -> None:
        left = in_order(self.profile.options, {option: self.counts[option] for option in self.left})
        self.rounds.append(Round(event, options, left, (("exhausted", self.exhausted), *facts), elected))
