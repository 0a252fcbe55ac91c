"""What contributions and their kinds add to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The effect of decisions, titles of facts, what is seen in governance, personal data, demo."""
    from commun.core import registries
    from commun.value import demo_contributions, effects_kinds
    from commun.value.actions import contribution_data
    from commun.value.journal import contributions as facts
    from commun.value.queries import contributions, seen_in_governance
    from commun.value.seen import seen

    effects_kinds.register()
    registries.subjects.add(facts.KIND, contributions.kinds_called)
    registries.subjects.add(facts.CONTRIBUTION, contributions.contributions_called)
    seen.add("governance.duties", seen_in_governance.duties_seen)
    seen.add("governance.mandates", seen_in_governance.mandates_seen)
    seen.add("governance.actions", seen_in_governance.actions_seen)
    registries.personal_data.add(
        "value.contributions",
        registries.PersonalData(
            title=_("Contributions"), export=contribution_data.export, erase=contribution_data.erase
        ),
    )
    # Once the works are open and the key is adopted, before anything is shared.
    registries.demo.add("value.contributions", registries.DemoPart(56, demo_contributions.load))
