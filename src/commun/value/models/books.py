"""Books of transfers: what moved between the accounts of a group, written once and chained (ADR 7, V12)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.governance.models import Decision, Membership
from commun.people.models import new_ref


class Book(TenantModel):
    """One book, in one unit: the money of the group, or its mutual credit. Its row is the lock of its chain."""

    class Purpose(models.TextChoices):
        MONEY = "money", _("Money of the group")
        CREDIT = "credit", _("Mutual credit")

    class Unit(models.TextChoices):
        EURO = "EUR", pgettext_lazy("unit", "euros")
        MINUTE = "MIN", pgettext_lazy("unit", "hours")
        POINT = "PTS", pgettext_lazy("unit", "points")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose.choices)
    unit = models.CharField(_("unit"), max_length=3, choices=Unit.choices)
    opened_at = models.DateTimeField(_("opened on"))
    # The end of the chain: number and seal of the last line; nothing else is kept apart from the lines.
    count = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64)
    closed_until = models.DateField(_("closed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        constraints = [models.UniqueConstraint(fields=["space", "purpose"], name="one_book_of_a_purpose")]

    def __str__(self) -> str:
        return str(self.get_purpose_display())


class Account(TenantModel):
    """Where value stands in a book. Its balance is read from the lines, never written (V12)."""

    class Place(models.TextChoices):
        PERSON = "person", pgettext_lazy("account", "a person")
        POT = "pot", pgettext_lazy("account", "common pot")
        CARRY = "carry", pgettext_lazy("account", "carried over to next year")
        ENTITY = "entity", pgettext_lazy("account", "the cooperative")
        OUTSIDE = "outside", pgettext_lazy("account", "outside")
        WORK = "work", pgettext_lazy("account", "a joint work")
        LINE = "line", pgettext_lazy("account", "a budget line")
        NEIGHBOUR = "neighbour", pgettext_lazy("account", "another group")

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts")
    # What exports and seals say: « p.<person> », « pot », « w.<work> » ...; never a name.
    code = models.CharField(max_length=40)
    place = models.CharField(_("what it is"), max_length=9, choices=Place.choices)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("member")
    )
    # None: free. The balance with what is held stays between the two.
    floor = models.BigIntegerField(_("at least"), null=True, blank=True)
    ceiling = models.BigIntegerField(_("at most"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["space", "book", "code"], name="account_code_once"),
            models.CheckConstraint(
                condition=models.Q(floor=None) | models.Q(ceiling=None) | models.Q(ceiling__gte=models.F("floor")),
                name="account_ceiling_over_floor",
            ),
        ]
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.code


class Transfer(TenantModel, AppendOnly):
    """One line of a book: from an account to another, a positive amount in the smallest part of the unit.

    The six last numbers tell where both accounts stand after it: the balance, what is held to leave, what is held to
    come. They are derived, sealed with nothing, and made again by whoever verifies.
    """

    class Step(models.TextChoices):
        POSTED = "posted", pgettext_lazy("transfer", "done")
        PENDING = "pending", pgettext_lazy("transfer", "held")
        POST = "post", pgettext_lazy("transfer", "done after being held")
        VOID = "void", pgettext_lazy("transfer", "let go")
        REVERSE = "reverse", pgettext_lazy("transfer", "taken back")

    # No index of their own for the book and the two accounts: those below begin with them.
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="transfers", db_index=False)
    number = models.BigIntegerField(_("number"))
    at = models.DateTimeField(_("written at"))
    on = models.DateField(_("day"))
    step = models.CharField(_("what it does"), max_length=7, choices=Step.choices)
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"), db_index=False
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"), db_index=False
    )
    amount = models.BigIntegerField(_("amount"))
    # What it is tied to, as « kind:reference »: a decision, a version of a key, a contribution, a distribution ...
    reason = models.CharField(_("tied to"), max_length=80)
    of = models.BigIntegerField(_("follows the line"), default=0)
    key = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)
    debit_balance = models.BigIntegerField()
    debit_leaving = models.BigIntegerField()
    debit_coming = models.BigIntegerField()
    credit_balance = models.BigIntegerField()
    credit_leaving = models.BigIntegerField()
    credit_coming = models.BigIntegerField()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(fields=["space", "book", "number"], name="transfer_number_once"),
            models.UniqueConstraint(
                fields=["space", "book", "key"], condition=~models.Q(key=""), name="transfer_key_once"
            ),
            models.UniqueConstraint(
                fields=["space", "book", "of"], condition=models.Q(of__gt=0), name="transfer_followed_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_amount_positive"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="transfer_between_two"),
        ]
        indexes = [
            models.Index(fields=["debit", "-number"], name="transfer_debit"),
            models.Index(fields=["credit", "-number"], name="transfer_credit"),
            # What an account held on a past day is summed by days, without reading the lines themselves.
            models.Index(fields=["debit", "on"], include=["step", "amount"], name="transfer_debit_day"),
            models.Index(fields=["credit", "on"], include=["step", "amount"], name="transfer_credit_day"),
            models.Index(fields=["space", "reason"], name="transfer_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount}"


class TransferWords(TenantModel):
    """What a person wrote with a transfer: erasable; the line keeps its salted digest only."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="words")
    salt = models.CharField(max_length=32)
    text = models.CharField(_("what for"), max_length=200)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("words of a transfer")
        verbose_name_plural = _("words of transfers")
        indexes = [models.Index(fields=["person_id"], name="transfer_words_person")]

    def __str__(self) -> str:
        return self.text


class Closing(TenantModel, AppendOnly):
    """A period that was closed: nothing is dated inside it any more. The decision is that which carries over."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closings")
    until = models.DateField(_("until"))
    number = models.BigIntegerField(_("last line"))
    seal = models.CharField(max_length=64)
    balances: Any = models.JSONField(_("balances"), default=dict)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closing of a period")
        verbose_name_plural = _("closings of periods")
        constraints = [models.UniqueConstraint(fields=["space", "book", "until"], name="period_closed_once")]
        ordering: ClassVar[list[str]] = ["-until"]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
