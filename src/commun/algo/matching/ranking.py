"""Notices for profiles, profiles for notices, and what a group covers together. Scores sort, never hide."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.index import NoticeIndex
from commun.algo.matching.model import Coverage, Profile, Ranked, Weights
from commun.algo.matching.reasons import Explainer
from commun.algo.matching.scoring import scores as score_all
from commun.algo.matching.words import Asked

CELLS = 200_000  # cells of one block of scores: bounds memory whatever the number of notices
DEFAULT = Weights()


def rank(
    index: NoticeIndex, profiles: Sequence[Profile], top: int = 20, weights: Weights = DEFAULT
) -> dict[str, list[Ranked]]:
    """The best notices of each profile, by profile key, best first; ties by notice key."""
    found: dict[str, list[Ranked]] = {}
    for block, read, scores in _blocks(index, profiles, weights):
        for row, profile in enumerate(block):
            explain = Explainer(index, profile, read[row])
            found[profile.key] = [explain.ranked(int(at), float(scores[row, at])) for at in best(scores[row], top)]
    return found


def rank_keys(
    index: NoticeIndex, profiles: Sequence[Profile], top: int, weights: Weights = DEFAULT
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """As `rank`, without reasons: (profile key, [(notice key, score)]), for measuring and for counting."""
    for block, _read, scores in _blocks(index, profiles, weights):
        for row, profile in enumerate(block):
            yield profile.key, [(index.keys[at], float(scores[row, at])) for at in best(scores[row], top)]


def rank_profiles(
    index: NoticeIndex,
    profiles: Sequence[Profile],
    notice_keys: Sequence[str],
    top: int = 10,
    weights: Weights = DEFAULT,
) -> dict[str, list[Ranked]]:
    """Who could answer: the best profiles of each notice, by notice key; ties by profile key.

    The score is the one of `rank`, standardised over all the notices of the index: it says how much this
    notice stands out for a profile, so that a profile with many words has no advantage. Give an index that
    holds other notices too: alone, nothing stands out.
    """
    ordered = sorted(profiles, key=lambda profile: profile.key)
    read = [index.asked(profile) for profile in ordered]
    scores = _inverse_scores(index, ordered, read, notice_keys, weights)
    explainers = [Explainer(index, profile, one) for profile, one in zip(ordered, read, strict=True)]
    found: dict[str, list[Ranked]] = {}
    for column, key in enumerate(notice_keys):
        at = index.position[key]
        found[key] = [
            explainers[row].for_notice(ordered[row].key, at, float(scores[row, column]))
            for row in best(scores[:, column], top)
        ]
    return found


def _inverse_scores(
    index: NoticeIndex,
    profiles: Sequence[Profile],
    read: Sequence[Asked],
    notice_keys: Sequence[str],
    weights: Weights,
) -> NDArray[np.float64]:
    columns = [index.position[key] for key in notice_keys]
    size = max(1, CELLS // max(1, len(index.keys)))
    parts = [
        score_all(index, profiles[start : start + size], read[start : start + size], weights)[:, columns]
        for start in range(0, len(profiles), size)
    ]
    return np.vstack(parts) if parts else np.zeros((0, len(columns)))


def cover(index: NoticeIndex, profiles: Sequence[Profile], need_keys: Sequence[str], top: int = 5) -> Coverage:
    """Which needs (lots) have somebody among the profiles, and which have nobody.

    Somebody: a keyword of the profile found whole in the need, or a CPV group in common (three digits or
    more, not estimated), and no refused word.
    """
    ranked = rank_profiles(index, profiles, need_keys, top=len(profiles))
    covered: dict[str, tuple[Ranked, ...]] = {}
    for need in need_keys:
        able = tuple(line for line in ranked[need] if _is_able(line))
        if able:
            covered[need] = able[:top]
    return Coverage(covered=covered, uncovered=tuple(need for need in need_keys if need not in covered))


def _is_able(line: Ranked) -> bool:
    if any(gap.side == "negative" for gap in line.gaps):
        return False
    return any(
        (reason.side == "terms" and reason.weight >= 1.0)
        or (reason.side == "cpv" and not reason.is_estimated and reason.text[2] != "0")
        for reason in line.reasons
    )


def best(scores: NDArray[np.float64], top: int) -> NDArray[np.intp]:
    """Positions of the `top` highest scores, best first; equal scores by position."""
    rounded = np.round(scores, 9)
    if top < len(rounded):
        threshold = np.partition(rounded, -top)[-top] if top > 0 else np.inf
        kept = np.flatnonzero(rounded >= threshold)
    else:
        kept = np.arange(len(rounded))
    return kept[np.argsort(-rounded[kept], kind="stable")][: max(top, 0)]


def _blocks(
    index: NoticeIndex, profiles: Sequence[Profile], weights: Weights
) -> Iterator[tuple[Sequence[Profile], list[Asked], NDArray[np.float64]]]:
    if not index.keys:
        empty = np.zeros((len(profiles), 0))
        yield profiles, [index.asked(profile) for profile in profiles], empty
        return
    size = max(1, CELLS // len(index.keys))
    for start in range(0, len(profiles), size):
        block = profiles[start : start + size]
        read = [index.asked(profile) for profile in block]
        yield block, read, score_all(index, block, read, weights)
