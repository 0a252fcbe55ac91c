"""Answers to a digest: the number of a line, then what one says to it. « 2 je prends », « 4 intéressée »."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from commun.core import replies
from commun.core.models import ReplyKey, Space
from commun.core.registries import DigestEvent
from commun.core.replies import ReplyWay, Unclear, Wanted, said
from commun.core.urls import absolute
from commun.people.models import Person

DIGEST = "people.digest"
Chapters = Sequence[tuple[str, Sequence[DigestEvent]]]
_NUMBERED = re.compile(r"\s*(?:n[o°]\s*)?(\d{1,3})\s*[:.)\-–—]*\s+(\S.*)", re.IGNORECASE)


def numbered(chapters: Chapters) -> tuple[Chapters, dict[str, tuple[str, str, str]]]:
    """The chapters, each line that may be answered with its number before it, and what each number is about."""
    lines: dict[str, tuple[str, str, str]] = {}
    shown = []
    for title, events in chapters:
        told = []
        for event in events:
            if event.answers is not None and replies.are_read():
                lines[str(len(lines) + 1)] = event.answers
                told.append(replace(event, title=f"{len(lines)}. {event.title}"))
            else:
                told.append(event)
        shown.append((title, told))
    return shown, lines


def headers_for(person: Person, key: str, lines: dict[str, tuple[str, str, str]]) -> dict[str, str]:
    """Where an answer to this digest goes; it lives in the group of its first line. 3 queries, none without lines."""
    if not lines:
        return {}
    space = Space.objects.get(slug=lines["1"][1])
    return replies.headers_for(space, person.pk, DIGEST, key[-80:], {"lines": lines})


def _read(key: ReplyKey, words: str) -> list[Wanted]:
    told = said(words)
    if told.is_empty:
        raise Unclear(_("There was no answer in your mail."))
    wanted: list[Wanted] = []
    for number, answer in _by_number(key, [told.line, *told.rest.splitlines()]):
        kind, slug, ref = key.data["lines"][number]
        way = replies.ways.get(kind)
        space = Space.objects.filter(slug=slug).first()
        if way is None or space is None:
            raise Unclear(_("Line %(number)s can no longer be answered.") % {"number": number})
        line = ReplyKey(space=space, person_id=key.person_id, kind=kind, ref=ref, issued_at=key.issued_at)
        wanted += way.read(line, answer)
    return wanted


def _by_number(key: ReplyKey, lines: Sequence[str]) -> list[tuple[str, str]]:
    """What is said to each line of the digest; words without a number go with the answer above them. Raises Unclear."""
    known = key.data.get("lines") or {}
    found: list[tuple[str, str]] = []
    for line in lines:
        told = _NUMBERED.fullmatch(line)
        if told is not None and told[1].lstrip("0") in known:
            found.append((told[1].lstrip("0"), told[2]))
        elif told is not None and not found:
            raise Unclear(_("There is no line %(number)s to answer in this digest.") % {"number": told[1]})
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
        elif len(known) == 1:
            found.append((next(iter(known)), line))
        else:
            raise Unclear(_("“%(words)s” does not say which line of the digest you answer.") % {"words": line[:200]})
    if len({number for number, _words in found}) != len(found):
        raise Unclear(_("A line of the digest has two different answers."))
    return found


def _how(key: ReplyKey) -> list[str]:
    kinds = {kind for kind, _slug, _ref in (key.data.get("lines") or {}).values()}
    ways = [way for kind in sorted(kinds) if (way := replies.ways.get(kind)) is not None]
    return [
        _("The number of the line, then your answer, a line for each:"),
        *(line for way in ways for line in way.how(key)),
    ]


def _page(key: ReplyKey) -> str:
    return absolute("/")


def register() -> None:
    """What answers may be about."""
    replies.ways.add(DIGEST, ReplyWay(_read, _how, _page))
