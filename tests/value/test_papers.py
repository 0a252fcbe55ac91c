"""Statements: by the days of the lines, the paper and the sheet alike to the cent, the same when asked again (V2)."""

import csv
import datetime as dt
import io
import random
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from commun.algo.ledger import Step as Doing
from commun.algo.sharing import Base, Kind, Measure, Place, Step, written
from commun.core import clock, scope
from commun.core.urls import here
from commun.value.actions import sharings
from commun.value.models import Closing, Transfer
from commun.value.queries import account_statements as statements
from commun.value.queries.account_statements import Period
from commun.value.queries.standings import balance_of, balance_on
from tests.support.queries import at_most
from tests.support.world import Group, make_space
from tests.value.adopted import adopt_key, log
from tests.value.books import Kept, keep
from tests.value.works import receive, work_of

pytestmark = [pytest.mark.django_db, pytest.mark.english]
YEAR = "?du=2026-01-01&au=2026-12-31"


@pytest.fixture
def kept(group: Group) -> Kept:
    return keep(group.space)


def day(month: int, number: int = 1) -> dt.date:
    return dt.date(2026, month, number)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\u200b", "")


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def shown(cell: str) -> str:
    """The amount of a sheet as the paper writes it, without what keeps thousands apart."""
    return cell.replace("-", "−")


def bare(text: str) -> str:
    return "".join(text.split())


def by_hand(kept: Kept, account: Any, until: dt.date) -> int:
    """All lines of the book, one by one."""
    with scope.use(kept.book.space):
        lines = [line for line in Transfer.objects.filter(book=kept.book) if line.step in ("posted", "post", "reverse")]
    return sum(
        line.amount * ((line.credit_id == account.pk) - (line.debit_id == account.pk))
        for line in lines
        if line.on <= until
    )


def test_what_an_account_held_on_any_past_day_is_by_the_days_of_its_lines(kept: Kept, group: Group) -> None:
    draws = random.Random(4)
    days = [day(draws.randint(1, 10), draws.randint(1, 28)) for _rank in range(20)]
    for number, on in enumerate(days):
        pair = (kept.outside, kept.alice) if number % 3 else (kept.outside, kept.bob)
        kept.move(*pair, draws.randint(1, 9_999), on=on)
    held = kept.move(kept.alice, kept.bob, 1, on=day(1), step=Doing.PENDING)
    kept.move(kept.alice, kept.bob, 1, on=day(1, 2), step=Doing.VOID, of=held.number)
    asked = [dt.date(2020, 1, 1), *(one + dt.timedelta(days=step) for one in days for step in (-1, 0)), clock.today()]
    for account in (kept.alice, kept.bob, kept.outside, kept.pot):
        assert [balance_on(account, one) for one in asked] == [by_hand(kept, account, one) for one in asked]
    assert balance_on(kept.alice, clock.today()) == balance_of(kept.alice) > 0
    # From a closing too, whatever the side that is nearer.
    with scope.use(group.space):
        told = {one.code: by_hand(kept, one, day(5)) for one in (kept.alice, kept.bob, kept.outside)}
        Closing.objects.create(
            space=group.space, book=kept.book, until=day(5), number=1, seal="", balances=told, closed_by=group.alice,
            closed_at=clock.now(),
        )  # fmt: skip
        for one in asked:
            assert balance_on(kept.alice, one) == by_hand(kept, kept.alice, one), one


def test_a_statement_goes_from_what_was_held_to_what_is(kept: Kept, group: Group) -> None:
    kept.move(kept.outside, kept.alice, 100_000, on=dt.date(2025, 12, 31))
    kept.move(
        kept.outside, kept.alice, 123_456, on=day(3), words="Solde *dû* #1 = $x$ [a]", person_id=group.alice.person_id
    )
    kept.move(kept.alice, kept.pot, 2_500, on=day(2))
    kept.move(kept.alice, kept.bob, 1, on=day(1), step=Doing.PENDING)
    found = statements.statement_of(kept.alice, Period(day(1), day(12, 31)))
    assert (found.opening, found.got, found.gave, found.closing) == (100_000, 123_456, 2_500, 220_956)
    assert [(line.number, line.balance) for line in found.lines] == [(3, 97_500), (2, 220_956)]
    whole = statements.statement_of_group(kept.book, found.period)
    assert whole.totals[0] == whole.totals[3] == 0
    assert whole.totals[1] == whole.totals[2] == 125_956
    assert {row.name: row.closing for row in whole.rows}["common pot"] == 2_500


def test_the_paper_and_the_sheet_agree_and_the_paper_asked_again_later_is_the_same(
    kept: Kept, group: Group, client: Client
) -> None:
    kept.move(
        kept.outside, kept.alice, 1_234_567, on=day(3), words="Solde *dû* #1 = $x$ [a]", person_id=group.alice.person_id
    )
    kept.move(kept.alice, kept.pot, 2_505, on=day(2))
    client.force_login(group.bob.person)
    pages = [
        here(group.space.slug, "value:statement-pdf", account=kept.alice.pk),
        here(group.space.slug, "value:group-statement-pdf"),
    ]
    first = [client.get(page + YEAR) for page in pages]
    for page, answer in zip(pages, first, strict=True):
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        rows = rows_of(client.get(page.replace(".pdf", ".csv") + YEAR).content)
        said = bare(text_of(answer.content))
        assert len(rows) > 3
        for cell in {cell for row in rows[1:] for cell in row if "," in cell or "*" in cell}:
            assert bare(shown(cell)) in said, cell
    assert "12 345,67" in text_of(first[0].content).replace("\u202f", " ")
    assert kept.book.seal[:16] in text_of(first[0].content)
    # The book goes on: this year's statement of then is the same, to the byte.
    kept.move(kept.outside, kept.bob, 700, on=dt.date(2027, 1, 2))
    assert [client.get(page + YEAR).content for page in pages] == [answer.content for answer in first]
    kept.move(kept.outside, kept.alice, 1, on=day(4))
    assert client.get(pages[0] + YEAR).content != first[0].content


def test_a_long_statement_is_cut_in_parts_that_follow_each_other(
    kept: Kept, group: Group, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "LINES_A_PART", 2)
    for number in range(5):
        kept.move(kept.outside, kept.alice, 100 + number, on=day(5 - number))
    period = Period(day(1), day(12, 31))
    parts = [statements.statement_of(kept.alice, period, part) for part in (1, 2, 3)]
    told = [(part.opening, part.closing, len(part.lines)) for part in parts]
    assert told == [(0, 207, 2), (207, 410, 2), (410, 510, 1)]
    assert parts[2].closing == statements.statement_of(kept.alice, period).closing == 510
    client.force_login(group.bob.person)
    page = here(group.space.slug, "value:statement", account=kept.alice.pk)
    with at_most(25):
        answer = client.get(page + YEAR)
    assert b"partie=3" in answer.content
    assert re.search(r"\b2 (of|sur) 3\b", text_of(client.get(f"{page}releve.pdf{YEAR}&partie=2").content))
    for part in ("0", "4", "x", "9" * 30):
        assert client.get(f"{page}releve.pdf{YEAR}&partie={part}").status_code == 404


def test_the_sheet_of_a_sharing_tells_the_key_the_steps_and_each_amount(group: Group, client: Client) -> None:
    third = Step(Kind.PERCENT, rate=333, base=Base.GROSS, place=Place.POT)
    adopt_key(
        group, written((third, Step(Kind.PRO_RATA, rate=10_000, measure=Measure.DAYS), Step(Kind.EQUAL, rate=10_000)))
    )
    work = work_of(group, title="Concertation #1 *du* $quai$")
    log(group.alice, work, Measure.DAYS, 250)
    log(group.bob, work, Measure.DAYS, 150)
    receive(work, group.alice, 1_000_000)
    row = sharings.share_out(by=group.alice, work=work, seen=sharings.prepared_for(work).fingerprint)
    client.force_login(group.bob.person)
    page = here(group.space.slug, "value:distribution-pdf", distribution=row.ref)
    answer = client.get(page)
    said = text_of(answer.content)
    rows = rows_of(client.get(page.replace(".pdf", ".csv")).content)
    assert bare("Concertation #1 *du* $quai$") in bare(said)
    assert row.fingerprint in bare(said)
    assert "2,5 jours" in said.replace("\u00a0", " ")
    amounts = {line[3] for line in rows[1:] if not line[0]}
    for cell in amounts | {line[1] for line in rows[1:] if line[0]} | {line[2] for line in rows[1:] if not line[0]}:
        assert bare(cell) in bare(said), cell
    assert sum(int(line[3].replace(",", "")) for line in rows[1:] if line[2] and not line[0]) == row.amount
    assert client.get(page).content == answer.content
    client.force_login(group.chloe)
    assert client.get(page).status_code == 404


def test_bad_days_are_told_and_strangers_find_nothing(kept: Kept, group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    page = here(group.space.slug, "value:statement", account=kept.alice.pk)
    for query in (
        "?du=&au=",
        "?du=2026-12-31&au=2026-01-01",
        "?du=1999-01-01&au=2026-01-01",
        "?du=2026-01-01&au=2099-01-01",
        "?du=😀&au=x",
        "?au=2026-01-01",
    ):
        answer = client.get(page + query)
        assert answer.status_code == 200
        assert b"releve.pdf" not in answer.content
        assert b"error" in answer.content, query
        for name in ("releve.pdf", "releve.csv"):
            assert client.get(f"{page}{name}{query}").status_code == 302
    sheet = here(group.space.slug, "value:account", account=kept.alice.pk)
    kept.move(kept.outside, kept.alice, 123_456, on=day(3))
    said = "".join(client.get(f"{sheet}?le=2026-03-01").content.decode().split())
    assert "<b>1234,56€</b>" in said
    for query in ("?le=2026-02-28", "?le=2099-01-01", "?le=", "?le=😀"):
        assert b"1\xe2\x80\xaf234,56\xc2\xa0\xe2\x82\xac</b>" not in client.get(sheet + query).content
    other = keep(make_space("Elsewhere"))
    wrong = here(group.space.slug, "value:statement", account=other.alice.pk)
    assert [client.get(wrong + name).status_code for name in ("", "releve.pdf", "releve.csv")] == [404] * 3
    client.force_login(group.chloe)
    whole = here(group.space.slug, "value:group-statement")
    asked = [page, f"{page}releve.pdf", f"{page}releve.csv", whole, f"{whole}comptes.pdf", f"{whole}comptes.csv"]
    assert [client.get(one).status_code for one in asked] == [404] * 6
