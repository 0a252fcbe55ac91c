"""What a decision lets stand over a year end, or does with what somebody who left is still owed (V13, V16)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Decision
from commun.value.models.books import Book


class CarryOver(TenantModel, AppendOnly):
    """By this decision, what the accounts hold on that day goes over into the next period."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="carry_overs")
    until = models.DateField(_("until"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    on = models.DateField(_("decided on"))

    class Meta:
        verbose_name = _("carry-over")
        verbose_name_plural = _("carry-overs")
        constraints = [models.UniqueConstraint(fields=["space", "decision"], name="carried_over_once_by_a_decision")]
        ordering: ClassVar[list[str]] = ["-until"]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
