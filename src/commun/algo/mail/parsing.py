"""The tree of a mail, whatever it says of itself: nothing stays in it that the library trips over."""

import email.policy
import re
from email import message_from_bytes
from email.message import Message
from email.policy import Policy
from typing import Final

# What each part says of its kind, on as many lines as it takes; the marks of RFC 2231 in it.
_SAID: Final = re.compile(rb"^content-[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
# No person puts that many parts one inside the other: the library would go down to where it falls.
_DEEPEST: Final = 40
_MARKS: Final = re.compile(rb"\*[0-9]*\*?(?==)")


def parsed(raw: bytes, policy: Policy = email.policy.compat32) -> Message:
    """The parts of a mail. What they say is read with the marks of RFC 2231, else without, else not at all."""
    for plain in (False, True):
        try:
            message = message_from_bytes(_rewritten(raw, b"") if plain else raw, policy=policy)
            _try(message)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
        return message
    return message_from_bytes(_rewritten(raw, b"X-"), policy=policy)


def _try(message: Message) -> None:
    """Ask each part what it says of itself. Raises what the library raises, and ValueError for one inside too many."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError
        part.get_params([], "content-disposition")
        part.get_content_charset()
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list):
            waiting += [(one, depth + 1) for one in inside if isinstance(one, Message)]


def _rewritten(raw: bytes, before: bytes) -> bytes:
    return _SAID.sub(lambda found: before + _MARKS.sub(b"", found[0]), raw)


__all__ = ["parsed"]
