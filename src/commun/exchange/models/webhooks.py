"""Outgoing calls: another program is told, at its own address, what happens in a group (webhooks)."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.models import new_ref
from commun.core.scope import TenantModel
from commun.governance.models import Membership


class Webhook(TenantModel):
    """The one address that a group has called. Its secrets are made from its reference (``webhook_seal``)."""

    class Audience(models.TextChoices):
        GROUP = "group", _("what the members read")
        PUBLIC = "public", _("what everybody may follow, without the name of anybody")

    class State(models.TextChoices):
        ON = "on", pgettext_lazy("outgoing call", "on")
        STOPPED = "stopped", pgettext_lazy("outgoing call", "stopped: nobody answered")
        CLOSED = "closed", pgettext_lazy("outgoing call", "closed")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    url = models.CharField(_("address"), max_length=500)
    audience = models.CharField(_("what it is told"), max_length=6, choices=Audience.choices, default=Audience.GROUP)
    # Rooms whose facts are told; none: all.
    rooms = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.ON)
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set on"))
    # Up to which fact of the chain messages were made.
    position = models.PositiveBigIntegerField(default=0)
    secret_number = models.PositiveSmallIntegerField(default=1)
    # Until then, messages bear the seal of the former secret as well.
    former_until = models.DateTimeField(null=True, blank=True)
    # Since when nothing at all gets through.
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped on"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing call")
        verbose_name_plural = _("outgoing calls")
        constraints = [
            models.UniqueConstraint(
                fields=["space"], condition=~models.Q(state="closed"), name="one_outgoing_call_of_a_group"
            )
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """What may be told of the address: its path may hold a secret of the other program."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_stopped(self) -> bool:
        """Nobody answered for days: a person puts it back."""
        return self.state == self.State.STOPPED


class WebhookMessage(TenantModel):
    """One fact to tell, or a trial; written anew each time it leaves, so that nothing personal is kept here."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message of an outgoing call", "waiting")
        DELIVERED = "delivered", pgettext_lazy("message of an outgoing call", "delivered")
        GIVEN_UP = "given_up", pgettext_lazy("message of an outgoing call", "given up")
        DROPPED = "dropped", pgettext_lazy("message of an outgoing call", "no longer told")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    # None: a trial.
    position = models.PositiveBigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    # Asked for by hand: it leaves even when calls are stopped, and once.
    is_by_hand = models.BooleanField(default=False)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next try"))
    made_at = models.DateTimeField(_("made on"))

    class Meta:
        verbose_name = _("message of an outgoing call")
        verbose_name_plural = _("messages of outgoing calls")
        constraints = [models.UniqueConstraint(fields=["space", "webhook", "position"], name="one_message_of_a_fact")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="outgoing_message_due"),
            models.Index(fields=["space", "webhook", "-made_at"], name="outgoing_message_newest"),
        ]
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.ref


class WebhookAttempt(TenantModel):
    """One time that a message left, and what came back."""

    class Trouble(models.TextChoices):
        NONE = "none", pgettext_lazy("attempt", "received")
        ANSWER = "answer", pgettext_lazy("attempt", "the program refused it")
        REDIRECT = "redirect", pgettext_lazy("attempt", "the program answered from another address")
        FORBIDDEN = "forbidden", pgettext_lazy("attempt", "the address leads inside a private network")
        NAME = "name", pgettext_lazy("attempt", "no machine has this name")
        SEAL = "seal", pgettext_lazy("attempt", "the certificate of the address is not valid")
        SILENT = "silent", pgettext_lazy("attempt", "no answer in time")
        LINE = "line", pgettext_lazy("attempt", "the line broke")

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    trouble = models.CharField(_("what happened"), max_length=9, choices=Trouble.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("attempt of an outgoing call")
        verbose_name_plural = _("attempts of outgoing calls")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.trouble}"
