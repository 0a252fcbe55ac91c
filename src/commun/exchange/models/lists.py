"""Mailing lists: the mails that came in, the conversations they make, what goes out to each member."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.models import new_ref
from commun.core.scope import TenantModel
from commun.governance.models import Membership

# A field below is called « list ».
nothing = list


class MailingList(TenantModel):
    """A list of a group: one address that all its members write to and read from."""

    class ReplyTo(models.TextChoices):
        LIST = "list", _("to the whole list")
        AUTHOR = "author", _("to the author alone")

    # The part of the address before the @; the group's own address, unless it has several lists.
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    reply_to = models.CharField(_("where an answer goes"), max_length=6, choices=ReplyTo.choices, default=ReplyTo.LIST)
    holds_first = models.BooleanField(_("the first message of a member is read before it goes out"), default=False)
    is_open = models.BooleanField(_("the list takes messages"), default=True)
    # For a storm: nothing goes out before somebody read it.
    holds_all = models.BooleanField(_("every message is read before it goes out"), default=False)
    tag = models.CharField(_("word before the subject of each mail"), max_length=20, blank=True)
    # Too many servers refuse its mails: none leaves until somebody looked.
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    # How many years the words of a message are kept; without a number, for ever. Since when this is said.
    keeps_years = models.PositiveSmallIntegerField(_("years that messages are kept"), null=True, blank=True)
    keeps_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mailing list")
        verbose_name_plural = _("mailing lists")
        constraints = [models.UniqueConstraint(fields=["space", "slug"], name="list_address_once")]

    def __str__(self) -> str:
        return self.slug

    @property
    def own_marks(self) -> frozenset[str]:
        """What stands in brackets before a subject because of this list: whatever else does is its author's word."""
        return frozenset(one.casefold() for one in (self.tag, self.slug) if one)


class InboundMail(TenantModel):
    """A mail as it came, byte for byte, kept before it is answered for; then what became of it, and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sorted")
        POSTED = "posted", _("posted")
        ACTED = "acted", _("what it asked is done")
        HELD = "held", _("held, to be read by somebody first")
        REFUSED = "refused", _("refused")
        DROPPED = "dropped", _("set aside")
        FAILED = "failed", _("could not be read")

    class Why(models.TextChoices):
        NONE = "", ""
        LOOP = "loop", _("it comes back from a list")
        RETURNED = "returned", _("a mail of the list could not be delivered")
        AUTOMATIC = "automatic", _("a program wrote it")
        AWAY = "away", _("a program may have written it: its subject speaks of an absence")
        CLOSED = "closed", _("the list takes no messages")
        EMPTY = "empty", _("there is nothing in it")
        CROWD = "crowd", _("it is sent to too many people at once")
        FILES = "files", _("a file in it could harm a computer")
        STORM = "storm", _("every message is read first at the moment")
        LATE = "late", _("nobody decided in time")
        UNASKED = "unasked", _("it asks nothing that can be done")
        SPAM = "spam", _("a member called a mail of the list unwanted")
        SUMMARY = "summary", _("it answers a summary, not a message")
        ARCHIVE = "archive", _("it comes from an archive")
        UNKNOWN = "unknown", _("its sender is not a member")
        UNPROVEN = "unproven", _("nothing proves that its sender wrote it")
        ASIDE = "aside", _("it is not written to the list")
        FIRST = "first", _("it is the first message of this member")
        AT_REST = "at_rest", _("its sender is at rest in the group")
        MANY = "many", _("too many mails of its sender wait already")
        FULL = "full", _("too many mails wait already")
        BIG = "big", _("it is too big")
        BROKEN = "broken", _("it cannot be read")
        CHOSEN = "chosen", _("those who look after the list decided so")

    # How long one waits for somebody who reads it; then it is set aside, and its sender told.
    WAITS: ClassVar = dt.timedelta(days=14)
    # How many wait of one unknown address, and of all whom nothing proves: anybody may send them, and somebody reads.
    MOST_OF_ONE, MOST_OF_ALL = 5, 200

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="mails", verbose_name=_("list"))
    raw = models.BinaryField()
    envelope_from = models.CharField(_("sent by"), max_length=320, blank=True)
    envelope_to = models.CharField(_("sent to"), max_length=320)
    # What it is for besides being read by all: « unsub+ », « b+key »; nothing for a message to the list.
    purpose = models.CharField(max_length=60, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    why = models.CharField(_("why"), max_length=10, choices=Why.choices, blank=True, default="")
    # What it says of itself, to choose among those that are held.
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    sender = models.CharField(_("address of the sender"), max_length=320, blank=True)
    # Whose it is, once that is proven.
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sorted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("mail received")
        verbose_name_plural = _("mails received")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "list", "purpose", "message_id"],
                condition=~models.Q(message_id=""),
                name="mail_received_once",
            ),
            models.UniqueConstraint(
                fields=["space", "list", "purpose", "sha256"],
                condition=models.Q(message_id=""),
                name="nameless_mail_once",
            ),
        ]
        indexes = [models.Index(fields=["space", "state", "received_at"], name="mail_state")]
        ordering: ClassVar[list[str]] = ["received_at", "pk"]

    def __str__(self) -> str:
        return self.subject or self.ref

    @property
    def waits_until(self) -> dt.datetime:
        """When it is set aside, if nobody decides before."""
        return self.received_at + self.WAITS


class Thread(TenantModel):
    """A conversation of a list: its messages, whether they came by mail or by the page."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("thread", "open")
        PARKED = "parked", pgettext_lazy("thread", "on hold")
        CLOSED = "closed", pgettext_lazy("thread", "closed")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="threads", verbose_name=_("list"))
    subject = models.CharField(_("subject"), max_length=300)
    # Without « Re: » and the like, folded.
    base = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(_("started at"))
    last_at = models.DateTimeField(_("last message at"))
    # A message that came late showed that two conversations are one: the other goes on.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    # Somebody took these messages out of another conversation: their answers stay here.
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parted")
    # Said by somebody, with a reason or none; a message changes nothing of it.
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    state_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state_at = models.DateTimeField(null=True, blank=True)
    state_reason = models.CharField(_("why"), max_length=300, blank=True)
    section = models.ForeignKey(
        "exchange.ThreadSection", on_delete=models.PROTECT, null=True, blank=True, related_name="threads",
        verbose_name=_("section"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["space", "list", "-last_at"], name="thread_newest"),
            models.Index(fields=["space", "list", "base"], name="thread_subject"),
        ]
        ordering: ClassVar[list[str]] = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Post(TenantModel):
    """A message of a thread: what its author says, and what they quote."""

    class Gone(models.TextChoices):
        """Why its words are no longer there."""

        NO = "", ""
        UNKEPT = "unkept", _("its author asked that it be not kept")
        OLD = "old", _("the group no longer keeps what is so old")
        ERASED = "erased", _("its author asked that it be erased")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts", verbose_name=_("thread"))
    # None: somebody outside of the group, under the name that they gave.
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    outside_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    said = models.TextField(_("what is said"), blank=True)
    rest = models.TextField(_("what is quoted"), blank=True)
    file_count = models.PositiveSmallIntegerField(_("attachments"), default=0)
    message_id = models.CharField(max_length=255)
    # The messages that it says to answer, oldest first.
    names = ArrayField(models.CharField(max_length=255), default=nothing, blank=True)
    # The words that it marks with « # », folded.
    tags = ArrayField(models.CharField(max_length=40), default=nothing, blank=True)
    at = models.DateTimeField(_("at"))
    mail = models.OneToOneField(
        InboundMail, on_delete=models.PROTECT, null=True, blank=True, related_name="post", verbose_name=_("mail")
    )
    # Its author asked that it be not kept (« X-No-Archive »): its words go then.
    fades_at = models.DateTimeField(null=True, blank=True)
    gone = models.CharField(max_length=6, choices=Gone.choices, blank=True, default="")

    class Meta:
        verbose_name = _("message of a thread")
        verbose_name_plural = _("messages of threads")
        constraints = [models.UniqueConstraint(fields=["space", "list", "message_id"], name="message_once_in_a_list")]
        indexes = [
            models.Index(fields=["space", "thread", "at"], name="post_in_thread"),
            GinIndex(fields=["names"], name="post_names"),
            GinIndex(fields=["tags"], name="post_tags"),
        ]
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return self.said[:60]

    # Set by the pages: the group hid its words; its thread starts with it; events that it announces.
    is_hidden = False
    is_first = False
    events: Sequence[Any] = ()

    @property
    def by(self) -> str:
        """The name to show."""
        return self.author.name if self.author is not None else self.outside_name


class Subscription(TenantModel):
    """How one member reads one list; without a row, each message comes by mail."""

    class Mode(models.TextChoices):
        EACH = "each", _("each message by mail")
        DAILY = "daily", _("one mail a day, with what was written")
        WEEKLY = "weekly", _("one mail a week, with what was written")
        DECISIONS = "decisions", _("only what is about a decision, by mail")
        NONE = "none", _("on the page only")

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="subscriptions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    mode = models.CharField(_("how it is read"), max_length=9, choices=Mode.choices, default=Mode.EACH)
    # Gmail and others show one copy alone of one's own message: who wants it asks for it.
    gets_own = models.BooleanField(_("one's own messages come back by mail"), default=False)
    # What was written until then was told by a digest.
    told_until = models.DateTimeField(null=True, blank=True)
    # What leads back to this person from a mail: the way out, and the key of an answer. Changed to revoke it.
    token = models.CharField(max_length=16, unique=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("subscription to a list")
        verbose_name_plural = _("subscriptions to lists")
        constraints = [models.UniqueConstraint(fields=["space", "list", "membership"], name="one_subscription")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.mode}"


class Delivery(TenantModel):
    """One message for one member: queued, then handed over, once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to leave")
        SENT = "sent", _("handed over")
        DEFERRED = "deferred", _("to be tried again")
        FAILED = "failed", _("given up")
        STOPPED = "stopped", _("kept back with the whole list")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    # The personal envelope: what comes back to it is about this delivery.
    token = models.CharField(max_length=16, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(_("next try"))
    sent_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["space", "post", "subscription"], name="one_delivery_each")]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state__in=["queued", "deferred"]), name="delivery_waiting"
            ),
            # What a server refused at once, until it is noted.
            models.Index(
                fields=["next_at"],
                condition=models.Q(state="failed", error__startswith="5"),
                name="delivery_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.subscription_id}: {self.state}"
