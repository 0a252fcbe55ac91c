"""Projects when a person leaves the group, asks for their data, or asks to be erased."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.project_support import tell
from commun.bids.journal import projects as facts
from commun.bids.models import BrandPart, CompostAgreement, Project, ProjectDebrief, TaskMove, TaskTime
from commun.core import clock, scope
from commun.governance.models import Membership
from commun.people.models import Person
from commun.value import quantities
from commun.value.models import ContributionKind


def release(membership: Membership) -> None:
    """Who leaves is dispatcher no more, and nothing waits for their word."""
    with scope.use(membership.space_id):
        for project in Project.objects.filter(dispatcher=membership, state=Project.State.RUNNING).order_by("pk"):
            project.dispatcher = None
            project.save(update_fields=["dispatcher"])
            tell(membership, facts.DISPATCHER_HANDED_BACK, project)
        waiting = TaskMove.objects.filter(state=TaskMove.State.ASKED)
        for move in (waiting.filter(taker=membership), waiting.filter(giver=membership)):
            move.update(state=TaskMove.State.WITHDRAWN, answered_at=clock.now())


def export(person: Person) -> list[Any]:
    """Time noted, moves proposed, debriefs signed, agreements given, brands."""
    with scope.everywhere("a person's own data"):
        times = list(
            TaskTime.objects.filter(membership__person=person)
            .select_related("space", "card__action", "card__project")
            .order_by("pk")
        )
        moves = list(
            TaskMove.objects.filter(asked_by__person=person).select_related("space", "card__action").order_by("pk")
        )
        agreed = list(
            CompostAgreement.objects.filter(membership__person=person).select_related("space", "item__project")
        )
        under = list(BrandPart.objects.filter(membership__person=person).select_related("space", "brand"))
        debriefs = list(ProjectDebrief.objects.filter(membership__person=person).select_related("space", "project"))
    return [
        *(
            {
                _("group"): row.space.name,
                _("project"): row.card.project.title,
                _("task"): row.card.action.title,
                _("day"): row.on,
                _("time"): quantities.say(row.minutes, ContributionKind.Measure.HOURS),
                _("in a few words"): row.words,
            }
            for row in times
        ),
        *({_("group"): row.space.name, _("task"): row.card.action.title, _("why"): row.words} for row in moves),
        *(
            {
                _("group"): row.space.name,
                _("project"): row.project.title,
                _("what went well"): row.went_well,
                _("what was hard"): row.was_hard,
                _("what to keep"): row.to_keep,
                _("what to change"): row.to_change,
            }
            for row in debriefs
        ),
        *(
            {_("group"): row.space.name, _("project"): row.item.project.title, _("agreed with"): row.item.title}
            for row in agreed
        ),
        *(
            {
                _("group"): row.space.name,
                _("joint brand"): row.brand.name,
                _("since"): row.since,
                _("until"): row.left_on,
            }
            for row in under
        ),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Their words go; the time that tasks took stays, without them."""
    with scope.everywhere("a person asks to be erased"):
        TaskTime.objects.filter(membership__person=person).update(words="")
        TaskMove.objects.filter(asked_by__person=person).update(words="")
        ProjectDebrief.objects.filter(membership__person=person).delete()
