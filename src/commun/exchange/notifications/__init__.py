"""Letters of the room; each kind says whom it touches (``core.mail_kinds``)."""

from commun.core.mail_kinds import Nature, declare

declare(Nature.MINE, "exchange.offer", "exchange.thing")
# To those who look after the list, or who set an outgoing call.
declare(
    Nature.CONCERNS,
    "exchange.waits", "exchange.stopped", "exchange.unwanted", "exchange.expire", "exchange.owner", "exchange.webhook",
)  # fmt: skip
# The list's own mails: how one reads it is chosen on its page, and each bears its own way out.
declare(Nature.OWN, "exchange.summary")
# Answers to a mail that somebody wrote; an address that no longer takes mails is tried, and its person told.
declare(
    Nature.OWED,
    "exchange.waiting", "exchange.refused", "exchange.refused.by", "exchange.refused.out", "exchange.reading",
    "exchange.help", "exchange.moderated", "exchange.nobody", "exchange.confirm", "exchange.trial", "exchange.paused",
)  # fmt: skip
