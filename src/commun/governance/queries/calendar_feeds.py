"""What a calendar reads: the meetings of one group or of all, and the dates that other rooms add."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.core import clock, registries, scope
from commun.core.errors import Gone, NotFound
from commun.core.models import Space
from commun.core.registries import CalendarEntry
from commun.core.urls import absolute, here
from commun.governance import feed_tokens, meeting_dates, policies, states
from commun.governance.models import BodyLink, CalendarToken, Duty, Meeting, Membership
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.governance.queries.decision_thread import names_among, without_names
from commun.governance.queries.meeting_events import uid_of
from commun.people.models import Person

OWN_SOURCE = "governance.meetings"
BACK_DAYS, AHEAD_DAYS, CANCELLED_DAYS = 365, 400, 30


@dataclass(frozen=True)
class FeedText:
    """A feed ready to be sent; the tag changes exactly when the text does.

    Only the meetings of one group have a date that moves with them: elsewhere other rooms say no version, or something
    may vanish, and no date tells it.
    """

    body: bytes
    etag: str
    changed: dt.datetime | None


def feed_of(token: str) -> FeedText:
    """The feed behind a secret address. Raises NotFound (unknown, or no longer the person's) or Gone (revoked)."""
    rows = CalendarToken.objects.select_related("person", "group")
    row = rows.filter(token_digest=feed_tokens.digest_of(token)).first()
    if row is None or not row.person.is_active:
        raise NotFound
    if row.revoked_at is not None:
        raise Gone
    if row.group is not None and not policies.may_read_calendar(row.person, row.group):
        raise NotFound
    with translation.override(row.person.language):
        return _written(row)


def feeds_of(person: Person) -> list[tuple[CalendarToken, str, str]]:
    """The open addresses of a person, each also as calendar programs open it by themselves. 1 query."""
    rows = CalendarToken.objects.filter(person=person, revoked_at=None).select_related("group")
    found = [(row, feed_tokens.address_of(row)) for row in rows]
    return [(row, address, f"webcal:{address.partition(':')[2]}") for row, address in found]


def feed_for(person: Person, ref: str) -> CalendarToken:
    """One of the person's own addresses, else NotFound. 1 query."""
    found = CalendarToken.objects.filter(person=person, ref=ref, revoked_at=None).select_related("group").first()
    if found is None:
        raise NotFound
    return found


def entries_for(person: Person, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Meetings as dates of the house's calendar. 3 queries."""
    start = dt.datetime.combine(first, dt.time(), clock.PARIS)
    end = dt.datetime.combine(last, dt.time(), clock.PARIS) + dt.timedelta(days=1)
    with scope.everywhere("a person's own calendar"):
        spaces = _spaces_of(person)
    with scope.use(*spaces):
        rows = Meeting.objects.filter(starts_at__gte=start, starts_at__lt=end).exclude(state=Meeting.State.CANCELLED)
        for meeting in rows.select_related("space"):
            yield CalendarEntry(uid_of(meeting), meeting.title, meeting.starts_at, meeting.ends_at, _page(meeting))


def _written(row: CalendarToken) -> FeedText:
    with scope.everywhere("a person's own calendar"):
        mine = _spaces_of(row.person)
        spaces = [one for one in mine if row.group_id in {None, one}]
    events = list(_meetings(row, spaces))
    if row.group is None:
        events += _others(row)
    elif row.group.kind in policies.AROUND:
        events += _public(row.group, besides=spaces)
    name = row.group.name if row.group else _("Commun: my groups")
    body = calendar.write_feed(calendar.Feed(name, tuple(events)))
    is_dated = row.group is not None and row.group.kind not in policies.AROUND
    changed = max((event.changed for event in events), default=row.created_at) if is_dated else None
    return FeedText(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', changed)


def _spaces_of(person: Person) -> list[int]:
    rows = Membership.objects.filter(person=person, state__in=states.INSIDE)
    return list(rows.values_list("space_id", flat=True))


def _meetings(row: CalendarToken, spaces: list[int]) -> Iterator[calendar.Event]:
    if not spaces:
        return
    with scope.use(*spaces):
        rows = Meeting.objects.filter(_shown()).select_related("space", "series")
        held = Duty.objects.filter(membership__person_id=row.person_id, state__in=LIVE_DUTIES)
        mine = {} if row.group_id else {duty.meeting_id: duty for duty in held}
        meetings = list(rows.order_by("starts_at", "pk"))
    for meeting in meetings:
        yield _event(meeting, mine.get(meeting.pk), with_group=row.group_id is None)


def _shown() -> Q:
    """Those that take place, and for a while those that were cancelled."""
    now = clock.now()
    shown = ~Q(state=Meeting.State.CANCELLED) | Q(changed_at__gte=now - dt.timedelta(days=CANCELLED_DAYS))
    around = Q(starts_at__gte=now - dt.timedelta(days=BACK_DAYS), starts_at__lte=now + dt.timedelta(days=AHEAD_DAYS))
    return shown & around


def _public(network: Space, besides: list[int]) -> Iterator[calendar.Event]:
    """What the groups of a network make public of their meetings: when, where, whose; no link, no page, no name.

    3 queries.
    """
    inside = BodyLink.objects.filter(policies.links_in_force(), around=network).values_list("inside", flat=True)
    spaces = sorted({network.pk, *inside} - set(besides))
    if not spaces:
        return
    with scope.use(*spaces):
        rows = Meeting.objects.filter(_shown(), is_public=True).select_related("space", "series")
        meetings = list(rows.order_by("starts_at", "pk"))
        people = list(Membership.objects.select_related("person")) if meetings else []
    names = {pk: names_among([one for one in people if one.space_id == pk]) for pk in spaces}
    for meeting in meetings:
        known = names[meeting.space_id]
        meeting.title = without_names(meeting.title, known)
        event = _event(meeting, None, with_group=True)
        yield replace(event, description="", address="", place=without_names(meeting.place, known))


def _event(meeting: Meeting, duty: Duty | None, *, with_group: bool) -> calendar.Event:
    """No name of anybody, no note: a calendar is read by more programs than one thinks."""
    zone = meeting_dates.zone_of(meeting.series.zone if meeting.series else meeting.space.time_zone)
    title = f"{meeting.title} · {meeting.space.name}" if with_group else meeting.title
    duties = {"facilitator": _("(you facilitate)"), "scribe": _("(you write the minutes)")}
    task = duty.task if duty is not None else ""
    changed = max(meeting.changed_at, duty.changed_at) if duty is not None else meeting.changed_at
    is_cancelled = meeting.state == Meeting.State.CANCELLED
    return calendar.Event(
        uid=uid_of(meeting),
        start=meeting.starts_at.astimezone(zone),
        end=meeting.ends_at.astimezone(zone),
        title=f"{title} {duties[task]}" if task in duties else title,
        stamp=changed,
        changed=changed,
        sequence=meeting.sequence,
        status=calendar.ical.CANCELLED if is_cancelled else calendar.ical.CONFIRMED,
        description=_page(meeting),
        place=meeting.place or meeting.link,
        address=_page(meeting),
    )


def _others(row: CalendarToken) -> Iterator[calendar.Event]:
    """What other rooms know of the person's dates; where they say no version, the day of the address stands for it."""
    today = clock.today()
    first, last = today - dt.timedelta(days=BACK_DAYS), today + dt.timedelta(days=AHEAD_DAYS)
    for name in registries.calendar.names():
        source = registries.calendar.get(name)
        if name == OWN_SOURCE or source is None:
            continue
        for entry in source(row.person, first, last):
            yield _foreign(entry, row.created_at)


def _foreign(entry: CalendarEntry, since: dt.datetime) -> calendar.Event:
    zone = ZoneInfo("Europe/Paris")
    local = entry.starts_at.astimezone(zone)
    is_day = entry.ends_at is None
    start = local.date() if is_day else local
    changed = max(since, entry.changed_at or since)
    end = local.date() + dt.timedelta(days=1) if entry.ends_at is None else entry.ends_at.astimezone(zone)
    return calendar.Event(
        uid=entry.uid,
        start=start,
        end=end,
        title=entry.title,
        stamp=changed,
        changed=changed,
        address=entry.url if entry.url.startswith("http") else absolute(entry.url),
    )


def _page(meeting: Meeting) -> str:
    return absolute(here(meeting.space.slug, "governance:meeting", meeting=meeting.ref))
