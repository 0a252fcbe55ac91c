"""What an archive of mails holds, message by message, as the list needs it: nothing is written here."""

import codecs
import datetime as dt
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from commun.algo import mail as mails
from commun.core import clock
from commun.exchange import addresses
from commun.exchange.actions.posts import MOST_NAMES, kept_words
from commun.exchange.archive_writing import SUBJECT, THREAD, WRITTEN

# Once unpacked: an archive that would become enormous is read until there, and said to be too big.
MOST_UNPACKED = 4_000_000_000
_REF = re.compile(r"[0-9a-z-]{4,20}")
_MARK, _DELETED = re.compile(r"[0-9A-Fa-f]{4}"), 0x8
_BLANK = re.compile(rb"\r?\n\r?\n")
_ID, _SUBJECT = rb"^message-id:\s*<[\x21-\x7e]{1,240}>\s*$", rb"^subject:[ \t]*\S"


@dataclass(frozen=True)
class Found:
    """One message of an archive: what it says, whose it says it is, when."""

    read: mails.Mail
    raw: bytes
    message_id: str
    names: tuple[str, ...]
    name: str
    address: str
    at: dt.datetime
    end: int

    @property
    def card(self) -> mails.Card:
        """What threading needs of it."""
        return mails.Card(self.message_id, self.names, kept_words(self.read.subject)[:300], self.at)

    @property
    def mark(self) -> tuple[str, str]:
        """The thread that a list like this one wrote it in, and what that thread is called; nothing for others."""
        ref = self.read.first(THREAD).strip()
        return (ref, kept_words(mails.decoded(self.read.first(SUBJECT)))[:300]) if _REF.fullmatch(ref) else ("", "")

    @property
    def was_written_whole(self) -> bool:
        """On the page of a list like this one: nothing in it is a quotation that its author did not write."""
        return bool(self.mark[0]) and self.read.first(WRITTEN).strip() == "page"

    @property
    def is_left_out(self) -> bool:
        """Its author asked so (« X-No-Archive: yes »), or it was deleted: Thunderbird only marks it so for a while."""
        mark = self.read.first("x-mozilla-status")
        was_deleted = bool(_MARK.fullmatch(mark) and int(mark, 16) & _DELETED)
        return was_deleted or mails.wants_no_archive(self.read)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The archive, unpacked on the way when it is compressed (.gz)."""
    with path.open("rb") as file:
        if _is_packed(file):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast(BinaryIO, unpacked)
        else:
            yield file


def _is_packed(file: BinaryIO) -> bool:
    start = file.read(2)
    file.seek(0)
    return start == b"\x1f\x8b"


def beginning(start: bytes) -> bytes:
    """The first bytes of an archive, unpacked when it is compressed; nothing when it cannot be."""
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 4096)
        except zlib.error:
            return b""
    return start.removeprefix(codecs.BOM_UTF8)


def is_cut(path: Path) -> bool:
    """A compressed archive that was cut or spoilt on its way: only what precedes can be read."""
    with path.open("rb") as file:
        if not _is_packed(file):
            return False
    try:
        with opened(path) as source:
            while source.read(1_000_000) and source.tell() <= MOST_UNPACKED:
                pass
    except (EOFError, OSError, zlib.error):
        return True
    return False


def messages(source: BinaryIO, slug: str, *, heads: bool = False) -> Iterator[Found | None]:
    """Each message in order; None for one that cannot be read. Stops where it was cut, and at what is too
    big to be an archive.

    ``heads``: read no further than what tells their threads, where that is enough.
    """
    mine = frozenset({addresses.address_of(slug)})
    before: dt.datetime | None = None
    now = clock.now()
    pieces = mails.pieces(source)
    while True:
        try:
            piece = next(pieces, None)
        except (EOFError, OSError, zlib.error):
            return
        if piece is None:
            return
        found = None if piece.is_cut else _found(_head(piece) if heads else piece, mine, before, now)
        if heads and not piece.is_cut and (found is None or not addresses.known_id(found.read.message_id)):
            # Its headers break off before they name it: what it is called comes from the whole of it.
            found = _found(piece, mine, before, now)
        before = found.at if found is not None else before
        yield found
        if piece.end > MOST_UNPACKED:
            return


def _head(piece: mails.Piece) -> mails.Piece:
    """Its headers alone, when they name it and say what it is about."""
    head = _BLANK.split(piece.raw, 1)[0] + b"\n\n"
    is_enough = all(re.search(name, head, re.IGNORECASE | re.MULTILINE) for name in (_ID, _SUBJECT))
    return replace(piece, raw=head) if is_enough else piece


def _found(piece: mails.Piece, mine: frozenset[str], before: dt.datetime | None, now: dt.datetime) -> Found | None:
    if not mails.is_mail(piece.raw) and b":" not in piece.raw[:1000].split(b"\n", 1)[0]:
        return None
    try:
        read = mails.read(piece.raw)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    # What other lists wrote of themselves: « List-Post: <mailto:list@elsewhere> ».
    theirs = {one.strip("<> ").removeprefix("mailto:").lower() for one in read.all("list-post")}
    name, address = mails.author_in_archive(read, mine | theirs)
    at = mails.moment_in_archive(read, piece.start, before, now)
    if not read.text.strip() and not read.attachments and not read.subject:
        return None
    message_id = addresses.known_id(read.message_id) or _identity(read, address)
    named = [addresses.known_id(one) for one in dict.fromkeys((*read.references, *read.in_reply_to))]
    names = tuple(one for one in named if one and one != message_id)[-MOST_NAMES:]
    return Found(read, piece.raw, message_id, names, kept_words(name)[:200], kept_words(address)[:320], at, piece.end)


def _identity(read: mails.Mail, address: str) -> str:
    """For a message without one: the same message of another export is the same."""
    words = "\n".join([address, read.first("date"), read.subject, " ".join(read.text.split())])
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return f"<archive.{digest}@{addresses.domain()}>"
