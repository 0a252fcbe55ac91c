"""The draft as an invoice of UBL 2.1."""

from typing import Any

from commun.algo.accounting.entries import euros
from commun.algo.accounting.invoices import ADDRESS_SCHEME, SIREN_SCHEME, Terms
from commun.algo.accounting.markup import Node, written

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "": f"{_OASIS}Invoice-2",
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
}
VAT = ("cac:TaxScheme", (("cbc:ID", "VAT"),))


def ubl(terms: Terms) -> bytes:
    """The document, in UTF-8; terms that are missing are left out."""
    order = terms.get("BT-13", "")
    due = terms.get("BT-9")
    root = (
        "Invoice",
        (
            ("cbc:CustomizationID", terms.get("BT-24", "")),
            ("cbc:ProfileID", terms.get("BT-23", "")),
            ("cbc:ID", terms["BT-1"]),
            ("cbc:IssueDate", terms["BT-2"].isoformat()),
            ("cbc:DueDate", due.isoformat() if due else ""),
            ("cbc:InvoiceTypeCode", terms["BT-3"]),
            *(("cbc:Note", f"#{note['BT-21']}#{note['BT-22']}") for note in terms.get("BG-1", ())),
            ("cbc:DocumentCurrencyCode", terms["BT-5"]),
            ("cbc:BuyerReference", terms.get("BT-10", "")),
            ("cac:OrderReference", (("cbc:ID", order),) if order else ""),
            _party(terms, "cac:AccountingSupplierParty", "27", "30", "38", "35", "37", "40", "34", "31"),
            _party(terms, "cac:AccountingCustomerParty", "44", "47", "53", "50", "52", "55", "49", "48"),
            ("cac:Delivery", (("cbc:ActualDeliveryDate", terms["BT-72"].isoformat()),)),
            ("cac:TaxTotal", (_money("cbc:TaxAmount", terms["BT-110"]), *(_tax(row) for row in terms["BG-23"]))),
            (
                "cac:LegalMonetaryTotal",
                (
                    _money("cbc:LineExtensionAmount", terms["BT-106"]),
                    _money("cbc:TaxExclusiveAmount", terms["BT-109"]),
                    _money("cbc:TaxInclusiveAmount", terms["BT-112"]),
                    _money("cbc:PayableAmount", terms["BT-115"]),
                ),
            ),
            *(_line(row) for row in terms["BG-25"]),
        ),
    )
    return written(root, NAMES)


def _money(name: str, cents: int) -> Node:
    return (name, euros(cents, "."), {"currencyID": "EUR"})


def _party(terms: Terms, tag: str, *numbers: str) -> Node:
    name, siren, postcode, street, town, country, address, vat = (terms.get(f"BT-{each}", "") for each in numbers)
    where = (
        ("cbc:StreetName", street),
        ("cbc:CityName", town),
        ("cbc:PostalZone", postcode),
        ("cac:Country", (("cbc:IdentificationCode", country),)),
    )
    legal = (("cbc:RegistrationName", name), ("cbc:CompanyID", siren, {"schemeID": SIREN_SCHEME}))
    party = (
        ("cbc:EndpointID", address, {"schemeID": ADDRESS_SCHEME}),
        ("cac:PostalAddress", where),
        ("cac:PartyTaxScheme", (("cbc:CompanyID", vat), VAT) if vat else ""),
        ("cac:PartyLegalEntity", legal),
    )
    return (tag, (("cac:Party", party),))


def _tax(row: dict[str, Any]) -> Node:
    category = (
        ("cbc:ID", row["BT-118"]),
        ("cbc:Percent", euros(row["BT-119"], ".")),
        ("cbc:TaxExemptionReasonCode", row["BT-121"]),
        ("cbc:TaxExemptionReason", row["BT-120"]),
        VAT,
    )
    return (
        "cac:TaxSubtotal",
        (
            _money("cbc:TaxableAmount", row["BT-116"]),
            _money("cbc:TaxAmount", row["BT-117"]),
            ("cac:TaxCategory", category),
        ),
    )


def _line(row: dict[str, Any]) -> Node:
    category = (("cbc:ID", row["BT-151"]), ("cbc:Percent", euros(row["BT-152"], ".")), VAT)
    item = (("cbc:Name", row["BT-153"]), ("cac:ClassifiedTaxCategory", category))
    return (
        "cac:InvoiceLine",
        (
            ("cbc:ID", row["BT-126"]),
            ("cbc:InvoicedQuantity", str(row["BT-129"]), {"unitCode": row["BT-130"]}),
            _money("cbc:LineExtensionAmount", row["BT-131"]),
            ("cac:Item", item),
            ("cac:Price", (_money("cbc:PriceAmount", row["BT-146"]),)),
        ),
    )
