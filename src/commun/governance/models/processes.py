"""Processes: one way of deciding at work on one matter, with its rules fixed before it opens."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.scope import TenantModel
from commun.governance.models.decisions import Decision
from commun.governance.models.groups import Membership
from commun.governance.models.roles import Role
from commun.people.models import new_ref


class Process(TenantModel):
    """A process: method, rules, stage, dates, result. Rules never change once it is open."""

    class Method(models.TextChoices):
        CONSENT = "consent", _("consent")
        AUTHORISATION = "authorisation", _("authorisation a priori")
        ADVICE = "advice", _("advice")
        ELECTION = "election", _("election without candidates")
        SORTITION = "sortition", _("draw")
        PROPOSAL = "proposal", _("vote on a proposal")
        CHOICE = "choice", _("vote among options")
        APPROVAL = "approval", _("approval vote")
        SCORE = "score", _("score vote")
        RESISTANCE = "resistance", _("resistance vote")
        DOTS = "dots", _("dots")
        GRADES = "grades", _("majority judgment")
        RANKED = "ranked", _("ranked vote")
        SEVERAL = "several", _("ranked vote for several seats")
        SENSE = "sense", _("sense check")
        GRADIENT = "gradient", _("gradients of agreement")
        COUNT = "count", _("who is in")
        QUESTION = "question", _("question round")
        DATES = "dates", _("date poll")
        BUDGET = "budget", _("participatory budget")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        SCHEDULED = "scheduled", _("scheduled")
        OPEN = "open", pgettext_lazy("process", "open")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Shown(models.TextChoices):
        ALWAYS = "always", _("at any time")
        VOTED = "voted", _("once I have voted")
        CLOSE = "close", _("at the close")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="processes")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="processes")
    title = models.CharField(_("title"), max_length=200)
    guidance = models.TextField(_("what to know"), max_length=4000, blank=True)
    method = models.CharField(_("way of deciding"), max_length=14, choices=Method.choices)
    # Everything that decides the result: rule and version, majority, quorum, tie rule, weights, proxies, windows.
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    # Inside « open », for guided paths: questions, reactions, objections, nominations ...
    stage = models.CharField(_("stage"), max_length=14, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    # The version of the decision that is on the table.
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_secret = models.BooleanField(_("secret ballot"), default=False)
    shown = models.CharField(_("results shown"), max_length=6, choices=Shown.choices, default=Shown.CLOSE)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # What ``algo.voting`` returned at the close, rule and version named; words and names are looked up when shown.
    result = models.JSONField(_("result"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, blank=True)
    # SHA-256 of the sorted list of electors, published at the opening.
    electorate_digest = models.CharField(_("fingerprint of the electorate"), max_length=64, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        indexes = [models.Index(fields=["space", "state", "closes_at"], name="process_closing")]
        ordering: ClassVar[list[str]] = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> dict[str, str]:
        """The group's own words in place of the house's: {"explain": what this way of deciding is}."""
        return dict(self.rules.get("wording", {}))


class Option(TenantModel):
    """One answer that can be chosen; frozen once a ballot is in."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveIntegerField(_("position"))
    label = models.CharField(_("option"), max_length=300)
    detail = models.TextField(_("detail"), max_length=2000, blank=True)
    # What the method needs: a date poll's start and end, a budget line's cost in cents, a person's membership.
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["space", "process", "position"], name="option_position_once")]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.label


class Elector(TenantModel):
    """A member who has a voice in a process: the list is frozen when it opens."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="electors")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField(_("weight"), default=1)
    # For a date poll: those without whom the meeting makes no sense.
    is_needed = models.BooleanField(_("needed"), default=False)
    # For a secret ballot this alone says that somebody voted; nothing leads from here to a ballot.
    has_cast = models.BooleanField(_("has voted"), default=False)
    # The last letter that left: the opening, the close that comes, the result.
    told = models.CharField(max_length=7, blank=True, editable=False)
    # Raised when somebody asks for another link to vote by mail: those sent before stop working.
    link_number = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("elector")
        verbose_name_plural = _("electors")
        constraints = [models.UniqueConstraint(fields=["space", "process", "membership"], name="elector_once")]

    def __str__(self) -> str:
        return f"{self.membership}"


class ProcessTemplate(TenantModel):
    """A process ready to be opened, with the group's own words; the library can be copied to another group."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=120)
    method = models.CharField(_("way of deciding"), max_length=14, choices=Process.Method.choices)
    guidance = models.TextField(_("what to know"), max_length=4000, blank=True)
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    # Words of the group in place of the house's, and options ready to use.
    wording = models.JSONField(_("wording"), default=dict, blank=True)
    is_shared = models.BooleanField(_("other groups may copy it"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("template of a process")
        verbose_name_plural = _("templates of a process")
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
