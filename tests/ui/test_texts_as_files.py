"""Texts as DOCX, ODT, Markdown and PDF: every word, title, list, table and link is there, whatever was written."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from commun.core.writing import html, markdown
from commun.ui.papers.texts import Part, Texts, as_markdown, grid
from commun.ui.papers.texts.docx import printed_docx
from commun.ui.papers.texts.odt import printed_odt
from commun.ui.papers.texts.pdf import printed_pdf

AT = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
WORDS = """# Écouter

Nous *écoutons* **d’abord** ~~vite~~, [ici](https://exemple.fr/?a=1&b=2) 😀.
À la ligne.

- un
  - deux

    suite
- trois

3. quatre
4. cinq

> Cité & « gardé »

| Qui | Combien |
| --- | --- |
| Zoë | 12 % |

---

Œuvre <script> #panic() $x$ _a_ ]]>
"""
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def texts() -> Texts:
    spanned = {
        "type": "table",
        "content": [
            {"type": "tableRow", "content": [_cell("a", colspan=2), _cell("b", rowspan=2)]},
            {"type": "tableRow", "content": [_cell("c"), _cell("d")]},
        ],
    }
    nasty = {"type": "paragraph", "content": [{"type": "text", "text": "a\x00\x0b\ud800  b\ufffe"}]}
    return Texts(
        "Mémoire & méthode", "Les Grands Chemins", AT,
        [Part("Méthode", markdown.tree_of(WORDS)), Part("Équipe", {"type": "doc", "content": [spanned, nasty]})],
    )  # fmt: skip


def _cell(text: str, **spans: int) -> dict[str, Any]:
    inside = [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]
    return {"type": "tableCell", "content": inside} | ({"attrs": spans} if spans else {})


def bare(text: str) -> str:
    return "".join(text.split())


def said() -> str:
    return bare(html.plain_of(markdown.tree_of(WORDS)))


def part(content: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def test_a_word_file_has_its_words_in_true_titles_lists_and_tables() -> None:
    content = printed_docx(texts())
    document = part(content, "word/document.xml")
    assert said() in bare("".join(document.itertext(f"{W}t")))
    styles = [each.get(f"{W}val") for each in document.iter(f"{W}pStyle")]
    assert styles[:3] == ["Title", "Heading1", "Heading2"]
    known = {each.get(f"{W}styleId") for each in part(content, "word/styles.xml").iter(f"{W}style")}
    assert set(styles) <= known
    numbers = {each.get(f"{W}val") for each in document.iter(f"{W}numId")}
    declared = part(content, "word/numbering.xml")
    assert numbers == {each.get(f"{W}numId") for each in declared.iter(f"{W}num")}
    assert {each.get(f"{W}val") for each in declared.iter(f"{W}startOverride")} == {"3"}
    relations = {each.get("Id"): each.get("Target") for each in part(content, "word/_rels/document.xml.rels")}
    (link,) = document.iter(f"{W}hyperlink")
    assert relations[link.get(f"{R}id")] == "https://exemple.fr/?a=1&b=2"
    assert all(cell[-1].tag == f"{W}p" for cell in document.iter(f"{W}tc"))
    # 2 columns of the first table; of the second, a wide cell and two high ones.
    assert [len(list(row.iter(f"{W}tc"))) for row in document.iter(f"{W}tr")] == [2, 2, 2, 3]
    assert content == printed_docx(texts())


def test_an_opendocument_text_has_them_too() -> None:
    content = printed_odt(texts())
    archive = zipfile.ZipFile(io.BytesIO(content))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    body = part(content, "content.xml")
    assert said() in bare("".join(body.itertext()))
    titles = [(each.get(f"{T}outline-level"), "".join(each.itertext())) for each in body.iter(f"{T}h")]
    assert titles == [("1", "Méthode"), ("2", "Écouter"), ("1", "Équipe")]
    assert len(list(body.iter(f"{T}list"))) == 3
    used = {each.get(f"{T}style-name") for each in body.iter() if each.get(f"{T}style-name")}
    name = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
    declared = {each.get(name) for xml in ("content.xml", "styles.xml") for each in part(content, xml).iter()}
    assert used <= declared
    listed = {each.get(next(iter(each.keys()))) for each in part(content, "META-INF/manifest.xml")}
    assert listed == {"/", "content.xml", "styles.xml", "meta.xml"}
    assert content == printed_odt(texts())


def test_a_pdf_has_every_letter_its_tags_and_a_word_for_emoji() -> None:
    content = printed_pdf(texts())
    reader = PdfReader(io.BytesIO(content))
    read = bare("".join(page.extract_text() for page in reader.pages)).replace("\u200b", "")
    for words in (
        "Mémoire&méthode",
        "Nousécoutonsd’abordvite,ici[pictogramme].",
        "quatre",
        "Zoë",
        "#panic()$x$_a_]]>",
    ):
        assert words in read, words
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert b"pdfuaid" in content
    assert content == printed_pdf(texts())


def test_markdown_reads_back() -> None:
    told = as_markdown(texts())
    assert told.startswith("# Mémoire & méthode\n\n## Méthode\n\n### Écouter\n\n")
    assert said() in bare(html.plain_of(markdown.tree_of(told)))


def test_cells_that_span_leave_their_places_empty() -> None:
    (table,) = [node for node in texts().parts[1].tree["content"] if node["type"] == "table"]
    assert [[(cell.columns, cell.rows, cell.is_covered) for cell in row] for row in grid(table)] == [
        [(2, 1, False), (0, 1, True), (1, 2, False)],
        [(1, 1, False), (1, 1, False), (1, 1, True)],
    ]


@pytest.mark.parametrize("made", [printed_docx, printed_odt, printed_pdf])
def test_nothing_written_is_still_a_file(made: Any) -> None:
    assert len(made(Texts("", "", AT, [Part("", {"type": "doc", "content": []})]))) > 500
