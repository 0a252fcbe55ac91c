"""The papers of legal entities as pages show them, and what the rules say of each."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.algo import validity
from commun.bids.models import EntitySheet, VaultPaper
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.people.models import LegalEntity

State = validity.State
TONES = {
    State.MISSING: "clay",
    State.EXPIRED: "clay",
    State.TOO_SHORT: "clay",
    State.UNKNOWN: "honey",
    State.SOON: "honey",
    State.VALID: "leaf",
    State.NOT_ASKED: "",
}


@dataclass(frozen=True)
class PaperLine:
    """One kind of paper of an entity: the best version there is, its state in words, older versions."""

    kind: str
    label: str
    state: State
    said: str
    paper: VaultPaper | None
    last_day: dt.date | None
    older: tuple[VaultPaper, ...]

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.state]

    @property
    def is_blocking(self) -> bool:
        """A buyer would refuse."""
        return self.state in (State.MISSING, State.EXPIRED, State.TOO_SHORT)


def said_of(state: State, last_day: dt.date | None) -> str:
    """The state in words."""
    words = {
        State.MISSING: _("missing"),
        State.EXPIRED: _("out of date"),
        State.TOO_SHORT: _("ends before the day it is needed"),
        State.UNKNOWN: _("to be said on the sheet of the entity"),
        State.SOON: _("ends soon"),
        State.VALID: _("good"),
        State.NOT_ASKED: _("not asked"),
    }
    return words[state]


def papers_of(
    space: Space, entities: Iterable[LegalEntity], at: dt.datetime | None = None
) -> dict[int, list[VaultPaper]]:
    """The papers of each entity, by its id, newest version first; ``at``: as they were at that moment. 1 query."""
    with scope.use(space):
        rows = VaultPaper.objects.filter(entity__in=[entity.pk for entity in entities])
        rows = rows.select_related("file", "entity", "given_by__person")
        rows = rows.filter(removed_at=None) if at is None else rows.filter(added_at__lte=at).exclude(removed_at__lte=at)
        found: dict[int, list[VaultPaper]] = {}
        for row in rows.order_by("kind", "-version"):
            found.setdefault(row.entity_id, []).append(row)
    return found


def sheets_of(space: Space, entities: Iterable[LegalEntity]) -> dict[int, EntitySheet]:
    """The sheet of each entity that has one, by its id. 1 query."""
    with scope.use(space):
        rows = EntitySheet.objects.filter(entity__in=[entity.pk for entity in entities])
        return {row.entity_id: row for row in rows}


def situation_of(sheet: EntitySheet | None, amount: int | None) -> validity.Situation:
    """What decides which papers are asked; ``amount``: cents excluding tax."""
    if sheet is None:
        return validity.Situation(amount)
    return validity.Situation(amount, sheet.employs_foreigners, sheet.headcount, sheet.is_insolvent)


def lines_of(
    papers: Iterable[VaultPaper], sheet: EntitySheet | None, amount: int | None, needed_on: dt.date
) -> list[PaperLine]:
    """One line for each kind of the closed list. No query."""
    rows = list(papers)
    by_ref = {row.ref: row for row in rows}
    held = [validity.Held(row.kind, row.made_on, row.until, row.ref) for row in rows]
    found = validity.checked(held, situation_of(sheet, amount), today=clock.today(), needed_on=needed_on)
    return [_line(line, by_ref, rows) for line in found]


def _line(line: validity.Line, by_ref: Mapping[str, VaultPaper], rows: list[VaultPaper]) -> PaperLine:
    best = by_ref[line.held.ref] if line.held else None
    older = tuple(row for row in rows if row.kind == line.kind and row is not best)
    label = str(VaultPaper.Kind(line.kind).label)
    return PaperLine(line.kind, label, line.state, said_of(line.state, line.last_day), best, line.last_day, older)


@dataclass(frozen=True)
class Vault:
    """The papers of one entity, its sheet, what it has still to answer."""

    entity: LegalEntity
    sheet: EntitySheet | None
    lines: list[PaperLine]


def vault_of(space: Space, entity: LegalEntity) -> Vault:
    """See Vault; the papers are wanted today, whatever the amount. 2 queries."""
    sheet = sheets_of(space, [entity]).get(entity.pk)
    papers = papers_of(space, [entity]).get(entity.pk, [])
    return Vault(entity, sheet, lines_of(papers, sheet, None, clock.today()))


def entities_called(space: Space, refs: Iterable[str]) -> dict[str, Subject]:
    """Titles of entities for the journal. 1 query."""
    rows = LegalEntity.objects.filter(siren__in=set(refs))
    return {row.siren: Subject(row.name, here(space.slug, "bids:vault", siren=row.siren)) for row in rows}
