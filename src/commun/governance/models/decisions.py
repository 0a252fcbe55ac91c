"""Decisions: what a group heard, proposed, adopted and follows through, and the things to do that come from it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.people.models import new_ref


class Decision(TenantModel):
    """One matter, from the moment somebody voiced it to what became of it; its moves are in ``follow_through``."""

    class State(models.TextChoices):
        HEARD = "heard", pgettext_lazy("decision", "heard")
        PROPOSED = "proposed", pgettext_lazy("decision", "proposed")
        ADOPTED = "adopted", pgettext_lazy("decision", "adopted")
        ENGAGED = "engaged", pgettext_lazy("decision", "engaged")
        DONE = "done", pgettext_lazy("decision", "done")
        PARTLY = "partly", pgettext_lazy("decision", "partly done")
        LET_GO = "let_go", pgettext_lazy("decision", "let go")
        REPLACED = "replaced", pgettext_lazy("decision", "replaced")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    subject = models.CharField(_("subject"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HEARD)
    since = models.DateField(_("since"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    voiced_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("voiced by"))
    created_at = models.DateTimeField(_("voiced on"))
    # Where it was born, as « kind:reference » (a line of minutes, a friction, a disagreement ...).
    origin = models.CharField(max_length=80, blank=True)
    # One of the two, or none as long as it is « adopted, not engaged ».
    carrier = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="carried", verbose_name=_("carrier")
    )
    carrier_role = models.ForeignKey(
        "governance.Role", on_delete=models.PROTECT, null=True, blank=True, related_name="carried"
    )
    first_step = models.CharField(_("first step"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # In force until that day; None: until it is replaced or let go.
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    is_experiment = models.BooleanField(_("experiment"), default=False)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    outcome = models.TextField(_("what became of it"), max_length=2000, blank=True)
    lesson = models.TextField(_("what we learnt"), max_length=2000, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.UniqueConstraint(fields=["space", "number"], name="decision_number_once")]
        indexes = [models.Index(fields=["space", "state", "-number"], name="decision_state")]
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return self.title


class DecisionVersion(TenantModel):
    """The text of a proposal at one moment: what would be decided, for whom, and what it would change (C25)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=20000)
    concerned = models.CharField(_("who is concerned"), max_length=500, blank=True)
    # {"kind": name in the registry of effects, ...what it needs}; empty: it changes nothing by itself.
    change = models.JSONField(_("what it changes"), default=dict, blank=True)
    note = models.CharField(_("why this version"), max_length=500, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    # SHA-256 of the text as adopted, published so that anybody can check it.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("version of a decision")
        verbose_name_plural = _("versions of a decision")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision", "number"], name="decision_version_once"),
        ]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Following(TenantModel):
    """A member who wants to hear of each move of a decision."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="followings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision", "membership"], name="following_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.decision_id}"


class NeedVoice(TenantModel):
    """How much one member needs this here and now: not now, useful, needed now."""

    class Level(models.IntegerChoices):
        NOT_NOW = 0, _("not now")
        USEFUL = 1, _("useful")
        NOW = 2, _("needed here and now")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="need_voices")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(_("need"), choices=Level.choices)

    class Meta:
        verbose_name = _("voice on the need")
        verbose_name_plural = _("voices on the need")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision", "membership"], name="need_voice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.level}"


class Postponement(TenantModel):
    """« Not now, look again on »: a matter kept for a chosen day, until it is proposed."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="postponement")
    again_on = models.DateField(_("look again on"))

    class Meta:
        verbose_name = _("postponement")
        verbose_name_plural = _("postponements")

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.again_on}"


class Reading(TenantModel):
    """A member was told of a decision, or says having read it; shown to its carrier only (N6)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="readings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision", "membership"], name="reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.decision_id}"


class Action(TenantModel):
    """One thing to do: the only table for what comes from decisions, meetings, threads and mandates."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("action", "to do")
        DONE = "done", pgettext_lazy("action", "done")
        LET_GO = "let_go", pgettext_lazy("action", "let go")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("what to do"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    # A person, a role, or nobody yet: then it is the group's.
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("owner")
    )
    owner_role = models.ForeignKey(
        "governance.Role", on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    # Opaque to this room when a higher one asks: « kind:reference ».
    origin = models.CharField(max_length=80, blank=True)
    blocked_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="blocks")
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_note = models.CharField(_("word at the end"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [
            models.Index(fields=["space", "state", "due_on"], name="action_due"),
            models.Index(fields=["space", "origin"], name="action_origin"),
        ]
        ordering: ClassVar[list[str]] = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title
