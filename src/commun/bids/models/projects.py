"""Projects: what a group carries out together, for whom, with whom around; a bid that was won, or nothing before."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.bids.models.bids import Bid
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref
from commun.value.models import JointWork


class Project(TenantModel):
    """One project. Its people and its money are those of its joint work; its tasks are things to do of the group."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("project", "running")
        CLOSED = "closed", pgettext_lazy("project", "closed")

    class Relation(models.TextChoices):
        """How the buyer and the group work together, as the group sees it (R55)."""

        UNSAID = "", _("not said")
        SUPPLIER = "supplier", _("client and supplier")
        COOPERATION = "cooperation", _("cooperation")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    work = models.OneToOneField(
        JointWork, on_delete=models.PROTECT, related_name="project", verbose_name=_("joint work")
    )
    bid = models.OneToOneField(
        Bid, on_delete=models.PROTECT, null=True, blank=True, related_name="project", verbose_name=_("bid")
    )
    title = models.CharField(_("title"), max_length=160)
    client = models.CharField(_("client"), max_length=160, blank=True)
    relation = models.CharField(_("relation with the client"), max_length=12, choices=Relation.choices, blank=True)
    lots = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("lots"))
    # What the project answers with; beneficiaries and their uses are written and shown before it (R56).
    approach = models.TextField(_("what we do"), max_length=4000, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    # Sees the load and proposes; has no other right than those of the team (R53).
    dispatcher = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dispatcher")
    )
    # An experiment has its safe frame, or is none (R58).
    is_experiment = models.BooleanField(_("this is an experiment"), default=False)
    rules = models.TextField(_("rules of the experiment"), max_length=2000, blank=True)
    references = models.TextField(_("common references"), max_length=2000, blank=True)
    protections = models.TextField(_("protections"), max_length=2000, blank=True)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_experiment=False)
                | ~(models.Q(rules="") | models.Q(references="") | models.Q(protections="")),
                name="experiment_has_a_safe_frame",
            ),
        ]
        indexes = [models.Index(fields=["space", "state", "-starts_on"], name="project_state")]
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        """Not closed yet."""
        return self.state == self.State.RUNNING


class Beneficiary(TenantModel):
    """Those for whom the project is done, and how they live with its object: their uses come before our solutions."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="beneficiaries")
    # A group of people, never somebody's name.
    who = models.CharField(_("beneficiaries"), max_length=160)
    uses = models.TextField(_("their uses"), max_length=2000)

    class Meta:
        verbose_name = _("beneficiaries")
        verbose_name_plural = _("beneficiaries")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.who


class Stakeholder(TenantModel):
    """A body of the territory that the project touches: what it is there for, and which voice it has (R57)."""

    class Voice(models.TextChoices):
        INFORMED = "informed", pgettext_lazy("stakeholder", "is informed")
        CONSULTED = "consulted", pgettext_lazy("stakeholder", "is consulted")
        TAKES_PART = "takes_part", pgettext_lazy("stakeholder", "takes part in decisions")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stakeholders")
    body = models.CharField(_("body"), max_length=160)
    role = models.CharField(_("role in the project"), max_length=200)
    voice = models.CharField(_("voice"), max_length=10, choices=Voice.choices)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [models.UniqueConstraint(fields=["space", "project", "body"], name="stakeholder_once")]
        ordering: ClassVar[list[str]] = ["body", "pk"]

    def __str__(self) -> str:
        return self.body
