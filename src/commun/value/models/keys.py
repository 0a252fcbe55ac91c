"""Sharing keys: written in versions that never change, adopted by decisions (V3, gov C14, B3)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership
from commun.people.models import new_ref
from commun.value.models.works import JointWork


class SharingKey(TenantModel):
    """A way of sharing, under a name; what it says is in its versions."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=80)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sharing key")
        verbose_name_plural = _("sharing keys")
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="key_of_a_name_once")]
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class KeyVersion(TenantModel, AppendOnly):
    """What a key says: its steps, as ``algo.sharing`` reads them. Written once; a change is another version."""

    key = models.ForeignKey(SharingKey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    steps: Any = models.JSONField(_("steps"))
    note = models.CharField(_("why this version"), max_length=300, blank=True)
    # SHA-256 of the steps, so that whoever recomputes knows that they are the same.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("version of a key")
        verbose_name_plural = _("versions of keys")
        constraints = [models.UniqueConstraint(fields=["space", "key", "number"], name="key_version_once")]
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"{self.key_id}.{self.number}"

    @property
    def called(self) -> str:
        """Its key's name and its number, as people read it."""
        return gettext("%(key)s, version %(number)s") % {"key": self.key.name, "number": self.number}


class KeyAdoption(TenantModel, AppendOnly):
    """From that day, this version holds: for one joint work, or for all those that have none of their own."""

    version = models.ForeignKey(KeyVersion, on_delete=models.PROTECT, related_name="adoptions")
    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, null=True, blank=True, related_name="adoptions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("adoption of a key")
        verbose_name_plural = _("adoptions of keys")
        constraints = [models.UniqueConstraint(fields=["space", "decision"], name="key_adopted_once_by_a_decision")]
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.on:%Y-%m-%d}"
