"""The digest: one mail at the rhythm the person chose, nothing twice, nothing missed."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from commun.algo.calendar import last_turn
from commun.core import clock, journal, registries
from commun.core.registries import DigestEvent
from commun.people.digest_mail import send_digest_mail
from commun.people.models import Digest, DigestLine, Person

# Facts written just before a turn may become visible just after it: looking further back catches them, and the
# lines already told keep them from being told again.
OVERLAP = dt.timedelta(days=2)
# A person who comes back after a long pause is not buried.
MEMORY = dt.timedelta(days=31)


@transaction.atomic
def send_digest(*, person: Person) -> Digest | None:
    """Tell the person what happened since the last digest, if one is due now; None when none is.

    Safe to call at any time, twice, or by two workers at once: the turn is taken under a lock, and each event is
    told once to each person. Nothing to tell means no mail.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    turn = due_turn(person)
    if turn is None or Digest.objects.filter(person=person, turn_at__gte=turn).exists():
        return None
    before = Digest.objects.filter(person=person).order_by("-turn_at").first()
    since = (before.turn_at if before else person.joined_at) - OVERLAP
    with translation.override(person.language), timezone.override(person.time_zone):
        chapters = _untold(person, max(since, turn - MEMORY), clock.now())
    events = [event for _title, events in chapters for event in events]
    digest = Digest.objects.create(person=person, turn_at=turn, line_count=len(events))
    if events:
        digest.mail_key = f"digest:{person.ref}:{turn:%Y%m%dT%H%M}"
        digest.save(update_fields=["mail_key"])
        DigestLine.objects.bulk_create(
            DigestLine(person=person, key=event.key, mail_key=digest.mail_key, told_at=clock.now()) for event in events
        )
        send_digest_mail(person=person, key=digest.mail_key, chapters=chapters)
    return digest


def begin_here(*, people: Iterable[Person]) -> None:
    """They came with a group: what happened until now was told to them where they were."""
    now = clock.now()
    Digest.objects.bulk_create(Digest(person=person, turn_at=now, line_count=0) for person in people)


def due_turn(person: Person) -> dt.datetime | None:
    """The last turn of this person's digest, unless the person has none, or came after it."""
    if not person.is_active or not person.email:
        return None
    zone = ZoneInfo(person.time_zone)
    turn = last_turn(clock.now(), rhythm=person.digest_rhythm, hour=person.digest_hour, zone=zone)
    return turn if turn is not None and turn > person.joined_at else None


def _untold(person: Person, since: dt.datetime, until: dt.datetime) -> list[tuple[str, list[DigestEvent]]]:
    """Chapters with what the person was not told yet, newest first."""
    chapters, keys = [], set()
    for section in sorted(registries.digest, key=lambda section: section.order):
        fresh = []
        for event in section.events(person, since, until):
            if event.key not in keys:
                keys.add(event.key)
                fresh.append(event)
        chapters.append((section.title, fresh))
    told = set(DigestLine.objects.filter(person=person, key__in=keys).values_list("key", flat=True))
    kept = [(str(title), [event for event in fresh if event.key not in told]) for title, fresh in chapters]
    return [(title, events) for title, events in kept if events]


@transaction.atomic
def choose_rhythm(*, person: Person, rhythm: str) -> bool:
    """Change how often the digest comes (``Person.Rhythm``); says whether anything changed.

    Raises ValueError on an unknown rhythm.
    """
    if rhythm not in Person.Rhythm.values:
        raise ValueError(rhythm)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.digest_rhythm == rhythm:
        return False
    person.digest_rhythm = rhythm
    person.save(update_fields=["digest_rhythm"])
    journal.record(
        "people.digest.chosen",
        space=journal.house(),
        actor=journal.Person(person.pk),
        about=("people.person", person.ref),
        data={"rhythm": rhythm},
    )
    return True
