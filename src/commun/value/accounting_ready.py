"""What is prepared for the cooperative adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Titles of facts, personal data, the demo."""
    from commun.core import registries
    from commun.value import demo_accounting
    from commun.value.actions import accounting_data
    from commun.value.journal import accounting as facts
    from commun.value.queries import accounting

    registries.subjects.add(facts.PLAN, accounting.plans_called)
    registries.personal_data.add(
        "value.accounting",
        registries.PersonalData(
            title=_("Analytic accounts of activities"), export=accounting_data.export, erase=accounting_data.erase
        ),
    )
    # Once money came in and was shared.
    registries.demo.add("value.accounting", registries.DemoPart(61, demo_accounting.load))
