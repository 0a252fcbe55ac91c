"""What a person chose to receive by mail, group by group: rooms add their rows, one page shows them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from commun.core.registries import Registry


@dataclass(frozen=True)
class MailChoice:
    """One row: of which group (its id and name), which mails, what was chosen of them, and where it is changed."""

    space_id: int
    group: str
    what: str
    chosen: str
    url: str


# By room: the rows of a person, in every group they are in.
rows: Registry[Callable[[Any], Iterable[MailChoice]]] = Registry()


@dataclass(frozen=True)
class GroupChoices:
    """The rows of one group."""

    group: str
    rows: list[MailChoice]


def choices_of(person: Any) -> list[GroupChoices]:
    """Every row of the person, by group, in the order of the rooms. As many queries as there are rooms."""
    found: dict[int, GroupChoices] = {}
    for read in rows:
        for row in read(person):
            found.setdefault(row.space_id, GroupChoices(row.group, [])).rows.append(row)
    return list(found.values())
