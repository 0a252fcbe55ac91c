"""Records that other tools flattened to one JSON object a line: studies of BOAMP, mixed sets, TED, awards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from commun.algo.notices.boamp_columns import listed
from commun.algo.notices.dates import column_deadline, day_of, sane_day, wall_deadline, zoned_deadline
from commun.algo.notices.decp import nature_of_cpv, place_of
from commun.algo.notices.keys import boamp_keys, digest, idweb, triple_key
from commun.algo.notices.nodes import plain
from commun.algo.notices.places import departement_code, departements_of_all, is_nuts, unique
from commun.algo.notices.ted_export import publication_number
from commun.algo.notices.types import Deadline, Form, ParsedAward, ParsedLot, ParsedNotice, ParsedSupplier, State
from commun.algo.notices.words import cents, clean, count_of, cpv_all, nature_of, procedure_of, siret_of, title_of

_DESCRIPTORS: Final = re.compile(r"^Descripteurs BOAMP\s*:\s*(.+)$", re.MULTILINE)
_LOT_LINE: Final = re.compile(r"^(?:lot\s*)?(\d{1,2})\s*:\s+(\S.{2,400})$", re.MULTILINE | re.IGNORECASE)
_MIDNIGHT: Final = re.compile(r"T00:00(?::00)?(?:\.0+)?(?:Z|\+00:?00)?$")
_TED_FORMS: Final[dict[str, Form]] = {
    **dict.fromkeys("3DJQCO5689", "competition"),
    **dict.fromkeys("0PABM4", "planning"),
    **dict.fromkeys("7VRK", "result"),
    **dict.fromkeys("12", "change"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kind:
    form: Form
    state: State


def is_line(record: Mapping[str, Any]) -> bool:
    """Whether an object is one of the flattened shapes."""
    return "title" in record and any(mark in record for mark in ("idweb", "ref", "schema", "buyer_id"))


def read_line(record: Mapping[str, Any]) -> ParsedNotice:
    """The notice of one flattened record."""
    if "schema" in record and "form" in record:
        return _ted_line(record)
    if "buyer_id" in record:
        return _award_line(record)
    return _boamp_line(record) if "idweb" in record else _mixed_line(record)


def _checked(notice: ParsedNotice) -> ParsedNotice:
    """Warnings and the last thread key, once everything else is known."""
    said = {
        "no-identifier": not notice.source_id,
        "no-title": not notice.title,
        "no-buyer": not (notice.buyer_name or notice.buyer_siret),
        "deadline-from-column": notice.deadline is not None and notice.deadline.doubt == "offset-unreliable",
    }
    keys = triple_key(notice.buyer_name, notice.buyer_siret, notice.title, notice.deadline)
    identifier = notice.source_id or f"sans-{digest(notice.title, notice.buyer_name)}"
    warnings = notice.warnings + tuple(code for code, is_true in said.items() if is_true)
    return replace(notice, source_id=identifier, warnings=warnings, thread_keys=(*notice.thread_keys, *keys))


def _boamp_line(record: Mapping[str, Any]) -> ParsedNotice:
    own = idweb(plain(record.get("idweb"))) or plain(record.get("idweb"))
    published = sane_day(plain(record.get("published")))
    written = plain(record.get("deadline"))
    return _checked(
        ParsedNotice(
            source="boamp",
            source_id=own,
            version="1",
            shape="jsonl",
            thread_keys=boamp_keys(own, ()),
            title=title_of(plain(record.get("title"))),
            buyer_name=title_of(plain(record.get("buyer"))),
            published_on=published,
            deadline=column_deadline(written, published) if written else None,
            url=f"https://www.boamp.fr/pages/avis/?q=idweb:{own}" if own else "",
        )
    )


def _mixed_line(record: Mapping[str, Any]) -> ParsedNotice:
    reference, source = plain(record.get("ref")), plain(record.get("source"))
    is_boamp = source.startswith("boamp") or bool(idweb(reference))
    number = idweb(reference) if is_boamp else publication_number(reference)
    published = sane_day(plain(record.get("published")))
    kind = _kind(plain(record.get("nature")))
    text = clean(plain(record.get("description")))
    found = _DESCRIPTORS.search(text)
    is_french = plain(record.get("country")) in ("", "FR", "FRA")
    codes = [departement_code(raw) or "" for raw in listed(record.get("departements"))]
    keys = boamp_keys(number, ()) if is_boamp else ((f"ted:{number}",) if number else ())
    return _checked(
        ParsedNotice(
            source="boamp" if is_boamp else "ted",
            source_id=number or reference,
            version="1",
            shape="jsonl",
            thread_keys=keys,
            form=kind.form,
            state=kind.state,
            title=title_of(plain(record.get("title"))),
            description=_DESCRIPTORS.sub("", text).strip(),
            buyer_name=title_of(plain(record.get("buyer"))),
            published_on=published,
            deadline=None if kind.form == "result" else _mixed_deadline(record, published),
            cpv=cpv_all(list(listed(record.get("cpv")))),
            departements=unique(codes) if is_french else (),
            procedure=procedure_of(plain(record.get("procedure"))),
            lots=_lots(text) if is_boamp else (),
            url=plain(record.get("url")),
            descriptors=listed(found[1]) if found else (),
        )
    )


def _kind(nature: str) -> _Kind:
    folded = nature.lower()
    if folded.startswith(("résultat", "attribution")):
        return _Kind("result", "awarded")
    if folded.startswith("rectificatif"):
        return _Kind("change", "corrected")
    if folded.startswith("annulation"):
        return _Kind("change", "cancelled")
    return _Kind("competition", "open")


def _mixed_deadline(record: Mapping[str, Any], published: date | None) -> Deadline | None:
    written = plain(record.get("deadline"))
    if not written:
        return None
    if _MIDNIGHT.search(written):
        # These sets write a day without hour as midnight UTC.
        return column_deadline(written[:10], published)
    return column_deadline(written, published)


def _lots(text: str) -> tuple[ParsedLot, ...]:
    """Lots that a flattened description keeps as lines "2 : Arrosage et plantations"."""
    found = {str(int(number)): title_of(title) for number, title in _LOT_LINE.findall(text)}
    return tuple(ParsedLot(number, title) for number, title in found.items()) if len(found) > 1 else ()


def _ted_line(record: Mapping[str, Any]) -> ParsedNotice:
    buyer = record.get("buyer")
    who: Mapping[str, Any] = buyer if isinstance(buyer, Mapping) else {}
    number = publication_number(plain(record.get("publication_number")) or plain(record.get("notice_id")))
    published = sane_day(plain(record.get("published")) or plain(record.get("issued")))
    form = _ted_form(record)
    nuts = unique([code for code in listed(record.get("nuts")) if is_nuts(code)])
    lots = record.get("lots")
    parts = [one for one in lots if isinstance(one, Mapping)] if isinstance(lots, list) else []
    awards = tuple(_ted_award(one) for one in record.get("awards") or () if isinstance(one, Mapping))
    return _checked(
        ParsedNotice(
            source="ted",
            source_id=number,
            version="01",
            shape="jsonl",
            thread_keys=(f"ted:{number}",) if number else (),
            form=form,
            state="awarded" if form == "result" else ("corrected" if form == "change" else "open"),
            title=title_of(plain(record.get("title"))),
            description=clean(plain(record.get("description"))),
            buyer_name=title_of(plain(who.get("name"))),
            buyer_siret=siret_of(plain(who.get("national_id"))),
            buyer_town=title_of(plain(who.get("town"))),
            published_on=published,
            deadline=None if form == "result" else _ted_deadline(record, published),
            cpv=cpv_all([plain(record.get("cpv_main")), *listed(record.get("cpv"))]),
            departements=departements_of_all(nuts),
            nuts=nuts,
            procedure=procedure_of(plain(record.get("procedure"))),
            nature=nature_of(plain(record.get("nature"))),
            lots=tuple(_ted_lot(one, position) for position, one in enumerate(parts, 1)) if len(parts) > 1 else (),
            awards=awards,
            url=f"https://ted.europa.eu/fr/notice/-/detail/{number}" if number else "",
        )
    )


def _ted_form(record: Mapping[str, Any]) -> Form:
    named = plain(record.get("form_type"))
    if named in ("planning", "competition", "result", "change"):
        return named  # type: ignore[return-value]
    return _TED_FORMS.get(plain(record.get("doc_type")), "other")


def _ted_deadline(record: Mapping[str, Any], published: date | None) -> Deadline | None:
    written = plain(record.get("deadline"))
    if not written or day_of(written) is None:
        return None
    if "T" in written and ("+" in written or "Z" in written):
        day, _, clock = written.partition("T")
        return zoned_deadline(day, clock, published)
    return wall_deadline(written, published)


def _ted_lot(one: Mapping[str, Any], position: int) -> ParsedLot:
    nuts = unique([code for code in listed(one.get("nuts")) if is_nuts(code)])
    return ParsedLot(
        number=plain(one.get("lot_no")) or str(position),
        title=title_of(plain(one.get("title"))),
        description=clean(plain(one.get("description"))),
        cpv=cpv_all(list(listed(one.get("cpv")))),
        departements=departements_of_all(nuts),
        nuts=nuts,
    )


def _ted_award(one: Mapping[str, Any]) -> ParsedAward:
    rows = [row for row in one.get("contractors") or () if isinstance(row, Mapping)]
    suppliers = tuple(
        ParsedSupplier(
            title_of(plain(row.get("name"))),
            siret_of(plain(row.get("national_id"))),
            title_of(plain(row.get("town"))),
        )
        for row in rows
    )
    return ParsedAward(
        lot_number=plain(one.get("lot_no")),
        title=title_of(plain(one.get("title"))),
        amount_cents=cents(plain(one.get("value"))),
        concluded_on=sane_day(plain(one.get("date"))),
        offers_count=count_of(plain(one.get("tenders"))),
        is_group=len(suppliers) > 1,
        suppliers=suppliers,
    )


def _award_line(record: Mapping[str, Any]) -> ParsedNotice:
    """A flattened DECP award; supplier numbers may be pseudonyms, which are kept as names."""
    buyer = siret_of(plain(record.get("buyer_id")))
    cpv = cpv_all([plain(record.get("cpv"))])
    amount, title = cents(plain(record.get("amount"))), title_of(plain(record.get("title")))
    number = plain(record.get("uid")) or digest(plain(record.get("id")), buyer or "", title)
    rows = [row for row in record.get("suppliers") or () if isinstance(row, Mapping)]
    suppliers = tuple(
        ParsedSupplier(title_of(plain(row.get("name")) or plain(row.get("id"))), siret_of(plain(row.get("id"))))
        for row in rows
    )
    award = ParsedAward(
        title=title,
        amount_cents=amount,
        concluded_on=sane_day(plain(record.get("date"))),
        offers_count=count_of(plain(record.get("offers"))),
        is_group=len(suppliers) > 1,
        suppliers=suppliers,
    )
    return _checked(
        ParsedNotice(
            source="decp",
            source_id=number,
            version="1",
            shape="jsonl",
            thread_keys=(f"decp:{number}",),
            form="result",
            state="awarded",
            title=title,
            buyer_name=title_of(plain(record.get("buyer_name"))),
            buyer_siret=buyer,
            published_on=sane_day(plain(record.get("published"))) or award.concluded_on,
            cpv=cpv,
            departements=place_of(plain(record.get("place_code")), plain(record.get("place_code_type"))),
            procedure=procedure_of(plain(record.get("procedure"))),
            nature=nature_of_cpv(cpv),
            value_cents=amount,
            awards=(award,),
        )
    )
