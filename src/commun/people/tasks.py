"""Background doors of this room."""

import datetime as dt
import logging

from commun.core import clock, jobs
from commun.people.actions.digests import due_turn, send_digest
from commun.people.models import ApiAnswer, ApiToken, Digest, Person

logger = logging.getLogger(__name__)
BATCH = 50
# Longer than the longest time between two turns.
WINDOW = dt.timedelta(days=8)


@jobs.periodic("*/10 * * * *", "people.send_due_digests")
def send_due_digests(timestamp: int) -> None:
    """Hand the people whose digest is due to jobs of fifty: one that fails does not hold the others back."""
    due = due_people()
    for start in range(0, len(due), BATCH):
        jobs.enqueue(send_digests, person_ids=due[start : start + BATCH])


def due_people() -> list[int]:
    """Ids of those whose last turn has no digest yet."""
    last = dict(
        Digest.objects.filter(turn_at__gt=clock.now() - WINDOW).order_by("turn_at").values_list("person_id", "turn_at")
    )
    people = (
        Person.objects.filter(is_active=True, erased_at=None).exclude(digest_rhythm=Person.Rhythm.NONE).order_by("pk")
    )
    found = []
    for person in people.iterator():
        turn = due_turn(person)
        if turn is not None and (person.pk not in last or last[person.pk] < turn):
            found.append(person.pk)
    return found


@jobs.task("people.send_digests")
def send_digests(person_ids: list[int]) -> None:
    """Each digest in its own transaction; those already sent are skipped, so running twice is running once."""
    failed = []
    for person in Person.objects.filter(pk__in=person_ids).order_by("pk"):
        try:
            send_digest(person=person)
        except Exception:
            logger.exception("the digest of person %s failed", person.pk)
            failed.append(person.pk)
    if failed:
        raise RuntimeError(f"digests that failed: {failed}")


@jobs.periodic("35 2 * * *", "people.forget_api_answers")
def forget_api_answers(timestamp: int) -> None:
    """What was answered to programs is of no use after a day; tokens that ended go after a year."""
    now = clock.now()
    ApiAnswer.objects.filter(at__lt=now - dt.timedelta(days=1)).delete()
    ApiToken.objects.filter(expires_at__lt=now - dt.timedelta(days=365)).delete()
