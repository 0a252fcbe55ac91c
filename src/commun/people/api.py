"""What programs may ask about oneself: one's own profile, what one looks for, when one is available."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commun.core import registries
from commun.core.api.routes import Caller, Slice, Turn, act, among, leave_out, reading
from commun.core.api.shapes import Choice, Text, find
from commun.people import actions, policies, queries
from commun.people.forms import ZONES
from commun.people.models import Activity, Availability, Person, Reference

find(Activity, lambda caller, ref: policies.activity_for(caller.person, ref))
find(Reference, lambda caller, ref: policies.reference_for(caller.person, ref))
find(Availability, lambda caller, pk: policies.availability_for(caller.person, pk), is_number=True)


@dataclass(frozen=True)
class ActivityTold:
    """One thing that I do and look for."""

    ref: str
    label: str
    statement: str
    keywords: Sequence[str]
    negative_words: Sequence[str]
    cpv_prefixes: Sequence[str]
    departements: Sequence[str]
    regions: Sequence[str]
    is_remote: bool
    is_place_strict: bool
    minimum_days_left: int
    is_active: bool


@dataclass(frozen=True)
class AvailabilityTold:
    """When I am available."""

    id: int
    starts_on: dt.date
    ends_on: dt.date | None
    hours_per_week: int
    note: str


@dataclass(frozen=True)
class ReferenceTold:
    """Something that I have done."""

    ref: str
    title: str
    client: str
    year: int | None
    note: str


@dataclass(frozen=True)
class Me:
    """Myself."""

    ref: str
    name: str
    email: str
    trade: str
    bio: str
    town: str
    is_offer_stable: bool
    language: str
    time_zone: str
    digest_rhythm: str
    digest_hour: int
    legal_entity: str | None
    activities: Sequence[ActivityTold]
    availabilities: Sequence[AvailabilityTold]
    references: Sequence[ReferenceTold]


@reading("me", _("My own profile, what I look for, when I am available"), Me)
def me(caller: Caller) -> Me:
    """4 queries."""
    person: Person = caller.person
    sheet = queries.profile_sheet(person)
    return Me(
        ref=person.ref, name=person.name, email=person.email or "", trade=person.trade, bio=person.bio,
        town=person.town, is_offer_stable=person.is_offer_stable, language=person.language,
        time_zone=person.time_zone, digest_rhythm=person.digest_rhythm, digest_hour=person.digest_hour,
        legal_entity=person.legal_entity.siren if person.legal_entity else None,
        activities=[_activity(line.activity) for line in sheet.activities],
        availabilities=[
            AvailabilityTold(row.pk, row.starts_on, row.ends_on, row.hours_per_week, row.note)
            for row in sheet.availabilities
        ],
        references=[ReferenceTold(row.ref, row.title, row.client, row.year, row.note) for row in sheet.references],
    )  # fmt: skip


def _activity(row: Activity) -> ActivityTold:
    return ActivityTold(
        row.ref, row.label, row.statement, row.keywords, row.negative_words, row.cpv_prefixes, row.departements,
        row.regions, row.is_remote, row.is_place_strict, row.minimum_days_left, row.is_active,
    )  # fmt: skip


@dataclass(frozen=True)
class TodoTold:
    """Something that waits for me; ``is_called``: a vote or something due."""

    key: str
    title: str
    url: str
    reason: str
    due_on: dt.date | None
    is_late: bool
    is_called: bool


@reading("me/todo", _("What waits for me, in all my groups"), TodoTold)
def todo(caller: Caller, turn: Turn) -> Slice[TodoTold]:
    """As the page « To do »: each room's own queries. Only of the groups of the token, and of no group."""
    allowed = tuple(f"/g/{slug}/" for slug in caller.groups)
    lines = [
        TodoTold(
            one.key,
            str(one.reason if one.is_between else one.title),
            one.url,
            str(one.reason),
            one.due_on,
            one.is_late,
            one.is_called,
        )
        for source in registries.todo
        for one in source(caller.person)
        if not one.url.startswith("/g/") or one.url.startswith(allowed)
    ]
    unique = list({one.key: one for one in lines}.values())
    return among(unique, turn, lambda one: (one.due_on.isoformat() if one.due_on else "9999", one.key))


RHYTHMS = Person.Rhythm
ZONE_NAMES = [zone for zone, _label in ZONES]
act(
    "me/profile", actions.change_profile,
    content__name=Text(120), content__trade=Text(160), content__bio=Text(4000), content__town=Text(80),
)  # fmt: skip
act(
    "me/preferences", actions.change_preferences,
    preferences__language=Choice(("fr", "en")), preferences__time_zone=Choice(tuple(ZONE_NAMES)),
    preferences__digest_rhythm=RHYTHMS, preferences__digest_hour=Choice(tuple(range(24))),
)  # fmt: skip
act("me/activities/{activity}/remove", actions.remove_activity)
act(
    "me/availabilities", actions.add_availability, hours_per_week=Choice(tuple(range(1, 81))), note=Text(200)
)  # fmt: skip
act("me/availabilities/{availability}/remove", actions.remove_availability)
REFERENCE = {
    "content__title": Text(200), "content__client": Text(160), "content__note": Text(2000),
    "content__year": Choice(tuple(range(1950, 2101))),
}  # fmt: skip
act("me/references", actions.add_reference, **REFERENCE)
act("me/references/{reference}", actions.change_reference, **REFERENCE)
act("me/references/{reference}/remove", actions.remove_reference)
act("me/legal-entity/leave", actions.leave_legal_entity)

leave_out(
    "people", _("ways in and the end of an account: only on the page, after a recent sign-in"),
    "passkeys.add_passkey", "passkeys.remove_passkey", "api_tokens.make_token", "api_tokens.rotate_token",
    "api_tokens.revoke_token", "erasure.erase_person",
)  # fmt: skip
leave_out(
    "people", _("done by the house itself, or before one has an account"),
    "accounts.register_person", "accounts.open_demo_door", "digests.begin_here", "digests.send_digest",
    "digests.choose_rhythm",
)  # fmt: skip
leave_out(
    "people", _("a legal entity is looked for and confirmed on the page"),
    "profile.join_legal_entity", "profile.register_legal_entity",
)  # fmt: skip
