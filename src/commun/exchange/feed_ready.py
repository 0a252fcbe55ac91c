"""What the live feed adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _

from commun.core import registries
from commun.core.models import Space
from commun.core.urls import here

PAGE = "text/html"


def register() -> None:
    """Called once the room is ready."""
    from commun.exchange import demo_feeds
    from commun.exchange.actions import feeds, webhooks
    from commun.exchange.journal import feeds as facts  # noqa: F401 - declares its facts
    from commun.exchange.journal import webhooks as webhook_facts
    from commun.exchange.queries import webhooks as webhook_queries

    door = registries.NavigationItem(
        _("What happens"),
        "exchange:feed",
        "bell",
        78,
        also=("exchange:feed-addresses", "exchange:revoke-feed", "exchange:webhook", "exchange:set-webhook"),
    )
    registries.navigation.add("exchange:feed", door)
    registries.personal_data.add(
        "exchange.feeds",
        registries.PersonalData(title=_("Addresses of feeds"), export=feeds.export, erase=feeds.erase),
    )
    registries.subjects.add(webhook_facts.WEBHOOK, webhook_queries.hosts_called)
    registries.todo.add("exchange.webhooks", webhook_queries.things_to_do)
    registries.personal_data.add(
        "exchange.webhooks",
        registries.PersonalData(title=_("Calls to other programs"), export=webhooks.export, erase=webhooks.erase),
    )
    registries.alternates.add("exchange.feed", public_forms)
    registries.alternates.add("exchange.public_page", public_page)
    registries.demo.add("exchange.feeds", registries.DemoPart(69, demo_feeds.load))


def public_page(space: Space) -> list[registries.Alternate]:
    """The page of what everybody may follow: people who have no account find it on the presentation."""
    return [registries.Alternate(str(_("What everybody may follow")), PAGE, here(space.slug, "exchange:public-page"))]


def public_forms(space: Space) -> list[registries.Alternate]:
    """The public feed of a group, in each of its forms."""
    return [
        registries.Alternate(space.name, media_type, here(space.slug, f"exchange:{name}"))
        for media_type, name in (
            ("application/atom+xml", "public-feed"),
            ("application/rss+xml", "public-rss"),
            ("application/activity+json", "public-activities"),
        )
    ]
