"""DC1, DC2, DC4 and the European document of one answer, filled from the team, the split, the sheets of entities."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import cached_property

from django.db.models import Q

from commun.algo import declarations as forms
from commun.algo import espd
from commun.algo.espd.answers import TURN, Value
from commun.bids.models import Bid, EntitySheet, ShareLine, Subcontract
from commun.bids.queries.dossier import Operator, lacks_lead
from commun.core import scope
from commun.people.models import LegalEntity
from commun.tenders.models import Lot, ThreadKey

_NAMESPACE = uuid.UUID("6d0c9a2e-6f1b-4a55-9f0e-2f4c1f5b7a10")
_TURNOVER = "C29_SC_gen-year-to/RG1/RSG1/QSG2"
_REFERENCE = "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1"
WHOLE = "LOT-0000"
_FORMS = {
    Bid.Form.JOINT: forms.Form.JOINT,
    Bid.Form.JOINT_SOLIDARY_LEAD: forms.Form.JOINT_SOLIDARY_LEAD,
    Bid.Form.SOLIDARY: forms.Form.SOLIDARY,
}


class Filler:
    """What the forms of one answer share; read once. 3 queries."""

    def __init__(self, bid: Bid, operators: list[Operator], sheets: Mapping[int, EntitySheet]) -> None:
        self.bid, self.operators, self.sheets = bid, operators, sheets
        with scope.use(bid.space_id):
            self.lines = list(ShareLine.objects.filter(bid=bid).select_related("part"))
            self.subcontracts = {row.entity_id: row for row in Subcontract.objects.filter(bid=bid)}
        rows = Lot.objects.filter(notice=bid.notice_id, number__in=bid.lots) if bid.lots else Lot.objects.none()
        self.lots = tuple((lot.number, lot.title) for lot in rows)

    @property
    def candidates(self) -> list[Operator]:
        """All but subcontractors, who leads first."""
        return [one for one in self.operators if one.role is not espd.Role.SUBCONTRACTOR]

    @property
    def contract(self) -> forms.Contract:
        """What the buyer asks."""
        notice = self.bid.notice
        return forms.Contract(notice.buyer, notice.title, self.reference, "", self.lots, self.publication)

    @property
    def reference(self) -> str:
        """The buyer's own reference, when the notice tells it."""
        told = self.bid.notice.facts.get("reference") if isinstance(self.bid.notice.facts, dict) else ""
        return str(told or "")

    @cached_property
    def publication(self) -> str:
        """Under which numbers the notice was published: « BOAMP 26-900170 »; nothing for one written by hand."""
        keys = ThreadKey.objects.filter(
            Q(key__startswith="boamp:") | Q(key__startswith="ted:"), notice=self.bid.notice_id
        )
        numbers = (key.split(":", 1) for key in keys.order_by("key").values_list("key", flat=True))
        return ", ".join(f"{source.upper()} {number}" for source, number in numbers)

    def party(self, entity: LegalEntity) -> forms.Party:
        """An entity as forms name it."""
        sheet = self.sheets.get(entity.pk)
        kind = str(entity.get_kind_display())
        if sheet is None:
            return forms.Party(entity.name, entity.siren, kind, town=entity.town)
        return forms.Party(
            entity.name,
            entity.siren,
            kind,
            sheet.street,
            sheet.postcode,
            sheet.town or entity.town,
            sheet.email,
            sheet.phone,
            f"{sheet.first_name} {sheet.family_name}".strip(),
            sheet.capacity,
            sheet.headcount,
            sheet.size != EntitySheet.Size.LARGE if sheet.size else None,
            turnovers_of(sheet.answers),
            sheet.insurance,
            references_of(sheet.answers),
        )

    def shares(self, entity: LegalEntity) -> tuple[forms.Share, ...]:
        """The tasks of an entity in the split."""
        mine = [line for line in self.lines if line.part is not None and line.part.entity_id == entity.pk]
        return tuple(forms.Share(line.task, line.amount_cents) for line in mine)

    def dc1(self) -> forms.Sheet:
        """The letter of candidacy."""
        members = tuple(forms.Member(self.party(one.entity), self.shares(one.entity)) for one in self.candidates)
        chosen = _FORMS.get(Bid.Form(self.bid.form), forms.Form.JOINT) if len(members) > 1 else forms.Form.SOLE
        return forms.dc1(self.contract, chosen, members, is_led=not lacks_lead(self.operators))

    def dc2(self, entity: LegalEntity) -> forms.Sheet:
        """The declaration of a candidate."""
        return forms.dc2(self.contract, self.party(entity))

    def dc4(self, entity: LegalEntity) -> forms.Sheet:
        """The declaration of a subcontractor, of whom the lead is the holder; blank while nobody leads."""
        terms = self.subcontracts.get(entity.pk)
        holder = forms.Party("", "") if lacks_lead(self.operators) else self.party(self.candidates[0].entity)
        work = forms.Subcontract(
            self.party(entity),
            holder,
            self.shares(entity),
            terms.months if terms else None,
            terms.has_personal_data if terms else None,
        )
        return forms.dc4(self.contract, work)

    def signatures(self) -> forms.Sheet:
        """Who signs what."""
        helpers = [one for one in self.operators if one.role is espd.Role.SUBCONTRACTOR]
        candidates, subcontractors = ([self.party(one.entity) for one in those] for those in (self.candidates, helpers))
        return forms.signatures(self.contract, candidates, subcontractors, is_led=not lacks_lead(self.operators))

    def has_european(self, one: Operator) -> bool:
        """The model wants the size of an entity: without it there is no document, and the page says so."""
        sheet = self.sheets.get(one.entity.pk)
        return sheet is not None and bool(sheet.size)

    def european(self, one: Operator, lot: str, at: dt.datetime) -> bytes:
        """The European document of an entity for one lot; see ``has_european``."""
        sheet = self.sheets[one.entity.pk]
        notice = self.bid.notice
        buyer = espd.Buyer(notice.buyer, notice.buyer_siret)
        told = f"{self.bid.ref}:{one.entity.siren}:{lot}:{at.isoformat()}"
        return espd.response(
            entity=_entity(one.entity, sheet),
            procedure=espd.Procedure(self.reference or self.publication or notice.ref, notice.title, buyer, lot),
            team=self._team(one),
            answers=sheet.answers,
            issue=espd.Issue(str(uuid.uuid5(_NAMESPACE, told)), at),
        )

    def _team(self, one: Operator) -> espd.Team:
        others = tuple(_partner(each) for each in self.candidates if each.entity.pk != one.entity.pk)
        helpers = tuple(_partner(each) for each in self.operators if each.role is espd.Role.SUBCONTRACTOR)
        if one.role is espd.Role.SUBCONTRACTOR:
            return espd.Team(one.role)
        # Subcontractors are declared by who leads, once.
        is_holder = one.role in (espd.Role.LEAD, espd.Role.ALONE)
        return espd.Team(one.role, self.bid.title, others, (), helpers if is_holder else ())

    def espd_lots(self) -> list[str]:
        """One document for each lot: « LOT-0002 »; for the whole, « LOT-0000 »."""
        return [f"LOT-{int(lot):04}" if lot.isdigit() and len(lot) < 5 else lot for lot in self.bid.lots] or [WHOLE]


def _partner(one: Operator) -> espd.Partner:
    return espd.Partner(one.entity.name, one.entity.siren)


def _entity(entity: LegalEntity, sheet: EntitySheet) -> espd.Entity:
    return espd.Entity(
        entity.name,
        entity.siren,
        espd.Size(sheet.size),
        sheet.street,
        sheet.postcode,
        sheet.town or entity.town,
        sheet.contact,
        sheet.phone,
        sheet.email,
        first_name=sheet.first_name,
        family_name=sheet.family_name,
    )


def turnovers_of(answers: Mapping[str, Value]) -> tuple[tuple[int, int], ...]:
    """Years and turnovers that the entity told."""
    found = []
    for place in _turns(answers, _TURNOVER):
        period, cents = answers.get(f"{place}/Q1"), answers.get(f"{place}/Q2")
        if isinstance(period, str) and len(period) == 21 and isinstance(cents, int):
            found.append((int(period[11:15]), cents))
    return tuple(sorted(found))


def references_of(answers: Mapping[str, Value]) -> tuple[str, ...]:
    """Services already rendered that the entity told; those it marked confidential stay out."""
    found = []
    for place in _turns(answers, _REFERENCE):
        words, client = answers.get(f"{place}/Q1"), answers.get(f"{place}/QSG1/Q1")
        if words and answers.get(f"{place}/Q6") is not True:
            found.append(f"{words} ({client})" if client else str(words))
    return tuple(found)


def _turns(answers: Mapping[str, Value], place: str) -> list[str]:
    later = {key[len(place) + 1 :].partition("/")[0] for key in answers if key.startswith(f"{place}{TURN}")}
    return [place, *(f"{place}{TURN}{turn}" for turn in sorted(later, key=int))]
