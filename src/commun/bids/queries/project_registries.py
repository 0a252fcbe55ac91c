"""What projects add to « À faire », the calendar, the search and the list of a departure."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from commun.bids.models import DebriefVoice, Project, TaskCard, TaskMove
from commun.core import clock, scope
from commun.core.registries import CalendarEntry, DigestEvent, TodoItem
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.handover import Handover
from commun.governance.models import Action, Membership
from commun.people.models import Person
from commun.value.models import WorkPart

DEBRIEF_DAYS = 30
NOON = dt.time(12)


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Moves that wait for my word, debriefs of projects closed this month. 2 queries.

    Tasks themselves are told by governance: they are things to do like any other, once.
    """
    with scope.everywhere("a person's own groups"):
        moves = list(_moves_for(person))
        closed = list(_to_debrief(person))
    for move in moves:
        task = move.card.action
        is_taker = move.taker.person_id == person.pk
        said = _("Would you take “%(task)s”?") if is_taker else _("Would you let “%(task)s” go to somebody else?")
        yield TodoItem(
            key=f"bids.move:{move.ref}",
            title=said % {"task": task.title},
            url=here(move.space.slug, "bids:task", task=task.ref),
            reason=_("Proposed in “%(project)s”: yes and no are both fine.") % {"project": move.card.project.title},
        )
    for project in closed:
        yield TodoItem(
            key=f"bids.debrief:{project.ref}",
            title=_("What do you take from “%(project)s”?") % {"project": project.title},
            url=here(project.space.slug, "bids:project-debrief", project=project.ref),
            reason=_("You took part in it, and it is closed. With your name or without."),
        )


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Moves proposed to the person in the period. 1 query."""
    with scope.everywhere("a person's own groups"):
        moves = [move for move in _moves_for(person) if since < move.asked_at <= until]
    for move in moves:
        task, project = move.card.action, move.card.project
        is_taker = move.taker.person_id == person.pk
        said = _("Would you take “%(task)s”?") if is_taker else _("Would you let “%(task)s” go to somebody else?")
        yield DigestEvent(
            key=f"bids.move:{move.ref}",
            at=move.asked_at,
            title=said % {"task": task.title},
            url=absolute(here(move.space.slug, "bids:task", task=task.ref)),
            reason=_("Proposed in “%(project)s”: yes and no are both fine.") % {"project": project.title},
            detail=move.words,
        )


def _moves_for(person: Person) -> Iterable[TaskMove]:
    mine = Q(taker__person=person, taker__state=states.MEMBER, taker_agrees=False)
    theirs = Q(giver__person=person, giver__state=states.MEMBER, giver_agrees=False)
    rows = TaskMove.objects.filter(mine | theirs, state=TaskMove.State.ASKED, card__action__state=Action.State.OPEN)
    return rows.select_related("space", "card__action", "card__project", "taker").order_by("asked_at", "pk")


def _to_debrief(person: Person) -> Iterable[Project]:
    part = WorkPart.objects.filter(work=OuterRef("work"), membership__person=person, membership__state=states.MEMBER)
    voice = DebriefVoice.objects.filter(project=OuterRef("pk"), membership__person=person)
    since = clock.today() - dt.timedelta(days=DEBRIEF_DAYS)
    rows = Project.objects.filter(Exists(part), ~Exists(voice), state=Project.State.CLOSED, closed_on__gte=since)
    return rows.select_related("space").order_by("closed_on", "pk")


def dates_of(person: Person, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Open tasks of the person that have a date, and last days of their projects; whole days. 2 queries."""
    with scope.everywhere("a person's own calendar"):
        mine = Membership.objects.filter(person=person, state__in=states.INSIDE).values("pk")
        cards = TaskCard.objects.filter(
            action__owner__in=mine, action__state=Action.State.OPEN, action__due_on__range=(first, last)
        )
        tasks = list(cards.select_related("space", "action").order_by("action__due_on", "pk"))
        part = WorkPart.objects.filter(work=OuterRef("work"), membership__in=mine, left_on=None)
        rows = Project.objects.filter(Exists(part), state=Project.State.RUNNING, ends_on__range=(first, last))
        projects = list(rows.select_related("space").order_by("ends_on", "pk"))
    for card in tasks:
        assert card.action.due_on is not None
        url = here(card.space.slug, "bids:task", task=card.action.ref)
        yield CalendarEntry(f"tache-{card.action.ref}@commun", card.action.title, _noon(card.action.due_on), None, url)
    for project in projects:
        assert project.ends_on is not None
        url = here(project.space.slug, "bids:project", project=project.ref)
        title = _("Last day of “%(project)s”") % {"project": project.title}
        yield CalendarEntry(f"projet-{project.ref}@commun", title, _noon(project.ends_on), None, url)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON, clock.PARIS)


def held_by(member: Membership) -> Iterator[Handover]:
    """The role of dispatcher, given back by leaving. 1 query."""
    with scope.use(member.space_id):
        for project in Project.objects.filter(dispatcher=member, state=Project.State.RUNNING):
            label = _("Dispatcher of “%(project)s”") % {"project": project.title}
            yield Handover(label=label, url=here(member.space.slug, "bids:project", project=project.ref))
