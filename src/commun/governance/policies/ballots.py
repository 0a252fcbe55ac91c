"""Who may see what of a vote: nothing shows a result before its time, and a secret ballot is nobody's."""

from commun.core import clock
from commun.governance import policies, states
from commun.governance.models import Elector, Membership, Process


def can_vote(elector: Elector | None, process: Process) -> bool:
    """A voice, an open vote, before the bell; a secret ballot once."""
    if elector is None or process.state != Process.State.OPEN:
        return False
    if process.closes_at is not None and process.closes_at <= clock.now():
        return False
    return not (process.is_secret and elector.has_cast)


def can_see_results(elector: Elector | None, process: Process) -> bool:
    """As chosen at the opening (C23): at any time, once one has voted, at the close. A secret one at the close."""
    if process.state == Process.State.CLOSED:
        return True
    if process.state != Process.State.OPEN or process.is_secret:
        return False
    if process.shown == Process.Shown.ALWAYS:
        return True
    return process.shown == Process.Shown.VOTED and elector is not None and elector.has_cast


def can_write_for_absent(elector: Elector | None, process: Process) -> bool:
    """Where the rules let one write down an absent member's answer (C16)."""
    return elector is not None and can_vote(elector, process) and bool(process.rules.get("absent_per_holder"))


def can_change_options(member: Membership, process: Process) -> bool:
    """Whoever opened it, or facilitates, while it is open or to come."""
    if member.state != states.MEMBER or member.space_id != process.space_id:
        return False
    may_conduct = member.pk == process.opened_by_id or policies.has_role(member)
    return may_conduct and process.state in {Process.State.OPEN, Process.State.SCHEDULED}
