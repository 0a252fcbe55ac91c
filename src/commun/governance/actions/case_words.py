"""Verbs of the way out of a disagreement: options, shared risks, the outcome, what was learnt."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions import case_path
from commun.governance.actions.decision_moves import refuse_too_far
from commun.governance.actions.disagreements import (
    held,
    parties_of,
    refuse_unless_inside,
    refuse_unless_open,
    tell,
)
from commun.governance.journal import disagreements as facts
from commun.governance.models import (
    Case,
    CaseAsk,
    CaseOption,
    CaseOutcome,
    CaseRisk,
    CaseStep,
    Membership,
    OptionSide,
    PartyLine,
)
from commun.governance.notifications import disagreements as letters
from commun.governance.policies import disagreements as policies

MOST_OPTIONS = 20


@dataclass(frozen=True)
class Gain:
    """What one party gains and gives with an option."""

    gains: str = ""
    gives: str = ""


@dataclass(frozen=True)
class OutcomeDraft:
    """What is agreed, what stays open; ``met`` says of each stake (by its id) met, partly or not; ``thanks`` of each
    effort (by its id) how it is recognised."""

    extent: str
    review_on: dt.date
    agreed: str = ""
    open_part: str = ""
    option: CaseOption | None = None
    met: Mapping[int, str] = field(default_factory=dict)
    thanks: Mapping[int, str] = field(default_factory=dict)


def refuse_while_not_understood(case: Case) -> None:
    """Proposals wait until each party wrote its stakes and constraints, and was understood (R163, R164)."""
    parties = parties_of(case)
    with scope.use(case.space_id):
        lines = PartyLine.objects.filter(party__in=parties)
        for nature in (PartyLine.Nature.STAKE, PartyLine.Nature.CONSTRAINT):
            told = set(lines.filter(nature=nature).values_list("party", flat=True))
            if any(party.pk not in told for party in parties):
                raise Refused(_("First each party writes its stakes and its constraints."))
    if policies.still_to_understand(parties):
        raise Refused(
            _("First each party says what it understood of the other’s constraints, and the other confirms it.")
        )


@transaction.atomic
def write_option(
    *, by: Membership, case: Case, title: str, text: str = "", sides: Mapping[int, Gain] | None = None
) -> CaseOption:
    """Propose a way out, with what each party (by its id) gains and gives. Raises Refused until all were heard."""
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    refuse_while_not_understood(row)
    name = one_line(title)
    if not name or len(name) > 200 or len(text) > 4000:
        raise Refused(_("Give this way out a title of 200 signs at most, and 4,000 signs of detail at most."))
    with scope.use(row.space_id):
        if CaseOption.objects.filter(case=row).count() >= MOST_OPTIONS:
            raise Refused(_("Twenty ways out are enough: choose among them."))
        option = CaseOption.objects.create(
            space=row.space, case=row, title=name, text=text.strip(), author=by, written_at=clock.now()
        )
        said = sides or {}
        OptionSide.objects.bulk_create(
            OptionSide(
                space=row.space,
                option=option,
                party=party,
                gains=said.get(party.pk, Gain()).gains.strip()[:500],
                gives=said.get(party.pk, Gain()).gives.strip()[:500],
            )
            for party in parties_of(row)
        )
    tell(row, facts.OPTION_WRITTEN, by)
    return option


@transaction.atomic
def write_risk(*, by: Membership, case: Case, risk: str, bearer: str, share: str, protection: str = "") -> CaseRisk:
    """Write down a risk that somebody takes, how it is shared and what protects (R168). Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    said = [one_line(text) for text in (risk, bearer, share, protection)]
    if not all(said[:3]) or any(len(text) > 300 for text in said) or len(said[1]) > 200:
        raise Refused(_("Say the risk, who bears it and how it is shared, 300 signs at most each."))
    found = CaseRisk(space=row.space, case=row, risk=said[0], bearer=said[1], share=said[2], protection=said[3])
    found.save()
    tell(row, facts.RISK_WRITTEN, by)
    return found


@transaction.atomic
def write_outcome(*, by: Membership, case: Case, draft: OutcomeDraft) -> CaseOutcome:
    """Write what is agreed, partly or still open; it holds once every party said yes. Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    refuse_while_not_understood(row)
    _check_outcome(row, draft)
    with scope.use(row.space_id):
        lines = PartyLine.objects.filter(party__case=row)
        for stake in lines.filter(nature=PartyLine.Nature.STAKE):
            stake.met = draft.met[stake.pk]
            stake.save(update_fields=["met"])
        for effort in lines.filter(nature=PartyLine.Nature.EFFORT):
            effort.thanks = draft.thanks.get(effort.pk, "").strip()[:500]
            effort.save(update_fields=["thanks"])
        said = {
            "extent": draft.extent,
            "agreed": draft.agreed.strip(),
            "open_part": draft.open_part.strip(),
            "option": draft.option,
            "review_on": draft.review_on,
            "written_by": by,
            "written_at": clock.now(),
        }
        outcome, _is_new = CaseOutcome.objects.update_or_create(space_id=row.space_id, case=row, defaults=said)
        CaseAsk.objects.filter(case=row, kind=CaseAsk.Kind.OUTCOME, state=CaseAsk.State.WAITING).update(
            state=CaseAsk.State.REFUSED
        )
    tell(row, facts.OUTCOME_WRITTEN, by, {"extent": draft.extent})
    ask = case_path.ask_all(row, by, CaseAsk.Kind.OUTCOME)
    letters.outcome_waits(ask, by)
    return outcome


def _check_outcome(case: Case, draft: OutcomeDraft) -> None:
    if draft.extent not in CaseOutcome.Extent.values:
        raise Refused(_("Say how far you agree: agreed, partly, still open."))
    if draft.extent != CaseOutcome.Extent.OPEN and not draft.agreed.strip():
        raise Refused(_("Say what you agree on."))
    if draft.extent != CaseOutcome.Extent.AGREED and not draft.open_part.strip():
        raise Refused(_("Say what stays open: you need not agree on everything."))
    _check_day(draft.review_on)
    if max(len(draft.agreed), len(draft.open_part)) > 4000:
        raise Refused(_("4,000 signs at most for what is agreed, and for what stays open."))
    if draft.option is not None and draft.option.case_id != case.pk:
        raise Refused(_("Choose one of the ways out of this disagreement."))
    with scope.use(case.space_id):
        stakes = PartyLine.objects.filter(party__case=case, nature=PartyLine.Nature.STAKE)
        wanted = set(stakes.values_list("pk", flat=True))
    if wanted != set(draft.met) or not set(draft.met.values()) <= set(PartyLine.Met.values):
        raise Refused(_("Say of each stake, of each party, whether it is met, partly met or not met."))


def _check_day(day: dt.date) -> None:
    if day <= clock.today():
        raise Refused(_("Choose a day to come when you look at it again."))
    refuse_too_far(day)


def settle(case: Case, by: Membership) -> None:
    """Everybody said yes to the outcome: the disagreement is concluded, until its review."""
    case.state, case.closed_at = Case.State.SETTLED, clock.now()
    case.save(update_fields=["state", "closed_at"])
    step = case_path.running(case_path.steps_of(case))
    if step is not None and step.path != CaseStep.Path.EXPERIMENT:
        step.ends_on = clock.today()
        step.save(update_fields=["ends_on"])
    tell(case, facts.SETTLED, by)


@transaction.atomic
def conclude_by_arbitration(*, by: Membership, case: Case) -> Case:
    """The third person concludes by the rule of the charter, once the arbitration took place. Raises Refused."""
    row = held(case)
    refuse_unless_open(row)
    if not policies.is_handler(by, row):
        raise Refused(_("Only the third person concludes by the rule of the charter."))
    with scope.use(row.space_id):
        arbitrated = CaseStep.objects.filter(case=row, path=CaseStep.Path.ARBITRATION, is_skipped=False)
        if not arbitrated.exclude(ends_on=None).exists():
            raise Refused(_("The arbitration has not taken place yet."))
        if not CaseOutcome.objects.filter(case=row).exists():
            raise Refused(_("Write the outcome first: each stake, each effort."))
        if PartyLine.objects.filter(party__case=row, nature=PartyLine.Nature.STAKE, met="").exists():
            raise Refused(_("Stakes were written since the outcome: write it again, it names each of them."))
        waiting = CaseAsk.objects.filter(case=row, kind=CaseAsk.Kind.OUTCOME, state=CaseAsk.State.WAITING)
        waiting.update(state=CaseAsk.State.REFUSED)
    settle(row, by)
    return row


@transaction.atomic
def review_case(*, by: Membership, case: Case, lesson: str, again_on: dt.date | None = None) -> CaseOutcome:
    """Look at it again: what was learnt, never whose fault it was (R169); ``again_on``: once more. Raises Refused."""
    row = held(case)
    refuse_unless_inside(by, row)
    if row.state != Case.State.SETTLED:
        raise Refused(_("There is no outcome to look at again yet."))
    if not lesson.strip():
        raise Refused(_("Say what was learnt: a mistake is part of trying."))
    if again_on is not None:
        _check_day(again_on)
    with scope.use(row.space_id):
        outcome = CaseOutcome.objects.select_for_update().get(case=row)
        outcome.lesson = "\n\n".join(part for part in (outcome.lesson, lesson.strip()) if part)[:2000]
        if again_on is not None:
            outcome.review_on = again_on
        outcome.save(update_fields=["lesson", "review_on"])
        for step in CaseStep.objects.filter(case=row, path=CaseStep.Path.EXPERIMENT, ends_on=None):
            step.ends_on, step.note = clock.today(), lesson.strip()[:2000]
            step.save(update_fields=["ends_on", "note"])
    tell(row, facts.REVIEWED, by, {"again_on": again_on.isoformat() if again_on else None})
    return outcome


@transaction.atomic
def leave_case(*, by: Membership, case: Case, reason: str) -> CaseAsk:
    """Propose to put it aside, with the reason: a disagreement may also rest, once every party said yes.

    Raises Refused.
    """
    row = held(case)
    refuse_unless_open(row)
    refuse_unless_inside(by, row)
    if not reason.strip():
        raise Refused(_("Say why in one sentence."))
    return case_path.ask_all(row, by, CaseAsk.Kind.LEAVE, words=reason.strip()[:1000])


def leave_aside(ask: CaseAsk) -> None:
    """Everybody said yes: it rests, with who asked and why."""
    case = ask.case
    case.state, case.closed_at = Case.State.LEFT, clock.now()
    case.save(update_fields=["state", "closed_at"])
    tell(case, facts.LEFT_ASIDE, ask.asked_by, {"ask": ask.pk}, words={"reason": ask.words})


@transaction.atomic
def reopen_case(*, by: Membership, case: Case, reason: str) -> CaseAsk:
    """Propose to take up again what was put aside, once every party said yes. Raises Refused."""
    row = held(case)
    refuse_unless_inside(by, row)
    if row.state != Case.State.LEFT:
        raise Refused(_("Only what was put aside is taken up again."))
    if not reason.strip():
        raise Refused(_("Say why in one sentence."))
    return case_path.ask_all(row, by, CaseAsk.Kind.REOPEN, words=reason.strip()[:1000])


def take_up(ask: CaseAsk) -> None:
    """Everybody said yes: it goes on from where it was."""
    case = ask.case
    case.state, case.closed_at = Case.State.OPEN, None
    case.save(update_fields=["state", "closed_at"])
    tell(case, facts.TAKEN_UP, ask.asked_by, {"ask": ask.pk})
