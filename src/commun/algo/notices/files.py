"""Reads files and folders of notices, one record at a time; a broken record never stops the rest.

Shapes of files: one XML notice, XML lists (DECP), one JSON object, an answer with its list of records, a plain
list, JSON lines; each also gzipped. Records of JSON lists are cut by their brackets before being decoded, so
that each keeps its own bytes and a damaged one is lost alone.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from commun.algo.notices.nodes import parse_xml
from commun.algo.notices.shapes import LISTS, parse
from commun.algo.notices.types import Broken, NotANotice, Reading

SUFFIXES: Final = (".xml", ".json", ".jsonl", ".ndjson", ".xml.gz", ".json.gz", ".jsonl.gz", ".ndjson.gz")
# A document that is not line by line is held in memory; the monthly files of the DECP reach 144 MB.
MAX_DOCUMENT: Final = 600 * 1024 * 1024
MAX_LINE: Final = 64 * 1024 * 1024
_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_LIST_NAME: Final = re.compile(rb'"(?:' + b"|".join(name.encode() for name in LISTS) + rb')"\s*:\s*\[', re.IGNORECASE)
_FIRST_KEY: Final = re.compile(rb'\{\s*"[^"\\]{1,60}"\s*:')
_EMPTY_LIST: Final = re.compile(rb"\s*\]")
_BOM: Final = b"\xef\xbb\xbf"
_XML_LIST: Final = (b"<marches", b"<ANNONCES")


def paths_of(path: Path) -> list[Path]:
    """The files that `read_path` would read, in a stable order: the path itself, or a folder's at any depth."""
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and one.name.lower().endswith(SUFFIXES))


def size_of(path: Path) -> int:
    """Bytes on disk of everything that `read_path` would read, the total of a progress bar."""
    return sum(one.stat().st_size for one in paths_of(path) if one.exists())


def read_path(path: Path) -> Iterator[Reading]:
    """Readings of a file or of all files of a folder. Never raises: what cannot be read is a Broken."""
    done = 0
    for one in paths_of(path):
        size = one.stat().st_size if one.exists() else 0
        try:
            for reading in _read_file(one):
                at = done + min(size, reading.bytes_done)
                yield Reading(reading.place, reading.raw, reading.digest, reading.notice, reading.broken, at)
        except (OSError, EOFError, zlib.error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            yield _broken(one.name, f"the file cannot be read: {reason}", done + size)
        done += size


def _broken(place: str, reason: str, at: int, raw: bytes = b"") -> Reading:
    return Reading(place, raw, broken=Broken(place, reason), bytes_done=at)


def _one(place: str, raw: bytes, at: int) -> Reading:
    try:
        notice = parse(raw)
    except NotANotice as error:
        return _broken(place, str(error), at, raw)
    return Reading(place, raw, hashlib.sha256(raw).hexdigest(), notice, None, at)


def _read_file(path: Path) -> Iterator[Reading]:
    with path.open("rb") as disk:
        is_packed = disk.read(2) == b"\x1f\x8b"
        disk.seek(0)
        stream: BinaryIO = gzip.GzipFile(fileobj=disk) if is_packed else disk  # type: ignore[assignment]
        head = stream.readline(MAX_LINE)
        if _is_line_by_line(head, path):
            yield from _lines(path.name, head, stream, disk)
            return
        document = head + stream.read(MAX_DOCUMENT + 1)
        size = disk.tell()
    if len(document) > MAX_DOCUMENT:
        yield _broken(path.name, "the file is larger than 600 MB, use monthly files", size)
        return
    yield from _document(path.name, document, size)


def _is_line_by_line(head: bytes, path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return True
    line = head.strip()
    is_object = line.startswith(b"{") and line.endswith(b"}") and head.endswith(b"\n")
    return is_object and not name.endswith(".xml") and not _LIST_NAME.search(line[:4096])


def _lines(name: str, head: bytes, stream: BinaryIO, disk: BinaryIO) -> Iterator[Reading]:
    # The mark of UTF-8 is no part of the first record.
    number, line = 1, head.removeprefix(_BOM)
    while line:
        raw = line.strip()
        if raw:
            place = f"{name}, line {number}"
            if len(line) >= MAX_LINE:
                yield _broken(place, "the line is longer than 64 MB", disk.tell())
            else:
                yield _one(place, raw, disk.tell())
        line, number = stream.readline(MAX_LINE), number + 1


def _document(name: str, document: bytes, size: int) -> Iterator[Reading]:
    text = document.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        yield _broken(name, "the file is empty", size)
    elif text[:1] == b"<" or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from _xml(name, document, size)
    else:
        yield from _json(name, document, size)


def _xml(name: str, document: bytes, size: int) -> Iterator[Reading]:
    if not any(mark in document[:2048] for mark in _XML_LIST):
        yield _one(name, document, size)
        return
    from lxml import etree

    try:
        root = parse_xml(document)
    except NotANotice as error:
        yield _broken(name, str(error), size)
        return
    for position, element in enumerate(root, 1):
        raw = etree.tostring(element, encoding="utf-8")
        yield _one(f"{name}, record {position}", raw, size * position // max(1, len(root)))


def _json(name: str, document: bytes, size: int) -> Iterator[Reading]:
    starts = list_starts(document)
    if not starts:
        yield _one(name, document.strip(), size)
        return
    bounds = [bound for start in starts for bound in records(document, start)]
    if not bounds and not any(_EMPTY_LIST.match(document, start) for start in starts):
        yield _broken(name, "the list holds no record that can be read", size)
    for position, (begin, end) in enumerate(bounds, 1):
        at = size if position == len(bounds) else size * end // max(1, len(document))
        place = f"{name}, record {position}"
        raw = document[begin:end].rstrip(b", \t\r\n")
        reading = _one(place, raw, at)
        if reading.broken is not None and not raw.endswith(b"}"):
            reading = _broken(place, "the record is cut before its end", at, raw)
        yield reading


def list_starts(document: bytes) -> list[int]:
    """Positions just after the bracket that opens each list of records; several in a DECP file."""
    head = document.lstrip(b"\xef\xbb\xbf \t\r\n")
    offset = len(document) - len(head)
    if head.startswith(b"["):
        return [offset + 1]
    if not head.startswith(b"{"):
        return []
    starts: list[int] = []
    depth, position = 0, offset
    while True:
        token = _TOKENS.search(document, position)
        if token is None:
            return starts
        mark = token[0][:1]
        if mark == b'"':
            named = _LIST_NAME.match(document, token.start()) if depth <= 2 else None
            if named is None:
                position = token.end()
                continue
            starts.append(named.end())
            position = _end_of_list(document, named.end())
            continue
        depth += 1 if mark in b"{[" else -1
        position = token.end()


def _end_of_list(document: bytes, start: int) -> int:
    last = start
    for _, end in records(document, start):
        last = end
    closing = document.find(b"]", last)
    return closing + 1 if closing >= 0 else len(document)


def records(document: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Bounds of the objects of the list that opens at `start`, damaged ones included."""
    position = start
    while True:
        begin = _next_object(document, position)
        if begin is None:
            return
        end = _end_of_object(document, begin)
        if end is None:
            # A quote or a bracket is missing: start again at the next object that begins alike.
            end = _next_alike(document, begin)
        yield begin, end
        position = end


def _next_object(document: bytes, position: int) -> int | None:
    for at in range(position, len(document)):
        mark = document[at]
        if mark == 0x7B:
            return at
        if mark == 0x5D:
            return None
    return None


def _end_of_object(document: bytes, begin: int) -> int | None:
    """Where the object ends; None when its brackets do not match."""
    opened = bytearray()
    for token in _TOKENS.finditer(document, begin):
        mark = document[token.start()]
        if mark in b"{[":
            opened.append(mark)
        elif mark in b"}]":
            # In ASCII a closing bracket stands two places after its opening one.
            if opened.pop() != mark - 2:
                return None
            if not opened:
                return token.end()
    return None


def _next_alike(document: bytes, begin: int) -> int:
    first = _FIRST_KEY.match(document, begin)
    if first is None:
        return len(document)
    alike = re.compile(re.sub(rb"\s+", rb"\\s*", re.escape(first[0])))
    found = alike.search(document, begin + 1)
    return found.start() if found else len(document)
