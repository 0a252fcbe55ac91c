"""Columns of a BOAMP record, completed by what its `gestion` document says; lists in all their forms (T4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commun.algo.notices.keys import idweb
from commun.algo.notices.nodes import Node, plain
from commun.algo.notices.places import unique


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns we read, as texts; lists are tuples without empty items."""

    idweb: str
    folder: str
    title: str
    buyer: str
    nature: str
    state: str
    published: str
    deadline: str
    managed_deadline: str
    procedure: str
    url: str
    linked: tuple[str, ...]
    departements: tuple[str, ...]
    performed_in: tuple[str, ...]
    natures: tuple[str, ...]
    descriptors: tuple[str, ...]
    winners: tuple[str, ...]


def listed(value: Any, expected: int | None = None) -> tuple[str, ...]:
    """Items of a list, of a comma-joined string (trap T4) or of a single value.

    When `expected` items are known to be there, a label that holds a comma is not cut.
    """
    if isinstance(value, Mapping):
        return ()
    if isinstance(value, list):
        return tuple(text for item in value for text in listed(item, 1) if text)
    text = plain(value)
    if not text:
        return ()
    if expected == 1:
        return (text,)
    return tuple(part.strip() for part in text.split(",") if part.strip())


def columns_of(record: Mapping[str, Any], managed: Node) -> Columns:
    """Columns of the record, each taken from `gestion` when the record does not have it."""
    index, reference = managed.first("indexation"), managed.first("reference")
    codes = listed(record.get("descripteur_code")) or listed(record.get("dc"))
    return Columns(
        idweb=_own_id(record, reference),
        folder=plain(record.get("contractfolderid")),
        title=plain(record.get("objet")) or index.say("resumeobjet"),
        buyer=plain(record.get("nomacheteur")) or index.say("nomorganisme"),
        nature=plain(record.get("nature")) or reference.flag("typeavis", "nature"),
        state=plain(record.get("etat")) or reference.flag("typeavis", "statut"),
        published=plain(record.get("dateparution")) or index.say("datepublication"),
        deadline=plain(record.get("datelimitereponse")),
        managed_deadline=index.say("datelimitereponse"),
        procedure=plain(record.get("type_procedure")) or index.flag("typeprocedure"),
        url=_address(record),
        linked=_linked(record, managed),
        departements=listed(record.get("code_departement")) or tuple(index.texts("deppublication")),
        performed_in=listed(record.get("code_departement_prestation")) or tuple(index.texts("depprestation")),
        natures=listed(record.get("type_marche")) or tuple(index.first("naturemarche").kids),
        descriptors=listed(record.get("descripteur_libelle"), len(codes) or None)
        or tuple(index.texts("descripteurs", "descripteur", "libelle")),
        winners=_winners(record.get("titulaire")),
    )


def _own_id(record: Mapping[str, Any], reference: Node) -> str:
    written = (plain(record.get("idweb")), plain(record.get("id")), reference.say("idweb"))
    return next((one for one in map(idweb, written) if one), "") or next((one for one in written if one), "")


def _address(record: Mapping[str, Any]) -> str:
    url = plain(record.get("url_avis"))
    return url if url.startswith(("https://", "http://")) else ""


def _linked(record: Mapping[str, Any], managed: Node) -> tuple[str, ...]:
    """Identifiers of earlier notices (trap T3): columns, then `gestion`."""
    raws = [*listed(record.get("annonce_lie")), *listed(record.get("annonces_anterieures"))]
    for former in managed.everywhere("annonceanterieur"):
        raws += [node.text for node in former.everywhere("idweb")]
    return unique([idweb(raw) for raw in raws])


def _winners(value: Any) -> tuple[str, ...]:
    """Names of winners; a company name may hold a comma, so a single string is one winner."""
    return listed(value, 1)
