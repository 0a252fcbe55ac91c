"""What a mail that came back says: given up for good, for now, only late, or a complaint (RFC 3464, RFC 5965).

Reports are read as the standards say; whatever is none is read by flufl.bounce, which knows how some eighty programs
write it in words. « It will be late » never counts as a return.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from commun.algo.mail import decoded, parsed
from commun.exchange.return_words import CODE, UNKNOWN, is_vague, sure_code

FAILED: Final = "failed"
DELAYED: Final = "delayed"
# A full box, a busy server, a rule of the other side, our own mail: the address itself may be good.
_PASSING: Final = ("4.", "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.", "5.4.6", "5.4.7", "5.5.", "5.6.", "5.7.")
_KEY: Final = re.compile(rb"(?:\b[rb]\+|\bunsub\+|/l/)([a-z2-7]{16})\b", re.IGNORECASE)
_UNWANTED: Final = {"abuse", "fraud", "opt-out", "complaint"}
MOST_BLOCKS: Final = 200
# The subjects of what came back, where no rule reads the rest: it counts little, unless its words say why.
_GIVEN_UP: Final = re.compile(
    r"\s*(?:message status - undeliverable|undeliver|(?:mail )?delivery (?:has )?fail|failure notice|returned mail|"
    r"non[- ]delivery|(?:your )?(?:mail|message) (?:error|could not be delivered)|(?:message )?non (?:remis|distribu)|"
    r"[ée]chec de (?:la )?(?:remise|distribution))",
    re.IGNORECASE,
)
# What some programs mark as they mark what failed.
_LATE: Final = re.compile(r"\bdelayed\b|\(delay\)|still being retried|could not send message for past", re.IGNORECASE)
_MOST_READ: Final = 200_000
_GIVEN_BACK: Final = re.compile(r"^(?:-{3}.*\b(?:copy|below|original)\b.*|(?:Received|Return-Path):.*)$", re.M | re.I)


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
    if not blocks and message.get_content_type() == "multipart/report":
        # Some writers announce it wrongly, or give it a name of their own.
        blocks = [one for one in _of_text(raw[:_MOST_READ].decode("latin-1")) if "action" in one and _recipients(one)]
    return _of_blocks(blocks, address, _first_words(message)) or _in_words(message, has_report=bool(blocks))


def of_answer(code: int, words: str) -> Report:
    """What a server answered at once (5xx) instead of taking the mail."""
    said = " ".join(words.split())
    found = CODE.search(said)
    usual = {550: "5.1.1", 552: "5.2.2", 553: "5.1.3"}.get(code, "5.0.0")
    status = sure_code(found[1] if found else "", said) or usual
    return Report(FAILED, code >= 500 and not status.startswith(_PASSING), status, said[:300])


def complaint_key(raw: bytes) -> str:
    """The key that leads from a complaint (« this is spam ») to whom it was sent; nothing when it is no complaint."""
    kinds = {one.get("feedback-type", "").strip().lower() for one in _complaints(parsed(raw))}
    found = _KEY.search(raw) if kinds & _UNWANTED else None
    return found[1].decode().lower() if found else ""


def is_complaint(raw: bytes) -> bool:
    """A provider reports what one of its users did (RFC 5965, or Microsoft's own way)."""
    return bool(_complaints(parsed(raw)))


def _complaints(message: Message) -> list[dict[str, str]]:
    """The fields of each report; Microsoft writes none, and gives back the mail with a mark of its own."""
    found = [
        {name.lower(): value for one in _blocks(part) for name, value in one.items()}
        for part in _parts(message, "message/feedback-report")
    ]
    marked = (part for part in message.walk() if part is not message and part.get("X-HmXmrOriginalRecipient"))
    return found + [{"feedback-type": "abuse"} for _part in marked]


def _of_blocks(blocks: list[dict[str, str]], address: str, told_people: str) -> Report | None:
    told = [one for one in blocks if "action" in one]
    mine = [one for one in told if address.lower() in _recipients(one)]
    elsewhere = next((one["status"] for one in blocks if "status" in one), "")
    late = None
    for one in mine or told:
        action = one["action"].split("(")[0].strip().lower()
        words = " ".join(one.get("diagnostic-code", "").split())
        found = CODE.search(one.get("status", elsewhere)) or CODE.search(words)
        code = found[1] if found else ""
        if action == FAILED:
            code = sure_code(code, words or told_people)
            return Report(FAILED, not code.startswith(_PASSING), code, words[:300])
        if action == DELAYED:
            late = Report(DELAYED, False, code)
    return late


def _recipients(block: dict[str, str]) -> set[str]:
    """« rfc822; anne@exemple.test », as it was given and as it became."""
    said = (block.get("original-recipient", ""), block.get("final-recipient", ""))
    return {one.rpartition(";")[2].strip(" \t\r\n<>").lower() for one in said if one.strip()}


def _in_words(message: Message, *, has_report: bool) -> Report | None:
    from flufl.bounce import all_failures

    try:
        late, failed = all_failures(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # An odd mail that its rules trip over: no return that anybody could read.
        return None
    if failed and _LATE.search(str(message.get("Subject", ""))):
        return Report(DELAYED)
    if failed:
        words = _first_words(message)
        said = CODE.search(words)
        code = said[1] if said and said[1].startswith(("4", "5")) else ""
        # A code that is sure is: words for people say what else it could have been.
        code = sure_code(code, words) if is_vague(code) else code
        return Report(FAILED, not code.startswith(_PASSING), code)
    subject = decoded(str(message.get("Subject", "")))
    if not late and not has_report and _GIVEN_UP.match(subject) and not _LATE.search(subject):
        code = sure_code("", _first_words(message))
        return Report(FAILED, code == UNKNOWN, code)
    return Report(DELAYED) if late else None


def _first_words(message: Message) -> str:
    """What it tells people, up to the mail that it gives back."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            inside = part.get_payload(decode=True)
            return _GIVEN_BACK.split(inside[:20_000].decode("utf-8", "replace"))[0] if isinstance(inside, bytes) else ""
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
