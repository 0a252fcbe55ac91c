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
    _register_words()


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


def _register_words() -> None:
    """Words that may be hidden, as others that people write. What two people write to each other is theirs."""
    from django.db.models import Q

    from commun.exchange.journal import offers as offer_facts
    from commun.exchange.journal import things as thing_facts
    from commun.exchange.models import Booking, Offer, SharedThing
    from commun.governance import hideable as kinds
    from commun.governance.models import AgendaItem
    from commun.governance.models.meetings import Part

    of_offer, of_thing = offer_facts.OFFER, thing_facts.THING
    news = Q(part=Part.NEWS, owner__isnull=False, is_ritual=False)
    for name, kind in {
        "offer": kinds.OnItsPage(_("an offer or a need"), Offer, "words", "by", of_offer),
        "offer_title": kinds.OnItsPage(_("the title of an offer or a need"), Offer, "title", "by", of_offer),
        "thing": kinds.OnItsPage(_("the sheet of a thing"), SharedThing, "words", "shared_by", of_thing),
        "thing_rules": kinds.OnItsPage(_("the rules of a thing"), SharedThing, "rules", "shared_by", of_thing),
        "booking": kinds.Hideable(_("what a booking is for"), Booking, "words", "by", of_thing),
        "booking_return": kinds.Hideable(_("in what state a thing came back"), Booking, "return_words", "by", of_thing),
        "news": kinds.Hideable(_("the news of a member"), AgendaItem, "title", "owner", kinds.MEETING, news),
        "news_detail": kinds.Hideable(_("the news of a member"), AgendaItem, "detail", "owner", kinds.MEETING, news),
    }.items():
        kinds.hideable.add(name, kind)
