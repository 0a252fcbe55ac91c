"""What the pages read of how threads are led: where each stands, the sections, the templates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.text import capfirst

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.exchange.models import Post, Thread, ThreadSection, ThreadSummary, ThreadTemplate


@dataclass(frozen=True)
class Life:
    """Where a thread stands: its summary, how many were written before, messages that came since it was closed."""

    summary: ThreadSummary | None
    before_count: int
    since_count: int


def life_of(thread: Thread) -> Life:
    """What is shown at the head of a thread. 1 query, 2 when it is not open."""
    with scope.use(thread.space_id):
        rows = list(ThreadSummary.objects.filter(thread=thread).select_related("by__person"))
        is_open = thread.state == Thread.State.OPEN
        since = 0 if is_open else Post.objects.filter(thread=thread, at__gt=thread.state_at).count()
    # An empty one was written to take the one before it down.
    shown = rows[0] if rows and rows[0].text else None
    return Life(shown, len(rows) - bool(shown), since)


def summaries_of(thread: Thread) -> list[ThreadSummary]:
    """Every summary of a thread, the last one first. 1 query."""
    with scope.use(thread.space_id):
        return list(ThreadSummary.objects.filter(thread=thread).select_related("by__person"))


def last_summary(thread: Thread) -> ThreadSummary | None:
    """The one that is shown. 1 query."""
    with scope.use(thread.space_id):
        return ThreadSummary.objects.filter(thread=thread).first()


@dataclass(frozen=True)
class Chip:
    """A filter of the list: what it is called, how many threads, the page that shows them."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Part:
    """A section as the pages show it."""

    ref: str
    name: str
    thread_count: int


def sections_of(space: Space) -> list[Part]:
    """The sections of the list, with how many threads each has. 1 query."""
    with scope.use(space):
        mine = Count("threads", filter=Q(threads__merged_into=None))
        rows = ThreadSection.objects.filter(removed_at=None).annotate(n=mine).order_by("rank", "pk")
        return [Part(*row) for row in rows.values_list("ref", "name", "n")]


def section_chips(space: Space, current: str, url_of: Callable[[str], str]) -> list[Chip]:
    """The sections as filters; ``url_of``: from a section, or none, to the page. 1 query."""
    return [
        Chip(one.name, one.thread_count, url_of("" if one.ref == current else one.ref), one.ref == current)
        for one in sections_of(space)
    ]


def state_chips(space: Space, current: str, url_of: Callable[[str], str]) -> list[Chip]:
    """The states as filters, once a thread is not open. 1 query."""
    with scope.use(space):
        rows = Thread.objects.filter(merged_into=None).values("state").annotate(n=Count("pk")).order_by()
        counts = dict(rows.values_list("state", "n"))
    if not set(counts) - {Thread.State.OPEN.value}:
        return []
    return [
        Chip(
            capfirst(str(one.label)),
            counts.get(one.value, 0),
            url_of("" if one == current else one.value),
            one == current,
        )
        for one in Thread.State
    ]


def templates_of(space: Space) -> Sequence[ThreadTemplate]:
    """The templates of the group, by subject. 1 query."""
    with scope.use(space):
        rows = ThreadTemplate.objects.select_related("section", "written_by__person")
        return list(rows.order_by("subject", "pk"))


def sections_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """For the journal: what sections are called; removed ones have no page. 1 query."""
    with scope.use(space):
        rows = ThreadSection.objects.filter(ref__in=list(refs))
        url = here(space.slug, "exchange:list")
        return {one.ref: Subject(one.name, "" if one.removed_at else f"{url}?rubrique={one.ref}") for one in rows}


def templates_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """For the journal: what templates are called. 1 query."""
    with scope.use(space):
        rows = ThreadTemplate.objects.filter(ref__in=list(refs))
        url = here(space.slug, "exchange:thread-templates")
        return {one.ref: Subject(one.subject, url) for one in rows}
