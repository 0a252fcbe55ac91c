"""The room's door in the navigation."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """« Valeur », open on every page of the room."""
    from commun.core import registries

    door = registries.NavigationItem(_("Value"), "value:home", "coin", 36, also=("value:",))
    registries.navigation.add("value:home", door)
