"""What projects show that a person did: time noted on tasks, tasks done; proposed as contributions to the joint work.

A task done is seen by the room of contributions as any thing to do: it is told again here, with its work, or not at
all when its time was noted.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commun.bids.models import TaskCard, TaskTime
from commun.core import scope
from commun.core.urls import here
from commun.governance.models import Action, Membership
from commun.value.models import ContributionKind, WorkPart
from commun.value.seen import Seen

Nature = ContributionKind.Nature
TIME, ACTION = "task_time", "action"
NATURES = (Nature.WORK.value, Nature.FACILITATION.value, Nature.CARE.value)
UNKNOWN_MINUTES = 60


def times_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Each time that the member noted, as long as the joint work goes on. 1 query."""
    with scope.use(member.space_id):
        rows = TaskTime.objects.filter(membership=member, on__range=(first, last), card__project__work__ended_on=None)
        times = list(rows.select_related("card__action", "card__project__work"))
    for row in times:
        yield Seen(
            source=f"{TIME}:{row.ref}",
            title=_title(row.card, row.words),
            on=row.on,
            minutes=row.minutes,
            natures=NATURES,
            url=here(member.space.slug, "bids:task", task=row.card.action.ref),
            work=row.card.project.work,
        )


def tasks_seen(member: Membership, first: dt.date, last: dt.date) -> Iterator[Seen]:
    """Tasks of projects that the member did: with their work; not proposed when their time was noted. 1 query."""
    with scope.use(member.space_id):
        mine = TaskTime.objects.filter(card=OuterRef("pk"), membership=member)
        part = WorkPart.objects.filter(work=OuterRef("project__work"), membership=member)
        rows = TaskCard.objects.filter(
            action__owner=member, action__state=Action.State.DONE, action__closed_on__range=(first, last)
        ).annotate(is_noted=Exists(mine), is_in=Exists(part))
        cards = list(rows.select_related("action", "project__work"))
    for card in cards:
        assert card.action.closed_on is not None
        is_counted = card.is_in and card.project.work.ended_on is None
        yield Seen(
            source=f"{ACTION}:{card.action.ref}",
            title=_title(card, ""),
            on=card.action.closed_on,
            minutes=card.minutes_estimated or UNKNOWN_MINUTES,
            natures=() if card.is_noted else NATURES,
            url=here(member.space.slug, "bids:task", task=card.action.ref),
            work=card.project.work if is_counted else None,
        )


def _title(card: TaskCard, words: str) -> str:
    said = _("“%(task)s” (%(project)s)") % {"task": card.action.title, "project": card.project.title}
    return f"{said} · {words}" if words else said
