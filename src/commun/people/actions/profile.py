"""The profile: who I am, when I am free, what I have done, which body I belong to, how I like to be told."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.text import sort_key
from commun.core import codes, journal
from commun.core.errors import Refused
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people.actions.accounts import SORT_KEY_LENGTH, clean_name
from commun.people.models import Availability, LegalEntity, Person, Reference
from commun.people.policies import availability_for, reference_for

MOST_ROWS, MOST_HOURS = 40, 80


@dataclass(frozen=True, kw_only=True)
class ProfileContent:
    """What a person writes about themselves; an offer that is not stable yet is a valid state."""

    name: str
    trade: str = ""
    bio: str = ""
    town: str = ""
    is_offer_stable: bool = False


@dataclass(frozen=True, kw_only=True)
class ReferenceContent:
    """A piece of past work."""

    title: str
    client: str = ""
    year: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """Language ("fr", "en"), zone (IANA name), rhythm and hour (0 to 23, in that zone) of the digest."""

    language: str
    time_zone: str
    digest_rhythm: str
    digest_hour: int


@transaction.atomic
def change_profile(*, person: Person, content: ProfileContent) -> None:
    """Rewrite one's own profile; raises Refused without a name."""
    name = clean_name(content.name)
    if not name:
        raise Refused(_("Write the name others know you by."))
    written = {
        "name": name,
        "sort_key": sort_key(name)[:SORT_KEY_LENGTH],
        "trade": clean_name(content.trade),
        "bio": _text(content.bio, 4000),
        "town": clean_name(content.town)[:80],
        "is_offer_stable": content.is_offer_stable,
    }
    _write("people.person.changed", person, written)


@transaction.atomic
def change_preferences(*, person: Person, preferences: Preferences) -> None:
    """Choose language, time zone and rhythm of the digest."""
    written = {
        "language": preferences.language,
        "time_zone": preferences.time_zone,
        "digest_rhythm": preferences.digest_rhythm,
        "digest_hour": preferences.digest_hour,
    }
    _write("people.preferences.changed", person, written)


@transaction.atomic
def add_availability(
    *, person: Person, starts_on: dt.date, ends_on: dt.date | None, hours_per_week: int, note: str = ""
) -> Availability:
    """Say how many hours a week one can give, from a day until another (None: until further notice)."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The end comes before the beginning."))
    if person.availabilities.count() >= MOST_ROWS:
        raise Refused(_("Remove an older availability first."))
    availability = Availability.objects.create(
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        hours_per_week=max(0, min(MOST_HOURS, hours_per_week)),
        note=clean_name(note),
    )
    _record("people.availability.added", person, ("people.availability", availability.pk))
    return availability


@transaction.atomic
def remove_availability(*, person: Person, availability: Availability) -> None:
    """Take one's own availability back; raises NotFound for another's."""
    mine = availability_for(person, availability.pk)
    _record("people.availability.removed", person, ("people.availability", mine.pk))
    mine.delete()


@transaction.atomic
def add_reference(*, person: Person, content: ReferenceContent) -> Reference:
    """Show a piece of past work; raises Refused without a title."""
    if person.references.count() >= MOST_ROWS:
        raise Refused(_("Remove an older reference first."))
    reference = Reference(person=person)
    _write_reference(reference, content)
    _record("people.reference.added", person, ("people.reference", reference.ref))
    return reference


@transaction.atomic
def change_reference(*, person: Person, reference: Reference, content: ReferenceContent) -> Reference:
    """Rewrite one's own reference; raises NotFound for another's."""
    mine = reference_for(person, reference.ref)
    _write_reference(mine, content)
    _record("people.reference.changed", person, ("people.reference", mine.ref))
    return mine


@transaction.atomic
def remove_reference(*, person: Person, reference: Reference) -> None:
    """Remove one's own reference; raises NotFound for another's."""
    mine = reference_for(person, reference.ref)
    _record("people.reference.removed", person, ("people.reference", mine.ref))
    mine.delete()


@transaction.atomic
def register_legal_entity(*, by: Person, siren: str, name: str, kind: str, town: str = "") -> LegalEntity:
    """The body with this SIREN, new if nobody had named it yet; raises Refused when the number is not a SIREN."""
    number = codes.clean_siren(siren)
    if not codes.is_siren(number):
        raise Refused(_("This is not a SIREN: nine figures whose last one is a check."))
    known = LegalEntity.objects.filter(siren=number).first()
    if known is not None:
        return known
    shown = clean_name(name)
    if not shown:
        raise Refused(_("Nobody has named this SIREN here yet: write the name of the body."))
    entity, is_new = LegalEntity.objects.get_or_create(
        siren=number, defaults={"name": shown, "kind": kind, "town": clean_name(town)[:80]}
    )
    if is_new:
        _record("people.legal_entity.registered", by, ("people.legal_entity", number))
    return entity


@transaction.atomic
def join_legal_entity(*, person: Person, entity: LegalEntity) -> None:
    """Say which body one works through (a cooperative, one's own company …)."""
    if person.legal_entity_id == entity.pk:
        return
    person.legal_entity = entity
    person.save(update_fields=["legal_entity"])
    _record("people.legal_entity.joined", person, ("people.legal_entity", entity.siren))


@transaction.atomic
def leave_legal_entity(*, person: Person) -> None:
    """No longer belong to a body."""
    if person.legal_entity is None:
        return
    siren = person.legal_entity.siren
    person.legal_entity = None
    person.save(update_fields=["legal_entity"])
    _record("people.legal_entity.left", person, ("people.legal_entity", siren))


def _write(name: str, person: Person, written: dict[str, object]) -> None:
    """Keep what differs, and record which fields changed (never their words); nothing when nothing did."""
    changed = [field for field, value in written.items() if getattr(person, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(person, field, written[field])
    person.save(update_fields=changed)
    told = [field for field in changed if field != "sort_key"]
    _record(name, person, ("people.person", person.ref), {"fields": told})


def _write_reference(reference: Reference, content: ReferenceContent) -> None:
    title = clean_name(content.title)
    if not title:
        raise Refused(_("Give this reference a title."))
    reference.title = title
    reference.client = clean_name(content.client)
    reference.year = content.year
    reference.note = _text(content.note, 2000)
    reference.save()


def _text(words: str, most: int) -> str:
    return words.replace("\x00", "").strip()[:most].strip()


def _record(name: str, person: Person, about: tuple[str, str | int], data: dict[str, object] | None = None) -> None:
    journal.record(name, space=journal.house(), actor=journal.Person(person.pk), about=about, data=data)
