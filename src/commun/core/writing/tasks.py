"""What the clock does with texts: what searches and lists read is drawn again, old changes are let go, one is tried."""

import logging
from collections.abc import Callable

from django.db.models import F

from commun.core import jobs, scope
from commun.core.writing import actions, documents, reading, versions
from commun.core.writing.tables import WrittenText

logger = logging.getLogger(__name__)
AT_ONCE = 200


@jobs.periodic("* * * * *", "core.draw_texts")
def draw_texts(timestamp: int) -> None:
    """Draw the texts that changed since they were drawn; one that cannot be read leaves the others alone."""
    with scope.everywhere("every group's texts are drawn by one clock"):
        waiting = list(WrittenText.objects.exclude(position=F("shown_position")).order_by("changed_at")[:AT_ONCE])
    for text in waiting:
        _alone(text, _drawn)


@jobs.periodic("50 2 * * *", "core.compact_texts")
def compact_texts(timestamp: int) -> None:
    """Every night: each text is read again from what is kept and must say what pages show; then old changes go."""
    with scope.everywhere("every group's texts are tried by one clock"):
        texts = list(WrittenText.objects.filter(position=F("shown_position")).order_by("pk").defer("html"))
    for text in texts:
        _alone(text, _tried)


def _drawn(text: WrittenText) -> None:
    actions.project(text=text)


def _tried(text: WrittenText) -> None:
    documents.forget(text.pk)
    if reading.drawn(reading.tree(text)).plain != text.plain:
        logger.error("text %s does not read as it did: its changes are kept", text.ref)
        return
    versions.compact(text)


def _alone(text: WrittenText, work: Callable[[WrittenText], None]) -> None:
    try:
        with scope.use(text.space_id):
            work(text)
    except documents.Broken:
        logger.exception("text %s cannot be read", text.ref)
