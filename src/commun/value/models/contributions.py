"""What each brings: in kinds that the group chose, in money or not, never added together (R86, R88, gov B4)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership
from commun.people.models import new_ref
from commun.value.models.works import JointWork


class ContributionKind(TenantModel):
    """A kind of contribution that the group recognises, by decision; a retired kind keeps what was written under it."""

    class Nature(models.TextChoices):
        WORK = "work", _("Work")
        SALE = "sale", _("Business brought")
        FACILITATION = "facilitation", _("Facilitation")
        CARE = "care", _("Care")
        MONEY = "money", pgettext_lazy("contribution", "Money")
        RESOURCE = "resource", pgettext_lazy("contribution", "Resource")

    class Measure(models.TextChoices):
        DAYS = "days", _("days")
        HOURS = "hours", pgettext_lazy("measure", "hours")
        POINTS = "points", pgettext_lazy("measure", "points")
        TURNOVER = "turnover", _("euros of turnover brought")
        EXPENSES = "expenses", _("euros advanced")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=80)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature.choices)
    # Quantities are whole: hundredths of a day, minutes, points, cents.
    measure = models.CharField(_("counted in"), max_length=8, choices=Measure.choices)
    chosen_on = models.DateField(_("chosen on"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    retired_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("kind of contribution")
        verbose_name_plural = _("kinds of contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "name"], condition=models.Q(retired_on=None), name="kind_of_a_name_once"
            )
        ]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_monetary(self) -> bool:
        """Counted in euros."""
        return self.measure in (self.Measure.TURNOVER, self.Measure.EXPENSES)


class Contribution(TenantModel):
    """What one person brought one day. It is never changed: a mistake is corrected by another one, the other way."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("contribution", "confirmed")
        # Proposed by the program, and the person said no: not proposed again, counted nowhere.
        DECLINED = "declined", pgettext_lazy("contribution", "declined")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("member")
    )
    kind = models.ForeignKey(
        ContributionKind, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("kind")
    )
    work = models.ForeignKey(
        JointWork, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions",
        verbose_name=_("joint work"),
    )  # fmt: skip
    on = models.DateField(_("day"))
    # Negative only in a correction.
    quantity = models.BigIntegerField(_("quantity"))
    words = models.CharField(_("what it was"), max_length=300, blank=True)
    # What it was seen from, as « kind:reference » (a meeting facilitated, an action done ...), or nothing.
    source = models.CharField(max_length=80, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.CONFIRMED)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "membership", "source"],
                condition=~models.Q(source="") & models.Q(corrects=None),
                name="contribution_seen_once",
            ),
            models.UniqueConstraint(
                fields=["space", "corrects"], condition=~models.Q(corrects=None), name="contribution_corrected_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0) | ~models.Q(corrects=None), name="negative_only_to_correct"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "-on"], name="contribution_day"),
            models.Index(fields=["work", "state"], name="contribution_work"),
        ]
        ordering: ClassVar[list[str]] = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.quantity}"


class Acknowledgement(TenantModel):
    """A peer saw the contribution and says so; the person themselves cannot."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="acknowledgements")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.UniqueConstraint(fields=["space", "contribution", "membership"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}:{self.membership_id}"
