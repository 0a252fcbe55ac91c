"""The folder of an answer as its page shows it: entity by entity, then the offer, then what is made."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.espd import Role
from commun.bids.models import Bid, BidFile, BidRole, EntitySheet, Subcontract, SubmissionFolder, TeamPart, VaultPaper
from commun.bids.queries.declarations import left_count
from commun.bids.queries.papers import PaperLine, State, lines_of, papers_of, sheets_of
from commun.core import clock, scope
from commun.people.models import LegalEntity

SUBCONTRACTOR: Final = TeamPart.Standing.SUBCONTRACTOR


@dataclass(frozen=True)
class Operator:
    """A legal entity of the answer and its place in it; the first one leads."""

    entity: LegalEntity
    role: Role
    membership_ids: frozenset[int]


@dataclass(frozen=True)
class EntityDossier:
    """What one entity brings, and what it lacks."""

    operator: Operator
    sheet: EntitySheet | None
    lines: list[PaperLine]
    left: int
    can_keep: bool
    # Kept after the freeze: the file to send does not hold them.
    late: tuple[VaultPaper, ...] = ()

    @property
    def entity(self) -> LegalEntity:
        """The entity itself."""
        return self.operator.entity

    @property
    def blocking(self) -> list[PaperLine]:
        """Papers that a buyer would refuse."""
        return [line for line in self.lines if line.is_blocking]

    @property
    def waiting(self) -> list[PaperLine]:
        """What is not good, or not for long; what nobody has said."""
        settled = (State.VALID, State.NOT_ASKED)
        return [line for line in self.lines if line.state not in settled]

    @property
    def good(self) -> list[PaperLine]:
        """What is good on that day."""
        return [line for line in self.lines if line.state is State.VALID]

    @property
    def is_ready(self) -> bool:
        """Sheet written, questions answered, papers good."""
        return self.sheet is not None and not self.left and not self.blocking


@dataclass(frozen=True)
class Dossier:
    """See the module."""

    bid: Bid
    needed_on: dt.date
    entities: list[EntityDossier]
    files: list[BidFile]
    folder: SubmissionFolder | None

    @property
    def lacks_lead(self) -> bool:
        """See ``lacks_lead``."""
        return lacks_lead([one.operator for one in self.entities])

    @property
    def is_ready(self) -> bool:
        """Nothing is missing of what can be told."""
        uses = {row.use for row in self.files}
        return bool(self.entities) and all(one.is_ready for one in self.entities) and BidFile.Use.PRICE in uses


def operators_of(bid: Bid) -> list[Operator]:
    """The legal entities of those in the team: who leads first, subcontractors last. 2 queries.

    Of a group that nobody was chosen to lead, nobody does: all are members.
    """
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED).exclude(entity=None)
        parts = list(rows.select_related("entity").order_by("pk"))
        leads = BidRole.objects.filter(bid=bid, role=BidRole.Role.LEAD).exclude(part__standing=SUBCONTRACTOR)
        leading = set(leads.values_list("part__entity", flat=True))
    entities = {part.entity_id: part.entity for part in parts if part.entity is not None}
    people = {pk: frozenset(p.membership_id or 0 for p in parts if p.entity_id == pk) for pk in entities}
    candidates = list(dict.fromkeys(part.entity_id for part in parts if part.standing != SUBCONTRACTOR))
    candidates.sort(key=lambda pk: pk not in leading)
    found = [
        Operator(entities[pk], _role(pk in leading, len(candidates)), people[pk]) for pk in candidates if pk is not None
    ]
    others = [pk for pk in entities if pk not in candidates]
    return found + [Operator(entities[pk], Role.SUBCONTRACTOR, people[pk]) for pk in others]


def subcontract_of(bid: Bid, entity: LegalEntity) -> Subcontract | None:
    """What was said of a subcontractor. 1 query."""
    with scope.use(bid.space_id):
        return Subcontract.objects.filter(bid=bid, entity=entity).first()


def lacks_lead(operators: Sequence[Operator]) -> bool:
    """Several candidates, and nobody was chosen to lead them: no form may name one."""
    roles = {one.role for one in operators}
    return Role.MEMBER in roles and Role.LEAD not in roles


def _role(is_lead: bool, count: int) -> Role:
    if count == 1:
        return Role.ALONE
    return Role.LEAD if is_lead else Role.MEMBER


def deadline_of(bid: Bid) -> dt.date:
    """The day when papers must be good: of the deadline, else today."""
    at = bid.notice.deadline_at
    return max(at.astimezone(clock.PARIS).date(), clock.today()) if at else clock.today()


def blocking_counts(bids: Sequence[Bid]) -> dict[int, int]:
    """By the id of each answer, how many papers a buyer would refuse. 3 queries, whatever their number and groups."""
    with scope.use(*{bid.space_id for bid in bids}):
        parts = TeamPart.objects.filter(bid__in=bids, state=TeamPart.State.JOINED).exclude(entity=None)
        pairs = set(parts.values_list("bid_id", "entity_id"))
        entities = {entity for _bid, entity in pairs}
        papers: dict[tuple[int, int], list[VaultPaper]] = {}
        for paper in VaultPaper.objects.filter(entity__in=entities, removed_at=None):
            papers.setdefault((paper.space_id, paper.entity_id), []).append(paper)
        sheets = {(row.space_id, row.entity_id): row for row in EntitySheet.objects.filter(entity__in=entities)}
    found = {bid.pk: 0 for bid in bids}
    by_id = {bid.pk: bid for bid in bids}
    for bid_id, entity_id in pairs:
        bid, key = by_id[bid_id], (by_id[bid_id].space_id, entity_id or 0)
        lines = lines_of(papers.get(key, []), sheets.get(key), bid.price_cents, deadline_of(bid))
        found[bid_id] += sum(line.is_blocking for line in lines)
    return found


def dossier_of(bid: Bid, kept: Iterable[int] | None = None) -> Dossier:
    """The folder, with the papers of the moment of the freeze once it is frozen; ``kept``: ids of the entities whose
    papers the reader may see. 6 queries, whatever their number; one more once it is frozen.
    """
    operators = operators_of(bid)
    entities = [one.entity for one in operators]
    papers, sheets = papers_of(bid.space, entities, at=bid.frozen_at), sheets_of(bid.space, entities)
    late = _late(bid, entities)
    seen = set(kept) if kept is not None else {entity.pk for entity in entities}
    with scope.use(bid.space_id):
        files = list(BidFile.objects.filter(bid=bid, removed_at=None).select_related("file", "added_by__person"))
        folder = SubmissionFolder.objects.filter(bid=bid).select_related("file").first()
    return Dossier(
        bid,
        deadline_of(bid),
        [
            _entity(
                one, papers.get(one.entity.pk, []), sheets.get(one.entity.pk), bid, seen, late.get(one.entity.pk, ())
            )
            for one in operators
        ],
        files,
        folder,
    )


def _late(bid: Bid, entities: list[LegalEntity]) -> dict[int, list[VaultPaper]]:
    """Papers kept after the freeze, by the id of their entity."""
    if bid.frozen_at is None:
        return {}
    return {
        pk: [paper for paper in papers if paper.added_at > bid.frozen_at]
        for pk, papers in papers_of(bid.space, entities).items()
    }


def _entity(
    one: Operator,
    papers: list[VaultPaper],
    sheet: EntitySheet | None,
    bid: Bid,
    seen: set[int],
    late: Iterable[VaultPaper],
) -> EntityDossier:
    lines = lines_of(papers, sheet, bid.price_cents, deadline_of(bid))
    answers_left = left_count(sheet, one.role)
    return EntityDossier(one, sheet, lines, answers_left, one.entity.pk in seen, tuple(late))
