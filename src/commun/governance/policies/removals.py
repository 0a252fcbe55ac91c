"""Who asks that somebody goes, who answers, who reads it. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Case, Membership, PartyPerson, Removal
from commun.governance.policies import disagreements


def removal_for(member: Membership, ref: str) -> Removal:
    """A request that somebody goes: for the people of its disagreement, then for all once it is put to the vote."""
    with scope.use(member.space_id):
        rows = Removal.objects.select_related(
            "case__space", "membership__person", "membership__space", "asked_by__person", "process", "decision"
        )
        found = rows.filter(ref=ref).first()
    if found is None or not _may_read(member, found):
        raise NotFound
    return found


def _may_read(member: Membership, removal: Removal) -> bool:
    if removal.membership_id == member.pk:
        return member.state in states.INSIDE
    if removal.process_id is not None and member.state in states.INSIDE:
        return True
    return reads_case(member, removal)


def reads_case(member: Membership, removal: Removal) -> bool:
    """One of the people of the disagreement it comes from. At most 1 query."""
    return disagreements.is_handler(member, removal.case) or disagreements.party_of(member, removal.case) is not None


def people_facing(member: Membership, case: Case) -> list[Membership]:
    """Members of the group on the other sides of a disagreement. 1 query."""
    with scope.use(case.space_id):
        own = PartyPerson.objects.filter(membership=member.pk, party__case=case).values("party")
        facing = PartyPerson.objects.filter(party__case=case).exclude(party__in=own).values("membership")
        rows = Membership.objects.filter(pk__in=facing, state__in=states.INSIDE).select_related("person", "space")
        return list(rows.order_by("person__sort_key", "pk"))


def may_ask(member: Membership, case: Case) -> bool:
    """An awake member who is on one side. 1 query."""
    return member.state == states.MEMBER and disagreements.party_of(member, case) is not None
