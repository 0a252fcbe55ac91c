"""DC4: declaration of subcontracting (sections A to M), with its duration since January 2024."""

from commun.algo.declarations.common import buyer, object_of, party, power, shares
from commun.algo.declarations.facts import Contract, Party, Subcontract
from commun.algo.declarations.sheets import Box, Field, Part, Sheet, Words, euros, lettered

TITLE = "Déclaration de sous-traitance"


def dc4(contract: Contract, found: Subcontract) -> Sheet:
    """The declaration of one subcontractor of one candidate."""
    sections = lettered(
        ("Identification de l’acheteur", buyer(contract)),
        ("Objet du marché public", object_of(contract)),
        ("Objet de la déclaration du sous-traitant", _purpose()),
        ("Identification du soumissionnaire ou du titulaire", party(found.holder)),
        ("Identification du sous-traitant", [*party(found.subcontractor), *power(found.subcontractor), *_size(found)]),
        ("Nature des prestations sous-traitées", _services(found)),
        ("Prix des prestations sous-traitées", _price(found)),
        ("Conditions de paiement", _payment(found)),
        ("Capacités du sous-traitant", _capacities(found.subcontractor)),
        ("Attestations sur l’honneur du sous-traitant au regard des exclusions de la procédure", _honour()),
        ("Cession ou nantissement des créances résultant du marché public", _claims()),
        ("Acceptation et agrément des conditions de paiement du sous-traitant", _acceptance()),
        ("Notification de l’acte spécial au titulaire", [Words("Rempli par l’acheteur.")]),
    )
    return Sheet("DC4", TITLE, found.subcontractor.name, sections)


def _purpose() -> list[Part]:
    return [
        Box("un document annexé à l’offre du soumissionnaire", is_ticked=True),
        Box("un acte spécial portant acceptation du sous-traitant après la notification", is_ticked=False),
        Box("un acte spécial modificatif", is_ticked=False),
    ]


def _size(found: Subcontract) -> list[Part]:
    small = found.subcontractor.is_small
    return [
        Box("Le sous-traitant est une micro, petite ou moyenne entreprise", is_ticked=small),
        Box("Le sous-traitant n’en est pas une", is_ticked=None if small is None else not small),
    ]


def _services(found: Subcontract) -> list[Part]:
    data = {True: "oui", False: "non", None: ""}[found.has_personal_data]
    months = "" if found.months is None else f"{found.months} mois"
    return [
        shares(found.shares),
        Field("Durée des prestations sous-traitées", months),
        Field("Le sous-traitant traite des données personnelles", data),
    ]


def _price(found: Subcontract) -> list[Part]:
    amounts = [each.cents for each in found.shares if each.cents is not None]
    return [
        Field("Montant maximum HT des prestations sous-traitées", euros(sum(amounts)) if amounts else ""),
        Field("Taux de TVA"),
        Field("Modalités de variation des prix"),
        Words("Le sous-traitant est payé directement par l’acheteur à partir de 600 € TTC (article R2193-10)."),
    ]


def _payment(found: Subcontract) -> list[Part]:
    return [
        Field("Compte à créditer (joindre un RIB)", found.bank),
        Box("Le sous-traitant demande à bénéficier d’une avance"),
        Box("Le sous-traitant ne demande pas d’avance"),
    ]


def _capacities(found: Party) -> list[Part]:
    return [
        Words("Renseignements et pièces que l’acheteur demande sur les capacités du sous-traitant."),
        *(Words(f"Référence : {each}") for each in found.references),
        Field("Effectif", "" if found.headcount is None else str(found.headcount)),
    ]


def _honour() -> list[Part]:
    return [
        Words(
            "Le sous-traitant déclare sur l’honneur n’entrer dans aucun des cas d’exclusion prévus aux articles "
            "L2141-1 à L2141-5 et L2141-7 à L2141-11 du code de la commande publique."
        ),
        Box("Le sous-traitant fait cette déclaration (à cocher par celui qui l’engage)"),
    ]


def _claims() -> list[Part]:
    return [
        Box("Le titulaire établit qu’aucune cession ni aucun nantissement ne fait obstacle au paiement direct"),
        Box("L’exemplaire unique ou le certificat de cessibilité est joint"),
    ]


def _acceptance() -> list[Part]:
    return [
        Words(
            "Signatures du sous-traitant, du soumissionnaire ou titulaire, puis de l’acheteur : à porter seulement "
            "quand elles sont demandées. Rien n’est signé ici."
        ),
        Words("Sans réponse de l’acheteur sous vingt et un jours, le silence vaut acceptation (article R2193-4)."),
    ]
