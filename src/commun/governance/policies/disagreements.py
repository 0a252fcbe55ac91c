"""Who reads a disagreement, and who may write what in it. To anybody else it does not exist (D6)."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Case, CaseAsk, GuestPass, Membership, Party, PartyPerson, Restatement

# A guest takes part in one disagreement and sees nothing else of the group (M8).
PRESENT = frozenset({states.MEMBER, states.DORMANT, states.GUEST})


def cases_of(member: Membership) -> QuerySet[Case]:
    """The disagreements that the member reads: as a party, or as the third person."""
    with scope.use(member.space_id):
        mine = PartyPerson.objects.filter(membership=member.pk).values("party__case")
        found = Case.objects.filter(Q(pk__in=mine) | Q(handler=member.pk)).select_related("space", "handler__person")
        return found.exclude(ref__in=closed_to(member)) if member.state == states.GUEST else found


def closed_to(guest: Membership) -> QuerySet[GuestPass, str]:
    """Disagreements that the guest was asked into, and may no longer read."""
    asked = GuestPass.objects.filter(membership=guest.pk, kind=GuestPass.Kind.CASE)
    return asked.exclude(thing__in=asked.filter(GuestPass.live()).values("thing")).values_list("thing", flat=True)


def case_for(member: Membership, ref: str) -> Case:
    """A disagreement that the member reads, else NotFound. 1 query."""
    found = cases_of(member).filter(ref=ref).first() if member.state in PRESENT else None
    if found is None:
        raise NotFound
    return found


def invitation_for(member: Membership, ref: str) -> CaseAsk:
    """The question « would you be the third person? » asked of the member, else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = CaseAsk.objects.select_related("case__space", "asked_by__person")
        if member.state == states.GUEST:
            rows = rows.exclude(case__ref__in=closed_to(member))
        found = rows.filter(
            case__ref=ref, membership=member.pk, kind=CaseAsk.Kind.HANDLER, state=CaseAsk.State.WAITING
        ).first()
    if found is None or member.state not in PRESENT:
        raise NotFound
    return found


def helpers_of(case: Case) -> QuerySet[Membership]:
    """Who can be proposed as third person: people of the group, and the guests invited into this disagreement."""
    with scope.use(case.space_id):
        asked = GuestPass.objects.filter(GuestPass.live(), kind=GuestPass.Kind.CASE, thing=case.ref)
        guests = Q(state=states.GUEST, pk__in=asked.exclude(membership=None).values("membership"))
        return Membership.objects.filter(Q(state__in=states.INSIDE) | guests).select_related("person")


def may_help(person: Membership, case: Case) -> bool:
    """Whether this person can be proposed as third person of this disagreement. 1 query."""
    return helpers_of(case).filter(pk=person.pk).exists()


def party_of(member: Membership, case: Case) -> Party | None:
    """The member's side, if they have one. 1 query."""
    with scope.use(case.space_id):
        return Party.objects.filter(case=case, persons__membership=member.pk).first()


def is_handler(member: Membership, case: Case) -> bool:
    """The third person of this disagreement."""
    return case.handler_id == member.pk


def can_write(member: Membership, party: Party) -> bool:
    """What a party tells is written by its own people, by nobody else (X1)."""
    with scope.use(party.space_id):
        return PartyPerson.objects.filter(party=party, membership=member.pk).exists()


def is_awaited(member: Membership, case: Case) -> bool:
    """Whether the word of this person is waited for on the path: awake, and still reading the case.

    Who is at rest or has left blocks nobody for ever; when they speak, they are heard as any other.
    """
    if member.state == states.GUEST:
        return case.ref not in closed_to(member)
    return member.state == states.MEMBER


def awaited_in(case: Case) -> set[int]:
    """Sides with somebody whose word is waited for. 1 query, and 1 a guest."""
    with scope.use(case.space_id):
        rows = list(PartyPerson.objects.filter(party__case=case).select_related("membership"))
        return {row.party_id for row in rows if is_awaited(row.membership, case)}


def readers_of(case: Case) -> list[Membership]:
    """Everybody who reads the case, by name. 1 query."""
    with scope.use(case.space_id):
        inside = Q(pk__in=PartyPerson.objects.filter(party__case=case).values("membership")) | Q(pk=case.handler_id)
        rows = Membership.objects.filter(inside, state__in=PRESENT).select_related("person")
        return list(rows.order_by("person__sort_key", "pk"))


def still_to_understand(parties: Iterable[Party]) -> list[tuple[Party, Party]]:
    """Pairs (who restates, whose constraints) without the other's « yes, that is it »: proposals wait for them (R164).

    1 query.
    """
    rows = list(parties)
    if not rows:
        return []
    with scope.use(rows[0].space_id):
        done = set(Restatement.objects.filter(by__in=rows, state=Restatement.State.CONFIRMED).values_list("by", "of"))
    return [(one, other) for one in rows for other in rows if one.pk != other.pk and (one.pk, other.pk) not in done]
