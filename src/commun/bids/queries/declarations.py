"""What an entity has said to the European document, and what it has still to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.algo.espd import CRITERIA, Criterion, Role, lacks
from commun.algo.espd.answers import Value
from commun.algo.espd.criteria import OF_THE_TEAM
from commun.bids.models import EntitySheet


@dataclass(frozen=True)
class CriterionLine:
    """A criterion, and how many of its questions wait for an answer."""

    criterion: Criterion
    left: int
    is_yes: bool


@dataclass(frozen=True)
class Family:
    """Criteria of one kind, under a title."""

    code: str
    title: str
    lines: list[CriterionLine]

    @property
    def left(self) -> int:
        """How many questions wait in all of them."""
        return sum(line.left for line in self.lines)


def criterion_called(code: str) -> Criterion | None:
    """The criterion of that code, of those that the entity answers itself."""
    return next((each for each in CRITERIA if each.code == code and code not in OF_THE_TEAM), None)


def families_of(sheet: EntitySheet | None) -> list[Family]:
    """The criteria by kind, with what is left in each. No query."""
    answers: Mapping[str, Value] = sheet.answers if sheet else {}
    left: dict[str, int] = {}
    for each in lacks(Role.ALONE, answers):
        left[each.criterion.code] = left.get(each.criterion.code, 0) + 1
    titles = {
        "EG": _("Grounds of exclusion"),
        "SC": _("Capacities"),
        "OT": _("About the entity"),
    }
    return [
        Family(code, title, [_line(each, left, answers) for each in CRITERIA if _is_shown(each, code)])
        for code, title in titles.items()
    ]


def _is_shown(criterion: Criterion, family: str) -> bool:
    return criterion.family == family and criterion.code not in OF_THE_TEAM


def _line(criterion: Criterion, left: Mapping[str, int], answers: Mapping[str, Value]) -> CriterionLine:
    is_yes = any(value is True for key, value in answers.items() if key.startswith(f"{criterion.path}/"))
    return CriterionLine(criterion, left.get(criterion.code, 0), is_yes)


def left_count(sheet: EntitySheet | None, role: Role) -> int:
    """How many questions an entity has still to answer in that place."""
    return len(lacks(role, sheet.answers if sheet else {}))
