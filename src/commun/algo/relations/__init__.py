"""Who resembles whom, who completes whom, and why, in the words people chose themselves.

Standard library only (and `algo.text`). One verb: `ties(me, others)`. See docs/algorithms/relations.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from commun.algo.text import stems

VERSION = "relations/1"
MOST_TIES, MOST_WORDS = 5, 3


@dataclass(frozen=True)
class Profile:
    """What a person says of their work: phrases (trade, labels, keywords), CPV divisions, places (codes)."""

    key: str
    phrases: Sequence[str] = ()
    sectors: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tie:
    """A person tied to me: how much (0 to 1), what we share and what they bring, as phrases of theirs and codes."""

    key: str
    score: float
    shared: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ties:
    """The closest by resemblance and by complement, strongest first; equal ones by key."""

    similar: tuple[Tie, ...]
    complementary: tuple[Tie, ...]


@dataclass(frozen=True)
class _Read:
    profile: Profile
    phrases: tuple[tuple[str, frozenset[str]], ...]
    terms: frozenset[str] = field(default=frozenset())


def ties(me: Profile, others: Iterable[Profile], most: int = MOST_TIES) -> Ties:
    """Compare me with everybody else (a profile with my key is skipped). Cost grows linearly with the phrases.

    >>> ann = Profile("ann", ["concertation publique", "animation d’ateliers"], sectors=frozenset({"79"}))
    >>> bob = Profile("bob", ["concertation citoyenne"], sectors=frozenset({"79"}))
    >>> eve = Profile("eve", ["facilitation graphique"], sectors=frozenset({"79"}))
    >>> found = ties(ann, [bob, eve])
    >>> [(tie.key, tie.shared) for tie in found.similar]
    [('bob', ('concertation citoyenne',))]
    >>> [(tie.key, tie.brings, tie.sectors) for tie in found.complementary][0]
    ('eve', ('facilitation graphique',), ('79',))
    """
    mine = _read(me)
    theirs = [_read(other) for other in others if other.key != me.key]
    weights = _weights([mine, *theirs])
    similar = [tie for other in theirs if (tie := _similar(mine, other, weights)).score > 0]
    complementary = [tie for other in theirs if (tie := _complementary(mine, other, weights)).score > 0]
    return Ties(_strongest(similar, most), _strongest(complementary, most))


def similarity(one: Profile, other: Profile) -> float:
    """Share of common terms, from 0 (none) to 1 (the same), when only these two are compared; symmetric."""
    a, b = _read(one), _read(other)
    return _overlap(a.terms, b.terms, _weights([a, b]))


@lru_cache(maxsize=1 << 14)
def _terms(phrase: str) -> frozenset[str]:
    return frozenset(stems(phrase))


def _read(profile: Profile) -> _Read:
    phrases = tuple((phrase, _terms(phrase)) for phrase in dict.fromkeys(profile.phrases))
    return _Read(profile, phrases, frozenset().union(*(terms for _phrase, terms in phrases)))


def _weights(everybody: Sequence[_Read]) -> dict[str, float]:
    """A term weighs more when few people use it: log(1 + people / people who use it)."""
    counts = Counter(term for person in everybody for term in person.terms)
    return {term: log(1 + len(everybody) / count) for term, count in counts.items()}


def _overlap(a: frozenset[str], b: frozenset[str], weights: Mapping[str, float]) -> float:
    whole = sum(weights[term] for term in sorted(a | b))
    return sum(weights[term] for term in sorted(a & b)) / whole if whole else 0.0


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _similar(me: _Read, other: _Read, weights: Mapping[str, float]) -> Tie:
    return Tie(other.profile.key, _overlap(me.terms, other.terms, weights), shared=_phrases(other, me, weights, True))


def _complementary(me: _Read, other: _Read, weights: Mapping[str, float]) -> Tie:
    """Common ground × what is new to me: neither a twin nor a stranger."""
    a, b = me.profile, other.profile
    apart = 1.0
    for common in (_share(a.sectors, b.sectors), _share(a.places, b.places), _overlap(me.terms, other.terms, weights)):
        apart *= 1 - common
    whole = sum(weights[term] for term in sorted(other.terms))
    new = sum(weights[term] for term in sorted(other.terms - me.terms)) / whole if whole else 0.0
    brings = _phrases(other, me, weights, False)
    return Tie(
        b.key,
        (1 - apart) * new if brings else 0.0,
        shared=_phrases(other, me, weights, True),
        brings=brings,
        sectors=tuple(sorted(a.sectors & b.sectors)),
        places=tuple(sorted(a.places & b.places)),
    )


def _phrases(other: _Read, me: _Read, weights: Mapping[str, float], is_shared: bool) -> tuple[str, ...]:
    """Their phrases that hold a term of mine (or none), the most telling first."""

    def weight(terms: frozenset[str]) -> float:
        telling = terms & me.terms if is_shared else terms
        return sum(weights[term] for term in sorted(telling))

    kept = [(weight(terms), phrase) for phrase, terms in other.phrases if terms and bool(terms & me.terms) is is_shared]
    return tuple(phrase for _weight, phrase in sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:MOST_WORDS])


def _strongest(found: list[Tie], most: int) -> tuple[Tie, ...]:
    return tuple(sorted(found, key=lambda tie: (-tie.score, tie.key))[:most])
