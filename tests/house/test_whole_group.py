"""E1, E7, R12: a whole group leaves in one file and comes in elsewhere as it was; nothing of another group with it."""

import base64
import datetime as dt
import errno
import hashlib
import io
import json
import os
import re
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction

from commun.core import clock, files, journal, scope
from commun.core.carrying import tables, writing
from commun.core.carrying.reading import Parcel, look
from commun.core.models import Fact, KeptFile, OutgoingMail, Space
from commun.core.registries import group_checks
from commun.core.search import indexing
from commun.exchange.addresses import without_keys
from commun.exchange.models import InboundMail, Subscription
from commun.governance.actions.decision_moves import words_of
from commun.governance.decision_text import fingerprint
from commun.governance.models import DecisionVersion, Invitation, Membership, Process, WaitingBallot
from commun.people.models import Digest, LegalEntity, Person
from tests.conftest import NOON
from tests.house.whole_group import MAIL, Two, exported, forged, fresh_site, kept_rows, lines, packed, parts, two_groups
from tests.support.world import make_group, make_person

pytestmark = pytest.mark.django_db
WHY = "Le groupe devient une coopérative."
MARK = "Motdelautre"
# Words in names of columns that may open a door.
DOORS = ("token", "secret", "password", "digest", "otp")
NO_DOORS = {
    "bids.TaskTime.token": "makes the same request do nothing twice",
    "bids.TeamProposal.input_digest": "of what the proposal was made from",
    "core.ChainHead.digest": "the end of the chain", "core.Fact.digest": "the chain",
    "core.KeptFile.digest": "of the bytes", "governance.Process.is_secret": "a rule of the vote",
    "governance.Process.electorate_digest": "of who may vote",
}  # fmt: skip


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Made once for this file, undone at the end."""
    with django_db_blocker.unblock(), clock.stopped(NOON + dt.timedelta(microseconds=123_456)), transaction.atomic():
        yield two_groups()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows(two: Two, django_db_blocker: Any) -> dict[str, list[Any]]:
    with django_db_blocker.unblock():
        return kept_rows(two.space.pk)


@pytest.fixture(scope="module")
def file(two: Two, rows: dict[str, list[Any]], django_db_blocker: Any) -> bytes:
    with django_db_blocker.unblock():
        return exported(two.space)


@pytest.fixture
def elsewhere(file: bytes, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file on a site where nobody ever came."""
    settings.MEDIA_ROOT = settings.MEDIA_ROOT
    # The search reads what acts wrote: half of these rows are made up.
    monkeypatch.setattr(indexing, "index_space", lambda space: 7)
    fresh_site(tmp_path)
    path = tmp_path / "groupe.zip"
    path.write_bytes(file)
    return path


def brought(path: Path, content: bytes | None = None, *, apply: bool = True) -> str:
    if content is not None:
        path.write_bytes(content)
    said = io.StringIO()
    call_command("import_group", str(path), *(["--apply"] if apply else []), stdout=said)
    return said.getvalue()


def test_every_table_of_a_group_leaves_with_it_or_says_why_not() -> None:
    ours = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Space or field.name == "space_ids"
    }
    # What a program may do in the name of a person belongs to that person, not to a group.
    ours -= {"people.ApiToken"}
    leaving = {table.label for table in tables.carried()}
    assert {label for label in ours - leaving if not tables.STAYS.get(label)} == set()
    pairs = [many.remote_field.through for model in apps.get_models() for many in model._meta.local_many_to_many]
    assert {one._meta.label for one in pairs if any(end in leaving for end in _ends(one))} <= leaving
    assert set(tables.STAYS) <= ours
    assert not set(tables.STAYS) & leaving


def _ends(pair: Any) -> list[str]:
    return [field.related_model._meta.label for field in pair._meta.concrete_fields if field.related_model]


def test_every_reference_leads_to_something_that_leaves_too() -> None:
    known = {table.label for table in tables.carried()} | {*tables.SHARED, tables.PERSON}
    lost, soft = [], set()
    for table in tables.carried():
        for column in table.columns:
            target, name = table.target(column), f"{table.label}.{column}"
            if target is None and column.endswith("_id") and column not in tables.NO_REFERENCE:
                soft |= {column}
            elif target is not None and target._meta.label not in known and not table.field(column).null:
                lost.append(name)
    assert lost == []
    assert soft <= set(tables.PERSON_COLUMNS)


def test_no_column_that_opens_a_door_leaves() -> None:
    found = {
        f"{table.label}.{column}"
        for table in tables.carried()
        for column in table.columns
        if any(word in column for word in DOORS) and column not in tables.secrets_of(table.label)
    }
    assert found - NO_DOORS.keys() == set()


def test_what_leaves_comes_in_the_same_byte_for_byte(
    two: Two, rows: dict[str, list[Any]], file: bytes, elsewhere: Path
) -> None:
    empty = {name for name, text in parts(file).items() if not text and name.startswith("tables/")}
    assert empty <= {f"tables/value.{name}.jsonl" for name in ("CarryOver", "Closing")}
    said = brought(elsewhere)
    assert [word for word in ("intacts", "Recherche : 7") if word not in said] == []
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).get()
    second = exported(space)
    assert {name for name, text in parts(second).items() if parts(file).get(name) != text} == set()
    assert second == file
    here = kept_rows(space.pk)
    assert [label for label in rows if rows[label] != here[label]] == []
    with scope.use(space):
        assert journal.verify(space) == []
        assert all(holds(space) for holds in group_checks)
        version = DecisionVersion.objects.get(decision=two.decision.pk)
        assert version.fingerprint == fingerprint(words_of(version))
        assert bytes(InboundMail.objects.get().raw) == MAIL
        kept = KeptFile.objects.get(name="pièce.txt")
        assert files.path_of(kept).read_bytes() == f"pièce {space.slug}".encode()


def test_the_group_lives_on_where_it_came_in(elsewhere: Path) -> None:
    brought(elsewhere)
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).get()
    came = [Membership._base_manager.latest("pk").pk, Person.objects.latest("pk").pk]
    newcomer, before = make_person("Nour"), Fact._base_manager.filter(space=space).count()
    with scope.use(space):
        made = Membership.objects.create(space=space, person=newcomer, state="member", since=clock.today())
    # Numbers go on after those that came.
    assert [made.pk > came[0], newcomer.pk > came[1]] == [True, True]
    with transaction.atomic():
        rule = journal.Rule("essai")
        journal.record("governance.presentation.changed", space=space, actor=rule, about=("core.space", space.slug))
    assert journal.verify(space) == []
    assert Fact._base_manager.filter(space=space).count() == before + 1
    assert journal.house().pk != space.pk
    assert [one.name for one in Fact._base_manager.filter(space=journal.house())] == ["governance.operator.brought_in"]


def test_nobody_brings_a_key_and_old_links_are_dead(two: Two, file: bytes, elsewhere: Path) -> None:
    with scope.everywhere("what must not be in the file"):
        assert not Subscription.objects.exists()
    everything = b"".join(parts(file).values())
    assert b"password" not in everything
    rows = lines(file, "tables/exchange.Subscription.jsonl") + lines(file, "tables/governance.Invitation.jsonl")
    assert {row.get("token") or row.get("token_digest") for row in rows} == {None}
    brought(elsewhere)
    with scope.everywhere("made anew"):
        assert len(Subscription.objects.get().token) == 16
        assert len(Invitation.objects.get().token_digest) == 64
        assert len(set(Subscription.objects.get().token)) > 4
    assert not any(person.has_usable_password() or person.is_operator for person in Person.objects.all())
    assert set(Digest.objects.values_list("person", "turn_at")) == {
        (pk, clock.now()) for pk in Person.objects.exclude(email=None).values_list("pk", flat=True)
    }
    assert Person.objects.get(email=two.ours.alice.person.email).digest_rhythm == Person.Rhythm.NONE


def test_the_key_of_an_address_stays(two: Two) -> None:
    """Who answers by mail writes to an address that is theirs alone: it proves who they are on the site they leave."""
    key, other = "abcdefghijklmn23", "zyxwvutsrqponm45"
    heads = f"Delivered-To: boite+RSVP+{key.upper()}@ici.test\r\nTo: <r+{key}@ici.test>\r\n\r\n"
    raw = f"{heads}mailto:ok%2B{other}@ici".encode()
    with scope.use(two.space):
        made = InboundMail.objects.get()
        for number, purpose in enumerate((f"ok+{key}", f"ok+{other}", "")):
            made.pk, made.ref, made.message_id, made.purpose = None, f"cle{number}", "une@ici.test", purpose
            made.raw, made.envelope_to = raw, f"r+{key}@ici.test"
            made.save(force_insert=True)
    rows = [row for row in lines(exported(two.space), "tables/exchange.InboundMail.jsonl") if row["ref"][:3] == "cle"]
    assert len({row["purpose"] for row in rows}) == 3
    for row in rows:
        said = base64.b64decode(row.pop("raw")).decode() + str(row)
        assert not re.search(f"{key}|{other}", said, re.IGNORECASE), said
        assert said.count("@ici") == 5
        assert without_keys(said) == said
    assert without_keys("cercle+desinscription@ici.test jean+abcdefghijklmn23@ailleurs.test").count("left") == 0


def test_nothing_of_another_group_is_in_the_file(two: Two) -> None:
    """Every word of the other group is marked, in every table: the mark, its people and its numbers are not there."""
    space, theirs = two.theirs.space, set()
    for table in tables.carried():
        words = [name for name in table.columns if isinstance(table.field(name), models.CharField | models.TextField)]
        for name in () if getattr(table.model, "append_only", False) else words:
            try:
                with transaction.atomic():
                    table.rows(space.pk).order_by().update(**{name: MARK[: table.field(name).max_length]})
            except IntegrityError:
                continue
    for person in (two.theirs.alice.person, two.theirs.bob.person):
        Person.objects.filter(pk=person.pk).update(name=f"{MARK} {person.pk}", bio=MARK)
        theirs |= {person.ref, str(person.email)}
    assert any(MARK.encode() in text for text in parts(exported(space)).values())
    found = parts(exported(two.space))
    for word in (MARK, space.slug, *theirs):
        assert [name for name, text in found.items() if word.encode() in text] == [], word
    for table in tables.carried():
        if table.number and not table.is_counted:
            there = {str(key) for key in table.rows(space.pk).values_list(table.number, flat=True)}
            rows = found[f"tables/{table.label}.jsonl"].splitlines()
            here = {str(json.loads(row)[table.number]) for row in rows}
            assert here and not here & there or table.label in {"value.CarryOver", "value.Closing"}, table.label


def test_who_left_is_a_name_and_who_only_acted_there_too(two: Two) -> None:
    gone, passer = make_person("Partie", bio="Secret"), make_person("De passage", bio="Secret")
    with scope.use(two.space):
        Membership.objects.create(space=two.space, person=gone, state="left", since=clock.today())
    with transaction.atomic():
        about = ("core.space", two.space.slug)
        actor = journal.Person(passer.pk)
        journal.record("governance.presentation.changed", space=two.space, actor=actor, about=about)
    cards = {card["name"]: card for card in lines(exported(two.space), "people.jsonl")}
    for person in (gone, passer):
        assert set(cards[person.name]) == {"number", *tables.NAME_ONLY}
        assert "Secret" not in cards[person.name].values()
    assert cards["Alice Martin"]["email"] == two.ours.alice.person.email
    assert "email" not in cards["Chloé Petit"]


def test_people_open_sheets_in_their_words(two: Two, file: bytes) -> None:
    sheets = {name: text.decode("utf-8-sig") for name, text in parts(file).items() if name.startswith("sheets/")}
    assert len(sheets) == 7
    members = next(text for text in sheets.values() if "Alice Martin" in text and "Bob Durand" in text)
    assert members.count("\r\n") == 1 + Membership._base_manager.filter(space=two.space).count()
    assert members.splitlines()[0].startswith("qui;état;depuis;")
    assert f"\nAlice Martin;membre;{NOON:%Y-%m-%d};" in members.replace("\r", "")
    # What a spreadsheet would take for a formula is only words.
    assert sum(";'=Louer un local;" in text for text in sheets.values()) == 1
    assert not any(";=" in text for text in sheets.values())


def test_the_dry_run_says_all_and_makes_nothing(elsewhere: Path) -> None:
    said = brought(elsewhere, apply=False)
    assert "governance.Membership : " in said
    assert "--apply" in said
    assert not Space.objects.exists()
    assert not Person.objects.exists()
    assert not (elsewhere.parent / "files").exists()


def test_what_is_here_already_is_never_written_over(elsewhere: Path) -> None:
    brought(elsewhere)
    with scope.everywhere("nothing may change"):
        before = list(Fact.objects.values_list("pk", "digest"))
    for apply in (False, True):
        with pytest.raises(CommandError, match="Rien"):
            brought(elsewhere, apply=apply)
    with scope.everywhere("nothing may change"):
        assert list(Fact.objects.values_list("pk", "digest")) == before


def test_numbers_that_are_taken_stop_it_and_are_said(two: Two, elsewhere: Path) -> None:
    somebody = make_person("Homonyme", pk=two.ours.alice.person_id, email="autre@exemple.test")
    make_person("Même adresse", pk=1_000_000, email=two.ours.bob.person.email)
    there = Space.objects.create(pk=1_000_000, slug=two.space.slug, name="Homonyme", created_at=clock.now())
    with scope.use(there):
        Membership.objects.create(
            pk=two.ours.alice.pk, space=there, person=somebody, state="member", since=clock.today()
        )
    troubles = look(Parcel(elsewhere)).troubles
    assert sum("Alice Martin" in one for one in troubles) == 1
    assert sum("Bob Durand" in one for one in troubles) == 1
    assert any(re.search(rf"[“«]\s?{two.space.slug}\s?[”»]", one) for one in troubles)
    assert any(str(Membership._meta.verbose_name_plural) in one for one in troubles)
    count = Space.objects.count()
    with pytest.raises(CommandError):
        brought(elsewhere)
    assert Space.objects.count() == count


def test_an_address_that_is_somebody_elses_here_stops_it(two: Two, elsewhere: Path) -> None:
    alice = two.ours.alice.person
    make_person("Alice", pk=alice.pk, ref=alice.ref, email="nouvelle@exemple.test")
    make_person("Autre", pk=1_000_000, email=alice.email)
    Space.objects.create(pk=two.space.pk, slug="autre", name="Autre", created_at=clock.now())
    troubles = look(Parcel(elsewhere)).troubles
    assert sum("Alice Martin" in one for one in troubles) == 1
    assert sum(f"({two.space.pk})" in one for one in troubles) == 1


def test_somebody_who_came_with_another_group_is_the_same_person(two: Two, elsewhere: Path) -> None:
    alice = two.ours.alice.person
    make_person("Alice M.", pk=alice.pk, email=alice.email, bio="D’ici")
    LegalEntity.objects.create(siren="732829320", name="La Fabrique d’ici", kind="cae")
    # Who was erased here is not known again by the card of another group.
    bob = two.ours.bob.person
    gone = make_person("(effacé)", pk=bob.pk, ref=bob.ref, email=None, erased_at=clock.now())
    brought(elsewhere)
    gone.refresh_from_db()
    assert (gone.email, Person.objects.get(email=alice.email).bio) == (None, "D’ici")
    assert {one.name for one in LegalEntity.objects.all()} == {"La Fabrique d’ici", "À elle seule"}
    assert Membership._base_manager.get(pk=two.ours.alice.pk).person_id == alice.pk


def test_a_damaged_file_makes_nothing(file: bytes, elsewhere: Path) -> None:
    found, name = parts(file), "tables/governance.Decision.jsonl"
    manifest = json.loads(found["manifest.json"])
    other = {
        "format": 2, "tables": {}, "lost_files": None, "space": {**manifest["space"], "kind": Space.Kind.HOUSE},
        "parts": {**manifest["parts"], name: {**manifest["parts"][name], "rows": 10**12}},
    }  # fmt: skip
    manifests = [[], *({**manifest, key: value} for key, value in other.items())]
    fewer = {**manifest, "parts": {one: part for one, part in manifest["parts"].items() if one != name}}
    with zipfile.ZipFile(io.BytesIO(file)) as whole:
        inside = whole.getinfo(name).header_offset + 30 + len(name) + 60
    wrong = [
        b"", b"PK\x03\x04", file[: len(file) // 2], file[:inside] + bytes([file[inside] ^ 1]) + file[inside + 1 :],
        packed({one: text for one, text in found.items() if one != name}),
        packed({**{one: found[one] for one in found if one != name}, "manifest.json": json.dumps(fewer).encode()}),
        packed({**found, "people.jsonl": found["people.jsonl"].replace(b"Alice", b"Alina")}),
        packed({**found, "tables/core.Autre.jsonl": b""}),
        packed({**found, name: found[name] + found[name]}),
        *(packed({**found, "manifest.json": json.dumps(one).encode()}) for one in manifests),
    ]  # fmt: skip
    for content in wrong:
        with pytest.raises(CommandError):
            brought(elsewhere, content)
    assert not Space.objects.exists()


def test_a_file_written_by_hand_does_not_come_in(two: Two, file: bytes, elsewhere: Path) -> None:
    there = make_group()

    def altered(row: dict[str, Any]) -> None:
        row["about_ref"] = "autre"

    def other_group(row: dict[str, Any]) -> None:
        row["carrier_id"] = there.alice.pk

    def operator(row: dict[str, Any]) -> None:
        row["is_operator"] = True

    def cents(row: dict[str, Any]) -> None:
        row["amount"] += 1

    def nowhere(row: dict[str, Any]) -> None:
        row["fact_id"] = 1_000_000

    def half_a_sign(row: dict[str, Any]) -> None:
        row["title"] = "\ud800"

    def not_a_number(row: dict[str, Any]) -> None:
        row["number"] = {}

    def shorter(row: dict[str, Any]) -> None:
        row.pop("first_step")

    def nobody(row: dict[str, Any]) -> None:
        row["person_id"] += 1_000_000_000

    def lost(row: dict[str, Any]) -> None:
        row["digest"] = "0" * 64

    def not_a_date(row: dict[str, Any]) -> None:
        row["since"] = "hier"

    count = Space.objects.count()
    for name, change in (
        ("tables/core.Fact.jsonl", altered),
        ("tables/governance.Decision.jsonl", other_group),
        ("people.jsonl", operator),
        ("tables/value.Transfer.jsonl", cents),
        ("tables/core.FactWords.jsonl", nowhere),
        ("tables/governance.Decision.jsonl", not_a_date),
        ("tables/governance.Decision.jsonl", shorter),
        ("tables/governance.Decision.jsonl", half_a_sign),
        ("people.jsonl", not_a_number),
        ("tables/governance.Membership.jsonl", nobody),
        ("tables/core.KeptFile.jsonl", lost),
    ):
        with pytest.raises(CommandError):
            brought(elsewhere, forged(file, name, change))
        assert Space.objects.count() == count, name


def test_while_a_secret_vote_is_open_the_group_does_not_leave(two: Two, tmp_path: Path) -> None:
    operator = make_person("Opérateur", is_operator=True)
    with scope.use(two.space):
        WaitingBallot.objects.create(space=two.space, process=Process.objects.first(), content={})
    path = tmp_path / "groupe.zip"
    with pytest.raises(CommandError):
        call_command("export_group", two.space.slug, str(path), "--operator", operator.email, "--why", WHY)
    assert list(tmp_path.iterdir()) == []
    assert not Fact._base_manager.filter(name="governance.operator.took_out").exists()


def test_a_file_that_the_disk_lost_is_said_and_stops_nothing(
    two: Two, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "index_space", lambda space: 0)
    settings.MEDIA_ROOT = str(tmp_path / "rien")
    with scope.use(two.space):
        cut = KeptFile.objects.get(name="pièce.txt")
    place = tmp_path / "rien" / str(two.space.pk) / cut.digest[:2] / cut.digest
    place.parent.mkdir(parents=True)
    # Some are not there at all; this one is no longer what it was.
    place.write_bytes(b"autre")
    content = exported(two.space)
    with scope.use(two.space):
        lost = sorted(set(KeptFile.objects.values_list("digest", flat=True)))
    assert json.loads(parts(content)["manifest.json"])["lost_files"] == lost
    fresh_site(tmp_path)
    assert f"{len(lost)} déjà perdu" in brought(tmp_path / "groupe.zip", content)


def test_taking_a_group_out_is_told_to_it_with_the_reason(two: Two, tmp_path: Path) -> None:
    operator, path = make_person("Opérateur", is_operator=True), tmp_path / "groupe.zip"

    def asked(why: str = WHY, who: str = str(operator.email)) -> str:
        said = io.StringIO()
        call_command("export_group", two.space.slug, str(path), "--operator", who, "--why", why, stdout=said)
        return said.getvalue()

    for wrong in ({"why": " "}, {"why": "x" * 501}, {"who": str(two.ours.alice.person.email)}, {"who": "nul@nul.fr"}):
        with pytest.raises(CommandError):
            asked(**wrong)
    assert list(tmp_path.iterdir()) == []
    assert str(path) in asked()
    fact = Fact._base_manager.get(name="governance.operator.took_out")
    assert (fact.space_id, fact.person_id) == (two.space.pk, operator.pk)
    found = parts(path.read_bytes())
    # The file holds the group as it was just before that line, and the line says which file it is.
    assert fact.data["position"] == fact.position - 1 == json.loads(found["manifest.json"])["chain"]["position"]
    assert fact.data["digest"] == hashlib.sha256(found["manifest.json"]).hexdigest()
    assert OutgoingMail.objects.filter(to=two.ours.alice.person.email, text__contains=WHY).count() == 1
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    pytest.raises(CommandError, asked)
    assert path.read_bytes() == content


def test_an_export_that_breaks_off_leaves_nothing(two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    operator, path = make_person("Opérateur", is_operator=True), tmp_path / "groupe.zip"

    def asked() -> None:
        call_command(
            "export_group", two.space.slug, str(path), "--operator", operator.email, "--why", WHY, stdout=io.StringIO()
        )

    def full(*_asked: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def stopped(*_asked: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def taken(*_asked: Any) -> None:
        path.write_bytes(b"autre")

    for said, accident in (("plein", full), ("Arrêté", stopped), ("pas encore", taken)):
        with monkeypatch.context() as patched:
            patched.setattr(writing.sheets, "write", accident)
            pytest.raises(CommandError, asked).match(said)
        assert [one.read_bytes() for one in tmp_path.iterdir()] == ([b"autre"] if accident is taken else [])
    path.unlink()
    # What a machine that went out left; what another process writes now.
    for number in (999_999_999, os.getppid()):
        (tmp_path / f".groupe.zip.{number}.part").touch()
    asked()
    assert {one.name for one in tmp_path.iterdir()} == {path.name, f".groupe.zip.{os.getppid()}.part"}
    assert Fact._base_manager.filter(name="governance.operator.took_out").count() == 1
