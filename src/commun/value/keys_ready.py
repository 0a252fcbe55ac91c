"""What sharing keys add to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The effect of decisions, titles of facts, search, personal data, the demo."""
    from commun.core import registries
    from commun.value import demo_keys, effects_keys
    from commun.value.journal import keys as facts
    from commun.value.queries import keys

    effects_keys.register()
    # After the works are open, before anything is shared.
    registries.demo.add("value.keys", registries.DemoPart(54, demo_keys.load))
    registries.subjects.add(facts.KEY, keys.keys_called)
    registries.personal_data.add(
        "value.keys",
        # A version stays: what was shared was computed by it; the name goes with the account.
        registries.PersonalData(title=_("Sharing keys"), export=keys.export, erase=lambda person: None),
    )
