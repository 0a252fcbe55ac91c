"""What the live feed adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Called once the room is ready."""
    from commun.core import registries
    from commun.exchange.actions import feeds
    from commun.exchange.journal import feeds as facts  # noqa: F401 - declares its facts

    door = registries.NavigationItem(
        _("What happens"), "exchange:feed", "bell", 78, also=("exchange:feed-addresses", "exchange:revoke-feed")
    )
    registries.navigation.add("exchange:feed", door)
    registries.personal_data.add(
        "exchange.feeds",
        registries.PersonalData(title=_("Addresses of feeds"), export=feeds.export, erase=feeds.erase),
    )
