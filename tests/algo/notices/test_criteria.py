"""The buyer's criteria with their weights, in the forms of every source."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.notices.criteria import Criterion, criteria_in

EFORMS = """<ContractNotice xmlns="urn:x" xmlns:cac="urn:a" xmlns:cbc="urn:b" xmlns:efac="urn:c" xmlns:efbc="urn:d">
<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">LOT-0001</cbc:ID><cac:TenderingTerms><cac:AwardingTerms>
<cac:AwardingCriterion>
<cac:SubordinateAwardingCriterion><efac:AwardCriterionParameter>
<efbc:ParameterCode>{code}</efbc:ParameterCode><efbc:ParameterNumeric>{weight}</efbc:ParameterNumeric>
</efac:AwardCriterionParameter><cbc:AwardingCriterionTypeCode>quality</cbc:AwardingCriterionTypeCode>
<cbc:Name>Méthode</cbc:Name><cbc:Description>Longue</cbc:Description></cac:SubordinateAwardingCriterion>
<cac:SubordinateAwardingCriterion><cbc:AwardingCriterionTypeCode>price</cbc:AwardingCriterionTypeCode>
</cac:SubordinateAwardingCriterion>
</cac:AwardingCriterion></cac:AwardingTerms></cac:TenderingTerms></cac:ProcurementProjectLot></ContractNotice>"""


@pytest.mark.parametrize(
    ("code", "weight", "read"),
    [("per-exa", "60", "60.00"), ("dec-exa", "0.6", "60.00"), ("ord-imp", "1", None), ("poi-exa", "160", None)],
)
def test_eforms_weights_are_percentages_or_nothing(code: str, weight: str, read: str | None) -> None:
    first, second = criteria_in(EFORMS.format(code=code, weight=weight).encode())
    assert first == Criterion("Méthode", Decimal(read) if read else None, False, "LOT-0001")
    assert (second.name, second.is_price) == ("Prix", True)


def test_the_other_sources_are_read_too() -> None:
    ted = b"""<TED_EXPORT><OBJECT_DESCR><LOT_NO>2</LOT_NO><AC><AC_QUALITY><AC_CRITERION>Valeur</AC_CRITERION>
    <AC_WEIGHTING>70 %</AC_WEIGHTING></AC_QUALITY><AC_PRICE><AC_WEIGHTING>30</AC_WEIGHTING></AC_PRICE></AC>
    </OBJECT_DESCR></TED_EXPORT>"""
    assert [(one.name, one.weight, one.lot) for one in criteria_in(ted)] == [
        ("Valeur", Decimal(70), "2"),
        ("Prix", Decimal(30), "2"),
    ]
    inner = {"MAPA": {"initial": {"criteres": {"criterePondere": [{"critere": "PRIX", "criterePCT": "40,5"}]}}}}
    (mapa,) = criteria_in(json.dumps({"idweb": "1", "donnees": json.dumps(inner)}).encode())
    assert (mapa.weight, mapa.is_price) == (Decimal("40.50"), True)
    boamp = """<BOAMP><CRITERES_ATTRIBUTION><CRITERES_QUALITE><CRITERE POIDS="50">Mémoire</CRITERE></CRITERES_QUALITE>
    <CRITERES_PRIX><POIDS>50</POIDS></CRITERES_PRIX></CRITERES_ATTRIBUTION></BOAMP>"""
    assert [(one.name, one.weight) for one in criteria_in(boamp.encode())] == [("Mémoire", 50), ("Prix", 50)]


def read_json(value: object) -> list[tuple[str, Decimal | None, bool, str]]:
    found = criteria_in(json.dumps(value).encode())
    return [(one.name, one.weight, one.is_price, one.lot) for one in found]


def test_each_source_says_price_weight_and_lot_in_its_way() -> None:
    cost = EFORMS.replace(">price<", ">cost<").format(code="per-exa", weight="60,5")
    assert criteria_in(cost.encode())[1] == Criterion("Prix", None, True, "LOT-0001")
    assert criteria_in(cost.encode())[0].weight == Decimal("60.50")
    ted = b"<T><AC_COST><AC_CRITERION><P>Frais</P><P>de route</P></AC_CRITERION></AC_COST></T>"
    assert criteria_in(ted) == (Criterion("Frais de route", None, True),)
    one = {"critere": "Méthode", "poids": "101"}
    assert read_json({"lot": {"numLot": "3", "criterePondere": one}}) == [("Méthode", None, False, "3")]
    assert read_json({"critere": {"@POIDS": "40", "#text": " Coûts d’exploitation "}}) == [
        ("Coûts d’exploitation", Decimal(40), True, "")
    ]
    assert read_json({"critere": {"@poids": "40", "#text": "Tarifs"}})[0][2]
    assert not read_json({"critere": "Prixtel"})[0][2]
    assert read_json({"criterePondere": {"critere": "Offre financière"}})[0][2]
    assert read_json({"criteres_prix": {"critere": {"@poids": "30", "#text": "Montant"}}}) == [
        ("Montant", Decimal(30), True, "")
    ]


def test_a_name_is_read_once_a_lot_short_and_not_for_ever() -> None:
    def lot(number: str, *names: str) -> dict[str, object]:
        return {"num": number, "critere": list(names)}

    twice = read_json({"lot": [lot("1", "Méthode", "METHODE", " Méthode "), lot("2", "Méthode")]})
    assert [(name, number) for name, _weight, _price, number in twice] == [("Méthode", "1"), ("Méthode", "2")]
    assert len(read_json({"critere": [f"Critère {rank}" for rank in range(80)]})) == 60
    ((name, _weight, _price, _lot),) = read_json({"critere": "x" * 400})
    assert len(name) == 300


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_payload_is_read_in_the_encoding_it_came_in(encoding: str) -> None:
    word = '<?xml version="1.0"?><a><critere>Méthode</critere></a>'
    assert [one.name for one in criteria_in(word.encode(encoding))] == ["Méthode"]


@given(st.one_of(st.binary(max_size=200), st.recursive(st.text(), lambda kids: st.lists(kids)).map(json.dumps)))
def test_nothing_can_be_sent_that_breaks_the_reader(payload: bytes | str) -> None:
    assert isinstance(criteria_in(payload if isinstance(payload, bytes) else payload.encode()), tuple)


def test_a_deep_payload_is_given_up() -> None:
    assert criteria_in(b"<a>" * 500 + b"</a>" * 500) == ()
    assert criteria_in(b"[" * 500 + b"]" * 500) == ()
