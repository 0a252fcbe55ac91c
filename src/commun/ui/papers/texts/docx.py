"""Texts as a Word file (ECMA-376, Office Open XML): real titles, lists and tables, with the styles of Word itself."""

import datetime as dt
from collections.abc import Iterator

from commun.core.writing.trees import Node
from commun.ui.papers.texts import Texts, attribute, blocks, grid, marks_of, packed, xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DEEPEST_LIST = 8
SIZES = (32, 28, 26, 24, 22, 22)


def printed_docx(texts: Texts) -> bytes:
    """The file."""
    writer = _Writer()
    body = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{_run(texts.title)}</w:p>'
    body += "".join(writer.block(node) for node in blocks(texts))
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml", "")], core=True),
        "docProps/core.xml": _core(texts),
        "word/document.xml": (
            f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}{_SECTION}</w:body></w:document>'
        ),
        "word/styles.xml": _styles(texts.language),
        "word/numbering.xml": writer.numbering(),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml", ""), ("numbering", "numbering.xml", "")]
            + [("hyperlink", href, "External") for href in writer.links]
        ),
    }
    return packed(files, texts.at.astimezone(dt.UTC))


_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)


_LINE = '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/>'


class _Writer:
    """Walks the nodes; keeps the links and the numbered lists that other parts of the file declare."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.starts: list[tuple[bool, int]] = []

    def block(self, node: Node, style: str = "", lists: tuple[int, ...] = ()) -> str:
        name, content = node["type"], node.get("content", [])
        if name == "heading":
            return self.paragraph(content, f"Heading{node['attrs']['level']}")
        if name == "paragraph":
            return self.paragraph(content, style, lists)
        if name in ("bulletList", "orderedList"):
            return self.list(node, style, lists)
        if name == "blockquote":
            return "".join(self.block(child, "Quote", lists) for child in content)
        if name == "table":
            return self.table(node)
        if name == "horizontalRule":
            return f"<w:p><w:pPr><w:pBdr>{_LINE}</w:pBdr></w:pPr></w:p>"
        return "".join(self.block(child, style, lists) for child in content)

    def paragraph(self, content: list[Node], style: str = "", lists: tuple[int, ...] = ()) -> str:
        about = f'<w:pStyle w:val="{style}"/>' if style else ""
        if lists:
            about = about or '<w:pStyle w:val="ListParagraph"/>'
            level = min(len(lists) - 1, DEEPEST_LIST)
            if lists[-1]:
                about += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{lists[-1]}"/></w:numPr>'
            else:
                about += f'<w:ind w:left="{720 * (level + 1)}"/>'
        about = f"<w:pPr>{about}</w:pPr>" if about else ""
        return f"<w:p>{about}{''.join(self.inline(content))}</w:p>"

    def inline(self, content: list[Node]) -> Iterator[str]:
        for node in content:
            if node["type"] == "hardBreak":
                yield "<w:r><w:br/></w:r>"
            elif node["type"] == "text":
                marks = marks_of(node)
                run = _run(node["text"], marks)
                if "link" in marks:
                    if marks["link"] not in self.links:
                        self.links.append(marks["link"])
                    run = f'<w:hyperlink r:id="rId{self.links.index(marks["link"]) + 3}">{run}</w:hyperlink>'
                yield run

    def list(self, node: Node, style: str, lists: tuple[int, ...]) -> str:
        self.starts.append((node["type"] == "orderedList", int(node.get("attrs", {}).get("start", 1))))
        number = len(self.starts)
        found = ""
        for item in node.get("content", ()):
            for place, child in enumerate(item.get("content", ())):
                # Only the first paragraph of an item has its sign.
                inside = (*lists, number if place == 0 or child["type"] in ("bulletList", "orderedList") else 0)
                found += self.block(child, style, inside if child["type"] == "paragraph" else (*lists, 0))
        return found

    def table(self, node: Node) -> str:
        rows = grid(node)
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        found = '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>'
        found += f'<w:gridCol w:w="{9600 // width}"/>' * width + "</w:tblGrid>"
        for number, row in enumerate(rows):
            is_head = number == 0 and all(cell.is_head for cell in row if not cell.is_covered)
            found += "<w:tr><w:trPr><w:tblHeader/></w:trPr>" if is_head else "<w:tr>"
            for cell in row:
                if cell.columns == 0:
                    continue
                about = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
                about += "<w:vMerge/>" if cell.is_covered else '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
                style = "TableHead" if cell.is_head else ""
                inside = "".join(self.block(child, style) for child in cell.node.get("content", ()))
                # A cell ends with a paragraph, or Word calls the file broken.
                inside = inside if inside.endswith("</w:p>") else f"{inside}<w:p/>"
                found += f"<w:tc><w:tcPr>{about}</w:tcPr>{inside}</w:tc>"
            found += "</w:tr>"
        return f"{found}</w:tbl><w:p/>"

    def numbering(self) -> str:
        kinds = "".join(_abstract(number, is_numbered) for number, is_numbered in enumerate((False, True)))
        lists = ""
        for number, (is_numbered, start) in enumerate(self.starts, start=1):
            levels = "".join(
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                for level in range(DEEPEST_LIST + 1)
            )
            lists += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{int(is_numbered)}"/>'
            lists += f"{levels if is_numbered else ''}</w:num>"
        return f'{_HEAD}<w:numbering xmlns:w="{_W}">{kinds}{lists}</w:numbering>'


def _run(text: str, marks: dict[str, str] | None = None) -> str:
    about = '<w:rStyle w:val="Hyperlink"/>' if "link" in (marks or {}) else ""
    about += "".join(
        tag
        for name, tag in (("bold", "<w:b/>"), ("italic", "<w:i/>"), ("strike", "<w:strike/>"))
        if name in (marks or {})
    )
    about = f"<w:rPr>{about}</w:rPr>" if about else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{xml(text)}</w:t></w:r>'


def _abstract(number: int, is_numbered: bool) -> str:
    levels = ""
    for level in range(DEEPEST_LIST + 1):
        kind, text = ("decimal", f"%{level + 1}.") if is_numbered else ("bullet", "•◦▪"[level % 3])
        levels += (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        )
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def _types() -> str:
    kinds = (
        ("/word/document.xml", f"{MEDIA_TYPE}.main+xml"),
        ("/word/styles.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"),
        ("/word/numbering.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(targets: list[tuple[str, str, str]], *, core: bool = False) -> str:
    found = ""
    for number, (kind, target, mode) in enumerate(targets, start=1):
        external = f' TargetMode="{mode}"' if mode else ""
        found += f'<Relationship Id="rId{number}" Type="{_R}/{kind}" Target={attribute(target)}{external}/>'
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        found += f'<Relationship Id="rId{len(targets) + 1}" Type="{kind}" Target="docProps/core.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _core(texts: Texts) -> str:
    at = texts.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    names = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return (
        f"{_HEAD}<cp:coreProperties {names}><dc:title>{xml(texts.title)}</dc:title>"
        f"<dc:creator>{xml(texts.author)}</dc:creator><dc:language>{xml(texts.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    )


def _styles(language: str) -> str:
    heads = "".join(
        _style(f"Heading{level}", f"heading {level}", f'<w:keepNext/><w:spacing w:before="240" w:after="80"/>'
               f'<w:outlineLvl w:val="{level - 1}"/>', f'<w:b/><w:sz w:val="{size}"/>')
        for level, size in enumerate(SIZES, start=1)
    )  # fmt: skip
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    country = {"fr": "fr-FR", "en": "en-GB"}.get(language, language)
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Calibri"/><w:sz w:val="22"/>'
        f"<w:lang w:val={attribute(country)}/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        + _style("Title", "Title", '<w:spacing w:after="240"/>', '<w:sz w:val="48"/>')
        + heads
        + _style("Quote", "Quote", '<w:ind w:left="567" w:right="567"/>', "<w:i/>")
        + _style("ListParagraph", "List Paragraph", "<w:contextualSpacing/>", "")
        + _style("TableHead", "Table Head", "", "<w:b/>")
        + '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


def _style(identifier: str, name: str, paragraph: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )
