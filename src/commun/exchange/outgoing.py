"""The bytes of a message as one member receives it: CRLF, no line over 998 bytes, headers that programs can trust.

Sources: RFC 5322 (lines), 2919 (List-Id), 2369 (List-*), 8058 (one-click unsubscribe), 5064 (Archived-At). The headers
are written here, not by the standard library: its SMTP policy turns a long List-Unsubscribe into encoded words and
Django encodes List-Id whole, which silently breaks both.
"""

import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MissingHeaderBodySeparatorDefect
from email.header import Header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import format_datetime

from commun.algo.mail import Mail, text_of, wants_no_archive
from commun.core import clock

LONGEST_LINE, MOST_LOOPS = 998, 20
_ADDRESS = re.compile(r"[!-;=?-~]+@[A-Za-z0-9.-]+")
_METHOD = re.compile(r"^METHOD:([A-Za-z]{1,20})\s*$", re.MULTILINE | re.IGNORECASE)
SEALED = ("multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_CID = re.compile(r"[!-;=?-~]{1,200}")
_SAID = re.compile(rb"^content-transfer-encoding:(.*)$", re.IGNORECASE | re.MULTILINE)
_WRITTEN = re.compile(rb"7bit|8bit|binary|quoted-printable|base64|", re.IGNORECASE)
_HEAD = re.compile(rb"\r?\n\r?\n")
_KEPT = ("content-type", "content-transfer-encoding", "content-disposition", "content-language", "mime-version")


@dataclass(frozen=True)
class Content:
    """What is the same for everybody: MIME headers and the body, CRLF."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Envelope:
    """What one message says of itself. ``author``: « Léa via Groupe »; ``reply_to``: where an answer goes, and
    ``reply_name`` what it is called, so that nobody answers all believing that they answer one.
    """

    author: str
    list_address: str
    list_id: str
    reply_to: str
    subject: str
    message_id: str
    names: tuple[str, ...]
    at: datetime
    archived_at: str
    unsubscribe_url: str
    reply_name: str = ""
    # The same way out for programs that write a mail instead.
    unsubscribe_mail: str = ""
    archive: str = ""
    # A word before the subject, in brackets.
    tag: str = ""
    # Of the author's own mail: what nobody may change, the lists that it went through.
    kept: tuple[tuple[str, str], ...] = ()


def content_of(text: str) -> Content:
    """A message written on the page."""
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(text or " ", charset="utf-8", cte="quoted-printable")
    return _split(message)


def content_of_mail(raw: bytes, read: Mail) -> Content:
    """The body of a mail, untouched when it can travel anywhere as it is; else its words and files, put anew."""
    head, body = _cut(raw)
    kept = tuple((name, value) for name, value in read.headers if name in _KEPT)
    travels = b"\x00" not in body and all(value.isascii() and value.isprintable() for _name, value in kept)
    travels = travels and (body.isascii() or is_signed(read))
    body = _crlf(body)
    longest = max(map(len, body.split(b"\r\n")), default=0)
    travels = travels and _is_whole(head) and (is_signed(read) or not (_is_odd(raw) or _is_page_alone(read)))
    if head and travels and longest <= LONGEST_LINE and all(len(value) < 900 for _name, value in kept):
        return Content(kept, body)
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(_words(read.text) or " ", charset="utf-8", cte="quoted-printable")
    if read.html:
        message.add_alternative(_words(read.html), subtype="html", charset="utf-8", cte="quoted-printable")
    add_calendars(message, read)
    for one in read.attachments:
        kind = one.kind if re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", one.kind) else "application/octet-stream"
        main, _slash, sub = kind.partition("/")
        # A mail inside a mail, a text of unknown letters: as plain bytes, that no library reads again.
        main, sub = ("application", "octet-stream") if main in {"message", "multipart", "text"} else (main, sub)
        # Pictures stay where the page shows them.
        cid = f"<{one.content_id}>" if _CID.fullmatch(one.content_id) else None
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name, cid=cid)
    return _split(message)


def _is_page_alone(read: Mail) -> bool:
    """Without words beside it, it is put anew: whoever reads plain text reads it too (rule 39)."""
    is_page = read.first("content-type").lower().startswith("text/html")
    return is_page or (bool(read.html) and read.text == text_of(read.html))


def _is_odd(raw: bytes) -> bool:
    """A part is written in a way that other programs do not know by that name."""
    return any(_WRITTEN.fullmatch(said.strip()) is None for said in _SAID.findall(raw))


def _is_whole(head: bytes) -> bool:
    """Nothing in the head stops whoever reads it: what follows a line that is no header would be words."""
    read = BytesHeaderParser(policy=email.policy.compat32).parsebytes(head.lstrip())
    return not any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in read.defects)


def add_calendars(message: EmailMessage, read: Mail) -> None:
    """Events as calendars read them, beside the words (RFC 6047); what asks for nothing, as a file. Before files."""
    pages = [(page, _METHOD.search(page)) for page in map(_words, read.calendar)]
    for page, method in pages:
        if method is not None:
            given = {"method": method[1].upper()}
            message.add_alternative(page, subtype="calendar", charset="utf-8", cte="base64", params=given)
    for page, method in pages:
        if method is None:
            message.add_attachment(page.encode(), maintype="application", subtype="ics", filename="invitation.ics")


def is_signed(read: Mail) -> bool:
    """What is signed, or closed, is passed on as it is, or its seal breaks (rule 3)."""
    return read.first("content-type").lower().startswith(SEALED)


def content_of_message(message: Message) -> Content:
    """A message that was put together elsewhere."""
    return _split(message)


def kept_of(read: Mail) -> tuple[tuple[str, str], ...]:
    """What a list passes on of the head of a mail: its date as its author's program wrote it, the marks of lists."""
    date = [read.first("date")] if read.at is not None else []
    loops = [value for value in read.all("x-loop")[:MOST_LOOPS] if len(value) < 300]
    name, address = read.author
    # RFC 9057: whose words these are, where « From » had to become the list's.
    author = [f"{named(name)} <{address}>" if name else f"<{address}>"] if _ADDRESS.fullmatch(address) else []
    found = [("date", value) for value in date] + [("x-loop", value) for value in loops]
    found += [("author", value.replace("\r\n", "")) for value in author]
    found += [("x-no-archive", "yes")] if wants_no_archive(read) else []
    return tuple((name, value) for name, value in found if value.isascii() and value.isprintable() and len(value) < 900)


def whole(content: Content, envelope: Envelope) -> bytes:
    """The message that one member receives."""
    group = named(envelope.author)
    local, _at, host = envelope.list_address.rpartition("@")
    date = next((value for name, value in envelope.kept if name == "date"), "")
    out = f"<{envelope.unsubscribe_url}>"
    if envelope.unsubscribe_mail:
        # On one line: a header folded after its name broke a signature elsewhere.
        out += f", <mailto:{envelope.unsubscribe_mail}>"
    lines = [
        f"From: {group} <{envelope.list_address}>",
        f"To: <{envelope.list_address}>",
        f"Reply-To: {named(envelope.reply_name) + ' ' if envelope.reply_name else ''}<{envelope.reply_to}>",
        f"Subject: {folded(_tagged(envelope))}",
        f"Date: {date or format_datetime(envelope.at.astimezone(clock.PARIS))}",
        f"Message-ID: {envelope.message_id}",
        *([f"In-Reply-To: {envelope.names[-1]}"] if envelope.names else []),
        *(["References: " + "\r\n ".join(envelope.names)] if envelope.names else []),
        *(f"Author: {value}" for name, value in envelope.kept if name == "author"),
        f"List-Id: <{envelope.list_id}>",
        f"List-Post: <mailto:{envelope.list_address}>",
        f"List-Help: <mailto:{local}+help@{host}>",
        f"List-Owner: <mailto:{local}+owner@{host}>",
        f"List-Subscribe: <mailto:{local}+sub@{host}>",
        f"List-Unsubscribe: {out}",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        *([f"List-Archive: <{envelope.archive}>"] if envelope.archive else []),
        f"Archived-At: <{envelope.archived_at}>",
        "Precedence: list",
        *("X-No-Archive: yes" for name, _value in envelope.kept if name == "x-no-archive"),
        *(f"X-Loop: {value}" for name, value in envelope.kept if name == "x-loop"),
        f"X-Loop: {envelope.list_id}",
        *(["MIME-Version: 1.0"] if not any(name.lower() == "mime-version" for name, _v in content.headers) else []),
        *(f"{_title(name)}: {value}" for name, value in content.headers),
    ]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + content.body


def _tagged(envelope: Envelope) -> str:
    """The subject with the word of the list, once: answers bear it already."""
    tag = f"[{envelope.tag}]"
    return envelope.subject if not envelope.tag or tag in envelope.subject else f"{tag} {envelope.subject}"


def _cut(raw: bytes) -> tuple[bytes, bytes]:
    found = _HEAD.search(raw)
    return (raw[: found.start()], raw[found.end() :]) if found else (b"", raw)


def _crlf(body: bytes) -> bytes:
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _split(message: Message) -> Content:
    head, body = _cut(message.as_bytes())
    rows = re.sub(rb"\r\n[ \t]+", b" ", head).decode("ascii").split("\r\n")
    pairs = (row.partition(": ") for row in rows)
    return Content(tuple((name.lower(), value) for name, _colon, value in pairs if name), _crlf(body))


def named(name: str) -> str:
    """A name before an address: in quotes, or as encoded words; never both."""
    plain = " ".join(name.replace("\\", "").replace('"', "").split())[:120]
    return f'"{plain}"' if plain.isascii() else folded(plain)


def folded(words: str) -> str:
    """An unstructured header: encoded words where there are accents, folded before 76 signs."""
    plain = " ".join(_words(words).split())[:400]
    if plain.isascii():
        return plain
    return Header(plain, "utf-8", maxlinelen=72).encode(linesep="\r\n")


def _words(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _title(name: str) -> str:
    return "MIME-Version" if name == "mime-version" else name.title()
