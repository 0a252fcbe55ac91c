"""The room's place in the house."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "commun.tenders"
    label = "tenders"

    def ready(self) -> None:
        """Declare the facts of the room."""
        from commun.tenders import journal  # noqa: F401
