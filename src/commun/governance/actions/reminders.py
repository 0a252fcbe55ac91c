"""Courteous reminders: whoever took it, then the group's digest, then the agenda of the next meeting; once each.

The clock executes what the group agreed; a group may do without (R63). A step is a fact of the journal, so that it
never comes twice for the same date; a new date starts anew; what is done is not spoken of any more.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.models import Fact, Space
from commun.governance import states
from commun.governance.actions import places
from commun.governance.journal import decisions as facts
from commun.governance.journal import meetings as meeting_facts
from commun.governance.models import Action, AgendaItem, Decision, GroupRules, Meeting, Membership
from commun.governance.notifications import decisions as mails
from commun.governance.queries import follow_up as queries
from commun.governance.queries import meetings

RULE = journal.Rule("governance.follow-through")
PERSON, DIGEST, AGENDA = "person", "digest", "agenda"
# Days after the date at which each step comes.
PATH: Mapping[str, int] = {PERSON: 0, DIGEST: 7, AGENDA: 14}
LOOK_AGAIN: Mapping[str, int] = {PERSON: 0, AGENDA: 1}


@dataclass(frozen=True)
class Matter:
    """What a reminder speaks of: the thing, the date that has come, its steps, and how its people are told."""

    kind: str
    ref: str
    title: str
    date: dt.date
    tell: Callable[[], object]
    path: Mapping[str, int]
    part: str

    @property
    def key(self) -> tuple[str, str]:
        """What was said is found by it."""
        return self.ref, self.date.isoformat()


def remind_all() -> int:
    """One step for each matter of each group, when its day has come; says how many."""
    with scope.everywhere("each group agreed to be reminded of what it decided"):
        silent = GroupRules.objects.filter(is_reminding=False).values("space")
        busy = {
            *Action.objects.filter(state=Action.State.OPEN, due_on__lte=clock.today()).values_list("space", flat=True),
            *Decision.objects.filter(state__in=("heard", "adopted", "engaged")).values_list("space", flat=True),
        }
        spaces = list(Space.objects.filter(pk__in=busy).exclude(pk__in=silent).order_by("pk"))
    return sum(remind(space=space) for space in spaces)


@transaction.atomic
def remind(*, space: Space) -> int:
    """The group's reminders of the day; safe to run twice. Says how many steps were made."""
    places.hold(space)
    with scope.use(space):
        matters = [*_actions(), *_decisions(), *_unengaged(), *_postponed()]
        said = _said(matters)
        return sum(_next_step(space, matter, said) for matter in matters)


def _said(matters: Iterable[Matter]) -> set[tuple[str, str, str]]:
    refs = [matter.ref for matter in matters]
    told = Fact.objects.filter(name=facts.REMINDED, about_ref__in=refs).values_list("about_ref", "data")
    return {(ref, data["date"], data["step"]) for ref, data in told}


def _next_step(space: Space, matter: Matter, said: set[tuple[str, str, str]]) -> bool:
    """The first step that was not made yet, when its day has come; one a day at most."""
    for step, days in matter.path.items():
        if (*matter.key, step) in said:
            continue
        if clock.today() < matter.date + dt.timedelta(days=days):
            return False
        if step == AGENDA and not bring_to_meeting(space, matter.title, f"{matter.kind}:{matter.ref}", matter.part):
            return False
        if step == PERSON:
            matter.tell()
        data = {"step": step, "date": matter.date.isoformat()}
        journal.record(facts.REMINDED, space=space, actor=RULE, about=(matter.kind, matter.ref), data=data)
        return True
    return False


def _awake(members: Iterable[Membership | None]) -> list[Membership]:
    return [member for member in members if member is not None and member.state == states.MEMBER]


def _actions() -> list[Matter]:
    rows = list(queries.due_actions())
    holders = queries.holders({row.owner_role_id for row in rows if row.owner_role_id})

    def matter(row: Action) -> Matter:
        people = _awake([row.owner, *holders.get(row.owner_role_id or 0, ())])
        # What nobody took has nobody to remind: it goes to the group at once.
        path = PATH if people else {DIGEST: PATH[DIGEST], AGENDA: PATH[AGENDA]}
        assert row.due_on is not None
        return Matter(
            facts.ACTION, row.ref, row.title, row.due_on, lambda: mails.due_today(row, people), path, part="actions"
        )

    return [matter(row) for row in rows]


def _decisions() -> list[Matter]:
    rows = list(queries.due_decisions())
    holders = queries.holders({row.carrier_role_id for row in rows if row.carrier_role_id})

    def matter(row: Decision) -> Matter:
        people = _awake([row.carrier, *holders.get(row.carrier_role_id or 0, ())])
        assert row.due_on is not None
        return Matter(
            facts.DECISION, row.ref, row.title, row.due_on, lambda: mails.conclude(row, people), PATH, part="decisions"
        )

    return [matter(row) for row in rows]


def _unengaged() -> list[Matter]:
    def matter(row: Decision) -> Matter:
        ready_on = row.since + queries.UNENGAGED_AFTER
        return Matter(
            facts.DECISION, row.ref, row.title, ready_on, lambda: mails.not_engaged(row), PATH, part="decisions"
        )

    return [matter(row) for row in queries.unengaged_decisions()]


def _postponed() -> list[Matter]:
    def matter(row: Decision) -> Matter:
        again_on = row.postponement.again_on
        return Matter(
            facts.DECISION, row.ref, row.title, again_on, lambda: mails.look_again(row), LOOK_AGAIN, part="decisions"
        )

    return [matter(row) for row in queries.postponed_decisions()]


def bring_to_meeting(space: Space, title: str, about: str, part: str) -> bool:
    """Put it in the agenda of the next meeting, unless it is there already; false when no meeting is planned."""
    meeting = meetings.next_meeting(space)
    if meeting is None or meeting.state != Meeting.State.PLANNED:
        return False
    with scope.use(space):
        here = AgendaItem.objects.filter(meeting=meeting)
        if here.filter(about=about).exclude(state=AgendaItem.State.DROPPED).exists():
            return True
        last: int | None = here.filter(part=part).aggregate(last=Max("position"))["last"]
        item = AgendaItem.objects.create(
            space=space,
            meeting=meeting,
            part=part,
            title=title[:200],
            detail=_("Brought by the follow-through of the group."),
            wish=AgendaItem.Wish.DISCUSS,
            minutes=5,
            about=about,
            position=(last or 0) + 1,
            created_at=clock.now(),
        )
    data = {"meeting": meeting.ref, "part": part}
    journal.record(meeting_facts.POINT_ADDED, space=space, actor=RULE, about=("governance.point", item.ref), data=data)
    return True
