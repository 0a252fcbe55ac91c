"""Offers and needs, as ``samples`` makes the others."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from commun.core import clock
from commun.core.models import Space
from commun.exchange.actions.feeds import open_feed
from commun.exchange.actions.offers import OfferSheet, answer_offer, write_offer
from commun.exchange.actions.things import ThingSheet, Wish, book_thing, share_thing
from commun.exchange.actions.webhooks import set_webhook, try_webhook
from commun.exchange.models import Booking, Offer
from commun.governance.models import Membership
from tests.house import samples_lists
from tests.support.world import make_member, make_person


def _offer(by: Membership) -> Offer:
    return write_offer(by=by, sheet=OfferSheet("offer", "time", "Deux heures"))


def _of_another(space: Space, _member: Membership) -> str:
    return _offer(make_member(space, make_person("Qui offre"))).ref


def _answer(space: Space, member: Membership) -> str:
    other = make_member(space, make_person("Qui répond"))
    return answer_offer(by=other, offer=_offer(member), said="Oui").ref


def _booking(member: Membership) -> Booking:
    thing = share_thing(by=member, sheet=ThingSheet("Projecteur"))
    return book_thing(by=member, thing=thing, wish=Wish(clock.now(), clock.now() + dt.timedelta(hours=2)))


def _webhook_message(_space: Space, member: Membership) -> str:
    set_webhook(by=member, url="https://programme.example/appel", audience="group")
    return try_webhook(by=member).ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "feed_address": lambda _space, member: open_feed(by=member).ref,
    "offer": lambda _space, member: _offer(member).ref,
    "offer_answer": _answer,
    "thing": lambda _space, member: _booking(member).thing.ref,
    "booking": lambda _space, member: _booking(member).ref,
    "webhook_message": _webhook_message,
    **samples_lists.SAMPLES,
}
SAMPLES_OF_PAGE: dict[tuple[str, str], Callable[[Space, Membership], Any]] = {
    ("exchange:answer-offer", "offer"): _of_another,
}
