"""Shared things: what the group, or one of its members, lends the others, and who takes it when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.exchange import booking_times
from commun.governance.models import Membership
from commun.people.models import new_ref

MOST_STOCK = 999


class Span(models.Func):
    """From a moment to another, for the database: the first is in it, the last is not."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SharedThing(TenantModel):
    """A thing that may be booked: of the group when ``owner`` is nobody, of a member otherwise."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=120)
    words = models.TextField(_("in a few words"), max_length=2000, blank=True)
    rules = models.TextField(_("rules of use"), max_length=2000, blank=True)
    place = models.CharField(_("where"), max_length=80, blank=True)
    stock = models.PositiveSmallIntegerField(_("how many"), default=1)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of")
    )
    shared_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("shared by"))
    shared_at = models.DateTimeField(_("shared on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    # The same for the same form, so that sending it twice shares it once.
    key = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("shared thing")
        verbose_name_plural = _("shared things")
        constraints = [
            models.CheckConstraint(condition=models.Q(stock__gte=1, stock__lte=MOST_STOCK), name="thing_is_there"),
            models.UniqueConstraint(fields=["space", "key"], condition=~models.Q(key=""), name="thing_once_by_a_form"),
        ]
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        """It may be booked."""
        return self.withdrawn_at is None


class Booking(TenantModel):
    """Somebody takes a thing, or some of it, from a moment to another."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    thing = models.ForeignKey(SharedThing, on_delete=models.CASCADE, related_name="bookings")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("booked by"))
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    words = models.CharField(_("what for"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("booked on"))
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    returned_at = models.DateTimeField(_("brought back on"), null=True, blank=True)
    return_words = models.CharField(_("in what state"), max_length=200, blank=True)
    # There is one of it: the database itself refuses two at the same moment.
    is_single = models.BooleanField(default=False, editable=False)
    key = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="booking_lasts"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="booking_takes_something"),
            models.UniqueConstraint(
                fields=["space", "key"], condition=~models.Q(key=""), name="booking_once_by_a_form"
            ),
            ExclusionConstraint(
                name="a_single_thing_is_taken_once",
                expressions=[
                    ("thing", RangeOperators.EQUAL),
                    (Span("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_single=True, cancelled_at=None),
            ),
        ]
        indexes = [models.Index(fields=["thing", "ends_at"], name="booking_of_thing")]
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.ref

    @property
    def times(self) -> str:
        """From when to when, in words, at the reader's hours."""
        return booking_times.times(self.starts_at, self.ends_at)

    @property
    def until(self) -> str:
        """Until when, in words, at the reader's hours."""
        return booking_times.until(self.ends_at)
