"""BOAMP records (Explore v2.1, its flat-string variant, JSON of before 2024) and XML of schema v230.

A record has columns, and two documents inside of strings: `gestion` (how it was published) and `donnees` (the
notice itself, in one of three shapes). The documents win where the columns are known to lie (trap T1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from commun.algo.notices import eforms
from commun.algo.notices.boamp_columns import Columns, columns_of
from commun.algo.notices.boamp_forms import FORM_TABLE, read_form
from commun.algo.notices.dates import column_deadline, sane_day, wall_deadline
from commun.algo.notices.keys import boamp_keys, digest, folder_key, triple_key
from commun.algo.notices.nodes import EMPTY, from_json, from_xml
from commun.algo.notices.places import departement_code, unique
from commun.algo.notices.types import Deadline, Form, ParsedAward, ParsedNotice, ParsedSupplier, State
from commun.algo.notices.words import clean, nature_of, procedure_of, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS: Final[dict[str, Form]] = {
    "APPEL_OFFRE": "competition",
    "QUALIFICATION": "competition",
    "CONCOURS": "competition",
    "ATTRIBUTION": "result",
    "INTENTION_CONCLURE": "result",
    "MODIFICATION": "result",
    "PREINFORMATION": "planning",
    "PERIODIQUE": "planning",
    "RECTIFICATIF": "change",
    "ANNULATION": "change",
}
_SHAPES: Final = (("EFORMS", "boamp_eforms"), ("MAPA", "boamp_mapa"), ("FNSimple", "boamp_fns"))


@dataclass(frozen=True, slots=True)
class _Inside:
    """What `donnees` says, and how it was found."""

    shape: str
    notice: ParsedNotice
    warnings: tuple[str, ...] = ()


def read_boamp_record(record: Mapping[str, Any]) -> ParsedNotice:
    """The notice of one record, whatever the shape of its `donnees`."""
    managed, managed_warning = _document(record.get("gestion"), "gestion")
    columns = columns_of(record, from_json(managed, FORM_TABLE))
    inside = _inside(record)
    if managed_warning:
        inside = replace(inside, warnings=(*inside.warnings, managed_warning))
    return _join(columns, inside)


def read_boamp_xml(root: _Element) -> ParsedNotice:
    """The notice of an ANNONCE element of schema Boamp_v230 (before 2018)."""
    node = from_xml(root, FORM_TABLE)
    managed, form = node.first("gestion"), node.first("donnees")
    return _join(columns_of({}, managed), _Inside("boamp_xml", read_form(form)))


def _document(raw: Any, name: str) -> tuple[Mapping[str, Any], str]:
    """A document given as an object or as JSON inside of a string, with a warning when it is neither."""
    if isinstance(raw, Mapping):
        return raw, ""
    if not isinstance(raw, str) or not raw.strip():
        return {}, ""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}, f"{name}-unreadable"
    return (found, "") if isinstance(found, Mapping) else ({}, f"{name}-unreadable")


def _inside(record: Mapping[str, Any]) -> _Inside:
    document, warning = _document(record.get("donnees"), "donnees")
    warnings = (warning,) if warning else ()
    for name, shape in _SHAPES:
        if name in document:
            if shape == "boamp_eforms":
                return _eforms_inside(document[name], warnings)
            return _Inside(shape, read_form(from_json(document[name], FORM_TABLE)), warnings)
    if document:
        return _Inside("boamp_legacy", read_form(from_json(document, FORM_TABLE)), warnings)
    return _Inside("boamp_flat", read_form(EMPTY), warnings)


def _eforms_inside(document: Any, warnings: tuple[str, ...]) -> _Inside:
    roots = document if isinstance(document, Mapping) else {}
    for name, inner in roots.items():
        local = str(name).rpartition(":")[2]
        if local in eforms.ROOTS:
            notice = eforms.read_eforms_json(inner, local)
            return _Inside("boamp_eforms", notice, warnings)
    return _Inside("boamp_eforms", read_form(EMPTY), (*warnings, "donnees-unreadable"))


def _join(columns: Columns, inside: _Inside) -> ParsedNotice:
    """Columns and document together."""
    form = inside.notice
    own, linked = columns.idweb, columns.linked
    published = sane_day(columns.published)
    title = title_of(columns.title) or form.title
    buyer = title_of(columns.buyer) or form.buyer_name
    kind = _FORMS.get(columns.nature.upper(), form.form)
    state = _state(columns, kind, form.state)
    deadline, doubts = (None, ()) if kind == "result" else _deadline(columns, inside)
    folder = folder_key(columns.folder) or tuple(k for k in form.thread_keys if k.startswith("folder:"))
    last = () if folder else triple_key(buyer, form.buyer_siret, title, deadline)
    keys = (*folder, *boamp_keys(own, linked), *last)
    places = _departements(columns, form)
    return replace(
        form,
        source="boamp",
        source_id=own or f"sans-{digest(title, buyer, columns.published)}",
        version="1",
        shape=inside.shape,
        thread_keys=tuple(dict.fromkeys(keys)),
        linked_ids=tuple(f"boamp:{one}" for one in linked),
        form=kind,
        state=state,
        title=title or "",
        buyer_name=buyer,
        published_on=published or form.published_on,
        deadline=deadline,
        departements=places,
        procedure=_procedure(columns, form),
        nature=_nature(columns, form),
        awards=form.awards or _awards(columns, kind),
        url=columns.url or (f"https://www.boamp.fr/pages/avis/?q=idweb:{own}" if own else ""),
        descriptors=tuple(clean(label, 200) for label in columns.descriptors),
        warnings=_warnings(inside, own, title, buyer, doubts),
    )


def _state(columns: Columns, form: Form, inside: State) -> State:
    """Trap T2: a cancelled call keeps nature APPEL_OFFRE, only `etat` (or the change reason) tells."""
    if "ANNULATION" in (columns.state.upper(), columns.nature.upper()) or inside == "cancelled":
        return "cancelled"
    if form == "result":
        return "awarded"
    if columns.state.upper() == "RECTIFICATIF" or form == "change" or inside == "corrected":
        return "corrected"
    return "open"


def _deadline(columns: Columns, inside: _Inside) -> tuple[Deadline | None, tuple[str, ...]]:
    """Trap T1: the document first, then `gestion` (wall clock), then the column with its doubtful offset."""
    published = sane_day(columns.published)
    column = column_deadline(columns.deadline, published) if columns.deadline else None
    found = inside.notice.deadline
    if found is None and columns.managed_deadline:
        found = wall_deadline(columns.managed_deadline, published)
    if found is None:
        return column, (("deadline-from-column",) if column else ())
    if published is not None and not found.is_doubtful:
        # The document does not always say when it was published: absurd dates are seen only now.
        found = wall_deadline(found.at.replace(tzinfo=None).isoformat(), published) or found
    if column is not None and abs((column.at - found.at).days) > 1 and not found.is_doubtful:
        return found, ("deadline-differs",)
    return found, ()


def _departements(columns: Columns, form: ParsedNotice) -> tuple[str, ...]:
    """Trap T6: the column mixes buyer and performance; the place of performance is believed first."""
    performed = unique([departement_code(raw) or "" for raw in columns.performed_in])
    if performed or form.departements:
        return performed or form.departements
    return unique([departement_code(raw) or "" for raw in columns.departements])


def _procedure(columns: Columns, form: ParsedNotice) -> str:
    said = procedure_of(columns.procedure)
    return said if said not in ("", "other") else form.procedure or said


def _nature(columns: Columns, form: ParsedNotice) -> Any:
    natures = unique([nature_of(raw) for raw in columns.natures])
    return natures[0] if len(natures) == 1 else form.nature


def _awards(columns: Columns, form: Form) -> tuple[ParsedAward, ...]:
    suppliers = tuple(ParsedSupplier(title_of(name)) for name in columns.winners if name.strip())
    if form != "result" or not suppliers:
        return ()
    return (ParsedAward(is_group=False, suppliers=suppliers),)


def _warnings(inside: _Inside, own: str, title: str, buyer: str, doubts: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(one for one in inside.notice.warnings if one == "no-winner")
    said = {"no-identifier": not own, "no-title": not title, "no-buyer": not buyer}
    return (*inside.warnings, *kept, *(code for code, is_true in said.items() if is_true), *doubts)


def is_boamp_record(record: Mapping[str, Any]) -> bool:
    """Whether an object has the columns of a BOAMP record."""
    return "donnees" in record or ("idweb" in record and ("objet" in record or "dateparution" in record))
