"""DC1: letter of candidacy and appointment of the mandataire (sections A to G)."""

from commun.algo.declarations.common import buyer, object_of, power
from commun.algo.declarations.facts import Contract, Form, Member, Party
from commun.algo.declarations.sheets import Box, Field, Grid, Part, Sheet, Words, euros, lettered, spaced

TITLE = "Lettre de candidature – Désignation du mandataire par ses cotraitants"


def dc1(contract: Contract, form: Form, members: tuple[Member, ...], *, is_led: bool = True) -> Sheet:
    """One letter for all; the first of ``members`` leads, unless nobody was chosen to (``is_led``).

    Raises ValueError without any member.
    """
    if not members:
        raise ValueError("a candidacy has a candidate")
    lead = members[0].party
    sections = lettered(
        ("Identification de l’acheteur", buyer(contract)),
        ("Objet de la consultation", object_of(contract)),
        ("Objet de la candidature", _lots(contract)),
        ("Présentation du candidat", _candidate(form, members)),
        ("Identification des membres du groupement et répartition des prestations", _members(form, members)),
        ("Engagements du candidat individuel ou de chaque membre du groupement", _engagements()),
        ("Désignation du mandataire (en cas de groupement)", _mandataire(form, members, is_led)),
    )
    return Sheet("DC1", TITLE, lead.name, sections)


def _lots(contract: Contract) -> list[Part]:
    if not contract.lots:
        return [Box("pour l’ensemble du marché public", is_ticked=True), Box("pour des lots", is_ticked=False)]
    named = tuple((number, title) for number, title in contract.lots)
    return [
        Box("pour l’ensemble du marché public", is_ticked=False),
        Box("pour les lots suivants", is_ticked=True),
        Grid(("Lot", "Intitulé"), named),
    ]


def _candidate(form: Form, members: tuple[Member, ...]) -> list[Part]:
    alone = form is Form.SOLE
    parts: list[Part] = [Box("Le candidat se présente seul", is_ticked=alone)]
    if alone:
        found = members[0].party
        parts += [
            Field("Candidat", found.name),
            Field("SIREN", spaced(found.siren)),
            Field("Adresse du siège", found.address),
            Field("Adresse électronique", found.email),
            Field("Téléphone", found.phone),
            *power(found),
        ]
    is_joint = form in (Form.JOINT, Form.JOINT_SOLIDARY_LEAD)
    return [
        *parts,
        Box("Le candidat est un groupement conjoint", is_ticked=is_joint),
        Box("dont le mandataire est solidaire", is_ticked=form is Form.JOINT_SOLIDARY_LEAD),
        Box("Le candidat est un groupement solidaire", is_ticked=form is Form.SOLIDARY),
    ]


def _members(form: Form, members: tuple[Member, ...]) -> list[Part]:
    if form is Form.SOLE:
        return [Words("Sans objet : le candidat se présente seul.")]
    heads = ("Membre du groupement", "SIREN, adresse, contact", "Prestations exécutées", "Montant HT")
    return [Grid(heads, tuple(_row(each) for each in members))]


def _row(member: Member) -> tuple[str, ...]:
    found = member.party
    contact = " – ".join(part for part in (spaced(found.siren), found.address, found.email, found.phone) if part)
    amounts = [each.cents for each in member.shares if each.cents is not None]
    tasks = " ; ".join(each.task for each in member.shares)
    return (found.name, contact, tasks, euros(sum(amounts)) if amounts else "")


def _engagements() -> list[Part]:
    return [
        Words(
            "F1 – Exclusions de la procédure. Le candidat individuel, ou chaque membre du groupement, déclare sur "
            "l’honneur n’entrer dans aucun des cas d’interdiction de soumissionner prévus aux articles L2141-1 à "
            "L2141-5 et L2141-7 à L2141-11 du code de la commande publique, et être en règle au regard des articles "
            "L5212-1 à L5212-11 du code du travail."
        ),
        Box("Le candidat, ou chaque membre, fait cette déclaration (à cocher par celui qui l’engage)"),
        Words("F2 – Documents de preuve disponibles en ligne."),
        Field("Adresse internet et accès"),
        Words(
            "F3 – Capacités. Le candidat, ou chaque membre, produit les renseignements demandés par l’acheteur : "
            "formulaire DC2 ou document unique de marché européen (DUME)."
        ),
    ]


def _mandataire(form: Form, members: tuple[Member, ...], is_led: bool) -> list[Part]:
    if form is Form.SOLE:
        return [Words("Sans objet : le candidat se présente seul.")]
    lead = members[0].party if is_led else Party("", "")
    others = members[1:] if is_led else members
    return [
        Words("Les membres du groupement désignent le mandataire suivant :"),
        Field("Mandataire", lead.name),
        Field("SIREN", spaced(lead.siren)),
        Field("Adresse du siège", lead.address),
        Field("Adresse électronique", lead.email),
        Field("Téléphone", lead.phone),
        Words("Le mandataire justifie de l’habilitation de chaque membre (article R2142-23) :"),
        *(Field(f"Habilitation de {each.party.name}", "") for each in others),
    ]
