"""Joint works: everybody of the group reads them; those who take part write on them."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import Distribution, JointWork, Receipt, WorkPart
from commun.value.policies import can_see_value, keeps_accounts


def work_for(member: Membership | None, ref: str) -> JointWork:
    """A joint work of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        found = JointWork.objects.select_related("space", "entity", "created_by__person").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def distribution_for(member: Membership | None, ref: str) -> Distribution:
    """A sharing of a joint work of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = Distribution.objects.select_related("space", "work", "version__key", "made_by__person")
        found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def can_start(member: Membership) -> bool:
    """Any awake member opens a joint work."""
    return member.state == states.MEMBER


def takes_part(member: Membership, work: JointWork) -> bool:
    """Awake, and in it today. 1 query."""
    if member.state != states.MEMBER or member.space_id != work.space_id:
        return False
    with scope.use(work.space_id):
        return WorkPart.objects.filter(work=work, membership=member, left_on=None).exists()


def can_write_on(member: Membership, work: JointWork) -> bool:
    """Who takes part in it, as long as it is open. 1 query."""
    return work.ended_on is None and takes_part(member, work)


def can_write_money(member: Membership, work: JointWork) -> bool:
    """Those who keep the accounts, and those who take part; also once it is over: clients pay late. 1 to 2 queries."""
    return member.space_id == work.space_id and (takes_part(member, work) or keeps_accounts(member))


def part_for(member: Membership | None, pk: int) -> WorkPart:
    """Somebody's part of a work of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = WorkPart.objects.select_related("work__space", "membership__person", "membership__space", "space")
        found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def part_of(member: Membership, work: JointWork) -> WorkPart:
    """The member's own part of this work, else NotFound. 1 query."""
    with scope.use(work.space_id):
        rows = WorkPart.objects.select_related("work__space", "membership__person", "membership__space", "space")
        found = rows.filter(work=work, membership=member).first()
    if found is None:
        raise NotFound
    return found


def receipt_for(member: Membership | None, ref: str) -> Receipt:
    """A receipt of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        found = Receipt.objects.select_related("space", "work__space").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found
