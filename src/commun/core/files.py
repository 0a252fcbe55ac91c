"""The files of a group: examined before they are kept, stored once under their digest, given only as downloads.

Bytes lie in ``MEDIA_ROOT/<space>/<two figures>/<digest>``, which the backup takes as it is. Nothing is unlinked when a
row goes: ``sweep`` removes at night what no row names, so that a backup never misses a file that its rows name.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.file_kinds import MEDIA_TYPES, NO_FOLDER, PAPERS, PIECE, UNKNOWN, kind_of
from commun.core.file_names import shown_name
from commun.core.models import KeptFile, Space
from commun.core.sizes import size
from commun.core.uploads import TooBigFile

SWEPT_AFTER_SECONDS = 24 * 3600


def checked(sent: "UploadedFile[Any] | None", accepted: Sequence[str] = PAPERS) -> str:
    """The kind of a file that was sent, one of ``accepted``. Raises Refused with a sentence for its sender."""
    if sent is None:
        raise Refused(_("Choose a file."))
    if isinstance(sent, TooBigFile) or (sent.size or 0) > settings.FILE_MOST_BYTES:
        most = size(settings.FILE_MOST_BYTES)
        raise Refused(
            _("This file weighs %(size)s: %(most)s at most. Reduce its images, or cut it in several.")
            % {"size": size(sent.size or 0), "most": most}
        )
    kind = kind_of(cast(BinaryIO, sent), sent.name or "")
    if kind not in accepted:
        raise Refused(NO_FOLDER if kind == "zip" else UNKNOWN)
    return kind


def keep(
    *, space: Space, sent: "UploadedFile[Any]", person_id: int | None, accepted: Sequence[str] = PAPERS
) -> KeptFile:
    """Examine a file that was sent and keep it. Raises Refused."""
    kind = checked(sent, accepted)
    return _kept(space, sent, kind, shown_name(sent.name or "", kind), person_id)


def keep_made(*, space: Space, made: BinaryIO, name: str, kind: str, person_id: int | None = None) -> KeptFile:
    """Keep a file that the house made itself."""
    return _kept(space, made, kind, name, person_id)


def put_back(space_id: int, source: BinaryIO) -> str:
    """Store bytes whose row comes with a whole group; gives their digest."""
    return _stored(space_id, source)[0]


def _kept(space: Space, source: Any, kind: str, name: str, person_id: int | None) -> KeptFile:
    from commun.core import file_texts

    digest, size = _stored(space.pk, source)
    file_texts.ask_for(kind)
    return KeptFile.objects.create(
        space=space, name=name, kind=kind, size=size, digest=digest, kept_at=clock.now(), person_id=person_id
    )


def _stored(space_id: int, source: Any) -> tuple[str, int]:
    """Write the bytes beside, then give them their place: a file is whole or not there."""
    root = _folder(space_id)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    descriptor, beside = tempfile.mkstemp(dir=root, prefix=".new-")
    try:
        source.seek(0)
        with os.fdopen(descriptor, "wb") as out:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        place = _place(space_id, digest.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        Path(beside).replace(place)
    finally:
        Path(beside).unlink(missing_ok=True)
    return digest.hexdigest(), size


def _folder(space_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / str(space_id)


def _place(space_id: int, digest: str) -> Path:
    return _folder(space_id) / digest[:2] / digest


def path_of(kept: KeptFile) -> Path:
    """Where the bytes are. Raises NotFound when they are lost."""
    place = _place(kept.space_id, kept.digest)
    if not place.is_file():
        raise NotFound
    return place


def served(kept: KeptFile, name: str = "") -> StreamingHttpResponse:
    """The answer that gives a file: always a download, never a page; who may have it was checked before."""
    path = path_of(kept)
    return StreamingHttpResponse(
        _pieces(path),
        content_type=MEDIA_TYPES.get(kept.kind, "application/octet-stream"),
        headers={
            "Content-Disposition": content_disposition_header(True, name or kept.name),
            "Content-Length": str(path.stat().st_size),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _pieces(path: Path) -> Iterator[bytes]:
    """The file is opened when it is read, closed when it was."""
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def all_paths() -> Iterable[Path]:
    """Every file of every group (for the registry of files)."""
    return (path for path in Path(settings.MEDIA_ROOT).glob("*/??/*") if path.is_file())


def sweep() -> int:
    """Remove from the disk what no row names since a day; says how many."""
    with scope.everywhere("files of all groups lie in one folder"):
        named = set(KeptFile.objects.values_list("space_id", "digest"))
    before = clock.now().timestamp() - SWEPT_AFTER_SECONDS
    gone = 0
    for path in Path(settings.MEDIA_ROOT).glob("*/**/*"):
        is_named = path.parent.parent.name.isdigit() and (int(path.parent.parent.name), path.name) in named
        if path.is_file() and not is_named and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
