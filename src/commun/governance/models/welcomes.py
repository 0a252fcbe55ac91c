"""Coming in: what is said between the person who asks and the group, and who welcomes them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership


class AdmissionMessage(TenantModel):
    """One message between somebody who asks to come in and those who answer; erasable words."""

    applicant = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message about a request to come in")
        verbose_name_plural = _("messages about requests to come in")
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Welcome(TenantModel):
    """A member who shows somebody new around, until one of the two says that it is done."""

    newcomer = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    welcomer = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField(_("named on"))
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("welcome")
        verbose_name_plural = _("welcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "newcomer"], condition=models.Q(done_at=None), name="one_open_welcome"
            )
        ]

    def __str__(self) -> str:
        return f"{self.welcomer_id} → {self.newcomer_id}"
