"""Joint answers to a notice: where each stands, in which legal form, at which price."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership
from commun.people.models import new_ref
from commun.tenders.models import Notice
from commun.value.models import JointWork


class Bid(TenantModel):
    """One joint answer of the group to one notice, or to some of its lots."""

    class Stage(models.TextChoices):
        GATHERING = "gathering", pgettext_lazy("answer", "the team gathers")
        WRITING = "writing", pgettext_lazy("answer", "being written")
        FROZEN = "frozen", pgettext_lazy("answer", "frozen")
        SENT = "sent", pgettext_lazy("answer", "sent")
        WON = "won", pgettext_lazy("answer", "won")
        LOST = "lost", pgettext_lazy("answer", "lost")
        UNANSWERED = "unanswered", pgettext_lazy("answer", "no answer")
        WITHDRAWN = "withdrawn", pgettext_lazy("answer", "withdrawn")

    class Form(models.TextChoices):
        """How the operators answer together (articles R. 2142-19 to R. 2142-27 of the code de la commande publique)."""

        NONE = "", _("not chosen yet")
        SOLE = "sole", _("one candidate alone")
        JOINT = "joint", _("joint group (groupement conjoint)")
        JOINT_SOLIDARY_LEAD = "joint_solidary_lead", _("joint group whose lead is liable for all")
        SOLIDARY = "solidary", _("group where each is liable for all (groupement solidaire)")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+", verbose_name=_("notice"))
    # Numbers of the lots answered; empty: the whole.
    lots = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("lots"))
    title = models.CharField(_("title"), max_length=160)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.GATHERING)
    # What the buyer's rules ask for, and what the team chose.
    form_asked = models.CharField(_("form the rules ask for"), max_length=20, choices=Form.choices, blank=True)
    form = models.CharField(_("legal form"), max_length=20, choices=Form.choices, blank=True)
    price_cents = models.BigIntegerField(_("price without tax"), null=True, blank=True)
    # The decision that opened the writing: roles and sharing key; and the work to which that key applies.
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    work = models.OneToOneField(JointWork, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    frozen_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # When the buyer said that the work would start.
    starts_on = models.DateField(_("announced start"), null=True, blank=True)
    # Until the contract is signed nobody may enter or leave the group of operators (article R. 2142-26).
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    # Its words and its team can still change.
    BEING_WRITTEN = (Stage.GATHERING, Stage.WRITING)
    # Its team still works on it; it stands before the buyer, or will.
    WORKED_ON = (Stage.GATHERING, Stage.WRITING, Stage.FROZEN)
    STANDING = (*WORKED_ON, Stage.SENT)

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints = [
            models.UniqueConstraint(fields=["space", "work"], name="bid_has_its_own_work"),
            models.CheckConstraint(
                condition=models.Q(price_cents=None) | models.Q(price_cents__gte=0), name="bid_price_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "stage", "-opened_at"], name="bid_stage"),
            models.Index(fields=["notice"], name="bid_of_notice"),
        ]
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_being_written(self) -> bool:
        """Gathering or writing: people may still come in, words may still change."""
        return self.stage in self.BEING_WRITTEN

    @property
    def is_running(self) -> bool:
        """Its team still works on it: gathering, writing, frozen but not sent."""
        return self.stage in self.WORKED_ON

    @property
    def is_alive(self) -> bool:
        """It may still be won, or is: worked on, sent, or won."""
        return self.stage in {*self.STANDING, self.Stage.WON}
