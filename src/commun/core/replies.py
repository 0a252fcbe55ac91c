"""Answers by mail: a key in the address says who answers and about what; what is written says which act is meant.

Rooms add to ``ways`` in their ``ready()``, one for each kind of thing. What an answer does is an act of ``links.acts``:
the very door of the signed links, with the same rules. Nothing is guessed: what cannot be told is Unclear.
"""

import base64
import datetime as dt
import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models.expressions import RawSQL

from commun.algo.calendar import Reply
from commun.algo.text import fold
from commun.core import arriving, clock, scope
from commun.core.models import ReplyKey, Space
from commun.core.registries import Registry

ANSWER, RSVP = "r", "rsvp"
LIFE = dt.timedelta(days=45)
# A key that no longer acts is known for a while: whoever answers late is told so.
KEEP = dt.timedelta(days=180)
LONGEST_NOTE = 2000
_GREETING = re.compile(r"(?:bonjour|bonsoir|salut|coucou|hello|hi|dear|cher|chere|chers)\b[^.:;?!]{0,40}[,.!]*")
_SIGNS = {"So", "Sk", "Mn", "Cs"}
_END = re.compile(r"\s*(?:[:,.;!?–—]|\s-\s|$)+\s*")


class Unclear(Exception):
    """What was written cannot be told for sure; ``sentence`` says what was understood (translated)."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Wanted:
    """One act that an answer asks for: its name in ``links.acts``, and what it must know."""

    act: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReplyWay:
    """How one kind of thing is answered.

    ``read(key, words)`` gives what is asked for (raises Unclear); ``how(key)`` the sentences that say what one may
    write; ``page(key)`` the full address where the same is done by hand; ``calendar(key, answers)`` what the answers
    of a calendar program ask for: nothing, when they are older than what was heard or sent (raises NotFound for another
    invitation's); ``after(key)`` the full address of what was done, where no other answer undoes it.
    """

    read: Callable[[ReplyKey, str], Sequence[Wanted]]
    how: Callable[[ReplyKey], Sequence[str]]
    page: Callable[[ReplyKey], str]
    calendar: Callable[[ReplyKey, Sequence[Reply]], Sequence[Wanted]] | None = None
    after: Callable[[ReplyKey], str] | None = None


ways: Registry[ReplyWay] = Registry()


def key_for(space: Space, person_id: int, kind: str, ref: str, data: Mapping[str, Any] | None = None) -> ReplyKey:
    """The key of a person for a thing, its life begun again; ``data`` joins what it knows. 2 queries."""
    with scope.use(space):
        row, is_new = ReplyKey.objects.get_or_create(
            space=space,
            person_id=person_id,
            kind=kind,
            ref=ref,
            defaults={"token": new_token(), "issued_at": clock.now(), "data": dict(data or {})},
        )
        if not is_new:
            row.issued_at, row.data = clock.now(), {**row.data, **(data or {})}
            row.save(update_fields=["issued_at", "data"])
    return row


def keys_for(space: Space, person_ids: Sequence[int], kind: str, ref: str) -> dict[int, ReplyKey]:
    """The keys of many people for one thing, by person, their lives begun again. At most 3 queries."""
    now = clock.now()
    with scope.use(space):
        rows = ReplyKey.objects.filter(space=space, kind=kind, ref=ref, person_id__in=list(person_ids))
        known = {row.person_id: row for row in rows}
        made = [
            ReplyKey(space=space, person_id=pk, kind=kind, ref=ref, token=new_token(), issued_at=now, data={})
            for pk in dict.fromkeys(person_ids)
            if pk not in known
        ]
        ReplyKey.objects.bulk_create(made)
        rows.update(issued_at=now)
    return known | {row.person_id: row for row in made}


def remember(space: Space, kind: str, ref: str, **data: Any) -> None:
    """What a mail to everybody said joins what their keys know. 1 query."""
    with scope.use(space):
        rows = ReplyKey.objects.filter(space=space, kind=kind, ref=ref)
        rows.update(data=RawSQL("data || %s::jsonb", [json.dumps(data)]))


def address_for(space: Space, person_id: int, kind: str, ref: str, data: Mapping[str, Any] | None = None) -> str:
    """Where this person's answer about this thing is sent."""
    return arriving.key_address(ANSWER, key_for(space, person_id, kind, ref, data).token)


def are_read() -> bool:
    """Whether answers reach the house: the operator named the domain of its mails (or tries it out)."""
    return bool(settings.LIST_DOMAIN) or settings.MAIL_PAGE


def headers_for(
    space: Space, person_id: int, kind: str, ref: str, data: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """The header of a mail that may be answered; nothing where answers reach nobody."""
    return {"Reply-To": f"<{address_for(space, person_id, kind, ref, data)}>"} if are_read() else {}


def key_of(token: str) -> ReplyKey | None:
    """The row of a key, whatever its group. 1 query."""
    with scope.everywhere("a key names its own group"):
        return ReplyKey.objects.select_related("space").filter(token=token.strip().lower()).first()


def is_alive(key: ReplyKey) -> bool:
    """Whether it still acts."""
    return key.issued_at > clock.now() - LIFE and ways.get(key.kind) is not None


def new_token() -> str:
    """Sixteen lower-case letters and figures."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


@dataclass(frozen=True)
class Said:
    """The first line of an answer and what follows it; ``plain`` is the line folded, without its accents."""

    line: str
    plain: str
    rest: str

    @property
    def is_empty(self) -> bool:
        """Nothing was written."""
        return not self.plain


def said(words: str) -> Said:
    """The first line that says something, greetings left out, and the others."""
    lines = [one.strip() for one in words.replace("\u00a0", " ").replace("\u202f", " ").splitlines()]
    while lines and (not lines[0] or (_GREETING.fullmatch(plain(lines[0])) and any(lines[1:]))):
        lines.pop(0)
    first = lines[0] if lines else ""
    return Said(first, plain(first), "\n".join(lines[1:]).strip()[:LONGEST_NOTE])


def plain(words: str) -> str:
    """Lower case, without accents, inclusive endings and double spaces: « Je suis intéressé·e » is as « interesse »."""
    text = fold(words).replace("’", "'").replace("«", "").replace("»", "").replace('"', "")
    text = re.sub(r"(?<=\w)[·.\-(/]e\b\)?", "", text)
    # A thumb or a smile says nothing more.
    return " ".join(
        "".join(sign for sign in text if unicodedata.category(sign) not in {"So", "Sk", "Mn", "Cs"}).split()
    )


def chosen(words: str, phrases: Mapping[str, Iterable[str]]) -> tuple[str, str] | None:
    """The one answer that the first line gives, and what is written beyond it; None when none or several fit.

    A phrase counts when the line is it, or when a stop follows it: « fait, merci » is clear, « fait demain » is not.
    """
    told = said(words)
    found: dict[str, str] = {}
    for name, ways_to_say in phrases.items():
        for phrase in ways_to_say:
            if (beyond := _beyond(told, phrase)) is not None:
                found[name] = beyond
    if len(found) != 1:
        return None
    name, beyond = next(iter(found.items()))
    others = [phrase for other in phrases if other != name for phrase in phrases[other]]
    if any(_beyond(said(beyond), phrase) is not None for phrase in others):
        # « oui, non »
        return None
    return name, "\n".join(part for part in (beyond, told.rest) if part)[:LONGEST_NOTE].strip()


def _beyond(told: Said, phrase: str) -> str | None:
    """What the line says after the phrase, as it was written; None when it does not start with it."""
    start = plain(phrase)
    if not told.plain.startswith(start):
        return None
    left = told.plain[len(start) :]
    stop = _END.match(left)
    if left and (stop is None or not stop.group()):
        return None
    after = left[stop.end() :] if stop else ""
    # The words as they were written: as many signs from the end, accents and all.
    words = told.line.rstrip()
    at = _same_end(words, after)
    return words[at:].strip() if after else ""


def _same_end(words: str, after: str) -> int:
    """Where the end of ``words`` starts that folds to ``after``."""
    for at in range(len(words)):
        if plain(words[at:]) == after and words[at] not in " \t,;:.!?–—-":
            return at
    return len(words)
