"""Writing XML with Python's own library: nested pairs in, bytes out."""

from typing import Any
from xml.etree import ElementTree as ET

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "": f"{_OASIS}QualificationApplicationResponse-2",
    "cac": f"{_OASIS}CommonAggregateComponents-2",
    "cbc": f"{_OASIS}CommonBasicComponents-2",
}
# (name, what is inside), or (name, what is inside, attributes). Inside: words, or nodes. "" and nothing write nothing.
Node = tuple[Any, ...]


def written(root: Node) -> bytes:
    """The document."""
    for prefix, uri in NAMES.items():
        ET.register_namespace(prefix, uri)
    top = _element(root)
    assert top is not None
    ET.indent(top)
    body: bytes = ET.tostring(top, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _element(node: Node) -> ET.Element | None:
    name, inside, *rest = node
    words = clean(inside) if isinstance(inside, str) else ""
    found = [] if isinstance(inside, str) else [made for each in inside if (made := _element(each)) is not None]
    if not words and not found:
        return None
    prefix, _colon, local = name.rpartition(":")
    element = ET.Element(f"{{{NAMES[prefix]}}}{local}", rest[0] if rest else {})
    element.text = words or None
    element.extend(found)
    return element


def clean(text: str) -> str:
    """Words without the signs that XML forbids, on one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
