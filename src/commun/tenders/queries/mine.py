"""What waits for a person among the notices, and the dates for their calendars."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import CalendarEntry, Subject, TodoItem
from commun.core.urls import here
from commun.people.models import Person
from commun.tenders.models import Intention, Notice
from commun.tenders.queries.coming import calendar_of

NEAR = dt.timedelta(days=10)


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Notices that the person would carry and whose deadline is near. One query."""
    now = clock.now()
    near = Notice.objects.open_at(now).filter(deadline_at__lt=now + NEAR)
    with scope.everywhere("a person's own intentions"):
        said = (
            Intention.objects.filter(member__person=person, stance="carry", need__notice__in=near)
            .exclude(member__state="left")
            .order_by("need__notice__deadline_at", "pk")
            .values_list("need__notice__ref", "need__notice__title", "need__notice__deadline_at", "space__slug")
        )
        rows = list(dict.fromkeys(said))
    for ref, title, deadline, slug in rows:
        if deadline is None:
            continue
        due = deadline.astimezone(clock.PARIS).date()
        yield TodoItem(
            key=f"tenders.deadline:{slug}:{ref}",
            title=title,
            url=here(slug, "tenders:notice", ref=ref),
            reason=_("You said you would carry it, and its deadline is near."),
            due_on=due,
            is_late=deadline < now,
        )


def notices_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """Titles and pages of the notices that a group's journal speaks of. One query."""
    titles = Notice.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "tenders:notice", ref=ref)) for ref, title in titles}


def calendar_entries(person: Person, since: dt.date, until: dt.date) -> Iterator[CalendarEntry]:
    """Deadlines of what the person keeps or said something about. Three queries."""
    with scope.everywhere("a person's own notices"):
        dated = calendar_of(person, since, until)
    for notice, slug in dated:
        if notice.deadline_at is None:
            continue
        yield CalendarEntry(
            uid=f"tenders-deadline-{notice.ref}",
            title=_("Deadline: %(title)s") % {"title": notice.title},
            starts_at=notice.deadline_at,
            ends_at=None,
            url=here(slug, "tenders:notice", ref=notice.ref),
            changed_at=notice.changed_at,
        )
