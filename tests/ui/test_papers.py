"""Papers: what people wrote is there as it is, the same paper gives the same bytes, a screen reader reads it."""

import datetime as dt
import io
import subprocess
import sys
import unicodedata

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from commun.ui.papers import Code, Column, Facts, Heading, Paper, Steps, Table, Text, printed

pytestmark = pytest.mark.english
AT = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
NASTY = (
    "#panic() #let x = 1; #import \"@preview/a:0.1.0\"", "$a_1^2$", "[b] *c* _d_ `e` <f> @g", "a\\b \\u{41} \\\\",
    "// c /* d */", "= t", "- l", "https://a.b/c?d=e#f", "'q' \"r\" -- --- ...", "{1+1} ${x} %s {page} <script>",
    "é œ ß ő Ł ẞ −€", "1\u202f234,50\u00a0€",
)  # fmt: skip


def paper(*texts: str) -> Paper:
    rows = [[text, text] for text in texts]
    parts = [
        Text(texts[0]),
        Facts([(text, text) for text in texts]),
        Heading(texts[-1]),
        Table([Column("what", 3), Column("how much", 1, is_figure=True)], rows, ["In all", "12,50"]),
        Steps([(text, text) for text in texts]),
        Code("0123456789abcdef" * 4),
    ]
    return Paper(texts[0], "A group", "A group", texts[-1], f"Foot {texts[0]}", "0123456789abcdef", AT, parts)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Without spaces: where a line ends is the paper's own affair."""
    return "".join("".join(page.extract_text().split()) for page in read(pdf).pages).replace("\u200b", "")


def bare(text: str) -> str:
    return "".join(text.split())


def test_what_people_wrote_is_there_as_it_is() -> None:
    found = words(printed(paper(*NASTY)))
    for text in NASTY:
        # A fact, two cells, a step and its note, at least; the title too for the first.
        assert found.count(bare(text)) >= 5, text


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]), min_size=1, max_size=30))
def test_any_text_of_ours_is_there_as_it_is(text: str) -> None:
    assert words(printed(paper(f"x{text}x"))).count(bare(f"x{unicodedata.normalize('NFC', text)}x")) >= 5


def test_signs_that_no_letter_draws_are_told_in_the_language_of_the_paper_and_nothing_turns_the_words_around() -> None:
    with translation.override("fr"):
        found = words(printed(paper("Merci 😀 👩🏽‍💻 1️⃣", "日本", "\u202elive\u202c", "a\x00b\x07", "עברית")))
    assert "Merci[pictogramme][pictogramme]" in found
    assert "[signeU+65E5][signeU+672C]" in found
    assert "live" in found
    assert "עברית" in found
    assert "1" in found
    assert "[pictogram][signU+65E5]" in words(printed(paper("😀日")))


def test_the_same_paper_gives_the_same_bytes_and_tells_what_it_is() -> None:
    pdf = printed(paper(*NASTY))
    assert printed(paper(*NASTY)) == pdf
    reader = read(pdf)
    told = reader.metadata
    assert told is not None
    assert (told.title, told.author, told.creation_date) == (NASTY[0], "A group", AT)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in pdf
    assert "page 1 of 2" in reader.pages[0].extract_text()
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    inside = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert inside
    assert all({"/FontFile2", "/FontFile3"} & set(one.get_object()) for one in inside)


def test_a_word_without_end_stays_in_its_column_and_a_long_table_has_its_heads_on_each_page() -> None:
    table = Table([Column("what", 3), Column("how much", 1, is_figure=True)], [["w" * 300, "1"]] * 40)
    pages = read(printed(Paper("t", "g", "g", "a", "f", "s", AT, [table]))).pages
    assert len(pages) > 1
    assert all("how much" in page.extract_text() for page in pages)


def test_no_page_loads_the_printer() -> None:
    code = "import sys, commun.ui.papers; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "src"}, check=False).returncode == 0
