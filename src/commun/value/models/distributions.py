"""Money received for a joint work, and how it was shared: frozen with all that it was computed from (V1, V2)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref
from commun.value.models.keys import KeyVersion
from commun.value.models.works import JointWork

# Receipts that stand: neither taken back, nor taking one back.
STANDING = models.Q(takes_back=None, taken_back=None)


class Receipt(TenantModel, AppendOnly):
    """Money that came in for a joint work, without tax; what the cooperative keeps of it first. In cents."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="receipts")
    on = models.DateField(_("received on"))
    amount = models.BigIntegerField(_("amount without tax"))
    kept = models.BigIntegerField(_("kept by the cooperative"), default=0)
    label = models.CharField(_("what for"), max_length=120, blank=True)
    # A mistake is taken back by another receipt, of the same amounts, that names it.
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back"
    )
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, kept__gte=0, kept__lte=models.F("amount")), name="receipt_of_something"
            )
        ]
        indexes = [models.Index(fields=["work", "on"], name="receipt_of_work")]
        ordering: ClassVar[list[str]] = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}: {self.amount}"


class Distribution(TenantModel, AppendOnly):
    """What one sharing of a joint work gave, with the version of the key and all that was brought, frozen.

    ``received``: all that came in for the work so far, less what the cooperative kept; ``amount``: what this one
    shares, the difference with the one before. ``brought`` and ``result``: as ``value.frozen`` writes them.
    """

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="distributions")
    number = models.PositiveSmallIntegerField(_("number"))
    version = models.ForeignKey(KeyVersion, on_delete=models.PROTECT, related_name="distributions")
    received = models.BigIntegerField(_("received so far"))
    amount = models.BigIntegerField(_("shared"))
    brought: Any = models.JSONField(_("what was brought"))
    result: Any = models.JSONField(_("who gets what"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    on = models.DateField(_("day"))
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sharing of a joint work")
        verbose_name_plural = _("sharings of joint works")
        constraints = [models.UniqueConstraint(fields=["space", "work", "number"], name="distribution_number_once")]
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"{self.work_id}.{self.number}"
