"""Joint offers and brands: a name that several members share, its rules of use, who may sign in it (R52)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class Brand(TenantModel):
    """A joint offer under one name. Its rules have an edition: who is in it accepted one of them."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=120)
    offer = models.TextField(_("what is offered"), max_length=4000)
    rules = models.TextField(_("rules of use"), max_length=4000)
    edition = models.PositiveIntegerField(_("edition of the rules"), default=1)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("joint brand")
        verbose_name_plural = _("joint brands")
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="brand_of_a_name_once")]
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BrandPart(TenantModel):
    """Somebody works under a brand: the edition of the rules they accepted, and whether they may sign in its name."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="parts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    edition = models.PositiveIntegerField(_("edition accepted"))
    since = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)
    # Said by somebody else of the brand: nobody gives it to themselves.
    may_sign = models.BooleanField(_("may sign"), default=False)
    signer_said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("part in a joint brand")
        verbose_name_plural = _("parts in joint brands")
        constraints = [models.UniqueConstraint(fields=["space", "brand", "membership"], name="part_in_brand_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.brand_id}:{self.membership_id}"
