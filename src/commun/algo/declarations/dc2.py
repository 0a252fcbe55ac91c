"""DC2: declaration of one candidate, or of one member of a group (sections A to H)."""

from commun.algo.declarations.common import buyer, object_of, party, power
from commun.algo.declarations.facts import Contract, Party
from commun.algo.declarations.sheets import Box, Field, Grid, Part, Sheet, Words, euros, lettered, spaced

TITLE = "Déclaration du candidat individuel ou du membre du groupement"


def dc2(contract: Contract, found: Party, relied_upon: tuple[Party, ...] = ()) -> Sheet:
    """The declaration of ``found``; ``relied_upon``: entities whose capacities it shows."""
    sections = lettered(
        ("Identification de l’acheteur", buyer(contract)),
        ("Objet de la consultation", object_of(contract)),
        ("Identification du candidat individuel ou du membre du groupement", _identity(found)),
        ("Aptitude à exercer l’activité professionnelle", _register(found)),
        ("Capacité économique et financière", _finances(found)),
        ("Capacité technique et professionnelle", _means(found)),
        ("Capacités des opérateurs économiques sur lesquels le candidat s’appuie", _relied(relied_upon)),
        ("Renseignements relatifs aux marchés de défense ou de sécurité", [Words("Sans objet.")]),
    )
    return Sheet("DC2", TITLE, found.name, sections)


def _identity(found: Party) -> list[Part]:
    small = found.is_small
    return [
        Words("C1 – Cas général."),
        *party(found),
        *power(found),
        Box("Micro, petite ou moyenne entreprise", is_ticked=small),
        Box("Autre", is_ticked=None if small is None else not small),
        Words("C2 – Marchés réservés (articles L2113-12 à L2113-16) : à remplir si l’avis le dit."),
    ]


def _register(found: Party) -> list[Part]:
    return [
        Words("D1 – Inscription sur un registre professionnel : répertoire SIRENE, vérifiable en ligne."),
        Field("SIREN", spaced(found.siren)),
        Words("D2 – Autorisation spécifique ou appartenance à une organisation : si l’acheteur la demande."),
    ]


def _finances(found: Party) -> list[Part]:
    rows = tuple((str(year), euros(cents)) for year, cents in sorted(found.turnovers, reverse=True))
    turnover: Part = Grid(("Exercice", "Chiffre d’affaires HT"), rows) if rows else Field("Chiffre d’affaires HT")
    return [
        Words("E1 – Chiffre d’affaires des trois derniers exercices disponibles."),
        turnover,
        Words("E2 – Autres informations demandées par l’acheteur."),
        Words("E3 – Assurance des risques professionnels."),
        Field("Assurance", found.insurance),
    ]


def _means(found: Party) -> list[Part]:
    return [
        Words("F1 – Références et moyens humains."),
        Field("Effectif", "" if found.headcount is None else str(found.headcount)),
        *(Words(f"Référence : {each}") for each in found.references),
        *(Words(f"Moyen : {each}") for each in found.means),
        *(() if found.references else (Field("Références de prestations semblables"),)),
        Words("F2 – Certificats et échantillons, si l’acheteur les demande."),
    ]


def _relied(relied_upon: tuple[Party, ...]) -> list[Part]:
    if not relied_upon:
        return [Words("Sans objet : le candidat ne s’appuie pas sur d’autres opérateurs.")]
    rows = tuple((each.name, spaced(each.siren), each.address) for each in relied_upon)
    return [
        Grid(("Opérateur", "SIREN", "Adresse"), rows),
        Words("Joindre pour chacun un engagement écrit de mettre ses moyens à disposition (article R2142-3)."),
    ]
