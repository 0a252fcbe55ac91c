"""Guests: people from outside who read one thing of a group, until a day, and nothing else."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.core.scope import TenantModel
from commun.governance.models.groups import Invitation, Membership
from commun.people.models import new_ref


class GuestPass(TenantModel):
    """One person, one thing, until one day; it can be taken back at any moment."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        MEETING = "meeting", _("meeting")
        CASE = "case", _("disagreement")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    # The reference of the decision, the meeting or the disagreement.
    thing = models.CharField(max_length=10)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="guest_pass")
    # Who came; nobody as long as the invitation was not accepted.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="guest_passes"
    )
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ends_on = models.DateField(_("until"))
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("guest pass")
        verbose_name_plural = _("guest passes")
        ordering: ClassVar[list[str]] = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_live(self) -> bool:
        """Neither taken back nor ended; its last day is included."""
        return self.taken_back_at is None and self.ends_on >= clock.today()

    @staticmethod
    def live() -> Q:
        """The same, as a condition."""
        return Q(taken_back_at=None, ends_on__gte=clock.today())
