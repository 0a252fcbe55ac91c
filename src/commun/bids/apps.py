"""The room's place in the house."""

from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "commun.bids"
    label = "bids"

    def ready(self) -> None:
        """Add what this room shows and does to the house's registries."""
        from commun.bids import bids_ready, journal, projects_ready, search_ready  # noqa: F401

        bids_ready.register()
        projects_ready.register()
        search_ready.register()
