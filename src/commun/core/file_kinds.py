"""What a file is, by its content and never by its name; what hides in it is refused with a sentence."""

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from commun.core.errors import Refused

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
# A folder in a file is taken where a page asks for one.
PAPERS = tuple(kind for kind in MEDIA_TYPES if kind != "zip")
START = 2048
MOST_PIXELS = 120_000_000
MOST_PARTS, MOST_UNPACKED, MOST_RATIO, SMALL = 3_000, 150_000_000, 400, 5_000_000
PIECE = 256 * 1024
# What a ZIP that is cut, or of which some bytes changed, makes its readers say, whichever way its parts were packed.
_SPOILT = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError, struct.error, OSError,
)  # fmt: skip
_ODF = {MEDIA_TYPES["odt"]: "odt", MEDIA_TYPES["ods"]: "ods"}
_MARKUP = re.compile(rb"<(!doctype|html|svg|script|body|iframe|\?xml|\?php)", re.IGNORECASE)
_OLD_OFFICE, _ARCHIVES = b"\xd0\xcf\x11\xe0", (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_ACTIVE = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|basic/|scripts/)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(^|/)embeddings/|^object [0-9]+/|^objectreplacements/", re.IGNORECASE)

UNKNOWN = _(
    "This file is not of a kind that is kept here. Send a PDF, an image (PNG, JPEG), a document (ODT, DOCX), a sheet "
    "(ODS, XLSX, CSV) or plain text."
)
DAMAGED = _("This file is damaged: it cannot be opened. Save it again, then send it.")
HAS_MACROS = _("This document holds macros: programs that start when it is opened. Save it without macros, or as PDF.")
HAS_SCRIPT = _("This is a page or a drawing that may hold programs (HTML, SVG). Save it as PDF or PNG, then send it.")
OLD_OFFICE = _("This document is of an old form that may hold macros (DOC, XLS, PPT). Save it as PDF, DOCX or ODT.")
SWELLS = _("This file would become enormous once opened: it is refused. Send the documents one by one.")
LOCKED = _("This file is locked by a password: the buyer could not open it. Remove the password, then send it.")
NESTED = _("This file holds other compressed files: send the documents one by one.")
NO_FOLDER = _("A folder (ZIP) is not taken here: send the documents one by one.")
PATHS = _("This folder holds names that lead outside of it: it is refused.")
CALLS_OUT = _("This document takes its model from another place when it is opened. Save it as PDF, then send it.")
TOO_LARGE = _("This image is too large to be opened: reduce it, then send it.")
EMPTY = _("This file is empty.")


def kind_of(file: BinaryIO, name: str = "") -> str:
    """One of MEDIA_TYPES; ``name`` only tells a sheet from a text. Raises Refused."""
    file.seek(0)
    start = file.read(START)
    if not start:
        raise Refused(EMPTY)
    for mark, check in _BY_MARK:
        if start.startswith(mark):
            return check(file, start)
    return _text(file, start, name)


def _pdf(file: BinaryIO, start: bytes) -> str:
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - START))
    end = file.read()
    if b"%%EOF" not in end:
        raise Refused(DAMAGED)
    if b"/Encrypt" in end:
        raise Refused(LOCKED)
    return "pdf"


def _png(file: BinaryIO, start: bytes) -> str:
    if len(start) < 24 or start[12:16] != b"IHDR":
        raise Refused(DAMAGED)
    width, height = struct.unpack(">II", start[16:24])
    if width * height > MOST_PIXELS:
        raise Refused(TOO_LARGE)
    return "png"


def _jpeg(file: BinaryIO, start: bytes) -> str:
    return "jpg"


def _old_office(file: BinaryIO, start: bytes) -> str:
    raise Refused(OLD_OFFICE)


def _archive(file: BinaryIO, start: bytes) -> str:
    raise Refused(NO_FOLDER)


def _rich_text(file: BinaryIO, start: bytes) -> str:
    raise Refused(OLD_OFFICE)


def _text(file: BinaryIO, start: bytes, name: str) -> str:
    """Plain text in UTF-8 or as Windows writes it, that no browser could take for a page."""
    if _MARKUP.search(start):
        raise Refused(HAS_SCRIPT)
    file.seek(0)
    readers = {each: codecs.getincrementaldecoder(each)() for each in ("utf-8", "cp1252")}
    while piece := file.read(PIECE):
        if b"\x00" in piece or sum(byte < 9 or 13 < byte < 32 for byte in piece[:START]) > 2:
            raise Refused(UNKNOWN)
        for encoding, reader in list(readers.items()):
            try:
                reader.decode(piece)
            except UnicodeDecodeError:
                del readers[encoding]
        if not readers:
            raise Refused(UNKNOWN)
    return "csv" if name.lower().endswith(".csv") else "txt"


def _packed(file: BinaryIO, start: bytes) -> str:
    """What is written as a ZIP: office documents, or a folder."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            names = {part.filename for part in parts}
            kind = _kind_of_parts(archive, names)
            _refuse_hidden(archive, parts, kind)
            return kind
    except _SPOILT as error:
        raise Refused(DAMAGED) from error


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    """By what the file says of itself: how many parts, how big they would become; parts that lie are seen later."""
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    is_bomb = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED
    if is_bomb or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise Refused(SWELLS)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)
    for part in parts:
        steps = part.filename.replace("\\", "/").split("/")
        if ".." in steps or part.filename.startswith("/") or ":" in steps[0]:
            raise Refused(PATHS)


def _kind_of_parts(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        return _ODF.get(archive.read("mimetype").decode("ascii", "replace").strip(), "zip")
    if "[Content_Types].xml" not in names:
        return "zip"
    types = archive.read("[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Refused(HAS_MACROS)
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _refuse_hidden(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: str) -> None:
    """Read every part to its end (a part that lies about its size is damaged); nothing active, no file in the file."""
    for part in parts:
        if kind != "zip" and _ACTIVE.search(part.filename):
            raise Refused(HAS_MACROS)
        with archive.open(part) as inside:
            first = inside.read(PIECE)
            if first.startswith(_ARCHIVES) and not (kind != "zip" and _EMBEDDED.search(part.filename)):
                raise Refused(NESTED)
            if part.filename.endswith(".rels") and _calls_out(first):
                raise Refused(CALLS_OUT)
            while inside.read(PIECE):
                pass


def _calls_out(relations: bytes) -> bool:
    """A model, or a frame, fetched elsewhere when the document opens; an ordinary link is not one."""
    found = re.findall(rb"<Relationship\b[^>]*>", relations)
    return any(
        b'TargetMode="External"' in each and re.search(rb"attachedTemplate|/frame|oleObject|subDocument", each)
        for each in found
    )


_BY_MARK: tuple[tuple[Any, Callable[[BinaryIO, bytes], str]], ...] = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    ((b"PK\x03\x04", b"PK\x05\x06"), _packed),
    (_OLD_OFFICE, _old_office),
    (_ARCHIVES, _archive),
    (b"{\\rtf", _rich_text),
)
