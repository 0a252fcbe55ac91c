"""The words of files in the search: read apart, under limits, found by whoever may open the file, gone with it."""

import io
import resource
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from typst import compile as compile_paper

from commun.bids.actions.folders import add_bid_file, remove_bid_file
from commun.bids.actions.project_papers import add_file, remove_file
from commun.bids.models import TeamPart
from commun.core import file_reading, file_texts, files, scope
from commun.core.models import FileText, KeptFile, SearchDocument
from commun.core.search import indexing, tasks
from commun.exchange.actions.posts import write_post
from commun.exchange.models import Post, PostFile
from commun.governance.actions import leave
from commun.governance.actions.moderation import hide_words, show_again
from commun.governance.models import Membership
from commun.people.actions.erasure import erase_person
from tests.bids.project_world import make_project
from tests.bids.worlds import join, make_bid
from tests.exchange.search_world import ask, everything_told, indexed, titles
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def packed(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return made.getvalue()


def docx(words: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in words.split("\n"))
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def odt(words: str) -> bytes:
    content = (
        f'<o:document-content xmlns:o="{OFFICE}" xmlns:text="{TEXT}"><text:p>{words}</text:p></o:document-content>'
    )
    return packed(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": content})


def pptx(words: str) -> bytes:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slide = f'<p xmlns:a="{drawn}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p>'
    return packed(**{"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide})


def pdf(words: str) -> bytes:
    return bytes(compile_paper(words.encode()))


def posted(group: Group, name: str, content: bytes, subject: str = "Un papier", number: int = 1) -> Post:
    return write_post(
        by=group.bob,
        token=f"{number:032d}",
        subject=subject,
        text="Voici.",
        sent=[SimpleUploadedFile(name, content)],
    )


@pytest.fixture
def read(django_capture_on_commit_callbacks: Any) -> Any:
    """What the worker does a moment later."""

    def now() -> int:
        indexed()
        with django_capture_on_commit_callbacks(execute=True):
            return file_texts.read_some()

    return now


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bilan.pdf", pdf("Les *zibelines* de la facili#sym.hyph.soft;tation")),
        ("bilan.docx", docx("Bonjour\nLes zibelines")),
        ("bilan.odt", odt("Les zibelines")),
        ("bilan.pptx", pptx("Les zibelines")),
        ("bilan.txt", "Déjà des zibelines".encode("cp1252")),
        ("bilan.csv", "bête,nombre\nzibelines,3\n".encode()),
        ("bilan.md", b"# Les zibelines"),
    ],
)
def test_what_stands_in_a_file_is_found_and_leads_to_the_file(
    group: Group, read: Any, name: str, content: bytes
) -> None:
    posted(group, name, content)
    assert read() == 1
    found = ask(group.alice.person, "zibeline")
    assert titles(group.alice.person, "zibeline") == [name]
    assert "zibelines" in everything_told(found)
    assert "/fichiers/" in found.hits[0].url
    # Nothing waits any more, and the same search is answered after all is read again.
    assert read() == 0
    indexing.index_space(group.space)
    assert ask(group.alice.person, "zibeline").total == 1


def test_who_may_not_open_the_file_finds_none_of_its_words(group: Group, read: Any) -> None:
    other = make_group()
    bid = make_bid(group.alice)
    cleo = make_member(group.space, make_person("Cléo Cler"))
    add_bid_file(by=group.alice, bid=bid, use="other", sent=SimpleUploadedFile("prix.txt", b"Nos zibelines secretes"))
    posted(group, "note.txt", b"Une loutre")
    read()
    assert titles(group.alice.person, "zibelines") == ["prix.txt"]
    for stranger in (cleo.person, other.alice.person):
        found = ask(stranger, "zibelines")
        assert (found.total, found.meant, sum(found.kinds.values())) == (0, "", 0)
        assert ask(stranger, "zibelimes").meant == ""
    assert titles(cleo.person, "loutre") == ["note.txt"]
    assert titles(other.alice.person, "loutre") == []
    join(bid, cleo)
    assert titles(cleo.person, "zibelines") == ["prix.txt"]
    # Asked only, or at rest: what one works on together is for those who work on it today.
    for rows, other, again in (
        (TeamPart._base_manager.filter(membership=cleo), "asked", "joined"),
        (Membership._base_manager.filter(pk=cleo.pk), "dormant", "member"),
    ):
        rows.update(state=other)
        assert titles(cleo.person, "zibelines") == []
        rows.update(state=again)
    leave(member=cleo, shown_as="")
    assert titles(cleo.person, "zibelines loutre") == titles(cleo.person, "loutre") == []


def test_words_go_with_their_file(group: Group, read: Any) -> None:
    bid, project = make_bid(group.alice), make_project(group)
    row = add_bid_file(by=group.alice, bid=bid, use="other", sent=SimpleUploadedFile("a.txt", b"zibeline"))
    kept = add_file(by=group.alice, project=project, sent=SimpleUploadedFile("b.txt", b"loutre"))
    post = posted(group, "c.txt", b"castor")
    read()
    person = group.alice.person
    assert [titles(person, word) for word in ("zibeline", "loutre", "castor")] == [["a.txt"], ["b.txt"], ["c.txt"]]
    remove_bid_file(by=group.alice, file=row)
    remove_file(by=group.alice, row=kept)
    hidden = hide_words(by=group.alice, kind="post", target=post.pk, reason="Hors sujet")
    indexed()
    assert [titles(person, word) for word in ("zibeline", "loutre", "castor")] == [[], [], []]
    show_again(by=group.alice, hidden=hidden)
    indexed()
    assert titles(person, "castor") == ["c.txt"]
    erase_person(person=group.bob.person, keeps_name=False)
    tasks.index_everything(0)
    assert titles(person, "castor") == []
    with scope.use(group.space):
        assert not FileText.objects.exists()
        assert not SearchDocument.objects.filter(body__contains="castor").exists()


def entities() -> str:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<!DOCTYPE x [<!ENTITY a0 "zibeline">{bomb}]><w:document xmlns:w="{W}"><w:t>&a9; zibeline</w:t></w:document>'
    )


BROKEN = {
    "cut.pdf": b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "round.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "not.docx": packed(**{"word/document.xml": "<w:document"}),
    "swells.docx": packed(
        **{"word/document.xml": f'<w:document xmlns:w="{W}">' + " " * 50_000_000 + "<w:t>zibeline</w:t></w:document>"}
    ),
    "entities.docx": packed(**{"word/document.xml": entities()}),
    "type.docx": packed(
        **{"word/document.xml": f'<!DOCTYPE x><w:document xmlns:w="{W}"><w:p><w:t>zibeline</w:t></w:p></w:document>'}
    ),
    "zip.odt": b"PK\x03\x04" + b"\x00" * 40,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_a_swelling_file_gives_nothing_and_harms_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    try:
        words = file_reading.words_of(name.rpartition(".")[2], path)
    except file_reading.Unreadable:
        words = ""
    assert "zibeline" not in words
    assert len(words) < 100


def test_a_file_that_nobody_can_read_is_tried_once_and_stops_no_other(group: Group, read: Any) -> None:
    posted(group, "cassé.pdf", BROKEN["round.pdf"], "Un")
    posted(group, "bon.txt", b"zibeline", "Deux", 2)
    # Lost on the disk.
    posted(group, "perdu.txt", b"loutre", "Trois", 3)
    with scope.use(group.space):
        files.path_of(KeptFile.objects.get(name="perdu.txt")).unlink()
    assert read() == 3
    assert titles(group.alice.person, "zibeline") == ["bon.txt"]
    assert titles(group.alice.person, "cassé") == ["cassé.pdf"]
    with scope.use(group.space):
        assert sorted(FileText.objects.values_list("is_read", "text")) == [(False, ""), (False, ""), (True, "zibeline")]
    assert read() == 0


def test_reading_takes_little_of_what_is_huge_and_never_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes("é".encode() * 3_000_000)
    assert len(file_reading.words_of("txt", path)) == file_reading.MOST_SIGNS
    monkeypatch.setattr(file_reading, "WALL_SECONDS", 0.001)
    with pytest.raises(file_reading.Unreadable):
        file_reading.words_of("txt", path)
    monkeypatch.undo()
    # Its own memory and time are bounded by the system, whatever it reads.
    asked: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: asked.update({what: limits}))
    monkeypatch.setattr(file_reading.sys, "argv", ["x", "txt", str(path)])
    file_reading.main()
    assert asked[resource.RLIMIT_AS][0] <= 700_000_000
    assert asked[resource.RLIMIT_CPU][0] <= file_reading.WALL_SECONDS
    assert asked[resource.RLIMIT_FSIZE] == (0, 0)


def test_words_cut_at_the_end_of_a_line_are_whole_again() -> None:
    assert file_reading.tidy("la facilita-\n  teur du  Pays-\nBas\x00\x07") == "la facilitateur du Pays-\nBas"


def test_the_same_bytes_are_read_once(group: Group, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def counted(kind: str, path: Path) -> str:
        calls.append(path)
        return "zibeline"

    monkeypatch.setattr(file_reading, "words_of", counted)
    posted(group, "un.txt", b"abc", "Un")
    posted(group, "deux.txt", b"abc", "Deux", 2)
    assert read() == 2
    assert len(calls) == 1
    assert sorted(titles(group.alice.person, "zibeline")) == ["deux.txt", "un.txt"]


def test_files_that_no_page_shows_are_not_read(group: Group) -> None:
    posted(group, "un.txt", b"abc")
    with scope.use(group.space):
        PostFile.objects.update(kept=None)
    assert file_texts.read_some() == 0
