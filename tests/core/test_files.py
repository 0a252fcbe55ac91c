"""Files: what is inside decides, not the name; nothing huge, active or hidden; given as downloads only."""

import contextlib
import hashlib
import io
import os
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from commun.core import clock, files, scope
from commun.core.errors import NotFound, Refused
from commun.core.file_kinds import MEDIA_TYPES, kind_of
from commun.core.file_names import platform_name, shown_name
from commun.core.models import KeptFile
from commun.core.uploads import BoundedUploadHandler, TooBigFile
from commun.launch.place import Place
from tests.support.world import Group

pytestmark = pytest.mark.english

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": f"<Types>{WORD}</Types>".encode(), "word/document.xml": b"<w:document/>"}
    return packed(parts | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()})


def lying() -> bytes:
    """A part that says it is small, and is not."""
    whole = bytearray(packed({"[Content_Types].xml": WORD.encode(), "word/document.xml": b"0" * 2_000_000}))
    true, told = (2_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    return bytes(whole.replace(true, told))


GOOD = {
    "pdf": PDF,
    "png": PNG,
    "jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 40,
    "docx": docx(word__embeddings__sheet_dot_xlsx=packed({"a": b"x"})),
    "xlsx": packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
    "odt": packed({"mimetype": MEDIA_TYPES["odt"].encode(), "content.xml": b"<office/>"}),
    "ods": packed({"mimetype": MEDIA_TYPES["ods"].encode(), "content.xml": b"<office/>"}),
    "txt": "Relevé d’identité\r\n😀".encode(),
    "zip": packed({"prix/bordereau.pdf": PDF}),
}
EXTERNAL = (
    b'<Relationships><Relationship Type="x/attachedTemplate" Target="http://x" TargetMode="External"/></Relationships>'
)
BAD = {
    "program": (b"MZ\x90\x00\x03\x00", "not of a kind"),
    "empty": (b"", "is empty"),
    "svg": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "HTML, SVG"),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><script>alert(1)</script>", "HTML, SVG"),
    "cut pdf": (PDF[:30], "damaged"),
    "locked pdf": (PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "password"),
    "huge png": (PNG[:16] + b"\x00\x01\x00\x00" * 2 + PNG[24:], "too large"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old form"),
    "rtf": (b"{\\rtf1 {\\object}}", "old form"),
    "rar": (b"Rar!\x1a\x07\x00", "one by one"),
    "macros": (docx(word__vbaProject_dot_bin=b"vba"), "macros"),
    "hidden macros": (packed({"[Content_Types].xml": b"macroEnabled.main+xml", "word/document.xml": b""}), "macros"),
    "excel 4": (packed({"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"", "xl/macrosheets/s": b""}), "macros"),
    "odf basic": (packed({"mimetype": MEDIA_TYPES["odt"].encode(), "Basic/Standard/x.xml": b"Sub"}), "macros"),
    "model from elsewhere": (docx(word___rels__settings_dot_xml_dot_rels=EXTERNAL), "another place"),
    "bomb by ratio": (docx(word__media__a_dot_bin=b"0" * 9_000_000), "enormous"),
    "bomb by count": (packed({str(n): b"" for n in range(3_100)}, zipfile.ZIP_STORED), "enormous"),
    "bomb in a bomb": (docx(word__media__a_dot_bin=packed({"b": b"0" * 1_000_000})), "other compressed files"),
    "lying bomb": (lying(), "damaged"),
    "path": (packed({"../../etc/passwd": b"x"}), "outside of it"),
    "cut zip": (GOOD["docx"][:-30], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_known_by_its_content_whatever_its_name(kind: str) -> None:
    assert kind_of(io.BytesIO(GOOD[kind]), "virus.exe") == kind
    assert kind_of(io.BytesIO(b"a;b\n1;2\n"), "prix.csv") == "csv"


@pytest.mark.parametrize("case", BAD)
def test_what_is_dangerous_or_broken_is_refused_with_a_sentence(case: str) -> None:
    content, words = BAD[case]
    with pytest.raises(Refused, match=words):
        kind_of(io.BytesIO(content), "attestation.pdf")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_some_bytes_of_a_folder_that_changed_on_the_way_are_a_refusal(method: int) -> None:
    whole, drawn = packed({"a.txt": bytes(range(256)) * 20, "b.txt": b"abc" * 500}, method), random.Random(5)
    refused = 0
    for _time in range(60):
        spoilt = bytearray(whole)
        spoilt[drawn.randrange(len(spoilt))] = drawn.randrange(256)
        try:
            kind_of(io.BytesIO(spoilt))
        except Refused:
            refused += 1
    assert refused > 20


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"<"]))
def test_any_bytes_have_a_kind_or_a_refusal(content: bytes, mark: bytes) -> None:
    with contextlib.suppress(Refused):
        assert kind_of(io.BytesIO(mark + content)) in MEDIA_TYPES


def test_names_are_read_as_they_are_without_tricks() -> None:
    assert shown_name("../../etc/Kbis Été 2026.pdf", "pdf") == "Kbis Été 2026.pdf"
    assert shown_name("C:\\Users\\x\\urssaf.PDF", "pdf") == "urssaf.pdf"
    assert shown_name("facture\u202efdp.exe", "pdf") == "facturefdp.pdf"
    assert shown_name("facture.pdf.exe", "pdf") == "facture.pdf"
    assert shown_name("a\r\nSet-Cookie: x\x00.pdf", "pdf") == "a Set-Cookie: x.pdf"
    assert shown_name("🎉 fête.pdf", "pdf") == "🎉 fête.pdf"
    assert len(shown_name("é" * 300 + ".pdf", "pdf")) == 120
    assert shown_name("....", "pdf") == shown_name("", "pdf") == "document.pdf"
    assert (
        platform_name("Mémoire technique — « Œuvre » n° 2 / L’été", "pdf") == "Memoire_technique_OEuvre_n_2_L-ete.pdf"
    )
    assert platform_name("con", "pdf") == "document_con.pdf"
    assert platform_name("日本", "pdf") == "document.pdf"


@given(st.text(max_size=300), st.sampled_from(sorted(MEDIA_TYPES)))
def test_any_name_becomes_one_that_people_and_platforms_can_take(given_name: str, extension: str) -> None:
    shown, plain = shown_name(given_name, extension), platform_name(given_name, extension)
    assert shown.endswith(f".{extension}")
    assert not set(shown) & set('/\\"\r\n\x00\u202e')
    assert len(shown) <= 120
    assert plain.isascii()
    assert len(plain) <= 100
    assert plain.count(".") == 1
    assert not set(plain) & set(" /\\:*?")


def sent_body(size: int) -> HttpRequest:
    """A form with a file of that many bytes, that is never whole in memory."""

    class Body(io.RawIOBase):
        head = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nkept\r\n--x\r\nContent-Disposition: '
        head += b'form-data; name="file"; filename="a.pdf"\r\n\r\n'
        left, tail = size, b"\r\n--x--\r\n"

        def read(self, most: int = -1) -> bytes:
            if self.head:
                given, self.head = self.head, b""
            elif self.left:
                count = min(self.left, most if most > 0 else 65536)
                given, self.left = bytes(count), self.left - count
            else:
                given, self.tail = self.tail, b""
            return given

    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(size + 200)
    request._stream = Body()
    return request


def test_a_file_of_200_megabytes_is_refused_without_filling_memory_and_the_form_is_kept() -> None:
    request = sent_body(200_000_000)
    tracemalloc.start()
    found = request.FILES["file"]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, TooBigFile)
    assert request.POST["note"] == "kept"
    with pytest.raises(Refused, match=r"weighs 200.MB: 20.MB at most"):
        files.checked(found)
    assert peak < 8_000_000
    assert found.size == 200_000_000


def test_files_of_one_request_have_a_limit_together(settings: object) -> None:
    handler = BoundedUploadHandler()
    handler.handle_raw_input()
    for turn in range(10):
        handler.new_file("file", f"{turn}.txt", "text/plain", None, None, {})
        for _piece in range(76):
            handler.receive_data_chunk(bytes(256 * 1024), 0)
        found = handler.file_complete(0)
        assert isinstance(found, TooBigFile) == (turn >= 4)
        found.close() if not isinstance(found, TooBigFile) else None


def sent(content: bytes = PDF, name: str = "kbis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_once_and_given_as_a_download(group: Group) -> None:
    with scope.use(group.space):
        first = files.keep(space=group.space, sent=sent(name="Kbis « été ».exe"), person_id=group.alice.person_id)
        again = files.keep(space=group.space, sent=sent(), person_id=None)
        response = files.served(first)
    assert first.digest == again.digest == hashlib.sha256(PDF).hexdigest()
    assert files.path_of(first) == files.path_of(again)
    assert b"".join(response.streaming_content) == PDF
    response.close()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Kbis")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert files.path_of(first) in set(files.all_paths())


def test_a_refused_file_leaves_nothing_behind(group: Group) -> None:
    before = set(files.all_paths())
    with scope.use(group.space), pytest.raises(Refused, match="macros"):
        files.keep(space=group.space, sent=sent(BAD["macros"][0], "kbis.docx"), person_id=None)
    assert set(files.all_paths()) == before
    with scope.use(group.space):
        assert not KeptFile.objects.exists()
        with pytest.raises(Refused, match="one by one"):
            files.keep(space=group.space, sent=sent(GOOD["zip"]), person_id=None)


def test_what_no_row_names_goes_after_a_day(group: Group) -> None:
    with scope.use(group.space):
        kept = files.keep(space=group.space, sent=sent(), person_id=None)
        gone = files.keep(space=group.space, sent=sent(PDF + b"2"), person_id=None)
        place = files.path_of(gone)
        fresh = files.path_of(files.keep(space=group.space, sent=sent(PDF + b"3"), person_id=None))
        KeptFile.objects.exclude(pk=kept.pk).delete()
    long_ago = clock.now().timestamp() - 2 * files.SWEPT_AFTER_SECONDS
    for path in (place, files.path_of(kept)):
        os.utime(path, (long_ago, long_ago))
    files.sweep()
    assert not place.exists()
    assert fresh.exists()
    assert files.path_of(kept).exists()
    with pytest.raises(NotFound):
        files.path_of(gone)


def test_the_backup_takes_the_folder_of_files() -> None:
    from commun.config import settings as ours

    assert Place.of(ours.ROOT, {"COMMUN_VAR": str(ours.VAR)}).files == Path(ours.MEDIA_ROOT)
