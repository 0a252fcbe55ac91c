"""What guided paths tell elsewhere: what waits for my answer, the digest."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DigestEvent, DigestSection, Subject, TodoItem
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.models import Elector, Membership, Nomination, Process, ProcessTemplate, Remark, Stance
from commun.governance.queries import elections
from commun.people.models import Person
from commun.ui.dates import day_of

METHODS = (
    Process.Method.CONSENT,
    Process.Method.AUTHORISATION,
    Process.Method.ADVICE,
    Process.Method.ELECTION,
)
ASKED: dict[str, Any] = {
    Process.Method.CONSENT: gettext_lazy("Any objection? %(title)s"),
    Process.Method.ELECTION: gettext_lazy("Any objection? %(title)s"),
    Process.Method.ADVICE: gettext_lazy("Your advice: %(title)s"),
}


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Where I am asked and have not answered; elections where I named nobody yet. 2 queries."""
    with scope.everywhere("a person's own answers"):
        spoke = Remark.objects.filter(
            process=OuterRef("process"), membership=OuterRef("membership"), nature=Remark.Nature.ADVICE
        )
        asked = (
            Stance.objects.filter(
                membership__person=person,
                membership__state=states.MEMBER,
                position=Stance.Position.ASKED,
                process__state=Process.State.OPEN,
            )
            .exclude(Exists(spoke))
            .select_related("process__space")
        )
        for one in asked.order_by("process__closes_at", "pk"):
            # What was asked of an earlier version is over; advice has no version.
            if one.version == one.process.version or one.process.method == Process.Method.ADVICE:
                yield _item(one.process, ASKED[one.process.method])
        named = Nomination.objects.filter(process=OuterRef("process"), membership=OuterRef("membership"))
        unnamed = (
            Elector.objects.filter(
                membership__person=person,
                membership__state=states.MEMBER,
                process__state=Process.State.OPEN,
                process__method=Process.Method.ELECTION,
                process__stage=elections.NOMINATIONS,
            )
            .exclude(Exists(named))
            .select_related("process__space")
        )
        for elector in unnamed.order_by("pk"):
            yield _item(elector.process, gettext_lazy("Whom do you see there? %(title)s"))


def _item(process: Process, said: Any) -> TodoItem:
    return TodoItem(
        key=f"governance.asked:{process.ref}:{process.version}:{process.stage}",
        title=str(said) % {"title": process.title},
        url=here(process.space.slug, "governance:process", process=process.ref),
        reason=_("You have a voice in this decision of “%(group)s”.") % {"group": process.space.name},
        due_on=day_of(process.closes_at) if process.closes_at else None,
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
