"""Versions of one opportunity: joined whatever the order, with what changed and where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from commun.algo.notices import (
    Deadline,
    ParsedNotice,
    changes,
    current_of,
    deadline_of,
    parse,
    state_at,
    thread_of,
)

PAYLOADS = Path(__file__).resolve().parents[2] / "payloads"
PARIS = ZoneInfo("Europe/Paris")


def read(name: str) -> ParsedNotice:
    return parse((PAYLOADS / name).read_bytes())


def call(source_id: str, keys: tuple[str, ...], day: int = 1, due: int = 20) -> ParsedNotice:
    """A small call published and due in December 2026."""
    at = datetime(2026, 12, due, 12, tzinfo=PARIS)
    return ParsedNotice(
        "boamp", source_id, "1", "jsonl", keys, "Étude", published_on=date(2026, 12, day), deadline=Deadline(at)
    )


def test_four_versions_of_a_procedure_make_one_thread_in_any_order() -> None:
    names = ("eforms_call.xml", "eforms_correction.xml", "eforms_cancellation.xml", "eforms_award.xml")
    notices = [read(name) for name in names]
    for order in permutations(notices):
        (thread,) = thread_of(order)
        assert list(thread.notices) == notices
        assert thread.key == "folder:0f1c7b1e-4f0a-4c55-9d3e-00000000a001"


def test_a_result_of_ted_joins_the_call_it_names_and_awards_it() -> None:
    (thread,) = thread_of([read("ted_award.xml"), read("ted_call.xml")])
    assert state_at(thread, datetime(2021, 12, 1, tzinfo=PARIS)) == "awarded"
    assert [supplier.name for supplier in current_of(thread).awards[0].suppliers] == [
        "Coopérative Les Passeurs",
        "Atelier du Méandre",
    ]


def test_a_result_without_any_winner_ends_as_cancelled() -> None:
    text = (PAYLOADS / "eforms_award.xml").read_text("utf-8").replace("selec-w", "clos-nw")
    notice = parse(text)
    assert (notice.state, notice.awards) == ("cancelled", ())
    assert "no-winner" in notice.warnings


def test_a_correction_says_what_changed() -> None:
    found = {
        one.field: (one.before, one.after) for one in changes(read("eforms_call.xml"), read("eforms_correction.xml"))
    }
    assert found["deadline"] == ("2026-11-30T12:00:00+01:00", "2026-12-14T12:00:00+01:00")
    assert found["state"] == ("open", "corrected")
    assert set(found) == {"deadline", "state", "lot-deadline:1", "lot-deadline:2"}


def test_a_field_on_which_a_correction_is_silent_did_not_change() -> None:
    before = read("eforms_call.xml")
    after = replace(before, description="", cpv=(), lots=(), buyer_name="")
    assert changes(before, after) == ()


def test_a_lot_that_is_added_or_renamed_is_told() -> None:
    before = read("eforms_call.xml")
    first, second = before.lots
    after = replace(before, lots=(replace(first, title="Autre chose"), second, replace(second, number="3")))
    assert [one.field for one in changes(before, after)] == ["lot:1", "lot:3"]


def test_the_current_notice_keeps_what_a_short_correction_does_not_repeat() -> None:
    whole = read("eforms_call.xml")
    moved = Deadline(datetime(2026, 12, 20, 12, tzinfo=PARIS))
    short = replace(
        whole, source_id="x", form="change", state="corrected", description="", lots=(), deadline=moved,
        published_on=date(2026, 11, 20),
    )  # fmt: skip
    (thread,) = thread_of([whole, short])
    current = current_of(thread)
    assert (current.description, current.lots) == (whole.description, whole.lots)
    assert current.deadline == deadline_of(thread) == moved


def test_the_last_resort_joins_two_sources_only_without_procedure_identifier() -> None:
    one, two = call("26-1", ("boamp:26-1", "triple:x")), call("7-2026", ("ted:7-2026", "triple:x"))
    assert len(thread_of([one, two])) == 1
    with_folder = replace(two, thread_keys=("folder:f", "ted:7-2026", "triple:x"))
    assert len(thread_of([one, with_folder])) == 2


def test_a_copy_from_another_source_published_later_is_not_a_relaunch() -> None:
    first, copy = call("26-1", ("folder:f",), day=1), call("7-2026", ("folder:f",), day=5)
    assert len(thread_of([first, copy])) == 1


def test_a_fresh_call_after_the_former_deadline_is_a_new_thread() -> None:
    first, again = call("26-1", ("boamp:26-1",), 1, 10), call("26-2", ("boamp:26-2", "boamp:26-1"), 15, 30)
    assert len(thread_of([first, again])) == 2
    assert len(thread_of([first, replace(again, published_on=date(2026, 12, 5))])) == 1


def test_a_call_closes_at_the_end_of_its_day_never_by_the_minute() -> None:
    (thread,) = thread_of([call("26-1", ("boamp:26-1",), due=20)])
    assert state_at(thread, datetime(2026, 12, 20, 23, 50, tzinfo=PARIS)) == "open"
    assert state_at(thread, datetime(2026, 12, 21, 0, 10, tzinfo=PARIS)) == "closed"


def test_an_absurd_deadline_closes_nothing_before_a_year_of_silence() -> None:
    notice = replace(
        call("26-1", ("boamp:26-1",)), deadline=Deadline(datetime(2000, 1, 1, tzinfo=PARIS), True, "absurd")
    )
    (thread,) = thread_of([notice])
    assert state_at(thread, datetime(2027, 6, 1, tzinfo=PARIS)) == "open"
    assert state_at(thread, datetime(2028, 1, 1, tzinfo=PARIS)) == "closed"


def test_a_correction_after_a_cancellation_opens_the_call_again() -> None:
    first = call("26-1", ("boamp:26-1",), 1)
    ended = replace(first, source_id="26-2", state="cancelled", published_on=date(2026, 12, 3))
    again = replace(first, source_id="26-3", state="corrected", form="change", published_on=date(2026, 12, 6))
    (thread,) = thread_of([first, ended, again])
    assert state_at(thread, datetime(2026, 12, 7, tzinfo=PARIS)) == "corrected"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 28)), max_size=12), st.randoms())
def test_threads_share_out_all_notices_whatever_the_order(rows: list[tuple[int, int, int]], chance: object) -> None:
    notices = [call(f"26-{n}", (f"boamp:{a}", f"boamp:{b}"), day) for n, (a, b, day) in enumerate(rows)]
    mixed = list(notices)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    threads = thread_of(mixed)
    assert sorted(one.source_id for thread in threads for one in thread.notices) == sorted(
        one.source_id for one in notices
    )
    assert threads == thread_of(notices)
    assert len({thread.key for thread in threads}) == len(threads)
