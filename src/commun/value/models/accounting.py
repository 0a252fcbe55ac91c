"""What the cooperative's accounts need to know of the group: account numbers, analytic codes, drafts of invoices.

Nothing here moves money: it says how what is in the book is told to whoever keeps the legal accounts (V6-V9).
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import LegalEntity, new_ref
from commun.value.models.distributions import Distribution
from commun.value.models.works import JointWork


class AccountPlan(TenantModel):
    """How the group stands in the accounts of a legal entity: its analytic account, and the numbers to use."""

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", verbose_name=_("who invoices"))
    analytic = models.CharField(_("analytic account of the group"), max_length=20, blank=True)
    analytic_label = models.CharField(_("its name"), max_length=60, blank=True)
    client = models.CharField(_("clients"), max_length=12, default="411000")
    bank = models.CharField(_("bank"), max_length=12, default="512000")
    product = models.CharField(_("sales to clients"), max_length=12, default="706000")
    internal_purchase = models.CharField(_("internal purchases"), max_length=12, default="604000")
    internal_sale = models.CharField(_("internal sales"), max_length=12, default="708000")
    contribution = models.CharField(_("contribution to the cooperative"), max_length=12, default="622600")
    owed = models.CharField(_("what is owed inside"), max_length=12, default="467000")
    street = models.CharField(_("street"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("account settings")
        verbose_name_plural = _("account settings of legal entities")
        constraints = [models.UniqueConstraint(fields=["space", "entity"], name="account_plan_of_entity_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.entity_id}: {self.analytic}"


class ActivityCode(TenantModel):
    """The analytic account of somebody's own activity, as their cooperative calls it."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    code = models.CharField(_("analytic account"), max_length=20)
    label = models.CharField(_("activity"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("analytic account of an activity")
        verbose_name_plural = _("analytic accounts of activities")
        constraints = [models.UniqueConstraint(fields=["space", "membership"], name="activity_code_once")]

    def __str__(self) -> str:
        return self.code


class InvoiceMark(TenantModel):
    """Somebody noted that an internal invoice of a sharing was made in the cooperative's tool. A note, no movement."""

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="invoice_marks")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    number = models.CharField(_("number of the invoice"), max_length=40, blank=True)
    marked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("internal invoice made")
        verbose_name_plural = _("internal invoices made")
        constraints = [
            models.UniqueConstraint(fields=["space", "distribution", "membership"], name="internal_invoice_marked_once")
        ]

    def __str__(self) -> str:
        return f"{self.distribution_id}:{self.membership_id}"


class InvoiceDraft(TenantModel):
    """What somebody prepared for an invoice that another tool will make: never a legal invoice."""

    class Vat(models.TextChoices):
        NORMAL = "2000", _("20 %")
        MIDDLE = "1000", _("10 %")
        REDUCED = "550", _("5.5 %")
        LEAST = "210", _("2.1 %")
        OVERSEAS = "850", _("8.5 %, overseas")
        FRANCHISE = "franchise", _("none: small business (article 293 B of the tax code)")
        TRAINING = "training", _("none: training (article 261-4-4° of the tax code)")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="drafts")
    seller = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who invoices")
    )
    label = models.CharField(_("what for"), max_length=120)
    amount = models.BigIntegerField(_("amount without tax"))
    vat = models.CharField(_("VAT"), max_length=10, choices=Vat.choices, default=Vat.NORMAL)
    on = models.DateField(_("date of the invoice"))
    due_on = models.DateField(_("to be paid by"), null=True, blank=True)
    buyer = models.CharField(pgettext_lazy("invoice", "client"), max_length=160, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    address = models.CharField(_("electronic address"), max_length=125, blank=True)
    service = models.CharField(_("service code"), max_length=100, blank=True)
    engagement = models.CharField(_("engagement number"), max_length=50, blank=True)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("draft of an invoice")
        verbose_name_plural = _("drafts of invoices")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="draft_amount_positive")]
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.ref}: {self.label}"
