"""The same paper as an OpenDocument text, to be completed by hand: ODF 1.3, one style for each kind of part.

The same paper gives the same bytes: parts of the archive are in one order, with the paper's own date.
"""

from xml.etree import ElementTree as ET

from commun.ui.papers import Code, Facts, Heading, Paper, Steps, Table, Text, seen
from commun.ui.papers.texts import packed

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = {
    "office": f"{_OASIS}:office:1.0",
    "text": f"{_OASIS}:text:1.0",
    "table": f"{_OASIS}:table:1.0",
    "style": f"{_OASIS}:style:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "meta": f"{_OASIS}:meta:1.0",
    "manifest": f"{_OASIS}:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
Part = Text | Heading | Code | Facts | Steps | Table


def printed_odt(paper: Paper, language: str = "fr") -> bytes:
    """The document."""
    files = {
        # Its type comes first and is not compressed: programs read it there.
        "mimetype": MEDIA_TYPE,
        "content.xml": _written(_content(paper)),
        "styles.xml": _written(_styles(language)),
        "meta.xml": _written(_meta(paper, language)),
        "META-INF/manifest.xml": _written(_manifest()),
    }
    return packed(files, paper.at, stored="mimetype")


def _written(root: ET.Element) -> str:
    body: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body.decode()


def _made(name: str, words: str = "", **attributes: str) -> ET.Element:
    for prefix, uri in NAMES.items():
        ET.register_namespace(prefix, uri)
    element = ET.Element(
        _full(name), {_full(key.replace("__", ":").replace("_", "-")): attributes[key] for key in attributes}
    )
    element.text = seen(words) or None
    return element


def _full(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _content(paper: Paper) -> ET.Element:
    root = _made("office:document-content", office__version="1.3")
    body = ET.SubElement(root, _full("office:body"))
    text = ET.SubElement(body, _full("office:text"))
    text.append(_made("text:p", paper.over, text__style_name="Over"))
    text.append(_made("text:h", paper.title, text__style_name="Heading1", text__outline_level="1"))
    tables = 0
    for part in paper.parts:
        tables += isinstance(part, Table | Facts)
        text.extend(_part(part, tables))
    text.append(_made("text:p", paper.foot, text__style_name="Over"))
    return root


def _part(part: Part, number: int) -> list[ET.Element]:
    if isinstance(part, Heading):
        return [_made("text:h", part.text, text__style_name="Heading2", text__outline_level="2")]
    if isinstance(part, Facts):
        return [_table(f"T{number}", (), [list(pair) for pair in part.pairs])]
    if isinstance(part, Table):
        rows = [[*row] for row in part.rows] + ([[*part.foot]] if part.foot else [])
        return [_table(f"T{number}", tuple(column.head for column in part.columns), rows)]
    if isinstance(part, Steps):
        return [_paragraph(f"{rank}. {' '.join(item)}") for rank, item in enumerate(part.items, 1)]
    return [_paragraph(part.text)]


def _paragraph(words: str) -> ET.Element:
    return _made("text:p", words, text__style_name="Standard")


def _table(name: str, heads: tuple[str, ...], rows: list[list[str]]) -> ET.Element:
    table = _made("table:table", table__name=name)
    width = max([len(heads), *(len(row) for row in rows)])
    table.append(_made("table:table-column", table__number_columns_repeated=str(width)))
    if heads:
        header = ET.SubElement(table, _full("table:table-header-rows"))
        header.append(_row(list(heads), "Head"))
    for row in rows:
        table.append(_row(row, "Standard"))
    return table


def _row(cells: list[str], style: str) -> ET.Element:
    row = _made("table:table-row")
    for words in cells:
        cell = ET.SubElement(row, _full("table:table-cell"))
        cell.append(_made("text:p", words, text__style_name=style))
    return row


def _styles(language: str) -> ET.Element:
    root = _made("office:document-styles", office__version="1.3")
    styles = ET.SubElement(root, _full("office:styles"))
    for name, parent, size, weight in (
        ("Standard", "", "11pt", "normal"),
        ("Over", "Standard", "9pt", "normal"),
        ("Head", "Standard", "10pt", "bold"),
        ("Heading1", "Standard", "17pt", "bold"),
        ("Heading2", "Standard", "13pt", "bold"),
    ):
        style = _made("style:style", style__name=name, style__family="paragraph")
        if parent:
            style.set(_full("style:parent-style-name"), parent)
        style.append(_made("style:paragraph-properties", fo__margin_bottom="0.2cm"))
        style.append(_made("style:text-properties", fo__font_size=size, fo__font_weight=weight, fo__language=language))
        styles.append(style)
    return root


def _meta(paper: Paper, language: str) -> ET.Element:
    root = _made("office:document-meta", office__version="1.3")
    meta = ET.SubElement(root, _full("office:meta"))
    meta.append(_made("dc:title", paper.title))
    meta.append(_made("dc:creator", paper.author))
    meta.append(_made("dc:date", paper.at.isoformat(timespec="seconds")))
    meta.append(_made("dc:language", language))
    return root


def _manifest() -> ET.Element:
    root = _made("manifest:manifest", manifest__version="1.3")
    for path, kind in (
        ("/", MEDIA_TYPE),
        ("content.xml", "text/xml"),
        ("styles.xml", "text/xml"),
        ("meta.xml", "text/xml"),
    ):
        root.append(_made("manifest:file-entry", manifest__full_path=path, manifest__media_type=kind))
    return root
