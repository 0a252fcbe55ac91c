"""The room's place in the house."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "commun.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Add what this room shows and does to the house's registries."""
        from commun.exchange import carrying_ready, feed_ready, lists_ready, offers_ready, search_ready, threads_ready

        lists_ready.register()
        threads_ready.register()
        feed_ready.register()
        offers_ready.register()
        search_ready.register()
        carrying_ready.register()
