"""A group read again from its file: looked at first, changing nothing; then made whole, or not at all.

Numbers are those of the file: facts, seals and fingerprints were made with them. Where one is taken here, the group
does not come in.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.carrying.tables import (
    NAME_ONLY,
    OF_MEMBERS,
    PERSON,
    SHARED,
    Table,
    carried,
    secrets_of,
    shared_columns,
)
from commun.core.carrying.values import read
from commun.core.carrying.writing import FORMAT, MANIFEST
from commun.core.errors import Refused
from commun.core.file_kinds import PIECE
from commun.core.models import Space

LONGEST_MANIFEST: Final = 50_000_000
SPACE_FIELDS: Final = {"number", "slug", "name", "kind", "time_zone", "language", "created_at"}
SAID_MOST: Final = 10
# What a file written by hand makes of code that expects ours.
ODD: Final = (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, RuntimeError, LZMAError)


@dataclass
class Plan:
    """What bringing the group in would make, and what stands in the way."""

    name: str
    slug: str
    counts: dict[str, int]
    new_people: list[str] = field(default_factory=list)
    known_people: list[str] = field(default_factory=list)
    new_shared: int = 0
    known_shared: int = 0
    file_count: int = 0
    lost_count: int = 0
    troubles: list[str] = field(default_factory=list)


class Parcel:
    """The file of a group, open. Raises Refused when it is not one, is damaged, or comes from another version."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            if self.zip.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
                raise Refused(_not_one())
            text = self.zip.read(MANIFEST)
            self.manifest, self.digest = json.loads(text), hashlib.sha256(text).hexdigest()
            self.parts: dict[str, dict[str, Any]] = self.manifest["parts"]
            self.space: dict[str, Any] = self.manifest["space"]
            is_known = self.manifest["format"] == FORMAT and set(self.space) == SPACE_FIELDS
            is_known = is_known and isinstance(self.parts, dict) and _is_a_group(self.space)
            is_known = is_known and all(isinstance(one, str) for one in self.lost)
        except (OSError, zipfile.BadZipFile, zlib.error, ValidationError, *ODD) as error:
            raise Refused(_not_one()) from error
        self.tables = carried()
        if not is_known or self.manifest.get("tables") != {one.label: list(one.columns) for one in self.tables}:
            raise Refused(
                _("This file was made by another version of Commun. Bring both sites to the same version, then again.")
            )
        self._check_sums()

    def _check_sums(self) -> None:
        """Each part is there, whole, and there is no other."""
        free = {name for name in self.parts if name.startswith(("sheets/", "files/"))}
        is_right = sorted(self.zip.namelist()) == sorted([MANIFEST, *self.parts])
        is_right = is_right and set(self.parts) == {*self._names(), *free}
        try:
            is_right = is_right and all(self._is_whole(name) for name in self.parts)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, *ODD) as error:
            raise Refused(damaged()) from error
        if not is_right:
            raise Refused(damaged())

    def _is_whole(self, name: str) -> bool:
        digest, rows = hashlib.sha256(), 0
        with self.zip.open(name) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
                rows += piece.count(b"\n")
        found = digest.hexdigest()
        is_right = not name.startswith("files/") or name == f"files/{found}"
        is_right = is_right and (not name.endswith(".jsonl") or rows == self.parts[name]["rows"])
        return is_right and found == self.parts[name]["sha256"]

    def _names(self) -> list[str]:
        return [
            "people.jsonl",
            *(f"shared/{label}.jsonl" for label in SHARED),
            *(f"tables/{table.label}.jsonl" for table in self.tables),
        ]

    def lines(self, name: str, columns: set[str]) -> Iterator[dict[str, Any]]:
        """Rows of one part, each with these columns exactly."""
        with self.zip.open(name) as source:
            for text in source:
                row = _row(text)
                if set(row) != columns:
                    raise Refused(damaged())
                yield row

    @property
    def lost(self) -> list[str]:
        """Digests of the files that were lost where the group comes from."""
        return list(self.manifest["lost_files"])

    @property
    def files(self) -> list[str]:
        """Digests of the files that came."""
        return [name.removeprefix("files/") for name in self.parts if name.startswith("files/")]

    def people(self) -> Iterator[dict[str, Any]]:
        """Cards of people."""
        with self.zip.open("people.jsonl") as source:
            for text in source:
                row = _row(text)
                words = (row.get("ref"), row.get("name"), row.get("email") or "")
                is_right = type(row.get("number")) is int and all(isinstance(one, str) for one in words)
                if not is_right or set(row) not in ({"number", *NAME_ONLY}, {"number", *OF_MEMBERS}):
                    raise Refused(damaged())
                yield row

    def cards(self, label: str) -> Iterator[dict[str, Any]]:
        """Cards of rows that groups share."""
        return self.lines(f"shared/{label}.jsonl", {"number", *shared_columns(label)})

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Rows of one table."""
        return self.lines(f"tables/{table.label}.jsonl", set(table.columns))

    def count(self, table: Table) -> int:
        """How many rows of one table the file says it has."""
        return int(self.parts[f"tables/{table.label}.jsonl"]["rows"])


def _row(text: bytes) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except ODD as error:
        raise Refused(damaged()) from error
    if not isinstance(row, dict):
        raise Refused(damaged())
    return row


def _is_a_group(space: dict[str, Any]) -> bool:
    """Raises ValidationError or the like for what no group is called."""
    values = {"id" if name == "number" else name: value for name, value in space.items()}
    if not all(isinstance(value, str) for name, value in values.items() if name != "id"):
        return False
    made = Space(**values)
    made.clean_fields()
    ZoneInfo(made.time_zone)
    return type(space["number"]) is int and made.kind != Space.Kind.HOUSE and made.language in dict(settings.LANGUAGES)


def _not_one() -> str:
    return _("This is not the file of a group, or it is cut.")


def damaged() -> str:
    return _("This file is damaged or was changed: nothing was done. Take another copy of it.")


@contextmanager
def _damaged_if_odd() -> Iterator[None]:
    """The database was asked for something that no column can hold."""
    try:
        with transaction.atomic():
            yield
    except (DataError, *ODD) as error:
        raise Refused(damaged()) from error


def look(parcel: Parcel) -> Plan:
    """What bringing the group in would make. Changes nothing."""
    space = parcel.space
    plan = Plan(space["name"], space["slug"], {one.label: parcel.count(one) for one in parcel.tables})
    plan.file_count = len(parcel.files)
    plan.lost_count = len(parcel.lost)
    if Space.objects.filter(slug=space["slug"]).exists():
        plan.troubles.append(_("A group already has the address “%(slug)s” here.") % {"slug": space["slug"]})
    elif Space.objects.filter(pk=space["number"]).exists():
        plan.troubles.append(_("The number of this group (%(number)s) is taken here by another one.") % space)
    with _damaged_if_odd(), scope.everywhere("a group comes in: its numbers must be free in every group"):
        _look_at_people(parcel, plan)
        for label, (key, _columns) in SHARED.items():
            for some in by_lots(1000, parcel.cards(label)):
                known = _found(apps.get_model(label), key, [card[key] for card in some])
                plan.known_shared += known
                plan.new_shared += len(some) - known
        for table in parcel.tables:
            _look_at_numbers(parcel, plan, table)
    return plan


def _look_at_people(parcel: Parcel, plan: Plan) -> None:
    people = apps.get_model(PERSON)._base_manager
    for some in by_lots(500, parcel.people()):
        by_number = people.in_bulk([card["number"] for card in some])
        by_ref = people.in_bulk([card["ref"] for card in some], field_name="ref")
        by_email = people.in_bulk([card["email"] for card in some if card.get("email")], field_name="email")
        for card in some:
            here = by_number.get(card["number"])
            names = {"name": card["name"], "number": card["number"]}
            reached = by_email.get(card.get("email"))
            if here is not None and is_same(here, card) and (reached is None or reached.pk == here.pk):
                plan.known_people.append(card["name"])
            elif here is not None:
                plan.troubles.append(_("The number %(number)s of %(name)s is somebody else here.") % names)
            elif card["ref"] in by_ref or card.get("email") in by_email:
                plan.troubles.append(_("%(name)s is known here under another number than %(number)s.") % names)
            else:
                plan.new_people.append(card["name"])


def is_same(here: Any, card: dict[str, Any]) -> bool:
    """The person here is the one of the card: by their address, or by their reference."""
    return here.ref == card["ref"] or bool(here.email and here.email == card.get("email"))


def is_to_fill(here: Any, card: dict[str, Any]) -> bool:
    """The person here is a name only, and the card says how to reach them."""
    return not here.email and here.erased_at is None and bool(card.get("email"))


def _look_at_numbers(parcel: Parcel, plan: Plan, table: Table) -> None:
    """Numbers and references that must be unique here, and are taken."""
    own = [table.number] if table.number and not table.is_counted else []
    unique = [one for one in table.columns if table.field(one).unique and not table.target(one)]
    columns = sorted({*own, *unique} - {"id" if table.is_counted else ""} - set(secrets_of(table.label)))
    if not columns:
        return
    taken = 0
    for some in by_lots(1000, parcel.rows(table)):
        found = [_found(table.model, column, [row[column] for row in some]) for column in columns]
        taken += max(found)
    if taken:
        names = {"count": taken, "table": table.model._meta.verbose_name_plural}
        plan.troubles.append(_("%(count)s numbers of the table “%(table)s” are taken here.") % names)


def _found(model: type[models.Model], column: str, values: list[Any]) -> int:
    asked = [value for value in values if value is not None]
    try:
        return model._base_manager.filter(**{f"{column}__in": asked}).count()
    except ValidationError as error:
        raise Refused(damaged()) from error


def by_lots(count: int, rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in lots of so many at most, and a few megabytes: mails may weigh."""
    some: list[dict[str, Any]] = []
    weight = 0
    for row in rows:
        some.append(row)
        weight += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(some) >= count or weight > 4_000_000:
            yield some
            some, weight = [], 0
    if some:
        yield some


def value_of(table_field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value of the file for its column. Raises Refused."""
    try:
        return read(table_field, value)
    except (TypeError, ValueError, ValidationError, ArithmeticError) as error:
        raise Refused(damaged()) from error
