"""Keys are taken out of what others read: whoever has the key of somebody's answers can write as them.

One's own mails hold keys, and mail programs quote them: « À : r+key@… » above what one answers, the whole head of a
mail that is passed on. What goes to others, on a page or in a file has none.
"""

import base64
import email.policy
import re
from email.message import Message
from functools import cache

from commun.algo.mail import parsed
from commun.exchange import addresses

_LINES = email.policy.compat32.clone(linesep="\r\n")
# Not the commands of a list, which are nobody's.
_COMMANDS = "|".join(one for one in addresses.COMMANDS if len(one) > 9)
_WAY_OUT = re.compile(r"(?<=/l/)[a-z2-7]{16}(?![a-z0-9])", re.IGNORECASE)
# Lines of a calendar are cut anywhere (RFC 5545, 3.1).
_FOLD = re.compile(r"\r?\n[ \t]")
_CALENDARS = {"text/calendar", "application/ics"}


def taken_out(text: str) -> str:
    """Words without the keys of addresses, nor those of ways out."""
    return _WAY_OUT.sub("cle", _keyed(addresses.domain()).sub(r"\1cle", text))


def mail_without(raw: bytes) -> bytes:
    """The bytes of a mail without them, whatever its parts are written in."""
    clean = taken_out(raw.decode("latin-1")).encode("latin-1")
    message = parsed(clean, policy=_LINES)
    changed = [_rewritten(part) for part in message.walk()]
    return message.as_bytes() if any(changed) else clean


@cache
def _keyed(host: str) -> re.Pattern[str]:
    """A key before our domain; what it begins with, a plus, is kept. The @ may be written as in a link or a page."""
    at = r"(?:@|%40|&#64;)"
    key = rf"(\+|%2B|&#43;)(?!(?:{_COMMANDS}){at})[a-z0-9]{{10,60}}(?={at}{re.escape(host)})"
    return re.compile(key, re.IGNORECASE)


def _rewritten(part: Message) -> bool:
    """Whether a part that travels wrapped held some, which are out of it now."""
    kind = part.get_content_type()
    if part.is_multipart() or not (kind.startswith("text/") or kind in _CALENDARS):
        return False
    inside = part.get_payload(decode=True)
    text = inside.decode("latin-1") if isinstance(inside, bytes) else ""
    if kind in _CALENDARS:
        text = _FOLD.sub("", text)
    found = taken_out(text)
    if found == text:
        return False
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(found.encode("latin-1")).decode("ascii"))
    return True
