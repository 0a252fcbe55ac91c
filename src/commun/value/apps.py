"""The room's place in the house."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "commun.value"
    label = "value"

    def ready(self) -> None:
        """Add what this room shows and does to the house's registries."""
        from commun.value import (  # noqa: F401
            accounting_ready,
            carrying_ready,
            contributions_ready,
            credit_ready,
            home_ready,
            journal,
            keys_ready,
            pot_ready,
            search_ready,
            works_ready,
        )

        home_ready.register()
        contributions_ready.register()
        keys_ready.register()
        works_ready.register()
        accounting_ready.register()
        credit_ready.register()
        pot_ready.register()
        search_ready.register()
        carrying_ready.register()
