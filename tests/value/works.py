"""A joint work with two who take part, and money that came in."""

import datetime as dt

from commun.core import clock
from commun.governance.models import Membership
from commun.value.actions import receipts, works
from commun.value.models import JointWork, Receipt
from tests.support.world import Group


def work_of(group: Group, title: str = "Concertation", **other: object) -> JointWork:
    """Alice opened it, Bob takes part."""
    sheet = works.WorkSheet(title=title, started_on=clock.today() - dt.timedelta(days=60), **other)  # type: ignore[arg-type]
    work = works.start_work(by=group.alice, sheet=sheet, roles=["coordination"])
    works.enter_work(by=group.alice, work=work, member=group.bob)
    return work


def receive(work: JointWork, by: Membership, amount: int, kept: int = 0, **other: object) -> Receipt:
    """Money that came in today."""
    received = receipts.Received(on=clock.today(), amount=amount, kept=kept, **other)  # type: ignore[arg-type]
    return receipts.write_receipt(by=by, work=work, received=received)
