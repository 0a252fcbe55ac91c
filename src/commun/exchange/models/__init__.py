"""Tables of the room, by aggregate."""

from commun.exchange.models.feeds import FeedAddress
from commun.exchange.models.list_care import AddressTrouble, MailReturn, TrustedSender
from commun.exchange.models.lists import Delivery, InboundMail, MailingList, Post, Subscription, Thread
from commun.exchange.models.offers import Offer, OfferAnswer
from commun.exchange.models.things import Booking, SharedThing
from commun.exchange.models.thread_life import ThreadSection, ThreadSummary, ThreadTemplate
from commun.exchange.models.threads import ArchiveImport, PostFile, ThreadDecision, ThreadReading
from commun.exchange.models.webhooks import Webhook, WebhookAttempt, WebhookMessage

__all__ = [
    "AddressTrouble",
    "ArchiveImport",
    "Booking",
    "Delivery",
    "FeedAddress",
    "InboundMail",
    "MailReturn",
    "MailingList",
    "Offer",
    "OfferAnswer",
    "Post",
    "PostFile",
    "SharedThing",
    "Subscription",
    "Thread",
    "ThreadDecision",
    "ThreadReading",
    "ThreadSection",
    "ThreadSummary",
    "ThreadTemplate",
    "TrustedSender",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
]
