"""What the cooperative that invoices keeps of what comes in; written again when it changes (V15)."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import LegalEntity


class LevyRule(TenantModel, AppendOnly):
    """The contribution to a legal entity from a day on. Rates: hundredths of a percent; ``monthly``: cents a month."""

    class Base(models.TextChoices):
        TURNOVER = "turnover", pgettext_lazy("levy", "turnover without tax")
        MARGIN = "margin", pgettext_lazy("levy", "gross margin")

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", verbose_name=_("who invoices"))
    base = models.CharField(_("of what"), max_length=8, choices=Base.choices, default=Base.TURNOVER)
    rate = models.PositiveIntegerField(_("rate"), default=0)
    internal_rate = models.PositiveIntegerField(_("rate of internal invoices"), default=0)
    monthly = models.PositiveIntegerField(_("fixed part a month"), default=0)
    is_exempt = models.BooleanField(_("exempted"), default=False)
    since = models.DateField(_("since"))
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("contribution to the cooperative")
        verbose_name_plural = _("contributions to the cooperative")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rate__lte=10_000, internal_rate__lte=10_000), name="levy_not_over_the_whole"
            )
        ]
        indexes = [models.Index(fields=["space", "entity", "-since"], name="levy_of_entity")]
        ordering: ClassVar[list[str]] = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.entity_id}: {self.rate}"

    @property
    def percent(self) -> str:
        """« 13,5 » of ``1350``."""
        return _percent(self.rate)

    @property
    def internal_percent(self) -> str:
        """The same, of internal invoices."""
        return _percent(self.internal_rate)


def _percent(rate: int) -> str:
    return number_format(Decimal(rate) / 100, use_l10n=True)
