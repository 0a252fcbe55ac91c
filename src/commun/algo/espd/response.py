"""The document: an ESPD Response in UBL 2.3, version 4.1.0 of the European model."""

from commun.algo.espd.answers import Answers, Place, of_the_team, reached, walked
from commun.algo.espd.criteria import LAW, SELECTION, Criterion, criteria_for
from commun.algo.espd.markup import Node, written
from commun.algo.espd.parties import Entity, Issue, Procedure, Role, Team
from commun.algo.espd.trees import Datatype, Kind, Property
from commun.algo.espd.values import AGENCY, AUTHORITY, COUNTRY, ID, ROLE, SIREN, VERSION, node

_MODEL = {"listAgencyID": AGENCY, "listVersionID": VERSION}
_SIZE = {"listID": f"{AUTHORITY}/economic-operator-size", "listAgencyID": AGENCY, "listVersionID": "20250924-0"}
_CRITERION = {"listID": f"{AUTHORITY}/criterion", "listAgencyID": AGENCY, "listVersionID": "20240612-0"}


def response(*, entity: Entity, procedure: Procedure, team: Team, answers: Answers, issue: Issue) -> bytes:
    """The document, in UTF-8; what nobody answered is left without answer, what no question opens is left out."""
    told = {**answers, **of_the_team(team)}
    criteria = [(each, reached(each, told)) for each in criteria_for(team.role)]
    said = [one for each, places in criteria for one in _responses(each, places, told, procedure)]
    root = (
        "QualificationApplicationResponse",
        (
            ("cbc:UBLVersionID", "2.3", {"schemeAgencyID": "OASIS-UBL-TC"}),
            ("cbc:ProfileExecutionID", f"ESPD-EDMv{VERSION}", {"schemeAgencyID": AGENCY, "schemeVersionID": VERSION}),
            ("cbc:ID", issue.uuid, {"schemeAgencyID": "COMMUN"}),
            ("cbc:CopyIndicator", "false"),
            ("cbc:UUID", issue.uuid, _uuid_attributes()),
            ("cbc:ContractFolderID", procedure.reference, {"schemeAgencyID": AGENCY}),
            ("cbc:ContractName", procedure.title),
            ("cbc:IssueDate", issue.at.date().isoformat()),
            ("cbc:IssueTime", issue.at.isoformat(timespec="seconds")[11:]),
            ("cbc:EconomicOperatorGroupName", team.name if team.role in (Role.LEAD, Role.MEMBER) else ""),
            ("cbc:VersionID", VERSION, {"schemeAgencyID": AGENCY, "schemeVersionID": VERSION}),
            ("cac:ContractingParty", (_buyer(procedure),)),
            ("cac:EconomicOperatorParty", (_role(team.role), _party(entity))),
            ("cac:ProcurementProject", (("cbc:Description", procedure.title),)),
            ("cac:ProcurementProjectLot", (("cbc:ID", procedure.lot, ID),)),
            *(_criterion(each, places, procedure) for each, places in criteria),
            *said,
        ),
    )
    return written(root)


def _uuid_attributes() -> dict[str, str]:
    return {"schemeID": "ISO/IEC 9834-8:2008 - 4UUID", "schemeAgencyID": "COMMUN", "schemeVersionID": VERSION}


def _buyer(procedure: Procedure) -> Node:
    buyer = procedure.buyer
    return (
        "cac:Party",
        (
            ("cac:PartyIdentification", (("cbc:ID", buyer.identifier, {"schemeAgencyID": "INSEE"}),)),
            ("cac:PartyName", (("cbc:Name", buyer.name),)),
            ("cac:PostalAddress", (("cbc:CityName", buyer.town), _country(buyer.country))),
        ),
    )


def _country(code: str) -> Node:
    return ("cac:Country", (("cbc:IdentificationCode", code, COUNTRY),))


def _role(role: Role) -> Node:
    return ("cac:EconomicOperatorRole", (("cbc:RoleCode", role.value, ROLE),))


def _party(entity: Entity) -> Node:
    address = (
        ("cbc:StreetName", entity.street),
        ("cbc:CityName", entity.town),
        ("cbc:PostalZone", entity.postcode),
        _country(entity.country),
    )
    contact = (
        ("cbc:Name", entity.contact),
        ("cbc:Telephone", entity.phone),
        ("cbc:ElectronicMail", entity.email),
    )
    return (
        "cac:Party",
        (
            ("cbc:WebsiteURI", entity.website),
            ("cbc:IndustryClassificationCode", entity.size.value, _SIZE),
            ("cac:PartyIdentification", (("cbc:ID", entity.siren, SIREN),)),
            ("cac:PartyName", (("cbc:Name", entity.name),)),
            ("cac:PostalAddress", address),
            ("cac:Contact", contact),
            _power(entity),
        ),
    )


def _power(entity: Entity) -> Node:
    """Who binds the entity, when both names are known."""
    if not (entity.first_name and entity.family_name):
        return ("cac:PowerOfAttorney", "")
    person = (
        ("cbc:FirstName", entity.first_name),
        ("cbc:FamilyName", entity.family_name),
        ("cac:ResidenceAddress", (_country(entity.country),)),
    )
    return ("cac:PowerOfAttorney", (("cac:AgentParty", (("cac:Person", person),)),))


def _criterion(criterion: Criterion, places: tuple[Place, ...], procedure: Procedure) -> Node:
    lot = ("cbc:ID", procedure.lot, ID) if criterion.family == SELECTION else ("cbc:ID", "")
    law = (
        ("cbc:ID", f"{criterion.path}/L1", ID),
        ("cbc:Title", "Directive 2014/24/UE sur la passation des marchés publics"),
        ("cbc:Description", LAW[criterion.family]),
        ("cbc:Article", f"Article {criterion.article}"),
    )
    return (
        "cac:TenderingCriterion",
        (
            ("cbc:ID", criterion.identifier, ID),
            ("cbc:CriterionTypeCode", criterion.code, _CRITERION),
            ("cbc:Name", criterion.name),
            ("cbc:Description", criterion.text),
            ("cac:ProcurementProjectLotReference", (lot,)),
            ("cac:Legislation", law),
            *(_group(place, "cac:TenderingCriterionPropertyGroup", procedure) for place in places),
        ),
    )


def _group(place: Place, tag: str, procedure: Procedure) -> Node:
    return (
        tag,
        (
            ("cbc:ID", place.identifier, ID),
            ("cbc:PropertyGroupTypeCode", place.group.when.value, {"listID": "property-group-type", **_MODEL}),
            *(_property(key, line, procedure) for key, line in place.lines),
            *(_group(each, "cac:SubsidiaryTenderingCriterionPropertyGroup", procedure) for each in place.places),
        ),
    )


def _property(key: str, line: Property, procedure: Procedure) -> Node:
    is_lot = line.datatype is Datatype.LOT_IDENTIFIER
    return (
        "cac:TenderingCriterionProperty",
        (
            ("cbc:ID", key, ID),
            ("cbc:Description", line.text),
            ("cbc:TypeCode", line.kind.value, {"listID": "criterion-element-type", **_MODEL}),
            ("cbc:ValueDataTypeCode", line.datatype.value, {"listID": "response-data-type", **_MODEL}),
            ("cbc:ExpectedID", procedure.lot if is_lot else "", {"schemeAgencyID": AGENCY}),
        ),
    )


def _responses(criterion: Criterion, places: tuple[Place, ...], told: Answers, procedure: Procedure) -> list[Node]:
    lot = ("cbc:ID", procedure.lot, ID) if criterion.family == SELECTION else ("cbc:ID", "")
    found = []
    for place in walked(places):
        for key, line in place.lines if place.is_asked else ():
            if line.kind is Kind.QUESTION and told.get(key, "") != "":
                said = (
                    ("cbc:ID", f"{key}/R1", ID),
                    ("cbc:ValidatedCriterionPropertyID", key, ID),
                    node(key, line.datatype, told[key]),
                    ("cac:ProcurementProjectLotReference", (lot,)),
                )
                found.append(("cac:TenderingCriterionResponse", said))
    return found
