"""A profile as weighted stems, and the way back from stems to the member's own words."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commun.algo.matching.model import Profile
from commun.algo.text import stems

STATEMENT = 0.5
FEEDBACK = 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a profile asks: weights of stems, pairs of neighbouring stems, phrases and words to show."""

    weights: dict[str, float]
    pairs: dict[str, float]
    phrases: tuple[tuple[str, frozenset[str]], ...]
    words: dict[str, str]
    refused: tuple[tuple[str, frozenset[str]], ...]


def pairs_of(terms: list[str]) -> list[str]:
    """Neighbouring stems, two by two."""
    return [f"{left} {right}" for left, right in zip(terms, terms[1:], strict=False)]


def asked(profile: Profile, repair: Callable[[str], str] = str) -> Asked:
    """Read a profile; `repair` mends its statement, where past titles may have lost their accents.

    A stem of the label and keywords weighs 1 + ln(times said): repeating it adds little. A stem of the
    statement weighs one half each time it is said, so that a list of past work tells its main trade. Notices
    kept and hidden add and remove a little, but never touch the keywords' own stems.
    """
    statement = repair(profile.statement)
    short = [profile.label, *profile.keywords]
    said = Counter(term for text in short for term in stems(text))
    weights = {term: 1 + math.log(count) for term, count in said.items()}
    for term in stems(statement):
        weights[term] = weights.get(term, 0.0) + STATEMENT
    _feedback(weights, profile, said)
    return Asked(
        weights=weights,
        pairs=dict.fromkeys((pair for text in short for pair in pairs_of(stems(text))), 1.0),
        phrases=_sets(profile.keywords),
        words=_surface([*profile.keywords, profile.label, statement]),
        refused=_sets(profile.negative_words),
    )


def _feedback(weights: dict[str, float], profile: Profile, own: Counter[str]) -> None:
    for texts, sign in ((profile.more_of, 1.0), (profile.less_of, -1.0)):
        told = Counter(term for text in texts for term in set(stems(text)))
        for term, count in told.items():
            if term not in own:
                weights[term] = weights.get(term, 0.0) + sign * FEEDBACK * count / len(texts)


def _sets(texts: Iterable[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    found = ((text, frozenset(stems(text))) for text in texts)
    return tuple((text, terms) for text, terms in found if terms)


def _surface(texts: Iterable[str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for text in texts:
        for word in text.split():
            for term in stems(word):
                words.setdefault(term, word.strip(".,;:!?()«»\"'’ ").strip())
    return words
