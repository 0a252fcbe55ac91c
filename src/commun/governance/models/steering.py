"""Steering of the cooperation itself: indicators that the group chose, and what it read on them (R69)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership


class SteeringIndicator(TenantModel):
    """Something that the group looks at to know how its cooperation is doing, in its own words."""

    name = models.CharField(_("what we look at"), max_length=120)
    why = models.CharField(_("why it matters to us"), max_length=300, blank=True)
    chosen_on = models.DateField(_("chosen on"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicator of the cooperation")
        verbose_name_plural = _("indicators of the cooperation")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"], condition=models.Q(retired_on=None), name="one_indicator_of_a_name"
            )
        ]
        ordering: ClassVar[list[str]] = ["chosen_on", "pk"]

    def __str__(self) -> str:
        return self.name


class SteeringReading(TenantModel):
    """What was read one day: a figure or a few words, and by whom it was written down."""

    indicator = models.ForeignKey(SteeringIndicator, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("day"))
    value = models.CharField(_("what we see"), max_length=200)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reading of an indicator")
        verbose_name_plural = _("readings of an indicator")
        indexes = [models.Index(fields=["space", "indicator", "on"], name="reading_of_indicator")]
        ordering: ClassVar[list[str]] = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.value
