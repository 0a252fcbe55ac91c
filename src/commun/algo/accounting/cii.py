"""The draft as UN/CEFACT Cross Industry Invoice: the XML that Factur-X holds (profile EN 16931)."""

import datetime as dt
from typing import Any

from commun.algo.accounting.entries import euros
from commun.algo.accounting.invoices import ADDRESS_SCHEME, SIREN_SCHEME, Terms
from commun.algo.accounting.markup import Node, written

_UN = "urn:un:unece:uncefact:data:standard:"
NAMES = {
    "rsm": f"{_UN}CrossIndustryInvoice:100",
    "ram": f"{_UN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_UN}UnqualifiedDataType:100",
    "qdt": f"{_UN}QualifiedDataType:100",
}


def cii(terms: Terms) -> bytes:
    """The document, in UTF-8; terms that are missing are left out."""
    done = _day("ram:OccurrenceDateTime", terms["BT-72"])
    trade = (
        *(_line(row) for row in terms["BG-25"]),
        ("ram:ApplicableHeaderTradeAgreement", _agreement(terms)),
        ("ram:ApplicableHeaderTradeDelivery", (("ram:ActualDeliverySupplyChainEvent", (done,)),)),
        ("ram:ApplicableHeaderTradeSettlement", _settlement(terms)),
    )
    root = (
        "rsm:CrossIndustryInvoice",
        (
            (
                "rsm:ExchangedDocumentContext",
                (
                    _id("ram:BusinessProcessSpecifiedDocumentContextParameter", terms.get("BT-23", "")),
                    _id("ram:GuidelineSpecifiedDocumentContextParameter", terms.get("BT-24", "")),
                ),
            ),
            ("rsm:ExchangedDocument", _document(terms)),
            ("rsm:SupplyChainTradeTransaction", trade),
        ),
    )
    return written(root, NAMES)


def _id(name: str, value: str, **attributes: str) -> Node:
    return (name, (("ram:ID", value, attributes),) if value else "")


def _day(name: str, day: dt.date | None) -> Node:
    return (name, (("udt:DateTimeString", f"{day:%Y%m%d}", {"format": "102"}),) if day else "")


def _document(terms: Terms) -> tuple[Node, ...]:
    notes = (
        ("ram:IncludedNote", (("ram:Content", note["BT-22"]), ("ram:SubjectCode", note["BT-21"])))
        for note in terms.get("BG-1", ())
    )
    return (
        ("ram:ID", terms["BT-1"]),
        ("ram:TypeCode", terms["BT-3"]),
        _day("ram:IssueDateTime", terms["BT-2"]),
        *notes,
    )


def _line(row: dict[str, Any]) -> Node:
    tax = (
        ("ram:TypeCode", "VAT"),
        ("ram:CategoryCode", row["BT-151"]),
        ("ram:RateApplicablePercent", euros(row["BT-152"], ".")),
    )
    price = (("ram:ChargeAmount", euros(row["BT-146"], ".")),)
    total = (("ram:LineTotalAmount", euros(row["BT-131"], ".")),)
    return (
        "ram:IncludedSupplyChainTradeLineItem",
        (
            ("ram:AssociatedDocumentLineDocument", (("ram:LineID", row["BT-126"]),)),
            ("ram:SpecifiedTradeProduct", (("ram:Name", row["BT-153"]),)),
            ("ram:SpecifiedLineTradeAgreement", (("ram:NetPriceProductTradePrice", price),)),
            (
                "ram:SpecifiedLineTradeDelivery",
                (("ram:BilledQuantity", str(row["BT-129"]), {"unitCode": row["BT-130"]}),),
            ),
            (
                "ram:SpecifiedLineTradeSettlement",
                (("ram:ApplicableTradeTax", tax), ("ram:SpecifiedTradeSettlementLineMonetarySummation", total)),
            ),
        ),
    )


def _agreement(terms: Terms) -> tuple[Node, ...]:
    def of(*wanted: str) -> list[str]:
        return [terms.get(term, "") for term in wanted]

    order = terms.get("BT-13", "")
    return (
        ("ram:BuyerReference", terms.get("BT-10", "")),
        _party("ram:SellerTradeParty", *of("BT-27", "BT-30", "BT-38", "BT-35", "BT-37", "BT-40", "BT-34", "BT-31")),
        _party("ram:BuyerTradeParty", *of("BT-44", "BT-47", "BT-53", "BT-50", "BT-52", "BT-55", "BT-49", "BT-48")),
        ("ram:BuyerOrderReferencedDocument", (("ram:IssuerAssignedID", order),) if order else ""),
    )


def _party(
    tag: str, name: str, siren: str, postcode: str, street: str, town: str, country: str, address: str, vat: str
) -> Node:
    where = (
        ("ram:PostcodeCode", postcode),
        ("ram:LineOne", street),
        ("ram:CityName", town),
        ("ram:CountryID", country),
    )
    reached = (("ram:URIID", address, {"schemeID": ADDRESS_SCHEME}),) if address else ""
    return (
        tag,
        (
            ("ram:Name", name),
            _id("ram:SpecifiedLegalOrganization", siren, schemeID=SIREN_SCHEME),
            ("ram:PostalTradeAddress", where),
            ("ram:URIUniversalCommunication", reached),
            _id("ram:SpecifiedTaxRegistration", vat, schemeID="VA"),
        ),
    )


def _settlement(terms: Terms) -> tuple[Node, ...]:
    currency = terms["BT-5"]
    sums = (
        ("ram:LineTotalAmount", euros(terms["BT-106"], ".")),
        ("ram:TaxBasisTotalAmount", euros(terms["BT-109"], ".")),
        ("ram:TaxTotalAmount", euros(terms["BT-110"], "."), {"currencyID": currency}),
        ("ram:GrandTotalAmount", euros(terms["BT-112"], ".")),
        ("ram:DuePayableAmount", euros(terms["BT-115"], ".")),
    )
    due = terms.get("BT-9")
    return (
        ("ram:InvoiceCurrencyCode", currency),
        *(_tax(row) for row in terms["BG-23"]),
        ("ram:SpecifiedTradePaymentTerms", (_day("ram:DueDateDateTime", due),) if due else ""),
        ("ram:SpecifiedTradeSettlementHeaderMonetarySummation", sums),
    )


def _tax(row: dict[str, Any]) -> Node:
    return (
        "ram:ApplicableTradeTax",
        (
            ("ram:CalculatedAmount", euros(row["BT-117"], ".")),
            ("ram:TypeCode", "VAT"),
            ("ram:ExemptionReason", row["BT-120"]),
            ("ram:BasisAmount", euros(row["BT-116"], ".")),
            ("ram:CategoryCode", row["BT-118"]),
            ("ram:ExemptionReasonCode", row["BT-121"]),
            ("ram:RateApplicablePercent", euros(row["BT-119"], ".")),
        ),
    )
