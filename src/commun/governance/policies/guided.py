"""What of a guided path a member may reach. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance.models import Membership, Objection, Process, ProcessTemplate, Remark
from commun.governance.policies.processes import process_for


def objection_for(member: Membership, process: str, pk: int) -> Objection:
    """An objection of a process of the member's group. 2 queries."""
    row = process_for(member, process)
    with scope.use(member.space_id):
        found = Objection.objects.select_related("membership__person").filter(process=row, pk=pk).first()
    if found is None:
        raise NotFound
    found.process = row
    return found


def remark_for(member: Membership, process: str, pk: int) -> tuple[Process, Remark]:
    """A remark of a process of the member's group. 2 queries."""
    row = process_for(member, process)
    with scope.use(member.space_id):
        found = Remark.objects.select_related("membership__person").filter(process=row, pk=pk).first()
    if found is None:
        raise NotFound
    return row, found


def template_for(member: Membership, ref: str) -> ProcessTemplate:
    """A template of the member's group."""
    with scope.use(member.space_id):
        found = ProcessTemplate.objects.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found
