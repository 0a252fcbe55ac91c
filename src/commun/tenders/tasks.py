"""What runs in the background: thin, safe to run twice."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction

from commun.core import clock, jobs
from commun.people.models import Activity, Person
from commun.tenders.actions.matching import match_activities
from commun.tenders.sources import adapters
from commun.tenders.sources.visits import visit

# An activity edited since then is matched again by the five-minute round, whatever page edited it.
RECENT: Final = dt.timedelta(minutes=15)


@jobs.task("tenders.match", lock="tenders.match")
def match(activity_ids: list[int] | None = None, estimate_again: bool = False) -> None:
    """Match the open notices with these activities, or with all."""
    match_activities(activity_ids=activity_ids, estimate_again=estimate_again)


def queue_matching(*activity_ids: int) -> None:
    """Match soon, these activities or all, once what was written is committed; the same request waits once."""
    if not activity_ids:
        transaction.on_commit(lambda: jobs.enqueue_once(match, "tenders.match"))
        return
    listed = sorted(activity_ids)
    key = f"tenders.match.{'.'.join(map(str, listed))}"
    transaction.on_commit(lambda: jobs.enqueue_once(match, key, activity_ids=listed))


def queue_learning(person: Person, activity: Activity | None) -> None:
    """A mark teaches the activity it was made from, or all of the person's: rank these again."""
    mine = Activity.objects.filter(person=person, is_active=True)
    taught = mine.filter(pk=activity.pk) if activity is not None else mine
    listed = taught.values_list("pk", flat=True)
    if listed:
        queue_matching(*listed)


@jobs.periodic("40 1 * * *", "tenders.match_everything")
def match_everything(timestamp: int) -> None:
    """Every night: all activities, and the estimated trades anew."""
    match_activities(estimate_again=True)


@jobs.periodic("*/5 * * * *", "tenders.match_edited")
def match_edited(timestamp: int) -> None:
    """Activities that were just written or edited."""
    since = clock.now() - RECENT
    edited = list(Activity.objects.filter(is_active=True, changed_at__gte=since).values_list("pk", flat=True))
    if edited:
        match_activities(activity_ids=edited)


@jobs.periodic("10 5,12 * * *", "tenders.fetch_notices")
def fetch_notices(timestamp: int) -> None:
    """Twice a day, as BOAMP is published: all live sources, then the matching."""
    if not settings.FETCH_NOTICES:
        return
    _visit_all()


@jobs.task("tenders.fetch", lock="tenders.fetch")
def fetch_now() -> None:
    """Visit the live sources once, at somebody's request."""
    _visit_all()


def _visit_all() -> None:
    runs = [visit(adapter) for adapter in adapters()]
    if any(run.new_count for run in runs):
        queue_matching()
