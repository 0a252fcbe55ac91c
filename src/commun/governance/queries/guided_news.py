"""What guided paths tell elsewhere: the digest, and the templates that facts are about."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, DigestSection, Subject
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.models import Membership, Process, ProcessTemplate
from commun.people.models import Person

METHODS = (
    Process.Method.CONSENT,
    Process.Method.AUTHORISATION,
    Process.Method.ADVICE,
    Process.Method.ELECTION,
)


def digest_section() -> DigestSection:
    """The chapter of what the group decides together."""
    return DigestSection(title=gettext_lazy("Deciding together"), order=22, events=events)


def events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Guided paths that opened and ended in the period, in the person's groups. 3 queries."""
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state__in=states.INSIDE).values_list("space_id", flat=True)
        rows = Process.objects.filter(space__in=list(mine), method__in=METHODS).select_related("space")
        ended = list(rows.filter(closed_at__gt=since, closed_at__lte=until).order_by("-closed_at", "pk")[:30])
        opened = rows.filter(opened_at__gt=since, opened_at__lte=until, state=Process.State.OPEN)
        fresh = list(opened.order_by("-opened_at", "pk")[:30])
    for process in ended:
        yield _event(process, "closed", process.closed_at, _ended(process))
    for process in fresh:
        yield _event(process, "opened", process.opened_at, _("On the table: %(title)s"))


def _ended(process: Process) -> str:
    if process.state == Process.State.WITHDRAWN:
        return _("Withdrawn: %(title)s")
    if process.outcome == "adopted":
        return _("Adopted: %(title)s")
    return _("Not adopted: %(title)s")


def _event(process: Process, what: str, at: dt.datetime | None, said: str) -> DigestEvent:
    assert at is not None
    return DigestEvent(
        key=f"governance.guided:{process.ref}:{what}",
        at=at,
        title=said % {"title": process.title},
        url=absolute(here(process.space.slug, "governance:process", process=process.ref)),
        reason=_("You are in the group “%(group)s”.") % {"group": process.space.name},
        detail=str(process.get_method_display()).capitalize(),
    )


def templates_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a template is about. One query."""
    with scope.use(space):
        rows = ProcessTemplate.objects.filter(ref__in=list(references))
        return {row.ref: Subject(row.name, here(space.slug, "governance:templates")) for row in rows}
