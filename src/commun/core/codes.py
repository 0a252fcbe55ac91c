"""Official codes: SIREN and SIRET with their keys, départements, régions, CPV divisions and groups."""

import csv
from functools import cache
from pathlib import Path

from commun.algo.notices.places import DEPARTEMENTS, REGIONS, Departement, Region

__all__ = [
    "DEPARTEMENTS",
    "REGIONS",
    "Departement",
    "Region",
    "clean_siren",
    "cpv_branches",
    "cpv_label",
    "is_siren",
    "is_siret",
    "spaced_siren",
]

DATA = Path(__file__).parent / "data"
# La Poste has more establishments than Luhn's key allows: theirs only add up to a multiple of five.
LA_POSTE = "356000000"


def clean_siren(text: str) -> str:
    """Only the figures: « 552 081 317 » is « 552081317 »; anything else is left as it is, to be refused."""
    joined = "".join(text.replace(".", "").replace("-", "").split())
    return joined if joined.isascii() and joined.isdigit() else text.strip()


def is_siren(number: str) -> bool:
    """Nine figures with a right Luhn key; all zeros identify nobody.

    >>> is_siren("552081317"), is_siren("552081318")
    (True, False)
    """
    return _are_figures(number, 9) and number.strip("0") != "" and _luhn(number) % 10 == 0


def is_siret(number: str) -> bool:
    """A SIREN, then five figures, with a key of its own (La Poste's establishments follow another)."""
    if not _are_figures(number, 14) or not is_siren(number[:9]):
        return False
    if number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0:
        return True
    return _luhn(number) % 10 == 0


def spaced_siren(number: str) -> str:
    """By threes, with narrow no-break spaces, as it is written in French."""
    return "\u202f".join(number[start : start + 3] for start in range(0, len(number), 3))


def _are_figures(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit()


def _luhn(number: str) -> int:
    doubled = (int(figure) * (1 + place % 2) for place, figure in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled)


@cache
def cpv_branches() -> dict[str, tuple[str, str]]:
    """Divisions (two figures) and groups (three) of the CPV with their labels: French, English."""
    with (DATA / "cpv_groups.csv").open(encoding="utf-8", newline="") as file:
        return {row["prefix"]: (row["french"], row["english"]) for row in csv.DictReader(file)}


def cpv_label(prefix: str, language: str = "fr") -> str:
    """The label of the nearest branch above a CPV code or prefix; empty when there is none.

    >>> cpv_label("79400000", "en") == cpv_label("794", "en")
    True
    """
    branches = cpv_branches()
    for length in (3, 2):
        found = branches.get(prefix[:length]) if len(prefix) >= length else None
        if found:
            return found[language == "en"]
    return ""
