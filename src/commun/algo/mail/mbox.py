"""Archives of mails: one file, many messages (mbox), as Mailman, HyperKitty, Sympa and mail programs write them.

Sources: RFC 4155; « mboxrd » (a line that starts with « From » bears one more « > »). Older programs escape nothing: a
line starts a message when it looks like one, stands after an empty line, and headers follow. Some put no empty line:
then it must be whole, to the second; others write « From » alone (Thunderbird): then what follows must be of a mail.
"""

import codecs
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import getaddresses, parsedate_to_datetime
from typing import BinaryIO, Final

from commun.algo.mail.reading import Mail, decoded

LONGEST: Final = 25_000_000
_LINE: Final = 1_000_000
_STARTS: Final = re.compile(rb"From .{0,300}?\d{1,2}:\d\d(?::\d\d)?\b.{0,40}\b\d{4}\b", re.DOTALL)
_WHOLE: Final = re.compile(
    rb"From \S.{0,200}? (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ \d]\d \d\d:\d\d:\d\d (?:[A-Z+-][A-Z\d]{1,5} )?\d{4}\s*$"
)
_BARE: Final = re.compile(rb"From (?:- ?)?\r?\n")
# What mails start with, where a line alone does not tell.
_OF_MAIL: Final = re.compile(
    rb"(?:from|date|subject|to|received|return-path|delivered-to|message-id|mime-version|reply-to|content-type|"
    rb"status|x-[\w-]+):",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(rb"(?:[!-9;-~]+[ \t]*:|>From |\r?\n)")
_ESCAPED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
# « alice at exemple.org (Alice Martin) »: archives on the web hide addresses so; French ones say « chez ».
_HIDDEN: Final = re.compile(
    r"([\w.+-]{1,64})\s*(?:\bat\b|\bchez\b|\barobase\b|\(at\)|\[at\]|_at_|\(a\))\s*([\w-]{1,63}(?:\.[\w-]{1,63})+)",
    re.IGNORECASE,
)
_VIA: Final = re.compile(r"\s+(?:via|par|\(via)\s+\S.*$", re.IGNORECASE)
# Where lists that put their own address keep the author's.
_REAL: Final = (
    "x-original-from", "x-mailman-original-from", "reply-to", "x-original-sender", "x-mailfrom", "x-sender",
)  # fmt: skip
_OLDEST: Final = dt.datetime(1975, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Piece:
    """One message of an archive: its bytes, the line that announced it, where the next one starts in the file."""

    raw: bytes
    start: str
    end: int
    is_cut: bool = False


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """The messages of an archive, in order, one in memory at a time. What stands before the first is left out, unless
    there is no other: then the whole is one message.
    """
    lines: list[bytes] = []
    size, end, start, is_after_blank, is_open = 0, 0, "", True, False
    waiting, follows = b"", _HEADER
    for line in iter(lambda: stream.readline(_LINE), b""):
        if not end and not waiting and line.startswith(codecs.BOM_UTF8):
            line, end = line.removeprefix(codecs.BOM_UTF8), len(codecs.BOM_UTF8)
        if waiting:
            # The line after one that looks like a start tells whether it is one.
            if follows.match(line):
                if is_open:
                    yield _piece(lines, start, end, size)
                start, lines, size, is_open = _words(waiting), [], 0, True
            elif is_open or not lines:
                lines.append(waiting)
            end += len(waiting)
            waiting = b""
        if line.startswith(b"From ") and (sign := _follows(line, is_after_blank)) is not None:
            waiting, follows, is_after_blank = line, sign, False
            continue
        end += len(line)
        is_after_blank = not line.strip()
        size += len(line)
        if size <= LONGEST:
            lines.append(line)
    if is_open or any(one.strip() for one in lines):
        yield _piece([*lines, waiting] if waiting else lines, start, end + len(waiting), size)


def _follows(line: bytes, is_after_blank: bool) -> re.Pattern[bytes] | None:
    """What the next line must be for this one to start a message; None when it starts none."""
    if is_after_blank:
        return _HEADER if _STARTS.match(line) else _OF_MAIL if _BARE.fullmatch(line) else None
    return _OF_MAIL if _WHOLE.match(line) else None


def _piece(lines: list[bytes], start: str, end: int, size: int) -> Piece:
    return Piece(_ESCAPED.sub(rb"\1", b"".join(lines)), start, end, size > LONGEST)


def _words(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()


def author_in_archive(mail: Mail, list_addresses: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Who wrote a message of an archive: name, address (lower case; empty when it is not there).

    Addresses hidden from robots are read again; a list that wrote itself in place of the author says elsewhere who.
    """
    name, address = _author(mail.first("from"), mail.author)
    if address in list_addresses or _VIA.search(name) or address.startswith(("no-reply@", "noreply@")):
        alone = _VIA.sub("", name).strip(" '")
        for header in _REAL:
            other, real = _author(mail.first(header), ("", ""))
            if real and real not in list_addresses:
                return (other if other and not _VIA.search(other) else alone), real
        return alone, "" if address in list_addresses else address
    return name, address


def _author(value: str, read: tuple[str, str]) -> tuple[str, str]:
    if "@" in read[1]:
        return read
    plain = " ".join(decoded(value).split())
    found = _HIDDEN.search(plain)
    if found is None:
        pairs = [(name, one) for name, one in getaddresses([plain]) if "@" in one]
        return (pairs[0][0], pairs[0][1].lower()) if pairs else (plain[:200], "")
    address = f"{found[1]}@{found[2]}".lower()
    rest = (plain[: found.start()] + " " + plain[found.end() :]).strip(" <>()[]\"',;")
    return " ".join(rest.split()), address


def moment_in_archive(mail: Mail, start: str, before: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When it was written, as far as one can tell: its date, that of its way, of its start line, of the one before."""
    received = mail.first("received").rpartition(";")[2]
    # A zone that is none (« -3000 ») does not spoil the day.
    day = re.sub(r"[+-]\d{4,}.*$", "+0000", mail.first("date"))
    for at in (mail.at, _moment(day), _moment(received), _moment_of_start(start), before):
        if at is not None and _OLDEST < at <= now + dt.timedelta(days=1):
            return min(at, now)
    return now


def _moment(value: str) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _moment_of_start(start: str) -> dt.datetime | None:
    """« From alice@exemple.org Mon Nov 16 11:00:00 2026 »."""
    found = re.search(r"([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)\s.*?(\d{4})\s*$", start)
    return _moment(f"{found[2]} {found[1]} {found[4]} {found[3]} +0000") if found else None
