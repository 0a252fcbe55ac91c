"""The shapes of criteria: which questions, in which groups, as the European model (version 4.1.0) draws them."""

from commun.algo.espd.trees import Datatype, Group, Property, after_no, after_yes, always, ask, need, words

Shape = tuple[Group, ...]


def _electronic() -> Group:
    evidence = after_yes(ask("Preuve fournie", Datatype.EVIDENCE_IDENTIFIER))
    return always(ask("Cette information est-elle disponible en ligne ?", is_optional=True), evidence)


def _measures(text: str = "Avez-vous pris des mesures pour démontrer votre fiabilité ?") -> tuple[Property, Group]:
    return ask(text), after_yes(ask("Décrivez ces mesures.", Datatype.DESCRIPTION))


def conviction() -> Shape:
    """A conviction by final judgment."""
    details = after_yes(
        ask("Date de la condamnation", Datatype.DATE),
        ask("Motif", Datatype.DESCRIPTION),
        ask("Qui a été condamné ?", Datatype.DESCRIPTION),
        ask("Durée de l’exclusion", Datatype.PERIOD),
        always(*_measures()),
    )
    return always(ask("Votre réponse"), details), _electronic()


def payment() -> Shape:
    """What was not paid."""
    decision = after_no(
        ask("Si une décision l’a établi, est-elle définitive et contraignante ?"),
        after_yes(
            ask("Date de la condamnation ou de la décision", Datatype.DATE),
            ask("Durée de l’exclusion, si la condamnation la fixe", Datatype.PERIOD),
        ),
    )
    settled = always(*_measures("Avez-vous payé, ou conclu un accord contraignant pour payer ce qui est dû ?"))
    means = always(
        ask("Ce manquement est-il établi autrement que par une décision de justice ou administrative ?"),
        after_yes(ask("Par quel moyen ?", Datatype.DESCRIPTION)),
        decision,
        settled,
    )
    details = after_yes(ask("Pays concerné", Datatype.CODE_COUNTRY), ask("Montant concerné", Datatype.AMOUNT), means)
    asked = always(ask("Votre réponse"), details)
    threshold = need("Seuil minimal", Datatype.MINIMUM_AMOUNT)
    top = always(threshold, need("Informations complémentaires", Datatype.DESCRIPTION), asked, mark="R")
    return top, _electronic()


def breach() -> Shape:
    """A breach of obligations."""
    return always(ask("Votre réponse"), after_yes(*_measures())), _electronic()


def insolvency() -> Shape:
    """Insolvency, in one of its forms."""
    details = after_yes(
        ask("Décrivez la situation.", Datatype.DESCRIPTION),
        ask("Pourquoi serez-vous néanmoins en mesure d’exécuter le marché ?", Datatype.DESCRIPTION),
    )
    return always(ask("Votre réponse"), details), _electronic()


def misconduct() -> Shape:
    """Facts, and what was done since."""
    details = after_yes(ask("Décrivez les faits.", Datatype.DESCRIPTION), always(*_measures()))
    return always(ask("Votre réponse"), details), _electronic()


def conflict() -> Shape:
    """Facts to be told."""
    return always(ask("Votre réponse"), after_yes(ask("Décrivez les faits.", Datatype.DESCRIPTION))), _electronic()


def statement() -> Shape:
    """A yes or a no."""
    return always(ask("Votre réponse")), _electronic()


def national() -> Shape:
    """What French law adds."""
    asked = always(
        words("Interdictions de soumissionner des articles L2141-1 à L2141-11 du code de la commande publique"),
        words("Déclaration sur l’honneur"),
        ask("Votre réponse"),
    )
    return always(words("Motifs purement nationaux"), asked), _electronic()


def _by_itself() -> Group:
    entity = after_yes(
        ask("Nom de l’entité", Datatype.DESCRIPTION),
        ask("SIREN de l’entité", Datatype.ECONOMIC_OPERATOR_IDENTIFIER),
    )
    relied = after_no(ask("Vous appuyez-vous sur une autre entité ?"), entity)
    return always(ask("Remplissez-vous ce critère par vous-même ?"), relied)


def _selection(*items: Property | Group) -> Shape:
    lot = need("Lot", Datatype.LOT_IDENTIFIER)
    return (always(lot, always(*items, mark="R"), mark="R"),)


def register() -> Shape:
    """Enrolment in a register."""
    registered = always(
        ask("Êtes-vous inscrit au registre ?"),
        after_yes(ask("Numéro d’inscription", Datatype.DESCRIPTION)),
        after_no(ask("Pourquoi n’êtes-vous pas inscrit ?", Datatype.DESCRIPTION)),
    )
    asked = need("Registre", Datatype.DESCRIPTION), need("Adresse du registre", Datatype.URL)
    return _selection(*asked, _by_itself(), registered, _electronic())


def turnover() -> Shape:
    """The turnover of each year."""
    year = always(
        ask("Exercice", Datatype.PERIOD), ask("Chiffre d’affaires", Datatype.AMOUNT), _electronic(), is_many=True
    )
    since = always(
        ask(
            "Si vous n’avez pas ces chiffres pour toute la période : date de création", Datatype.DATE, is_optional=True
        ),
        _electronic(),
    )
    return _selection(
        need("Nombre d’exercices", Datatype.QUANTITY_YEAR),
        need("Seuil par exercice", Datatype.CODE_BOOLEAN),
        need("Montant minimal", Datatype.MINIMUM_AMOUNT),
        _by_itself(),
        year,
        since,
        _electronic(),
    )


def insurance() -> Shape:
    """What an insurance covers."""
    return _selection(
        need("Type d’assurance", Datatype.DESCRIPTION),
        need("Montant minimal", Datatype.MINIMUM_AMOUNT),
        _by_itself(),
        always(
            ask("Montant couvert", Datatype.AMOUNT),
            ask("Vous engagez-vous à obtenir le montant minimal demandé ?"),
            ask("En êtes-vous exempté ?"),
        ),
        _electronic(),
    )


def services() -> Shape:
    """References of services."""
    asked = always(
        words("Références demandées par l’acheteur"),
        always(need("Exigence", Datatype.DESCRIPTION), mark="R"),
        mark="R",
    )
    client = always(
        ask("Client", Datatype.DESCRIPTION),
        ask("Personne à joindre", Datatype.DESCRIPTION, is_optional=True),
        ask("Son adresse électronique", Datatype.DESCRIPTION, is_optional=True),
        ask("Son téléphone", Datatype.DESCRIPTION, is_optional=True),
    )
    reference = always(
        ask("Prestation", Datatype.DESCRIPTION),
        ask("Montant total", Datatype.AMOUNT),
        ask("Votre rôle", Datatype.DESCRIPTION),
        ask("Montant de votre part", Datatype.AMOUNT),
        ask("Période", Datatype.PERIOD),
        ask("Cette référence est-elle confidentielle ?"),
        client,
        is_many=True,
    )
    least = need("Nombre minimal de références", Datatype.MINIMUM_QUANTITY_INTEGER)
    return _selection(least, asked, _by_itself(), always(words("Vos références"), reference), _electronic())


def manpower() -> Shape:
    """Staff, year by year."""
    year = always(ask("Année", Datatype.QUANTITY_YEAR), ask("Effectif moyen", Datatype.QUANTITY_INTEGER), is_many=True)
    years = need("Nombre d’années", Datatype.MINIMUM_QUANTITY_YEAR)
    more = need("Informations complémentaires", Datatype.DESCRIPTION)
    return _selection(years, more, _by_itself(), year, _electronic())


def entities(identifier: str) -> Shape:
    """Other entities, one group each."""
    entity = after_yes(
        ask("Nom de l’entité", Datatype.DESCRIPTION),
        ask(identifier, Datatype.ECONOMIC_OPERATOR_IDENTIFIER),
        is_many=True,
    )
    return always(ask("Votre réponse"), entity), _electronic()


def with_others() -> Shape:
    """The place in a group."""
    details = after_yes(
        ask("Rôle dans le groupement", Datatype.CODE),
        ask("Les autres membres du groupement", Datatype.DESCRIPTION),
        ask("Nom du groupement", Datatype.DESCRIPTION),
    )
    return always(ask("Votre réponse"), details), _electronic()


def sheltered() -> Shape:
    """A sheltered workshop."""
    details = after_yes(
        ask("Pourcentage de travailleurs handicapés ou défavorisés", Datatype.PERCENTAGE),
        ask("De quelles catégories ?", Datatype.DESCRIPTION),
    )
    return always(ask("Votre réponse"), details), _electronic()


def small() -> Shape:
    """A small or medium-sized enterprise."""
    details = after_yes(ask("Effectif", Datatype.QUANTITY_INTEGER), ask("Chiffre d’affaires", Datatype.AMOUNT))
    return always(ask("Votre réponse"), details), _electronic()
