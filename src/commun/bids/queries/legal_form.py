"""The legal side of an answer in words: form, split, the same operator twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo.consortium import (
    Answer,
    Clash,
    ClashKind,
    Fault,
    FaultKind,
    Form,
    Line,
    Proposal,
    Seat,
    SplitFault,
    SplitFaultKind,
    clashes,
    propose_form,
    split_faults,
)
from commun.bids.models import Bid, BidRole, ShareLine, TeamPart
from commun.core import scope
from commun.core.codes import spaced_siren
from commun.people.models import LegalEntity
from commun.tenders.models import Need
from commun.ui.money import euros


@dataclass(frozen=True)
class OperatorLine:
    """An operator of the answer and the people who answer under it."""

    entity: LegalEntity
    people: tuple[str, ...]
    is_subcontractor: bool


@dataclass(frozen=True)
class FormSheet:
    """The form proposed and why, those that are possible, the operators, what is missing, the warnings."""

    proposal: Proposal
    why: str
    choices: list[tuple[str, str]]
    operators: list[OperatorLine]
    missing: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class Split:
    """The lines of the split with their sum, and what keeps it from being ready."""

    lines: list[ShareLine]
    total: int
    faults: list[str]
    is_required: bool


def needs_of(bid: Bid) -> list[Need]:
    """The needs that this answer meets: those of its lots, and those of no lot. 1 query."""
    with scope.use(bid.space_id):
        rows = list(Need.objects.filter(notice=bid.notice_id))
    return [need for need in rows if not bid.lots or not need.lot_number or need.lot_number in bid.lots]


def form_of(bid: Bid) -> Proposal:
    """The form that follows from who is in the team. 1 query."""
    return _form(bid, _parts(bid))


def form_sheet(bid: Bid) -> FormSheet:
    """See FormSheet. 4 queries, whatever the number of people and of other answers."""
    parts = _parts(bid)
    proposal = _form(bid, parts)
    entities = {part.entity.siren: part.entity for part in parts if part.entity is not None}
    operators = [
        OperatorLine(entities[one.siren], one.people, is_subcontractor)
        for rows, is_subcontractor in ((proposal.candidates, False), (proposal.subcontractors, True))
        for one in rows
    ]
    choices = [(form.value, str(Bid.Form(form.value).label)) for form in proposal.possible]
    missing = [_fault_said(fault, entities) for fault in proposal.faults]
    return FormSheet(proposal, _why(proposal), choices, operators, missing, _warnings(bid, proposal, entities))


def split_of(bid: Bid, sheet: FormSheet | None = None) -> Split:
    """See Split. 2 queries beside those of the form."""
    sheet = sheet or form_sheet(bid)
    proposal, names = sheet.proposal, {one.entity.siren: one.entity.name for one in sheet.operators}
    with scope.use(bid.space_id):
        rows = ShareLine.objects.filter(bid=bid)
        lines = list(rows.select_related("part__membership__person", "part__person", "part__entity", "part__bid"))
    needs = {need.ref: need.name for need in needs_of(bid)}
    found = split_faults(
        [Line(line.task, _siren(line.part), line.amount_cents, line.need_ref) for line in lines],
        bid.price_cents,
        names,
        needs,
    )
    is_required = len(proposal.candidates) > 1 and bid.form != Form.SOLIDARY
    said = [_split_said(fault, needs, names) for fault in found]
    return Split(lines, sum(line.amount_cents for line in lines), said, is_required)


def _parts(bid: Bid) -> list[TeamPart]:
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED)
        return list(rows.select_related("membership__person", "person", "entity", "bid"))


def _form(bid: Bid, parts: Iterable[TeamPart]) -> Proposal:
    seats = [Seat(part.name, _siren(part), part.standing == TeamPart.Standing.SUBCONTRACTOR) for part in parts]
    return propose_form(seats, Form(bid.form_asked) if bid.form_asked else None)


def _siren(part: TeamPart | None) -> str:
    return part.entity.siren if part is not None and part.entity is not None else ""


def _why(proposal: Proposal) -> str:
    count = len(proposal.candidates)
    if not count:
        return _("No form yet: nobody answers as a candidate.")
    if count == 1:
        people = len(proposal.candidates[0].people)
        said = ngettext(
            "%(count)s person under one legal entity: it answers alone.",
            "%(count)s people under one legal entity: it answers alone, for all of them.",
            people,
        )
        return said % {"count": people}
    if proposal.is_asked:
        return _("The rules of the call ask for this form.")
    return _(
        "Several legal entities: a group. Joint, each is liable for its own part only; the rules ask for nothing more."
    )


def _fault_said(fault: Fault, entities: dict[str, LegalEntity]) -> str:
    entity = entities.get(fault.about)
    words = {"person": fault.about, "entity": entity.name if entity else spaced_siren(fault.about)}
    said = {
        FaultKind.NOBODY: _("Nobody is in the team yet."),
        FaultKind.NO_OPERATOR: _("%(person)s has not said under which legal entity they answer."),
        FaultKind.NO_CANDIDATE: _("There are only subcontractors: at least one legal entity must be a candidate."),
        FaultKind.TWO_STANDINGS: _("%(entity)s is both candidate and subcontractor: choose."),
    }
    return said[fault.kind] % words


def _split_said(fault: SplitFault, needs: dict[str, str], names: dict[str, str]) -> str:
    words = {
        "task": fault.about,
        "need": needs.get(fault.about, fault.about),
        "entity": names.get(fault.about, fault.about),
        "amount": euros(abs(fault.cents)),
    }
    too_little = _("%(amount)s of the price are in no line.")
    said = {
        SplitFaultKind.EMPTY: _("No line yet."),
        SplitFaultKind.NO_PRICE: _("The price is not said yet: write it on the sheet."),
        SplitFaultKind.UNALLOCATED: _("“%(task)s”: nobody does it yet."),
        SplitFaultKind.OUTSIDE: _("“%(task)s” is given to somebody who is no longer in the team."),
        SplitFaultKind.IDLE: _("%(entity)s does nothing in this table."),
        SplitFaultKind.UNCOVERED: _("The need “%(need)s” is in no line."),
        SplitFaultKind.SUM: too_little if fault.cents > 0 else _("The lines make %(amount)s more than the price."),
    }
    return said[fault.kind] % words


def _warnings(bid: Bid, proposal: Proposal, entities: dict[str, LegalEntity]) -> list[str]:
    found, groups = _clashes(bid, proposal)
    said = {
        ClashKind.TWO_OFFERS: _(
            "%(entity)s (SIREN %(siren)s) also answers alone in “%(other)s” of %(group)s%(lots)s: of two offers of one "
            "candidate only the last one received is opened (R. 2151-6). Talk to each other before sending."
        ),
        ClashKind.SEVERAL_GROUPS: _(
            "%(entity)s (SIREN %(siren)s) is also in “%(other)s” of %(group)s%(lots)s: the rules of the call may "
            "forbid it (R. 2142-21). Read them, and talk to each other before sending."
        ),
        ClashKind.TWO_LEADS: _(
            "%(entity)s (SIREN %(siren)s) also leads “%(other)s” of %(group)s%(lots)s: nobody may lead two groups "
            "for one contract (R. 2142-23). One of them must change."
        ),
    }
    return [
        said[one.kind]
        % {
            "entity": entities[one.siren].name,
            "siren": spaced_siren(one.siren),
            "other": groups[one.other].title,
            "group": groups[one.other].space.name,
            "lots": _(" (lots %(lots)s)") % {"lots": ", ".join(one.lots)} if one.lots else "",
        }
        for one in found
    ]


def _clashes(bid: Bid, proposal: Proposal) -> tuple[list[Clash], dict[str, Bid]]:
    """The clashes, and the other answers by reference; other groups are read for this warning and nothing else (B2)."""
    sirens = [one.siren for one in proposal.candidates]
    with scope.everywhere("an operator that answers twice is warned, whatever its groups (B2)"):
        candidates = TeamPart.objects.filter(
            bid__notice=bid.notice_id,
            bid__stage__in=Bid.STANDING,
            state=TeamPart.State.JOINED,
            standing=TeamPart.Standing.CO_CONTRACTOR,
        ).exclude(entity=None)
        rows = list(candidates.select_related("bid__space", "entity"))
        leads = dict(
            BidRole.objects.filter(bid__in={row.bid_id for row in rows}, role=BidRole.Role.LEAD).values_list(
                "bid__ref", "part__entity__siren"
            )
        )
    bids = {row.bid.ref: row.bid for row in rows}
    answers = {
        ref: Answer(
            ref,
            frozenset(one.lots),
            frozenset(row.entity.siren for row in rows if row.bid_id == one.pk and row.entity is not None),
            leads.get(ref) or "",
        )
        for ref, one in bids.items()
    }
    ours = Answer(bid.ref, frozenset(bid.lots), frozenset(sirens), leads.get(bid.ref) or "")
    return clashes(ours, answers.values()), bids
