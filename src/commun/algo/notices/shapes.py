"""Recognises what a payload is and hands it to its reader. One payload is one notice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from commun.algo.notices import eforms, ted_export
from commun.algo.notices.boamp import is_boamp_record, read_boamp_record, read_boamp_xml
from commun.algo.notices.decp import is_decp, read_decp, read_decp_xml, read_ocds
from commun.algo.notices.lines import is_line, read_line
from commun.algo.notices.nodes import parse_xml
from commun.algo.notices.ted_search import read_ted_search
from commun.algo.notices.types import NotANotice, ParsedNotice, Payload

MAX_PAYLOAD: Final = 64 * 1024 * 1024
# Where a file or an answer keeps its list of records.
LISTS: Final = ("results", "notices", "records", "marches", "marche", "contrat-concession", "releases")


def parse(payload: Payload) -> ParsedNotice:
    """Reads one notice of any shape: XML or JSON bytes or text, or a decoded JSON object.

    Doubts are told by `warnings` and by the deadline's `doubt`. Raises NotANotice, and nothing else, when
    the payload is of no known shape.
    """
    try:
        notice = _read(payload)
    except NotANotice:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        # A form nobody has seen yet: one record is refused with its reason, the others are read.
        raise NotANotice(f"the notice has an unexpected form: {error}") from error
    if notice.thread_keys:
        return notice
    return replace(notice, thread_keys=(f"{notice.source}:{notice.source_id}",))


def _read(payload: Payload) -> ParsedNotice:
    if isinstance(payload, Mapping):
        return read_record(payload)
    data = _bytes(payload)
    if data[:256].lstrip()[:1] == b"<" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_xml(data)
    return read_record(json_of(data))


def _bytes(payload: bytes | str) -> bytes:
    data = payload.encode("utf-8", "replace") if isinstance(payload, str) else bytes(payload)
    if len(data) > MAX_PAYLOAD:
        raise NotANotice("the notice is larger than 64 MB")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if isinstance(payload, str) and data.lstrip().startswith(b"<?xml"):
        # Text is already decoded: the encoding that its first line declares no longer holds.
        data = data.partition(b"?>")[2]
    return data


def json_of(data: bytes) -> Mapping[str, Any]:
    """The JSON object of some bytes; UTF-8, else Windows-1252 as old exports have it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise NotANotice("the JSON is nested too deeply") from error
    except ValueError as error:
        raise NotANotice(f"the JSON cannot be read: {error}") from error
    if not isinstance(found, Mapping):
        raise NotANotice("the JSON is not an object")
    return found


def read_xml(data: bytes) -> ParsedNotice:
    """The notice of an XML document that holds a single one."""
    unread = ted_export.UNREAD if b"TED_EXPORT" in data[:1024] else b""
    return read_element(parse_xml(data, unread), data)


def read_element(root: Any, data: bytes = b"") -> ParsedNotice:
    """The notice of a parsed XML element, recognised by its name; `data` is the whole document."""
    name = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else ""
    if name in eforms.ROOTS:
        return eforms.read_eforms(root, name)
    if name == "TED_EXPORT":
        return ted_export.read_ted_export(root, data)
    if name == "ANNONCE":
        return read_boamp_xml(root)
    if name in ("marche", "contrat-concession"):
        return read_decp_xml(root)
    children = list(root)[:2]
    if name in ("marches", "ANNONCES", "JOUE_FNS") and len(children) == 1:
        return read_element(children[0])
    raise NotANotice(f"an XML document <{name[:40]}> is not a notice that we know")


def read_record(record: Mapping[str, Any]) -> ParsedNotice:
    """The notice of a decoded JSON object."""
    record = _unwrapped(record)
    if is_boamp_record(record):
        return read_boamp_record(record)
    if "publication-number" in record or "notice-title" in record:
        return read_ted_search(record)
    if "ocid" in record:
        return read_ocds(record)
    if is_line(record):
        return read_line(record)
    if is_decp(record):
        return read_decp(record)
    for name in LISTS:
        inner = record.get(name)
        if isinstance(inner, Mapping) and name == "marches":
            return read_record(inner)
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], Mapping):
            return read_record(inner[0])
        if isinstance(inner, list):
            raise NotANotice(f"the payload holds {len(inner)} records, read them one by one")
    raise NotANotice("the JSON object is not a notice that we know")


def _unwrapped(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns of a record of older Opendatasoft endpoints, which wrap them."""
    for _ in range(3):
        inner = record.get("fields", record.get("record"))
        if not isinstance(inner, Mapping):
            return record
        record = inner
    return record
