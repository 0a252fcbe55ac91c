"""Ballots. An open one belongs to its elector; a secret one belongs to nobody, in a table apart."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.governance.models.processes import Elector, Process


class Ballot(TenantModel):
    """The open ballot of one elector, as it counts now: one row by constraint."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="ballots")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="ballots")
    content = models.JSONField(_("content"))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    cast_at = models.DateTimeField(_("cast at"))
    version = models.PositiveIntegerField(_("version"), default=1)
    # The member who wrote it for the elector (C16); None: the elector.
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["space", "process", "elector"], name="one_ballot_per_elector")]

    def __str__(self) -> str:
        return f"{self.process_id}:{self.elector_id}"


class BallotVersion(TenantModel, AppendOnly):
    """Each state of an open ballot until the close: what was cast, changed, withdrawn, when and by whom."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    # None: withdrawn.
    content = models.JSONField(_("content"), null=True)
    cast_at = models.DateTimeField(_("cast at"))
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a ballot")
        verbose_name_plural = _("versions of a ballot")
        constraints = [
            models.UniqueConstraint(fields=["space", "process", "elector", "number"], name="ballot_version_once"),
        ]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.process_id}:{self.elector_id}/{self.number}"


class WaitingBallot(TenantModel):
    """A secret ballot until the close: a random key, no time, no elector. Emptied at the close."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("waiting secret ballot")
        verbose_name_plural = _("waiting secret ballots")

    def __str__(self) -> str:
        return "secret"


class SecretBallot(TenantModel, AppendOnly):
    """A secret ballot after the close: rewritten in random order, so that no order, time or key is left."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(_("position"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("secret ballot")
        verbose_name_plural = _("secret ballots")
        constraints = [
            models.UniqueConstraint(fields=["space", "process", "position"], name="secret_ballot_position_once"),
        ]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return "secret"
