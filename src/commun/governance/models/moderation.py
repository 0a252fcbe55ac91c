"""Words that a group hid: kept apart with the reason, so that they are nowhere else, and can be shown again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.disagreements import Case
from commun.governance.models.groups import Membership


class HiddenWords(TenantModel):
    """What somebody wrote, taken out of every page, file and mail of the others; what it counted for still counts."""

    # A name of the registry ``hideable`` and the key of the row there.
    kind = models.CharField(_("kind"), max_length=20)
    target = models.BigIntegerField()
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("words"), blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    hidden_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(_("hidden on"))
    shown_again_at = models.DateTimeField(_("shown again on"), null=True, blank=True)
    # Where the title and the address of the page come from: « process:reference », « meeting:reference » ...
    place = models.CharField(max_length=40, blank=True)
    # The disagreement that the author opened about it.
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("hidden words")
        verbose_name_plural = _("hidden words")
        ordering: ClassVar[list[str]] = ["-hidden_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}:{self.target}"
