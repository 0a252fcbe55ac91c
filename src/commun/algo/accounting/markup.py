"""Writing XML with Python's own library: nested pairs in, bytes out."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

# (name, what is inside), or (name, what is inside, attributes). Inside: words, or nodes. None and "" write nothing.
Node = tuple[Any, ...]


def written(root: Node, names: Mapping[str, str]) -> bytes:
    """The document; ``names``: prefix -> namespace."""
    for prefix, uri in names.items():
        ET.register_namespace(prefix, uri)
    top = _element(root, names)
    assert top is not None
    ET.indent(top)
    body: bytes = ET.tostring(top, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _element(node: Node, names: Mapping[str, str]) -> ET.Element | None:
    name, inside, *rest = node
    if inside in ("", None):
        return None
    prefix, _colon, local = name.rpartition(":")
    element = ET.Element(f"{{{names[prefix]}}}{local}", rest[0] if rest else {})
    if isinstance(inside, str):
        element.text = clean(inside)
        return element
    found = [made for child in inside if (made := _element(child, names)) is not None]
    if not found:
        return None
    element.extend(found)
    return element


def clean(text: str) -> str:
    """Words without the signs that XML forbids, on one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
