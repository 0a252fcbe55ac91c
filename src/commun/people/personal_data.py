"""What this room keeps of a person, ready to be taken away; and how all rooms' parts are put together."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from commun.core import registries, scope
from commun.core.models import FactWords, OutgoingMail
from commun.people.models import Activity, ApiToken, Availability, Person, Reference
from commun.ui import dates


def export_own_part(person: Person) -> dict[str, Any]:
    """Account, profile, activities, availabilities, references, words written in the journal, mails still kept."""
    entity = person.legal_entity
    words = FactWords.objects.filter(person_id=person.pk).select_related("fact").order_by("fact__at", "pk")
    mails = OutgoingMail.objects.filter(to__iexact=person.email or "-", is_secret=False).order_by("created_at")
    profile = ("name", "email", "trade", "bio", "town", "is_offer_stable", "joined_at")
    preferences = ("language", "time_zone", "digest_hour")
    return {
        _("profile"): _fields(person, profile),
        _("preferences"): _fields(person, preferences) | {_("rhythm"): person.get_digest_rhythm_display()},
        _("legal entity"): {"SIREN": entity.siren, _("name"): entity.name} if entity else None,
        _("activities"): [_fields(each, ACTIVITY) for each in person.activities.all()],
        _("availabilities"): [_fields(each, AVAILABILITY) for each in person.availabilities.all()],
        _("references"): [_fields(each, REFERENCE) for each in person.references.all()],
        _("tokens"): [_fields(each, TOKEN) for each in ApiToken.objects.filter(person=person)],
        _("words written"): [{_("written on"): each.fact.at, _("words"): each.text} for each in words],
        _("mails received"): [{_("sent on"): each.created_at, _("subject"): each.subject} for each in mails],
    }


ACTIVITY = (
    "label", "statement", "keywords", "negative_words", "cpv_prefixes", "departements", "regions", "is_remote",
    "is_place_strict", "minimum_days_left", "is_active", "created_at", "changed_at",
)  # fmt: skip
AVAILABILITY = ("starts_on", "ends_on", "hours_per_week", "note")
TOKEN = ("name", "rights", "created_at", "expires_at")
REFERENCE = ("title", "client", "year", "note")


def _fields(row: Person | Activity | Availability | Reference | ApiToken, names: tuple[str, ...]) -> dict[str, Any]:
    """Values under the names people read on the screen."""
    return {_label(row, name): getattr(row, name) for name in names}


def _label(row: Any, name: str) -> str:
    dated = {"created_at": _("added on"), "changed_at": _("changed on")}
    return dated.get(name) or force_str(row._meta.get_field(name).verbose_name)


def export_of(person: Person) -> dict[str, Any]:
    """All rooms' parts, by title: what a person may take away."""
    with scope.everywhere("a person takes away what all groups keep of them"):
        return {str(part.title): part.export(person) for part in registries.personal_data}


@dataclass(frozen=True)
class Line:
    """One line of the readable page: what, and its value; a line without value opens a part."""

    depth: int
    label: str
    value: str


def readable(value: Any, label: str = "", depth: int = 0) -> Iterator[Line]:
    """An export as lines to read, whatever its shape; empty parts say so."""
    if isinstance(value, Mapping) and value:
        yield from [Line(depth, label, "")] if label else []
        for name, each in value.items():
            yield from readable(each, str(name), depth + bool(label))
    elif isinstance(value, list | tuple) and value and not all(isinstance(each, str | int) for each in value):
        yield Line(depth, label, "")
        for number, each in enumerate(value, 1):
            yield from readable(each, f"{number}.", depth + 1)
    else:
        yield Line(depth, label, _said(value))


def _said(value: Any) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return dates.moment(value) if isinstance(value, dt.datetime) else dates.day(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "", {}) else str(value)
