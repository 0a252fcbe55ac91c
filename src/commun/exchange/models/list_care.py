"""What those who look after a list keep: mails that came back, addresses in trouble, senders that they trust."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.exchange.models.lists import Delivery, InboundMail, MailingList
from commun.governance.models import Membership


class MailReturn(TenantModel):
    """What came back of the mails to one member on one day: many returns of a day are one."""

    class Strength(models.TextChoices):
        SOFT = "soft", _("for now")
        HARD = "hard", _("for good")

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(InboundMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    strength = models.CharField(_("how much"), max_length=4, choices=Strength.choices)
    # RFC 3463: « 5.1.1 »; 5.7.x is a rule of the other server, not an address that is dead.
    code = models.CharField(_("code"), max_length=12, blank=True)
    words = models.CharField(_("what the other server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mails that came back")
        constraints = [
            models.UniqueConstraint(fields=["space", "list", "membership", "on"], name="one_return_a_day"),
        ]
        indexes = [models.Index(fields=["space", "list", "at"], name="return_at")]
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.code or self.strength}"


class AddressTrouble(TenantModel):
    """A member's address that no longer takes the mails of a group: tried by a letter, then paused; only a person
    takes it up again.
    """

    class State(models.TextChoices):
        TRIED = "tried", _("being tried")
        PAUSED = "paused", _("paused")
        WELL = "well", _("taken up again")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=6, choices=State.choices)
    # The envelope of the letter that tries the address.
    token = models.CharField(max_length=16, unique=True)
    since = models.DateTimeField(_("since"))
    words = models.CharField(_("what the other server said"), max_length=300, blank=True)
    letter_count = models.PositiveSmallIntegerField(default=0)
    next_letter_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address in trouble")
        verbose_name_plural = _("addresses in trouble")
        constraints = [models.UniqueConstraint(fields=["space", "membership"], name="one_trouble_each")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.state}"


class TrustedSender(TenantModel):
    """Somebody outside whose mails reach the list without being read before, as long as it is proven that they
    wrote them.
    """

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="trusted")
    address = models.CharField(_("address"), max_length=320)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("trusted by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("trusted sender")
        verbose_name_plural = _("trusted senders")
        constraints = [models.UniqueConstraint(fields=["space", "list", "address"], name="trusted_once")]

    def __str__(self) -> str:
        return self.address
