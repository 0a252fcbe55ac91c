"""Texts as an OpenDocument text (ODF 1.3, OASIS): real titles, lists and tables."""

import datetime as dt
import re
from collections.abc import Iterator

from commun.core.writing.trees import Node
from commun.ui.papers.texts import Cell, Texts, attribute, blocks, grid, marks_of, packed, xml

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": f"{_OASIS}:office:1.0",
        "style": f"{_OASIS}:style:1.0",
        "text": f"{_OASIS}:text:1.0",
        "table": f"{_OASIS}:table:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "meta": f"{_OASIS}:meta:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = re.compile(" {2,}")
SIZES = ("18pt", "15pt", "13pt", "12pt", "11pt", "11pt")
LETTERS = {"bold": "B", "italic": "I", "strike": "S"}
DEEPEST_LIST = 10


def printed_odt(texts: Texts) -> bytes:
    """The file."""
    body = f'<text:p text:style-name="Title">{_words(texts.title)}</text:p>'
    body += "".join(_block(node) for node in blocks(texts))
    files = {
        "mimetype": MEDIA_TYPE,
        "META-INF/manifest.xml": _manifest(),
        "content.xml": (
            f'{_HEAD}<office:document-content {_NAMES} office:version="1.3">{_automatic()}'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
        ),
        "styles.xml": _styles(texts.language),
        "meta.xml": _meta(texts),
    }
    return packed(files, texts.at.astimezone(dt.UTC), stored="mimetype")


def _block(node: Node, style: str = "Standard") -> str:
    name, content = node["type"], node.get("content", [])
    if name == "heading":
        level = node["attrs"]["level"]
        return f'<text:h text:style-name="Heading_{level}" text:outline-level="{level}">{_inline(content)}</text:h>'
    if name == "paragraph":
        return f'<text:p text:style-name="{style}">{_inline(content)}</text:p>'
    if name in ("bulletList", "orderedList"):
        return _list(node, style)
    if name == "table":
        return _table(node)
    if name == "horizontalRule":
        return '<text:p text:style-name="Rule"/>'
    style = "Quotations" if name == "blockquote" else style
    return "".join(_block(child, style) for child in content)


def _list(node: Node, style: str) -> str:
    is_numbered = node["type"] == "orderedList"
    start = int(node.get("attrs", {}).get("start", 1))
    items = ""
    for number, item in enumerate(node.get("content", ())):
        first = f' text:start-value="{start}"' if is_numbered and number == 0 and start != 1 else ""
        inside = "".join(_block(child, style) for child in item.get("content", ()))
        items += f"<text:list-item{first}>{inside}</text:list-item>"
    return f'<text:list text:style-name="{"Numbers" if is_numbered else "Bullets"}">{items}</text:list>'


def _table(node: Node) -> str:
    rows = grid(node)
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    heads, body = "", ""
    for number, row in enumerate(rows):
        cells = "".join(_cell(cell) for cell in row)
        line = f"<table:table-row>{cells}</table:table-row>"
        if number == 0 and all(cell.is_head for cell in row if not cell.is_covered):
            heads = f"<table:table-header-rows>{line}</table:table-header-rows>"
        else:
            body += line
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    table = f'<table:table table:style-name="Table">{columns}{heads}{body}</table:table>'
    return f'{table}<text:p text:style-name="Standard"/>'


def _cell(cell: Cell) -> str:
    if cell.is_covered:
        return "<table:covered-table-cell/>"
    spans = f' table:number-columns-spanned="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' table:number-rows-spanned="{cell.rows}"' if cell.rows > 1 else ""
    style = "Table_Heading" if cell.is_head else "Standard"
    inside = "".join(_block(child, style) for child in cell.node.get("content", ()))
    inside = inside or f'<text:p text:style-name="{style}"/>'
    return f'<table:table-cell table:style-name="Cell"{spans}>{inside}</table:table-cell>'


def _inline(content: list[Node]) -> str:
    return "".join(_pieces(content))


def _pieces(content: list[Node]) -> Iterator[str]:
    for node in content:
        if node["type"] == "hardBreak":
            yield "<text:line-break/>"
        elif node["type"] == "text":
            marks = marks_of(node)
            letters = "".join(letter for name, letter in LETTERS.items() if name in marks)
            words = _words(node["text"])
            words = f'<text:span text:style-name="{letters}">{words}</text:span>' if letters else words
            if "link" in marks:
                words = f'<text:a xlink:type="simple" xlink:href={attribute(marks["link"])}>{words}</text:a>'
            yield words


def _words(text: str) -> str:
    """Spaces in a row are counted, or they would be one."""
    shown = _SPACES.sub(
        lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', xml(text).replace("\t", "<text:tab/>")
    )
    return f'<text:s text:c="1"/>{shown[1:]}' if shown.startswith(" ") else shown


def _automatic() -> str:
    found = ""
    for number in range(1, 8):
        letters = "".join(letter for place, letter in enumerate("BIS") if number >> place & 1)
        look = ""
        look += ' fo:font-weight="bold"' if "B" in letters else ""
        look += ' fo:font-style="italic"' if "I" in letters else ""
        look += ' style:text-line-through-style="solid"' if "S" in letters else ""
        found += f'<style:style style:name="{letters}" style:family="text"><style:text-properties{look}/></style:style>'
    found += '<style:style style:name="Table" style:family="table">'
    found += '<style:table-properties style:rel-width="100%"/></style:style>'
    found += '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
    found += 'fo:border="0.5pt solid #808080"/></style:style>'
    return f"<office:automatic-styles>{found}{_lists()}</office:automatic-styles>"


def _lists() -> str:
    bullets = numbers = ""
    for level in range(1, DEEPEST_LIST + 1):
        place = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" '
            f'fo:margin-left="{0.6 * level + 0.4:.1f}cm"/></style:list-level-properties>'
        )
        sign = "•◦▪"[(level - 1) % 3]
        bullets += f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{sign}">{place}'
        bullets += "</text:list-level-style-bullet>"
        numbers += (
            f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">{place}'
        )
        numbers += "</text:list-level-style-number>"
    return (
        f'<text:list-style style:name="Bullets">{bullets}</text:list-style>'
        f'<text:list-style style:name="Numbers">{numbers}</text:list-style>'
    )


def _styles(language: str) -> str:
    country = {"fr": "FR", "en": "GB"}.get(language, "FR")
    around = 'fo:margin-top="0.4cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"'
    heads = "".join(
        _style(
            f"Heading_{level}",
            f"Heading {level}",
            around,
            f'fo:font-size="{size}" fo:font-weight="bold"',
            f' style:default-outline-level="{level}"',
        )
        for level, size in enumerate(SIZES, start=1)
    )
    return (
        f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/>'
        f'<style:text-properties fo:font-size="11pt" fo:language="{xml(language)}" fo:country="{country}"/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        + _style("Title", "Title", 'fo:margin-bottom="0.6cm"', 'fo:font-size="24pt"')
        + heads
        + _style("Quotations", "Quotations", 'fo:margin-left="1cm" fo:margin-right="1cm"', 'fo:font-style="italic"')
        + _style("Table_Heading", "Table Heading", "", 'fo:font-weight="bold"')
        + _style("Rule", "Horizontal Line", 'fo:border-bottom="0.5pt solid #808080"', "")
        + "</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'fo:margin="2cm"/></style:page-layout></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>'
        "</office:document-styles>"
    )


def _style(name: str, shown: str, paragraph: str, text: str, more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="Standard"{more}><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _manifest() -> str:
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", MEDIA_TYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml"),
        )
    )  # fmt: skip
    name = f'xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3"'
    return f"{_HEAD}<manifest:manifest {name}>{files}</manifest:manifest>"


def _meta(texts: Texts) -> str:
    at = texts.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_HEAD}<office:document-meta {_NAMES} office:version="1.3"><office:meta>'
        f"<dc:title>{xml(texts.title)}</dc:title><meta:initial-creator>{xml(texts.author)}</meta:initial-creator>"
        f"<meta:creation-date>{at}</meta:creation-date><dc:date>{at}</dc:date><dc:language>{xml(texts.language)}</dc:language>"
        "</office:meta></office:document-meta>"
    )
