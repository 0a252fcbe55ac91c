"""The criteria asked in France for services: grounds of exclusion, capacities, and the shape of the answer.

Identifiers, codes and shapes are those of the European model (version 4.1.0, annex II of Implementing Regulation (EU)
2016/7); words are ours, in French; articles are those of Directive 2014/24/EU.
"""

from dataclasses import dataclass

from commun.algo.espd import shapes
from commun.algo.espd.parties import Role
from commun.algo.espd.trees import Group

EXCLUSION, SELECTION, OTHER = "EG", "SC", "OT"
# Where each family stands in French law.
LAW = {
    EXCLUSION: "Motifs d’exclusion : articles L2141-1 à L2141-14 du code de la commande publique",
    SELECTION: "Conditions de participation : articles L2142-1 et R2142-1 et suivants du code de la commande publique",
    OTHER: "Présentation des candidatures : articles R2142-3 et R2142-19 et suivants du code de la commande publique",
}
# What each says of the answer itself, told by whoever makes the answer.
OF_THE_TEAM = ("eo-group", "relied", "subco-ent")


@dataclass(frozen=True)
class Criterion:
    """One criterion; ``uuid``: as e-Certis names it, empty where the model gives none."""

    number: int
    family: str
    code: str
    uuid: str
    name: str
    text: str
    article: str
    groups: tuple[Group, ...]

    @property
    def path(self) -> str:
        """The start of the identifiers of its groups and lines."""
        return f"C{self.number}_{self.family}_{self.code}"

    @property
    def identifier(self) -> str:
        """Its identifier in the document."""
        return self.uuid or self.path


_CONVICTED = (
    "L’entité, ses dirigeants ou ceux qui la représentent ont-ils été condamnés définitivement, depuis moins de cinq "
    "ans, pour {} ?"
)
_FAILED = "L’entité a-t-elle manqué à ses obligations en matière de {} ?"

CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        1,
        EXCLUSION,
        "crime-org",
        "005eb9ed-1347-4ca3-bb29-9bc0db64e1ab",
        "Organisation criminelle",
        _CONVICTED.format("participation à une organisation criminelle"),
        "57(1)(a)",
        shapes.conviction(),
    ),
    Criterion(
        2,
        EXCLUSION,
        "corruption",
        "c27b7c4e-c837-4529-b867-ed55ce639db5",
        "Corruption",
        _CONVICTED.format("corruption"),
        "57(1)(b)",
        shapes.conviction(),
    ),
    Criterion(
        3,
        EXCLUSION,
        "fraud",
        "297d2323-3ede-424e-94bc-a91561e6f320",
        "Fraude",
        _CONVICTED.format("fraude"),
        "57(1)(c)",
        shapes.conviction(),
    ),
    Criterion(
        4,
        EXCLUSION,
        "terr-offence",
        "d486fb70-86b3-4e75-97f2-0d71b5697c7d",
        "Terrorisme",
        _CONVICTED.format("infraction terroriste ou liée au terrorisme"),
        "57(1)(d)",
        shapes.conviction(),
    ),
    Criterion(
        5,
        EXCLUSION,
        "finan-laund",
        "47112079-6fec-47a3-988f-e561668c3aef",
        "Blanchiment",
        _CONVICTED.format("blanchiment de capitaux ou financement du terrorisme"),
        "57(1)(e)",
        shapes.conviction(),
    ),
    Criterion(
        6,
        EXCLUSION,
        "human-traffic",
        "d789d01a-fe03-4ccd-9898-73f9cfa080d1",
        "Traite des êtres humains",
        _CONVICTED.format("travail des enfants ou traite des êtres humains"),
        "57(1)(f)",
        shapes.conviction(),
    ),
    Criterion(
        7,
        EXCLUSION,
        "tax-pay",
        "b61bbeb7-690e-4a40-bc68-d6d4ecfaa3d4",
        "Impôts et taxes",
        _FAILED.format("paiement des impôts et taxes"),
        "57(2)",
        shapes.payment(),
    ),
    Criterion(
        8,
        EXCLUSION,
        "socsec-pay",
        "7d85e333-bbab-49c0-be8d-c36d71a72f5e",
        "Cotisations sociales",
        _FAILED.format("paiement des cotisations sociales"),
        "57(2)",
        shapes.payment(),
    ),
    Criterion(
        9,
        EXCLUSION,
        "envir-law",
        "a80ddb62-d25b-4e4e-ae22-3968460dc0a9",
        "Droit de l’environnement",
        _FAILED.format("droit de l’environnement"),
        "57(4)(a)",
        shapes.breach(),
    ),
    Criterion(
        10,
        EXCLUSION,
        "socsec-law",
        "a261a395-ed17-4939-9c75-b9ff1109ca6e",
        "Droit social",
        _FAILED.format("droit social"),
        "57(4)(a)",
        shapes.breach(),
    ),
    Criterion(
        11,
        EXCLUSION,
        "labour-law",
        "a34b70d6-c43d-4726-9a88-8e2b438424bf",
        "Droit du travail",
        _FAILED.format("droit du travail"),
        "57(4)(a)",
        shapes.breach(),
    ),
    Criterion(
        12,
        EXCLUSION,
        "bankruptcy",
        "d3732c09-7d62-4edc-a172-241da6636e7c",
        "Faillite",
        "L’entité est-elle en faillite ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        13,
        EXCLUSION,
        "insolvency",
        "396f288a-e267-4c20-851a-ed4f7498f137",
        "Insolvabilité",
        "L’entité fait-elle l’objet d’une procédure d’insolvabilité ou de liquidation ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        14,
        EXCLUSION,
        "cred-arran",
        "68918c7a-f5bc-4a1a-a62f-ad8983600d48",
        "Concordat préventif",
        "L’entité a-t-elle conclu un concordat avec ses créanciers ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        15,
        EXCLUSION,
        "bankr-nat",
        "daffa2a9-9f8f-4568-8be8-7b8bf306d096",
        "Situation analogue",
        "L’entité est-elle dans une situation analogue, comme le redressement judiciaire ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        16,
        EXCLUSION,
        "liq-admin",
        "8fda202a-0c37-41bb-9d7d-de3f49edbfcb",
        "Actifs administrés par un liquidateur",
        "Les actifs de l’entité sont-ils administrés par un liquidateur ou un tribunal ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        17,
        EXCLUSION,
        "susp-act",
        "166536e2-77f7-455c-b018-70582474e4f6",
        "Activités suspendues",
        "Les activités de l’entité sont-elles suspendues ?",
        "57(4)(b)",
        shapes.insolvency(),
    ),
    Criterion(
        18,
        EXCLUSION,
        "prof-misconduct",
        "514d3fde-1e3e-4dcd-b02a-9f984d5bbda3",
        "Faute professionnelle grave",
        "L’entité a-t-elle commis une faute professionnelle grave ?",
        "57(4)(c)",
        shapes.misconduct(),
    ),
    Criterion(
        19,
        EXCLUSION,
        "distorsion",
        "56d13e3d-76e8-4f23-8af6-13e60a2ee356",
        "Entente",
        "L’entité a-t-elle conclu des accords pour fausser la concurrence ?",
        "57(4)(d)",
        shapes.misconduct(),
    ),
    Criterion(
        20,
        EXCLUSION,
        "partic-confl",
        "b1b5ac18-f393-4280-9659-1367943c1a2e",
        "Conflit d’intérêts",
        "L’entité sait-elle d’un conflit d’intérêts lié à sa participation ?",
        "57(4)(e)",
        shapes.conflict(),
    ),
    Criterion(
        21,
        EXCLUSION,
        "prep-confl",
        "61874050-5130-4f1c-a174-720939c7b483",
        "Participation à la préparation",
        "L’entité, ou une entreprise liée, a-t-elle participé à la préparation de la procédure ?",
        "57(4)(f)",
        shapes.conflict(),
    ),
    Criterion(
        22,
        EXCLUSION,
        "sanction",
        "3293e92b-7f3e-42f1-bee6-a7641bb04251",
        "Résiliation ou sanction",
        "Un marché antérieur de l’entité a-t-il été résilié par anticipation, ou a-t-il donné lieu à des dommages et "
        "intérêts ou à une sanction comparable ?",
        "57(4)(g)",
        shapes.misconduct(),
    ),
    Criterion(
        23,
        EXCLUSION,
        "misrepresent",
        "696a75b2-6107-428f-8b74-82affb67e184",
        "Fausses déclarations",
        "L’entité a-t-elle fait de fausses déclarations, caché des informations, tardé à fournir des documents ou "
        "cherché à obtenir des informations confidentielles de cette procédure ?",
        "57(4)(h)(i)",
        shapes.statement(),
    ),
    Criterion(
        24,
        EXCLUSION,
        "nati-ground",
        "63adb07d-db1b-4ef0-a14e-a99785cf8cf6",
        "Motifs purement nationaux",
        "L’entité tombe-t-elle sous une interdiction de soumissionner du code de la commande publique ?",
        "57(4)",
        shapes.national(),
    ),
    Criterion(
        26,
        SELECTION,
        "trade-regist",
        "87b3fa26-3549-4f92-b8e0-3fd8f04bf5c7",
        "Registre du commerce",
        "L’entité est inscrite au registre du commerce et des sociétés, ou au registre qui en tient lieu.",
        "58(2)",
        shapes.register(),
    ),
    Criterion(
        29,
        SELECTION,
        "gen-year-to",
        "499efc97-2ac1-4af2-9e84-323c2ca67747",
        "Chiffre d’affaires annuel",
        "Le chiffre d’affaires annuel de l’entité, pour les exercices demandés, est le suivant.",
        "58(3)",
        shapes.turnover(),
    ),
    Criterion(
        35,
        SELECTION,
        "indem-insu",
        "7604bd40-4462-4086-8763-a50da51a869c",
        "Assurance des risques professionnels",
        "L’entité est assurée contre les risques professionnels à hauteur de ce qui suit.",
        "58(3)",
        shapes.insurance(),
    ),
    Criterion(
        39,
        SELECTION,
        "service-perform",
        "5e506c16-26ab-4e32-bb78-b27f87dc0565",
        "Services déjà rendus",
        "Pendant la période de référence, l’entité a rendu les principaux services suivants.",
        "58(4)",
        shapes.services(),
    ),
    Criterion(
        50,
        SELECTION,
        "year-manpower",
        "1f49b3f0-d50f-43f6-8b30-4bafab108b9b",
        "Effectifs moyens annuels",
        "Les effectifs moyens annuels de l’entité, pour les années demandées, sont les suivants.",
        "58(4)",
        shapes.manpower(),
    ),
    Criterion(
        57,
        OTHER,
        "shelt-worksh",
        "",
        "Atelier protégé ou entreprise sociale",
        "Si le marché est réservé : l’entité est-elle un atelier protégé, ou une entreprise sociale d’insertion ?",
        "20",
        shapes.sheltered(),
    ),
    Criterion(
        59,
        OTHER,
        "eo-group",
        "",
        "Groupement",
        "L’entité participe-t-elle à la procédure avec d’autres ?",
        "19(2)",
        shapes.with_others(),
    ),
    Criterion(
        60,
        OTHER,
        "relied",
        "",
        "Capacités d’autres entités",
        "L’entité s’appuie-t-elle sur les capacités d’autres entités ?",
        "63",
        shapes.entities("SIREN de l’entité"),
    ),
    Criterion(
        61,
        OTHER,
        "subco-ent",
        "",
        "Sous-traitance",
        "L’entité a-t-elle l’intention de sous-traiter une partie du marché ?",
        "71",
        shapes.entities("SIREN du sous-traitant"),
    ),
    Criterion(
        65,
        OTHER,
        "sme",
        "",
        "Petite ou moyenne entreprise",
        "L’entité est-elle une micro, petite ou moyenne entreprise ?",
        "59",
        shapes.small(),
    ),
)


def criteria_for(role: Role) -> tuple[Criterion, ...]:
    """What an entity answers in that place: a subcontractor says nothing of its capacities."""
    if role is not Role.SUBCONTRACTOR:
        return CRITERIA
    return tuple(each for each in CRITERIA if each.family != SELECTION)
