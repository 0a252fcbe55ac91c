"""Offers and needs: what a member has to lend, give or show, or looks for, and what others answer (R96)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core import clock
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import new_ref


class Offer(TenantModel):
    """One thing offered or looked for by a member, written for the whole group."""

    class Kind(models.TextChoices):
        OFFER = "offer", pgettext_lazy("kind of notice", "I offer")
        NEED = "need", pgettext_lazy("kind of notice", "I look for")

    class Nature(models.TextChoices):
        MATERIAL = "material", pgettext_lazy("nature of an offer", "material")
        SKILL = "skill", pgettext_lazy("nature of an offer", "skill")
        TIME = "time", pgettext_lazy("nature of an offer", "time")
        PLACE = "place", pgettext_lazy("nature of an offer", "place")
        LEAD = "lead", pgettext_lazy("nature of an offer", "lead")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "open")
        FOUND = "found", pgettext_lazy("offer", "found")
        CLOSED = "closed", pgettext_lazy("offer", "closed")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    nature = models.CharField(_("nature"), max_length=8, choices=Nature.choices)
    title = models.CharField(_("title"), max_length=120)
    words = models.TextField(_("in a few words"), max_length=2000, blank=True)
    quantity = models.CharField(_("how much"), max_length=80, blank=True)
    place = models.CharField(_("where"), max_length=80, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(_("written on"))
    # Stems of the title and of the words, that say what it is about: what it may answer shares some of them.
    stems = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)
    # The same for the same form, so that sending it twice writes it once.
    key = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")
        constraints = [
            models.UniqueConstraint(fields=["space", "key"], condition=~models.Q(key=""), name="offer_once_by_a_form")
        ]
        indexes = [
            models.Index(fields=["space", "state", "-made_at"], name="offer_by_state"),
            GinIndex(fields=["stems"], name="offer_stems"),
        ]
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_need(self) -> bool:
        """Somebody looks for it."""
        return self.kind == self.Kind.NEED

    @property
    def is_open(self) -> bool:
        """Neither found nor closed."""
        return self.state == self.State.OPEN

    @property
    def is_past(self) -> bool:
        """Open still, while the day that was said has passed: only who wrote it says that it is over."""
        return self.is_open and self.until is not None and self.until < clock.today()


class OfferAnswer(TenantModel):
    """« I can », « I am interested »: read by who answered and by who wrote the offer, nobody else."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    words = models.TextField(_("in a few words"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("answered on"))
    # What who wrote the offer says back.
    reply = models.TextField(_("said back"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(_("said back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to an offer or need")
        verbose_name_plural = _("answers to offers and needs")
        constraints = [models.UniqueConstraint(fields=["space", "offer", "by"], name="offer_answered_once_by_one")]
        ordering: ClassVar[list[str]] = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.ref
