"""What the group waits for from a person: their voice where a process is open, and what they took, once it is due (N5).

One query, whatever the number of groups: this is asked for the badge of every page.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import methods, states
from commun.governance.models import Action, Ballot, Elector, Mandate, Membership, Nomination, Process, Remark, Stance
from commun.governance.queries import proposed
from commun.governance.queries.advices import ASKED as ASKED_FOR_ADVICE
from commun.people.models import Person

NOMINATING = "nominations"
VOICE, OBJECTION, NAMING, ADVICE, DECIDING = "voice", "objection", "naming", "advice", "deciding"
PROPOSED = "proposed"
BY_NAME, BY_ROLE = "name", "role"
ASKED: dict[str, Any] = {
    VOICE: gettext_lazy("Your voice: %(title)s"),
    OBJECTION: gettext_lazy("Any objection? %(title)s"),
    NAMING: gettext_lazy("Whom do you see there? %(title)s"),
    ADVICE: gettext_lazy("Your advice: %(title)s"),
    DECIDING: gettext_lazy("You have the advice, decide: %(title)s"),
    PROPOSED: gettext_lazy("You are proposed: %(title)s"),
}


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Open ballots and due actions of the person, in all their groups; awake in them only. One query."""
    names = ("space__slug", "space__name")
    closes_on, own_close = (TruncDate(name, tzinfo=clock.PARIS) for name in ("process__closes_at", "closes_at"))
    with scope.everywhere("a person's own groups"):
        voices = awaited_voices(person).order_by()
        advice, actions = awaited_advice(person).order_by(), due_actions(person).order_by()
        found = list(
            voices.values_list(_way(), "process__ref", "process__title", *names, closes_on).union(
                advice.values_list(Value(ADVICE), "process__ref", "process__title", *names, closes_on),
                proposed.awaited(person).order_by().values_list(Value(PROPOSED), "ref", "title", *names, own_close),
                advised(person).order_by().values_list(Value(DECIDING), "ref", "title", *names, own_close),
                actions.filter(owner=None).values_list(Value(BY_ROLE), "ref", "title", *names, "due_on"),
                actions.exclude(owner=None).values_list(Value(BY_NAME), "ref", "title", *names, "due_on"),
                all=True,
            )
        )
    for kind, ref, title, slug, group, due_on in sorted(found, key=lambda one: (one[5] is None, one[5], one[:2])):
        is_voice = kind in ASKED
        argument = {"process": ref} if is_voice else {"action": ref}
        yield TodoItem(
            key=f"governance.{_key(kind)}:{ref}",
            title=str(ASKED[kind]) % {"title": title} if is_voice else title,
            url=here(slug, f"governance:{'process' if is_voice else 'action'}", **argument),
            reason=_reason(kind) % {"group": group},
            due_on=due_on,
            is_called=True,
        )


def _key(kind: str) -> str:
    """One may have a voice on a proposal of which one is the subject: two things to do."""
    if kind == PROPOSED:
        return PROPOSED
    return "voice" if kind in ASKED else "action"


def _reason(kind: str) -> str:
    if kind == PROPOSED:
        return _("“%(group)s” may give you this role: say yes gladly, or decline without saying why.")
    if kind == DECIDING:
        return _("You decide this in “%(group)s”: those you asked have answered, or had their days.")
    if kind in ASKED:
        return _("“%(group)s” is deciding, and you have a voice.")
    if kind == BY_NAME:
        return _("You took it in “%(group)s”. Too much just now? Hand it back.")
    return _("Your role in “%(group)s” has it to do.")


def _way() -> Case:
    """What is asked, in one word: a thing is told once, in the words of its way of deciding."""
    election = Process.Method.ELECTION
    return Case(
        When(process__method=election, process__stage=NOMINATING, then=Value(NAMING)),
        When(process__method__in=[election, Process.Method.CONSENT], then=Value(OBJECTION)),
        default=Value(VOICE),
        output_field=CharField(),
    )


def awaited_voices(person: Person) -> QuerySet[Elector]:
    """Where the person is an elector of an open process and has not answered yet what it asks now."""
    mine = {"process": OuterRef("process"), "membership": OuterRef("membership")}
    ballots = Ballot.objects.filter(elector=OuterRef("pk"))
    asked = Stance.objects.filter(**mine, version=OuterRef("process__version"), position=Stance.Position.ASKED)
    nominated = Nomination.objects.filter(**mine)
    by_ballot = Q(process__method__in=methods.by_ballot(), has_cast=False) & ~Exists(ballots)
    nominating = Q(process__method=Process.Method.ELECTION, process__stage=NOMINATING) & ~Exists(nominated)
    standing = Exists(asked) & ~Q(process__method=Process.Method.ADVICE)
    return Elector.objects.filter(
        by_ballot | standing | nominating,
        Q(process__closes_at=None) | Q(process__closes_at__gt=clock.now()),
        process__state=Process.State.OPEN,
        membership__person=person,
        membership__state=states.MEMBER,
    )


def awaited_advice(person: Person) -> QuerySet[Stance]:
    """Where the person's advice is asked and not given; also of who came in after the opening."""
    mine = {"process": OuterRef("process"), "membership": OuterRef("membership")}
    return Stance.objects.filter(
        ~Exists(Remark.objects.filter(**mine, nature=Remark.Nature.ADVICE)),
        Q(process__closes_at=None) | Q(process__closes_at__gt=clock.now()),
        position=Stance.Position.ASKED,
        process__method=Process.Method.ADVICE,
        process__state=Process.State.OPEN,
        membership__person=person,
        membership__state=states.MEMBER,
    )


def advised(person: Person) -> QuerySet[Process]:
    """Where all whom the person asked have answered, passed, or had the days announced: it is theirs to decide."""
    mine = Membership.objects.filter(person=person, state=states.MEMBER).values("pk")
    asked = Stance.objects.filter(process=OuterRef("pk"), position__in=ASKED_FOR_ADVICE)
    waiting = asked.filter(position=Stance.Position.ASKED)
    gave = Remark.objects.filter(
        process=OuterRef("process"), membership=OuterRef("membership"), nature=Remark.Nature.ADVICE
    )
    decider = Cast(KeyTextTransform("decider", "rules"), BigIntegerField())
    return Process.objects.annotate(decider=decider).filter(
        Q(closes_at__lte=clock.now()) | ~Exists(waiting.filter(~Exists(gave))),
        Exists(asked),
        method=Process.Method.ADVICE,
        state=Process.State.OPEN,
        decider__in=mine,
    )


def due_actions(person: Person) -> QuerySet[Action]:
    """What is open, due today or before, and the person's, by name or by a role held today."""
    today = clock.today()
    held = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        membership__person=person,
        membership__state=states.MEMBER,
        state=Mandate.State.IN_FORCE,
        starts_on__lte=today,
        learns_beside=None,
    )
    return Action.objects.filter(
        Q(owner__person=person, owner__state=states.MEMBER) | Q(owner_role__in=held.values("role")),
        state=Action.State.OPEN,
        due_on__lte=today,
    )
