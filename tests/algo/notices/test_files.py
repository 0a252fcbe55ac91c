"""Files and folders, packed or not: every record is told, a broken one never stops the rest."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from commun.algo.notices import NotANotice, parse, paths_of, read_path, size_of

PAYLOADS = Path(__file__).resolve().parents[2] / "payloads"


def counts(path: Path) -> tuple[int, list[str]]:
    """Notices read, and the places of the broken records."""
    readings = list(read_path(path))
    return sum(one.notice is not None for one in readings), [one.place for one in readings if one.broken]


def test_the_whole_folder_is_read_with_each_record_and_its_own_bytes() -> None:
    readings = list(read_path(PAYLOADS))
    assert [one.broken for one in readings if one.broken] == []
    assert len(readings) == 5 + 1 + 1 + 2 + 2 + 2 + 4 + 2 + 2 + 2 + 1
    for one in readings:
        assert one.digest == hashlib.sha256(one.raw).hexdigest()
        assert parse(one.raw) == one.notice
    assert readings[-1].bytes_done == size_of(PAYLOADS)
    progress = [one.bytes_done for one in readings]
    assert progress == sorted(progress)


@pytest.mark.parametrize("name", ["boamp_answer.json", "mixed.jsonl", "decp.xml", "eforms_call.xml"])
def test_a_packed_file_reads_like_the_plain_one(name: str, tmp_path: Path) -> None:
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress((PAYLOADS / name).read_bytes()))
    plain = [one.notice for one in read_path(PAYLOADS / name)]
    assert [one.notice for one in read_path(packed)] == plain
    assert paths_of(tmp_path) == [packed]


def test_a_broken_line_is_reported_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "avis.jsonl"
    lines = (PAYLOADS / "studies.jsonl").read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], b'{"idweb": ', b"", b'{"x": 1}', lines[1]]))
    assert counts(path) == (2, ["avis.jsonl, line 2", "avis.jsonl, line 4"])


def records() -> list[str]:
    answer = json.loads((PAYLOADS / "boamp_answer.json").read_text("utf-8"))["results"]
    return [json.dumps(one, ensure_ascii=False) for one in answer]


def test_a_record_with_a_missing_value_does_not_stop_the_others(tmp_path: Path) -> None:
    one, two, three, *_ = records()
    path = tmp_path / "a.json"
    path.write_text(f'{{"total_count": 3, "results": [{one}, {two.replace("null", "", 1)}, {three}]}}', "utf-8")
    assert counts(path) == (2, ["a.json, record 2"])


def test_a_record_with_a_missing_quote_or_brace_is_lost_alone(tmp_path: Path) -> None:
    one, two, three, *_ = records()
    path = tmp_path / "b.json"
    for damaged in (two[:-1], two.replace('"dateparution": "', '"dateparution": ', 1)):
        path.write_text(f"[{one}, {damaged}, {three}]", "utf-8")
        assert counts(path) == (2, ["b.json, record 2"])


def test_a_file_cut_in_the_middle_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    text = f'{{"results": [{", ".join(records())}]}}'
    path.write_text(text[: len(text) - 400], "utf-8")
    assert counts(path) == (4, ["c.json, record 5"])


def test_a_packed_file_cut_in_the_middle_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl.gz"
    data = gzip.compress((PAYLOADS / "studies.jsonl").read_bytes() * 2000)
    path.write_bytes(data[: len(data) // 2])
    read, broken = counts(path)
    assert read > 0
    assert len(broken) >= 1


@pytest.mark.parametrize("content", [b"", b"   ", b"bonjour", b"<html/>", b"[1, 2]", b"\x00\xff", b"{}", b"<a"])
def test_a_file_that_holds_no_notice_never_raises(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(content)
    assert counts(path)[0] == 0


def test_a_missing_file_is_reported() -> None:
    assert counts(Path("/nowhere/x.json")) == (0, ["x.json"])


def test_one_record_alone_and_a_list_alone_are_read(tmp_path: Path) -> None:
    one, two, *_ = records()
    (tmp_path / "one.json").write_text(one, "utf-8")
    (tmp_path / "two.json").write_text(f"[{one},{two}]", "utf-8")
    assert counts(tmp_path) == (3, [])


def test_external_entities_are_never_read() -> None:
    text = (PAYLOADS / "eforms_call.xml").read_text("utf-8")
    attack = text.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace(
        "mobilités", "&e;"
    )
    with pytest.raises(NotANotice, match="DOCTYPE"):
        parse(attack.encode())


def test_two_records_given_as_one_notice_are_refused() -> None:
    with pytest.raises(NotANotice, match="one by one"):
        parse((PAYLOADS / "boamp_answer.json").read_bytes())


@pytest.mark.parametrize("content", ["[[[[", "[" * 100_000, "[1, 2]", '[{"a": 1}'[:2], '{"results": [1'])
def test_a_list_without_records_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "avis.json"
    path.write_text(content)
    assert [one.broken is not None for one in read_path(path)] == [True]


@pytest.mark.parametrize("content", ["[]", " [ ]\n", '{"total_count": 0, "results": []}'])
def test_an_empty_list_is_sound(content: str, tmp_path: Path) -> None:
    path = tmp_path / "avis.json"
    path.write_text(content)
    assert list(read_path(path)) == []


def test_the_mark_of_utf_8_makes_no_other_version(tmp_path: Path) -> None:
    lines = '{"title": "Un"}\n{"title": "Deux"}\n'
    plain, marked = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    plain.write_text(lines, encoding="utf-8")
    marked.write_text(lines, encoding="utf-8-sig")
    assert [one.raw for one in read_path(marked)] == [one.raw for one in read_path(plain)]
