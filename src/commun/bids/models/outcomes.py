"""What became of a bid, as the group learnt it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.bids import Bid
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.tenders.models import PastAward


class BidOutcome(TenantModel):
    """The answer of the buyer and what the team takes from it; the result itself is the bid's stage."""

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="outcome")
    # The award notice that tells it, when one came in.
    award = models.ForeignKey(PastAward, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # [{"criterion": words, "weight": percent or null, "ours": points, "winner": points or null}].
    scores: Any = models.JSONField(_("scores"), default=list, blank=True)
    rank = models.PositiveSmallIntegerField(_("our place"), null=True, blank=True)
    offers_count = models.PositiveSmallIntegerField(_("offers received"), null=True, blank=True)
    winner = models.CharField(_("who won"), max_length=200, blank=True)
    winner_cents = models.BigIntegerField(_("price of who won"), null=True, blank=True)
    buyer_words = models.TextField(_("what the buyer said"), max_length=4000, blank=True)
    lesson = models.TextField(_("what we take from it"), max_length=4000, blank=True)
    told_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("told by"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("outcome of a bid")
        verbose_name_plural = _("outcomes of bids")

    def __str__(self) -> str:
        return f"{self.bid_id}"
