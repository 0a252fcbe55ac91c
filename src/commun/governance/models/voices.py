"""What people say inside a guided process: remarks, consents, objections, nominations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.governance.models.processes import Process


class Remark(TenantModel):
    """A question, its answer, a reaction, an advice: tied to the version it speaks of."""

    class Nature(models.TextChoices):
        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        REACTION = "reaction", _("reaction")
        ADVICE = "advice", _("advice given")
        # Before or after being named: a member who does not want the role, with a word if they like.
        DECLINE = "decline", _("declines")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="remarks")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    nature = models.CharField(_("nature"), max_length=8, choices=Nature.choices)
    text = models.TextField(_("text"), max_length=4000)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Stance(TenantModel):
    """Where one elector stands on one version: consents, stands aside (with a reason kept), or asked, not answered."""

    class Position(models.TextChoices):
        ASKED = "asked", _("not answered yet")
        CONSENTS = "consents", _("no objection")
        ASIDE = "aside", _("stands aside")
        OBJECTS = "objects", _("objects")
        # Of advice only: asked, and has none to give.
        PASSES = "passes", _("passes, no advice")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="stances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    position = models.CharField(_("position"), max_length=8, choices=Position.choices)
    # Kept with the decision when it stands (R66).
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    # Whoever wants to read any new version before it is adopted, whatever they answered to this one.
    wants_again = models.BooleanField(_("asked again at each version"), default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("stance on a proposal")
        verbose_name_plural = _("stances on a proposal")
        constraints = [
            models.UniqueConstraint(fields=["space", "process", "version", "membership"], name="stance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.position}"


class Objection(TenantModel):
    """Why a version cannot be adopted as it is; lifted by its author, integrated, or tested by criteria."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LIFTED = "lifted", _("lifted by its author")
        INTEGRATED = "integrated", _("integrated in a new version")
        NOT_KEPT = "not_kept", _("not kept, by the criteria of the charter")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="objections")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"))
    reason = models.TextField(_("reason"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    # How it was lifted, integrated or tested: the criteria and what each answered.
    resolution = models.TextField(_("how it was resolved"), max_length=2000, blank=True)
    tests = models.JSONField(_("criteria"), default=list, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "process", "version", "membership"],
                condition=models.Q(state="open"),
                name="one_open_objection",
            ),
        ]
        ordering: ClassVar[list[str]] = ["raised_at", "pk"]

    def __str__(self) -> str:
        return self.reason[:60]


class Nomination(TenantModel):
    """In an election without candidates: whom a member sees in the role, and why; a second round may change it."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="nominations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    nominee = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.UniqueConstraint(fields=["space", "process", "round", "membership"], name="nomination_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.nominee_id}"
