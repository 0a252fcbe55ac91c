"""A group that chose its kinds of contributions, and people who have been in it for a while."""

import datetime as dt

from commun.core import clock, journal, scope
from commun.governance.actions.decisions import adopt, propose
from commun.governance.models import Decision, Membership
from commun.value import actions
from commun.value.actions.contributions import Bringing
from commun.value.models import Contribution, ContributionKind, JointWork, WorkPart

RULE = journal.Rule("governance.closing")
JOINED = dt.date(2025, 1, 6)


def settled(*members: Membership) -> None:
    """They came into the group long ago."""
    for member in members:
        member.since = JOINED
        member.save(update_fields=["since"])


def adopted(by: Membership, decision: Decision) -> Decision:
    """The group says yes."""
    return adopt(decision=propose(by=by, decision=decision), actor=RULE)


def chosen(by: Membership) -> dict[str, ContributionKind]:
    """The six starters adopted, by their nature."""
    adopted(by, actions.propose_starters(by=by))
    with scope.use(by.space_id):
        return {kind.nature: kind for kind in ContributionKind.objects.filter(retired_on=None)}


def brings(by: Membership, kind: ContributionKind, quantity: int, days: int = 0, **more: object) -> Contribution:
    """Written by the member, so many days ago."""
    on = clock.today() - dt.timedelta(days=days)
    return actions.write_contribution(by=by, bringing=Bringing(kind, quantity, on, **more))  # type: ignore[arg-type]


def joint_work(by: Membership, *others: Membership, title: str = "Concertation du parc") -> JointWork:
    """A joint work in which they all take part from January on."""
    start = dt.date(2026, 1, 5)
    work = JointWork(space=by.space, title=title, started_on=start, created_by=by, created_at=clock.now())
    work.save()
    WorkPart._base_manager.bulk_create(
        WorkPart(space=by.space, work=work, membership=member, since=start) for member in (by, *others)
    )
    return work
