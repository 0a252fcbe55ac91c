"""A mail read whatever its shape: its addresses, identity, words and parts. No message, however broken, raises.

Sources: RFC 5322 (format), 2045-2047 and 2231 (MIME), 3676 (format=flowed), 5322 3.6.4 (identification).
"""

import datetime as dt
import email.errors
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import cached_property
from html import escape
from mimetypes import guess_extension

from commun.algo.mail.charsets import in_words
from commun.algo.mail.html import text_of
from commun.algo.mail.parsing import parsed

MOST_PARTS = 200
_TOO_DEEP = 20
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,900}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BAD_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
# An address as it is recognised among other words; what may be one that a program found.
_ADDRESS = re.compile(r"(?<![^\s<(\[\"',;:])[^\s<>()\[\],;:\"\\@]+@[^\s<>()\[\],;:\"\\@]+")
_WHOLE_ADDRESS = re.compile(r'(?:"[^"]*"|[^\s<>"]+)@[^\s<>"]+')
# How the bytes of a part were written, less the signs that some programs put around.
_WRITTEN = {"quotedprintable": "quoted-printable", "base64": "base64"}
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
# Where parts start, when what should announce them is cut or cannot be read.
_OPENED = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\nContent-[A-Za-z-]+:", re.MULTILINE | re.IGNORECASE)


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
    message = parsed(raw.lstrip(b"\r\n"))
    headers = tuple((str(key).lower(), _unfolded(value)) for key, value in message.raw_items())
    named: dict[str, list[str]] = {}
    for key, value in headers:
        named.setdefault(key, []).append(value)

    def first(name: str) -> str:
        return next(iter(named.get(name, ())), "")

    rows, files, calendars = _contents(message)
    return Mail(
        message_id=next(iter(_MESSAGE_ID.findall(first("message-id"))), ""),
        in_reply_to=tuple(_MESSAGE_ID.findall(first("in-reply-to"))),
        references=tuple(dict.fromkeys(_MESSAGE_ID.findall(" ".join(named.get("references", ()))))),
        subject=" ".join(decoded(first("subject")).split()),
        author=_author(named.get("from", [])),
        to=tuple(address for _name, address in _addresses(named.get("to", []))),
        cc=tuple(address for _name, address in _addresses(named.get("cc", []))),
        at=_moment(first("date")),
        text=_words(rows),
        html=_page(rows),
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


def _unfolded(value: object) -> str:
    """A header on one line. Letters that were sent as they are, undeclared, are read as those of a text."""
    words = in_words(str(value).encode("utf-8", "surrogateescape"), None)
    return re.sub(r"\r?\n[ \t]*", " ", words).strip()


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    """Names and addresses, lower case; what is no address is left out.

    Addresses are found before encoded words are read, as servers find them: a name that holds an address is a name.
    Only where there is none at all, some program put it among the encoded words.
    """
    return _pairs(values) or _pairs([decoded(value) for value in values if "=?" in value]) or _alone(values)


def _pairs(values: list[str]) -> list[tuple[str, str]]:
    try:
        found = getaddresses(values)
    except (ValueError, IndexError, TypeError):
        return []
    return [
        (" ".join(decoded(name).split()), address.lower())
        for name, address in found
        if _WHOLE_ADDRESS.fullmatch(address)
    ]


def _alone(values: list[str]) -> list[tuple[str, str]]:
    """The one address among words that no rule can read: a sign of quoting left open, no signs around it."""
    found = {one.lower(): value for value in values for one in _ADDRESS.findall(decoded(value))}
    return [(_before(value), address) for address, value in found.items()] if len(found) == 1 else []


def _before(value: str) -> str:
    """The name that stands before the address."""
    words = _ADDRESS.split(decoded(value.rpartition("<")[0] or value))[0]
    return " ".join(words.strip(" \"<'").split())


def _author(values: list[str]) -> tuple[str, str]:
    """The first who wrote it, by the whole name: brackets and a comma in it that nothing quotes are of the name."""
    name, address = next(iter(_addresses(values)), ("", ""))
    value = next((one for one in values if address and address in one.lower() and one.count("<") == 1), "")
    head = value.partition("<")[0]
    is_cut = not name or ("," in head and '"' not in head)
    return (_before(value) or name if head.strip() and is_cut else name), address


def _moment(value: str) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@dataclass(frozen=True)
class _Row:
    """Words of a mail, or a page. ``versions``: of each choice it stands in, which one, and its place there."""

    words: str
    is_page: bool
    versions: dict[int, int]

    @cached_property
    def text(self) -> str:
        """Its words, without what makes a page of them."""
        return text_of(self.words) if self.is_page else self.words

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Each of its words once."""
        return frozenset(re.findall(r"\w+", self.text.casefold()))


@dataclass(frozen=True)
class _Leaf:
    """A part that holds something. ``is_version``: it is the mail itself or one way to read it, whatever its name."""

    part: Message
    is_version: bool
    versions: dict[int, int]


def _contents(message: Message) -> tuple[list[_Row], list[Attachment], list[str]]:
    """Words and pages, files and calendars of a mail, in order."""
    rows: list[_Row] = []
    files: list[Attachment] = []
    calendars: list[str] = []
    for leaf in _leaves(message):
        part = _legible(leaf.part)
        # Parts that were announced and never come: what is there is words.
        kind = part.get_content_type() if part.get_content_maintype() != "multipart" else "text/plain"
        content = _bytes_of(part)
        name = _name_of(part)
        shown = part.get_content_disposition() != "attachment" and (leaf.is_version or not name)
        if kind in {"text/plain", "text/html"} and shown:
            words = in_words(content, part.get_content_charset())
            is_page = kind == "text/html"
            rows.append(_Row(words if is_page else _flowed(part, words), is_page, leaf.versions))
        elif kind == "text/calendar":
            calendars.append(in_words(content, part.get_content_charset()))
        elif content or name:
            cid = _CONTROL.sub("", str(part.get("Content-ID", ""))).strip().strip("<>")
            files.append(Attachment(name or _usual_name(kind), kind, content, cid))
    return rows, files, calendars


def _words(rows: list[_Row]) -> str:
    """The words in order; those of a page only where no plain words say the same, beside it or elsewhere."""
    plain = [row for row in rows if not row.is_page and row.words.strip()]
    if not plain:
        return text_of("\n".join(row.words for row in rows if row.is_page))
    return "\n".join(row.text for row in rows if not row.is_page or not _is_said(row, plain))


def _page(rows: list[_Row]) -> str:
    """The pages in order, and between them the plain words that none of them says."""
    pages = [row for row in rows if row.is_page]
    if not pages:
        return ""
    kept = [row for row in rows if row.is_page or (row.words.strip() and not _is_said(row, pages))]
    style = "white-space:pre-wrap"
    return "\n".join(row.words if row.is_page else f'<div style="{style}">{escape(row.words)}</div>' for row in kept)


def _is_said(row: _Row, others: list[_Row]) -> bool:
    """Whether these other rows are versions of it, or say it all the same."""
    if any(row.versions.get(choice, place) != place for one in others for choice, place in one.versions.items()):
        return True
    elsewhere = row.vocabulary & frozenset[str]().union(*(one.vocabulary for one in others))
    # Three words in four: some programs send the two versions as if they were two parts.
    return len(elsewhere) * 4 >= len(row.vocabulary) * 3


def _leaves(message: Message) -> Iterator[_Leaf]:
    """The parts that hold something, at most MOST_PARTS; a mail inside a mail is one part, kept whole."""
    waiting: list[tuple[_Leaf, int]] = [(_Leaf(message, True, {}), 0)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        leaf, depth = waiting.pop(0)
        seen += 1
        inside = _inside(leaf.part)
        if leaf.part.get_content_maintype() == "multipart" and inside and depth < _TOO_DEEP:
            is_choice = leaf.part.get_content_subtype() == "alternative"
            waiting[:0] = [
                (_Leaf(one, is_choice, {**leaf.versions, seen: place} if is_choice else leaf.versions), depth + 1)
                for place, one in enumerate(inside)
            ]
        else:
            yield leaf


def _inside(part: Message) -> list[Message]:
    """The parts of a part. Its text is not asked for: the library would read it in whatever letters it names."""
    if part.get_content_maintype() == "multipart" and not part.is_multipart():
        return _opened_anew(part)
    inside = part.get_payload() if part.is_multipart() else None
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _opened_anew(part: Message) -> list[Message]:
    """The parts of a mail that says wrongly where they start; none when they cannot be told from its words."""
    content = _decoded(part)
    found = _OPENED.search(content)
    if found is None:
        return []
    head = b"Content-Type: multipart/mixed; boundary==_anew\r\n\r\n"
    anew = parsed(head + content.replace(b"--" + found[1], b"--=_anew"))
    return _inside(anew) if anew.is_multipart() else []


def _legible(part: Message) -> Message:
    """The part, letters that were sent as they are in what it says of itself read as those of a text."""
    said = [(key, value) for key, value in part.raw_items() if not str(value).isascii()]
    for key, value in said:
        del part[key]
        part[key] = _unfolded(value)
    return part


def _bytes_of(part: Message) -> bytes:
    said = re.sub(r"[^a-z0-9]", "", str(part.get("Content-Transfer-Encoding", "")).partition(";")[0].lower())
    if part.is_multipart():
        whole = b"\r\n".join(map(_written, _inside(part)))
        if said not in _WRITTEN:
            return whole
        # A mail inside a mail, written as a file is: the library takes its signs for its words.
        part = parsed(f"Content-Transfer-Encoding: {_WRITTEN[said]}\n\n".encode() + whole.lstrip())
    if said in _WRITTEN:
        del part["Content-Transfer-Encoding"]
        first = next(iter(_decoded(part).lstrip().splitlines()), b"").strip()
        if said != "base64" or _BASE64.fullmatch(first):
            part["Content-Transfer-Encoding"] = _WRITTEN[said]
    return _decoded(part)


def _written(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except (ValueError, LookupError, TypeError, email.errors.MessageError):
        # It was read and cannot be written as it was: what it says of itself, then what it holds.
        head = "".join(f"{key}: {_unfolded(value)}\n" for key, value in part.raw_items())
        return head.encode("utf-8", "replace") + b"\n" + (b"\n\n".join(map(_written, _inside(part))) or _decoded(part))


def _decoded(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        del part["Content-Transfer-Encoding"]
        found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


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
    # « application/octet-stream » says nothing: « .bin » would not either.
    ending = guess_extension(kind) if not kind.endswith("/octet-stream") else None
    return endings.get(kind) or f"piece-jointe{ending or ''}"


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
