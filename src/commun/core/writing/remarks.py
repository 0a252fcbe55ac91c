"""Comments on passages, answers, and suggestions of other words that another person takes or not."""

import os
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commun.core import clock, live
from commun.core.errors import NotFound, Refused
from commun.core.writing import access, actions, documents, items, trees, updates
from commun.core.writing.tables import TextComment, TextSuggestion, WrittenText

LONGEST_COMMENT = 4_000
LONGEST_PASSAGE = 5_000
LONGEST_QUOTE = 300
LONGEST_ANCHOR = 400


@dataclass(frozen=True)
class Passage:
    """Words of the text, with the two Yjs relative positions around them (base 64) when a browser marked them."""

    quote: str = ""
    start: str = ""
    end: str = ""

    def checked(self, longest: int) -> "Passage":
        """Cut to what is kept."""
        is_marked = max(len(self.start), len(self.end)) <= LONGEST_ANCHOR and bool(self.start and self.end)
        return Passage(self.quote[:longest], self.start if is_marked else "", self.end if is_marked else "")


WHOLE = Passage()


def comment_for(text: WrittenText, pk: int) -> TextComment:
    """A comment of this text. Raises NotFound."""
    found = TextComment.objects.filter(text=text, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def suggestion_for(text: WrittenText, pk: int) -> TextSuggestion:
    """A suggestion of this text. Raises NotFound."""
    found = TextSuggestion.objects.filter(text=text, pk=pk).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def comment(*, text: WrittenText, author: int, words: str, passage: Passage = WHOLE) -> TextComment:
    """Say something about a passage, or about the whole text; who reads may. Raises NotFound, Refused."""
    access.reader(author, text)
    kept = passage.checked(LONGEST_QUOTE)
    return _said(text, author, words, quote=kept.quote, anchor_start=kept.start, anchor_end=kept.end)


@transaction.atomic
def answer(*, text: WrittenText, author: int, comment: TextComment, words: str) -> TextComment:
    """Answer a comment; answers are one level deep. Raises NotFound, Refused."""
    access.reader(author, text)
    first = comment_for(text, comment.pk)
    return _said(text, author, words, answered_id=first.answered_id or first.pk)


def _said(text: WrittenText, author: int, words: str, **more: Any) -> TextComment:
    words = words.strip()
    if not words or len(words) > LONGEST_COMMENT:
        raise Refused(_("Write the comment, in at most %(count)d characters.") % {"count": LONGEST_COMMENT})
    found = TextComment.objects.create(
        space_id=text.space_id, text=text, person_id=author, words=words, at=clock.now(), **more
    )
    _tell(text)
    return found


@transaction.atomic
def resolve(*, text: WrittenText, author: int, comment: TextComment) -> None:
    """Close a comment that has been heard: its author or who may write the text. Raises NotFound, Refused."""
    right = access.reader(author, text)
    found = comment_for(text, comment.pk)
    if found.person_id != author and not right.may_write:
        raise Refused(_("Who wrote the comment closes it, or who writes the text."))
    TextComment.objects.filter(pk=found.pk, resolved_at=None).update(resolved_at=clock.now(), resolver_id=author)
    _tell(text)


@transaction.atomic
def suggest(*, text: WrittenText, author: int, passage: Passage, proposal: str) -> TextSuggestion:
    """Propose other words for a passage of one paragraph; nothing changes yet. Raises NotFound, Refused."""
    right = access.reader(author, text)
    if right.frozen_why:
        raise Refused(right.frozen_why)
    kept = passage.checked(LONGEST_PASSAGE)
    proposal = " ".join(proposal.split("\n")).strip("\r")
    if not kept.quote.strip() or max(len(passage.quote), len(proposal)) > LONGEST_PASSAGE:
        raise Refused(_("Choose a passage of one paragraph, then write the words that you propose."))
    if proposal == kept.quote:
        raise Refused(_("These are the words that are there already."))
    with documents.opened(text) as document:
        _place(document.doc, kept)
    found = TextSuggestion.objects.create(
        space_id=text.space_id, text=text, person_id=author, quote=kept.quote, proposal=proposal,
        anchor_start=kept.start, anchor_end=kept.end, at=clock.now(),
    )  # fmt: skip
    _tell(text)
    return found


@transaction.atomic
def accept(*, text: WrittenText, author: int, suggestion: TextSuggestion) -> None:
    """Put the proposed words in the text; they count for who proposed them. Raises NotFound, Refused."""
    access.writer(author, text)
    if suggestion.person_id == author:
        raise Refused(_("Somebody else decides about your suggestion: you can take it back."))
    found = _decided(text, author, suggestion, TextSuggestion.State.ACCEPTED)
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    with documents.opened(locked) as kept:
        state = documents.state_of(kept)
    doc = trees.new_doc(state)
    piece, start, end = _place(doc, Passage(found.quote, found.anchor_start, found.anchor_end))
    before = doc.get_state()
    # Only what differs changes: the rest stays whose it is.
    lead = os.path.commonprefix([found.quote, found.proposal])
    old, new = found.quote[len(lead) :], found.proposal[len(lead) :]
    trail = len(os.path.commonprefix([old[::-1], new[::-1]]))
    start, end = start + len(lead.encode()), end - len(old[len(old) - trail :].encode())
    with doc.transaction():
        marks = _marks_at(piece, start)
        if end > start:
            del piece[start:end]
        if new[: len(new) - trail]:
            piece.insert(start, new[: len(new) - trail], marks)
    actions.take_own(text=locked, author=found.person_id, content=bytes(doc.get_update(before)))
    actions.project(text=locked)
    _tell(text)


@transaction.atomic
def refuse(*, text: WrittenText, author: int, suggestion: TextSuggestion) -> None:
    """Leave the passage as it is: who may write, or who proposed and takes it back. Raises NotFound, Refused."""
    right = access.reader(author, text)
    if suggestion.person_id != author and not right.may_write:
        raise Refused(_("You may read this text, not change it."))
    _decided(text, author, suggestion, TextSuggestion.State.REFUSED)
    _tell(text)


def _decided(text: WrittenText, author: int, suggestion: TextSuggestion, state: str) -> TextSuggestion:
    found = TextSuggestion.objects.select_for_update().filter(text=text, pk=suggestion.pk).first()
    if found is None:
        raise NotFound
    if found.state != TextSuggestion.State.PROPOSED:
        raise Refused(_("Somebody has decided about this suggestion already."))
    found.state, found.decider_id, found.decided_at = state, author, clock.now()
    found.save(update_fields=["state", "decider_id", "decided_at"])
    return found


def _tell(text: WrittenText) -> None:
    live.tell(actions.topic_of(text), "remarks")


# -- where a passage is -------------------------------------------------------------------------------------------


def _place(doc: Any, passage: Passage) -> tuple[Any, int, int]:
    """The piece of text that holds the passage, its start and end in bytes.

    Raises Refused when the passage has changed, or stands at several places and no mark says which.
    """
    pieces = [
        (piece, "".join(text for text, _ in piece.diff() if isinstance(text, str))) for piece in trees.pieces(doc)
    ]
    marked = _marked(doc, passage) if passage.start else None
    if marked is not None:
        number, characters = marked
        piece, words = pieces[number]
        if words[characters : characters + len(passage.quote)] == passage.quote:
            return _bytes_of(piece, words, characters, passage.quote)
    found = [(piece, words) for piece, words in pieces if words.count(passage.quote) == 1]
    if len(found) != 1 or any(words.count(passage.quote) > 1 for _piece, words in pieces):
        raise Refused(_("This passage is no more there, or several times: look at the text again."))
    piece, words = found[0]
    return _bytes_of(piece, words, words.index(passage.quote), passage.quote)


def _bytes_of(piece: Any, words: str, characters: int, quote: str) -> tuple[Any, int, int]:
    start = len(words[:characters].encode())
    return piece, start, start + len(quote.encode())


def _marked(doc: Any, passage: Passage) -> tuple[int, int] | None:
    """(number of the piece, characters before) of the mark, by the id of the character that follows it."""
    wanted = updates.anchor(passage.start)
    if wanted is None:
        return None
    for number, piece in enumerate(items.pieces_of(bytes(doc.get_update()))):
        characters = 0
        for run in piece:
            if run.client == wanted[0] and run.clock <= wanted[1] < run.clock + run.units:
                units = (wanted[1] - run.clock) * 2
                return number, characters + len(run.text.encode("utf-16-le")[:units].decode("utf-16-le", "replace"))
            characters += len(run.text)
    return None


def _marks_at(piece: Any, start: int) -> dict[str, Any]:
    at = 0
    for text, marks in piece.diff():
        at += len(text.encode()) if isinstance(text, str) else 1
        if start < at:
            return dict(marks or {})
    return {}
