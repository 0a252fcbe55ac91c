"""The roof: where rooms that must not know one another are wired together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "commun.config"
    label = "config"

    def ready(self) -> None:
        from commun.config import schedule  # noqa: F401
