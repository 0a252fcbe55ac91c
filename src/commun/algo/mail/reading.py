"""A mail read whatever its shape: its addresses, identity, words and parts. No message, however broken, raises.

Sources: RFC 5322 (format), 2045-2047 and 2231 (MIME), 3676 (format=flowed), 5322 3.6.4 (identification).
"""

import datetime as dt
import email.errors
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from commun.algo.mail.html import text_of

MOST_PARTS = 200
_ONE_BYTE = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252")
# The one where a euro stands in the place of « ¤ », and « œ » in that of « ½ ».
_WITH_EURO = ("iso-8859-15", "iso8859-15", "latin-9", "latin9")
_TOO_DEEP = 20
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,900}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BAD_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class Attachment:
    """A file of a mail; ``content_id`` without its brackets, for pictures shown in the text."""

    name: str
    kind: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Mail:
    """What a mail says. ``text`` is plain, taken from the HTML part when it has no other; ``headers``: lower-case
    names, in order. ``calendar``: texts of its calendar parts.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    author: tuple[str, str]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    at: dt.datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    calendar: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = field(repr=False)

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name.lower()]

    def first(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return next(iter(self.all(name)), "")


def read(raw: bytes) -> Mail:
    """Read the bytes of a mail. Undeclared or wrong charsets fall back to UTF-8, then to Windows-1252."""
    message = message_from_bytes(raw, policy=email.policy.compat32)
    headers = tuple((str(key).lower(), _unfolded(value)) for key, value in message.raw_items())
    named: dict[str, list[str]] = {}
    for key, value in headers:
        named.setdefault(key, []).append(value)

    def first(name: str) -> str:
        return next(iter(named.get(name, ())), "")

    texts, pages, files, calendars = _contents(message)
    html = "\n".join(pages)
    text = "\n".join(texts)
    return Mail(
        message_id=next(iter(_MESSAGE_ID.findall(first("message-id"))), ""),
        in_reply_to=tuple(_MESSAGE_ID.findall(first("in-reply-to"))),
        references=tuple(dict.fromkeys(_MESSAGE_ID.findall(" ".join(named.get("references", ()))))),
        subject=" ".join(decoded(first("subject")).split()),
        author=next(iter(_addresses(named.get("from", []))), ("", "")),
        to=tuple(address for _name, address in _addresses(named.get("to", []))),
        cc=tuple(address for _name, address in _addresses(named.get("cc", []))),
        at=_moment(first("date")),
        text=text if text.strip() or not html else text_of(html),
        html=html,
        attachments=tuple(files),
        calendar=tuple(calendars),
        headers=headers,
    )


def decoded(value: str) -> str:
    """A header in words: encoded words (RFC 2047) read, unseen signs dropped. What cannot be read stays as it is."""
    try:
        parts = decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        parts = [(value, None)]
    words = [part if isinstance(part, str) else in_words(part, charset) for part, charset in parts]
    return _CONTROL.sub("", "".join(words))


def in_words(content: bytes, charset: str | None) -> str:
    """Bytes as text: the charset they say if it is one and fits, then UTF-8, then Windows-1252, which takes all."""
    name = (charset or "").lower()
    if name in (*_ONE_BYTE, *_WITH_EURO):
        # What reads as UTF-8, accents and all, is UTF-8, whatever its label; what uses places that are empty in
        # ISO 8859 is Windows-1252.
        is_said = name in _WITH_EURO and not any(0x80 <= byte < 0xA0 for byte in content)
        charset = "utf-8" if _is_utf8(content) else "iso-8859-15" if is_said else "cp1252"
    for one in (charset, "utf-8"):
        if not one:
            continue
        try:
            # UTF-7 knows halves of letters, that nothing else takes.
            return content.decode(one).encode("utf-8", "replace").decode()
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def _is_utf8(content: bytes) -> bool:
    try:
        return not content.decode().isascii()
    except UnicodeDecodeError:
        return False


def _unfolded(value: object) -> str:
    """A header on one line. Letters that were sent as they are, undeclared, are read as those of a text."""
    words = in_words(str(value).encode("utf-8", "surrogateescape"), None)
    return re.sub(r"\r?\n[ \t]*", " ", words).strip()


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    """Names and addresses, lower case; what is no address is left out.

    Addresses are found before encoded words are read, as servers find them: a name that holds an address is a name.
    Only where there is none at all, some program put it among the encoded words.
    """
    return _pairs(values) or _pairs([decoded(value) for value in values if "=?" in value])


def _pairs(values: list[str]) -> list[tuple[str, str]]:
    try:
        found = getaddresses(values)
    except (ValueError, IndexError, TypeError):
        return []
    return [(" ".join(decoded(name).split()), address.lower()) for name, address in found if "@" in address]


def _moment(value: str) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _contents(message: Message) -> tuple[list[str], list[str], list[Attachment], list[str]]:
    """Plain texts, HTML pages, files and calendars of a mail, in order."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[Attachment] = []
    calendars: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        content = _bytes_of(part)
        name = _name_of(part)
        shown = part.get_content_disposition() != "attachment" and not name
        if kind == "text/plain" and shown:
            texts.append(_flowed(part, in_words(content, part.get_content_charset())))
        elif kind == "text/html" and shown:
            pages.append(in_words(content, part.get_content_charset()))
        elif kind == "text/calendar":
            calendars.append(in_words(content, part.get_content_charset()))
        elif content or name:
            cid = _CONTROL.sub("", str(part.get("Content-ID", ""))).strip().strip("<>")
            files.append(Attachment(name or _usual_name(kind), kind, content, cid))
    return texts, pages, files, calendars


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, at most MOST_PARTS; a mail inside a mail is one part, kept whole."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list) and depth < _TOO_DEEP:
            waiting[:0] = [(one, depth + 1) for one in inside if isinstance(one, Message)]
        else:
            yield part


def _bytes_of(part: Message) -> bytes:
    inside = part.get_payload()
    if isinstance(inside, list):
        return b"\r\n".join(one.as_bytes() if isinstance(one, Message) else str(one).encode() for one in inside)
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = None
    if isinstance(found, bytes):
        return found
    return str(inside).encode("utf-8", "surrogateescape")


def _name_of(part: Message) -> str:
    """The name of a file: RFC 2231 or, as many write it, RFC 2047 in quotes; nothing that leads elsewhere."""
    try:
        found = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        found = ""
    name = decoded(found).replace("\\", "/").rpartition("/")[2]
    return _BAD_NAME.sub("_", name).strip(" ._")[:200] if name.strip(" ._") else ""


def _usual_name(kind: str) -> str:
    endings = {"message/rfc822": "message.eml", "text/html": "page.html", "text/plain": "texte.txt"}
    return endings.get(kind, "piece-jointe")


def _flowed(part: Message, text: str) -> str:
    """Lines that were only broken for the way are put together again (RFC 3676)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    is_space_of_the_way = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    open_depth: int | None = None
    for row in text.split("\n"):
        depth = len(row) - len(row.lstrip(">"))
        words = row[depth:].removeprefix(" ")
        if open_depth == depth and lines:
            lines[-1] = (lines[-1][:-1] if is_space_of_the_way else lines[-1]) + words
        else:
            lines.append("> " * depth + words if depth else words)
        open_depth = depth if words.endswith(" ") and words != "-- " else None
    return "\n".join(lines)


def is_mail(raw: bytes) -> bool:
    """Whether these bytes start with the headers of a mail, rather than with the words of one."""
    head = raw.lstrip(b"\r\n")[:20_000].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    names = {name.lower() for name in re.findall(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", head, re.MULTILINE)}
    sure = {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"content-type"}
    return bool(names & sure)


__all__ = ["Attachment", "Mail", "decoded", "in_words", "is_mail", "read"]
