"""Acts on the list, offers and needs, shared things, webhooks. Files are sent from the page."""

import secrets

from django.utils.translation import gettext_lazy as _

from commun.core.api.routes import act, leave_out
from commun.core.api.shapes import LEFT_OUT, find, find_for_member
from commun.exchange.actions import (
    feeds,
    held,
    keeping,
    lists,
    moderation,
    news,
    offers,
    posts,
    reading,
    returned,
    sections,
    things,
    thread_life,
    thread_templates,
    threads,
    webhooks,
)
from commun.exchange.models import (
    Booking,
    FeedAddress,
    InboundMail,
    MailingList,
    Offer,
    OfferAnswer,
    Post,
    SharedThing,
    Subscription,
    Thread,
    ThreadSection,
    ThreadTemplate,
    TrustedSender,
    WebhookMessage,
)
from commun.exchange.policies import list_care
from commun.exchange.policies import lists as list_policies
from commun.exchange.policies import offers as offer_policies
from commun.exchange.policies import things as thing_policies
from commun.exchange.policies import thread_life as life_policies
from commun.exchange.policies import webhooks as webhook_policies
from commun.exchange.queries import feed
from commun.governance.models import Membership

GROUP = "groups/{group}"
find_for_member(
    (Thread, list_policies.thread_for),
    (ThreadSection, life_policies.section_for),
    (ThreadTemplate, life_policies.template_for),
    (Post, list_policies.post_for),
    (InboundMail, list_policies.held_mail_for),
    (Offer, offer_policies.offer_for),
    (OfferAnswer, offer_policies.answer_for),
    (SharedThing, thing_policies.thing_for),
    (Booking, thing_policies.booking_for),
    (TrustedSender, list_care.trusted_sender_for),
    (WebhookMessage, webhook_policies.message_for),
)
find(FeedAddress, lambda caller, ref: feed.address_for(caller.person, caller.space, ref))


# The list
def write_to_list(*, by: Membership, subject: str, text: str, section: ThreadSection | None = None) -> Post:
    """Write a new conversation to the list of the group; those who read it by mail receive it."""
    return posts.write_post(by=by, token=secrets.token_hex(16), text=text, subject=subject, section=section)


def answer_in_thread(*, by: Membership, thread: Thread, text: str) -> Post:
    """Answer in a conversation; those who read it by mail receive it."""
    return posts.write_post(by=by, token=secrets.token_hex(16), text=text, thread=thread)


THREAD = f"{GROUP}/threads/{{thread}}"
act(f"{GROUP}/threads", write_to_list, of="exchange.posts.write_post")
act(THREAD, answer_in_thread, of="exchange.posts.write_post/answer")
act(f"{THREAD}/reading", reading.read_thread, stance=["", "followed", "muted"])
act(f"{THREAD}/state", thread_life.set_state, state=Thread.State)
act(f"{THREAD}/summary", thread_life.sum_up)
act(f"{THREAD}/file", thread_life.file_thread)
act(f"{THREAD}/merge", threads.merge_threads)
act(f"{GROUP}/posts/{{post}}/split", threads.split_thread)
act(f"{GROUP}/list/reading", lists.choose_reading, mode=Subscription.Mode)
act(f"{GROUP}/list", lists.set_list, reply_to=MailingList.ReplyTo)
act(f"{GROUP}/list/keeping", keeping.set_keeping)
SECTION, TEMPLATE = f"{GROUP}/list/sections/{{section}}", f"{GROUP}/list/templates/{{template}}"
act(f"{GROUP}/list/sections", sections.add_section)
act(SECTION, sections.rename_section)
act(f"{SECTION}/remove", sections.remove_section)
act(f"{GROUP}/list/templates", thread_templates.save_template, template=LEFT_OUT,
    of="exchange.thread_templates.save_template/new")  # fmt: skip
act(TEMPLATE, thread_templates.save_template)
act(f"{TEMPLATE}/remove", thread_templates.remove_template)
act(f"{GROUP}/list/starters", thread_templates.take_starter)
act(f"{GROUP}/list/restart", returned.restart_list)
act(f"{GROUP}/list/resume-my-mails", returned.resume_mails)
HELD = f"{GROUP}/held-mails/{{mail}}"
act(f"{HELD}/release", held.release_held)
act(f"{HELD}/refuse", held.refuse_held)
act(f"{HELD}/discard", moderation.discard_held)
act(f"{HELD}/trust-sender", moderation.trust_sender)
act(f"{GROUP}/trusted-senders/{{sender}}/remove", moderation.trust_no_longer)
act(f"{GROUP}/news", news.bring_news)

# Offers and needs
SHEET = {"sheet__kind": Offer.Kind, "sheet__nature": Offer.Nature}
OFFER = f"{GROUP}/offers/{{offer}}"
act(f"{GROUP}/offers", offers.write_offer, token=LEFT_OUT, **SHEET)
act(OFFER, offers.change_offer, **SHEET)
act(f"{OFFER}/state", offers.move_offer, state=Offer.State)
act(f"{OFFER}/answer", offers.answer_offer)
act(f"{OFFER}/take-answer-back", offers.take_answer_back)
act(f"{GROUP}/offer-answers/{{answer}}/reply", offers.reply_to_answer)

# Shared things
THING = f"{GROUP}/things/{{thing}}"
act(f"{GROUP}/things", things.share_thing, token=LEFT_OUT)
act(THING, things.change_thing)
act(f"{THING}/state", things.move_thing)
act(f"{THING}/bookings", things.book_thing, wish__token=LEFT_OUT)
act(f"{GROUP}/bookings/{{booking}}/cancel", things.cancel_booking)
act(f"{GROUP}/bookings/{{booking}}/return", things.return_thing)

# Addresses of what happens, messages to another program
act(f"{GROUP}/feeds/{{address}}/revoke", feeds.revoke_feed)
act(f"{GROUP}/webhook/try", webhooks.try_webhook)
act(f"{GROUP}/webhook/messages/{{message}}/replay", webhooks.replay_message)
act(f"{GROUP}/webhook/resume", webhooks.resume_webhook)
act(f"{GROUP}/webhook/close", webhooks.close_webhook)

leave_out(
    "exchange", _("done by the house itself, when a mail comes or a day comes"),
    "archives.start_import", "archives.read_archive", "intake.take_in", "intake.keep", "intake.sort_mail",
    "intake.give_up", "list_digests.send_summary", "lists.read_otherwise", "reading.leave_mails",
    "returned.note_return", "returned.probe_returned", "returned.stop_list", "returned.complain",
    "returned.complaint_of",
)  # fmt: skip
leave_out("exchange", _("files are sent and taken away on the page"), "archives.ask_import")
leave_out(
    "exchange", _("asks for a secret link or a mail: on the page"),
    "feeds.open_feed", "webhooks.set_webhook", "webhooks.renew_secret",
)  # fmt: skip
