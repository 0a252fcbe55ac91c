"""Départements and their régions (INSEE codes), and how near a notice is to a profile."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.model import NoticeFeatures, Profile

_DEPARTEMENTS_OF = {
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}
REGION_OF: dict[str, str] = {
    departement: region for region, line in _DEPARTEMENTS_OF.items() for departement in line.split()
} | {"20": "94"}

# Middle of each mainland département, degrees north and east, to some five kilometres. Islands have none:
# a boat or a plane is not a number of kilometres.
_MIDDLES = """
01 46.1 5.35  02 49.55 3.55  03 46.4 3.2  04 44.1 6.25  05 44.65 6.25  06 43.9 7.15  07 44.75 4.4
08 49.6 4.65  09 42.9 1.5  10 48.3 4.15  11 43.1 2.4  12 44.3 2.7  13 43.5 5.1  14 49.1 -0.35  15 45.05 2.65
16 45.7 0.2  17 45.8 -0.7  18 47.05 2.5  19 45.35 1.9  21 47.4 4.8  22 48.45 -2.85  23 46.1 2.0  24 45.1 0.75
25 47.15 6.35  26 44.7 5.15  27 49.1 1.0  28 48.4 1.4  29 48.25 -4.05  30 44.0 4.2  31 43.35 1.2
32 43.7 0.45  33 44.8 -0.6  34 43.6 3.35  35 48.15 -1.65  36 46.8 1.6  37 47.25 0.7  38 45.25 5.6
39 46.7 5.7  40 43.95 -0.8  41 47.6 1.4  42 45.7 4.15  43 45.1 3.8  44 47.35 -1.7  45 47.9 2.35  46 44.6 1.6
47 44.35 0.45  48 44.5 3.5  49 47.4 -0.55  50 49.1 -1.3  51 48.95 4.2  52 48.1 5.2  53 48.15 -0.65
54 48.8 6.15  55 49.0 5.4  56 47.85 -2.8  57 49.05 6.65  58 47.1 3.5  59 50.45 3.2  60 49.4 2.4  61 48.6 0.1
62 50.5 2.3  63 45.75 3.15  64 43.25 -0.75  65 43.05 0.15  66 42.6 2.5  67 48.65 7.55  68 47.85 7.25
69 45.85 4.65  70 47.65 6.1  71 46.65 4.55  72 48.0 0.2  73 45.5 6.45  74 46.05 6.45  75 48.86 2.34
76 49.65 1.05  77 48.6 2.95  78 48.8 1.85  79 46.55 -0.3  80 49.95 2.3  81 43.8 2.15  82 44.1 1.3
83 43.45 6.2  84 44.0 5.2  85 46.65 -1.3  86 46.55 0.45  87 45.9 1.25  88 48.2 6.4  89 47.85 3.55
90 47.65 6.95  91 48.5 2.25  92 48.85 2.25  93 48.92 2.48  94 48.78 2.47  95 49.08 2.1
"""
_KM_PER_DEGREE = 111.2

REACH_KM = 150.0
ISLAND_MATE = 0.5
NEAR = math.exp(-1.0)  # at REACH_KM: what is nearer is told as a reason, what is farther as a gap


def _middles() -> dict[str, tuple[float, float]]:
    words = _MIDDLES.split()
    return {words[at]: (float(words[at + 1]), float(words[at + 2])) for at in range(0, len(words), 3)}


MIDDLES = _middles()


@lru_cache(maxsize=1 << 14)
def closeness(one: str, other: str) -> float:
    """1 for the same département, exp(-distance / REACH_KM) on the mainland, one half for the other half of an
    island, else 0."""
    if one == other:
        return 1.0
    if one in MIDDLES and other in MIDDLES:
        (north, east), (north2, east2) = MIDDLES[one], MIDDLES[other]
        across = (east - east2) * math.cos(math.radians((north + north2) / 2))
        return math.exp(-_KM_PER_DEGREE * math.hypot(north - north2, across) / REACH_KM)
    return ISLAND_MATE if REGION_OF.get(one, one) == REGION_OF.get(other, other) else 0.0


class Places:
    """Where the notices are: nearness of a profile to each of them, the `closeness` of the nearest pair of
    départements, between 0 and 1. A région stands for all its départements."""

    def __init__(self, notices: Sequence[NoticeFeatures]) -> None:
        self._codes = sorted({code for notice in notices for code in notice.departements})
        column = {code: at for at, code in enumerate(self._codes)}
        self._size = len(notices)
        self._columns = np.array([column[code] for notice in notices for code in notice.departements], dtype=np.intp)
        counts = np.array([len(notice.departements) for notice in notices], dtype=np.intp)
        self._placed = np.flatnonzero(counts)
        self._starts = (np.cumsum(counts) - counts)[self._placed]
        self._rows: dict[str, NDArray[np.float64]] = {}

    def nearness(self, profiles: Sequence[Profile]) -> NDArray[np.float64]:
        """Array (profiles, notices) of values between 0 and 1; a remote profile has 0 everywhere."""
        found = np.zeros((len(profiles), self._size))
        if not len(self._starts):
            return found
        near = np.zeros((len(profiles), len(self._codes)))
        for row, profile in enumerate(profiles):
            for code in places_of(profile):
                np.maximum(near[row], self._row(code), out=near[row])
        found[:, self._placed] = np.maximum.reduceat(near[:, self._columns], self._starts, axis=1)
        return found

    def _row(self, code: str) -> NDArray[np.float64]:
        row = self._rows.get(code)
        if row is None:
            row = self._rows[code] = np.array([closeness(code, other) for other in self._codes])
        return row


def places_of(profile: Profile) -> tuple[str, ...]:
    """The départements that a profile names, alone or by their région; none for a remote profile."""
    if profile.is_remote:
        return ()
    named = (code for region in profile.regions for code in departements_of(region))
    return tuple(dict.fromkeys((*profile.departements, *named)))


def departements_of(region: str) -> list[str]:
    """Départements of a région; none for an unknown code."""
    return _DEPARTEMENTS_OF.get(region, "").split()
