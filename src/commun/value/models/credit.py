"""Mutual credit: the limits that the group decided, what is asked between people, who may be reached from outside.

What moves is in the book (models/books.py); nothing here holds a balance.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.dbrole import AppendOnly
from commun.core.models import Space
from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership
from commun.people.models import new_ref
from commun.value.models.books import Book


class CreditLimit(TenantModel, AppendOnly):
    """How far below and above zero a decision lets everybody go, or one member; the last that concerns one holds."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="limits")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    # Both at zero or above, in the smallest part of the unit.
    below = models.BigIntegerField(_("how far below zero"))
    above = models.BigIntegerField(_("how far above zero"))
    # What one hour, or one point, is said to be worth, in cents: for information. Of everybody's limits only.
    cents = models.BigIntegerField(_("said to be worth"), null=True, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    on = models.DateField(_("decided on"))

    class Meta:
        verbose_name = _("limit of mutual credit")
        verbose_name_plural = _("limits of mutual credit")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision"], name="credit_limit_once_by_a_decision"),
            models.CheckConstraint(
                condition=models.Q(below__gte=0, above__gte=0, below__gt=-models.F("above")),
                name="credit_limit_leaves_room",
            ),
        ]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"−{self.below} … {self.above}"


class CreditRequest(TenantModel):
    """Somebody whose help was received asks for it to be written; nothing moves until the other says yes."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("request", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        REFUSED = "refused", pgettext_lazy("request", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_of = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked of"))
    amount = models.BigIntegerField(_("amount"))
    words = models.CharField(_("what for"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(_("asked on"))
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    # The same for the same form, so that asking twice asks once.
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("request of mutual credit")
        verbose_name_plural = _("requests of mutual credit")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "key"], condition=~models.Q(key=""), name="credit_request_once_by_a_form"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="credit_request_amount_positive"),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("asked_of")), name="credit_request_between_two"
            ),
        ]
        indexes = [models.Index(fields=["asked_of", "state"], name="credit_request_asked_of")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.ref


class CreditTrust(TenantModel, AppendOnly):
    """How much a decision lets another group owe this one; the last holds, and both groups must have decided."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="trusts")
    neighbour = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", verbose_name=_("the other group"))
    most = models.BigIntegerField(_("it may owe at most"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    on = models.DateField(_("decided on"))

    class Meta:
        verbose_name = _("trust limit between two groups")
        verbose_name_plural = _("trust limits between two groups")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision"], name="credit_trust_once_by_a_decision"),
            models.CheckConstraint(condition=models.Q(most__gte=0), name="credit_trust_not_negative"),
            models.CheckConstraint(condition=~models.Q(neighbour=models.F("space")), name="credit_trust_of_another"),
        ]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.most)


class CreditCode(TenantModel):
    """A member agreed to be reached from another group, by this code, that they give to whom they like."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    code = models.CharField(_("code"), max_length=10, unique=True, default=new_ref, editable=False)
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("code of mutual credit")
        verbose_name_plural = _("codes of mutual credit")
        constraints = [models.UniqueConstraint(fields=["space", "membership"], name="credit_code_once_a_member")]

    def __str__(self) -> str:
        return self.code
