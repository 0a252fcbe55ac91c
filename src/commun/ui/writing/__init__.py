"""Texts written together, as pages show them: the editor of a text with its comments, suggestions and versions.

A room's page: ``{% include "ui/writing/editor.html" with editor=editor %}``, ``editor_of(text, person_id)``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commun.core.models import TextComment, TextSuggestion, WrittenText
from commun.core.writing import access, live, reading
from commun.ui import diffs
from commun.ui.writing.forms import CommentForm, SuggestionForm
from commun.ui.writing.words import words

LONG_TEXT = 60_000
COMPARED_MOST = 16_000_000


@dataclass(frozen=True)
class Thread:
    """A comment with its answers; ``may_close`` for who looks."""

    comment: TextComment
    name: str
    answers: Sequence[tuple[TextComment, str]]
    may_close: bool


@dataclass(frozen=True)
class Proposal:
    """A suggestion, what it changes, and what who looks may do."""

    suggestion: TextSuggestion
    name: str
    pieces: Sequence[diffs.Piece]
    may_decide: bool
    may_take_back: bool


@dataclass(frozen=True)
class Remarks:
    """What stands beside a text: three queries."""

    text: WrittenText
    threads: Sequence[Thread]
    closed: Sequence[Thread]
    proposals: Sequence[Proposal]
    decided: Sequence[Proposal]
    may_suggest: bool


@dataclass(frozen=True)
class TextEditor:
    """All that the component shows; with remarks, six queries besides those of the owner's right."""

    text: WrittenText
    right: access.Right
    shown: reading.Shown
    html: SafeString
    path: str
    person_id: int
    name: str
    words: str
    remarks: Remarks | None
    comment_form: CommentForm
    suggestion_form: SuggestionForm
    formats: Sequence[str] = ("docx", "odt", "pdf", "md")

    @property
    def is_long(self) -> bool:
        """Whether the text area would be slow to lay out."""
        return len(self.shown.markdown) > LONG_TEXT


def editor_of(text: WrittenText, person_id: int, *, with_remarks: bool = True) -> TextEditor:
    """The editor of a text for somebody who may read it. Raises NotFound."""
    right = access.reader(person_id, text)
    shown = reading.shown(text)
    return TextEditor(
        text=text,
        right=right,
        shown=shown,
        html=prose(shown.html),
        path=live.path_of(text),
        person_id=person_id,
        name=access.names([person_id])[person_id],
        words=json.dumps(words(), ensure_ascii=False),
        remarks=remarks_of(text, person_id, right) if with_remarks else None,
        comment_form=CommentForm(auto_id=f"comment-{text.ref}-%s"),
        suggestion_form=SuggestionForm(auto_id=f"suggestion-{text.ref}-%s"),
    )


def prose(html: str) -> SafeString:
    """HTML that ``core.writing.html`` wrote: known tags only, every word escaped."""
    return mark_safe(html)


def remarks_of(text: WrittenText, person_id: int, right: access.Right) -> Remarks:
    """Comments and suggestions of a text, as this person sees them."""
    comments = list(TextComment.objects.filter(text=text).order_by("at", "pk"))
    suggestions = list(TextSuggestion.objects.filter(text=text).order_by("at", "pk"))
    names = access.names([*(one.person_id for one in comments), *(one.person_id for one in suggestions)])
    answers: dict[int | None, list[tuple[TextComment, str]]] = {}
    for one in comments:
        answers.setdefault(one.answered_id, []).append((one, names[one.person_id]))
    threads = [
        Thread(one, name, answers.get(one.pk, ()), one.person_id == person_id or right.may_write)
        for one, name in answers.get(None, ())
    ]
    proposals = [_proposal(one, names, person_id, right) for one in suggestions]
    waits = TextSuggestion.State.PROPOSED
    return Remarks(
        text=text,
        threads=[one for one in threads if one.comment.resolved_at is None],
        closed=[one for one in threads if one.comment.resolved_at is not None],
        proposals=[one for one in proposals if one.suggestion.state == waits],
        decided=[one for one in proposals if one.suggestion.state != waits],
        may_suggest=not right.frozen_why,
    )


def _proposal(one: TextSuggestion, names: Mapping[int, str], person_id: int, right: access.Right) -> Proposal:
    return Proposal(
        suggestion=one,
        name=names[one.person_id],
        pieces=diffs.words(one.quote, one.proposal),
        may_decide=right.writes and one.person_id != person_id,
        may_take_back=one.person_id == person_id,
    )


def changes(before: str, after: str) -> list[list[diffs.Piece]]:
    """What changed between two texts, one run of paragraphs at a time, word by word where they are not too long."""
    old, new = before.split("\n"), after.split("\n")
    found = []
    for what, start, end, to, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        was, now = "\n".join(old[start:end]), "\n".join(new[to:until])
        if len(was) * len(now) <= COMPARED_MOST:
            found.append(diffs.words(was, now))
        else:
            found.append([diffs.Piece("removed", was), diffs.Piece("added", now)])
    return found


@dataclass(frozen=True)
class Written:
    """Who wrote how much of a text, and its paragraphs with who changed them last."""

    shares: Sequence[tuple[str, int, int]]
    paragraphs: Sequence[tuple[str, str, Any, str]]


def written_by(text: WrittenText) -> Written:
    """Characters of each person with their percentage; paragraphs: (start, who last, when, by whom in all)."""
    found, history = reading.authorship(text), reading.history(text)
    ids = [share.person_id for share in found.shares] + [one.person_id for one in history]
    names = access.names([*ids, *(person for one in history for person in one.people)])
    whole = sum(share.characters for share in found.shares) or 1
    shares = [
        (names.get(share.person_id, _("a former member")), share.characters, round(share.characters * 100 / whole))
        for share in found.shares
    ]
    paragraphs = [
        (one.text, names.get(one.person_id or 0, ""), one.at, ", ".join(names[person] for person in one.people))
        for one in history
        if one.text.strip()
    ]
    return Written(shares, paragraphs)
