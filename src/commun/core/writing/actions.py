"""The one way in: start a text, take a change of a browser, take a text area.

A change is taken under the lock of its text's row, tried on the document, written with whose characters it holds, and
told to the other browsers when the transaction commits.
"""

import secrets
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commun.core import clock, live
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.search import indexing
from commun.core.writing import access, documents, html, markdown, merging, reading, trees, updates
from commun.core.writing.tables import TextSpan, TextUpdate, TextVersion, WrittenText

LARGEST_UPDATE = 1_500_000
LARGEST_TEXT = 40_000_000
LARGEST_AREA = 1_000_000
PARAGRAPHS_MOST = 5_000
LONGEST_SESSION = 32
REMOVALS_MOST = 5_000


class Behind(Exception):
    """The change leans on others that the server has not: the browser sends all that is missing at once."""


@dataclass(frozen=True)
class Plain:
    """What became of a text area: the new position; or, where both changed the same, what to look at again."""

    position: int
    clashes: list[merging.Clash] = field(default_factory=list)
    markdown: str = ""


def topic_of(text: WrittenText) -> str:
    """The word under which browsers follow a text (core.live)."""
    return f"text:{text.space_id}:{text.ref}"


def tell_right(text: WrittenText) -> None:
    """Tell the browsers that follow this text that who may write it has changed (frozen, opened again, left)."""
    live.tell(topic_of(text), "right")


@transaction.atomic
def create_text(
    *, space: Space, kind: str, reference: str, author: int | None, markdown_: str = "", html_: str = ""
) -> WrittenText:
    """Start the text of a thing that another room owns, empty or with words of ``author``; as it is when it was there.

    The owning room has checked who asks.
    """
    found = WrittenText.objects.filter(kind=kind, reference=reference).first()
    if found is not None:
        return found
    now = clock.now()
    text = WrittenText.objects.create(
        space=space, ref=secrets.token_hex(5), kind=kind, reference=reference, created_at=now, changed_at=now
    )
    tree = html.tree_of(html_) if html_ else markdown.tree_of(markdown_)
    if tree["content"] and author is not None:
        edit(text=text, author=author, tree=tree)
    return text


@transaction.atomic
def append_update(*, text: WrittenText, content: bytes, author: int, session: str, number: int) -> int:
    """Take one change of a browser, once; returns its position.

    Raises NotFound, Refused (no right, frozen, malformed, too long, somebody else's mark), Behind.
    """
    access.reader(author, text)
    if len(content) > LARGEST_UPDATE:
        raise Refused(_("This change is too large: paste the text in several parts."))
    if not 0 < len(session) <= LONGEST_SESSION or not 0 <= number < updates.LARGEST:
        raise Refused(_("This change cannot be read."))
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    # Once the text is held: who freezes it holds it too, so nothing is taken after the freeze.
    access.writer(author, locked)
    known = TextUpdate.objects.filter(text=locked, session=session, number=number, person_id=author).first()
    return known.position if known is not None else _taken(locked, content, author, session, number)


def _taken(text: WrittenText, content: bytes, author: int, session: str, number: int) -> int:
    try:
        update = updates.decoded(content)
    except updates.Malformed:
        raise Refused(_("This change cannot be read.")) from None
    if text.size + len(content) > LARGEST_TEXT:
        raise Refused(_("This text is too long: make several of it."))
    position = text.position + 1
    with documents.opened(text) as kept:
        fresh = _fresh(update, updates.clocks(kept.doc.get_state()))
        _keep_spans(text, fresh, update.removals, author)
        try:
            documents.applied(kept, content, position, text.pk)
        except documents.Broken:
            raise Refused(_("This change cannot be read.")) from None
        reached = updates.clocks(kept.doc.get_state())
        if any(reached.get(client, 0) < end for client, (_start, end) in fresh.items()):
            documents.forget(text.pk)
            raise Behind
    now = clock.now()
    TextUpdate.objects.create(
        space_id=text.space_id, text=text, position=position, content=content, person_id=author, session=session,
        number=number, at=now,
    )  # fmt: skip
    text.position, text.size, text.changed_at = position, text.size + len(content), now
    text.save(update_fields=["position", "size", "changed_at"])
    live.tell(topic_of(text), "update", str(position))
    return position


def _fresh(update: updates.Update, known: dict[int, int]) -> dict[int, tuple[int, int]]:
    """The new ids of each client: (start, end). Raises Behind when some before them are missing."""
    found = {}
    for client, structs in update.structs.items():
        reached = known.get(client, 0)
        for struct in structs:
            end = struct.clock + struct.length
            if end <= reached:
                continue
            if struct.clock > reached or struct.content_kind == updates.SKIP:
                raise Behind
            found[client] = (known.get(client, 0), end)
            reached = end
    return found


def _keep_spans(
    text: WrittenText, fresh: dict[int, tuple[int, int]], removals: list[tuple[int, int, int]], author: int
) -> None:
    now = clock.now()
    for client, (start, end) in fresh.items():
        last = TextSpan.objects.filter(text=text, client=client, is_removal=False).order_by("-start").first()
        if last is not None and last.person_id != author:
            raise Refused(_("This change bears the mark of somebody else: load the page again."))
        if last is not None and last.end == start and _same_minute(last):
            TextSpan.objects.filter(pk=last.pk).update(end=end, at=now)
        else:
            _span(text, client, start, end, author, is_removal=False).save()
    if len(removals) > REMOVALS_MOST:
        raise Refused(_("This change is too large: paste the text in several parts."))
    if len(removals) == 1:
        _keep_removal(text, removals[0], author)
    else:
        TextSpan.objects.bulk_create(
            _span(text, client, start, start + length, author, is_removal=True) for client, start, length in removals
        )


def _keep_removal(text: WrittenText, removal: tuple[int, int, int], author: int) -> None:
    """Keys of one minute that take away one after the other make one row."""
    client, start, length = removal
    last = TextSpan.objects.filter(text=text, client=client, is_removal=True, person_id=author).order_by("-pk").first()
    if last is not None and _same_minute(last) and last.start <= start + length and start <= last.end:
        TextSpan.objects.filter(pk=last.pk).update(
            start=min(start, last.start), end=max(start + length, last.end), at=clock.now()
        )
    else:
        _span(text, client, start, start + length, author, is_removal=True).save()


def _span(text: WrittenText, client: int, start: int, end: int, author: int, *, is_removal: bool) -> TextSpan:
    return TextSpan(
        space_id=text.space_id, text=text, client=client, start=start, end=end, person_id=author, at=clock.now(),
        is_removal=is_removal,
    )  # fmt: skip


def _same_minute(span: TextSpan) -> bool:
    now = clock.now()
    return span.at.replace(second=0, microsecond=0) == now.replace(second=0, microsecond=0)


@transaction.atomic
def edit(*, text: WrittenText, author: int, tree: trees.Node) -> int:
    """Change the text into ``tree`` by the smallest edits, as ``author``; returns the position. For trusted callers:
    access is theirs to check.
    """
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    with documents.opened(locked) as kept:
        state = documents.state_of(kept)
    doc = trees.new_doc(state, client=secrets.randbelow(2**31 - 1) + 1)
    before = doc.get_state()
    trees.become(doc, tree)
    if trees.tree_of(trees.new_doc(state)) != tree:
        take_own(text=locked, author=author, content=bytes(doc.get_update(before)))
    project(text=locked)
    text.refresh_from_db()
    return locked.position


def take_own(*, text: WrittenText, author: int, content: bytes) -> int:
    """Take a change that the house made for a person, under the lock that the caller holds; returns its position."""
    return _taken(text, content, author, f"house-{secrets.token_hex(8)}", 0)


@transaction.atomic
def write_plain(*, text: WrittenText, author: int, base: int, words: str) -> Plain:
    """Take a text area (Markdown) that was filled from position ``base``; what others changed meanwhile is kept.

    Nothing is written where both changed the same paragraph: the answer holds both. Raises NotFound, Refused.
    """
    access.reader(author, text)
    if len(words) > LARGEST_AREA:
        raise Refused(_("This text is too long: make several of it."))
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    access.writer(author, locked)
    current = reading.tree(locked)
    theirs = markdown.chunks(current)
    mine = [chunk for chunk in markdown.chunks(markdown.tree_of(words)) if chunk]
    if len(mine) > PARAGRAPHS_MOST:
        raise Refused(_("This text is too long: make several of it."))
    base_tree = current if base == locked.position else _tree_at(locked, base)
    if base_tree is None:
        return Plain(locked.position, [merging.Clash([chunk for chunk in theirs if chunk], mine)], words)
    told = [chunk for chunk in markdown.chunks(base_tree) if chunk]
    if mine == [chunk for chunk in markdown.chunks(markdown.tree_of(markdown.markdown_of(base_tree))) if chunk]:
        return Plain(locked.position)
    result = merging.merged(told, mine, [chunk for chunk in theirs if chunk])
    if result.clashes:
        return Plain(locked.position, result.clashes, "\n\n".join(result.parts) + "\n")
    edit(text=locked, author=author, tree=_woven(current, theirs, result.parts))
    text.refresh_from_db()
    return Plain(text.position)


def _tree_at(text: WrittenText, position: int) -> trees.Node | None:
    doc = documents.at_position(text, position) if 0 <= position < text.position else None
    return trees.tree_of(doc) if doc is not None else None


def _woven(current: trees.Node, chunks: list[str], parts: list[str]) -> trees.Node:
    """The blocks of ``parts``; those that are there already stay as they are, the empty ones after them too."""
    nodes = current.get("content", [])
    filled = [number for number, chunk in enumerate(chunks) if chunk]
    content: list[Any] = list(nodes[: filled[0]]) if filled else list(nodes)
    matcher = SequenceMatcher(None, [chunks[number] for number in filled], parts, autojunk=False)
    for what, start, end, to, until in matcher.get_opcodes():
        if what == "equal":
            for place in range(start, end):
                after = filled[place + 1] if place + 1 < len(filled) else len(nodes)
                content += nodes[filled[place] : after]
        else:
            content += markdown.tree_of("\n\n".join(parts[to:until]))["content"]
    return {"type": "doc", "content": content}


@transaction.atomic
def project(*, text: WrittenText) -> None:
    """Draw again what pages, searches and exports read; keep a version now and then, so that opening stays quick."""
    locked = WrittenText.objects.select_for_update().get(pk=text.pk)
    with documents.opened(locked) as kept:
        found = reading.drawn(documents.guarded(lambda: trees.tree_of(kept.doc)))
        state = documents.state_of(kept)
    locked.html, locked.markdown, locked.plain = found.html, found.markdown, found.plain
    locked.word_count, locked.shown_position = found.word_count, locked.position
    locked.save(update_fields=["html", "markdown", "plain", "word_count", "shown_position"])
    indexing.touch(locked.space_id, locked.kind, locked.reference)
    last = TextVersion.objects.filter(text=locked).order_by("-position").values_list("position", flat=True).first()
    if locked.position - (last or 0) >= VERSION_EVERY:
        TextVersion.objects.create(
            space_id=locked.space_id, text=locked, position=locked.position, content=state,
            word_count=found.word_count, at=clock.now(),
        )  # fmt: skip


# A text is opened from its last version and the changes since.
VERSION_EVERY = 200
