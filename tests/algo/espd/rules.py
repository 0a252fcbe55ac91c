"""The business rules of ESPD-EDM that a Response can break, written again in Python from what the model says.

They are ours: the official schematron is run apart. Each gives the names of the rules that a document breaks.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
ELEMENTS = {
    "AMOUNT": "ResponseAmount", "CODE": "ResponseCode", "CODE_COUNTRY": "ResponseCode", "DATE": "ResponseDate",
    "DESCRIPTION": "Description", "INDICATOR": "ResponseIndicator", "QUANTITY_INTEGER": "ResponseQuantity",
    "QUANTITY_YEAR": "ResponseQuantity", "ECONOMIC_OPERATOR_IDENTIFIER": "ResponseID", "URL": "ResponseURI",
    "PERCENTAGE": "ResponseNumeric", "QUANTITY": "ResponseQuantity", "IDENTIFIER": "ResponseID",
    "QUAL_IDENTIFIER": "ResponseID", "CODE_BOOLEAN": "ResponseCode",
}  # fmt: skip
# Closed lists of the model, as its rules name their values.
SCHEMES = {"BRIS", "DUNS", "LEI", "NATIONAL", "VAT"}
SIZES = {"sme", "micro", "small", "medium", "large"}
ROLES = {"sole-tenderer", "group-lead", "group-mem", "oeron", "subcont"}
GROUPS = (f"{CAC}TenderingCriterionPropertyGroup", f"{CAC}SubsidiaryTenderingCriterionPropertyGroup")


def text(node: Any, name: str) -> str:
    return str(node.findtext(f"{CBC}{name}") or "")


class Document:
    """A response, read once."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.properties = list(root.iter(f"{CAC}TenderingCriterionProperty"))
        self.ids = Counter(text(each, "ID") for each in self.properties)
        self.types = {text(each, "ID"): text(each, "ValueDataTypeCode") for each in self.properties}
        self.responses = root.findall(f"{CAC}TenderingCriterionResponse")
        self.answered = Counter(text(each, "ValidatedCriterionPropertyID") for each in self.responses)
        self.said = {
            text(each, "ValidatedCriterionPropertyID"): each.findtext(f"{CAC}ResponseValue/{CBC}ResponseIndicator")
            for each in self.responses
        }
        self.roles = [each.text for each in root.iter(f"{CBC}RoleCode")]
        self.criteria = root.findall(f"{CAC}TenderingCriterion")


def broken(root: Any, model: Any) -> set[str]:
    """The rules that the document breaks; ``model``: the official list of criteria."""
    document = Document(root)
    return {*_header(document), *_attributes(document), *_parties(document), *_responses(document),
            *_openings(document), *_criteria(document, model), *_roles(document)}  # fmt: skip


def _header(document: Document) -> Iterator[str]:
    root = document.root
    for rule, name in (("BR-OTH-04-01", "UBLVersionID"), ("BR-OTH-04-03", "ID"), ("BR-OTH-04-04", "UUID")):
        if not text(root, name):
            yield rule
    if text(root, "UBLVersionID") != "2.3":
        yield "BR-OTH-05-01"
    if not document.criteria or not document.responses:
        yield "BR-OTH-04-07"
    if len(root.findall(f"{CAC}ProcurementProjectLot")) != 1:
        yield "BR-LOT-10"


def _attributes(document: Document) -> Iterator[str]:
    for node in document.root.iter():
        name = node.tag.rpartition("}")[2]
        if node.tag.startswith(CBC) and name.endswith("Code"):
            if not all(node.get(key) for key in ("listID", "listAgencyID", "listVersionID")):
                yield "BR-OTH-01"
        elif node.tag.startswith(CBC) and (name.endswith("ID") or name == "UUID") and not node.get("schemeAgencyID"):
            yield "BR-OTH-02"


def _parties(document: Document) -> Iterator[str]:
    operator = document.root.find(f"{CAC}EconomicOperatorParty")
    party = operator.find(f"{CAC}Party")
    if operator.findtext(f"{CAC}EconomicOperatorRole/{CBC}RoleCode") not in ROLES:
        yield "BR-RESP-10-03"
    needed = {
        "BR-RESP-10-04": f"{CAC}PartyIdentification/{CBC}ID",
        "BR-RESP-10-05": f"{CAC}PartyName/{CBC}Name",
        "BR-RESP-10-06": f"{CBC}IndustryClassificationCode",
        "BR-RESP-10-07": f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode",
    }
    yield from (rule for rule, path in needed.items() if not party.findtext(path))
    if text(party, "IndustryClassificationCode") not in SIZES:
        yield "CL-economic-operator-size"
    identifiers = document.root.iterfind(f".//{CAC}PartyIdentification/{CBC}ID[@schemeID]")
    if any(each.get("schemeID") not in SCHEMES for each in identifiers):
        yield "CL-EOIDType"
    for person in party.iterfind(f"{CAC}PowerOfAttorney/{CAC}AgentParty/{CAC}Person"):
        address = f"{CAC}ResidenceAddress/{CAC}Country/{CBC}IdentificationCode"
        if not (text(person, "FirstName") and text(person, "FamilyName") and person.findtext(address)):
            yield "BR-RESP-20"


def _responses(document: Document) -> Iterator[str]:
    for response in document.responses:
        key = text(response, "ValidatedCriterionPropertyID")
        values, periods = response.findall(f"{CAC}ResponseValue"), response.findall(f"{CAC}ApplicablePeriod")
        if document.ids[key] != 1:
            yield "BR-TCR-01-02"
        if document.answered[key] > 1:
            yield "BR-TCR-01-03"
        proofs = response.findall(f"{CAC}EvidenceSupplied")
        if len(values) + len(periods) + len(proofs) != 1:
            yield "BR-TCR-03"
        kind = document.types.get(key, "")
        if kind in ("PERIOD", "EVIDENCE_IDENTIFIER"):
            if not (periods if kind == "PERIOD" else proofs):
                yield "BR-TCR-08-09"
        elif not values or not text(values[0], ELEMENTS.get(kind, "none")):
            yield "BR-TCR-08"


def _openings(document: Document) -> Iterator[str]:
    """Groups asked after a yes, or after a no."""
    for outer in document.root.iter(*GROUPS):
        said = {document.said.get(text(each, "ID")) for each in outer.findall(f"{CAC}TenderingCriterionProperty")}
        for inner in outer.findall(GROUPS[1]):
            when = text(inner, "PropertyGroupTypeCode")
            opens, shuts = {"ONTRUE": ("true", "false"), "ONFALSE": ("false", "true")}.get(when, (None, None))
            for each in inner.findall(f"{CAC}TenderingCriterionProperty"):
                count = document.answered[text(each, "ID")]
                if opens and ((opens in said and count != 1) or (shuts in said and count != 0)):
                    yield "BR-TCR-06" if when == "ONTRUE" else "BR-TCR-07"


def _shape(group: Any) -> tuple[Any, ...]:
    lines = tuple(
        (text(each, "TypeCode"), text(each, "ValueDataTypeCode"))
        for each in group.findall(f"{CAC}TenderingCriterionProperty")
    )
    inside: dict[str, Any] = {text(each, "ID"): _shape(each) for each in group.findall(GROUPS[1])}
    return text(group, "PropertyGroupTypeCode"), lines, tuple(sorted(inside.items()))


def _criteria(document: Document, model: Any) -> Iterator[str]:
    """Every criterion, with its groups and lines, as the model names and shapes it."""
    known = {text(each, "ID"): each for each in model.findall(f"{CAC}TenderingCriterion")}
    for criterion in document.criteria:
        official = known.get(text(criterion, "ID"))
        if official is None:
            yield "BR-TC-02-02"
            continue
        if text(criterion, "CriterionTypeCode") != text(official, "CriterionTypeCode"):
            yield "BR-TC-04"
        if not (text(criterion, "Name") and text(criterion, "Description")):
            yield "BR-TC-05"
        for law in criterion.findall(f"{CAC}Legislation"):
            if not (text(law, "Title") and text(law, "Description") and text(law, "Article")):
                yield "BR-TC-09"
        ours, theirs = ({text(g, "ID"): _shape(g) for g in one.findall(GROUPS[0])} for one in (criterion, official))
        if ours != theirs:
            yield "BR-TC-13"
    for each in document.properties:
        if not all(text(each, name) for name in ("ID", "Description", "TypeCode", "ValueDataTypeCode")):
            yield "BR-TC-18"


def _roles(document: Document) -> Iterator[str]:
    role = document.roles[0]
    answered_groups = {re.split(r"[/~]", key)[0] for key in document.answered}
    selection = [each for each in document.criteria if document_family(each) == "SC"]
    for criterion in document.criteria:
        path = text(criterion.find(GROUPS[0]), "ID").split("/")[0]
        code = text(criterion, "CriterionTypeCode")
        if role == "group-lead" and code in ("eo-group", "relied", "subco-ent") and path not in answered_groups:
            yield "BR-LEAD-10"
        if document_family(criterion) != "OT" and path not in answered_groups:
            yield "BR-RESP-30" if document_family(criterion) == "EG" else "BR-RESP-40"
    if role == "subcont" and selection:
        yield "BR-SUBCONT-01"
    if role == "group-lead" and not text(document.root, "EconomicOperatorGroupName"):
        yield "BR-LEAD-10-S10"


def document_family(criterion: Any) -> str:
    return text(criterion.find(GROUPS[0]), "ID").split("_")[1]
