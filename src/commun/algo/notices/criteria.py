"""The buyer's criteria with their weights, read from a payload when somebody writes an outline.

Read apart from the rest of a notice: the intake reads thousands a minute and needs none of this. Sources of the paths:
eForms SDK fields BT-540, BT-541, BT-734 and BT-539; TED_EXPORT R2.0.9 ``AC``; BOAMP ``criterePondere`` and
``CRITERES_ATTRIBUTION``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from commun.algo.notices.nodes import parse_xml
from commun.algo.notices.types import NotANotice
from commun.algo.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

PRICE: Final = "price"
MOST: Final = 60
LONGEST: Final = 300
DEEPEST: Final = 60
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_LOTS: Final = {"procurementprojectlot", "object_descr", "lot"}
_LOT_NUMBERS: Final = ("id", "lot_no", "num", "numlot")


@dataclass(frozen=True)
class Criterion:
    """What an offer is judged by: its words, its weight out of 100 if said, the lot it holds for (empty: all)."""

    name: str
    weight: Decimal | None = None
    is_price: bool = False
    lot: str = ""


@dataclass
class _Tag:
    """An element or a key: local name in lower case, text, attributes, children."""

    name: str
    text: str
    attributes: dict[str, str]
    children: list[_Tag]

    def first(self, *names: str) -> _Tag | None:
        """The first descendant of one of these names, itself excluded."""
        for child in self.children:
            if child.name in names:
                return child
            found = child.first(*names)
            if found is not None:
                return found
        return None

    def say(self, *names: str) -> str:
        """Its text; empty when there is none."""
        found = self.first(*names)
        return found.text if found is not None else ""


def criteria_in(payload: bytes) -> tuple[Criterion, ...]:
    """Criteria in the order of the notice, each name once for a lot; none when it says none or cannot be read."""
    try:
        root = _tree(payload)
    except (NotANotice, ValueError, TypeError, RecursionError):
        return ()
    found: dict[tuple[str, str], Criterion] = {}
    for one in _found(root, ""):
        key = (one.lot, fold(one.name))
        if one.name and key not in found:
            found[key] = one
        if len(found) == MOST:
            break
    return tuple(found.values())


def _found(tag: _Tag, lot: str) -> Iterator[Criterion]:
    if tag.name in _LOTS:
        lot = next((child.text for child in tag.children if child.name in _LOT_NUMBERS), lot)
    read = _READERS.get(tag.name)
    if read is not None:
        one = read(tag)
        if one is not None:
            yield Criterion(" ".join(one.name.split())[:LONGEST], one.weight, one.is_price, lot)
        return
    for child in tag.children:
        yield from _found(child, lot)


def _eforms(tag: _Tag) -> Criterion | None:
    kind = tag.say("awardingcriteriontypecode")
    texts = [child.text for child in tag.children if child.name in {"name", "description"} and child.text]
    code = tag.say("parametercode")
    weight = _weight(tag.say("parameternumeric"))
    if code.startswith("ord"):
        weight = None
    elif code.startswith("dec") and weight is not None:
        weight *= 100
    name = texts[0] if texts else ("Prix" if kind in {PRICE, "cost"} else "")
    return Criterion(name, _percent(weight), kind in {PRICE, "cost"}) if name else None


def _ted(tag: _Tag) -> Criterion | None:
    is_price = tag.name in {"ac_price", "ac_cost"}
    name = tag.say("ac_criterion") or ("Prix" if is_price else "")
    return Criterion(name, _percent(_weight(tag.say("ac_weighting"))), is_price) if name else None


def _mapa(tag: _Tag) -> Criterion | None:
    name = tag.say("critere")
    return Criterion(name, _percent(_weight(tag.say("criterepct", "poids"))), _is_price(name)) if name else None


def _boamp(tag: _Tag) -> Criterion | None:
    if not tag.text:
        return None
    return Criterion(tag.text, _percent(_weight(tag.attributes.get("poids", ""))), _is_price(tag.text))


def _boamp_price(tag: _Tag) -> Criterion | None:
    named = tag.first("critere")
    if named is not None and named.text:
        return Criterion(named.text, _percent(_weight(named.attributes.get("poids", ""))), True)
    return Criterion("Prix", _percent(_weight(tag.say("poids"))), True)


_READERS: Final = {
    "subordinateawardingcriterion": _eforms,
    "ac_quality": _ted,
    "ac_cost": _ted,
    "ac_price": _ted,
    "criterepondere": _mapa,
    "critere": _boamp,
    "criteres_prix": _boamp_price,
}


def _is_price(name: str) -> bool:
    return bool({"prix", "cout", "couts", "tarif", "tarifs", "financiere"} & set(fold(name).split()))


def _weight(text: str) -> Decimal | None:
    found = _NUMBER.search(text)
    return Decimal(found.group().replace(",", ".")) if found else None


def _percent(weight: Decimal | None) -> Decimal | None:
    """Kept between 0 and 100, with two decimals; what stands outside was no percentage."""
    return weight.quantize(Decimal("0.01")) if weight is not None and 0 <= weight <= 100 else None


def _tree(payload: bytes) -> _Tag:
    data = payload.lstrip(b"\xef\xbb\xbf \r\n\t")
    if data[:1] == b"<" or payload[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _of_xml(parse_xml(payload), 0)
    return _of_json("", json.loads(data), 0)


def _of_xml(element: _Element, depth: int) -> _Tag:
    name = str(element.tag).rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""
    if depth > DEEPEST:
        raise ValueError("too deep")
    children = [_of_xml(child, depth + 1) for child in element if isinstance(child.tag, str)]
    # A paragraph inside a leaf (<P>) is its text.
    text = (element.text or "").strip() or " ".join(child.text for child in children if child.name == "p")
    attributes = {str(key).casefold(): str(value) for key, value in element.attrib.items()}
    return _Tag(name, text, attributes, children)


def _of_json(name: str, value: Any, depth: int) -> _Tag:
    if depth > DEEPEST:
        raise ValueError("too deep")
    tag = _Tag(name.rpartition(":")[2].casefold(), "", {}, [])
    if isinstance(value, dict):
        for key, kid in value.items():
            if key.startswith("@"):
                tag.attributes[key[1:].casefold()] = str(kid)
            elif key == "#text":
                tag.text = str(kid).strip()
            else:
                # BOAMP keeps the notice itself as JSON inside a string.
                inner = json.loads(kid) if key == "donnees" and isinstance(kid, str) else kid
                items = inner if isinstance(inner, list) else [inner]
                tag.children += [_of_json(key, one, depth + 1) for one in items]
    elif isinstance(value, list):
        tag.children += [_of_json("", one, depth + 1) for one in value]
    elif value is not None:
        tag.text = str(value).strip()
    return tag
