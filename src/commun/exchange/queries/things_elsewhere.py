"""What shared things tell elsewhere: calendars, the digest, the search, the journal, the list of a departure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import CalendarEntry, DigestEvent, Subject
from commun.core.urls import absolute, here
from commun.exchange.models import Booking, SharedThing
from commun.governance import states
from commun.governance.handover import Handover
from commun.governance.models import Membership
from commun.people.models import Person

TOLD_MOST = 30


def dates_of(person: Person, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """What the person booked, from when to when. 1 query."""
    start = dt.datetime.combine(first, dt.time(), clock.PARIS)
    end = dt.datetime.combine(last, dt.time(23, 59, 59), clock.PARIS)
    with scope.everywhere("a person's own calendar"):
        mine = Booking.objects.filter(by__person=person, by__state__in=states.INSIDE, cancelled_at=None)
        rows = list(mine.filter(starts_at__lte=end, ends_at__gt=start).select_related("space", "thing"))
    for row in rows:
        url = here(row.space.slug, "exchange:thing", thing=row.thing.ref)
        title = _("Booked: %(thing)s") % {"thing": row.thing.name}
        changed = row.returned_at or row.made_at
        yield CalendarEntry(f"reservation-{row.ref}@commun", title, row.starts_at, row.ends_at, url, changed)


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Things that others of the person's groups shared in the period. 1 query."""
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state__in=states.INSIDE).values("space")
        rows = SharedThing.objects.filter(space__in=mine, withdrawn_at=None, shared_at__gt=since, shared_at__lte=until)
        rows = rows.exclude(shared_by__person=person)
        shared = list(rows.select_related("space", "shared_by__person", "shared_by__space")[:TOLD_MOST])
    for row in shared:
        words = {"person": row.shared_by.name, "thing": row.name}
        yield DigestEvent(
            key=f"exchange.thing:{row.ref}",
            at=row.shared_at,
            title=_("%(person)s shares: %(thing)s") % words,
            url=absolute(here(row.space.slug, "exchange:thing", thing=row.ref)),
            reason=_("You are in “%(group)s”.") % {"group": row.space.name},
            detail=row.words[:200],
        )


def things_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Names and pages of things, by reference. 1 query."""
    with scope.use(space):
        rows = list(SharedThing.objects.filter(ref__in=list(refs)).values_list("ref", "name"))
    return {ref: Subject(name, here(space.slug, "exchange:thing", thing=ref)) for ref, name in rows}


def held_by(member: Membership) -> Iterator[Handover]:
    """The member's own things, that go with them, and what they booked. 2 queries."""
    with scope.use(member.space_id):
        things = list(SharedThing.objects.filter(owner=member, withdrawn_at=None))
        mine = Booking.objects.filter(by=member, cancelled_at=None, ends_at__gt=clock.now())
        bookings = list(mine.select_related("thing"))
    slug = member.space.slug
    for row in things:
        yield Handover(row.name, _("no longer lent"), here(slug, "exchange:thing", thing=row.ref))
    for booking in bookings:
        url = here(slug, "exchange:thing", thing=booking.thing.ref)
        yield Handover(booking.thing.name, _("booking cancelled"), url)
