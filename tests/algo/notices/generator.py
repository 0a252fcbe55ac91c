"""Thousands of damaged and strange variants of our own fictional notices, one family for each shape."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).resolve().parents[2] / "payloads"
_DATES = ["2049-12-31", "0218-10-29", "9999-99-99", "2026-02-30", "", "31/12/2026 12h00", "NC", "99999-01-01"]
_TIMES = ["25:61:00", "12h", "", "12:00:00+25:00", "23:59:59Z", "midi"]
_NUMBERS = ["-1", "1e400", "999999999999999999999", "NaN", "1 234,56", "12,5 €", "", "0"]
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|(?<=>)\d{8}(?=<)")
_ELEMENT = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>[^<>]*</\1>")


def seeds() -> dict[str, list[bytes]]:
    """Payloads of one notice by shape."""
    answer = json.loads((PAYLOADS / "boamp_answer.json").read_text("utf-8"))["results"]
    flat = json.loads((PAYLOADS / "boamp_flat.json").read_text("utf-8"))
    v1 = json.loads((PAYLOADS / "decp_v1.json").read_text("utf-8"))["marches"]
    v2 = json.loads((PAYLOADS / "decp_v2.json").read_text("utf-8"))["marches"]
    search = json.loads((PAYLOADS / "ted_search.json").read_text("utf-8"))["notices"]
    lines = [(PAYLOADS / name).read_bytes().splitlines() for name in ("studies.jsonl", "mixed.jsonl")]
    return {
        "eforms": [path.read_bytes() for path in sorted(PAYLOADS.glob("eforms_*.xml"))],
        "ted_export": [path.read_bytes() for path in sorted(PAYLOADS.glob("ted_*.xml"))],
        "boamp_xml": [(PAYLOADS / "boamp_v230.xml").read_bytes()],
        "boamp_mapa": [_dump(answer[0]), _dump(answer[2])],
        "boamp_fns": [_dump(answer[1])],
        "boamp_legacy": [_dump(answer[3])],
        "boamp_eforms": [_dump(answer[4])],
        "boamp_flat": [_dump(one) for one in flat],
        "decp": [_dump(one) for one in [*v1, *v2["marche"], *v2["contrat-concession"]]],
        "jsonl": [line for group in lines for line in group],
        "ted_search": [_dump(one) for one in search],
    }


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def variants(shape: str, count: int, seed: int = 2026) -> Iterator[bytes]:
    """`count` variants of a shape, always the same for a seed."""
    chance = random.Random(f"{seed}-{shape}")
    originals = seeds()[shape]
    for _ in range(count):
        original = chance.choice(originals)
        is_xml = original.lstrip().startswith(b"<")
        payload = original
        for _ in range(chance.randint(1, 3)):
            payload = (_xml_variant if is_xml else _json_variant)(payload, chance)
        yield payload


def _xml_variant(payload: bytes, chance: random.Random) -> bytes:
    text = payload.decode("utf-8", "replace")
    change = chance.choice(_XML_CHANGES)
    return change(text, chance)


def _missing(text: str, chance: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(text))
    for one in sorted(chance.sample(found, min(len(found), 4)), key=lambda m: -m.start()):
        text = text[: one.start()] + text[one.end() :]
    return text.encode()


def _repeated(text: str, chance: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(text))
    one = chance.choice(found) if found else None
    return (text.replace(one[0], one[0] * chance.randint(2, 30), 1) if one else text).encode()


def _reordered(text: str, chance: random.Random) -> bytes:
    found = list(_ELEMENT.finditer(text))
    if len(found) < 2:
        return text.encode()
    first, second = sorted(chance.sample(found, 2), key=lambda m: m.start())
    between = text[first.end() : second.start()]
    return (text[: first.start()] + second[0] + between + first[0] + text[second.end() :]).encode()


def _namespaced(text: str, chance: random.Random) -> bytes:
    other = chance.choice(["ns0", "u", "cbc2"])
    return re.sub(r"\bcbc(?=:|=)", other, text).replace("xmlns:cbc", f"xmlns:{other}").encode()


def _multilingual(text: str, chance: random.Random) -> bytes:
    names = re.findall(r'<cbc:Name languageID="FRA">[^<]*</cbc:Name>', text)
    languages = chance.sample(["BUL", "DEU", "ELL", "ENG", "FRA", "", "xx"], 4)
    for name in names:
        text = text.replace(name, "".join(name.replace("FRA", language) for language in languages))
    return text.replace("<P>", "<P>&#x1F600; ").encode()


def _absurd_dates(text: str, chance: random.Random) -> bytes:
    text = _DATE.sub(lambda m: chance.choice([*_DATES, m[0]]), text)
    return re.sub(r"\d{2}:\d{2}:\d{2}\+\d{2}:\d{2}", lambda m: chance.choice([*_TIMES, m[0]]), text).encode()


def _absurd_numbers(text: str, chance: random.Random) -> bytes:
    return re.sub(r"(?<=>)\d+(?:\.\d+)?(?=<)", lambda m: chance.choice([*_NUMBERS, m[0]]), text).encode()


def _huge(text: str, chance: random.Random) -> bytes:
    found = _ELEMENT.search(text, chance.randrange(max(1, len(text) // 2)))
    return (text.replace(found[0], found[0].replace("<", "<", 1) * 300, 1) if found else text * 2).encode()


def _entities(text: str, chance: random.Random) -> bytes:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
    )
    entity = chance.choice(["&e;", "&b;", "&unknown;", "&amp;amp;"])
    body = text.partition("?>")[2] or text
    return ('<?xml version="1.0"?>' + chance.choice([bomb, ""]) + body.replace("e</", f"e{entity}</", 2)).encode()


def _bad_encoding(text: str, chance: random.Random) -> bytes:
    wanted = chance.choice(["latin-1", "utf-16", "cp1252", "utf-8"])
    data = text.encode(wanted, "replace")
    return chance.choice([data, b"\xef\xbb\xbf" + data, data.replace(b"UTF-8", b"ISO-8859-1"), data + b"\xff\x00"])


def _cut(text: str, chance: random.Random) -> bytes:
    return text.encode()[: chance.randrange(len(text) + 1)]


def _noise(text: str, chance: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 8)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _deep(text: str, chance: random.Random) -> bytes:
    depth = chance.choice([10, 200, 3000])
    return re.sub(r"(?<=>)(?=[^<>]+</)", "<P>" * depth + "</P>" * depth, text, count=1).encode()


_XML_CHANGES = [
    _missing, _repeated, _reordered, _namespaced, _multilingual, _absurd_dates, _absurd_numbers, _huge, _entities,
    _bad_encoding, _cut, _noise, _deep,
]  # fmt: skip


def _json_variant(payload: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.15:
        text = payload.decode("utf-8", "replace")
        return chance.choice([_cut, _noise, _bad_encoding])(text, chance)
    try:
        record = json.loads(payload)
    except ValueError:
        return payload
    if not isinstance(record, dict):
        return payload
    inside = record.get("donnees")
    if isinstance(inside, str) and chance.random() < 0.7:
        record["donnees"] = _inner(inside, chance)
    else:
        _shaken(record, chance)
    return _dump(record)


def _inner(inside: str, chance: random.Random) -> Any:
    try:
        document = json.loads(inside)
    except ValueError:
        return inside
    if isinstance(document, dict):
        _shaken(document, chance)
    return chance.choice([json.dumps(document), document, json.dumps(document)[:-9]])


def _shaken(value: dict[str, Any], chance: random.Random) -> None:
    """Changes one place of a document, at a random depth."""
    node: Any = value
    while isinstance(node, dict) and node:
        key = chance.choice(list(node))
        inner = node[key]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and chance.random() < 0.6:
            inner = inner[0]
        if isinstance(inner, dict) and inner and chance.random() < 0.8:
            node = inner
            continue
        _changed(node, key, chance)
        return


def _changed(node: dict[str, Any], key: str, chance: random.Random) -> None:
    strange: list[Any] = [
        None,
        "",
        [],
        {},
        0,
        -1,
        3.5,
        True,
        [[[]]],
        {"#text": None},
        {"@x": 1},
        "é" * 5000,
        "\ud800"[:0],
    ]
    strange += ["2049-12-31T12:00:00+00:00", "0218-10-29", "9999-12-31", "a,b,,c", ["a", None, 3], "&amp;eacute;"]
    choice = chance.random()
    if choice < 0.3:
        del node[key]
    elif choice < 0.5:
        node[key] = [node[key]] * chance.randint(0, 40)
    elif choice < 0.6:
        items = list(node.items())
        chance.shuffle(items)
        node.clear()
        node.update(items)
    elif choice < 0.7:
        node[f"x:{key}"] = node.pop(key)
    else:
        node[key] = chance.choice(strange)
