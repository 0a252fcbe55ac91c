"""The room's place in the house."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commun.people"
    label = "people"

    def ready(self) -> None:
        from commun.people import journal  # noqa: F401
