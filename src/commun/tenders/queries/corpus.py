"""The notices of the last weeks laid out for matching, kept in the process and renewed when notices change."""

import datetime as dt
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Q

from commun.algo.matching import Estimate, NoticeFeatures
from commun.core import clock
from commun.core.codes import cpv_branches
from commun.core.models import CpvCode
from commun.tenders.models import Notice

if TYPE_CHECKING:
    from commun.algo.matching import NoticeIndex

logger = logging.getLogger(__name__)
WINDOW: Final = dt.timedelta(days=60)
READ: Final = 4000
# So many notices are laid out while a page is asked for; more would make somebody wait.
AT_ONCE: Final = 400
# How sure the stored guesses are when their shares were not kept.
SHARES: Final = (0.6, 0.2, 0.1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What matching looks at besides words."""

    published_on: dt.date
    deadline_at: dt.datetime | None
    departements: tuple[str, ...]
    buyer: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index over the notices that are open or appeared in the last 60 days; keys are notice ids."""

    stamp: object
    index: "NoticeIndex"
    facts: Mapping[int, Facts]


_lock = threading.Lock()
_kept: Corpus | None = None
_renewing = threading.Event()
_starting = threading.Lock()
_labels: dict[str, str] = {}


def stamp() -> tuple[dt.datetime | None, int, dt.date]:
    """Changes whenever a notice does, or the day. One query."""
    found = Notice.objects.aggregate(last=Max("changed_at"), count=Count("pk"))
    return found["last"], found["count"], clock.today()


def corpus() -> Corpus:
    """The corpus of this very moment. One query when nothing changed, three to build it again."""
    global _kept
    wanted = stamp()
    kept = _kept
    if kept is not None and kept.stamp == wanted:
        return kept
    with _lock:
        if _kept is None or _kept.stamp != wanted:
            _kept = build(wanted)
        return _kept


def ready_corpus() -> Corpus | None:
    """The corpus at hand, renewed behind the reader's back when notices changed meanwhile.

    None while the first one of this process is being laid out; a small base is laid out on the spot. One query.
    """
    kept = _kept
    wanted = stamp()
    if kept is None and wanted[1] <= AT_ONCE:
        return corpus()
    if kept is None or kept.stamp != wanted:
        warm()
    return kept


def warm() -> None:
    """Lay the corpus out in a thread of its own, unless one is already at it."""
    with _starting:
        if _renewing.is_set():
            return
        _renewing.set()
    _in_background()


def _in_background() -> None:
    threading.Thread(target=_renew, name="corpus", daemon=True).start()


def _renew() -> None:
    try:
        corpus()
    except DatabaseError:
        # Not migrated yet, or away for a moment: the next reader asks again.
        logger.warning("the notices could not be laid out", exc_info=True)
    finally:
        _renewing.clear()
        connection.close()


def forget() -> None:
    """Drop what is kept (tests)."""
    global _kept
    _kept = None
    _labels.clear()


def build(mark: object) -> Corpus:
    """Read the notices and lay them out."""
    from commun.algo.matching import NoticeIndex

    now, today = clock.now(), clock.today()
    open_ids = set(Notice.objects.open_at(now).values_list("pk", flat=True))
    wanted = Q(pk__in=open_ids) | Q(published_on__gte=today - WINDOW, published_on__lte=today)
    features: list[NoticeFeatures] = []
    estimates: dict[str, Sequence[Estimate]] = {}
    facts: dict[int, Facts] = {}
    fields = ("pk", "title", "description", "buyer", "cpv", "cpv_estimated", "departements", "published_on")
    rows = Notice.objects.filter(wanted).exclude(facts__contains={"form": "result"})
    for row in rows.values_list(*fields, "deadline_at", "facts__cpv_shares").iterator(chunk_size=2000):
        pk, title, description, buyer, cpv, guessed, places, published_on, deadline_at, shares = row
        key = key_of(pk)
        features.append(NoticeFeatures(key, title, description[:READ], tuple(cpv), tuple(places), buyer))
        if guessed and not cpv:
            estimates[key] = tuple(
                Estimate(code, share) for code, share in zip(guessed, shares or SHARES, strict=False)
            )
        facts[pk] = Facts(published_on, deadline_at, tuple(places), buyer, pk in open_ids)
    return Corpus(mark, NoticeIndex(features, labels=cpv_labels(), estimates=estimates), facts)


def key_of(pk: int) -> str:
    """A notice's key in the index; keys sort newest first, so that ties go to the newest."""
    return f"{10**12 - pk:012d}"


def id_of(key: str) -> int:
    """The notice of a key."""
    return 10**12 - int(key)


def cpv_labels() -> Mapping[str, str]:
    """French labels of CPV codes: the groups that come with the house, and the list that was loaded, if any.

    Kept in the process; one query the first time.
    """
    if not _labels:
        _labels.update({prefix.ljust(8, "0"): french for prefix, (french, _english) in cpv_branches().items()})
        _labels.update(CpvCode.objects.values_list("code", "french"))
    return _labels
