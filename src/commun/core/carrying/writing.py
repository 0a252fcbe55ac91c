"""A group written into one file: lines of JSON table by table, sheets that people read, files, and the manifest.

The file depends on what the group is and on nothing else (no date, no order of the disk): the same group twice gives
the same bytes.
"""

import hashlib
import json
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from commun.core import files, scope
from commun.core.carrying import sheets
from commun.core.carrying.tables import (
    COUNTED,
    ENTITY,
    MEMBERSHIPS,
    MUST_BE_EMPTY,
    NAME_ONLY,
    OF_MEMBERS,
    PERSON,
    PERSON_COLUMNS,
    SHARED,
    STAYS,
    Table,
    carried,
    secrets_of,
    shared_columns,
)
from commun.core.carrying.values import line, plain
from commun.core.errors import NotFound, Refused
from commun.core.file_kinds import PIECE
from commun.core.models import ChainHead, KeptFile, Space
from commun.core.registries import Cleaned, group_cleaned

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
# Rows read at once: few where one may weigh megabytes (mails, texts).
AT_ONCE, AT_ONCE_HEAVY = 500, 10


class Writer:
    """The parts of the file, each with how many rows it has and its digest."""

    def __init__(self, out: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.parts: dict[str, dict[str, Any]] = {}

    @contextmanager
    def part(self, name: str, *, is_packed: bool = True) -> Iterator["Part"]:
        """Write one part."""
        head = zipfile.ZipInfo(name, LONG_AGO)
        head.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        head.external_attr = 0o600 << 16
        with self.zip.open(head, "w", force_zip64=True) as out:
            part = Part(out)
            yield part
        if name != MANIFEST:
            self.parts[name] = {"rows": part.rows, "sha256": part.digest.hexdigest()}


class Part:
    """What is written of one part so far."""

    def __init__(self, out: Any) -> None:
        self.out, self.rows, self.digest = out, 0, hashlib.sha256()

    def write(self, content: bytes, rows: int = 1) -> None:
        """Add bytes that hold so many rows."""
        self.out.write(content)
        self.digest.update(content)
        self.rows += rows


@dataclass(frozen=True)
class Written:
    """What was written: how many rows, how many files, where the journal stood, and the digest of the manifest."""

    rows: int
    files: int
    lost: int
    position: int
    digest: str


def write(space: Space, out: BinaryIO) -> Written:
    """Write the whole group as it is at one moment. Raises Refused while a secret vote is open."""
    writer = Writer(out)
    with _one_moment(), scope.use(space), writer.zip:
        for label in MUST_BE_EMPTY:
            if apps.get_model(label)._base_manager.filter(space=space).exists():
                raise Refused(
                    _("A secret vote is open in this group: its ballots may not leave. Wait until it is closed.")
                )
        tables = carried()
        met = _met(space.pk, tables)
        numbers = Numbers(space.pk, met)
        for table in tables:
            _write_table(writer, space, table, numbers)
        _write_people(writer, space, met, numbers)
        _write_shared(writer, numbers)
        sheets.write(writer, space)
        lost = _write_files(writer, space)
        head = ChainHead.objects.filter(pk=space.pk).first()
        manifest = {
            "format": FORMAT,
            "space": _space(space),
            # Where several groups arrive one after the other, the house must not take the number of the next one.
            "house": Space.objects.filter(kind=Space.Kind.HOUSE).values_list("pk", flat=True).first(),
            "chain": {"position": head.position if head else 0, "digest": head.digest if head else ""},
            "tables": {table.label: list(table.columns) for table in tables},
            "parts": writer.parts,
            "lost_files": lost,
            "stays": STAYS,
        }
        with writer.part(MANIFEST) as last:
            last.write(json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    rows = sum(part["rows"] for name, part in writer.parts.items() if name.startswith("tables/"))
    file_count = sum(name.startswith("files/") for name in writer.parts)
    return Written(rows, file_count, len(lost), head.position if head else 0, last.digest.hexdigest())


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as it is at one moment, whatever people write meanwhile."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _space(space: Space) -> dict[str, Any]:
    names = [field.attname for field in Space._meta.concrete_fields]
    return {"number" if name == "id" else name: plain(getattr(space, name)) for name in names}


def _met(space_id: int, tables: list[Table]) -> dict[str, set[int]]:
    """The people and the shared rows that the group's rows point to."""
    met: dict[str, set[int]] = {label: set() for label in (PERSON, *SHARED)}
    for table in tables:
        for column in table.columns:
            target = table.target(column)
            label = target._meta.label if target else PERSON if column in PERSON_COLUMNS else ""
            if label in met:
                found = table.rows(space_id).order_by().values_list(column, flat=True).distinct()
                met[label] |= {one for one in found if one}
    for label in SHARED:
        for column, target in _relations(label):
            if target._meta.label in met and met[label]:
                cards = apps.get_model(label)._base_manager.filter(pk__in=met[label])
                met[target._meta.label] |= {one for one in cards.values_list(column, flat=True) if one}
    people = apps.get_model(PERSON)._base_manager.filter(pk__in=members(space_id))
    met[ENTITY] |= {one for one in people.values_list("legal_entity_id", flat=True) if one}
    return met


def _relations(label: str) -> list[tuple[str, type[models.Model]]]:
    model = apps.get_model(label)
    fields = [field for field in model._meta.concrete_fields if field.attname in shared_columns(label)]
    return [(one.attname, one.related_model) for one in fields if isinstance(one.related_model, type)]


def members(space_id: int) -> set[int]:
    """Those who are in the group today, in whatever state: who left is only a name."""
    rows = apps.get_model(MEMBERSHIPS)._base_manager.filter(space=space_id).exclude(state="left")
    return set(rows.values_list("person_id", flat=True))


class Numbers:
    """What rows are called in the file: their own number, or their rank where that one would say nothing."""

    def __init__(self, space_id: int, met: dict[str, set[int]]) -> None:
        self.counted = {label: self._ids(label, space_id) for label in COUNTED}
        self.shared = {label: self._ranks(label, met[label]) for label in SHARED}

    def _ids(self, label: str, space_id: int) -> "array[int]":
        rows = apps.get_model(label)._base_manager.filter(space=space_id).order_by("pk")
        return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=5000))

    def _ranks(self, label: str, ids: set[int]) -> dict[int, int]:
        rows = apps.get_model(label)._base_manager.filter(pk__in=ids)
        ordered = sorted(rows.values_list(SHARED[label][0], "pk"))
        return {pk: rank for rank, (_key, pk) in enumerate(ordered, start=1)}

    def of(self, label: str, pk: Any) -> Any:
        """The number in the file of a row that another one points to; None for one that stays."""
        if pk is None or label in STAYS:
            return None
        if label in self.counted:
            return bisect_left(self.counted[label], pk) + 1
        return self.shared[label][pk] if label in self.shared else pk


def _write_table(writer: Writer, space: Space, table: Table, numbers: Numbers) -> None:
    own = table.label if table.is_counted else ""
    targets = [table.target(column) for column in table.columns]
    named = [(target._meta.label if target else "") for target in targets]
    if own:
        named[table.columns.index(table.number)] = own
    secrets = secrets_of(table.label)
    cleaned = group_cleaned.get(table.label) or Cleaned((), clean=lambda value: value)
    is_heavy = any(isinstance(table.field(column), models.BinaryField) for column in table.columns)
    rows = table.rows(space.pk).values_list(*table.columns)
    with writer.part(f"tables/{table.label}.jsonl") as part:
        for row in rows.iterator(chunk_size=AT_ONCE_HEAVY if is_heavy else AT_ONCE):
            values = {
                column: None if column in secrets else numbers.of(label, value) if label else value
                for column, label, value in zip(table.columns, named, row, strict=True)
            }
            for column in cleaned.columns:
                values[column] = cleaned.clean(values[column])
            part.write(line(values))


def _write_people(writer: Writer, space: Space, met: dict[str, set[int]], numbers: Numbers) -> None:
    known = members(space.pk)
    people = apps.get_model(PERSON)._base_manager.filter(pk__in=met[PERSON] | known).order_by("pk")
    with writer.part("people.jsonl") as part:
        for person in people.iterator(chunk_size=AT_ONCE):
            names = OF_MEMBERS if person.pk in known else NAME_ONLY
            card = {name: getattr(person, name) for name in names}
            if "legal_entity_id" in card:
                card["legal_entity_id"] = numbers.of(ENTITY, card["legal_entity_id"])
            part.write(line({"number": person.pk, **card}))


def _write_shared(writer: Writer, numbers: Numbers) -> None:
    for label, ranks in numbers.shared.items():
        columns = shared_columns(label)
        rows = apps.get_model(label)._base_manager.filter(pk__in=ranks).order_by(SHARED[label][0])
        with writer.part(f"shared/{label}.jsonl") as part:
            for pk, *values in rows.values_list("pk", *columns).iterator(chunk_size=AT_ONCE):
                part.write(line({"number": ranks[pk], **dict(zip(columns, values, strict=True))}))


def _write_files(writer: Writer, space: Space) -> list[str]:
    """The bytes of each file, once; gives the digests of those that the disk has lost or altered."""
    lost = []
    kept = KeptFile.objects.order_by("digest", "pk").distinct("digest")
    for row in kept.iterator(chunk_size=AT_ONCE):
        try:
            path = files.path_of(row)
        except NotFound:
            lost.append(row.digest)
            continue
        with path.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != row.digest:
                lost.append(row.digest)
                continue
            source.seek(0)
            with writer.part(f"files/{row.digest}", is_packed=False) as part:
                while piece := source.read(PIECE):
                    part.write(piece, 0)
    return lost
