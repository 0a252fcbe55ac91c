"""Majorities, thresholds and quorum on counted voices: who wins, and if nobody does, why.

Shares are exact fractions, compared without rounding. Three bases: `expressed` (voices given to an option), `cast`
(with the abstentions), `eligible` (all who may vote). Weights change the voices; a quorum always counts persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.profile import checked_options
from commun.algo.voting.result import Amount, Result, Round, first_seats, grouped, in_order

RELATIVE, ABSOLUTE, QUALIFIED = "relative-majority/1", "absolute-majority/1", "qualified-majority/1"
EXPRESSED, CAST, ELIGIBLE = "expressed", "cast", "eligible"
BASES = (EXPRESSED, CAST, ELIGIBLE)
AT_LEAST, AT_MOST = "at-least", "at-most"
TWO_THIRDS = Fraction(2, 3)


@dataclass(frozen=True)
class Quorum:
    """How many persons must take part: a number, or a share of those eligible at opening.

    `abstention_counts` says whether who abstains is present. A share is rounded up: 50 % of 5 is 3.
    """

    number: int | None = None
    share: Fraction | None = None
    abstention_counts: bool = True

    def __post_init__(self) -> None:
        if (self.number is None) == (self.share is None):
            raise BadProfile("bad-quorum", number=self.number, share=self.share)
        if (self.number or 0) < 0 or not 0 <= (self.share or 0) <= 1:
            raise BadProfile("bad-quorum", number=self.number, share=self.share)

    def needed(self, eligible: int) -> int:
        """Return how many persons it takes."""
        if self.number is not None:
            return self.number
        share = self.share or Fraction()
        return -(-share.numerator * eligible // share.denominator)

    def reached(self, *, eligible: int, voted: int, abstained: int = 0) -> bool:
        """Say whether enough persons took part; `voted` leaves out those who abstained."""
        return voted + (abstained if self.abstention_counts else 0) >= self.needed(eligible)


@dataclass(frozen=True)
class Condition:
    """A threshold on one option, winner or not: `at-least` or `at-most` a share of a base."""

    option: str
    sign: str
    share: Fraction
    base: str = EXPRESSED

    def __post_init__(self) -> None:
        if self.sign not in (AT_LEAST, AT_MOST) or self.base not in BASES or not 0 <= self.share <= 1:
            raise BadProfile("bad-condition", option=self.option, sign=self.sign, base=self.base, share=self.share)

    def holds(self, voices: Amount, base: Amount) -> bool:
        """Say whether so many voices out of the base satisfy it."""
        return voices >= self.share * base if self.sign == AT_LEAST else voices <= self.share * base


@dataclass(frozen=True)
class Tally:
    """Counted voices by option, abstentions, and all who may vote, in one unit (persons or weights).

    `voters`, `abstainers` and `electors` are persons, for the quorum; without them one voice is one person.
    """

    counts: Mapping[str, int]
    abstentions: int = 0
    eligible: int = 0
    voters: int | None = None
    abstainers: int | None = None
    electors: int | None = None

    def base(self, name: str) -> int:
        """Return the voices of a base."""
        expressed = sum(self.counts.values())
        return {EXPRESSED: expressed, CAST: expressed + self.abstentions, ELIGIBLE: self.eligible}[name]

    @property
    def persons(self) -> tuple[int, int, int]:
        """Return who voted, who abstained and who could have, as persons."""
        voters = self.base(EXPRESSED) if self.voters is None else self.voters
        abstainers = self.abstentions if self.abstainers is None else self.abstainers
        return voters, abstainers, self.eligible if self.electors is None else self.electors


@dataclass(frozen=True)
class Majority:
    """The rule adopted before the opening: which majority, of what, under which conditions and quorum."""

    rule: str = RELATIVE
    share: Fraction = TWO_THIRDS
    base: str = EXPRESSED
    conditions: Sequence[Condition] = ()
    quorum: Quorum | None = None

    def __post_init__(self) -> None:
        if self.rule not in (RELATIVE, ABSOLUTE, QUALIFIED) or self.base not in BASES or not 0 < self.share <= 1:
            raise BadProfile("bad-majority", rule=self.rule, base=self.base, share=self.share)


def decide(majority: Majority, tally: Tally) -> Result:
    """Return the winner if there is one; the rounds tell each test ("quorum", "majority", "condition") and its outcome.

    Equal leaders are a tie, under a relative majority only (nobody else can have a majority too: two options at
    exactly half are short of more than half; a qualified share of at most one half may be reached by two). Raises
    BadBallot on negative voices or more ballots than voters, BadProfile on a condition for an option not there.
    """
    options = checked_options(tuple(tally.counts))
    _checked(majority, tally, options)
    groups = tuple(grouped(options, tally.counts))
    rounds = [Round("count", counts=in_order(options, tally.counts), facts=(("abstentions", tally.abstentions),))]
    passed = _quorum(majority, tally, rounds)
    leaders = [name for name in groups[0] if has_majority(majority, tally.counts[name], tally.base(majority.base))]
    rounds.append(
        Round(
            "majority",
            tuple(leaders),
            facts=(
                ("base", tally.base(majority.base)),
                ("needed", needed(majority)),
            ),
        )
    )
    for condition in majority.conditions:
        held = condition.holds(tally.counts[condition.option], tally.base(condition.base))
        rounds.append(_told(condition, tally, held))
        passed = passed and held
    winners, ties = first_seats([tuple(leaders)], 1) if leaders and passed else ((), ())
    voters, abstainers, _ = tally.persons
    weight = tally.base(CAST)
    return Result(majority.rule, 1, winners, ties, tuple(rounds), groups, people=voters + abstainers, weight=weight)


def _checked(majority: Majority, tally: Tally, options: Sequence[str]) -> None:
    amounts = (*tally.counts.values(), tally.abstentions, tally.eligible, *tally.persons)
    if min(amounts) < 0:
        raise BadBallot("bad-weight", people=0, weight=min(amounts))
    bases = {majority.base, *(condition.base for condition in majority.conditions)}
    voters, abstainers, electors = tally.persons
    counts_eligible = ELIGIBLE in bases or (majority.quorum is not None and majority.quorum.share is not None)
    if counts_eligible and (tally.base(CAST) > tally.eligible or voters + abstainers > electors):
        raise BadBallot("too-many-ballots", cast=tally.base(CAST), eligible=tally.eligible)
    for condition in majority.conditions:
        if condition.option not in options:
            raise BadProfile("unknown-option", option=condition.option)


def _quorum(majority: Majority, tally: Tally, rounds: list[Round]) -> bool:
    if majority.quorum is None:
        return True
    voters, abstainers, electors = tally.persons
    reached = majority.quorum.reached(eligible=electors, voted=voters, abstained=abstainers)
    present = voters + (abstainers if majority.quorum.abstention_counts else 0)
    facts = (("needed", majority.quorum.needed(electors)), ("present", present), ("reached", _yes(reached)))
    rounds.append(Round("quorum", facts=facts))
    return reached


def has_majority(majority: Majority, voices: Amount, base: Amount) -> bool:
    """Say whether so many voices out of the base are the majority asked for; whoever leads is another question."""
    if majority.rule == RELATIVE:
        return voices > 0
    if majority.rule == ABSOLUTE:
        return voices * 2 > base
    return voices > 0 and voices >= majority.share * base


def needed(majority: Majority) -> str:
    """Return what the majority asks for, in the words that a round keeps."""
    if majority.rule == RELATIVE:
        return "most voices"
    share = f"{majority.share.numerator}/{majority.share.denominator}"
    return f"more than 1/2 of {majority.base}" if majority.rule == ABSOLUTE else f"{share} of {majority.base}"


def _told(condition: Condition, tally: Tally, held: bool) -> Round:
    facts: tuple[tuple[str, Amount | str], ...] = (
        ("sign", condition.sign),
        ("share", condition.share),
        ("base", tally.base(condition.base)),
        ("held", _yes(held)),
    )
    return Round("condition", (condition.option,), ((condition.option, tally.counts[condition.option]),), facts)


def _yes(held: bool) -> str:
    return "yes" if held else "no"
