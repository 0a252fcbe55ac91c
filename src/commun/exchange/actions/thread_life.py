"""Verbs of those who lead a thread: on hold, closed, reopened, where it stands. Each is told and undone.

A message changes nothing of a state: what is written to a closed thread is kept in its place, and the thread stays
closed until somebody reopens it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.exchange.journal import lists as lists_facts
from commun.exchange.journal import thread_life as facts
from commun.exchange.models import Thread, ThreadSection, ThreadSummary
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_REASON, LONGEST_SUMMARY = 300, 4_000
_FACTS = {
    Thread.State.OPEN: facts.REOPENED,
    Thread.State.PARKED: facts.PARKED,
    Thread.State.CLOSED: facts.CLOSED,
}
__all__ = ["file_thread", "set_state", "sum_up"]


@transaction.atomic
def set_state(*, by: Membership, thread: Thread, state: str, reason: str = "") -> Thread:
    """Put a thread on hold, close it, or reopen it, with a reason or without. Raises Refused."""
    refuse_unless_awake(by, thread.space_id)
    if state not in Thread.State.values:
        raise Refused(_("Choose whether the thread is open, on hold or closed."))
    reason = one_line(reason, LONGEST_REASON)
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = _there(thread)
        if (row.state, row.state_reason) == (state, reason) or row.state == state == Thread.State.OPEN:
            return row
        row.state, row.state_by, row.state_at, row.state_reason = state, by, clock.now(), reason
        row.save(update_fields=["state", "state_by", "state_at", "state_reason"])
        _record(_FACTS[Thread.State(state)], by, row)
    return row


@transaction.atomic
def sum_up(*, by: Membership, thread: Thread, text: str, after: int | None = None) -> ThreadSummary | None:
    """Write where a thread stands; what was written before is kept. Nothing takes it down. Raises Refused.

    ``after``: the summary that was read before writing this one; when somebody wrote another meanwhile, it is refused.
    """
    refuse_unless_awake(by, thread.space_id)
    text = as_written(text, LONGEST_SUMMARY)
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = _there(thread)
        last = ThreadSummary.objects.filter(thread=row).first()
        if (last.text if last else "") == text:
            return last
        if (last.pk if last else None) != after:
            raise Refused(_("Somebody wrote it meanwhile: read theirs on the page of the thread, then send yours."))
        made = ThreadSummary(space_id=by.space_id, thread=row, text=text, by=by, at=clock.now())
        made.save()
        _record(facts.SUMMED_UP, by, row)
    return made


@transaction.atomic
def file_thread(*, by: Membership, thread: Thread, section: ThreadSection | None) -> Thread:
    """Put a thread under a section, or under none. Raises Refused."""
    refuse_unless_awake(by, thread.space_id)
    refuse_unless_awake(by, section.space_id if section else by.space_id)
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = _there(thread)
        if section is not None and not ThreadSection.objects.filter(pk=section.pk, removed_at=None).exists():
            raise Refused(_("This section was removed meanwhile: choose another."))
        if row.section_id != (section.pk if section else None):
            row.section = section
            row.save(update_fields=["section"])
            _record(facts.FILED, by, row)
    return row


def _there(thread: Thread) -> Thread:
    row = Thread.objects.select_related("space", "list").get(pk=thread.pk)
    if row.merged_into_id is not None:
        raise Refused(_("It was joined to another thread meanwhile: look again."))
    return row


def _record(name: str, by: Membership, thread: Thread) -> None:
    about = (lists_facts.THREAD, thread.ref)
    journal.record(name, space=by.space, actor=journal.Person(by.person_id), about=about)
