"""How a project ends: what becomes of each thing it leaves, and what each takes from it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.bids.models.projects import Project
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class CompostItem(TenantModel):
    """One thing of the project, and what will become of it: written from the first day on."""

    class Nature(models.TextChoices):
        SECTION = "section", pgettext_lazy("compost", "a text")
        FILE = "file", pgettext_lazy("compost", "a file")
        METHOD = "method", pgettext_lazy("compost", "a method")
        OTHER = "other", pgettext_lazy("compost", "something else")

    class Fate(models.TextChoices):
        UNDECIDED = "", pgettext_lazy("compost", "not decided yet")
        KEEP = "keep", pgettext_lazy("compost", "we keep it for us")
        COMMONS = "commons", pgettext_lazy("compost", "we offer it as a commons")
        DESTROY = "destroy", pgettext_lazy("compost", "we destroy it")

    class Licence(models.TextChoices):
        """By their SPDX names."""

        NONE = "", pgettext_lazy("licence", "none")
        CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons: credit, share alike (CC BY-SA 4.0)")
        CC_BY = "CC-BY-4.0", _("Creative Commons: credit (CC BY 4.0)")
        CC0 = "CC0-1.0", _("No condition (CC0 1.0)")
        ODBL = "ODbL-1.0", _("For databases: share alike (ODbL 1.0)")
        LO = "etalab-2.0", _("Open licence of the French state (Etalab 2.0)")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="compost")
    nature = models.CharField(_("nature"), max_length=8, choices=Nature.choices)
    title = models.CharField(_("title"), max_length=200)
    # « kind:reference » of the thing here, or an address.
    source = models.CharField(_("where it is"), max_length=300, blank=True)
    fate = models.CharField(_("what becomes of it"), max_length=8, choices=Fate.choices, blank=True)
    licence = models.CharField(_("licence"), max_length=16, choices=Licence.choices, blank=True)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("thing of the compost plan")
        verbose_name_plural = _("things of the compost plan")
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(fate="commons") & ~models.Q(licence=""))
                | (~models.Q(fate="commons") & models.Q(licence="")),
                name="commons_have_a_licence",
            )
        ]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title


class CompostAgreement(TenantModel):
    """Somebody of the team agrees with what becomes of a thing; what is written otherwise later is asked again."""

    item = models.ForeignKey(CompostItem, on_delete=models.PROTECT, related_name="agreements")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreement of the compost plan")
        verbose_name_plural = _("agreements of the compost plan")
        constraints = [models.UniqueConstraint(fields=["space", "item", "membership"], name="compost_agreed_once")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.membership_id}"


class ProjectDebrief(TenantModel):
    """What somebody takes from a project. Without a name: a random key, no time, nobody's."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="debriefs")
    # None: written without a name.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    went_well = models.TextField(_("what went well"), max_length=2000, blank=True)
    was_hard = models.TextField(_("what was hard"), max_length=2000, blank=True)
    to_keep = models.TextField(_("what to keep"), max_length=2000, blank=True)
    to_change = models.TextField(_("what to change"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("debrief of a project")
        verbose_name_plural = _("debriefs of projects")
        # The order of the keys, so that nothing tells who wrote first.
        ordering: ClassVar[list[str]] = ["key"]

    def __str__(self) -> str:
        return f"{self.project_id}"


class DebriefVoice(TenantModel):
    """Somebody gave their debrief: that they did, never which one is theirs."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))

    class Meta:
        verbose_name = _("voice in a debrief")
        verbose_name_plural = _("voices in debriefs")
        constraints = [models.UniqueConstraint(fields=["space", "project", "membership"], name="debrief_given_once")]

    def __str__(self) -> str:
        return f"{self.project_id}:{self.membership_id}"
