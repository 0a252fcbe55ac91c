"""Acts on notices: one's own marks, intentions, needs, where the group stands; notices seen elsewhere."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commun.core.api.routes import act, leave_out
from commun.core.api.shapes import Choice, Many, Text
from commun.people import actions as people_actions
from commun.people.actions import ActivityContent
from commun.people.models import Activity, Person
from commun.tenders import actions, tasks
from commun.tenders.actions import marks, needs, openness, terms
from commun.tenders.models import BuyerTerm, Intention, Mark, Need, Notice, Openness, Pursuit

GROUP = "groups/{group}"
NOTICE = f"{GROUP}/notices/{{notice}}"


def mark_notice(
    *, person: Person, notice: Notice, choice: str, reason: str = "", activity: Activity | None = None
) -> Mark:
    """Keep a notice for oneself, or put it aside with a reason that the matching learns from."""
    made = marks.mark_notice(person=person, notice=notice, choice=choice, reason=reason, activity=activity)
    tasks.queue_learning(person, activity)
    return made


def unmark_notice(*, person: Person, notice: Notice) -> bool:
    """Take one's mark back."""
    was_there = marks.unmark_notice(person=person, notice=notice)
    if was_there:
        tasks.queue_learning(person, None)
    return was_there


def add_notice(
    *,
    person: Person,
    title: str,
    buyer: str,
    deadline_at: dt.datetime | None = None,
    url: str = "",
    description: str = "",
    departements: Sequence[str] = (),
    cpv: Sequence[str] = (),
) -> Notice:
    """Add a notice seen elsewhere; when a source tells it too, they become one."""
    made = actions.write_notice(
        person=person, title=title, buyer=buyer, deadline_at=deadline_at, url=url, description=description,
        departements=departements, cpv=cpv,
    )  # fmt: skip
    tasks.queue_matching()
    return made


act(f"{NOTICE}/mark", mark_notice, of="tenders.marks.mark_notice", choice=Mark.Choice, reason=Mark.Reason)
act(f"{NOTICE}/unmark", unmark_notice, of="tenders.marks.unmark_notice")
act(f"{NOTICE}/intention", actions.declare_intention, stance=Intention.Stance)
act(f"{NOTICE}/withdraw-intention", actions.withdraw_intention)
act(f"{NOTICE}/hold", actions.hold_notice)
act(f"{NOTICE}/release", actions.release_notice)
act(f"{NOTICE}/stage", actions.move_pursuit, stage=Pursuit.Stage)
DETAILS = {"details__level": Need.Level}
act(f"{NOTICE}/needs", actions.add_need, **DETAILS)
act(f"{NOTICE}/needs/change", actions.change_need, **DETAILS)
act(f"{NOTICE}/needs/remove", actions.remove_need)
act(f"{NOTICE}/needs/settle", actions.settle_needs)
act(f"{NOTICE}/needs/take-suggestions", needs.take_suggestions)
act(f"{NOTICE}/needs/leave-suggestions", needs.leave_suggestions)
act(f"{NOTICE}/needs/leave-read", needs.leave_read, keys=Many(Text(12)))
TERM = {"sheet__kind": BuyerTerm.Kind}
act(f"{NOTICE}/terms", terms.add_term, **TERM)
act(f"{NOTICE}/terms/change", terms.change_term, **TERM)
act(f"{NOTICE}/terms/remove", terms.remove_term)
act(f"{NOTICE}/terms/take", terms.take_term)
act("me/openness", openness.open_to, circle=Openness.Circle)


act(f"{GROUP}/notices", add_notice, of="tenders.handwritten.write_notice")


def add_activity(*, person: Person, content: ActivityContent) -> Activity:
    """Say something more that one does and looks for; notices are ranked again."""
    made = people_actions.add_activity(person=person, content=content)
    tasks.queue_matching(made.pk)
    return made


def change_activity(*, person: Person, activity: Activity, content: ActivityContent) -> Activity:
    """Change what one looks for; notices are ranked again."""
    made = people_actions.change_activity(person=person, activity=activity, content=content)
    tasks.queue_matching(made.pk)
    return made


WATCH = {
    "content__label": Text(120),
    "content__statement": Text(2000),
    "content__minimum_days_left": Choice(tuple(range(91))),
}
act("me/activities", add_activity, of="people.activities.add_activity", **WATCH)
act("me/activities/{activity}", change_activity, of="people.activities.change_activity", **WATCH)

leave_out(
    "tenders", _("done by the house itself, from the sources of notices"),
    "matching.estimate_cpv", "matching.match_activities", "awards.record_awards", "notices.record_notice",
    "notices.record_notices", "runs.open_run", "runs.add_page", "runs.close_run", "marks.erase_marks",
    "intentions.erase_notes", "needs.find_need",
)  # fmt: skip
