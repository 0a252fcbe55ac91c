"""What stands under each message of a list: why it came, where an answer goes, how to receive no more.

The same for everybody, hence without a key: people quote it. Written into the words themselves (rule 3), never into
what is signed; a message without words has none.
"""

import email.policy
from collections.abc import Iterator
from email.charset import QP, Charset
from email.message import Message

from django.utils import translation
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext as _

from commun.algo.mail import in_words, parsed
from commun.core.urls import absolute, here
from commun.exchange import addresses, outgoing
from commun.exchange.models import MailingList

_LINES = email.policy.compat32.clone(linesep="\r\n")
_LONGEST = 900


def under(content: outgoing.Content, row: MailingList) -> outgoing.Content:
    """The same message with its foot. ``row`` with its space."""
    head = "".join(f"{name}: {value}\r\n" for name, value in content.headers)
    message = parsed(head.encode() + b"\r\n" + content.body, policy=_LINES)
    is_plain_head = all(len(value) < _LONGEST for _name, value in content.headers)
    if message.get_content_type() in outgoing.SEALED or not is_plain_head:
        return content
    lines = _lines(row)
    try:
        # Some programs cut the words around their pictures: the foot stands under the last of them.
        last = {part.get_content_type(): part for part in _words_of(message)}
        added = [_added(part, _page(lines) if kind == "text/html" else _text(lines)) for kind, part in last.items()]
        return outgoing.content_of_message(message) if any(added) else content
    except (ValueError, LookupError, TypeError):
        # What it says of itself can be read, and not written again: it leaves as it is.
        return content


def _lines(row: MailingList) -> list[tuple[str, str]]:
    """Each line, and where it leads."""
    out = addresses.command_address(row.slug, addresses.LEAVE)
    with translation.override(row.space.language):
        goes = (
            _("Your answer goes to all members.")
            if row.reply_to == MailingList.ReplyTo.LIST
            else _("Your answer goes to who wrote this message.")
        )
        why = _("You receive this message because you are in the group “%(group)s”.") % {"group": row.space.name}
        return [
            (f"{why} {goes}", ""),
            (_("Read the list otherwise"), absolute(here(row.space.slug, "exchange:my-reading"))),
            (_("No longer receive mails of this list"), f"mailto:{out}"),
        ]


def text_under(row: MailingList) -> str:
    """The foot of a message in plain words, as those who answer quote it. ``row`` with its space."""
    return _text(_lines(row))


def _text(lines: list[tuple[str, str]]) -> str:
    said = [f"{words} : {url.removeprefix('mailto:')}" if url else words for words, url in lines]
    return "\n".join(["\n-- ", *said, ""])


def _page(lines: list[tuple[str, str]]) -> str:
    rows = format_html_join("", '<br><a href="{}">{}</a>', ((url, words) for words, url in lines if url))
    return format_html('<p style="color:#666c5f;font-size:14px">{}{}</p>', escape(lines[0][0]), rows)


def _words_of(message: Message) -> Iterator[Message]:
    """Its texts and pages, not those of its files nor of a mail inside it."""
    if message.get_content_type().startswith("message/") or message.get_content_disposition() == "attachment":
        return
    inside = message.get_payload()
    if message.is_multipart() and isinstance(inside, list):
        for part in inside:
            if isinstance(part, Message):
                yield from _words_of(part)
    elif message.get_content_type() in {"text/plain", "text/html"} and not message.get_filename():
        yield message


def _added(part: Message, foot: str) -> bool:
    """Whether it could be written under these words, whatever they are written in."""
    raw = part.get_payload(decode=True)
    try:
        known = raw.decode(str(part.get_content_charset() or "utf-8")) if isinstance(raw, bytes) else ""
        known.encode()
    except (LookupError, UnicodeError):
        # Unknown letters, or halves of them, which UTF-7 knows: its words leave as they are.
        return False
    # As on the page: some call « iso-8859-1 » what is UTF-8.
    text = in_words(raw, part.get_content_charset()) if isinstance(raw, bytes) else ""
    at = text.lower().rfind("</body") if part.get_content_type() == "text/html" else -1
    whole = text[:at] + foot + text[at:] if at >= 0 else text.rstrip("\r\n") + "\n" + foot
    charset = Charset("utf-8")
    charset.body_encoding = QP
    del part["Content-Transfer-Encoding"]
    had = part.get("MIME-Version")
    part.set_payload(whole.replace("\r\n", "\n"), charset)
    if had is None:
        # Only the whole mail bears it.
        del part["MIME-Version"]
    return True
