"""The words of a file, read in a process of its own: whatever the file holds, only that process suffers.

Run as a script it needs neither the application nor its settings: the kind and the path in, the words out (UTF-8). It
gives itself little memory and little time, stops after so many pages and signs, and keeps what it has read so far.
"""

import contextlib
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_SIGNS = 90_000
MOST_PAGES = 300
# Of one part of an office document, once unpacked; and of a text.
MOST_BYTES = 40_000_000
MOST_MEMORY = 700_000_000
READING_SECONDS, CPU_SECONDS, WALL_SECONDS = 12, 20, 30
PIECE = 64 * 1024
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# For each kind: its parts that hold words, the elements in which they stand, those after which a line ends.
_OFFICE = {
    "docx": (r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml", {f"{_WORD}t"}, {f"{_WORD}p"}),
    "xlsx": (r"xl/(sharedStrings|worksheets/sheet\d+)\.xml", {f"{_SHEET}t"}, {f"{_SHEET}si", f"{_SHEET}is"}),
    "pptx": (r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml", {f"{_DRAWN}t"}, {f"{_DRAWN}p"}),
    "odt": (r"content\.xml", {f"{_ODF}p", f"{_ODF}h"}, {f"{_ODF}p", f"{_ODF}h"}),
    "ods": (r"content\.xml", {f"{_ODF}p"}, {f"{_ODF}p"}),
    "odp": (r"content\.xml", {f"{_ODF}p"}, {f"{_ODF}p"}),
}
READABLE = ("pdf", "txt", "csv", "md", "log", *_OFFICE)
# A word cut at the end of a line (« facilita-\nteur »), and signs that no page shows.
_CUT = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad\u2010]\s*\n\s*(?=[a-zà-ÿ])")
_UNSAYABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """Nothing could be read: the file is damaged, or asks for too much."""


def words_of(kind: str, path: Path) -> str:
    """The words of a file, read by another process. Raises Unreadable; never takes longer than WALL_SECONDS."""
    command = [sys.executable, "-I", __file__, kind, str(path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable from error
    if done.returncode:
        raise Unreadable
    return done.stdout.decode("utf-8", "replace")[:MOST_SIGNS]


def read(kind: str, path: Path) -> str:
    """The words of a file, in this very process."""
    if kind == "pdf":
        pieces = _of_pdf(path)
    elif kind in _OFFICE:
        pieces = _of_office(kind, path)
    else:
        pieces = _of_text(path)
    kept: list[str] = []
    size, end = 0, time.monotonic() + READING_SECONDS
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > MOST_SIGNS or time.monotonic() > end:
            break
    return tidy("".join(kept))


def tidy(words: str) -> str:
    """Words cut at the end of a line are whole again; spaces once."""
    whole = _CUT.sub("", _UNSAYABLE.sub(" ", words.replace("\r\n", "\n")))
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", whole)).strip()[:MOST_SIGNS]


def _of_pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        for number in range(min(len(reader.pages), MOST_PAGES)):
            # One page that is damaged does not take the others with it.
            with contextlib.suppress(Exception):
                yield reader.pages[number].extract_text() + "\n"


def _of_text(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        content = file.read(MOST_SIGNS * 4)
    try:
        # The last sign may be cut in the middle.
        yield content.decode("utf-8", "strict" if len(content) < MOST_SIGNS * 4 else "ignore")
    except UnicodeDecodeError:
        yield content.decode("cp1252", "replace")


def _of_office(kind: str, path: Path) -> Iterator[str]:
    names, inside, ends = _OFFICE[kind]
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if re.fullmatch(names, part.filename)]
        for part in sorted(parts, key=lambda one: "document" not in one.filename):
            with archive.open(part) as file:
                yield from _of_xml(file, inside, ends)


def _of_xml(file: Any, inside: set[str], ends: set[str]) -> Iterator[str]:
    """The words that stand in some elements, as they come; never the whole document at once."""
    from lxml import etree

    target: Any = _Words(inside, ends)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False)
    size = 0
    while piece := file.read(PIECE):
        size += len(piece)
        if size > MOST_BYTES or b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            return
        parser.feed(piece)
        yield target.taken()


class _Words:
    """Takes the words of an XML document while it is read."""

    def __init__(self, inside: set[str], ends: set[str]) -> None:
        self.inside, self.ends = inside, ends
        self.depth = 0
        self.kept: list[str] = []

    def start(self, tag: str, attributes: Any) -> None:
        self.depth += tag in self.inside

    def end(self, tag: str) -> None:
        self.depth -= tag in self.inside
        if tag in self.ends:
            self.kept.append("\n")
        elif tag.endswith(("}tab", "}br", "}s")):
            self.kept.append(" ")

    def data(self, words: str) -> None:
        if self.depth:
            self.kept.append(words)

    def close(self) -> None:
        """Nothing to give back."""

    def taken(self) -> str:
        """What came since the last time."""
        words = "".join(self.kept)
        self.kept.clear()
        return words


def main() -> None:
    """Read the file that the command names, under strict limits."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    kind, path = sys.argv[1:]
    sys.stdout.buffer.write(read(kind, Path(path)).encode("utf-8"))


if __name__ == "__main__":
    main()
