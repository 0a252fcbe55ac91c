"""The pool of facilitators: people who run meetings for other groups than their own, and the groups that call them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.governance.models.guests import GuestPass
from commun.governance.models.meetings import Meeting
from commun.people.models import Person, new_ref


class Facilitator(models.Model):
    """A person of the pool, in their own words; nobody is in it but by their own act."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="facilitator")
    words = models.TextField(_("what I can do"))
    # What they do not do, or not alone: said before, so that nobody is let down.
    limits = models.TextField(_("my limits"), blank=True)
    since = models.DateField(_("since"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("facilitator of the pool")
        verbose_name_plural = _("facilitators of the pool")
        ordering: ClassVar[list[str]] = ["person__name", "pk"]

    def __str__(self) -> str:
        return self.ref


class FacilitatorCall(TenantModel):
    """A group asks somebody of the pool to run one of its meetings; they say yes or no; afterwards it tells them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken_back", _("taken back")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    facilitator = models.ForeignKey(Facilitator, on_delete=models.PROTECT, related_name="calls")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="facilitator_calls")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what we ask for"))
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField(_("their answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    guest_pass = models.OneToOneField(GuestPass, on_delete=models.PROTECT, null=True, blank=True, related_name="call")
    # For the facilitator and the group only: what helped, and where the limits were.
    feedback = models.TextField(_("what we tell them afterwards"), blank=True)
    feedback_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    feedback_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("call to a facilitator")
        verbose_name_plural = _("calls to facilitators")
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["space", "meeting", "facilitator"],
                condition=models.Q(state__in=["waiting", "accepted"]),
                name="governance_one_call_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.ref
