"""The demo's joint group: several legal entities, a lead, a split, a declared subcontractor, one file to send.

Played once the papers of the cooperative are kept. See ``[[joint]]`` in ``demo/bids.toml``.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from commun.bids import actions, composition
from commun.bids.actions import Ask, ShareSheet
from commun.bids.actions.folders import build_folder, write_subcontract
from commun.bids.actions.outside import Yes, accept_from_outside
from commun.bids.actions.papers import SheetWords, add_paper, write_entity_sheet
from commun.bids.demo_bids import BIDS, Story
from commun.bids.demo_papers import made_up
from commun.bids.models import TeamPart
from commun.bids.queries.legal_form import needs_of
from commun.core import clock
from commun.core.registries import DemoStage
from commun.people.demo import read


def load(stage: DemoStage) -> None:
    """Play it, day after day."""
    for told in read(BIDS)["joint"]:
        JointStory(stage, told).play()


class JointStory(Story):
    """An answer with operators from outside."""

    def _writing(self) -> None:
        told = self.told
        for one in told["came"]:
            ask = Ask(
                outside_name=one["name"], outside_email=one["email"], standing=one["standing"], words=one["words"]
            )
            self._note(one["asked"], lambda ask=ask: self._ask(ask))
            self._note(one["joined"], lambda one=one: self._come(one))
        super()._writing()
        ready = told["decided"] + 1
        self._note(ready, self._split)
        for one in told["came"]:
            self._note(ready, lambda one=one: self._keep(one))

    def _end(self) -> None:
        super()._end()
        self._note(self.told["frozen"], lambda: build_folder(by=self._lead(), bid=self.bid))

    def _part(self, key: str) -> TeamPart:
        """Of a member by key, of somebody from outside by name."""
        rows = TeamPart.objects.select_related("entity", "bid__space", "space")
        outside = rows.filter(bid=self.bid, outside_name=key).first()
        return outside or rows.get(bid=self.bid, membership=self._who(key))

    def _come(self, one: Mapping[str, Any]) -> None:
        procedure = composition.procedure_of(self.bid.space)
        edition = procedure.edition if procedure is not None else ""
        accept_from_outside(part=self._part(one["name"]), yes=Yes(one["siren"], one["entity"], edition))

    def _split(self) -> None:
        """Who does what; the needs of its lots are met by the first line."""
        needs = needs_of(self.bid)
        for rank, (task, key, days, euros) in enumerate(self.told["split"]):
            need = needs[rank].ref if rank < len(needs) else ""
            sheet = ShareSheet(task, self._part(key), need, Decimal(str(days)), euros * 100)
            actions.write_share_line(by=self._lead(), bid=self.bid, sheet=sheet)

    def _keep(self, one: Mapping[str, Any]) -> None:
        """Its vault and its sheet, handed in by itself or kept by who leads; how long a subcontractor works."""
        part, lead = self._part(one["name"]), self._lead()
        by, entity = part if one.get("hands_in") else lead, part.entity
        assert entity is not None
        for kind, made, name in one["papers"]:
            made_on = clock.today() - dt.timedelta(days=made)
            add_paper(by=by, entity=entity, kind=kind, made_on=made_on, until=None, sent=made_up(entity, name))
        write_entity_sheet(by=by, entity=entity, words=SheetWords(**one["sheet"]))
        if one["standing"] == TeamPart.Standing.SUBCONTRACTOR:
            write_subcontract(
                by=lead, bid=self.bid, entity=entity, months=one["months"], has_personal_data=one["personal_data"]
            )
