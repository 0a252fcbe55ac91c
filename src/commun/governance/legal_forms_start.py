"""The legal forms that every house starts with, in plain French; the staff corrects and completes them (R84)."""

from collections.abc import Mapping, Sequence

STARTERS: Sequence[Mapping[str, str]] = (
    {
        "slug": "association",
        "name": "Association (loi de 1901)",
        "what": (
            "Des personnes qui mettent en commun leurs connaissances ou leur activité dans un but autre que de "
            "partager des bénéfices."
        ),
        "who_decides": (
            "Les statuts le disent librement. Le plus souvent : l’assemblée, une personne une voix, et un bureau élu."
        ),
        "money": "Pas de capital. Les excédents restent à l’association ; ils ne se partagent pas.",
        "people": "Bénévoles, et salarié·es s’il y en a. Diriger est en principe bénévole.",
        "fits": ("Pour commencer vite, à peu de frais, sans chercher à vivre tout de suite de l’activité commune."),
        "source": "https://www.service-public.fr/associations",
    },
    {
        "slug": "cae",
        "name": "CAE (coopérative d’activité et d’emploi)",
        "what": (
            "Une coopérative qui accueille l’activité de chacun : elle porte le contrat, la facturation et la "
            "comptabilité."
        ),
        "who_decides": (
            "Les associés en assemblée, une personne une voix. On est appelé à devenir associé, en principe sous "
            "trois ans."
        ),
        "money": (
            "Des parts sociales. Chacun verse à la coopérative une part de son activité pour les services communs."
        ),
        "people": (
            "Entrepreneurs salariés associés : un contrat de travail, la protection des salariés, une activité "
            "autonome."
        ),
        "fits": (
            "Pour travailler à son compte sans être seul, ou pour un collectif qui répond ensemble sans créer sa "
            "structure."
        ),
        "source": "https://www.les-scop.coop",
    },
    {
        "slug": "scop",
        "name": "SCOP (société coopérative de production)",
        "what": "Une société commerciale qui appartient à celles et ceux qui y travaillent.",
        "who_decides": (
            "Les associés en assemblée, une personne une voix quel que soit le capital. Ils élisent la direction."
        ),
        "money": (
            "Les salariés associés ont la majorité du capital. Une part des bénéfices va au travail, une part aux"
            " réserves, qui ne se partagent pas."
        ),
        "people": "Salarié·es, que l’on invite à devenir associé·es.",
        "fits": "Quand un collectif veut vivre d’un même travail et le diriger ensemble.",
        "source": "https://www.les-scop.coop",
    },
    {
        "slug": "scic",
        "name": "SCIC (société coopérative d’intérêt collectif)",
        "what": (
            "Une société coopérative d’utilité sociale qui associe plusieurs sortes de personnes autour d’un même"
            " projet."
        ),
        "who_decides": (
            "Au moins trois catégories d’associés, dont les salariés ou producteurs et les bénéficiaires. Une "
            "personne une voix, que des collèges peuvent pondérer."
        ),
        "money": (
            "Des parts sociales, ouvertes aux collectivités. La plus grande part des excédents va aux réserves, "
            "qui ne se partagent pas."
        ),
        "people": "Salarié·es, bénévoles, usagers, collectivités peuvent être associés.",
        "fits": ("Quand un territoire, des usagers et des professionnels tiennent ensemble un service ou un lieu."),
        "source": "https://www.les-scic.coop",
    },
    {
        "slug": "ptce",
        "name": "PTCE (pôle territorial de coopération économique)",
        "what": (
            "Pas une forme juridique : un regroupement, sur un territoire, d’entreprises sociales, d’autres "
            "entreprises, de collectivités, d’écoles ou de laboratoires."
        ),
        "who_decides": (
            "Ce que les membres ont écrit ensemble. Le pôle est souvent porté par une association ou une SCIC."
        ),
        "money": "Celui de la structure porteuse, et ce que les membres mutualisent.",
        "people": "Chaque membre garde sa forme et ses équipes.",
        "fits": ("Quand plusieurs structures d’un territoire veulent coopérer durablement sans se fondre."),
        "source": "https://www.economie.gouv.fr",
    },
)
