"""What the page of a vote needs: my voice, my ballot, how many took part, who answered what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from commun.core import scope
from commun.core.models import Space
from commun.governance import ballot_words, methods
from commun.governance.models import Ballot, BallotVersion, Elector, Membership, Option, Process
from commun.governance.policies.processes import elector_of

PER_PAGE = 30
ANSWERS_SHOWN = 200


@dataclass(frozen=True)
class Voice:
    """A member before a vote."""

    elector: Elector | None
    ballot: Ballot | None


@dataclass(frozen=True)
class Turnout:
    """How many had a voice, how many used it."""

    electors: int
    cast: int


@dataclass(frozen=True)
class Answer:
    """What one person answered, in words; ``written_by`` when somebody else wrote it down."""

    person: str
    ref: str
    words: str
    reason: str
    written_by: str


def options_of(process: Process) -> list[Option]:
    """The options in their order; the process remembers them for its count. 1 query."""
    with scope.use(process.space_id):
        prefetch_related_objects([process], "options")
        return list(process.options.all())


def voice_of(member: Membership | None, process: Process) -> Voice:
    """The member's voice and the ballot that counts now. At most 2 queries."""
    elector = elector_of(member, process) if member is not None else None
    if elector is None or process.is_secret or not elector.has_cast:
        return Voice(elector, None)
    with scope.use(process.space_id):
        found = Ballot.objects.filter(process=process, elector=elector).select_related("written_by__person").first()
    return Voice(elector, found)


def turnout_of(process: Process) -> Turnout:
    """How many took part. 1 query."""
    with scope.use(process.space_id):
        found = Elector.objects.filter(process=process).aggregate(
            electors=Count("pk"), cast=Count("pk", filter=Q(has_cast=True))
        )
    return Turnout(found["electors"], found["cast"])


def answers_of(process: Process, options: Sequence[Option]) -> list[Answer]:
    """Who answered what, by name; none for a secret ballot. 1 query."""
    if process.is_secret:
        return []
    labels = ballot_words.labels_of(options)
    with scope.use(process.space_id):
        rows = Ballot.objects.filter(process=process).select_related(
            "elector__membership__person", "written_by__person"
        )
        kept = list(rows.order_by("elector__membership__person__sort_key", "pk")[:ANSWERS_SHOWN])
    return [
        Answer(
            person=row.elector.membership.name,
            ref=row.elector.membership.person.ref,
            words=_words(process, labels, row),
            reason=row.reason,
            written_by=row.written_by.name if row.written_by else "",
        )
        for row in kept
    ]


def _words(process: Process, labels: dict[str, str], row: Ballot) -> str:
    if process.method == Process.Method.QUESTION:
        return str(row.content.get("text") or "")
    return ballot_words.said(process, labels, row.content)


def takers_of(process: Process) -> list[str]:
    """Names of those who took part, by name: of a secret vote, once it is closed only. 1 query."""
    if process.is_secret and process.state != Process.State.CLOSED:
        return []
    with scope.use(process.space_id):
        rows = Elector.objects.filter(process=process, has_cast=True).select_related("membership__person")
        return [row.membership.name for row in rows.order_by("membership__person__sort_key", "membership_id")]


def versions_of(process: Process, elector: Elector | None) -> list[BallotVersion]:
    """What I answered, the last first. 1 query."""
    if elector is None or process.is_secret:
        return []
    with scope.use(process.space_id):
        rows = BallotVersion.objects.filter(process=process, elector=elector)
        return list(rows.select_related("written_by__person").order_by("-number")[:20])


def absent_of(process: Process, besides: Membership) -> list[Membership]:
    """Electors who have not answered themselves. 1 query."""
    with scope.use(process.space_id):
        own = Ballot.objects.filter(process=process, written_by=None).values("elector_id")
        rows = Elector.objects.filter(process=process).exclude(pk__in=own).exclude(membership=besides)
        found = rows.select_related("membership__person", "membership__space")
        return [row.membership for row in found.order_by("membership__person__sort_key", "pk")]


def listed(space: Space, *, is_open: bool) -> QuerySet[Process]:
    """The votes and soundings of a group: those open or to come by their close, those over the last first."""
    with scope.use(space):
        rows = Process.objects.filter(method__in=methods.by_ballot()).select_related("decision")
    if is_open:
        return rows.filter(state__in=[Process.State.OPEN, Process.State.SCHEDULED]).order_by("closes_at", "pk")
    return rows.filter(state__in=[Process.State.CLOSED, Process.State.WITHDRAWN]).order_by("-closed_at", "-pk")


def page_of(rows: QuerySet[Process], number: Any) -> Page[Any]:
    """One page of them. 2 queries."""
    return Paginator(rows, PER_PAGE).get_page(number)


def mine_among(member: Membership, processes: Sequence[Process]) -> dict[int, bool]:
    """For those in which the member has a voice: whether they used it. 1 query."""
    with scope.use(member.space_id):
        rows = Elector.objects.filter(membership=member, process__in=[one.pk for one in processes])
        return dict(rows.values_list("process_id", "has_cast"))
