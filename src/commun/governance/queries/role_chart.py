"""The chart of roles: one drawing per family, made here, after the list that says the same (R7)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commun.core.models import Space
from commun.core.urls import here
from commun.governance.queries.roles import RoleLine, roles_page

WIDTH, ROW, TOP = 420, 48, 20
TRUNK, LEAF, TEXT = 14, 58, 84
# A word more does not fit on one line.
LONGEST = 40
SMALLEST, LARGEST, MOST_HOURS = 5.0, 17.0, 20


@dataclass(frozen=True)
class Leaf:
    """One role of the drawing: where it stands, how large its load is, who holds it."""

    name: str
    holders: str
    url: str
    y: int
    radius: str
    is_vacant: bool


@dataclass(frozen=True)
class Drawing:
    """One family: its trunk and its leaves, in units of the drawing."""

    title: str
    width: int
    height: int
    last: int
    leaves: Sequence[Leaf]
    lines: Sequence[RoleLine]


def chart(space: Space) -> list[Drawing]:
    """The drawings of the families that have roles. 5 queries."""
    return [_drawing(space, title, lines) for title, lines in roles_page(space).families]


def _drawing(space: Space, title: str, lines: Sequence[RoleLine]) -> Drawing:
    leaves = [_leaf(space, line, TOP + ROW * rank) for rank, line in enumerate(lines)]
    return Drawing(title, WIDTH, TOP + ROW * len(leaves), leaves[-1].y, leaves, lines)


def _leaf(space: Space, line: RoleLine, y: int) -> Leaf:
    role = line.role
    return Leaf(
        name=_short(role.name),
        holders=_short(", ".join(one.membership.name for one in line.holders)),
        url=here(space.slug, "governance:role-card", role=role.ref),
        y=y,
        radius=f"{radius_of(role.minutes_per_month):.1f}",
        is_vacant=bool(line.empty_seats),
    )


def radius_of(minutes: int) -> float:
    """The surface of the disc follows the hours a month, between a smallest and a largest one."""
    share = min(1.0, minutes / (MOST_HOURS * 60))
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
