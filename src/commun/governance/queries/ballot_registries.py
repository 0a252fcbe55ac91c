"""What votes add to « À faire », the digest, the search and the journal's page. None tells a result before its time."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, DigestSection, Subject
from commun.core.urls import absolute, here
from commun.governance import methods, states
from commun.governance.models import Elector, Process
from commun.governance.queries import ballot_results
from commun.people.models import Person
from commun.ui.dates import moment


def digest_section() -> DigestSection:
    """The chapter of votes."""
    return DigestSection(title=gettext_lazy("Votes"), order=25, events=events)


def events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Votes that opened and votes that closed in the period, where the person has a voice. 1 query, 3 a result."""
    with scope.everywhere("a person's own voices"):
        rows = Elector.objects.filter(membership__person=person, membership__state=states.MEMBER)
        rows = rows.filter(process__method__in=methods.by_ballot()).select_related("process__space")
        closed = list(rows.filter(process__closed_at__gt=since, process__closed_at__lte=until))
        opened = list(
            rows.filter(process__opened_at__gt=since, process__opened_at__lte=until, process__state=Process.State.OPEN)
        )
    for row in closed:
        if row.process.state == Process.State.CLOSED:
            yield _closed_event(row.process)
    for row in opened:
        yield _opened_event(row.process)


def _closed_event(process: Process) -> DigestEvent:
    with scope.use(process.space):
        found = ballot_results.kept_of(process)
    assert process.closed_at is not None
    return DigestEvent(
        key=f"governance.vote-closed:{process.ref}",
        at=process.closed_at,
        title=_("Result: %(title)s") % {"title": process.title},
        url=absolute(_page(process)),
        reason=_("You have a voice in this vote of “%(group)s”.") % {"group": process.space.name},
        detail=found.sentence if found else "",
    )


def _opened_event(process: Process) -> DigestEvent:
    assert process.opened_at is not None
    until = _("It is open until %(close)s.") % {"close": moment(process.closes_at)} if process.closes_at else ""
    return DigestEvent(
        key=f"governance.vote-opened:{process.ref}",
        at=process.opened_at,
        title=_("Your voice: %(title)s") % {"title": process.title},
        url=absolute(_page(process)),
        reason=_("You have a voice in this vote of “%(group)s”.") % {"group": process.space.name},
        detail=until,
    )


def processes_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a process is about. 1 query."""
    rows = Process.objects.filter(ref__in=list(references))
    return {row.ref: Subject(row.title, here(space.slug, "governance:process", process=row.ref)) for row in rows}


def _page(process: Process) -> str:
    return here(process.space.slug, "governance:process", process=process.ref)
