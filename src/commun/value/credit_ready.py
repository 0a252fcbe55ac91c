"""What the mutual credit adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Effects of decisions, names in the book, things to do, departures, personal data, the demo."""
    from commun.core import registries
    from commun.governance import handover
    from commun.value import demo_credit, effects_credit
    from commun.value.actions import credit_data
    from commun.value.actions.credit_departures import held_by, release
    from commun.value.models import Account
    from commun.value.queries import credit_pages as queries
    from commun.value.queries import statements

    effects_credit.register()
    statements.places.add(Account.Place.NEIGHBOUR, queries.neighbours_called)
    statements.reasons.add("gift", queries.gifts_called)
    statements.reasons.add("request", queries.requests_called)
    statements.reasons.add("between", queries.between_called)
    statements.reasons.add("back", queries.backs_called)
    registries.todo.add("value.credit", queries.things_to_do)
    handover.sources.add("value.credit", handover.Source(_("Mutual credit"), held_by, release))
    registries.personal_data.add(
        "value.books",
        registries.PersonalData(_("Books and mutual credit"), export=credit_data.export, erase=credit_data.erase),
    )
    registries.demo.add("value.credit", registries.DemoPart(59, demo_credit.load))
