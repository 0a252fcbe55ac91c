"""Joint works: what a key applies to; who took part, and in which roles. A project of another room may point here."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import LegalEntity, new_ref


class JointWork(TenantModel):
    """Something that several members do together and that brings money: what is shared is shared inside it."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("title"), max_length=160)
    client = models.CharField(_("client"), max_length=160, blank=True)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # Who invoices; its rules tell what the cooperative keeps.
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who invoices")
    )
    # Where it came from, as « kind:reference ».
    origin = models.CharField(max_length=80, blank=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("joint work")
        verbose_name_plural = _("joint works")
        ordering: ClassVar[list[str]] = ["-started_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class WorkPart(TenantModel):
    """Somebody takes part in a joint work, from a day on; with the roles that a key may name."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="parts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    # Names of roles, as the keys of the group call them.
    roles: Any = models.JSONField(_("roles"), default=list, blank=True)
    since = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("part in a joint work")
        verbose_name_plural = _("parts in joint works")
        constraints = [models.UniqueConstraint(fields=["space", "work", "membership"], name="part_in_work_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.work_id}:{self.membership_id}"
