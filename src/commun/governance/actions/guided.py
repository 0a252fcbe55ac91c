"""What guided paths share: the row held, who may speak, remarks and their answers."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, short_enough
from commun.governance.actions import processes
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Membership, Process, Remark
from commun.governance.policies import processes as policies

LONGEST_REMARK, LONGEST_REASON = 4000, 2000


def held(by: Membership, process: Process, methods: Collection[str] = ()) -> Process:
    """The open row, locked, for an awake member of the group. Raises Refused."""
    refuse_unless_awake(by, process.space_id)
    row = processes.locked(process)
    if methods and row.method not in methods:
        raise Refused(_("This way of deciding goes otherwise."))
    if row.state != Process.State.OPEN:
        raise Refused(_("It is over: nothing can be added."))
    return row


def refuse_unless_elector(by: Membership, row: Process) -> None:
    """The electorate was frozen at the opening."""
    if policies.elector_of(by, row) is None:
        raise Refused(_("You joined after it opened: you may ask and react, but those who were there answer."))


def refuse_unless_conducting(by: Membership, row: Process) -> None:
    """The path is led by whoever opened it, or by those who facilitate."""
    if not policies.can_conduct(by, row):
        raise Refused(_("This is for whoever opened it, or for those who facilitate the group."))


def words(text: str, most: int, missing: Any) -> str:
    """What was written, tidied. Raises Refused with ``missing`` when it is empty, or when it is too long."""
    text = as_written(text)
    if not text:
        raise Refused(missing)
    return short_enough(text, most)


def tell(fact: str, row: Process, by: Membership, data: Mapping[str, Any] | None = None) -> None:
    """Record a fact about the process, by this member."""
    journal.record(fact, space=row.space, actor=self_of(by), about=(processes.ABOUT, row.ref), data=data or {})


@transaction.atomic
def remark(*, by: Membership, process: Process, nature: str, text: str, answers: Remark | None = None) -> Remark:
    """Ask, answer, react: any awake member, as long as it is open. Raises Refused."""
    row = held(by, process)
    if nature not in {Remark.Nature.QUESTION, Remark.Nature.REACTION, Remark.Nature.ANSWER}:
        raise Refused(_("Choose: a question, or a reaction."))
    if (nature == Remark.Nature.ANSWER) != (answers is not None):
        raise Refused(_("An answer answers a question: choose which one."))
    if answers is not None and (answers.process_id != row.pk or answers.answers_id is not None):
        raise Refused(_("This question is not here."))
    return write(row, by, nature, text, answers)


def write(row: Process, by: Membership, nature: str, text: str, answers: Remark | None = None) -> Remark:
    """Write a remark on a locked row, tied to the version on the table."""
    said = words(text, LONGEST_REMARK, _("Write a few words first."))
    same = {"process": row, "membership": by, "nature": nature, "text": said, "answers": answers}
    with scope.use(row.space_id):
        if Remark.objects.filter(**same).exists():
            raise Refused(_("You wrote this already, word for word."))
        made = Remark.objects.create(
            space_id=row.space_id,
            process=row,
            membership=by,
            version=row.version,
            nature=nature,
            text=said,
            answers=answers,
            written_at=clock.now(),
        )
    tell(facts.REMARKED, row, by, {"nature": nature, "remark": made.pk})
    return made
