"""What a group sees of its answers where nothing is decided by the sum: sense checks, gradients, count-in.

Shares are exact; `percents` is for the screen and adds up to 100.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commun.algo.voting.errors import BadBallot, BadProfile
from commun.algo.voting.profile import checked_options
from commun.algo.voting.result import Json

RULE = "summary/1"
GRADIENTS = (
    "veto",
    "serious-disagreement",
    "stand-aside",
    "more-discussion",
    "abstain",
    "mixed-feelings",
    "agree-with-reservations",
    "endorse",
)
"""Gradients of agreement (Kaner), from no to yes; their words belong to the pages."""
SENSE_CHECK = ("no", "unsure", "yes")
COUNT_IN = ("out", "in")


@dataclass(frozen=True)
class Summary:
    """Answers counted on a scale that goes from no to yes: `counts` in the order of the scale.

    `lower` and `upper` are the two middle answers (the same one for an odd number of answers), None without answers.
    """

    scale: tuple[str, ...]
    counts: tuple[int, ...]
    lower: str | None
    upper: str | None

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def percents(self) -> tuple[int, ...]:
        """Whole percents by largest remainder: they add up to 100, or to 0 when nobody answered."""
        return percents(self.counts)

    def share(self, *answers: str) -> Fraction:
        """Return the exact share of those who gave one of these answers; 0 when nobody answered."""
        total = sum(self.counts[self.scale.index(answer)] for answer in answers)
        return Fraction(total, self.answers) if self.answers else Fraction()

    def as_json(self) -> dict[str, Json]:
        """Return plain JSON: what the screen shows and the export holds."""
        return {
            "rule": RULE,
            "answers": self.answers,
            "counts": dict(zip(self.scale, self.counts, strict=True)),
            "percents": dict(zip(self.scale, self.percents, strict=True)),
            "middle": [self.lower, self.upper],
        }


def summarise(scale: Sequence[str], answers: Iterable[str]) -> Summary:
    """Count answers on a scale; raises BadBallot("unknown-option") for one that is not on it."""
    names = checked_options(scale)
    counts = dict.fromkeys(names, 0)
    for answer in answers:
        if answer not in counts:
            raise BadBallot("unknown-option", option=answer)
        counts[answer] += 1
    total = sum(counts.values())
    spread = [name for name in names for _ in range(counts[name])]
    middle = (spread[(total - 1) // 2], spread[total // 2]) if total else (None, None)
    return Summary(names, tuple(counts.values()), *middle)


def percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Return whole percents that add up to 100; the largest remainders are rounded up, the first ones of equals."""
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    shares = [100 * count // total for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda place: -(100 * counts[place] % total))
    for place in by_rest[: 100 - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


@dataclass(frozen=True)
class CountIn:
    """Who is in, against the number that the project needs (and the places it has)."""

    people: tuple[str, ...]
    needed: int
    most: int | None
    waiting: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Whether enough people are in."""
        return len(self.people) >= self.needed

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return max(0, self.needed - len(self.people))


def count_in(answers: Sequence[tuple[str, bool]], *, needed: int = 1, most: int | None = None) -> CountIn:
    """Keep those who are in, in the order they came; beyond `most` they wait. Raises BadBallot on a person twice."""
    if needed < 0 or (most is not None and most < needed):
        raise BadProfile("bad-seats", seats=needed, options=most)
    seen: set[str] = set()
    for person, _ in answers:
        if person in seen:
            raise BadBallot("voted-twice", person=person)
        seen.add(person)
    inside = tuple(person for person, is_in in answers if is_in)
    return CountIn(inside[:most], needed, most, inside[most:] if most is not None else ())


YES, IF_NEED_BE, NO = "yes", "if-need-be", "no"


@dataclass(frozen=True)
class Slot:
    """One proposed date: counts of all, then of the needed people, and which of those cannot or did not say."""

    date: str
    yes: int
    if_need_be: int
    no: int
    needed_yes: int
    needed_if_need_be: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class DatePoll:
    """A date poll counted: `kept` is the date, None without any yes or with equals (`ties`)."""

    rule: str
    slots: tuple[Slot, ...]
    kept: str | None
    ties: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def date_poll(dates: Sequence[str], answers: Mapping[str, Mapping[str, str]], needed: Iterable[str] = ()) -> DatePoll:
    """Keep the date with most "yes", then fewest "no"; equals stay tied. `answers` go by person, then date.

    `warnings` names the needed people who cannot make the kept date or did not answer for it. A date without answer
    counts as nothing. Raises BadBallot on a date or an answer that is not there.
    """
    names, must = checked_options(dates), sorted(set(needed))
    for given in answers.values():
        for date, answer in given.items():
            if date not in names or answer not in (YES, IF_NEED_BE, NO):
                raise BadBallot("unknown-option", option=date if date not in names else answer)
    slots = tuple(_slot(date, answers, must) for date in names)
    best = max((slot.yes, -slot.no) for slot in slots)
    first = tuple(slot for slot in slots if (slot.yes, -slot.no) == best)
    if not best[0]:
        return DatePoll("date-poll/1", slots, None)
    if len(first) > 1:
        return DatePoll("date-poll/1", slots, None, tuple(slot.date for slot in first))
    return DatePoll("date-poll/1", slots, first[0].date, (), first[0].missing)


def _slot(date: str, answers: Mapping[str, Mapping[str, str]], must: Sequence[str]) -> Slot:
    said = [given.get(date) for given in answers.values()]
    by_needed = {person: answers.get(person, {}).get(date) for person in must}
    return Slot(
        date,
        said.count(YES),
        said.count(IF_NEED_BE),
        said.count(NO),
        sum(answer == YES for answer in by_needed.values()),
        sum(answer == IF_NEED_BE for answer in by_needed.values()),
        tuple(person for person, answer in by_needed.items() if answer not in (YES, IF_NEED_BE)),
    )
