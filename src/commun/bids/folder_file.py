"""The folder of an answer as one ZIP: the same entries and the same moment give the same bytes on every machine."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO

from commun.core.file_names import platform_name

MANIFEST = "MANIFESTE.txt"
PIECE = 256 * 1024
# The first and the last year that a ZIP can tell.
EARLIEST, LATEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC), dt.datetime(2107, 12, 31, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Entry:
    """One file of the folder: where it goes, and how to read it when its turn comes."""

    path: str
    opened: Callable[[], IO[bytes]]


def entry(folder: str, name: str, extension: str, opened: Callable[[], IO[bytes]]) -> Entry:
    """An entry whose names are those that platforms accept; ``folder``: steps separated by « / », or none."""
    steps = [platform_name(step, "x")[:-2] for step in folder.split("/") if step]
    return Entry("/".join([*steps, platform_name(name, extension)]), opened)


def made_of(content: bytes) -> Callable[[], IO[bytes]]:
    """Bytes that are there already."""
    return lambda: io.BytesIO(content)


def apart(entries: Iterable[Entry]) -> list[Entry]:
    """The same, where a second file of one name gets a number."""
    taken: set[str] = set()
    found = []
    for one in entries:
        stem, _dot, extension = one.path.rpartition(".")
        path, number = one.path, 2
        while path.lower() in taken:
            path = f"{stem[: 95 + stem.rfind('/') + 1]}_{number}.{extension}"
            number += 1
        taken.add(path.lower())
        found.append(Entry(path, one.opened))
    return found


def write(
    out: IO[bytes], entries: Iterable[Entry], at: dt.datetime, done: Callable[[int], None] = lambda count: None
) -> str:
    """Write the folder; its manifest, last, holds the SHA-256 of each file. Returns the manifest."""
    moment = min(max(at.astimezone(dt.UTC), EARLIEST), LATEST)
    lines = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for count, one in enumerate(entries, 1):
            with one.opened() as source:
                digest, size = _copy(archive, one.path, source, moment)
            lines.append(f"{digest}  {size:>10}  {one.path}")
            done(count)
        manifest = "\n".join(["SHA-256, octets, fichier", *lines, ""])
        _copy(archive, MANIFEST, io.BytesIO(manifest.encode()), moment)
    return manifest


def _copy(archive: zipfile.ZipFile, path: str, source: IO[bytes], at: dt.datetime) -> tuple[str, int]:
    """Not compressed: papers are already, and a compressor of another version would change the bytes."""
    info = zipfile.ZipInfo(path, at.timetuple()[:6])
    info.create_system, info.external_attr = 3, 0o100644 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w") as part:
        while piece := source.read(PIECE):
            digest.update(piece)
            size += len(piece)
            part.write(piece)
    return digest.hexdigest(), size
