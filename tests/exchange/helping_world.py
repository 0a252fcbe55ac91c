"""Words of each kind that a member writes when they help one another."""

import datetime as dt

from commun.core import clock
from commun.exchange.actions.news import bring_news
from commun.exchange.actions.offers import OfferSheet, write_offer
from commun.exchange.actions.things import ThingSheet, Wish, book_thing, return_thing, share_thing
from commun.governance.actions.meetings import MeetingPlan, plan_meeting
from commun.governance.models import Membership

HOUR = dt.timedelta(hours=1)


def helping_words(member: Membership, host: Membership, word: str) -> list[tuple[str, int]]:
    """One of each kind that may be hidden, and its row; ``host`` plans the meeting that news go to."""
    day = clock.today() + dt.timedelta(days=3)
    plan_meeting(by=host, plan=MeetingPlan("Séance", day, dt.time(10), 120))
    offer = write_offer(by=member, sheet=OfferSheet("offer", "time", word, word))
    thing = share_thing(by=member, sheet=ThingSheet("Scie", word, word))
    wish = Wish(clock.now() - HOUR, clock.now() + HOUR, words=word)
    booking = return_thing(by=member, booking=book_thing(by=member, thing=thing, wish=wish), state=word)
    item = bring_news(by=member, title=word, detail=word)
    return [
        ("offer", offer.pk), ("offer_title", offer.pk), ("thing", thing.pk), ("thing_rules", thing.pk),
        ("booking", booking.pk), ("booking_return", booking.pk), ("news", item.pk), ("news_detail", item.pk),
    ]  # fmt: skip
