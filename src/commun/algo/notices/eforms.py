"""eForms notices (UBL 2.3 with EU extensions), from XML or from the JSON that BOAMP makes of it.

Source of the paths: OP-TED eForms-SDK fields.json; read leniently across versions of the SDK.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from commun.algo.notices.dates import earliest, sane_day, zoned_deadline
from commun.algo.notices.eforms_awards import is_unsuccessful, read_awards
from commun.algo.notices.eforms_parties import TABLE as PARTY_TABLE
from commun.algo.notices.eforms_parties import Companies, Parties, Party, buyer_of, companies_in, companies_of
from commun.algo.notices.keys import digest, folder_key, triple_key
from commun.algo.notices.languages import pick, three_letters
from commun.algo.notices.nodes import Node, Table, from_json, from_xml
from commun.algo.notices.places import departement_of_postal_code, departements_of_all, is_nuts, unique
from commun.algo.notices.types import Deadline, Form, ParsedLot, ParsedNotice, State
from commun.algo.notices.words import cents, clean, cpv_all, nature_of, procedure_of, short_number, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOTS: Final = frozenset(
    {
        "ContractNotice",
        "ContractAwardNotice",
        "PriorInformationNotice",
        "BusinessRegistrationInformationNotice",
    }
)

_PLAIN: Final = [
    "UBLExtensions",
    "UBLExtension",
    "ExtensionContent",
    "EformsExtension",
    "NoticeSubType",
    "SubTypeCode",
    "Changes",
    "ChangedNoticeIdentifier",
    "ChangeReason",
    "ReasonCode",
    "ChangedSection",
    "Publication",
    "NoticePublicationID",
    "PublicationDate",
    "PartyIdentification",
    "PostalZone",
    "NoticeResult",
    "LotResult",
    "LotTender",
    "SettledContract",
    "TenderLot",
    "TenderingParty",
    "Tenderer",
    "TenderResultCode",
    "LegalMonetaryTotal",
    "ReceivedSubmissionsStatistics",
    "StatisticsNumeric",
    "AwardDate",
    "IssueDate",
    "ContractFolderID",
    "VersionID",
    "RequestedPublicationDate",
    "NoticeLanguageCode",
    "AdditionalNoticeLanguage",
    "ContractingParty",
    "Party",
    "TenderingProcess",
    "ProcedureCode",
    "ProcurementProject",
    "ProcurementTypeCode",
    "MainCommodityClassification",
    "AdditionalCommodityClassification",
    "ItemClassificationCode",
    "RealizedLocation",
    "Address",
    "CountrySubentityCode",
    "RequestedTenderTotal",
    "PartyName",
    "ProcurementProjectLot",
    "TenderingTerms",
    "CallForTendersDocumentReference",
    "Attachment",
    "ExternalReference",
    "URI",
    "Language",
    "TenderSubmissionDeadlinePeriod",
    "ParticipationRequestReceptionPeriod",
    "InterestExpressionReceptionPeriod",
    "EndDate",
    "EndTime",
    "TenderResult",
]
TABLE: Final = Table(
    {
        **dict.fromkeys(_PLAIN, ""),
        "ID": "",
        "Name": "languageID",
        "Description": "languageID",
        "Title": "languageID",
        "NoticeTypeCode": "listName",
        "StatisticsCode": "listName",
        "EstimatedOverallContractAmount": "currencyID",
        "PayableAmount": "currencyID",
        "TotalAmount": "currencyID",
    }
)

_EXTENSION: Final = ("UBLExtensions", "UBLExtension", "ExtensionContent", "EformsExtension")
JSON_TABLE: Final = Table(
    {
        **TABLE.wanted,
        **PARTY_TABLE.wanted,
        **dict.fromkeys(["Organizations", "Organization", "Company", "TouchPoint"], ""),
    }
)
_FORMS: Final[dict[str, Form]] = {
    "planning": "planning",
    "competition": "competition",
    "result": "result",
    "dir-awa-pre": "result",
    "cont-modif": "result",
    "change": "change",
}
_ADDRESS: Final = ("RealizedLocation", "Address")
_PERIODS: Final = (
    "TenderSubmissionDeadlinePeriod",
    "ParticipationRequestReceptionPeriod",
    "InterestExpressionReceptionPeriod",
)


def read_eforms(element: _Element, name: str) -> ParsedNotice:
    """The notice under an eForms root element, `name` being its local name."""
    return _read(from_xml(element, TABLE), name, companies_in(element), "ted", "eforms")


def read_eforms_json(document: Any, name: str) -> ParsedNotice:
    """The same notice, from the JSON that BOAMP makes of the XML."""
    root = from_json(document, JSON_TABLE)
    return _read(root, name, companies_of(root.first(*_EXTENSION)), "boamp", "boamp_eforms")


def _read(root: Node, root_name: str, companies: Companies, source: str, shape: str) -> ParsedNotice:
    extension = root.first(*_EXTENSION)
    publication = extension.first("Publication")
    language = three_letters(root.say("NoticeLanguageCode"))
    published = _published(root, publication)
    parties = Parties(companies, language)
    buyer = buyer_of(root, parties)
    lots = tuple(_lot(node, language, published) for node in root.all("ProcurementProjectLot"))
    result = extension.first("NoticeResult")
    form = _form(root, root_name)
    state = _state(extension, form, result)
    project = root.first("ProcurementProject")
    title = title_of(pick(project.all("Name"), language)) or next((lot.title for lot in lots if lot.title), "")
    deadline = _notice_deadline(root, lots, form, published)
    uuid = _notice_uuid(root)
    number = publication.say("NoticePublicationID").lstrip("0")
    linked = tuple(f"eforms:{one.lower()}" for one in extension.texts("Changes", "ChangedNoticeIdentifier"))
    nuts = unique([*_nuts(project), *(code for lot in lots for code in lot.nuts)])
    terms = root.all("ProcurementProjectLot", "TenderingTerms")
    amount = project.first("RequestedTenderTotal", "EstimatedOverallContractAmount")
    return ParsedNotice(
        source=source,
        source_id=number or uuid or f"sans-{digest(root.say('ContractFolderID'), title, buyer.name)}",
        version=root.say("VersionID") or "01",
        shape=shape,
        thread_keys=_keys(root, uuid, linked, buyer, title, deadline),
        linked_ids=linked,
        form=form,
        state=state,
        title=title,
        description=clean(pick(project.all("Description"), language)),
        buyer_name=buyer.name,
        buyer_siret=buyer.siret,
        buyer_town=buyer.town,
        published_on=published,
        deadline=deadline,
        cpv=_cpv([project, *root.all("ProcurementProjectLot", "ProcurementProject")]),
        departements=_departements(nuts, project, root),
        nuts=nuts,
        procedure=procedure_of(root.say("TenderingProcess", "ProcedureCode")),
        nature=nature_of(project.say("ProcurementTypeCode")),
        value_cents=cents(amount.text) or cents(result.say("TotalAmount")),
        currency=amount.attr or result.first("TotalAmount").attr or "EUR",
        lots=lots,
        awards=read_awards(result, lots, parties, language),
        url=f"https://ted.europa.eu/fr/notice/-/detail/{number}" if number else "",
        documents_url=_documents_url(terms),
        languages=_languages(terms, language),
        warnings=_warnings(title, buyer, uuid or number, state, form),
    )


def _notice_uuid(root: Node) -> str:
    return root.say("ID").lower()


def _form(root: Node, root_name: str) -> Form:
    form = _FORMS.get(root.first("NoticeTypeCode").attr.lower())
    if form:
        return form
    if root_name == "ContractAwardNotice":
        return "result"
    return "planning" if root_name == "PriorInformationNotice" else "competition"


def _state(extension: Node, form: Form, result: Node) -> State:
    reasons = extension.texts("Changes", "ChangeReason", "ReasonCode")
    if any(reason.lower().startswith("cancel") for reason in reasons):
        return "cancelled"
    if form == "result":
        return "cancelled" if is_unsuccessful(result) else "awarded"
    return "corrected" if extension.all("Changes") or form == "change" else "open"


def _published(root: Node, publication: Node) -> date | None:
    written = (
        publication.say("PublicationDate"),
        root.say("RequestedPublicationDate"),
        root.say("IssueDate"),
    )
    return next((day for day in map(sane_day, written) if day), None)


def _lot(node: Node, language: str, published: date | None) -> ParsedLot:
    project = node.first("ProcurementProject")
    nuts = _nuts(project)
    amount = project.first("RequestedTenderTotal", "EstimatedOverallContractAmount")
    return ParsedLot(
        number=short_number(node.say("ID")),
        title=title_of(pick(project.all("Name"), language)),
        description=clean(pick(project.all("Description"), language)),
        cpv=_cpv([project]),
        departements=_departements(nuts, project),
        nuts=nuts,
        deadline=_deadline(node, published),
        value_cents=cents(amount.text),
    )


def _deadline(node: Node, published: date | None) -> Deadline | None:
    """The first date by which somebody must answer: a request to take part comes before the tender."""
    found = []
    for process in node.all("TenderingProcess"):
        for name in _PERIODS:
            for period in process.all(name):
                at = zoned_deadline(period.say("EndDate"), period.say("EndTime"), published)
                if at:
                    found.append(at)
    return earliest(found)


def _notice_deadline(root: Node, lots: tuple[ParsedLot, ...], form: Form, published: date | None) -> Deadline | None:
    if form == "result":
        return None
    return earliest([lot.deadline for lot in lots if lot.deadline]) or _deadline(root, published)


def _cpv(projects: list[Node]) -> tuple[str, ...]:
    raws = [text for p in projects for text in p.texts("MainCommodityClassification", "ItemClassificationCode")]
    for project in projects:
        raws += project.texts("AdditionalCommodityClassification", "ItemClassificationCode")
    return cpv_all(raws)


def _nuts(project: Node) -> tuple[str, ...]:
    codes = project.texts("RealizedLocation", "Address", "CountrySubentityCode")
    return unique([code for code in codes if is_nuts(code)])


def _departements(nuts: tuple[str, ...], project: Node, root: Node | None = None) -> tuple[str, ...]:
    found = departements_of_all(nuts)
    if found:
        return found
    addresses = project.all("RealizedLocation", "Address")
    if root is not None:
        addresses = [*addresses, *root.all("ProcurementProjectLot", "ProcurementProject", *_ADDRESS)]
    codes = [
        departement_of_postal_code(address.say("PostalZone")) or ""
        for address in addresses
        if address.say("IdentificationCode") in ("", "FRA", "FR")
    ]
    return unique(codes)


def _documents_url(terms: list[Node]) -> str:
    for node in terms:
        uri = node.say("CallForTendersDocumentReference", "Attachment", "ExternalReference", "URI")
        if uri.startswith(("http://", "https://")):
            return clean(uri, 2_000)
    return ""


def _languages(terms: list[Node], language: str) -> tuple[str, ...]:
    accepted = [three_letters(code) for node in terms for code in node.texts("Language", "ID")]
    return unique(accepted) or unique([language])


def _keys(
    root: Node, uuid: str, linked: tuple[str, ...], buyer: Party, title: str, deadline: Deadline | None
) -> tuple[str, ...]:
    own = (f"eforms:{uuid}-{root.say('VersionID') or '01'}",) if uuid else ()
    folder = folder_key(root.say("ContractFolderID"))
    # The last resort is for notices without procedure identifier: see threads.
    last = () if folder else triple_key(buyer.name, buyer.siret, title, deadline)
    return (*folder, *own, *linked, *last)


def _warnings(title: str, buyer: Party, identifier: str, state: State, form: Form) -> tuple[str, ...]:
    said = {
        "no-identifier": not identifier,
        "no-title": not title,
        "no-buyer": not buyer.name,
        "no-winner": form == "result" and state == "cancelled",
    }
    return tuple(code for code, is_true in said.items() if is_true)
