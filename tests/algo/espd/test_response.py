"""The European document of an entity: valid by the schema, by the rules, in every role, whatever is answered (B4)."""

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from commun.algo.espd import (
    CRITERIA,
    Buyer,
    Datatype,
    Entity,
    Issue,
    Partner,
    Procedure,
    Role,
    Size,
    Team,
    asked,
    criteria_for,
    lacks,
    response,
)
from commun.algo.espd.answers import Value
from commun.algo.espd.values import WrongAnswer
from tests.algo.espd.rules import CAC, CBC, broken, text

ENTITY = Entity(
    "Coopérative « Les Grands Chemins » & Cie", "732829320", Size.SMALL, "12 rue de l’Été", "35000", "Rennes",
    "Alice Martin", "0299000000", "contact@exemple.test", "", "Claire", "Le Gall",
)  # fmt: skip
PROCEDURE = Procedure(
    "2026-DP-014", "Concertation <citoyenne> 😀", Buyer("Ville de Rennes", "21350238800019", "Rennes")
)
ISSUE = Issue("0f8fad5b-d9cb-469f-a165-70867728950e", dt.datetime(2026, 11, 16, 11, 0, tzinfo=dt.UTC))
OTHER, HELP = Partner("Atelier Boussole", "552100554"), Partner("Studio Graphique", "542107651")
TEAMS = {
    "sole-tenderer": Team(Role.ALONE),
    "group-lead": Team(Role.LEAD, "Groupement Rennes", (OTHER, HELP), (), (HELP, OTHER)),
    "group-mem": Team(Role.MEMBER, "Groupement Rennes", (OTHER,)),
    "oeron": Team(Role.RELIED_UPON),
    "subcont": Team(Role.SUBCONTRACTOR),
}
SAMPLE: dict[Datatype, Value] = {
    Datatype.INDICATOR: False, Datatype.DESCRIPTION: "Oui, « ainsi »", Datatype.DATE: "2024-02-29",
    Datatype.AMOUNT: 123_456, Datatype.PERIOD: "2024-01-01/2024-12-31", Datatype.PERCENTAGE: 55,
    Datatype.QUANTITY_INTEGER: 12,
    Datatype.QUANTITY_YEAR: 2025, Datatype.CODE_COUNTRY: "FRA", Datatype.ECONOMIC_OPERATOR_IDENTIFIER: "552100554",
    Datatype.EVIDENCE_IDENTIFIER: "no", Datatype.CODE: "group-mem", Datatype.URL: "https://exemple.test",
}  # fmt: skip


def answered(role: Role, yes: set[str] | None = None) -> dict[str, Value]:
    """Every question answered: no, unless its key is in ``yes`` (all of them when None)."""
    told: dict[str, Value] = {}
    while left := lacks(role, told):
        for each in left:
            is_yes = each.line.datatype is Datatype.INDICATOR and (yes is None or each.key in yes)
            told[each.key] = True if is_yes else SAMPLE[each.line.datatype]
    return told


def lists_of(root: Any) -> set[tuple[str, ...]]:
    names = ("listID", "listAgencyID", "listVersionID")
    return {tuple(each.get(name) for name in names) for each in root.iter() if each.get("listID")}


def written(team: Team, answers: dict[str, Value]) -> Any:
    made = response(entity=ENTITY, procedure=PROCEDURE, team=team, answers=answers, issue=ISSUE)
    return etree.fromstring(made)


@pytest.fixture(scope="module")
def official() -> Any:
    """The official schema and list of criteria; skipped where the data are not here."""
    # As the fixture « data », for the whole file.
    folder = Path(os.environ.get("COMMUN_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data") / "espd"
    if not folder.is_dir():
        pytest.skip("the European schemas are not here: shared/data/espd")
    schema = etree.parse(folder / "ubl-2.3/xsdrt/maindoc/UBL-QualificationApplicationResponse-2.3.xsd")
    return etree.XMLSchema(schema), etree.parse(folder / "xml-examples/ESPD-criterion.xml").getroot()


@pytest.mark.parametrize("code", TEAMS)
@pytest.mark.parametrize("yes", [set(), None], ids=["no to all", "yes to all"])
def test_the_document_is_valid_in_every_role(official: Any, code: str, yes: set[str] | None) -> None:
    schema, model = official
    team = TEAMS[code]
    document = written(team, answered(team.role, yes))
    schema.assertValid(document)
    assert broken(document, model) == set()
    assert document.findtext(f".//{CBC}RoleCode") == code


def test_the_rules_see_what_is_wrong(official: Any) -> None:
    _schema, model = official
    team = TEAMS["group-lead"]
    answers = answered(team.role)

    def faults(**changes: Any) -> set[str]:
        document = written(team, answers)
        for path, value in changes.items():
            found = document.find(path.replace("__", "/").replace("cac_", CAC).replace("cbc_", CBC))
            found.text = value
        return broken(document, model)

    assert faults(**{".//cbc_RoleCode": "leader"}) == {"BR-RESP-10-03"}
    assert "BR-TC-02-02" in faults(**{"cac_TenderingCriterion__cbc_ID": "x"})
    assert "BR-TCR-01-02" in faults(**{"cac_TenderingCriterionResponse__cbc_ValidatedCriterionPropertyID": "x"})
    assert "BR-TCR-06" in faults(
        **{"cac_TenderingCriterionResponse__cac_ResponseValue__cbc_ResponseIndicator": "false"}
    )
    assert "BR-RESP-30" in broken(written(team, {}), model)
    document = written(team, answers)
    document.find(f".//{CAC}EconomicOperatorParty//{CAC}PartyIdentification/{CBC}ID").set("schemeID", "SIREN")
    assert broken(document, model) == {"CL-EOIDType"}


def test_the_official_example_follows_the_rules_as_we_wrote_them(official: Any) -> None:
    """But for a caption without words, and its role in the group, which is only a dummy there."""
    _schema, model = official
    folder = Path(os.environ.get("COMMUN_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data") / "espd"
    example = etree.parse(folder / "xml-examples/ESPD-Response.xml", etree.XMLParser(remove_comments=True))
    assert broken(example.getroot(), model) <= {"BR-TC-18"}
    # Every code of ours names a list, an agency and an edition that the example names.
    assert lists_of(written(TEAMS["group-lead"], answered(Role.LEAD))) <= lists_of(example.getroot())


def test_a_group_says_its_members_its_subcontractors_and_their_number() -> None:
    document = written(TEAMS["group-lead"], {})
    responses = document.findall(f"{CAC}TenderingCriterionResponse")
    said = {text(each, "ValidatedCriterionPropertyID"): each for each in responses}
    names = f"{CAC}ResponseValue/{CBC}Description"
    assert said["C59_OT_eo-group/QG1/QSG1/Q1"].findtext(f"{CAC}ResponseValue/{CBC}ResponseCode") == "group-lead"
    assert "Atelier Boussole (SIREN 552100554)" in said["C59_OT_eo-group/QG1/QSG1/Q2"].findtext(names)
    assert said["C61_OT_subco-ent/QG1/QSG1/Q1"].findtext(names) == "Studio Graphique"
    assert said["C61_OT_subco-ent/QG1/QSG1~2/Q1"].findtext(names) == "Atelier Boussole"
    assert text(document, "EconomicOperatorGroupName") == "Groupement Rennes"


def test_nothing_is_answered_in_anybodys_place() -> None:
    document = written(TEAMS["sole-tenderer"], {})
    said = {text(each, "ValidatedCriterionPropertyID") for each in document.findall(f"{CAC}TenderingCriterionResponse")}
    assert said == {"C59_OT_eo-group/QG1/Q1", "C60_OT_relied/QG1/Q1", "C61_OT_subco-ent/QG1/Q1"}
    open_codes = {each.criterion.code for each in lacks(Role.ALONE, {})}
    assert open_codes == {each.code for each in CRITERIA} - {"eo-group", "relied", "subco-ent"}
    assert {each.family for each in criteria_for(Role.SUBCONTRACTOR)} == {"EG", "OT"}


def test_a_yes_opens_its_questions_and_a_no_leaves_out_what_was_written_under_it() -> None:
    key, details = "C2_EG_corruption/QG1/Q1", "C2_EG_corruption/QG1/QSG1/Q2"
    (corruption,) = [each for each in CRITERIA if each.code == "corruption"]
    assert details in [each.key for each in asked(corruption, {key: True})]
    document = written(TEAMS["sole-tenderer"], {key: False, details: "amende"})
    assert "amende" not in etree.tostring(document, encoding="unicode")


def test_several_years_are_several_groups(official: Any) -> None:
    schema, model = official
    start = "C29_SC_gen-year-to/RG1/RSG1/QSG2"
    years: dict[str, Value] = {
        f"{start}{turn}/{line}": value
        for turn, year in (("", 2023), ("~2", 2024), ("~3", 2025))
        for line, value in (("Q1", f"{year}-01-01/{year}-12-31"), ("Q2", year * 100 + 5))
    }
    document = written(TEAMS["sole-tenderer"], answered(Role.ALONE, set()) | years)
    schema.assertValid(document)
    assert broken(document, model) == set()
    assert [each.text for each in document.iter(f"{CBC}ResponseAmount")][:3] == ["2023.05", "2024.05", "2025.05"]


@pytest.mark.parametrize("value", ["hier", "2024-12-31/2024-01-01", "2024-01-01", True])
def test_an_answer_of_the_wrong_form_is_named(value: Value) -> None:
    key = "C2_EG_corruption/QG1/QSG1/Q4"
    with pytest.raises(WrongAnswer, match=key):
        written(TEAMS["sole-tenderer"], {"C2_EG_corruption/QG1/Q1": True, key: value})


def test_the_same_answers_make_the_same_bytes() -> None:
    made = [
        response(entity=ENTITY, procedure=PROCEDURE, team=TEAMS["group-mem"], answers={}, issue=ISSUE) for _turn in "ab"
    ]
    assert made[0] == made[1]


@settings(max_examples=25)
@given(st.text(max_size=60), st.sets(st.sampled_from([each.key for c in CRITERIA for each in asked(c, {})])))
def test_any_words_and_any_yes_make_a_document_that_follows_the_rules(official: Any, words: str, yes: set[str]) -> None:
    schema, model = official
    team = Team(Role.MEMBER, f"Groupement {words}", (OTHER,))
    procedure = replace(PROCEDURE, title=f"Objet {words}")
    made = response(entity=ENTITY, procedure=procedure, team=team, answers=answered(team.role, yes), issue=ISSUE)
    document = etree.fromstring(made)
    schema.assertValid(document)
    assert broken(document, model) == set()
