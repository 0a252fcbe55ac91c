"""Texts a group lives by (charter, contract, rules, statutes): articles, their versions, who accepted what."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.decisions import Decision
from commun.governance.models.groups import Membership
from commun.people.models import new_ref


class GroupText(TenantModel):
    """A text of the group; what it says is in its articles, changed by decisions only."""

    class Kind(models.TextChoices):
        CHARTER = "charter", _("charter")
        CONTRACT = "contract", _("contract")
        RULES = "rules", _("internal rules")
        STATUTES = "statutes", _("statutes")
        CONVENTION = "convention", _("convention")

    class Bindingness(models.TextChoices):
        GUIDE = "guide", _("it guides us: nobody signs it")
        ENGAGE = "engage", _("it engages each of us: each says whether they accept it")
        LAW = "law", _("it binds by law: it is also signed on paper")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices, default=Kind.CHARTER)
    title = models.CharField(_("title"), max_length=120)
    bindingness = models.CharField(
        _("how it binds"), max_length=6, choices=Bindingness.choices, default=Bindingness.ENGAGE
    )
    # The edition in force: a major change asks everybody again, a minor one does not.
    major = models.PositiveIntegerField(_("major version"), default=0)
    minor = models.PositiveIntegerField(_("minor version"), default=0)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("adopted by"))
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("text of the group")
        verbose_name_plural = _("texts of the group")
        ordering: ClassVar[list[str]] = ["since", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def asks_acceptance(self) -> bool:
        """Each person is asked whether they accept it; a text that only guides asks nobody."""
        return self.bindingness != self.Bindingness.GUIDE

    @property
    def edition(self) -> str:
        """« 2.1 »: the major version, then the minor one."""
        return f"{self.major}.{self.minor}"


class Article(TenantModel):
    """One article of a text, with its number for good; its words are in its versions."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    text = models.ForeignKey(GroupText, on_delete=models.PROTECT, related_name="articles", verbose_name=_("text"))
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    # The version in force; 0: none yet.
    version = models.PositiveIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["space", "text", "number"], name="article_number_once")]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class ArticleVersion(TenantModel):
    """The words of an article from a day on, and the decision that adopted them; never rewritten."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=8000)
    # Who or what it speaks of (R81).
    scope_of = models.CharField(_("scope"), max_length=200, blank=True)
    # Names in the registry of gates: acts for which one must have accepted the text.
    gates = models.JSONField(_("acts that ask to have accepted the text"), default=list, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    is_major = models.BooleanField(_("major change"), default=True)
    # The edition of the text that this version made.
    major = models.PositiveIntegerField(_("major version"))
    minor = models.PositiveIntegerField(_("minor version"))
    in_force_from = models.DateField(_("in force from"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("adopted by"))
    # SHA-256 of title, text, scope and gates, as adopted.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of an article")
        constraints = [models.UniqueConstraint(fields=["space", "article", "number"], name="article_version_once")]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Acceptance(TenantModel):
    """What a person answered to one major version of a text: accepted, or not (yet). Kept for good."""

    text = models.ForeignKey(GroupText, on_delete=models.PROTECT, related_name="acceptances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    major = models.PositiveIntegerField(_("major version"))
    is_accepted = models.BooleanField(_("accepted"))
    at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints = [
            models.UniqueConstraint(fields=["space", "text", "membership", "major"], name="acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.text_id} v{self.major}"


class MembershipRules(TenantModel):
    """What the group decided about coming in, resting and going out; a group that decided nothing has the defaults."""

    class Admission(models.TextChoices):
        ONE = "one", _("one of those who facilitate answers")
        SEVERAL = "several", _("several members answer yes")
        CONSENT = "consent", _("the group decides by consent")

    # M4: asked after so many days without a sign; empty: never asked.
    dormancy_days = models.PositiveSmallIntegerField(_("days without a sign before asking"), null=True, blank=True)
    admission = models.CharField(
        _("who answers those who ask to come in"), max_length=7, choices=Admission.choices, default=Admission.ONE
    )
    admission_voices = models.PositiveSmallIntegerField(_("how many members say yes"), default=2)
    admission_questions = models.JSONField(_("what is asked of those who ask to come in"), default=list, blank=True)
    # X5: the only way somebody is asked to go.
    may_remove = models.BooleanField(_("the group may ask somebody to go"), default=False)
    removal_percent = models.PositiveSmallIntegerField(_("share of the votes for somebody to go"), default=75)
    removal_days = models.PositiveSmallIntegerField(_("days in the group before voting on it"), default=90)
    removal_hearing_days = models.PositiveSmallIntegerField(_("days for the person to be heard"), default=14)
    arbitration = models.TextField(_("how a disagreement is arbitrated"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("rules of membership")
        verbose_name_plural = _("rules of membership")
        constraints = [models.UniqueConstraint(fields=["space"], name="one_set_of_membership_rules")]

    def __str__(self) -> str:
        return f"{self.space_id}"
