"""Passages of past answers that their authors let others use again, under a licence, once all of them said yes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.bids.models.sections import BidSection
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class TextBlock(TenantModel):
    """A passage for other answers of the group: its words on that day, whose they are, under which licence."""

    class Licence(models.TextChoices):
        GROUP = "group", pgettext_lazy("licence", "for the answers of this group")
        BY_SA = "CC-BY-SA-4.0", _("Creative Commons: credit, share alike (CC BY-SA 4.0)")
        BY = "CC-BY-4.0", _("Creative Commons: credit (CC BY 4.0)")
        CC0 = "CC0-1.0", _("No condition (CC0 1.0)")

    class State(models.TextChoices):
        """Somebody proposes it; it is offered once all who wrote a noticeable part of it said yes."""

        ASKED = "asked", pgettext_lazy("block", "waits for its authors")
        OFFERED = "offered", pgettext_lazy("block", "offered")
        DECLINED = "declined", pgettext_lazy("block", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("block", "no longer offered")

    # Proposed and not turned down, or offered.
    STANDING = (State.ASKED, State.OFFERED)

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("title"), max_length=160)
    # Markdown, as the section was written when it was proposed.
    words = models.TextField(_("words"), max_length=20000)
    licence = models.CharField(_("licence"), max_length=16, choices=Licence.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    section = models.ForeignKey(BidSection, on_delete=models.SET_NULL, null=True, related_name="+")
    # Whose words they are, by the co-writing engine: ids of people.
    authors = models.JSONField(_("authors"), default=list, blank=True)
    offered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("offered by"))
    offered_at = models.DateTimeField(_("offered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # How many times it was put into a section.
    use_count = models.PositiveIntegerField(_("times used"), default=0)

    class Meta:
        verbose_name = _("block to use again")
        verbose_name_plural = _("blocks to use again")
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class BlockAgreement(TenantModel):
    """The word of somebody who wrote a noticeable part of a passage: yes, no, or not said yet."""

    block = models.ForeignKey(TextBlock, on_delete=models.CASCADE, related_name="agreements")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    # Characters of theirs that are in it.
    characters = models.PositiveIntegerField(_("characters"))
    agrees = models.BooleanField(_("agrees"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("word of an author on a block")
        verbose_name_plural = _("words of authors on blocks")
        constraints = [models.UniqueConstraint(fields=["space", "block", "membership"], name="block_answered_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.block_id}:{self.membership_id}"
