"""One answer, in the element that its form asks for."""

import datetime as dt

from commun.algo.espd.answers import Value
from commun.algo.espd.markup import Node
from commun.algo.espd.trees import Datatype

VERSION, AGENCY = "4.1.0", "OP"
AUTHORITY = "http://publications.europa.eu/resource/authority"
ID = {"schemeID": "Criterion", "schemeAgencyID": AGENCY, "schemeVersionID": VERSION}
COUNTRY = {"listID": f"{AUTHORITY}/country", "listAgencyID": AGENCY, "listVersionID": "20250924-0"}
ROLE = {"listID": f"{AUTHORITY}/eo-role-type", "listAgencyID": AGENCY, "listVersionID": "20211208-0"}
# Kinds of identifiers are a closed list of the model (EOIDType): a SIREN is a national one.
SIREN = {"schemeID": "NATIONAL", "schemeAgencyID": "INSEE"}


class WrongAnswer(ValueError):
    """A value that has not the form of its question; the message is its key."""


def node(key: str, datatype: Datatype, said: Value) -> Node:
    """The element of the answer. Raises WrongAnswer."""
    try:
        if datatype is Datatype.PERIOD:
            return _period(str(said))
        return ("cac:ResponseValue", (("cbc:ID", f"{key}/R1/RV", ID), _value(datatype, said)))
    except (ValueError, KeyError, TypeError) as error:
        raise WrongAnswer(key) from error


def _period(said: str) -> Node:
    start, end = (dt.date.fromisoformat(part) for part in said.split("/"))
    if end < start:
        raise ValueError(said)
    return ("cac:ApplicablePeriod", (("cbc:StartDate", start.isoformat()), ("cbc:EndDate", end.isoformat())))


def _value(datatype: Datatype, said: Value) -> Node:
    if datatype is Datatype.INDICATOR:
        return ("cbc:ResponseIndicator", "true" if said is True else "false")
    if datatype is Datatype.AMOUNT:
        cents = int(said)
        return ("cbc:ResponseAmount", f"{cents // 100}.{cents % 100:02}", {"currencyID": "EUR"})
    if datatype is Datatype.PERCENTAGE:
        percent = int(said)
        return ("cbc:ResponseNumeric", f"{percent // 100}.{percent % 100:02}", {"format": "PERCENTAGE"})
    if datatype in (Datatype.QUANTITY_INTEGER, Datatype.QUANTITY_YEAR):
        return ("cbc:ResponseQuantity", str(int(said)), {"unitCode": datatype.value.removeprefix("QUANTITY_")})
    if datatype is Datatype.DATE:
        return ("cbc:ResponseDate", dt.date.fromisoformat(str(said)).isoformat())
    tag, attributes = _WORDS[datatype]
    return (tag, str(said), attributes)


_WORDS: dict[Datatype, tuple[str, dict[str, str]]] = {
    Datatype.DESCRIPTION: ("cbc:Description", {}),
    Datatype.CODE: ("cbc:ResponseCode", ROLE),
    Datatype.CODE_COUNTRY: ("cbc:ResponseCode", COUNTRY),
    Datatype.ECONOMIC_OPERATOR_IDENTIFIER: ("cbc:ResponseID", SIREN),
    Datatype.URL: ("cbc:ResponseURI", {}),
}
