"""Whether a person's notices wait to be ranked: what the queue of jobs still holds for them."""

import datetime as dt

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.core import clock
from commun.people.models import Activity, Person
from commun.tenders.models import Match

WAITING = ("todo", "doing")
A_MOMENT = dt.timedelta(seconds=5)


def is_under_way(person: Person) -> bool:
    """A matching of all activities, or of one of this person's, waits or runs. Two queries."""
    mine = list(Activity.objects.filter(person=person, is_active=True).values_list("pk", flat=True))
    if not mine:
        return False
    jobs = ProcrastinateJob.objects.filter(task_name="tenders.match", status__in=WAITING)
    is_mine = Q(args__activity_ids=None) | Q(args__activity_ids__isnull=True)
    for pk in mine:
        is_mine |= Q(args__activity_ids__contains=[pk])
    return jobs.filter(is_mine).exists()


def has_just_ended(person: Person) -> bool:
    """Notices came to this person a moment ago. One query."""
    fresh = Match.objects.filter(activity__person=person, first_seen_at__gte=clock.now() - A_MOMENT)
    return fresh.exists()
