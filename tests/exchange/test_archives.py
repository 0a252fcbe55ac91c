"""Messages of an old list come in as they were: threads, dates, authors; no mail goes out, and twice is once."""

import datetime as dt
import gzip
import io
import random
from pathlib import Path
from typing import Any

import pytest
from benchmarks.mbox import write_archive
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.algo import mail as mails
from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import KeptFile, OutgoingMail
from commun.core.urls import here
from commun.exchange.actions.archives import ask_import, read_archive, start_import
from commun.exchange.actions.list_digests import send_summary
from commun.exchange.actions.lists import choose_reading
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.threads import split_thread
from commun.exchange.models import ArchiveImport, Delivery, InboundMail, Post, PostFile, Thread
from commun.exchange.tasks.archives import read_archive as job
from commun.governance.models import Membership
from commun.people.models import Person
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
BOB = "bob@exemple.test"


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Path) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_URL = "smtp://127.0.0.1:1"


def one(number: str, text: str = "Bonjour", *, start: str = "From x Mon Nov 16 11:00:00 2020", **headers: str) -> str:
    given = {
        "From": f"Qui <qui{number}@exemple.org>",
        "Date": "Mon, 16 Nov 2020 11:00:00 +0100",
        "Subject": "Sujet",
        "Message-ID": f"<{number}@ancienne.exemple>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return f"{start}\n" + "".join(f"{name}: {value}\n" for name, value in given.items() if value) + f"\n{text}\n\n"


def brought(group: Group, content: str | bytes, folder: Path, name: str = "a.mbox") -> ArchiveImport:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_archive(row=start_import(space=group.space, path=path), path=path)


def posts(group: Group) -> list[Post]:
    with scope.use(group.space):
        return list(Post.objects.select_related("thread", "author__person", "mail").order_by("at", "pk"))


def test_threads_dates_and_authors_come_in_as_they_were_and_nobody_is_told(group: Group, tmp_path: Path) -> None:
    group.bob.person.email = BOB
    group.bob.person.save()
    before = (Person.objects.count(), Membership._base_manager.count(), OutgoingMail.objects.count())
    text = "\n".join([
        one("2", "Oui\n\nLe 16 nov. 2020 à 11:00, Bob a écrit :\n> On se voit ?", From="anne at exemple.org (Anne Été)",
            Date="Mon, 16 Nov 2020 12:00:00 +0100", Subject="RE : Lundi", In_Reply_To="<1@ancienne.exemple>"),
        one("1", "On se voit ?", From="Robert <BOB@exemple.test>", Subject="[Liste] Lundi"),
        one("3", "Autre chose", From="secret@exemple.org", Subject="Mardi"),
    ])  # fmt: skip
    row = brought(group, text, tmp_path)
    assert (row.state, row.new_count, row.known_count, row.unread_count) == ("done", 3, 0, 0)
    found = posts(group)
    assert [(one.said, one.by, one.thread.subject) for one in found if one.thread.subject == "Lundi"] == [
        ("On se voit ?", "Bob Durand", "Lundi"),
        ("Oui", "Anne Été", "Lundi"),
    ]
    assert found[0].at == dt.datetime(2020, 11, 16, 10, tzinfo=dt.UTC)
    assert {one.by for one in found} == {"Bob Durand", "Anne Été", "secret"}
    with scope.use(group.space):
        assert not Delivery.objects.exists()
        assert Thread.objects.count() == 2
        lundi = Thread.objects.get(subject="Lundi")
    assert (lundi.started_at.hour, lundi.last_at.hour) == (10, 11)
    assert (Person.objects.count(), Membership._base_manager.count(), OutgoingMail.objects.count()) == before


def test_twice_and_in_pieces_is_once(group: Group, tmp_path: Path) -> None:
    write_archive(tmp_path / "whole.mbox", 120)
    whole = (tmp_path / "whole.mbox").read_bytes()
    half = whole[: whole.index(b"\nFrom auteur", len(whole) // 2) + 1]
    first = brought(group, half, tmp_path)
    assert first.new_count > 30
    second = brought(group, whole, tmp_path)
    assert (first.new_count + second.new_count, second.known_count) == (120, first.new_count)
    third = brought(group, whole, tmp_path)
    assert (third.new_count, third.known_count) == (0, 120)
    with scope.use(group.space):
        assert Thread.objects.filter(merged_into=None).count() == write_archive(tmp_path / "again.mbox", 120)
        assert len({one.thread_id for one in posts(group)}) == Thread.objects.filter(merged_into=None).count()


def test_an_import_that_was_stopped_goes_on(group: Group, tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "a.mbox"
    write_archive(path, 60)
    monkeypatch.setattr("commun.exchange.actions.archives.MOST_AT_ONCE", 20)
    row = start_import(space=group.space, path=path)

    def stop(seen: ArchiveImport) -> None:
        if seen.new_count == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_archive(row=row, path=path, say=stop)
    assert len(posts(group)) == 40
    row = ArchiveImport._base_manager.select_related("space", "list__space").get(pk=row.pk)
    read_archive(row=row, path=path)
    assert (row.new_count, row.known_count, len(posts(group))) == (60, 0, 60)


def test_the_same_message_lives_once_whether_it_came_by_mail_or_by_the_archive(group: Group, tmp_path: Path) -> None:
    arrives(mail_of(group.bob.person, group.space, number="1"), group.space)
    row = brought(group, one("x", Message_ID="<1@exemple.test>") + one("2"), tmp_path)
    assert (row.new_count, row.known_count) == (1, 1)
    again = mail_of(group.bob.person, group.space, Message_ID="<2@ancienne.exemple>")
    arrives(again, group.space)
    assert len(posts(group)) == 2


def test_what_was_written_on_the_page_is_not_doubled_by_its_own_archive(group: Group, tmp_path: Path) -> None:
    """« Télécharger toute la liste », then brought back into the same group by mistake."""
    post = write_post(by=group.bob, token="0" * 32, subject="Lundi", text="On se voit lundi ?")
    text = one("1", "On se voit lundi ?", Message_ID=post.message_id) + one("2", "Autre chose")
    row = brought(group, text, tmp_path)
    assert (row.state, row.new_count, row.known_count) == ("done", 1, 1)
    assert [found.said for found in posts(group)] == ["Autre chose", "On se voit lundi ?"]


def test_who_left_is_still_the_author_of_what_they_wrote(group: Group, tmp_path: Path) -> None:
    group.bob.person.email = BOB
    group.bob.person.save()
    group.bob.state = "left"
    group.bob.save()
    brought(group, one("1", From=f"Robert <{BOB}>"), tmp_path)
    (found,) = posts(group)
    assert found.author == group.bob


def test_what_waits_to_be_read_is_not_let_through_by_an_archive(group: Group, tmp_path: Path) -> None:
    held = arrives(mail_of(group.chloe, group.space, number="1", proof=""), group.space)
    assert held.state == "held"
    row = brought(group, one("x", Message_ID=held.message_id) + one("2"), tmp_path)
    assert (row.new_count, row.known_count, len(posts(group))) == (1, 1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_archive_changes_no_thread(group: Group, tmp_path: Path, seed: int) -> None:
    chain = [
        one(str(n), Subject="Re: Suite", Date=f"Mon, 16 Nov 2020 1{n}:00:00 +0100",
            References=" ".join(f"<{each}@ancienne.exemple>" for each in range(max(0, n - 2), n)))
        for n in range(6)
    ]  # fmt: skip
    circle = [one("a", References="<b@ancienne.exemple>"), one("b", References="<a@ancienne.exemple>")]
    orphan = [one(n, Subject="Perdu", References="<absent@ancienne.exemple>") for n in ("o1", "o2")]
    mixed = [*chain, *circle, *orphan]
    random.Random(seed).shuffle(mixed)
    half = len(mixed) // 2
    brought(group, "".join(mixed[:half]), tmp_path)
    brought(group, "".join(mixed[half:]), tmp_path)
    by_thread: dict[int, set[str]] = {}
    for post in posts(group):
        by_thread.setdefault(post.thread_id, set()).add(post.message_id.split("@")[0].strip("<"))
    assert sorted(map(sorted, by_thread.values())) == [["0", "1", "2", "3", "4", "5"], ["a", "b"], ["o1", "o2"]]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (one("1", "Texte\nFrom time to time, 10:30 in 2026\n\nFrom nobody at 10:30 in 2026\n"), 1),
        (one("1", "Un\n\n>From ici on part"), 1),
        (one("1", start="From MAILER@x Mon Nov 16 11:00:00 +0100 2020"), 1),
        (one("1").replace("\n", "\r\n"), 1),
        ("Préface\n\n" + one("1") + one("2"), 2),
        (one("1").split("\n", 1)[1], 1),
        ("", 0),
        ("\n\n\n", 0),
        ("Rien de tel", 0),
        (one("1", Message_ID="") * 2, 1),
        (one("1", Message_ID="<" + "x" * 400 + "@y>"), 1),
        (one("1", X_No_Archive="yes") + one("2"), 1),
        (one("1", From="", Date="", Subject=""), 1),
        (one("1", Date="32 Brumaire CCXXIX"), 1),
        (one("1", Date="Mon, 16 Nov 2099 11:00:00 +0100"), 1),
        (one("1", Subject="=?x-nulle-part?q?=C3?= é\udcff").encode("utf-8", "surrogateescape"), 1),
        (one("1", Content_Type="multipart/mixed; boundary=x"), 1),
        (b"From a Mon Nov 16 11:00:00 2020\nFrom: a@b.c\nSubject: \xe9t\xe9 \x00\n\n\xe9\x00\xff\n", 1),
        (b"\x00\xff" * 500, 0),
    ],
)
def test_odd_archives_are_read_as_far_as_they_can_be(
    group: Group, tmp_path: Path, raw: str | bytes, expected: int
) -> None:
    row = brought(group, raw, tmp_path)
    assert (row.state, row.new_count) == ("done", expected)
    now = clock.now()
    assert all(dt.datetime(1975, 1, 1, tzinfo=dt.UTC) < one.at <= now for one in posts(group))
    assert all(one.by and "@" not in one.by for one in posts(group))


@pytest.mark.parametrize(
    ("headers", "author"),
    [
        ({"From": "alice at exemple.org (Alice Martin)"}, ("Alice Martin", "alice@exemple.org")),
        ({"From": '"Alice" <alice(at)exemple.org>'}, ("Alice", "alice@exemple.org")),
        ({"From": "alice chez exemple.org"}, ("", "alice@exemple.org")),
        ({"From": "Alice via Liste <liste@l.org>", "X-Original-From": "Alice <a@b.org>"}, ("Alice", "a@b.org")),
        ({"From": "Alice via Liste <liste@l.org>", "Reply-To": "Alice <a@b.org>"}, ("Alice", "a@b.org")),
        ({"From": "Alice via Liste <liste@l.org>"}, ("Alice", "")),
        ({"From": "Alice"}, ("Alice", "")),
        ({}, ("", "")),
    ],
)
def test_who_wrote_is_read_however_the_archive_hides_it(headers: dict[str, str], author: tuple[str, str]) -> None:
    raw = "".join(f"{name}: {value}\n" for name, value in headers.items()) + "\nx"
    assert mails.author_in_archive(mails.read(raw.encode()), frozenset({"liste@l.org"})) == author


def test_what_was_escaped_is_as_it_was_and_a_line_is_no_message(group: Group, tmp_path: Path) -> None:
    said = "Un\n\n>From ici\n>>From là\n\nFrom time to time, at 10:30 in 2026\non se voit\n"
    row = brought(group, one("1", said) + one("2"), tmp_path)
    assert (row.new_count, row.unread_count) == (2, 0)
    words = next(each.said + each.rest for each in posts(group) if each.message_id.startswith("<1@"))
    assert "\nFrom ici\n" in words
    assert "on se voit" in words


def test_files_come_in_too_and_a_compressed_archive_is_opened(group: Group, tmp_path: Path) -> None:
    head = {"MIME_Version": "1.0", "Content_Type": "multipart/mixed; boundary=l"}
    body = "--l\nContent-Type: text/plain\n\nVoici\n--l\nContent-Type: text/csv; name=a.csv\n\nun;deux\n--l--"
    whole = gzip.compress((one("1", body, **head) + one("2")).encode())
    assert brought(group, whole, tmp_path, "a.mbox.gz").new_count == 2
    with scope.use(group.space):
        assert PostFile.objects.get().name == "a.csv"
        assert Post.objects.get(said="Voici").file_count == 1
    big = gzip.compress("".join(one(str(n), "mot " * n) for n in range(300)).encode())
    cut = brought(group, big[: len(big) // 2], tmp_path, "b.mbox.gz")
    assert (cut.state, cut.unread_count) == ("cut", 0)
    assert brought(group, whole[:-8] + bytes(8), tmp_path, "c.mbox.gz").state == "cut"


def test_threads_that_somebody_took_apart_stay_apart(group: Group, tmp_path: Path) -> None:
    text = one("1", "un") + one("2", "deux", References="<1@ancienne.exemple>")
    brought(group, text, tmp_path)
    split_thread(by=group.bob, post=posts(group)[1], subject="À part")
    more = text + one("3", "trois", References="<1@ancienne.exemple> <2@ancienne.exemple>")
    assert brought(group, more, tmp_path).new_count == 1
    assert {(one.said, one.thread.subject) for one in posts(group)} == {
        ("un", "Sujet"), ("deux", "À part"), ("trois", "À part"),
    }  # fmt: skip


def test_what_comes_from_an_archive_is_in_no_summary(group: Group, tmp_path: Path) -> None:
    monday = dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)
    with clock.stopped(monday):
        row = choose_reading(by=group.alice, mode="daily")
    with clock.stopped(monday + dt.timedelta(hours=9)):
        brought(group, one("1", Date="Mon, 16 Nov 2026 12:00:00 +0100"), tmp_path)
    with clock.stopped(monday + dt.timedelta(days=1)):
        assert send_summary(subscription=row) == 0


@pytest.mark.usefixtures("queue")
def test_those_who_facilitate_bring_one_in_from_the_page(client: GateClient, group: Group) -> None:
    url = here(group.space.slug, "exchange:archives")
    client.force_login(group.bob.person)
    assert client.get(url).status_code == 404
    assert client.post(url, {"archive": SimpleUploadedFile("a.mbox", b"From x")}).status_code == 404
    client.force_login(group.alice.person)
    for wrong in (None, SimpleUploadedFile("a.mbox", b"\x00\x01"), SimpleUploadedFile("a.mbox", b"%PDF-1.4 x")):
        assert client.post(url, {"archive": wrong} if wrong else {}).status_code == 422
    for wrong in (b"\x1f\x8b" + b"x" * 50, gzip.compress(b"\x89PNG" + b"\0" * 900)):
        assert client.post(url, {"archive": SimpleUploadedFile("a.mbox.gz", wrong)}).status_code == 422
    with scope.use(group.space):
        assert not KeptFile.objects.exists()
    sent = SimpleUploadedFile("Été ../../2020.mbox", (one("1") + one("2")).encode())
    assert client.post(url, {"archive": sent}).status_code == 302
    assert (
        client.post(url, {"archive": SimpleUploadedFile("b.mbox.gz", gzip.compress(one("3").encode()))}).status_code
        == 422
    )
    with scope.use(group.space):
        row = ArchiveImport.objects.get()
    asked = ProcrastinateJob.objects.get(task_name="exchange.read_archive")
    assert asked.args == {"number": row.pk}
    assert "hx-trigger" in client.get(url).content.decode()
    for _twice in range(2):
        job(**asked.args)
    row.refresh_from_db()
    assert (row.state, row.new_count) == ("done", 2)
    with scope.use(group.space):
        assert not KeptFile.objects.exists()
    assert "hx-trigger" not in client.get(url).content.decode().split('id="imports"')[1].split(">")[0]
    client.force_login(make_member(group.space, make_person("Dormante"), "dormant", role="facilitator").person)
    assert client.post(url, {"archive": SimpleUploadedFile("c.mbox", one("4").encode())}).status_code in {404, 422}


def test_the_page_costs_the_same_for_two_and_for_twenty(client: GateClient, group: Group, tmp_path: Path) -> None:
    client.force_login(group.alice.person)
    path = tmp_path / "a.mbox"
    path.write_text(one("1"))

    def more(count: int) -> None:
        for _i in range(count):
            start_import(space=group.space, path=path)

    assert_flat(more, lambda: client.get(here(group.space.slug, "exchange:archives")))


def test_the_command_tells_what_it_did_and_why_it_cannot(group: Group, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_text(one("1"))
    for expected in ("1 nouveaux, 0 déjà là", "0 nouveaux, 1 déjà là"):
        out = io.StringIO()
        call_command("import_mbox", group.space.slug, str(path), stdout=out)
        assert expected in out.getvalue()
    for wrong in (("nulle-part", str(path)), (group.space.slug, str(tmp_path / "absent"))):
        with pytest.raises(CommandError):
            call_command("import_mbox", *wrong)
    with scope.use(group.space):
        assert InboundMail.objects.get().why == "archive"


def test_only_those_who_facilitate_may_ask(group: Group) -> None:
    sent = SimpleUploadedFile("a.mbox", one("1").encode())
    with pytest.raises(NotFound):
        ask_import(by=group.bob, sent=sent)


def test_a_message_whose_headers_break_off_stops_no_import(group: Group, tmp_path: Path) -> None:
    broken = one("2", "Oui").replace("Date:", "ni une ligne, ni un en-tête\nDate:")
    text = one("1") + broken + one("3") + one("4", "Sans objet", Subject="=?utf-8?Q??=")
    row = brought(group, text, tmp_path)
    assert (row.state, row.new_count, row.unread_count) == ("done", 4, 0)
    assert brought(group, text, tmp_path).new_count == 0


def test_what_was_deleted_in_a_mail_program_does_not_come_back(group: Group, tmp_path: Path) -> None:
    kept = [one("1", X_Mozilla_Status="0001"), one("3", X_Mozilla_Status="à voir"), one("4", X_Mozilla_Status="0011")]
    gone = [one("2", X_Mozilla_Status="0009"), one("5", X_Mozilla_Status="0008")]
    row = brought(group, "".join(kept + gone), tmp_path)
    assert (row.new_count, row.unread_count) == (3, 2)
    assert {post.message_id[1] for post in posts(group)} == {"1", "3", "4"}


def test_signs_that_some_programs_put_before_the_first_message_lose_none(group: Group, tmp_path: Path) -> None:
    row = brought(group, b"\xef\xbb\xbf" + (one("1") + one("2")).encode(), tmp_path)
    assert (row.new_count, row.unread_count) == (2, 0)
    sent = SimpleUploadedFile("a.mbox", b"\xef\xbb\xbf" + one("3", Message_ID="").encode())
    assert ask_import(by=group.alice, sent=sent).name == "a.mbox"
