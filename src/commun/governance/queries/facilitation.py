"""The pool of facilitators and its calls, as a group and as a facilitator read them. Nobody is ranked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject, TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Facilitator, FacilitatorCall, Meeting, Membership
from commun.governance.policies import facilitation as policies
from commun.people.models import Person

State = FacilitatorCall.State
MOST = 200


@dataclass(frozen=True)
class CallLine:
    """A call, and what its reader may do now."""

    call: FacilitatorCall
    can_take_back: bool = False
    can_tell: bool = False
    can_answer: bool = False


def pool(besides: Space | None = None) -> list[Facilitator]:
    """Everybody in the pool by name, but the people of this group. 1 query."""
    rows = Facilitator.objects.filter(withdrawn_at=None).select_related("person")
    if besides is not None:
        with scope.use(besides):
            inside = Membership.objects.filter(state__in=states.INSIDE).values("person")
            return list(rows.exclude(person__in=inside)[:MOST])
    return list(rows[:MOST])


def calls_of(member: Membership) -> list[CallLine]:
    """The calls of the group, newest first. 1 query."""
    can_call = policies.can_call(member)
    with scope.use(member.space_id):
        rows = list(_rows()[:MOST])
    return [
        CallLine(row, can_take_back=can_call and _stands(row), can_tell=policies.can_tell(member, row)) for row in rows
    ]


def calls_for(person: Person) -> list[CallLine]:
    """The calls that the person received, newest first. 1 query."""
    with scope.everywhere("a person's own calls"):
        rows = list(_rows().filter(facilitator__person=person)[:MOST])
    return [CallLine(row, can_answer=row.state == State.WAITING and policies.is_to_come(row.meeting)) for row in rows]


def _rows() -> QuerySet[FacilitatorCall]:
    around = ("facilitator__person", "meeting", "asked_by__person", "feedback_by__person", "space", "guest_pass")
    return FacilitatorCall.objects.select_related(*around)


def _stands(row: FacilitatorCall) -> bool:
    return row.state in {State.WAITING, State.ACCEPTED} and row.meeting.state == Meeting.State.PLANNED


def meetings_to_come(member: Membership) -> list[Meeting]:
    """The meetings that somebody may be called for, the next first. 1 query."""
    with scope.use(member.space_id):
        rows = Meeting.objects.filter(state=Meeting.State.PLANNED, ends_at__gte=clock.now())
        return list(rows.order_by("starts_at", "pk")[:50])


def place_of(person: Person) -> Facilitator | None:
    """The person's place in the pool today. 1 query."""
    return Facilitator.objects.filter(person=person, withdrawn_at=None).first()


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Calls that wait for the person's yes or no. 1 query."""
    for line in calls_for(person):
        if line.can_answer:
            names = {"group": line.call.space.name, "meeting": line.call.meeting.title}
            yield TodoItem(
                key=f"governance.facilitator_call:{line.call.ref}",
                title=_("Facilitate “%(meeting)s”?") % names,
                url=reverse("answer-facilitator-call", kwargs={"call": line.call.ref}),
                reason=_("“%(group)s” calls you from the pool of facilitators.") % names,
            )


def calls_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """The meeting of each call, for the journal. 1 query."""
    rows = FacilitatorCall.objects.filter(ref__in=list(references)).select_related("meeting")
    url = here(space.slug, "governance:facilitators")
    return {row.ref: Subject(row.meeting.title, url) for row in rows}
