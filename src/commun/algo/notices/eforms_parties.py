"""Organisations of an eForms notice: everything else refers to them by "ORG-0001"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from commun.algo.notices.languages import pick
from commun.algo.notices.nodes import Node, Table, from_xml
from commun.algo.notices.words import siret_of, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROLES: Final = ("Company", "TouchPoint")
TABLE: Final = Table(
    {
        **dict.fromkeys(["PartyIdentification", "PartyName", "PostalAddress", "CityName", "PartyLegalEntity"], ""),
        "CompanyID": "",
        "Name": "languageID",
    }
)
# How to read an organisation, by identifier.
Companies = Mapping[str, Callable[[], Node]]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as a notice describes it, without its contact persons."""

    name: str = ""
    siret: str | None = None
    town: str = ""


NOBODY: Final = Party()


def companies_of(extension: Node) -> Companies:
    """Organisations and touch points of a notice that came as JSON."""
    found: dict[str, Callable[[], Node]] = {}
    for organisation in extension.all("Organizations", "Organization"):
        for role in _ROLES:
            for node in organisation.all(role):
                for identifier in node.all("PartyIdentification", "ID"):
                    found.setdefault(identifier.text, partial(_same, node))
    return found


def companies_in(element: _Element) -> Companies:
    """The same from XML, where only those that somebody asks for are read: most are courts and platforms."""
    found: dict[str, Callable[[], Node]] = {}
    for company in element.iter("{*}Company", "{*}TouchPoint"):
        for identifier in company.iter("{*}ID"):
            found.setdefault((identifier.text or "").strip(), partial(from_xml, company, TABLE))
    return found


def _same(node: Node) -> Node:
    return node


class Parties:
    """Organisations and their touch points by identifier, each described only when somebody asks."""

    __slots__ = ("_known", "_language", "_nodes")

    def __init__(self, companies: Companies, language: str) -> None:
        self._language = language
        self._known: dict[str, Party] = {}
        self._nodes = companies

    def get(self, identifier: str) -> Party | None:
        """The organisation of this identifier, None when the notice forgot to describe it."""
        load = self._nodes.get(identifier)
        if load is None:
            return None
        if identifier not in self._known:
            self._known[identifier] = _party(load(), self._language)
        return self._known[identifier]

    def only(self) -> Party:
        """The organisation of a notice that names a single one."""
        return (self.get(next(iter(self._nodes))) or NOBODY) if len(self._nodes) == 1 else NOBODY


def _party(node: Node, language: str) -> Party:
    numbers = [siret_of(raw) for raw in node.texts("PartyLegalEntity", "CompanyID")]
    return Party(
        name=title_of(pick(node.all("PartyName", "Name"), language)),
        siret=next((number for number in numbers if number), None),
        town=title_of(node.say("PostalAddress", "CityName")).rstrip(" ,"),
    )


def buyer_of(root: Node, parties: Parties) -> Party:
    """The first contracting party; several buyers are a group whose first one leads."""
    for reference in root.texts("ContractingParty", "Party", "PartyIdentification", "ID"):
        found = parties.get(reference)
        if found:
            return found
    named = root.say("ContractingParty", "Party", "PartyName", "Name")
    return Party(name=title_of(named)) if named else parties.only()
