"""The words of kept files, for the search: read once by the worker, apart (``file_reading``); gone with their file.

Only files that the search shows are read: each room says which (``shown``). Who may find them is who may find the page
they hang on: the room gives the words in its own source, under its own rights.
"""

import logging
from collections.abc import Callable, Collection
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from commun.core import clock, file_reading, files, jobs, scope
from commun.core.errors import NotFound
from commun.core.models import FileText, KeptFile
from commun.core.registries import Registry

logger = logging.getLogger(__name__)
# The kind that sources name in ``about``: the words of a kept file were read.
FILE: Final = "core.file_read"
AT_ONCE: Final = 20
# The kept files (subqueries of their keys) that the search shows. Asked inside ``scope.everywhere``.
shown: Registry[Callable[[], Any]] = Registry()


def words_of(kept: KeptFile | None) -> str:
    """What the worker read in this file; nothing when it did not yet, or could not. Joined by ``select_related``."""
    read = getattr(kept, "words", None)
    return read.text if isinstance(read, FileText) else ""


def same_files(rows: "QuerySet[Any]", field: str, refs: Collection[str]) -> set[str]:
    """References of the rows that hang on kept files of these references. 1 query."""
    return set(rows.filter(**{f"{field}__ref__in": list(refs)}).values_list("ref", flat=True))


def ask_for(kind: str) -> None:
    """A file was kept: have it read once its row is committed."""
    if kind in file_reading.READABLE:
        from commun.core.search import tasks

        transaction.on_commit(lambda: jobs.enqueue_once(tasks.read_files, "core.read_files"))


def read_some(most: int = AT_ONCE) -> int:
    """Read the files that wait, and tell the search; returns how many. Twice is once."""
    from commun.core.search import indexing

    with scope.everywhere("the worker reads the files of all groups"):
        waiting = list(_shown().filter(kind__in=file_reading.READABLE, words=None).order_by("pk")[:most])
    for kept in waiting:
        text = _read(kept)
        with scope.use(kept.space_id):
            # Taken away meanwhile: nothing is written of it.
            if KeptFile.objects.filter(pk=kept.pk).exists():
                FileText.objects.get_or_create(kept=kept, space_id=kept.space_id, defaults=text)
        if text["text"]:
            indexing.touch(kept.space_id, FILE, kept.ref)
    return len(waiting)


def _read(kept: KeptFile) -> dict[str, Any]:
    with scope.use(kept.space_id):
        twin = FileText.objects.filter(kept__digest=kept.digest, kept__kind=kept.kind).first()
    if twin is not None:
        return {"text": twin.text, "is_read": twin.is_read, "read_at": clock.now()}
    try:
        text, is_read = file_reading.words_of(kept.kind, files.path_of(kept)), True
    except (file_reading.Unreadable, NotFound):
        logger.info("the words of file %s (%s) could not be read", kept.ref, kept.kind)
        text, is_read = "", False
    return {"text": text, "is_read": is_read, "read_at": clock.now()}


def _shown() -> "QuerySet[KeptFile]":
    asked = Q(pk__in=[])
    for name in shown.names():
        of_room = shown.get(name)
        if of_room is not None:
            asked |= Q(pk__in=of_room())
    return KeptFile.objects.filter(asked)


def forget() -> None:
    """Take away the words of files that no page shows any more."""
    with scope.everywhere("words of files that are gone, in all groups"):
        FileText.objects.exclude(kept__in=_shown()).delete()
