"""What pages read about people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.urls import here
from commun.people import policies
from commun.people.models import Activity, Availability, Person, Reference


def demo_doors() -> list[Person]:
    """Fictional members one may enter as; none outside the demo. One query at most."""
    if not settings.DEMO:
        return []
    doors = Person.objects.filter(is_demo_door=True).order_by("sort_key")[:3]
    return [person for person in doors if policies.can_be_demo_door(person)]


@dataclass(frozen=True)
class Passkey:
    """A way in, as its owner sees it."""

    pk: int
    name: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None


def passkeys(person: Person) -> list[Passkey]:
    """The person's passkeys, oldest first. One query."""
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk")
    return [Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at) for each in kept]


@dataclass(frozen=True)
class Step:
    """One thing a profile may tell."""

    label: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class ActivityLine:
    """An activity in a list; ``url`` leads to its watch, empty for those who are in no group."""

    activity: Activity
    url: str


@dataclass(frozen=True)
class ProfileSheet:
    """All that the profile page shows."""

    activities: Sequence[ActivityLine]
    availabilities: Sequence[Availability]
    references: Sequence[Reference]
    steps: Sequence[Step]

    @property
    def done_count(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)


def profile_sheet(person: Person, group: str = "") -> ProfileSheet:
    """The person's own profile; ``group`` is the slug of one of their groups, for links. Three queries."""
    activities = list(person.activities.all())
    availabilities = list(person.availabilities.all())
    references = list(person.references.all())
    current = [each for each in availabilities if each.ends_on is None or each.ends_on >= clock.today()]
    return ProfileSheet(
        activities=[ActivityLine(activity, watch_url(group, activity)) for activity in activities],
        availabilities=availabilities,
        references=references,
        steps=[
            Step(_("Your trade"), reverse("people:change-profile"), bool(person.trade)),
            Step(_("A few words about you"), reverse("people:change-profile"), bool(person.bio)),
            Step(_("Your town"), reverse("people:change-profile"), bool(person.town)),
            Step(_("What you are looking for"), new_watch_url(group), bool(activities)),
            Step(_("When you are available"), reverse("people:add-availability"), bool(current)),
            Step(_("Something you have done"), reverse("people:add-reference"), bool(references)),
        ],
    )


def watch_url(group: str, activity: Activity) -> str:
    """The page of the group where an activity is edited with what it brings in; empty without a group."""
    return _inside(group, "tenders:edit-watch", ref=activity.ref)


def new_watch_url(group: str) -> str:
    """The page of the group where an activity is added; empty without a group."""
    return _inside(group, "tenders:new-watch")


def _inside(group: str, name: str, **arguments: str) -> str:
    """The watch belongs to a room above this one: its address is known by name only."""
    try:
        return here(group, name, **arguments) if group else ""
    except NoReverseMatch:
        return ""
