"""Verbs of advice: asking somebody more, advising, answering each advice, deciding."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import states
from commun.governance.actions import guided, processes
from commun.governance.actions.places import self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Membership, Process, Remark, Stance
from commun.governance.notifications import guided as letters
from commun.governance.queries import advices
from commun.governance.ways import advice as way

ADVICE = (Process.Method.ADVICE,)


def is_decider(member: Membership, process: Process) -> bool:
    """The one who was named before."""
    return bool(process.rules.get("decider") == member.pk)


@transaction.atomic
def consult(*, by: Membership, process: Process, person: Membership) -> Stance:
    """Ask one more person; by who decides or who conducts. Raises Refused."""
    row = guided.held(by, process, ADVICE)
    if not is_decider(by, row):
        guided.refuse_unless_conducting(by, row)
    if person.space_id != row.space_id or person.state != states.MEMBER:
        raise Refused(_("Choose an active member of the group."))
    if is_decider(person, row):
        raise Refused(_("Whoever decides asks the others."))
    with scope.use(row.space_id):
        stance, is_new = Stance.objects.get_or_create(
            process=row,
            membership=person,
            version=row.version,
            defaults={"space_id": row.space_id, "position": Stance.Position.ASKED, "at": clock.now()},
        )
    if not is_new:
        raise Refused(_("%(person)s was asked already.") % {"person": person.name})
    guided.tell(facts.CONSULTED, row, by, {"membership": person.pk})
    letters.ask_advice(row, [person])
    return stance


@transaction.atomic
def advise(*, by: Membership, process: Process, text: str) -> Remark:
    """Give advice, asked or not: any awake member may, and nothing is erased by the next one. Raises Refused."""
    row = guided.held(by, process, ADVICE)
    if is_decider(by, row):
        raise Refused(_("You decide: ask the others, then say what you did of each advice."))
    made = guided.write(row, by, Remark.Nature.ADVICE, text)
    with scope.use(row.space_id):
        passed = Stance.objects.filter(process=row, membership=by, position=Stance.Position.PASSES)
        passed.update(position=Stance.Position.ASKED, at=clock.now())
    guided.tell(facts.ADVISED, row, by, {"remark": made.pk})
    return made


@transaction.atomic
def pass_on(*, by: Membership, process: Process) -> Stance:
    """Say that one has no advice to give, when it was asked; once, and advice may still come. Raises Refused."""
    row = guided.held(by, process, ADVICE)
    hearing = advices.hearing_of(row)
    stance = next((one for one in hearing.asked if one.membership_id == by.pk), None)
    if stance is None:
        raise Refused(_("Your advice was not asked here: there is nothing to pass."))
    if by.pk in hearing.spoke:
        raise Refused(_("You gave your advice already: it is kept."))
    if stance.position != Stance.Position.PASSES:
        stance.position, stance.at = Stance.Position.PASSES, clock.now()
        stance.save(update_fields=["position", "at"])
        guided.tell(facts.PASSED, row, by)
    return stance


@transaction.atomic
def decide(
    *,
    by: Membership,
    process: Process,
    is_kept: bool,
    text: str,
    answers: Mapping[int, str],
    version: int | None = None,
) -> Process:
    """Decide, saying what one did of each advice (``answers`` by advice) and why. Raises Refused.

    Impossible when nobody was asked, or before all those asked have answered, passed or had the days announced.
    The text may have followed the advice: what is decided is its version of today, which must be the ``version`` read.
    """
    row = guided.held(by, process, ADVICE)
    if not is_decider(by, row):
        raise Refused(_("Only the person named at the opening decides."))
    if row.decision is not None:
        if version is not None and version != row.decision.version:
            raise Refused(_("The text was changed while you were reading: read it again, then decide."))
        row.version = row.decision.version
        row.save(update_fields=["version"])
    _refuse_unless_heard(row)
    said = guided.words(text, guided.LONGEST_REMARK, _("Say what you decide, and why."))
    _answer_each(row, by, answers)
    guided.write(row, by, Remark.Nature.ANSWER, said)
    guided.tell(facts.DECIDED, row, by, {"kept": is_kept})
    processes.move_stage(row, way.DECIDED if is_kept else way.DROPPED, self_of(by))
    ended = processes.close(process=row, actor=self_of(by))
    letters.advice_answered(row, _answers_by_person(row), is_kept=is_kept, reason=said)
    return ended


def _answers_by_person(row: Process) -> dict[Membership, list[str]]:
    hearing = advices.hearing_of(row)
    told: dict[Membership, list[str]] = {}
    for one in hearing.advices:
        told.setdefault(one.membership, []).append(hearing.answers[one.pk].text)
    return told


def _refuse_unless_heard(row: Process) -> None:
    found = advices.hearing_of(row)
    if not found.asked:
        raise Refused(_("No advice was asked: ask at least one person first."))
    if found.silent and row.closes_at is not None and row.closes_at > clock.now():
        raise Refused(_("People asked still have time to answer: wait for them, or for the day that was announced."))


def _answer_each(row: Process, by: Membership, answers: Mapping[int, str]) -> None:
    for one in advices.hearing_of(row).unanswered:
        missing = _("Say what you did of each advice: one is still without an answer.")
        guided.write(row, by, Remark.Nature.ANSWER, guided.words(answers.get(one.pk, ""), 4000, missing), one)
