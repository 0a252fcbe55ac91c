"""Teams that the program composed for an answer: kept with what they were computed from, chosen by people or not."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.bids import Bid
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class TeamProposal(TenantModel):
    """One computation of up to three teams. It engages nobody: choosing one only asks its people."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being computed")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+", verbose_name=_("bid"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    # What is asked of the whole team: fewest, most, newcomer, carrier, most_per_entity, turnover_cents.
    ask: Any = models.JSONField(_("asked of the team"), default=dict)
    # From which state of needs, intentions and people, by which version of the algorithm.
    algorithm = models.CharField(max_length=16, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    # {"teams": [...], "invited": [...], "is_all": proven that no other team exists}: people by key (« m12 » a member,
    # « p7 » a person), needs by reference.
    result: Any = models.JSONField(_("result"), default=dict)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of teams")
        verbose_name_plural = _("proposals of teams")
        indexes = [models.Index(fields=["space", "bid", "-asked_at"], name="team_proposal_last")]
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.state}"

    @property
    def is_waited_for(self) -> bool:
        """It is being computed, or will be."""
        return self.state in {self.State.WAITING, self.State.RUNNING}
