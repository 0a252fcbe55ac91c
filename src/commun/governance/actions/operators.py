"""The only way by which the technical operator reads what a group wrote: with a reason, told to the group (O1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance.journal import operators as facts
from commun.governance.models import Decision, Meeting, Membership
from commun.governance.notifications import operators as letters
from commun.governance.policies import membership_of
from commun.governance.queries.decision_export import as_markdown
from commun.governance.queries.decision_thread import thread_of
from commun.governance.queries.minutes import as_markdown as minutes_text
from commun.governance.queries.minutes import minutes_of
from commun.people.models import Person

DECISION, MEETING = "governance.decision", "governance.meeting"
LONGEST_REASON = 500


@transaction.atomic
def look_inside(*, operator: Person, space: Space, ref: str, why: str) -> str:
    """The text of one decision or one meeting, once the group's journal and those who facilitate have been told.

    Raises Refused without a reason or for who is not the operator, NotFound for what is not there.
    """
    reason = one_line(why)
    if not operator.is_operator:
        raise Refused(_("Only the technical operator reads from the server."))
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(_("Say why, in 500 signs at most: the group will read it."))
    with scope.use(space):
        kind, text = _text_of(space, operator, ref)
    made = journal.record(
        facts.LOOKED, space=space, actor=journal.Person(operator.pk), about=(kind, ref), words={"why": reason}
    )
    letters.looked(space, made.pk, reason)
    return text


def _text_of(space: Space, operator: Person, ref: str) -> tuple[str, str]:
    decision = Decision.objects.select_related("space", "voiced_by__person").filter(ref=ref).first()
    if decision is not None:
        reader = membership_of(operator, space) or Membership(space=space, person=operator)
        return DECISION, as_markdown(thread_of(reader, decision))
    meeting = Meeting.objects.select_related("space", "series").filter(ref=ref).first()
    if meeting is None:
        raise NotFound
    return MEETING, minutes_text(minutes_of(meeting))
