"""What matching reads and what it answers. Plain frozen values: no database, no sparse matrices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ALGORITHM = "matching/2"

Side = Literal["terms", "cpv", "place", "negative"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One activity of a member, as they wrote it.

    `keywords` are short phrases; `statement` is free text, or titles of past work, one after the other.
    `cpv_prefixes` are CPV codes or their beginnings (two digits or more). `departements` and `regions` are
    INSEE codes; `is_remote` says that place does not matter. `more_of` and `less_of` are texts of notices
    kept and hidden: they move the ranking, they hide nothing.
    """

    key: str
    label: str = ""
    keywords: tuple[str, ...] = ()
    statement: str = ""
    negative_words: tuple[str, ...] = ()
    cpv_prefixes: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    is_remote: bool = False
    more_of: tuple[str, ...] = ()
    less_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeFeatures:
    """What matching looks at in a notice, or in one lot of it."""

    key: str
    title: str
    description: str = ""
    cpv: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    buyer: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A CPV branch guessed from words, with how sure the guess is (0 to 1)."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a notice is proposed. `text`: the member's own words, a CPV code of eight digits, a département."""

    side: Side
    text: str
    weight: float
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What does not fit: a place outside the profile's, a CPV branch it does not name, a word it refuses."""

    side: Side
    text: str
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of an answer; `key` is the notice's (or, in the inverse ranking, the profile's)."""

    key: str
    score: float
    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """How the standardised signals are added. The defaults are the rule of `ALGORITHM`."""

    title: float = 0.5
    labelled: float = 0.5
    phrase: float = 0.1
    cpv: float = 0.5
    place: float = 1.0
    negative: float = 3.0
    cosine: float = 0.5  # share of the cosine in the two word signals, the rest being BM25
    borrowed: float = 0.5  # weight of the words lent by the first notices, beside a profile's own


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who of a group could answer each need: needs with somebody, and needs that nobody covers."""

    covered: Mapping[str, tuple[Ranked, ...]] = field(default_factory=dict)
    uncovered: tuple[str, ...] = ()
