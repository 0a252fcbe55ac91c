"""The CPV tree: how much two codes share, by how rare the branch they share is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.model import Estimate, NoticeFeatures, Profile

LEVELS = range(2, 9)


def branch_code(prefix: str) -> str:
    """The eight digits of the branch a prefix names: "794" -> "79400000"."""
    return prefix[:8].ljust(8, "0")


def digits(code: str) -> str:
    """The eight digits of a code as written ("79411000-8"), without spaces nor check digit."""
    return "".join(char for char in code.partition("-")[0] if char.isdigit())[:8]


def significant(code: str) -> str:
    """The part of a code that names a branch: trailing zeros off, two digits at least."""
    plain = digits(code)
    return plain[:2] + plain[2:].rstrip("0")


class Branches:
    """CPV codes of the notices, real or estimated, ready to be compared with profiles.

    The similarity of a notice and a profile is the information content, -log(share of the notices in the
    branch), of the deepest branch that they share. For an estimated notice it is the sum over its likely
    branches of the same content times the probability.
    """

    def __init__(self, notices: Sequence[NoticeFeatures], estimates: Sequence[Sequence[Estimate]]) -> None:
        self.codes = [tuple(dict.fromkeys(filter(None, map(significant, notice.cpv)))) for notice in notices]
        self.estimates = estimates
        self._size = len(notices)
        self._columns: dict[str, int] = {}
        counts: list[float] = []
        pairs: list[tuple[int, list[int], float]] = []
        for at, codes in enumerate(self.codes):
            likely = [(code, 1.0) for code in codes] or [
                (significant(guess.code), guess.probability) for guess in estimates[at]
            ]
            seen: dict[int, float] = {}
            for code, probability in likely:
                path = [self._column(code[:level], counts) for level in LEVELS if level <= len(code)]
                pairs.append((at, path, probability))
                for column in path:
                    seen[column] = min(1.0, seen.get(column, 0.0) + probability)
            for column, share in seen.items():
                counts[column] += share
        count = np.maximum(np.array(counts or [1.0]), 1e-3)
        self.content = np.maximum(0.0, np.log((self._size + 1) / (count + 0.5)))
        self._lay_out(pairs)

    def _column(self, prefix: str, counts: list[float]) -> int:
        at = self._columns.get(prefix)
        if at is None:
            at = self._columns[prefix] = len(counts)
            counts.append(0.0)
        return at

    def _lay_out(self, pairs: Sequence[tuple[int, list[int], float]]) -> None:
        self._notice = np.array([pair[0] for pair in pairs], dtype=np.intp)
        self._probability = np.array([pair[2] for pair in pairs])
        self._path = np.full((len(pairs), len(LEVELS)), len(self.content), dtype=np.intp)
        for at, (_notice, path, _probability) in enumerate(pairs):
            self._path[at, : len(path)] = path
        self._starts = np.flatnonzero(np.r_[True, self._notice[1:] != self._notice[:-1]]) if pairs else None

    def similarity(self, profiles: Sequence[Profile]) -> NDArray[np.float64]:
        """Array (profiles, notices) of information contents (natural logarithm); 0 where nothing is shared."""
        found = np.zeros((len(profiles), self._size))
        if self._starts is None:
            return found
        held = np.zeros((len(profiles), len(self.content) + 1))
        for row, profile in enumerate(profiles):
            for column in self._shared_columns(profile):
                held[row, column] = self.content[column]
        best = held[:, self._path[:, 0]]
        for level in range(1, len(LEVELS)):
            np.maximum(best, held[:, self._path[:, level]], out=best)
        best *= self._probability
        certain = np.array([bool(codes) for codes in self.codes])[self._notice[self._starts]]
        highest = np.maximum.reduceat(best, self._starts, axis=1)
        total = np.add.reduceat(best, self._starts, axis=1)
        found[:, self._notice[self._starts]] = np.where(certain, highest, total)
        return found

    def _shared_columns(self, profile: Profile) -> set[int]:
        prefixes = {
            code[:level] for code in map(significant, profile.cpv_prefixes) for level in LEVELS if level <= len(code)
        }
        return {self._columns[prefix] for prefix in prefixes if prefix in self._columns}

    def shared(self, profile_codes: Sequence[str], notice: int) -> tuple[str, bool]:
        """The deepest branch shared with one notice ('' if none), and whether it is only estimated."""
        own = self.codes[notice]
        others = own or [significant(guess.code) for guess in self.estimates[notice][:1]]
        best = ""
        for other in others:
            for code in profile_codes:
                length = _common(code, other)
                if length > max(len(best), 1):
                    best = code[:length]
        return best, not own

    def content_of(self, prefix: str) -> float:
        """Information content of a branch (0 if no notice is in it)."""
        at = self._columns.get(prefix)
        return float(self.content[at]) if at is not None else 0.0


def _common(one: str, other: str) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
