"""Hours that a member writes down: those given to cooperating, apart from those that a client pays (R40)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership


class WorkTime(TenantModel):
    """Some time of one day, of one nature; the person's own, read by nobody else."""

    class Nature(models.TextChoices):
        COOPERATION = "coop", _("cooperating")
        BILLABLE = "billed", _("paid by a client")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    nature = models.CharField(_("nature"), max_length=6, choices=Nature.choices, default=Nature.COOPERATION)
    on = models.DateField(_("on"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes spent"), validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    note = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("working time")
        verbose_name_plural = _("working times")
        indexes = [models.Index(fields=["space", "membership", "on"], name="work_time_of_member")]
        ordering: ClassVar[list[str]] = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.nature} {self.minutes}"
