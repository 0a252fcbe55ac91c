"""Parsing gate on real notices (D5), kept outside of the repository: COMMUN_DATA or ../shared/data."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commun.algo.notices import ParsedNotice, Reading, read_path, thread_of

ROOT = Path(__file__).resolve().parents[3]
TENDERS = Path(os.environ.get("COMMUN_DATA", ROOT.parent / "shared" / "data")) / "tenders"
SAMPLES = TENDERS / "samples"
WITHOUT_DEADLINE = ("award", "eforms_can", "eforms_E4", "eforms_cn_23", "ted_F03", "attribution")

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the real notices are not here: give their folder in COMMUN_DATA"
)


def readings(pattern: str) -> list[Reading]:
    found = [one for path in sorted(SAMPLES.glob(pattern)) for one in read_path(path)]
    assert found
    return found


def gate(one: Reading) -> ParsedNotice:
    assert one.broken is None
    assert one.notice is not None
    assert one.notice.title
    assert one.notice.buyer_name
    return one.notice


@pytest.mark.parametrize("pattern", ["eforms_*", "ted_*", "boamp_*"])
def test_every_real_notice_gives_its_title_buyer_deadline_and_cpv(pattern: str) -> None:
    for one in readings(pattern):
        notice = gate(one)
        if not any(mark in one.place for mark in WITHOUT_DEADLINE):
            assert notice.deadline is not None
            assert notice.deadline.at.tzinfo == ZoneInfo("Europe/Paris")
            assert not notice.deadline.is_doubtful
        if notice.shape != "boamp_mapa":
            assert notice.cpv


def test_lots_are_read_where_they_exist() -> None:
    lots = {one.place: len(gate(one).lots) for pattern in ("eforms_*", "ted_*", "boamp_*") for one in readings(pattern)}
    assert lots["eforms_cn_24_FRA_comments.xml"] == 2
    assert lots["ted_F02_2014_043939-2017.xml"] == 3
    assert lots["ted_F03_2014_148511-2021.xml"] == 15
    assert lots["boamp_v230_test-pub-5.xml"] == 2
    assert lots["boamp_records_eforms_2025_flat_strings.json, record 3"] == 2


def test_real_awards_name_their_winners_and_amounts() -> None:
    for pattern in ("eforms_can*", "ted_F03*", "boamp_v230_test-attribution*"):
        for one in readings(pattern):
            notice = gate(one)
            assert notice.state == "awarded"
            assert any(award.suppliers and award.amount_cents for award in notice.awards)


def test_every_real_decp_file_gives_awards() -> None:
    found = [one for one in readings("decp*") if "schema" not in one.place]
    assert len(found) > 10
    for one in found:
        assert one.notice is not None
        assert one.notice.buyer_siret
        assert one.notice.awards[0].suppliers
        assert one.notice.awards[0].concluded_on


def test_the_real_cancelled_record_is_joined_to_its_parent_and_not_open() -> None:
    notices = [gate(one) for one in readings("boamp_records_eforms*")]
    threads = {one.source_id: thread for thread in thread_of(notices) for one in thread.notices}
    assert threads["25-127510"] is threads["25-123573"]
    assert threads["25-127510"].notices[-1].state == "cancelled"


def test_the_flattened_sets_are_read_without_a_broken_line() -> None:
    for name, count in (("corpus/boamp_etudes_2017_2024.jsonl.gz", 9_864), ("dev/tenders_2026_mixed.jsonl.gz", 376)):
        found = list(read_path(TENDERS / name))
        assert len(found) == count
        for one in found:
            gate(one)
