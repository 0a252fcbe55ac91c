"""How a criterion is made: groups of questions, of which some are asked only after a yes or a no."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a line of a criterion is."""

    QUESTION = "QUESTION"  # the entity answers
    REQUIREMENT = "REQUIREMENT"  # the buyer asks this much
    CAPTION = "CAPTION"  # words


class Datatype(Enum):
    """The form of an answer, as the code list ``response-data-type`` names it."""

    NONE = "NONE"
    INDICATOR = "INDICATOR"
    DESCRIPTION = "DESCRIPTION"
    DATE = "DATE"
    PERIOD = "PERIOD"
    AMOUNT = "AMOUNT"
    PERCENTAGE = "PERCENTAGE"
    QUANTITY_INTEGER = "QUANTITY_INTEGER"
    QUANTITY_YEAR = "QUANTITY_YEAR"
    CODE = "CODE"
    CODE_COUNTRY = "CODE_COUNTRY"
    CODE_BOOLEAN = "CODE_BOOLEAN"
    EVIDENCE_IDENTIFIER = "EVIDENCE_IDENTIFIER"
    ECONOMIC_OPERATOR_IDENTIFIER = "ECONOMIC_OPERATOR_IDENTIFIER"
    LOT_IDENTIFIER = "LOT_IDENTIFIER"
    MINIMUM_AMOUNT = "MINIMUM_AMOUNT"
    MINIMUM_QUANTITY_INTEGER = "MINIMUM_QUANTITY_INTEGER"
    MINIMUM_QUANTITY_YEAR = "MINIMUM_QUANTITY_YEAR"
    URL = "URL"


class When(Enum):
    """Whether a group is asked, after the answer to the questions of the group around it."""

    ALWAYS = "ON*"
    AFTER_YES = "ONTRUE"
    AFTER_NO = "ONFALSE"


@dataclass(frozen=True)
class Property:
    """One line; ``text``: in French, as the buyer reads it. ``is_optional``: it may stay without answer."""

    kind: Kind
    datatype: Datatype
    text: str
    is_optional: bool = False


@dataclass(frozen=True)
class Group:
    """Lines and groups. ``mark``: Q or R, as identifiers say it; ``is_many``: it may come several times."""

    mark: str
    when: When
    items: tuple["Property | Group", ...]
    is_many: bool = False

    @property
    def properties(self) -> tuple[Property, ...]:
        """The lines, in order."""
        return tuple(item for item in self.items if isinstance(item, Property))

    @property
    def groups(self) -> tuple["Group", ...]:
        """The groups inside, in order."""
        return tuple(item for item in self.items if isinstance(item, Group))


def ask(text: str, datatype: Datatype = Datatype.INDICATOR, *, is_optional: bool = False) -> Property:
    """A question."""
    return Property(Kind.QUESTION, datatype, text, is_optional)


def need(text: str, datatype: Datatype) -> Property:
    """A requirement of the buyer."""
    return Property(Kind.REQUIREMENT, datatype, text)


def words(text: str) -> Property:
    """A caption."""
    return Property(Kind.CAPTION, Datatype.NONE, text)


def always(*items: Property | Group, mark: str = "Q", is_many: bool = False) -> Group:
    """A group that is asked each time."""
    return Group(mark, When.ALWAYS, items, is_many)


def after_yes(*items: Property | Group, is_many: bool = False) -> Group:
    """A group that is asked after a yes."""
    return Group("Q", When.AFTER_YES, items, is_many)


def after_no(*items: Property | Group) -> Group:
    """A group that is asked after a no."""
    return Group("Q", When.AFTER_NO, items)


_LETTERS = {Kind.QUESTION: "Q", Kind.REQUIREMENT: "RQ", Kind.CAPTION: "CA"}


def numbered_groups(groups: tuple[Group, ...], path: str, *, is_top: bool) -> list[tuple[str, Group]]:
    """Each group with its identifier: QG1, QG2, RG1 at the top, QSG1 or RSG1 inside."""
    counts: dict[str, int] = {}
    found = []
    for group in groups:
        counts[group.mark] = counts.get(group.mark, 0) + 1
        letters = f"{group.mark}G" if is_top else f"{group.mark}SG"
        found.append((f"{path}/{letters}{counts[group.mark]}", group))
    return found


def numbered_properties(group: Group, path: str) -> list[tuple[str, Property]]:
    """Each line of a group with its identifier."""
    counts: dict[Kind, int] = {}
    found = []
    for line in group.properties:
        counts[line.kind] = counts.get(line.kind, 0) + 1
        found.append((f"{path}/{_LETTERS[line.kind]}{counts[line.kind]}", line))
    return found
