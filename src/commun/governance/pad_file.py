"""A pad as people bring it: pasted, or a file that Etherpad, Framapad or HedgeDoc exported."""

from pathlib import PurePath

from django.utils.translation import gettext as _

from commun.algo import minutes
from commun.core.errors import Refused

MOST_BYTES = 200_000
MOST_LINES = 2000
KINDS = (".txt", ".md", ".markdown", ".html", ".htm")


def text_of(name: str, content: bytes) -> str:
    """The text of a file (UTF-8, UTF-16 or Windows). Raises Refused for what is not a pad's."""
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise Refused(_("Export the pad as text, Markdown or HTML: this file is something else."))
    if len(content) > MOST_BYTES:
        raise Refused(too_long())
    words = _decoded(content)
    if not kind.startswith(".htm"):
        return words
    try:
        return minutes.text_of_html(words)
    except ValueError as error:
        raise Refused(_("This page cannot be read: export the pad as text.")) from error


def checked(pad: str) -> str:
    """The pad without a byte that no text holds. Raises Refused when it is empty or too long."""
    if not pad.strip():
        raise Refused(_("Paste the text of the pad, or choose its file."))
    if len(pad.encode()) > MOST_BYTES:
        raise Refused(too_long())
    if "\x00" in pad:
        raise Refused(_("This is not a text: export the pad as text, then paste it."))
    return pad


def too_long() -> str:
    """What is said of a pad that is too long."""
    return _("This pad is too long: 200 kB and 2,000 lines at most. Paste it in several times.")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
