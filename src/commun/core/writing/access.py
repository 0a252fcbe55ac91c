"""Who may read and write a text: the room that owns it says, this package asks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.core.registries import Registry, Subject
from commun.core.writing.tables import WrittenText


@dataclass(frozen=True)
class Right:
    """What a person may do; ``frozen_why`` is a sentence when nobody may write any more."""

    may_read: bool = False
    may_write: bool = False
    frozen_why: str = ""

    @property
    def writes(self) -> bool:
        """Whether a change of this person would be taken now."""
        return self.may_read and self.may_write and not self.frozen_why


@dataclass(frozen=True)
class Owner:
    """How a room answers for its texts; ``url`` is the page where the text is written, ``told`` what whoever writes
    must know while they may (a deadline that is over), empty for nothing.
    """

    right: Callable[[int, WrittenText], Right]
    title: Callable[[WrittenText], str]
    url: Callable[[WrittenText], str]
    told: Callable[[WrittenText], str] = lambda text: ""


owners: Registry[Owner] = Registry()
NOBODY = Right()


def right_of(person_id: int, text: WrittenText) -> Right:
    """What this person may do with this text; nothing when no room answers for it."""
    owner = owners.get(text.kind)
    return owner.right(person_id, text) if owner is not None else NOBODY


def reader(person_id: int, text: WrittenText) -> Right:
    """The right of somebody who may read. Raises NotFound for others."""
    right = right_of(person_id, text)
    if not right.may_read:
        raise NotFound
    return right


def writer(person_id: int, text: WrittenText) -> None:
    """Raise NotFound for who may not read, Refused for who may not write or when the text is frozen."""
    right = reader(person_id, text)
    if right.frozen_why:
        raise Refused(right.frozen_why)
    if not right.may_write:
        raise Refused(_("You may read this text, not change it."))


def title_of(text: WrittenText) -> str:
    """What the text is called where it lives."""
    owner = owners.get(text.kind)
    return owner.title(text) if owner is not None else ""


def url_of(text: WrittenText) -> str:
    """The page where the text is written."""
    owner = owners.get(text.kind)
    return owner.url(text) if owner is not None else ""


def told_of(text: WrittenText) -> str:
    """What whoever writes it must know, in a sentence; empty for nothing."""
    owner = owners.get(text.kind)
    return owner.told(text) if owner is not None else ""


def texts_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Texts by what the rooms that own them call them. 1 query, and those of the rooms."""
    rows = WrittenText.objects.filter(ref__in=list(references)).select_related("space")
    return {text.ref: Subject(title_of(text), url_of(text)) for text in rows if text.space_id == space.pk}


def names(person_ids: Iterable[int | None]) -> Mapping[int, str]:
    """Names by id, in one query; who is no more here is « a former member »."""
    wanted = {number for number in person_ids if number is not None}
    found: Any = get_user_model()._base_manager.in_bulk(wanted)
    return {number: str(found[number]) if number in found else str(_("a former member")) for number in wanted}
