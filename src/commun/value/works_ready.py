"""What joint works and the book of money add to the registries of the house."""


def register() -> None:
    """Titles of works in the journal; names of accounts and of what the lines of the book are tied to."""
    from commun.core import registries
    from commun.governance.queries.decision_news import decisions_called
    from commun.value import demo_works, effects_books
    from commun.value.journal import works as facts
    from commun.value.models import Account
    from commun.value.queries import seals, statements, works

    effects_books.register()
    registries.subjects.add(facts.WORK, works.works_called)
    statements.places.add(Account.Place.WORK, works.works_called)
    statements.places.add(Account.Place.PERSON, works.people_called)
    statements.reasons.add("receipt", works.receipts_called)
    statements.reasons.add("distribution", works.sharings_called)
    statements.reasons.add("payment", works.payments_called)
    statements.reasons.add("decision", decisions_called)
    registries.digest_notes.add("value", seals.seals_for)
    registries.demo.add("value.works", registries.DemoPart(51, demo_works.load))
    registries.demo.add("value.money", registries.DemoPart(58, demo_works.load_money))
