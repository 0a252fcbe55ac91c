"""Verbs of the path of a disagreement: the third person, the dated steps, what everybody must agree on to skip one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance.actions.disagreements import (
    held,
    own_party,
    parties_of,
    refuse_unless_inside,
    refuse_unless_open,
    tell,
)
from commun.governance.journal import disagreements as facts
from commun.governance.models import Case, CaseAnswer, CaseAsk, CaseStep, Membership, Party
from commun.governance.notifications import disagreements as letters
from commun.governance.policies import charter
from commun.governance.policies import disagreements as policies

PATHS: Sequence[str] = (
    CaseStep.Path.TALK,
    CaseStep.Path.MEDIATION,
    CaseStep.Path.ARBITRATION,
    CaseStep.Path.EXPERIMENT,
)
# What moves the path: the word of those who are there is enough; an outcome waits for every side.
OF_THE_PATH = frozenset({CaseAsk.Kind.END, CaseAsk.Kind.SKIP, CaseAsk.Kind.LEAVE, CaseAsk.Kind.REOPEN})


# -- the third person --------------------------------------------------------------------------------------------


@transaction.atomic
def propose_handler(*, by: Membership, case: Case, person: Membership) -> CaseAsk:
    """Propose somebody whom both sides trust; each party and the person say yes or no. Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    mine = own_party(by, row)
    if row.handler_id is not None:
        raise Refused(_("A third person already helps you."))
    if person.space_id != row.space_id or person.state not in policies.PRESENT:
        raise Refused(_("Choose somebody of the group, or a guest."))
    if not policies.may_help(person, row):
        raise Refused(_("This guest came for something else: invite them into this disagreement first."))
    if policies.party_of(person, row) is not None:
        raise Refused(_("Choose somebody who is on neither side."))
    with scope.use(row.space_id):
        asked = CaseAsk.objects.filter(case=row, kind=CaseAsk.Kind.HANDLER)
        if asked.filter(state=CaseAsk.State.WAITING).exists():
            raise Refused(_("Somebody is proposed already: answer first."))
        if asked.filter(membership=person, state=CaseAsk.State.REFUSED).exists():
            raise Refused(_("This person was not accepted by all: propose another one."))
    ask = _ask(row, by, CaseAsk.Kind.HANDLER, membership=person)
    _give(ask, mine, is_yes=True)
    letters.be_third(ask)
    return ask


@transaction.atomic
def answer_ask(*, by: Membership, ask: CaseAsk, is_yes: bool) -> CaseAsk:
    """The word of one party, or of the person proposed; one « no » is enough to refuse. Raises Refused."""
    case = held(ask.case)
    if ask.kind != CaseAsk.Kind.REOPEN:
        refuse_unless_open(case)
    with scope.use(case.space_id):
        rows = CaseAsk.objects.select_for_update(of=("self",)).select_related("membership", "asked_by__person")
        row = rows.get(pk=ask.pk)
    row.case = case
    if row.state != CaseAsk.State.WAITING:
        raise Refused(_over(row))
    if row.membership_id == by.pk:
        row.is_willing = is_yes
        row.save(update_fields=["is_willing"])
    else:
        _give(row, own_party(by, case), is_yes=is_yes)
    tell(case, facts.ANSWERED, by, {"kind": row.kind, "is_yes": is_yes, "ask": row.pk})
    return _conclude(row, by, is_yes=is_yes)


def _over(ask: CaseAsk) -> str:
    """Why a question is no longer asked: it was answered, or what it was about changed meanwhile."""
    with scope.use(ask.space_id):
        has_no = ask.is_willing is False or CaseAnswer.objects.filter(ask=ask, is_yes=False).exists()
    if ask.state == CaseAsk.State.REFUSED and not has_no:
        return _("This is no longer asked: it changed meanwhile. Look at the page as it is now.")
    return _("This was answered already.")


def ask_all(case: Case, by: Membership, kind: str, *, path: str = "", words: str = "") -> CaseAsk:
    """Ask every party; whoever asks from a side says yes by asking. Raises Refused when it is asked already."""
    with scope.use(case.space_id):
        if CaseAsk.objects.filter(case=case, kind=kind, state=CaseAsk.State.WAITING).exists():
            raise Refused(_("This question is already asked: answer first."))
    ask = _ask(case, by, kind, path=path, words=words)
    mine = policies.party_of(by, case)
    if mine is not None:
        _give(ask, mine, is_yes=True)
    if kind not in OF_THE_PATH:
        return ask
    # Where nobody else is there any more, asking is enough.
    found = _conclude(ask, by, is_yes=True)
    if found.state == CaseAsk.State.WAITING:
        letters.asked(found, by)
    return found


def _ask(
    case: Case, by: Membership, kind: str, *, membership: Membership | None = None, path: str = "", words: str = ""
) -> CaseAsk:
    ask = CaseAsk(
        space=case.space,
        case=case,
        kind=kind,
        membership=membership,
        path=path,
        words=words,
        asked_by=by,
        asked_at=clock.now(),
    )
    ask.save()
    tell(case, facts.ASKED, by, {"kind": kind, "path": path, "ask": ask.pk})
    return ask


def _give(ask: CaseAsk, party: Party, *, is_yes: bool) -> None:
    with scope.use(ask.space_id):
        CaseAnswer.objects.update_or_create(space_id=ask.space_id, ask=ask, party=party, defaults={"is_yes": is_yes})


def _conclude(ask: CaseAsk, by: Membership, *, is_yes: bool) -> CaseAsk:
    if not is_yes:
        ask.state = CaseAsk.State.REFUSED
        letters.refused(ask, by)
    elif all_said_yes(ask):
        ask.state = CaseAsk.State.ACCEPTED
    ask.save(update_fields=["state"])
    if ask.state == CaseAsk.State.ACCEPTED:
        _do(ask, by)
        letters.accepted(ask, by)
    return ask


def all_said_yes(ask: CaseAsk) -> bool:
    """Every party said yes, and the person proposed too; on the path, every party that is there."""
    with scope.use(ask.space_id):
        said = set(CaseAnswer.objects.filter(ask=ask, is_yes=True).values_list("party", flat=True))
        is_willing = ask.kind != CaseAsk.Kind.HANDLER or ask.is_willing is True
    waited = policies.awaited_in(ask.case) if ask.kind in OF_THE_PATH else {one.pk for one in parties_of(ask.case)}
    return is_willing and waited <= said


def _do(ask: CaseAsk, by: Membership) -> None:
    from commun.governance.actions import case_words

    if ask.kind == CaseAsk.Kind.HANDLER:
        ask.case.handler, ask.case.handler_since = ask.membership, clock.today()
        ask.case.save(update_fields=["handler", "handler_since"])
        tell(ask.case, facts.HANDLER_CHOSEN, by, {"person": ask.membership.person_id if ask.membership else None})
    elif ask.kind == CaseAsk.Kind.SKIP:
        _skip(ask, by)
    elif ask.kind == CaseAsk.Kind.END:
        _end(ask)
    elif ask.kind == CaseAsk.Kind.LEAVE:
        case_words.leave_aside(ask)
    elif ask.kind == CaseAsk.Kind.REOPEN:
        case_words.take_up(ask)
    else:
        case_words.settle(ask.case, by)


@transaction.atomic
def give_up_handling(*, by: Membership, case: Case) -> Case:
    """The third person gives the mandate back, without reproach: the parties propose another one. Raises Refused."""
    row = held(case)
    if not policies.is_handler(by, row):
        raise Refused(_("Only the third person gives this mandate back."))
    release_handler(row, by)
    return row


def release_handler(row: Case, by: Membership) -> None:
    """The mandate ends; what was written stays with the parties."""
    row.handler, row.handler_since = None, None
    row.save(update_fields=["handler", "handler_since"])
    tell(row, facts.HANDLER_LEFT, by)


# -- the steps ---------------------------------------------------------------------------------------------------


def steps_of(case: Case) -> list[CaseStep]:
    """The steps that were started, ended or skipped, in the order of the path. 1 query."""
    with scope.use(case.space_id):
        return sorted(CaseStep.objects.filter(case=case), key=lambda one: PATHS.index(one.path))


def running(steps: Sequence[CaseStep]) -> CaseStep | None:
    """The step that is going on, if any."""
    return next((one for one in steps if one.ends_on is None), None)


def next_path(steps: Sequence[CaseStep]) -> str:
    """The step that comes after those; empty at the end of the path."""
    return PATHS[len(steps)] if len(steps) < len(PATHS) else ""


@transaction.atomic
def end_step(*, by: Membership, case: Case, note: str) -> CaseStep:
    """End the step that is going on, with what came out of it.

    The third person, whom all accepted, ends it; a party asks the others, and it ends once all that are there said
    yes. Returns the step as it is then. Raises Refused.
    """
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    step = running(steps_of(row))
    if step is None:
        raise Refused(_("No step is going on."))
    if not note.strip():
        raise Refused(_("Say in a sentence what came out of it, even if little."))
    words = note.strip()[:2000]
    if not policies.is_handler(by, row):
        ask_all(row, by, CaseAsk.Kind.END, path=step.path, words=words)
        step.refresh_from_db()
        return step
    _close(step, words)
    tell(row, facts.STEP_ENDED, by, {"path": step.path})
    return step


def _end(ask: CaseAsk) -> None:
    """Everybody said yes: the step ends with the words of who asked."""
    step = running(steps_of(ask.case))
    if step is not None and step.path == ask.path:
        _close(step, ask.words)
        tell(ask.case, facts.STEP_AGREED, ask.asked_by, {"path": step.path})


def _close(step: CaseStep, words: str) -> None:
    """The step is over today; nobody is asked any more whether it ends."""
    step.ends_on, step.note = clock.today(), words
    step.save(update_fields=["ends_on", "note"])
    with scope.use(step.space_id):
        asked = CaseAsk.objects.filter(case=step.case_id, kind=CaseAsk.Kind.END, state=CaseAsk.State.WAITING)
        asked.update(state=CaseAsk.State.REFUSED)


@transaction.atomic
def start_step(*, by: Membership, case: Case) -> CaseStep:
    """Start the next step, once the one before is over; none is jumped over without all agreeing. Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    steps = steps_of(row)
    path = next_path(steps)
    if running(steps) is not None:
        raise Refused(_("End the step that is going on first, or skip the next one together."))
    if not path:
        raise Refused(_("This was the last step."))
    if path in {CaseStep.Path.MEDIATION, CaseStep.Path.ARBITRATION} and row.handler_id is None:
        raise Refused(_("This step needs a third person whom all accept: propose one first."))
    if path == CaseStep.Path.ARBITRATION and not charter.rules_of(row.space).arbitration.strip():
        raise Refused(
            _("The group has not written how it arbitrates: propose it in the rules, or skip this step together.")
        )
    step = CaseStep(space=row.space, case=row, path=path, starts_on=clock.today())
    step.save()
    tell(row, facts.STEP_STARTED, by, {"path": path})
    return step


@transaction.atomic
def ask_to_skip(*, by: Membership, case: Case) -> CaseAsk:
    """Propose to skip the next step; it is skipped only if every party says yes. Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    path = next_path(steps_of(row))
    if not path:
        raise Refused(_("This was the last step."))
    return ask_all(row, by, CaseAsk.Kind.SKIP, path=path)


def _skip(ask: CaseAsk, by: Membership) -> None:
    """Everybody said yes: the step is marked as skipped, with its date."""
    today = clock.today()
    current = running(steps_of(ask.case))
    if current is not None:
        _close(current, current.note)
    with scope.use(ask.space_id):
        CaseStep.objects.create(
            space_id=ask.space_id, case=ask.case, path=ask.path, starts_on=today, ends_on=today, is_skipped=True
        )
    tell(ask.case, facts.STEP_SKIPPED, by, {"path": ask.path})
