"""The six traps of the sources (spec, tenders 1.1), on our own fictional notices."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commun.algo.notices import ParsedNotice, parse, state_at, thread_of
from commun.algo.notices.dates import column_deadline, wall_deadline, zoned_deadline

PAYLOADS = Path(__file__).resolve().parents[2] / "payloads"
PARIS = ZoneInfo("Europe/Paris")


def boamp(position: int, **changed: Any) -> ParsedNotice:
    """A record of our BOAMP answer, with some columns changed."""
    record = json.loads((PAYLOADS / "boamp_answer.json").read_text("utf-8"))["results"][position]
    return parse({**record, **changed})


def flat(**changed: Any) -> ParsedNotice:
    """The cancelled record, in the variant where lists are strings."""
    return parse({**json.loads((PAYLOADS / "boamp_flat.json").read_text("utf-8"))[0], **changed})


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_t1_the_deadline_of_a_mapa_is_the_wall_clock_of_its_form() -> None:
    deadline = boamp(0).deadline
    assert deadline is not None
    assert deadline.at == paris("2026-11-27T12:00")
    assert not deadline.is_doubtful


def test_t1_the_deadline_of_a_national_form_joins_its_day_and_its_hour() -> None:
    deadline = boamp(1).deadline
    assert deadline is not None
    assert deadline.at == paris("2026-12-01T17:00")


def test_t1_the_deadline_of_an_eforms_notice_has_its_own_zone() -> None:
    assert zoned_deadline("2026-07-06Z", "10:00:00Z", None).at == paris("2026-07-06T12:00")  # type: ignore[union-attr]
    assert zoned_deadline("2026-12-08+01:00", "12:00:00+01:00", None).at == paris("2026-12-08T12:00")  # type: ignore[union-attr]


def test_t1_the_document_is_believed_before_gestion_and_the_column() -> None:
    managed = json.dumps({"INDEXATION": {"DATE_LIMITE_REPONSE": "2026-11-27T09:00:00"}})
    for gestion in (None, managed):
        deadline = boamp(0, gestion=gestion, datelimitereponse="2026-11-27T11:00:00+00:00").deadline
        assert deadline is not None
        assert (deadline.at, deadline.is_doubtful) == (paris("2026-11-27T12:00"), False)


def test_t1_the_column_alone_is_doubtful() -> None:
    notice = boamp(0, donnees=None, gestion=None)
    assert notice.deadline is not None
    assert (notice.deadline.at, notice.deadline.doubt) == (paris("2026-11-27T12:00"), "offset-unreliable")
    assert "deadline-from-column" in notice.warnings


def test_t1_the_column_was_one_hour_early_until_2023_winter_and_summer() -> None:
    for day in ("2022-01-14", "2022-07-14"):
        found = column_deadline(f"{day}T11:00:00+00:00", date(2022, 1, 1))
        assert found is not None
        assert found.at == paris(f"{day}T12:00")
        assert found.is_doubtful


def test_t1_a_true_offset_of_the_column_is_believed() -> None:
    found = column_deadline("2025-12-15T12:00:00+01:00", date(2025, 11, 7))
    assert found is not None
    assert (found.at, found.is_doubtful) == (paris("2025-12-15T12:00"), False)


def test_t1_an_offset_that_paris_did_not_have_is_doubted_and_the_hour_kept() -> None:
    found = wall_deadline("2026-07-01T12:00:00+01:00", None)
    assert found is not None
    assert (found.at, found.doubt) == (paris("2026-07-01T12:00"), "offset-unreliable")


def test_t1_absurd_dates_are_clamped_and_said() -> None:
    for text in ("2049-12-31T12:00:00", "0218-10-29T12:00:00", "9999-12-31T23:59:59"):
        found = wall_deadline(text, date(2026, 10, 5))
        assert found is not None
        assert (found.is_doubtful, found.doubt) == (True, "absurd")
        assert 2000 <= found.at.year <= 2031


def test_t1_a_day_without_hour_lasts_until_its_end_with_a_doubt() -> None:
    found = zoned_deadline("2026-11-30+01:00", "", None)
    assert found is not None
    assert (found.at, found.doubt) == (paris("2026-11-30T23:59"), "no-time")


def test_t1_an_impossible_day_is_no_deadline() -> None:
    assert wall_deadline("2026-02-30T12:00:00", None) is None


def test_t2_a_cancelled_call_is_not_open_though_its_nature_says_call() -> None:
    notice = flat()
    assert (notice.form, notice.state) == ("competition", "cancelled")


def test_t2_the_state_column_alone_cancels() -> None:
    assert boamp(0, etat="ANNULATION").state == "cancelled"


def test_t3_a_cancellation_joins_its_parent_by_the_procedure_identifier() -> None:
    (thread,) = thread_of([flat(annonce_lie=None), boamp(4)])
    assert [one.source_id for one in thread.notices] == ["26-900005", "26-900006"]
    assert state_at(thread, paris("2026-11-20T10:00")) == "cancelled"


def test_t3_a_correction_without_identifier_joins_by_annonce_lie_and_moves_the_deadline() -> None:
    call, correction = boamp(0), boamp(2)
    (thread,) = thread_of([correction, call])
    assert thread.notices == (call, correction)
    assert state_at(thread, paris("2026-11-30T10:00")) == "corrected"
    assert state_at(thread, paris("2026-12-05T00:01")) == "closed"


def test_t3_the_former_notice_is_also_read_in_gestion() -> None:
    gestion = {"REFERENCE": {"IDWEB": "26-900003", "ANNONCE_ANTERIEUR": {"IDWEB": "26-900001"}}}
    assert boamp(2, annonce_lie=None, gestion=json.dumps(gestion)).linked_ids == ("boamp:26-900001",)


def test_t4_lists_may_come_as_strings_with_commas() -> None:
    notice = flat(donnees=None)
    assert notice.departements == ("72", "49")
    assert notice.descriptors == ("Etude", "Maîtrise d'oeuvre")
    assert notice.nature == "services"


def test_t4_a_single_label_that_holds_a_comma_is_not_cut() -> None:
    notice = flat(descripteur_code="10", descripteur_libelle="Voirie, réseaux divers")
    assert notice.descriptors == ("Voirie, réseaux divers",)


def test_t5_a_relaunch_after_a_failure_is_a_new_opportunity() -> None:
    call, failed = boamp(4), flat()
    again = parse(
        {
            "idweb": "27-900030",
            "objet": call.title,
            "nomacheteur": call.buyer_name,
            "nature": "APPEL_OFFRE",
            "etat": "INITIAL",
            "annonce_lie": "26-900006",
            "dateparution": "2027-01-10",
            "datelimitereponse": "2027-02-15T12:00:00+01:00",
        }
    )
    threads = thread_of([again, failed, call])
    assert [[one.source_id for one in thread.notices] for thread in threads] == [
        ["26-900005", "26-900006"],
        ["27-900030"],
    ]
    assert [state_at(thread, paris("2027-01-12T10:00")) for thread in threads] == ["cancelled", "open"]
    assert len({thread.key for thread in threads}) == 2


def test_t6_the_place_of_performance_wins_over_the_mixed_column() -> None:
    assert boamp(1).departements == ("37",)
    assert boamp(1, code_departement_prestation=["41"]).departements == ("41",)
    assert boamp(1, donnees=None).departements == ("37", "41")


def test_many_languages_french_first_then_the_language_of_the_notice_then_english() -> None:
    text = (PAYLOADS / "eforms_call.xml").read_text("utf-8")
    name = '<cbc:Name languageID="FRA">Accompagnement d’une démarche de concertation sur les mobilités</cbc:Name>'
    assert name in text
    said = {code: f'<cbc:Name languageID="{code}">{code}</cbc:Name>' for code in ("BUL", "ENG", "DEU", "FRA")}
    german = text.replace("<cbc:NoticeLanguageCode>FRA", "<cbc:NoticeLanguageCode>DEU")
    assert parse(german.replace(name, "".join(said.values()))).title == "FRA"
    assert parse(german.replace(name, said["BUL"] + said["ENG"] + said["DEU"])).title == "DEU"
    assert parse(german.replace(name, said["BUL"] + said["ENG"])).title == "ENG"
    assert parse(german.replace(name, said["BUL"])).title == "BUL"


def test_no_contact_person_enters_the_parsed_notice() -> None:
    for path in sorted(PAYLOADS.glob("*.xml")):
        if path.name != "decp.xml":
            assert "Fictive" not in repr(parse(path.read_bytes()))
    assert all("Fictive" not in repr(boamp(position)) for position in range(5))
