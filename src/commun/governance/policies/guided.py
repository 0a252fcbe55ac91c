"""What of a guided path a member may reach. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance.models import Membership, Objection, Process, ProcessTemplate, Remark
from commun.governance.policies.processes import process_for


def objection_for(member: Membership, pk: int) -> Objection:
    """An objection in the member's group, with its process. 2 queries."""
    with scope.use(member.space_id):
        found = Objection.objects.select_related("membership__person", "process").filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.process = process_for(member, found.process.ref)
    return found


def remark_for(member: Membership, pk: int) -> tuple[Process, Remark]:
    """A remark in the member's group, and its process. 2 queries."""
    with scope.use(member.space_id):
        found = Remark.objects.select_related("membership__person", "process").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return process_for(member, found.process.ref), found


def template_for(member: Membership, ref: str) -> ProcessTemplate:
    """A template of the member's group."""
    with scope.use(member.space_id):
        found = ProcessTemplate.objects.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found
