"""Options of a vote: frozen once somebody has voted; then only a new vote, that closes the old one (C22)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.actions import processes
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.journal import ballots as facts
from commun.governance.models import BallotVersion, Elector, Membership, Option, Process
from commun.governance.policies import ballots as policies

# Their options say more than a name (a moment, a cost): another poll is opened instead.
WITH_DATA = frozenset({Process.Method.DATES, Process.Method.BUDGET})


def has_ballots(process: Process) -> bool:
    """Somebody has voted, even if they took it back. 2 queries."""
    with scope.use(process.space_id):
        if Elector.objects.filter(process=process, has_cast=True).exists():
            return True
        return BallotVersion.objects.filter(process=process).exists()


@transaction.atomic
def change_options(*, by: Membership, process: Process, options: Sequence[OptionWish]) -> Process:
    """Write the options anew, as long as nobody has voted. Raises Refused."""
    refuse_unless(policies.can_change_options(by, process))
    row = processes.locked(process)
    if row.state not in {Process.State.OPEN, Process.State.SCHEDULED}:
        raise Refused(_("It is not open."))
    if has_ballots(row):
        raise Refused(_("Somebody has voted: the options no longer change. Open a new vote, which closes this one."))
    with scope.use(row.space_id):
        Option.objects.filter(process=row).delete()
    processes.write_options(row, _checked(row, options))
    processes.record(facts.OPTIONS_CHANGED, row, self_of(by), {"count": len(options)})
    return row


@transaction.atomic
def open_new_version(*, by: Membership, process: Process, options: Sequence[OptionWish], reason: str) -> Process:
    """Close this vote without counting it, and open another with these options; everybody votes again."""
    refuse_unless(policies.can_change_options(by, process))
    row = processes.withdraw(by=by, process=process, reason=reason)
    with scope.use(row.space_id):
        electors = [one.membership for one in Elector.objects.filter(process=row).select_related("membership__person")]
    wish = Wish(
        method=row.method,
        title=row.title,
        guidance=row.guidance,
        decision=row.decision,
        role=row.role,
        rules={name: value for name, value in row.rules.items() if name != "electors"},
        options=_checked(row, options),
        closes_at=row.closes_at,
        is_secret=row.is_secret,
        shown=row.shown,
        electors=electors if row.rules.get("electors") else (),
        follows=row,
        wording=row.rules.get("wording") or {},
    )
    return processes.open_process(by=by, wish=wish)


def _checked(row: Process, options: Sequence[OptionWish]) -> Sequence[OptionWish]:
    way = methods.ways.get(row.method)
    if way is None or not way.needs_options or row.method in WITH_DATA:
        raise Refused(_("This vote has no options to change: withdraw it and open another."))
    checked = processes.checked_options(options, way)
    processes.check_seats(row.rules, checked)
    return checked
