"""Organisations of an eForms notice: everything else refers to them by "ORG-0001"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commun.algo.notices.languages import pick
from commun.algo.notices.nodes import Node
from commun.algo.notices.words import siret_of, title_of


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as a notice describes it, without its contact persons."""

    name: str = ""
    siret: str | None = None
    town: str = ""


NOBODY: Final = Party()


class Parties:
    """Organisations and their touch points by identifier, each described only when somebody asks."""

    __slots__ = ("_known", "_language", "_nodes")

    def __init__(self, extension: Node, language: str) -> None:
        self._language = language
        self._known: dict[str, Party] = {}
        self._nodes: dict[str, Node] = {}
        for organisation in extension.all("Organizations", "Organization"):
            for role in ("Company", "TouchPoint"):
                for node in organisation.all(role):
                    for identifier in node.all("PartyIdentification", "ID"):
                        self._nodes.setdefault(identifier.text, node)

    def get(self, identifier: str) -> Party | None:
        """The organisation of this identifier, None when the notice forgot to describe it."""
        node = self._nodes.get(identifier)
        if node is None:
            return None
        if identifier not in self._known:
            self._known[identifier] = _party(node, self._language)
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
