"""Nothing that a source can send stops the reading: 2,000 variants of each shape (D5)."""

from __future__ import annotations

import pytest

from commun.algo.notices import NotANotice, ParsedNotice, parse, shapes
from commun.algo.notices.dates import EARLIEST, LATEST, LONGEST
from tests.algo.notices.generator import seeds, variants

COUNT = 2_000


@pytest.mark.parametrize("shape", sorted(seeds()))
def test_a_variant_is_a_notice_or_a_refusal_with_its_reason(shape: str) -> None:
    read = 0
    for payload in variants(shape, COUNT):
        try:
            notice = parse(payload)
        except NotANotice:
            continue
        read += 1
        _check(notice)
    # Most damages leave something to read.
    assert read > COUNT * 0.45


def _check(notice: ParsedNotice) -> None:
    assert notice.source_id
    assert notice.thread_keys
    assert "Fictive" not in f"{notice.title} {notice.buyer_name} {notice.description}"
    assert "root:" not in notice.description
    assert "aaaaaaaaaa" not in notice.title
    for deadline in (notice.deadline, *(lot.deadline for lot in notice.lots)):
        if deadline is not None:
            assert deadline.at.tzinfo is not None
            assert EARLIEST <= deadline.at.date() <= LATEST + LONGEST
            assert deadline.is_doubtful == bool(deadline.doubt)
    for code in notice.cpv:
        assert len(code) == 8
        assert code.isdigit()
    amounts = [notice.value_cents, *(award.amount_cents for award in notice.awards)]
    assert all(amount is None or 0 < amount < 2**63 for amount in amounts)


def test_variants_are_the_same_every_time() -> None:
    assert list(variants("boamp_mapa", 20)) == list(variants("boamp_mapa", 20))


@pytest.mark.parametrize(
    "error",
    [ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError],
    ids=lambda one: one.__name__,
)
def test_a_form_on_which_a_reader_stumbles_is_refused_with_its_reason(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(record: object) -> ParsedNotice:
        raise error("a form nobody has seen")

    monkeypatch.setattr(shapes, "read_record", stumble)
    with pytest.raises(NotANotice, match="a form nobody has seen"):
        parse(b"{}")
