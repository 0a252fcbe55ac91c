"""Elections without candidates: what was named, by name of the person named, never by how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commun.core import scope
from commun.governance.models import Membership, Nomination, Process, Remark, Role
from commun.governance.queries.proposed import of_role

NOMINATIONS, CHANGES, PROPOSAL = "nominations", "changes", "proposal"
FIRST, SECOND = 1, 2


@dataclass(frozen=True)
class Named:
    """A person who was named, and why, each reason with who gave it. Nobody counts."""

    nominee: Membership
    reasons: Sequence[Nomination]
    has_declined: bool


@dataclass(frozen=True)
class Sheet:
    """Every nomination: the last one of each member, who declined, who named somebody already."""

    named: Sequence[Named]
    changed: Sequence[Nomination]
    given: frozenset[int]
    declined: Mapping[int, Remark]
    mine: Nomination | None


def going_on(role: Role) -> QuerySet[Process]:
    """What is open, or will be, to choose somebody for the role; whatever its way."""
    states = (Process.State.DRAFT, Process.State.SCHEDULED, Process.State.OPEN)
    with scope.use(role.space_id):
        return Process.objects.filter(Q(role=role) | of_role(role.ref), state__in=states).order_by("pk")


def is_revealed(process: Process) -> bool:
    """The first round is read by all at once, when everybody had the time to write."""
    return process.stage != NOMINATIONS


def sheet_of(process: Process, member: Membership) -> Sheet:
    """The nominations as ``member`` may read them: before the reveal, one's own. 2 queries."""
    with scope.use(process.space_id):
        rows = list(
            Nomination.objects.filter(process=process)
            .select_related("membership__person", "nominee__person")
            .order_by("round", "at", "pk")
        )
        declined = {
            one.membership_id: one
            for one in Remark.objects.filter(process=process, nature=Remark.Nature.DECLINE).select_related(
                "membership__person"
            )
        }
    last = {one.membership_id: one for one in rows}
    shown = list(last.values()) if is_revealed(process) else []
    return Sheet(
        named=_by_name(shown, declined),
        changed=[one for one in rows if one.round == SECOND] if is_revealed(process) else [],
        given=frozenset(last),
        declined=declined,
        mine=last.get(member.pk),
    )


def _by_name(rows: Sequence[Nomination], declined: Mapping[int, Remark]) -> list[Named]:
    nominees = {one.nominee_id: one.nominee for one in rows}
    ordered = sorted(nominees.values(), key=lambda one: (one.person.sort_key, one.pk))
    return [
        Named(
            nominee,
            sorted(
                (one for one in rows if one.nominee_id == nominee.pk),
                key=lambda one: (one.membership.person.sort_key, one.pk),
            ),
            nominee.pk in declined,
        )
        for nominee in ordered
    ]


def nominees_of(process: Process) -> list[Membership]:
    """Those who may be proposed: named in the last round of each member, and did not decline. By name."""
    with scope.use(process.space_id):
        rows = Nomination.objects.filter(process=process).select_related("nominee__person", "nominee__space")
        last = {one.membership_id: one.nominee for one in rows.order_by("round", "at", "pk")}
        declined = Remark.objects.filter(process=process, nature=Remark.Nature.DECLINE)
        gone = set(declined.values_list("membership", flat=True))
    found = {one.pk: one for one in last.values() if one.pk not in gone}
    return sorted(found.values(), key=lambda one: (one.person.sort_key, one.pk))
