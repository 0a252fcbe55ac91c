"""What offers and needs add to the registries of the house."""

from django.utils.translation import gettext_lazy as _

# Pages under the door « Entraide ».
PAGES = (
    "offer",
    "new-offer",
    "edit-offer",
    "answer-offer",
    "reply-to-answer",
    "things",
    "thing",
    "new-thing",
    "edit-thing",
    "book-thing",
    "learning",
    "news",
    "new-news",
)


def register() -> None:
    """The door, titles in the journal, « À faire », digest, search, departures, personal data, the demo."""
    from commun.core import registries
    from commun.exchange import demo_offers
    from commun.exchange.actions import offer_data
    from commun.exchange.journal import offers as facts
    from commun.exchange.queries import offers_elsewhere as elsewhere
    from commun.governance import handover

    door = registries.NavigationItem(
        _("Helping one another"), "exchange:offers", "hand", 38, also=tuple(f"exchange:{name}" for name in PAGES)
    )
    registries.navigation.add("exchange:offers", door)
    registries.subjects.add(facts.OFFER, elsewhere.offers_called)
    registries.todo.add("exchange.offers", elsewhere.things_to_do)
    registries.digest.add(
        "exchange.offers", registries.DigestSection(_("Helping one another"), 50, elsewhere.digest_events)
    )
    handover.sources.add(
        "exchange.offers", handover.Source(_("Offers and needs"), elsewhere.held_by, offer_data.release)
    )
    registries.personal_data.add(
        "exchange.offers",
        registries.PersonalData(_("Offers and needs"), export=offer_data.export, erase=offer_data.erase),
    )
    registries.demo.add("exchange.offers", registries.DemoPart(67, demo_offers.load))
    _register_things()


def _register_things() -> None:
    from commun.core import registries
    from commun.exchange.actions import thing_data
    from commun.exchange.actions.things import release
    from commun.exchange.journal import things as facts
    from commun.exchange.queries import things_elsewhere as elsewhere
    from commun.governance import handover

    registries.subjects.add(facts.THING, elsewhere.things_called)
    registries.calendar.add("exchange.things", elsewhere.dates_of)
    registries.digest.add("exchange.things", registries.DigestSection(_("Shared things"), 51, elsewhere.digest_events))
    handover.sources.add("exchange.things", handover.Source(_("Shared things"), elsewhere.held_by, release))
    registries.personal_data.add(
        "exchange.things",
        registries.PersonalData(_("Shared things"), export=thing_data.export, erase=thing_data.erase),
    )
