"""Départements and their régions (INSEE codes), and how near a notice is to a profile."""

from collections.abc import Sequence

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

SAME_DEPARTEMENT = 1.0
SAME_REGION = 0.5


class Places:
    """Where the notices are: nearness of a profile to each of them.

    1 in a département or région that the profile names, one half elsewhere in the région of a département
    that it names, else 0. A notice with several départements counts by its nearest.
    """

    def __init__(self, notices: Sequence[NoticeFeatures]) -> None:
        codes = sorted({code for notice in notices for code in notice.departements})
        self._column = {code: at for at, code in enumerate(codes)}
        self._member = np.zeros((len(codes), len(notices)), dtype=bool)
        for at, notice in enumerate(notices):
            for code in notice.departements:
                self._member[self._column[code], at] = True

    def nearness(self, profiles: Sequence[Profile]) -> NDArray[np.float64]:
        """Array (profiles, notices) of values between 0 and 1; a remote profile has 0 everywhere."""
        found = np.zeros((len(profiles), self._member.shape[1]))
        for row, profile in enumerate(profiles):
            for code, near in nearby(profile).items():
                at = self._column.get(code)
                if at is not None:
                    np.maximum(found[row], near * self._member[at], out=found[row])
        return found


def nearby(profile: Profile) -> dict[str, float]:
    """Nearness of the départements that are near a profile (one half or 1); none for a remote profile."""
    if profile.is_remote:
        return {}
    found: dict[str, float] = {}
    for own in profile.departements:
        for mate in _mates(REGION_OF.get(own, "")):
            found[mate] = SAME_REGION
    for region in profile.regions:
        found |= dict.fromkeys(_mates(region), SAME_DEPARTEMENT)
    return found | dict.fromkeys(profile.departements, SAME_DEPARTEMENT)


def _mates(region: str) -> list[str]:
    return _DEPARTEMENTS_OF.get(region, "").split()
