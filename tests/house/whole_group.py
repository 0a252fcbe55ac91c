"""A group with something in every table, another one beside, and a site where nobody ever came."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from commun.core import clock, dbrole, files, journal, scope
from commun.core.carrying.tables import COUNTED, SHARED, Table, carried, secrets_of
from commun.core.carrying.writing import write
from commun.core.models import Space
from commun.governance.actions.decisions import Draft, adopt, propose, voice
from commun.governance.models import Decision, Facilitator
from commun.people.models import LegalEntity, Person
from commun.tenders.models import Notice, PastAward
from tests.support import emptied
from tests.support.world import Group, make_group
from tests.value.books import keep

# Chained tables: their rows are written by acts, never made up. And the bodies that a group is not.
BY_ACTS = {"core.ChainHead", "core.Fact", "core.FactWords"} | {
    f"value.{name}" for name in ("Account", "Book", "CarryOver", "Closing", "Transfer", "TransferWords")
}
RICH = {"é": [1, None, "x", 0.5], "a": {"c": True, "b": 2**40}}
MAIL = b"From: a@exemple.test\r\nSubject: \xe9t\xe9\r\n\r\nOctet pour octet: \x00\xff\r\n"


@dataclass
class Two:
    """Ours is taken to another site; theirs stays."""

    ours: Group
    theirs: Group
    decision: Decision

    @property
    def space(self) -> Space:
        return self.ours.space


def two_groups() -> Two:
    """Both have something everywhere."""
    journal.house()
    ours, theirs = make_group(), make_group()
    _shared_rows(ours)
    decision = _lived_in(ours)
    _lived_in(theirs)
    for group in (ours, theirs):
        left = filled(group.space)
        assert not left, left
    return Two(ours, theirs, decision)


def _shared_rows(group: Group) -> None:
    """What all groups may point to: a notice, a past award, a cooperative, somebody of the pool of facilitators."""
    now, today = clock.now(), clock.today()
    hers = LegalEntity.objects.create(siren="404833048", name="À elle seule", kind="cae")
    Person.objects.filter(pk=group.alice.person_id).update(digest_rhythm=Person.Rhythm.NONE, legal_entity=hers)
    Notice.objects.create(
        state="open", title="Étude", buyer="Ville", published_on=today, deadline_at=now, created_at=now, changed_at=now
    )
    LegalEntity.objects.create(siren="732829320", name="La Fabrique", kind="cae")
    PastAward.objects.create(key="boamp:1", title="Étude", buyer="Ville", cpv="71000000")
    Facilitator.objects.create(person=group.chloe, words="Je facilite.", since=clock.today())


def _lived_in(group: Group) -> Decision:
    """A decision adopted, a book with lines, a file."""
    space, alice = group.space, group.alice
    with scope.use(space):
        made = voice(by=alice, draft=Draft(title="=Louer un local", text="À deux pas.", concerned="Le groupe"))
        made = propose(decision=made, by=alice)
        adopt(decision=made, actor=journal.Person(alice.person_id))
        kept = keep(space)
        kept.move(kept.outside, kept.alice, 12_345, words="Pour l’été", person_id=alice.person_id)
        kept.move(kept.alice, kept.pot, 45)
        files.keep_made(
            space=space, made=io.BytesIO(f"pièce {space.slug}".encode()), name="pièce.txt", kind="txt",
            person_id=alice.person_id,
        )  # fmt: skip
        with transaction.atomic():
            about = ("core.space", space.slug)
            actor = journal.Person(alice.person_id)
            journal.record(
                "governance.presentation.changed", space=space, actor=actor, about=about, words={"why": "Un été."}
            )
    return made


def filled(space: Space) -> set[str]:
    """One row at least in every table that leaves with a group, whatever tables come; gives those without one."""
    empty = {table.label: table for table in carried() if not table.rows(space.pk).exists()}
    for turn in range(8):
        for label, table in list(empty.items()):
            try:
                with transaction.atomic():
                    table.model(**_made_up(table, space, turn)).save(force_insert=True)
                del empty[label]
            except IntegrityError:
                # What it points to is not there yet, or two of its columns do not go together: another turn.
                continue
    return set(empty) - BY_ACTS


def _made_up(table: Table, space: Space, turn: int) -> dict[str, Any]:
    """Something in every column, that belongs to the same group."""
    values: dict[str, Any] = {"space_id": space.pk} if table.by_space == "space_id" else {}
    for column in table.columns:
        field, target = table.field(column), table.target(column)
        if target is not None and turn > 3 and field.null and (len(values) + turn) % 2:
            values[column] = None
        elif target is not None:
            # Who is asked is not who asks.
            values[column] = _row_of(target, space, "pk" if column == "asked_of_id" else "-pk")
        elif not isinstance(field, models.AutoField | models.BigAutoField):
            values[column] = _value(field, space, turn)
            if column.startswith("ends_"):
                values[column] += dt.timedelta(days=1)
    return values


def _value(field: Any, space: Space, turn: int) -> Any:
    if field.choices:
        return field.flatchoices[turn % len(field.flatchoices)][0]
    if field.unique and isinstance(field, models.CharField):
        return uuid4().hex[: field.max_length]
    made = {
        models.BinaryField: lambda: MAIL, models.DateTimeField: clock.now, models.DateField: clock.today,
        models.TimeField: lambda: dt.time(9, 30), models.UUIDField: uuid4,
        models.JSONField: lambda: RICH if field.attname == "result" else field.get_default() or [],
        models.BooleanField: lambda: True,
        models.TextField: lambda: f"Mots de l’été, {space.slug}\n=1+1",
        models.CharField: lambda: f"été {space.slug}"[: field.max_length],
        models.IntegerField: lambda: 1, models.DecimalField: lambda: 1,
    }  # fmt: skip
    found = next((value for kind, value in made.items() if isinstance(field, kind)), None)
    return found() if found else field.get_default()


def _row_of(target: Any, space: Space, order: str) -> Any:
    """A row of the group, or one that groups share."""
    rows = target._base_manager.order_by(order)
    if any(field.name == "space" for field in target._meta.concrete_fields):
        rows = rows.filter(space=space)
    return rows.values_list("pk", flat=True).first()


def kept_rows(space_id: int) -> dict[str, list[Any]]:
    """Every row as the database has it, without what is drawn anew on arrival."""
    found = {}
    for table in carried():
        drawn = {*secrets_of(table.label), *(["id"] if table.is_counted else [])}
        anew = {*COUNTED, *SHARED}
        targets = {column: table.target(column) for column in table.columns}
        columns = [
            column
            for column, target in targets.items()
            if column not in drawn and (target is None or target._meta.label not in anew)
        ]
        found[table.label] = list(table.rows(space_id).values_list(*columns)) if columns else []
    return found


def exported(space: Space) -> bytes:
    """The file of a group."""
    out = io.BytesIO()
    write(space, out)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """Each part by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def lines(content: bytes, name: str) -> list[dict[str, Any]]:
    """Rows of one part."""
    return [json.loads(line) for line in parts(content)[name].splitlines()]


def forged(content: bytes, name: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with each row of one part changed by hand, and sums that hold again."""
    found = parts(content)
    rows = [json.loads(line) for line in found[name].splitlines()]
    for row in rows:
        change(row)
    found[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    manifest = json.loads(found["manifest.json"])
    manifest["parts"][name]["sha256"] = hashlib.sha256(found[name]).hexdigest()
    found["manifest.json"] = json.dumps(manifest).encode()
    return packed(found)


def packed(found: dict[str, bytes]) -> bytes:
    """A file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in found.items():
            file.writestr(name, text)
    return out.getvalue()


def fresh_site(folder: Path) -> None:
    """A site where nobody ever came: no row, every table counts from one, no file."""
    emptied.empty(None)  # type: ignore[arg-type]
    with dbrole.as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER SEQUENCE "{name}" RESTART')
    settings.MEDIA_ROOT = str(folder / "files")
