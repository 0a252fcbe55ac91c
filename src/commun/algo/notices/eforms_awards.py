"""The award graph of eForms: LotResult -> LotTender -> TenderingParty -> Tenderer organisations."""

from __future__ import annotations

from datetime import date

from commun.algo.notices.dates import sane_day
from commun.algo.notices.eforms_parties import Parties
from commun.algo.notices.languages import pick
from commun.algo.notices.nodes import EMPTY, Node
from commun.algo.notices.types import ParsedAward, ParsedLot, ParsedSupplier
from commun.algo.notices.words import cents, count_of, short_number, title_of

_RECEIVED = ("tenders", "received-tenders")


def read_awards(result: Node, lots: tuple[ParsedLot, ...], parties: Parties, language: str) -> tuple[ParsedAward, ...]:
    """One award for each winning tender of each lot result."""
    tenders = _by_id(result.all("LotTender"))
    groups = _by_id(result.all("TenderingParty"))
    contracts = _contracts_by_tender(result)
    titles = {lot.number: lot.title for lot in lots}
    awards: list[ParsedAward] = []
    for lot_result in result.all("LotResult"):
        if _is_lost(lot_result):
            continue
        for reference in lot_result.texts("LotTender", "ID"):
            tender = tenders.get(reference, EMPTY)
            contract = contracts.get(reference, EMPTY)
            number = short_number(lot_result.say("TenderLot", "ID") or tender.say("TenderLot", "ID"))
            amount = tender.first("LegalMonetaryTotal", "PayableAmount")
            suppliers = _suppliers(tender, groups, parties)
            awards.append(
                ParsedAward(
                    lot_number=number,
                    title=title_of(pick(contract.all("Title"), language)) or titles.get(number, ""),
                    amount_cents=cents(amount.text),
                    currency=amount.attr or "EUR",
                    concluded_on=_concluded(contract),
                    offers_count=_offers(lot_result),
                    is_group=len(suppliers) > 1,
                    suppliers=suppliers,
                )
            )
    return tuple(awards)


def is_unsuccessful(result: Node) -> bool:
    """Whether every lot of a result notice ended without a winner ("infructueux", "sans suite")."""
    results = result.all("LotResult")
    return bool(results) and all(_is_lost(node) for node in results)


def _is_lost(lot_result: Node) -> bool:
    return lot_result.say("TenderResultCode").lower() in ("clos-nw", "open-nw")


def _by_id(nodes: list[Node]) -> dict[str, Node]:
    return {node.say("ID"): node for node in nodes}


def _contracts_by_tender(result: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for contract in result.all("SettledContract"):
        for reference in contract.texts("LotTender", "ID"):
            found.setdefault(reference, contract)
    return found


def _concluded(contract: Node) -> date | None:
    return sane_day(contract.say("IssueDate")) or sane_day(contract.say("AwardDate"))


def _offers(lot_result: Node) -> int | None:
    for node in lot_result.all("ReceivedSubmissionsStatistics"):
        if node.say("StatisticsCode") in _RECEIVED:
            return count_of(node.say("StatisticsNumeric"))
    return None


def _suppliers(tender: Node, groups: dict[str, Node], parties: Parties) -> tuple[ParsedSupplier, ...]:
    found: dict[str, ParsedSupplier] = {}
    for group in tender.texts("TenderingParty", "ID"):
        for reference in groups.get(group, EMPTY).texts("Tenderer", "ID"):
            party = parties.get(reference)
            if party and party.name:
                found[reference] = ParsedSupplier(party.name, party.siret, party.town)
    return tuple(found.values())
