"""The technical proposal, section by section; the words themselves are texts of the co-writing engine."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.bids import Bid
from commun.bids.models.teams import TeamPart
from commun.core.scope import ScopedManager, TenantModel
from commun.people.models import new_ref


class _Standing(ScopedManager["BidSection"]):
    """Those that nobody took out."""

    def get_queryset(self) -> models.QuerySet["BidSection"]:
        return super().get_queryset().filter(removed_at=None)


class BidSection(TenantModel):
    """One section: what it answers, who holds it, where it stands, how long and until when.

    One taken out is kept: words written for it in a train may still arrive.
    """

    class State(models.TextChoices):
        TO_WRITE = "to_write", _("to write")
        DRAFT = "draft", _("draft")
        PROOFREADING = "proofreading", _("to proofread")
        READY = "ready", _("ready")

    # Under which kind the co-writing engine knows its text.
    TEXT_KIND = "bids.section"

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    # The buyer's criterion that it answers, and its weight out of 100.
    criterion = models.CharField(_("criterion"), max_length=300, blank=True)
    weight = models.DecimalField(_("weight (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    owner = models.ForeignKey(
        TeamPart, on_delete=models.PROTECT, null=True, blank=True, related_name="sections", verbose_name=_("held by")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.TO_WRITE)
    words_most = models.PositiveIntegerField(_("words at most"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # Kept when the answer is frozen: [[id of a person, characters, minutes in which they wrote], ...].
    authors: Any = models.JSONField(_("authors"), default=list, blank=True)

    removed_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    objects: ClassVar[ScopedManager["BidSection"]] = _Standing()
    everything: ClassVar[ScopedManager["BidSection"]] = ScopedManager()

    class Meta:
        verbose_name = _("bid section")
        verbose_name_plural = _("bid sections")
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
