"""Who may open, follow and conduct a process."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import policies, states
from commun.governance.models import Elector, Membership, Process


def can_open_process(member: Membership) -> bool:
    """Any awake member may bring a matter to the group."""
    return member.state == states.MEMBER


def can_conduct(member: Membership, process: Process) -> bool:
    """Whoever opened it, and those who facilitate, go from stage to stage, extend, withdraw."""
    if member.state != states.MEMBER or member.space_id != process.space_id:
        return False
    return member.pk == process.opened_by_id or policies.has_role(member)


def process_for(member: Membership, ref: str) -> Process:
    """A process of the member's group, else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = Process.objects.select_related("space", "decision", "role__space", "opened_by__person")
        found = rows.filter(ref=ref).first() if policies.is_inside(member) else None
    if found is None:
        raise NotFound
    return found


def elector_of(member: Membership, process: Process) -> Elector | None:
    """The member's voice in the process, if they had one when it opened. 1 query."""
    with scope.use(process.space_id):
        return Elector.objects.filter(process=process, membership=member).first()
