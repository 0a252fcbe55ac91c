"""FEC lines and Sage's CSV: laid out as the law and enDI have them, balanced, whatever people typed (V6, V7)."""

import csv
import datetime as dt
import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.accounting import Entry, Leg, Unbalanced, fec, fec_name, sage
from commun.algo.accounting.fec import COLUMNS

DAY = dt.date(2026, 11, 16)


def entry(label: str = "Concertation", cents: int = 123_456, **other: object) -> Entry:
    """A client paid for a work."""
    legs = [
        Leg("411000", "Clients", debit=cents, third="CLIENT", third_label=label, analytic="COLL01"),
        Leg("706000", "Prestations", credit=cents),
    ]
    told = {"journal": "COM", "journal_label": "Commun", "on": DAY, "piece": "C-7", "valid": DAY, "legs": legs}
    return Entry(label=label, **{**told, **other})  # type: ignore[arg-type]


TOLD = b'"161126";"%s";"C-7";"%s";"";"L\'\xe9t\xe9 ""\xe0 200 \xa4"" - fin";"161226";'
EXPECTED_SAGE = b"".join(
    (
        b'"Num\xe9ro de pi\xe8ce";"Code Journal";"Date de pi\xe8ce";"N\xb0 compte g\xe9n\xe9ral";',
        b'"Num\xe9ro de facture";"Num\xe9ro de compte tiers";"Code taxe";',
        b'"Libell\xe9 d\'\xe9criture";"Date d\'\xe9ch\xe9ance";"Montant d\xe9bit";',
        b'"Montant cr\xe9dit";"Type de ligne";"Num\xe9ro analytique"\r\n',
        b'"C-7";"COM";' + TOLD % (b"411000", b"CLIENT") + b'"1234,56";"";"G";""\r\n',
        b'"C-7";"COM";' + TOLD % (b"411000", b"CLIENT") + b'"1234,56";"";"A";"COLL01"\r\n',
        b'"C-7";"COM";' + TOLD % (b"706000", b"") + b'"";"1234,56";"G";""\r\n',
    )
)


def test_sage_reads_what_endi_writes_to_the_byte() -> None:
    told = entry("L’été “à 200 €” —\nfin", due=dt.date(2026, 12, 16))
    assert sage([told]) == EXPECTED_SAGE


EXPECTED_FEC = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|"
    "PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\r\n"
    "COM|Commun|1|20261116|411000|Clients|CLIENT|Été à 5 €|C-7|20261116|Été à 5 €|0,05|0,00|||20261117||\r\n"
    "COM|Commun|1|20261116|706000|Prestations|||C-7|20261116|Été à 5 €|0,00|0,05|||20261117||\r\n"
).replace("|", "\t")


def test_the_lines_are_laid_out_as_the_law_says() -> None:
    told = entry("Été à 5 €", 5, valid=DAY + dt.timedelta(days=1))
    assert fec([told]).decode("iso-8859-15") == EXPECTED_FEC
    assert fec_name("732829320", dt.date(2026, 12, 31)) == "732829320FEC20261231.txt"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.integers(1, 10**13)), max_size=6))
def test_whatever_people_typed_the_columns_stand_and_cents_are_kept(told: list[tuple[str, int]]) -> None:
    entries = [entry(label, cents) for label, cents in told]
    total = sum(cents for _label, cents in told)
    lines = fec(entries).decode("iso-8859-15").split("\r\n")
    assert lines.pop() == ""
    rows = [line.split("\t") for line in lines]
    assert rows[0] == list(COLUMNS)
    assert {len(row) for row in rows} == {18}
    assert all(cell.isprintable() and '"' not in cell and "|" not in cell for row in rows for cell in row)
    assert [int(row[2]) for row in rows[1::2]] == list(range(1, len(told) + 1))
    assert cents_of(row[11] for row in rows[1:]) == cents_of(row[12] for row in rows[1:]) == total
    read = list(csv.reader(io.StringIO(sage(entries).decode("iso-8859-15"), newline=""), delimiter=";"))
    assert {len(row) for row in read} == {13}
    general = [row for row in read[1:] if row[11] == "G"]
    assert cents_of(row[9] or "0" for row in general) == cents_of(row[10] or "0" for row in general) == total


def cents_of(cells: object) -> int:
    amount = sum(Fraction(str(cell).replace(",", ".")) * 100 for cell in cells)  # type: ignore[attr-defined]
    assert amount == int(amount)
    return int(amount)


def test_an_entry_that_does_not_balance_is_never_written() -> None:
    one = Leg("411000", "Clients", debit=100)
    wrong = ([one, Leg("706000", "P", credit=99)], [one, one], [Leg("4", "x", 5, 5)], [Leg("4", "x")],
             [Leg("4", "x", debit=-1), Leg("7", "y", credit=-1)])  # fmt: skip
    for legs in wrong:
        for write in (fec, sage):
            with pytest.raises(Unbalanced):
                write([entry(legs=legs)])


@pytest.mark.referee
def test_a_foreign_reader_finds_no_error_and_sees_a_bad_day() -> None:
    parser = pytest.importorskip("fec_parser.parser").FECParser
    content = fec([entry('"Été" | du\tpont', 123_456), entry("=2+3", 1)])
    read = parser.from_bytesio(io.BytesIO(content))
    rows = list(read.get_ecritures())
    assert (len(rows), read.errors) == (4, [])
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows)
    assert [str(row.debit) for row in rows] == ["1234.56", "0.00", "0.01", "0.00"]
    assert rows[0].ecriture_date == DAY
    bad = parser.from_bytesio(io.BytesIO(content.replace(b"\t20261116\t411", b"\t2026-11-16\t411", 1)))
    assert len(bad.parse()) == 1
