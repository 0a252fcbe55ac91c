"""Budget lines of the common pot, and what is spent on them with the signature of others (gov B1, R92)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership, Role
from commun.people.models import new_ref
from commun.value.models.books import Account


class BudgetLine(TenantModel):
    """Money set aside by a decision, with rules in words and who signs. What it holds is read in its account."""

    class Signers(models.TextChoices):
        ACCOUNTS = "accounts", pgettext_lazy("who signs", "those who keep the accounts, or facilitate")
        ROLE = "role", pgettext_lazy("who signs", "those who hold a role, or keep the accounts")
        ANYBODY = "anybody", pgettext_lazy("who signs", "any other member")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("title"), max_length=120)
    rules = models.TextField(_("what it is for, and by which rules"), max_length=2000)
    signers = models.CharField(_("who signs"), max_length=8, choices=Signers.choices, default=Signers.ACCOUNTS)
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role")
    )
    # Cents above which a second person signs; None: one signature, whatever the amount.
    threshold = models.BigIntegerField(_("second signature above"), null=True, blank=True)
    # What a request is for is read by who asks and by who may sign, nobody else.
    is_discreet = models.BooleanField(_("discreet"), default=False)
    until = models.DateField(_("until"), null=True, blank=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="budget_line")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    # The position of the project that a budget round kept; 0: the line is what the decision was about.
    project = models.PositiveIntegerField(_("project"), default=0)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.UniqueConstraint(fields=["space", "decision", "project"], name="line_opened_once_by_a_decision"),
            models.CheckConstraint(
                condition=models.Q(signers="role", role__isnull=False)
                | (~models.Q(signers="role") & models.Q(role=None)),
                name="line_signed_by_role_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(threshold=None) | models.Q(threshold__gte=0), name="line_threshold_not_negative"
            ),
        ]
        ordering: ClassVar[list[str]] = ["opened_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Spending(TenantModel):
    """Money that a member asks of a line: held from that moment, spent once others signed, else let go."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("spending", "waits for a signature")
        SPENT = "spent", pgettext_lazy("spending", "signed")
        REFUSED = "refused", pgettext_lazy("spending", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("spending", "withdrawn")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spendings")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    # Paid back to this member; else to whoever ``payee`` names.
    reimburses = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reimburses")
    )
    payee = models.CharField(_("paid to"), max_length=120, blank=True)
    amount = models.BigIntegerField(_("amount"))
    on = models.DateField(_("day"))
    words = models.CharField(_("what for"), max_length=300, blank=True)
    # Signatures that this amount needed on the day it was asked.
    needed = models.PositiveSmallIntegerField(_("signatures needed"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    # Number of the line of the book that holds it.
    held = models.BigIntegerField(_("line of the book"))
    asked_at = models.DateTimeField(_("asked at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = [
            models.UniqueConstraint(fields=["space", "held"], name="spending_held_by_one_line"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="spending_amount_positive"),
            models.CheckConstraint(condition=models.Q(needed__in=(1, 2)), name="spending_one_or_two_signatures"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", settled_at=None)
                | (~models.Q(state="waiting") & models.Q(settled_at__isnull=False)),
                name="spending_settled_at_some_moment",
            ),
        ]
        indexes = [models.Index(fields=["space", "state", "line"], name="spending_of_line")]
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.ref


class Signature(TenantModel, AppendOnly):
    """Somebody else says yes to a spending: the first, or the second."""

    spending = models.ForeignKey(Spending, on_delete=models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("signature"))
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["space", "spending", "number"], name="signature_number_once"),
            models.UniqueConstraint(fields=["space", "spending", "membership"], name="signature_of_a_person_once"),
        ]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.spending_id}/{self.number}"
