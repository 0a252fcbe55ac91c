"""What a mail that came back says: given up for good, for now, only late, or a complaint (RFC 3464, RFC 5965).

Reports are read as the standards say; whatever is none is read by flufl.bounce, which knows how some eighty programs
write it in words. « It will be late » never counts as a return.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from commun.algo.mail import parsed

FAILED: Final = "failed"
DELAYED: Final = "delayed"
# A full box, a busy server, a rule of the other side: the address itself may be good.
_PASSING: Final = ("4.", "5.2.2", "5.2.3", "5.3.4", "5.7.")
_CODE: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_KEY: Final = re.compile(rb"(?:\b[rb]\+|\bunsub\+|/l/)([a-z2-7]{16})\b", re.IGNORECASE)
_UNWANTED: Final = {"abuse", "fraud", "opt-out", "complaint"}
MOST_BLOCKS: Final = 200


@dataclass(frozen=True)
class Report:
    """``fate``: failed, or delayed, which never counts. ``is_hard``: the address itself is dead."""

    fate: str
    is_hard: bool = False
    code: str = ""
    words: str = ""

    @property
    def is_policy(self) -> bool:
        """A rule of the other server (DMARC, reputation), not the address."""
        return self.code.startswith("5.7.")


def report_of(raw: bytes, address: str = "") -> Report | None:
    """What came back, for ``address`` when the report speaks of several; None when it is no return at all."""
    message = parsed(raw)
    blocks = [one for part in _parts(message, "message/delivery-status") for one in _blocks(part)]
    return _of_blocks(blocks, address) or _in_words(message)


def of_answer(code: int, words: str) -> Report:
    """What a server answered at once (5xx) instead of taking the mail."""
    said = " ".join(words.split())[:300]
    found = _CODE.search(said)
    status = found[1] if found else {550: "5.1.1", 552: "5.2.2", 553: "5.1.3"}.get(code, "5.0.0")
    return Report(FAILED, code >= 500 and not status.startswith(_PASSING), status, said)


def complaint_key(raw: bytes) -> str:
    """The key that leads from a complaint (« this is spam ») to whom it was sent; nothing when it is no complaint."""
    message = parsed(raw)
    for part in _parts(message, "message/feedback-report"):
        fields = {name.lower(): value for one in _blocks(part) for name, value in one.items()}
        if fields.get("feedback-type", "").strip().lower() in _UNWANTED:
            found = _KEY.search(raw)
            return found[1].decode().lower() if found else ""
    return ""


def is_complaint(raw: bytes) -> bool:
    """A provider reports what one of its users did (RFC 5965)."""
    message = parsed(raw)
    return next(_parts(message, "message/feedback-report"), None) is not None


def _of_blocks(blocks: list[dict[str, str]], address: str) -> Report | None:
    told = [one for one in blocks if "action" in one]
    mine = [one for one in told if address and address.lower() in _recipient(one)]
    late = None
    for one in mine or told:
        action = one["action"].split("(")[0].strip().lower()
        found = _CODE.search(one.get("status", "")) or _CODE.search(one.get("diagnostic-code", ""))
        code = found[1] if found else ""
        if action == FAILED:
            words = " ".join(one.get("diagnostic-code", "").split())[:300]
            return Report(FAILED, not code.startswith(_PASSING), code, words)
        if action == DELAYED:
            late = Report(DELAYED, False, code)
    return late


def _recipient(block: dict[str, str]) -> str:
    return f"{block.get('original-recipient', '')} {block.get('final-recipient', '')}".lower()


def _in_words(message: Message) -> Report | None:
    from flufl.bounce import all_failures

    try:
        late, failed = all_failures(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # An odd mail that its rules trip over: no return that anybody could read.
        return None
    if failed:
        said = _CODE.search(_first_words(message))
        code = said[1] if said and said[1].startswith(("4", "5")) else ""
        return Report(FAILED, not code.startswith(_PASSING), code)
    return Report(DELAYED) if late else None


def _first_words(message: Message) -> str:
    for part in message.walk():
        if part.get_content_maintype() == "text":
            inside = part.get_payload(decode=True)
            return inside[:20_000].decode("utf-8", "replace") if isinstance(inside, bytes) else ""
    return ""


def _parts(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The groups of fields of a report, lower-case names; some writers leave them as text."""
    inside = part.get_payload()
    rows = inside if isinstance(inside, list) else [part]
    for one in rows[:MOST_BLOCKS]:
        if isinstance(one, Message) and one is not part:
            yield {name.lower(): str(value) for name, value in one.items()}
            yield from _of_text(_text(one))
        else:
            yield from _of_text(_text(part))


def _text(part: Message) -> str:
    inside = part.get_payload(decode=True)
    return inside.decode("utf-8", "replace") if isinstance(inside, bytes) else ""


def _of_text(text: str) -> Iterator[dict[str, str]]:
    for block in re.split(r"\r?\n\s*\r?\n", text)[:MOST_BLOCKS]:
        fields = re.findall(r"^([A-Za-z-]{3,40}):[ \t]*(.*(?:\r?\n[ \t].*)*)", block, re.MULTILINE)
        if fields:
            yield {name.lower(): value for name, value in fields}
