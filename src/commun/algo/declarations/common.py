"""Sections that the forms share."""

from commun.algo.declarations.facts import Contract, Party, Share
from commun.algo.declarations.sheets import Field, Grid, Part, euros, spaced


def buyer(contract: Contract) -> list[Part]:
    """Whom it is sent to."""
    return [Field("Acheteur", contract.buyer), Field("Adresse", contract.buyer_address)]


def object_of(contract: Contract) -> list[Part]:
    """What it is about."""
    published = [Field("Avis publié", contract.publication)] if contract.publication else []
    return [Field("Objet", contract.title), Field("Référence de l’acheteur", contract.reference), *published]


def party(found: Party) -> list[Part]:
    """Who an entity is."""
    return [
        Field("Nom commercial et dénomination sociale", found.name),
        Field("Forme juridique", found.legal_form),
        Field("SIREN", spaced(found.siren)),
        Field("Adresse du siège", found.address),
        Field("Adresse électronique", found.email),
        Field("Téléphone", found.phone),
    ]


def power(found: Party) -> list[Part]:
    """Who may bind it."""
    return [
        Field("Personne qui a le pouvoir d’engager l’entité", found.representative),
        Field("En qualité de", found.capacity),
    ]


def shares(found: tuple[Share, ...]) -> Grid:
    """Tasks and their prices."""
    rows = tuple((each.task, euros(each.cents)) for each in found)
    return Grid(("Prestations", "Montant HT"), rows or (("", ""),))
