"""Leaving a group that has a common pot: what one asked for is let go; the group pays nothing of it any more (V13)."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.urls import here
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.ui.money import euros
from commun.value.actions.spendings import let_go_of_who_leaves
from commun.value.models import Spending


def held_by(member: Membership) -> Iterator[Handover]:
    """What waits for a signature, that was asked by them or would pay them back. 1 query."""
    with scope.use(member.space_id):
        waiting = Spending.objects.filter(Q(asked_by=member) | Q(reimburses=member), state=Spending.State.WAITING)
        rows = list(waiting.select_related("line", "space"))
    for row in rows:
        yield Handover(
            label=_("What you asked of “%(line)s”: it is let go") % {"line": row.line.title},
            detail=euros(row.amount),
            url=here(row.space.slug, "value:spending", spending=row.ref),
        )


def release(member: Membership) -> None:
    """Nothing of it is paid once they left."""
    let_go_of_who_leaves(member)
