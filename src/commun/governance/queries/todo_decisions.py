"""What the group waits for from a person: their voice where a process is open, and what they took, once it is due (N5).

Two queries, whatever the number of groups: this is asked for the badge of every page.
"""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import methods, states
from commun.governance.models import Action, Ballot, Elector, Mandate, Nomination, Process, Stance
from commun.people.models import Person

NOMINATING = ("nominations", "nomination")


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Open ballots and due actions of the person, in all their groups; awake in them only."""
    with scope.everywhere("a person's own groups"):
        voices = list(awaited_voices(person))
        actions = list(due_actions(person))
    for voice in voices:
        process, space = voice.process, voice.space
        yield TodoItem(
            key=f"governance.voice:{process.pk}",
            title=_("Your voice: %(title)s") % {"title": process.title},
            url=here(space.slug, "governance:process", process=process.ref),
            reason=_("“%(group)s” is deciding, and you have a voice.") % {"group": space.name},
            due_on=process.closes_at.astimezone(clock.PARIS).date() if process.closes_at else None,
        )
    for action in actions:
        yield TodoItem(
            key=f"governance.action:{action.pk}",
            title=action.title,
            url=here(action.space.slug, "governance:action", action=action.ref),
            reason=_("You took it in “%(group)s”. Too much just now? Hand it back.") % {"group": action.space.name}
            if action.owner_id
            else _("Your role in “%(group)s” has it to do.") % {"group": action.space.name},
            due_on=action.due_on,
        )


def awaited_voices(person: Person) -> QuerySet[Elector]:
    """Where the person is an elector of an open process and has not answered yet what it asks now. One query."""
    mine = {"process": OuterRef("process"), "membership": OuterRef("membership")}
    ballots = Ballot.objects.filter(elector=OuterRef("pk"))
    asked = Stance.objects.filter(**mine, version=OuterRef("process__version"), position=Stance.Position.ASKED)
    nominated = Nomination.objects.filter(**mine)
    by_ballot = Q(process__method__in=methods.by_ballot(), has_cast=False) & ~Exists(ballots)
    nominating = Q(process__method=Process.Method.ELECTION, process__stage__in=NOMINATING) & ~Exists(nominated)
    rows = Elector.objects.filter(
        by_ballot | Exists(asked) | nominating,
        Q(process__closes_at=None) | Q(process__closes_at__gt=clock.now()),
        process__state=Process.State.OPEN,
        membership__person=person,
        membership__state=states.MEMBER,
    )
    return rows.select_related("process", "space").order_by(F("process__closes_at").asc(nulls_last=True), "pk")


def due_actions(person: Person) -> QuerySet[Action]:
    """What is open, due today or before, and the person's, by name or by a role held today. One query."""
    today = clock.today()
    held = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        membership__person=person,
        membership__state=states.MEMBER,
        state=Mandate.State.IN_FORCE,
        starts_on__lte=today,
        learns_beside=None,
    )
    rows = Action.objects.filter(
        Q(owner__person=person, owner__state=states.MEMBER) | Q(owner_role__in=held.values("role")),
        state=Action.State.OPEN,
        due_on__lte=today,
    )
    return rows.select_related("space").order_by("due_on", "pk")
