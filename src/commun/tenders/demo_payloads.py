"""The demo's notices written in the true formats of BOAMP and TED, so that they come in as real ones do."""

import datetime as dt
import json
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from commun.algo.notices.places import DEPARTEMENTS
from commun.core import clock, codes

Tree = Mapping[str, Any]
NAMESPACES = {
    "": "urn:oasis:names:specification:ubl:schema:xsd:{root}-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
# A site that cannot exist (RFC 2606): the demo leads to nobody's page.
SITE = "https://marches.exemple.invalid"


@dataclass(frozen=True)
class Buyer:
    """A fictional public buyer."""

    name: str
    town: str
    postal_code: str

    @property
    def departement(self) -> str:
        """Its true département."""
        return self.postal_code[:2]

    @property
    def nuts(self) -> str:
        """The code of its département in Europe."""
        return DEPARTEMENTS[self.departement].nuts3

    @property
    def siret(self) -> str:
        """A number with right keys that belongs to nobody: none begins with three zeros."""
        return fictional_siret(self.name)


def fictional_siret(name: str) -> str:
    """A SIRET with right keys, always the same for one name."""
    stem = f"000{zlib.crc32(name.encode()) % 100_000:05d}"
    siren = next(f"{stem}{key}" for key in range(10) if codes.is_siren(f"{stem}{key}"))
    return next(f"{siren}0001{key}" for key in range(10) if codes.is_siret(f"{siren}0001{key}"))


@dataclass(frozen=True)
class Told:
    """One publication: what a buyer says on one day. ``number`` is its own, ``first`` that of the first one."""

    key: str
    number: int
    day: dt.date
    buyer: Buyer
    title: str
    text: str
    cpv: str
    deadline: dt.datetime | None
    euros: int | None = None
    nature: str = "services"
    lots: Sequence[Tree] = ()
    step: str = "call"
    first: str = ""
    is_doubtful: bool = False
    award: Tree = field(default_factory=dict)

    @property
    def idweb(self) -> str:
        """Its number at BOAMP."""
        return f"{self.day:%y}-9{self.number:05d}"

    @property
    def url(self) -> str:
        """Where its papers would be."""
        return f"{SITE}/{self.key}"


NATURES = {"call": "APPEL_OFFRE", "correction": "RECTIFICATIF", "cancellation": "APPEL_OFFRE", "award": "ATTRIBUTION"}
DESCRIPTORS = {
    "works": ("363", "Travaux"),
    "supplies": ("159", "Fournitures"),
    "services": ("279", "Prestations de services"),
}
STATES = {"correction": "RECTIFICATIF", "cancellation": "ANNULATION"}


def boamp_record(told: Told, family: str, document: Tree) -> bytes:
    """A record of BOAMP's Explore v2.1 API around one document."""
    record = {
        "idweb": told.idweb,
        "id": told.idweb.replace("-", "_"),
        "contractfolderid": folder(told) if family == "JOUE" else None,
        "objet": told.title,
        "nomacheteur": told.buyer.name,
        "titulaire": None,
        "famille": family,
        "nature": NATURES[told.step],
        "etat": STATES.get(told.step, "INITIAL"),
        "type_procedure": "PROCEDURE_ADAPTE" if family == "MAPA" else "OUVERT",
        "code_departement": [told.buyer.departement],
        "code_departement_prestation": None,
        "dateparution": told.day.isoformat(),
        "datelimitereponse": _column(told, family),
        "descripteur_code": [DESCRIPTORS[told.nature][0]],
        "dc": [DESCRIPTORS[told.nature][0]],
        "descripteur_libelle": [DESCRIPTORS[told.nature][1]],
        "type_marche": [{"works": "TRAVAUX", "supplies": "FOURNITURES"}.get(told.nature, "SERVICES")],
        "annonce_lie": [told.first] if told.first else None,
        "annonces_anterieures": None,
        "url_avis": told.url,
        "gestion": None,
        "donnees": json.dumps(document, ensure_ascii=False),
    }
    return json.dumps(record, ensure_ascii=False).encode()


def _column(told: Told, family: str) -> str | None:
    """The column as BOAMP fills it: a true offset for European forms, the wall clock called UTC for the others."""
    if told.deadline is None:
        return None
    return told.deadline.isoformat() if family == "JOUE" else f"{told.deadline:%Y-%m-%dT%H:%M:%S}+00:00"


BLOCKS = {"call": "initial", "correction": "rectificatif", "cancellation": "annulation", "award": "attribution"}


def mapa(told: Told) -> bytes:
    """A national notice below the thresholds: BOAMP's form MAPA."""
    place = {"cp": told.buyer.postal_code, "ville": told.buyer.town}
    body: dict[str, Any] = {
        "natureMarche": {_french_nature(told): ""},
        "description": {"objet": told.text, "lieuExecutionLivraison": place},
        "procedure": {"procedureAdaptee": ""},
        "renseignements": {"idMarche": f"{told.day:%Y}-{told.number % 97:02d}"},
    }
    if told.number % 30:
        # Many of these forms name no CPV code: it is then estimated.
        body["description"]["CPV"] = {"objetPrincipal": {"classPrincipale": told.cpv}}
    if told.lots:
        lots = enumerate(told.lots, start=1)
        body["lots"] = {"lot": [{"numLot": str(rank), "intitule": lot["title"]} for rank, lot in lots]}
    if told.deadline and not told.is_doubtful:
        body["delais"] = {"receptionOffres": f"{told.deadline:%Y-%m-%dT%H:%M:%S}"}
    buyer = {"acheteurPublic": told.buyer.name, "adr": place, "urlProfilAcheteur": told.url}
    return boamp_record(told, "MAPA", {"MAPA": {"organisme": buyer, BLOCKS[told.step]: body}})


def _french_nature(told: Told) -> str:
    return {"works": "travaux", "supplies": "fournitures"}.get(told.nature, "services")


def fns(told: Told) -> bytes:
    """A national notice of BOAMP's standard form (FNS)."""
    place = {"cp": told.buyer.postal_code}
    body: dict[str, Any] = {
        "communication": {"urlDocConsul": told.url},
        "procedure": {"typeProcedure": {"ouvert": ""}},
        "natureMarche": {
            "intitule": told.title,
            "typeMarche": {_french_nature(told): ""},
            "description": told.text,
            "codeCPV": {"objetPrincipal": {"classPrincipale": told.cpv}},
            "lieuExecution": place,
        },
    }
    if told.deadline:
        body["procedure"] |= {
            "dateReceptionOffres": f"{told.deadline:%Y-%m-%d}",
            "heureReceptionOffres": f"{told.deadline:%H:%M}",
        }
    if told.euros and not told.award:
        body["natureMarche"]["valeurEstimee"] = str(told.euros)
    if told.lots:
        body["lots"] = {"lot": [_fns_lot(rank, lot) for rank, lot in enumerate(told.lots, start=1)]}
    if told.award:
        body["decision"] = {
            "titulaire": [{"denomination": name, "siret": fictional_siret(name)} for name in told.award["suppliers"]],
            "montant": str(told.award["euros"]),
            "dateAttribution": told.award["on"].isoformat(),
            "nbOffreRecu": str(told.award["offers"]),
        }
    buyer = {
        "acheteurPublic": told.buyer.name,
        "codeIdentificationNational": {"siret": told.buyer.siret},
        "ville": told.buyer.town,
        **place,
    }
    return boamp_record(told, "FNS", {"FNSimple": {"organisme": buyer, BLOCKS[told.step]: body}})


def _fns_lot(rank: int, lot: Tree) -> Tree:
    found = {"num": str(rank), "intitule": lot["title"], "CPV": {"objetPrincipal": {"classPrincipale": lot["cpv"]}}}
    return found | ({"description": lot["text"]} if "text" in lot else {})


def boamp_eforms(told: Told) -> bytes:
    """A European notice as BOAMP gives it: eForms in JSON."""
    return boamp_record(told, "JOUE", {"EFORMS": {_root(told): eforms(told)}})


def ted_xml(told: Told) -> bytes:
    """A European notice as TED gives it: eForms in XML."""
    root = _root(told)
    spaces = " ".join(
        f"xmlns{':' if prefix else ''}{prefix}={quoteattr(name.format(root=root))}"
        for prefix, name in NAMESPACES.items()
    )
    inside = "".join(_xml(name, value) for name, value in eforms(told).items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {spaces}>{inside}</{root}>\n'.encode()


def _xml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_xml(name, one) for one in value)
    if not isinstance(value, Mapping):
        return f"<{name}>{escape(str(value))}</{name}>"
    attributes = "".join(f" {key[1:]}={quoteattr(text)}" for key, text in value.items() if key[0] == "@")
    inside = "".join(
        escape(text) if key == "#text" else _xml(key, text) for key, text in value.items() if key[0] != "@"
    )
    return f"<{name}{attributes}>{inside}</{name}>"


def _root(told: Told) -> str:
    return "ContractAwardNotice" if told.award else "ContractNotice"


def folder(told: Told) -> str:
    """The identifier of the procedure, the same for all its publications and sources."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/{told.key}"))


def eforms(told: Told) -> Tree:
    """The tree of an eForms notice (SDK 1.13), the part that we read."""
    notice_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{told.url}/{told.number}"))
    day = f"{told.day.isoformat()}{_offset(told.day)}"
    extension: dict[str, Any] = _result(told) if told.award else {}
    extension["efac:Organizations"] = {"efac:Organization": [_company("ORG-0001", told.buyer), *_suppliers(told)]}
    extension["efac:Publication"] = {
        "efbc:NoticePublicationID": {
            "@schemeName": "ojs-notice-id",
            "#text": f"{990_000 + told.number:08d}-{told.day:%Y}",
        },
        "efbc:PublicationDate": day,
    }
    form = ("result", "can-standard") if told.award else ("competition", "cn-standard")
    lots = told.lots or [{"title": told.title, "text": told.text, "cpv": told.cpv}]
    return {
        "ext:UBLExtensions": {"ext:UBLExtension": {"ext:ExtensionContent": {"efext:EformsExtension": extension}}},
        "cbc:UBLVersionID": "2.3",
        "cbc:CustomizationID": "eforms-sdk-1.13",
        "cbc:ID": {"@schemeName": "notice-id", "#text": notice_id},
        "cbc:ContractFolderID": folder(told),
        "cbc:IssueDate": day,
        "cbc:VersionID": "01",
        "cbc:NoticeTypeCode": {"@listName": form[0], "#text": form[1]},
        "cbc:NoticeLanguageCode": "FRA",
        "cac:ContractingParty": {"cac:Party": {"cac:PartyIdentification": {"cbc:ID": "ORG-0001"}}},
        "cac:TenderingProcess": {"cbc:ProcedureCode": {"@listName": "procurement-procedure-type", "#text": "open"}},
        "cac:ProcurementProject": _project(told, told.title, told.text, told.cpv, told.euros),
        "cac:ProcurementProjectLot": [_lot(told, rank, lot) for rank, lot in enumerate(lots, start=1)],
    }


def _offset(day: dt.date) -> str:
    written = f"{dt.datetime.combine(day, dt.time(12), clock.PARIS):%z}"
    return f"{written[:3]}:{written[3:]}"


def _project(told: Told, title: str, text: str, cpv: str, euros: int | None) -> Tree:
    project: dict[str, Any] = {
        "cbc:Name": {"@languageID": "FRA", "#text": title},
        "cbc:Description": {"@languageID": "FRA", "#text": text},
        "cbc:ProcurementTypeCode": {"@listName": "contract-nature", "#text": told.nature},
        "cac:MainCommodityClassification": {"cbc:ItemClassificationCode": {"@listName": "cpv", "#text": cpv}},
        "cac:RealizedLocation": {
            "cac:Address": {"cbc:CountrySubentityCode": {"@listName": "nuts", "#text": told.buyer.nuts}}
        },
    }
    if euros:
        amount = {"@currencyID": "EUR", "#text": str(euros)}
        project["cac:RequestedTenderTotal"] = {"cbc:EstimatedOverallContractAmount": amount}
    return project


def _lot(told: Told, rank: int, lot: Tree) -> Tree:
    number = f"LOT-{rank:04d}" if told.lots else "LOT-0000"
    found: dict[str, Any] = {"cbc:ID": {"@schemeName": "Lot", "#text": number}}
    found["cac:TenderingTerms"] = {
        "cac:CallForTendersDocumentReference": {
            "cbc:ID": f"DOC-{rank}",
            "cac:Attachment": {"cac:ExternalReference": {"cbc:URI": told.url}},
        }
    }
    if told.deadline:
        offset = _offset(told.deadline.date())
        found["cac:TenderingProcess"] = {
            "cac:TenderSubmissionDeadlinePeriod": {
                "cbc:EndDate": f"{told.deadline:%Y-%m-%d}{offset}",
                "cbc:EndTime": f"{told.deadline:%H:%M:%S}{offset}",
            }
        }
    found["cac:ProcurementProject"] = _project(told, lot["title"], lot.get("text", ""), lot["cpv"], lot.get("euros"))
    return found


def _company(number: str, buyer: Buyer) -> Tree:
    return {
        "efac:Company": {
            "cac:PartyIdentification": {"cbc:ID": {"@schemeName": "organization", "#text": number}},
            "cac:PartyName": {"cbc:Name": {"@languageID": "FRA", "#text": buyer.name}},
            "cac:PostalAddress": {
                "cbc:CityName": buyer.town,
                "cbc:PostalZone": buyer.postal_code,
                "cbc:CountrySubentityCode": {"@listName": "nuts", "#text": buyer.nuts},
                "cac:Country": {"cbc:IdentificationCode": {"@listName": "country", "#text": "FRA"}},
            },
            "cac:PartyLegalEntity": {"cbc:CompanyID": buyer.siret},
        }
    }


def _suppliers(told: Told) -> list[Tree]:
    names = told.award.get("suppliers", ())
    return [_company(f"ORG-{rank:04d}", Buyer(name, "Lille", "59000")) for rank, name in enumerate(names, start=2)]


def _result(told: Told) -> dict[str, Any]:
    """Who won, among how many, for how much: one lot, one group."""
    tender = {"cbc:ID": {"@schemeName": "tender", "#text": "TEN-0001"}}
    lot = {"cbc:ID": {"@schemeName": "Lot", "#text": "LOT-0000"}}
    party = {"cbc:ID": {"@schemeName": "tendering-party", "#text": "TPA-0001"}}
    winners = range(2, 2 + len(told.award["suppliers"]))
    amount = {"@currencyID": "EUR", "#text": str(told.award["euros"])}
    signed = told.award["on"]
    return {
        "efac:NoticeResult": {
            "cbc:TotalAmount": amount,
            "efac:LotResult": {
                "cbc:ID": {"@schemeName": "result", "#text": "RES-0001"},
                "cbc:TenderResultCode": {"@listName": "winner-selection-status", "#text": "selec-w"},
                "efac:LotTender": tender,
                "efac:ReceivedSubmissionsStatistics": {
                    "efbc:StatisticsCode": {"@listName": "received-submission-type", "#text": "tenders"},
                    "efbc:StatisticsNumeric": str(told.award["offers"]),
                },
                "efac:TenderLot": lot,
            },
            "efac:LotTender": {
                **tender,
                "cac:LegalMonetaryTotal": {"cbc:PayableAmount": amount},
                "efac:TenderingParty": party,
                "efac:TenderLot": lot,
            },
            "efac:SettledContract": {
                "cbc:ID": {"@schemeName": "contract", "#text": "CON-0001"},
                "cbc:IssueDate": f"{signed.isoformat()}{_offset(signed)}",
                "cbc:Title": {"@languageID": "FRA", "#text": told.title},
                "efac:LotTender": tender,
            },
            "efac:TenderingParty": {
                **party,
                "efac:Tenderer": [
                    {"cbc:ID": {"@schemeName": "organization", "#text": f"ORG-{rank:04d}"}} for rank in winners
                ],
            },
        }
    }
