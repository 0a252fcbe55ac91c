"""The only ways by which the technical operator reads or takes what a group wrote: with a reason, told to it (O1)."""

import os
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.carrying import making, writing
from commun.core.carrying.reading import Parcel
from commun.core.carrying.writing import Written
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
from commun.people.actions.digests import begin_here
from commun.people.models import Person

DECISION, MEETING = "governance.decision", "governance.meeting"
LONGEST_REASON = 500
# How the name of a file ends while it is written.
HALF = ".part"


@transaction.atomic
def look_inside(*, operator: Person, space: Space, ref: str, why: str) -> str:
    """The text of one decision or one meeting, once the group's journal and those who facilitate have been told.

    Raises Refused without a reason or for who is not the operator, NotFound for what is not there.
    """
    reason = _reason(operator, why)
    with scope.use(space):
        kind, text = _text_of(space, operator, ref)
    made = journal.record(
        facts.LOOKED, space=space, actor=journal.Person(operator.pk), about=(kind, ref), words={"why": reason}
    )
    letters.looked(space, made.pk, reason)
    return text


def _reason(operator: Person, why: str) -> str:
    """The reason on one line. Raises Refused."""
    reason = one_line(why)
    if not operator.is_operator:
        raise Refused(_("Only the technical operator reads from the server."))
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(_("Say why, in 500 signs at most: the group will read it."))
    return reason


def export_group(*, operator: Person, space: Space, path: Path, why: str) -> Written:
    """Write the whole group into a new file; it has its name once the group's journal has told it.

    The file holds the group as it was just before that line. Raises Refused without a reason, for who is not the
    operator, when the file is there already, while a secret vote is open.
    """
    reason = _reason(operator, why)
    if path.exists() or not path.parent.is_dir():
        raise Refused(_("Choose the name of a file that is not there yet, in a folder that is."))
    # Its number goes along, whether or not anything was ever written there.
    journal.house()
    _forget_halves(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}{HALF}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            made = writing.write(space, out)
            out.flush()
            os.fsync(out.fileno())
        _tell_taken_out(operator=operator, space=space, made=made, reason=reason, draft=draft, path=path)
    finally:
        draft.unlink(missing_ok=True)
    return made


def _forget_halves(path: Path) -> None:
    """What an export that was killed left of this file."""
    for left in path.parent.iterdir():
        number = left.name.removeprefix(f".{path.name}.").removesuffix(HALF)
        if left.name == f".{path.name}.{number}{HALF}" and number.isdecimal() and not _is_running(int(number)):
            left.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()


@transaction.atomic
def _tell_taken_out(*, operator: Person, space: Space, made: Written, reason: str, draft: Path, path: Path) -> None:
    """The line, the letters, then the name: a file that was not told has none."""
    fact = journal.record(
        facts.TAKEN_OUT, space=space, actor=journal.Person(operator.pk), about=("core.space", space.slug),
        data={"position": made.position, "digest": made.digest}, words={"why": reason},
    )  # fmt: skip
    letters.taken_out(space, fact.pk, reason)
    if path.exists():
        raise Refused(_("Choose the name of a file that is not there yet, in a folder that is."))
    draft.replace(path)


@transaction.atomic
def import_group(*, parcel: Parcel) -> Space:
    """Bring in the whole group of a file, its journal as it was; the journal of the house says so.

    Raises Refused when anything of it is here already or does not hold; nothing was made then.
    """
    reached = set(Person.objects.exclude(email=None).values_list("pk", flat=True))
    space = making.make(parcel)
    with scope.use(space):
        arrived = Person.objects.filter(pk__in=writing.members(space.pk)).exclude(email=None).exclude(pk__in=reached)
        begin_here(people=arrived)
    journal.record(
        facts.BROUGHT_IN, space=journal.house(), actor=journal.PROGRAM, about=("core.space", space.slug),
        data={"digest": parcel.digest},
    )  # fmt: skip
    return space


def _text_of(space: Space, operator: Person, ref: str) -> tuple[str, str]:
    decision = Decision.objects.select_related("space", "voiced_by__person").filter(ref=ref).first()
    if decision is not None:
        reader = membership_of(operator, space) or Membership(space=space, person=operator)
        return DECISION, as_markdown(thread_of(reader, decision))
    meeting = Meeting.objects.select_related("space", "series").filter(ref=ref).first()
    if meeting is None:
        raise NotFound
    return MEETING, minutes_text(minutes_of(meeting))
