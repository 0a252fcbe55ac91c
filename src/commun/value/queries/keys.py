"""Sharing keys: which one holds, since when and by which decision; each with its versions."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.people.models import Person
from commun.value.key_words import sentences
from commun.value.models import JointWork, KeyAdoption, KeyVersion, SharingKey, WorkPart

MOST_WORKS = 200


def key_in_force(space: Space, work: JointWork | None = None, on: dt.date | None = None) -> KeyVersion | None:
    """The version that holds that day for the joint work, else for those without one of their own. 1 or 2 queries."""
    found = adoption_in_force(space, work, on)
    return found.version if found else None


def adoption_in_force(space: Space, work: JointWork | None = None, on: dt.date | None = None) -> KeyAdoption | None:
    """The same, with the decision that adopted it. 1 or 2 queries."""
    with scope.use(space):
        rows = KeyAdoption.objects.filter(on__lte=on or clock.today())
        rows = rows.select_related("version__key__space", "decision", "work").order_by("-on", "-pk")
        own = rows.filter(work=work).first() if work is not None else None
        return own or rows.filter(work=None).first()


def holding(space: Space) -> dict[int | None, KeyAdoption]:
    """What holds today: by joint work, and under None for all the others. 1 query."""
    with scope.use(space):
        rows = KeyAdoption.objects.filter(on__lte=clock.today()).order_by("on", "pk")
        return {row.work_id: row for row in rows.select_related("version__key", "decision", "work")}


@dataclass(frozen=True)
class KeyLine:
    """A key in the list: its last version read aloud, and for what one of its versions holds."""

    key: SharingKey
    last: KeyVersion
    reading: list[str]
    holds: list[KeyAdoption]

    @property
    def is_default(self) -> bool:
        """One of its versions holds for all joint works that have none of their own."""
        return any(one.work_id is None for one in self.holds)


def keys_of(space: Space) -> list[KeyLine]:
    """All keys, those that hold first. 2 queries."""
    now = holding(space)
    lasts: dict[int, KeyVersion] = {}
    with scope.use(space):
        for version in KeyVersion.objects.select_related("key").order_by("key__name", "number"):
            lasts[version.key_id] = version
    lines = [
        KeyLine(last.key, last, read_aloud(last), [one for one in now.values() if one.version.key_id == pk])
        for pk, last in lasts.items()
    ]
    return sorted(lines, key=lambda line: (not line.is_default, not line.holds, line.key.name.casefold()))


def read_aloud(version: KeyVersion) -> list[str]:
    """One plain sentence a step."""
    return sentences(sharing.read(version.steps))


@dataclass(frozen=True)
class VersionLine:
    """A version on the page of its key; ``adoptions`` from the last, each with whether it holds today."""

    version: KeyVersion
    reading: list[str]
    adoptions: list[tuple[KeyAdoption, bool]]

    @property
    def word(self) -> str:
        """Its number, as addresses write it."""
        return str(self.version.number)


def versions_of(key: SharingKey) -> list[VersionLine]:
    """From the last to the first. 3 queries."""
    now = {one.pk for one in holding(key.space).values()}
    with scope.use(key.space_id):
        versions = list(KeyVersion.objects.filter(key=key).select_related("key", "written_by__person"))
        rows = KeyAdoption.objects.filter(version__key=key).select_related("decision", "work")
        adoptions: dict[int, list[tuple[KeyAdoption, bool]]] = {}
        for row in rows:
            adoptions.setdefault(row.version_id, []).append((row, row.pk in now))
    return [VersionLine(one, read_aloud(one), adoptions.get(one.pk, [])) for one in versions]


def last_number(key: SharingKey) -> int:
    """The number of its last version. 1 query."""
    with scope.use(key.space_id):
        return KeyVersion.objects.filter(key=key).values_list("number", flat=True)[:1].get()


def works_to_choose(space: Space) -> list[JointWork]:
    """Joint works to which a key may be given, the last first. 1 query."""
    with scope.use(space):
        return list(JointWork.objects.all()[:MOST_WORKS])


def roles_named(space: Space) -> list[str]:
    """Roles that keys or joint works of the group name, by name: to be proposed where one writes a role. 2 queries."""
    with scope.use(space):
        steps: Iterable[Any] = KeyVersion.objects.values_list("steps", flat=True)
        found = {step["role"] for each in steps for step in each if step.get("role")}
        for roles in WorkPart.objects.values_list("roles", flat=True):
            found.update(roles)
    return sorted(found, key=str.casefold)


def keys_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Keys by their name. 1 query."""
    rows = SharingKey.objects.filter(ref__in=list(references)).values_list("ref", "name")
    return {ref: Subject(name, here(space.slug, "value:key", key=ref)) for ref, name in rows}


def export(person: Person) -> list[Any]:
    """The versions of keys that the person wrote."""
    with scope.everywhere("a person's own data"):
        rows = KeyVersion.objects.filter(written_by__person=person).select_related("key", "space").order_by("pk")
        return [
            {
                _("group"): row.space.name,
                _("key"): row.key.name,
                _("version"): row.number,
                _("why this version"): row.note,
                _("written at"): row.written_at,
            }
            for row in rows
        ]
