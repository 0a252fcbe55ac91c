"""What the common pot adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Effects of decisions, names in the journal and in the book, things to do, personal data, the demo."""
    from commun.core import registries
    from commun.governance import handover
    from commun.governance.queries.decision_news import decisions_called
    from commun.value import demo_pot, effects_pot
    from commun.value.actions import pot_data
    from commun.value.actions.pot_departures import held_by, release
    from commun.value.journal import pot as facts
    from commun.value.models import Account
    from commun.value.queries import pot, pot_news, statements

    effects_pot.register()
    registries.subjects.add(facts.LINE, pot.lines_called)
    registries.subjects.add(facts.SPENDING, pot.spendings_called)
    registries.subjects.add(facts.ROUND, decisions_called)
    statements.places.add(Account.Place.LINE, pot.lines_called)
    statements.reasons.add("spending", pot.spendings_called)
    handover.sources.add("value.pot", handover.Source(_("Common pot"), held_by, release))
    registries.todo.add("value.pot", pot_news.things_to_do)
    registries.personal_data.add(
        "value.pot", registries.PersonalData(title=_("Common pot"), export=pot_data.export, erase=pot_data.erase)
    )
    # Once sharings have filled the pot.
    registries.demo.add("value.pot", registries.DemoPart(59, demo_pot.load))
