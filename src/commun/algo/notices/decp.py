"""Awards of the "données essentielles" (DECP): v1 and v2 JSON, flattened columns, XML; and OCDS releases.

The `id` of a DECP row is not unique: its identity is buyer + id + CPV + object + suppliers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from commun.algo.notices.boamp_forms import AWARD_TABLE
from commun.algo.notices.dates import sane_day
from commun.algo.notices.keys import digest
from commun.algo.notices.nodes import Node, from_json, from_xml, plain
from commun.algo.notices.places import departement_code, departement_of_postal_code, unique
from commun.algo.notices.types import Nature, ParsedAward, ParsedNotice, ParsedSupplier
from commun.algo.notices.words import cents, count_of, cpv_all, fold, nature_of, procedure_of, siret_of, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARKS: Final = (
    "codeCPV", "titulaires", "concessionnaires", "acheteur", "autoriteConcedante", "acheteur.id", "codecpv",
    "montant", "valeurGlobale", "dateNotification", "datenotification",
)  # fmt: skip


def is_decp(record: Mapping[str, Any]) -> bool:
    """Whether an object looks like a contract of the DECP."""
    return ("objet" in record or "titulaires" in record) and any(mark in record for mark in _MARKS)


def read_decp(record: Mapping[str, Any]) -> ParsedNotice:
    """One contract of a DECP file of any version."""
    return _contract(from_json(record, AWARD_TABLE))


def read_decp_xml(element: _Element) -> ParsedNotice:
    """One `marche` or `contrat-concession` element."""
    return _contract(from_xml(element, AWARD_TABLE))


def _contract(node: Node) -> ParsedNotice:
    suppliers = _suppliers(node)
    buyer_id = _any(node, "acheteur/id", "autoriteconcedante/id", "acheteur.id", "acheteurid", "acheteur/siret")
    number, title = node.say("id"), title_of(node.say("objet"))
    cpv = cpv_all(node.texts("codecpv"))
    amount = cents(_any(node, "montant", "valeurglobale"))
    buyer = title_of(_any(node, "acheteur/nom", "autoriteconcedante/nom", "acheteurnom"))
    ids = sorted(one.siret or one.name for one in suppliers)
    identity = digest(buyer_id, number, "".join(cpv[:1]), fold(title), *ids)
    award = ParsedAward(
        title=title,
        amount_cents=amount,
        concluded_on=_signed(node),
        offers_count=count_of(node.say("offresrecues")),
        is_group=len(suppliers) > 1 or _is_group(node.say("typegroupementoperateurs")),
        suppliers=suppliers,
    )
    said = {
        "no-identifier": not number,
        "no-title": not title,
        "no-buyer": not (siret_of(buyer_id) or buyer),
        "amount-unreadable": amount is None,
        "no-supplier": not suppliers,
        "modified": bool(node.all("modifications")),
    }
    return ParsedNotice(
        source="decp",
        source_id=identity,
        version="1",
        shape="decp",
        thread_keys=(f"decp:{identity}",),
        form="result",
        state="awarded",
        title=title,
        buyer_name=buyer,
        buyer_siret=siret_of(buyer_id),
        published_on=sane_day(_any(node, "datepublicationdonnees")) or award.concluded_on,
        cpv=cpv,
        departements=_departements(node),
        procedure=procedure_of(node.say("procedure")),
        nature=nature_of_cpv(cpv),
        value_cents=amount,
        awards=(award,),
        warnings=tuple(code for code, is_true in said.items() if is_true),
    )


def _any(node: Node, *paths: str) -> str:
    return next((text for text in (node.say(*path.split("/")) for path in paths) if text), "")


def _signed(node: Node) -> date | None:
    return sane_day(_any(node, "datenotification", "datesignature", "datedebutexecution"))


def _is_group(kind: str) -> bool:
    return fold(kind) in ("conjoint", "solidaire")


def _suppliers(node: Node) -> tuple[ParsedSupplier, ...]:
    blocks = node.all("titulaires", "titulaire") + node.all("concessionnaires", "concessionnaire")
    # v1 lists suppliers without the inner element.
    blocks += [one for one in node.all("titulaires") + node.all("concessionnaires") if "id" in one.kids]
    found: dict[str, ParsedSupplier] = {}
    for block in blocks:
        name = title_of(_any(block, "denominationsociale", "nom", "denomination"))
        written = block.say("id")
        if name or written:
            found[written or name] = ParsedSupplier(name, siret_of(written))
    for position in "123":
        written = node.say(f"titulaireid{position}")
        if written:
            found[written] = ParsedSupplier("", siret_of(written))
    return tuple(found.values())


def _departements(node: Node) -> tuple[str, ...]:
    code = _any(node, "lieuexecution/code", "lieuexecutioncode", "lieuexecution.code")
    kind = fold(_any(node, "lieuexecution/typecode", "lieuexecutiontypecode", "lieuexecution.typecode"))
    return place_of(code, kind)


def place_of(code: str, kind: str) -> tuple[str, ...]:
    """Département of a place of the DECP, `kind` being "code postal", "code commune", "code departement"..."""
    kind = fold(kind)
    if kind.startswith(("code region", "code pays", "code canton")):
        return ()
    if kind.startswith(("code commune", "code arrondissement")) and len(code) == 5:
        return unique([departement_code(code[:3] if code[:2] in ("97", "98") else code[:2]) or ""])
    if len(code) == 5:
        return unique([departement_of_postal_code(code) or ""])
    return unique([departement_code(code) or ""]) if len(code) <= 3 else ()


def nature_of_cpv(cpv: tuple[str, ...]) -> Nature:
    """Works are division 45; divisions below 45 and 48 are supplies, the others services."""
    if not cpv:
        return ""
    division = int(cpv[0][:2])
    if division == 45:
        return "works"
    return "supplies" if division < 45 or division == 48 else "services"


def read_ocds(release: Mapping[str, Any]) -> ParsedNotice:
    """One OCDS release (awards, or a tender without its documents)."""
    node = from_json(release, AWARD_TABLE)
    parties = {one.say("id"): one for one in node.all("parties")}
    buyers = [one for one in parties.values() if "buyer" in _roles(release, one.say("id"))]
    buyer = node.first("buyer") if node.say("buyer", "name") else (buyers[0] if buyers else Node())
    known = parties.get(buyer.say("id"), buyer)
    tender = node.first("tender")
    awards = tuple(_ocds_award(one, parties) for one in node.all("awards"))
    title = title_of(tender.say("title") or tender.say("description") or next((a.title for a in awards), ""))
    items = node.all("awards", "items") + node.all("tender", "items")
    number = plain(release.get("ocid"))
    nature = tender.say("mainprocurementcategory") or node.say("awards", "mainprocurementcategory")
    return ParsedNotice(
        source="ocds",
        source_id=plain(release.get("id")) or number,
        version="1",
        shape="ocds",
        thread_keys=(f"ocds:{number}",) if number else (),
        form="result" if awards else "competition",
        state="awarded" if awards else "open",
        title=title,
        description=title_of(tender.say("description")),
        buyer_name=title_of(buyer.say("name") or known.say("name")),
        buyer_siret=siret_of(known.say("identifier", "id")),
        buyer_town=title_of(known.say("address", "locality")),
        published_on=sane_day(plain(release.get("date"))),
        cpv=cpv_all([one.say("classification", "id") for one in items]),
        departements=unique([departement_of_postal_code(known.say("address", "postalcode")) or ""]),
        procedure=procedure_of(tender.say("procurementmethod")),
        nature=nature_of(nature),
        value_cents=cents(tender.say("value", "amount")),
        awards=awards,
        warnings=() if title else ("no-title",),
    )


def _roles(release: Mapping[str, Any], identifier: str) -> list[str]:
    for party in release.get("parties") or ():
        if isinstance(party, Mapping) and party.get("id") == identifier:
            roles = party.get("roles")
            return [plain(role) for role in roles] if isinstance(roles, list) else []
    return []


def _ocds_award(node: Node, parties: dict[str, Node]) -> ParsedAward:
    suppliers = []
    for one in node.all("suppliers"):
        party = parties.get(one.say("id"), one)
        name = title_of(one.say("name") or party.say("name"))
        town = title_of(party.say("address", "locality"))
        suppliers.append(ParsedSupplier(name, siret_of(party.say("identifier", "id")), town))
    return ParsedAward(
        title=title_of(node.say("title") or node.say("description")),
        amount_cents=cents(node.say("value", "amount")),
        currency=node.say("value", "currency") or "EUR",
        concluded_on=sane_day(node.say("date")),
        is_group=len(suppliers) > 1,
        suppliers=tuple(suppliers),
    )
