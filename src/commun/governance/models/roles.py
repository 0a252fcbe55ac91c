"""Roles and mandates: what the group needs somebody to hold, and who holds it from when to when."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.decisions import Decision
from commun.governance.models.groups import Membership
from commun.people.models import new_ref

if TYPE_CHECKING:
    from commun.governance.models.role_life import Volunteering


class Role(TenantModel):
    """A role card: what it is for, what one may expect, how one comes to hold it."""

    class Family(models.TextChoices):
        PRODUCTION = "production", _("production function")
        SUPPORT = "support", _("support function")

    class Filling(models.TextChoices):
        ELECTION = "election", _("election without candidates")
        CONSENT = "consent", _("consent on a volunteer")
        VOTE = "vote", _("vote")
        SORTITION = "sortition", _("draw among volunteers")
        SELF = "self", _("whoever declares it, as the charter allows")

    class Power(models.TextChoices):
        NONE = "", _("no power of its own")
        FACILITATE = "facilitate", _("facilitates the group")
        ANIMATE = "animate", _("animates the group")
        DISPATCH = "dispatch", _("watches over the sharing of tasks")
        TREASURE = "treasure", _("keeps the accounts")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=500)
    domain = models.CharField(_("domain"), max_length=500, blank=True)
    expectations = models.JSONField(_("expectations"), default=list)
    family = models.CharField(_("family"), max_length=10, choices=Family.choices)
    minutes_per_month = models.PositiveIntegerField(_("minutes a month"))
    filling = models.CharField(_("how it is filled"), max_length=10, choices=Filling.choices, default=Filling.ELECTION)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    # None: mandates without a term.
    term_months = models.PositiveSmallIntegerField(_("months of a term"), null=True, blank=True)
    renewals_max = models.PositiveSmallIntegerField(_("renewals at most"), null=True, blank=True)
    # Powers are mandates too (O1): what whoever holds this role may do in the group.
    power = models.CharField(_("power"), max_length=10, choices=Power.choices, blank=True, default="")
    created_at = models.DateTimeField(_("created on"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering: ClassVar[list[str]] = ["family", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def open_offers(self) -> "models.QuerySet[Volunteering]":
        """Who would carry or learn it today: its card and its renewal show the same people. 1 query."""
        offers: models.QuerySet[Volunteering] = self.volunteerings.filter(withdrawn_on=None)
        return offers.select_related("membership__person")


class RoleVersion(TenantModel):
    """A role card as it was written at one moment, and the decision that wrote it, if one did."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    # Every field of the card, as ``role_cards.content_of`` writes them.
    content = models.JSONField(_("content"))
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("version of a role")
        verbose_name_plural = _("versions of a role")
        constraints = [models.UniqueConstraint(fields=["space", "role", "number"], name="role_version_once")]
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.role_id}/{self.number}"


class Mandate(TenantModel):
    """A person holds a role from a day to another, because a decision gave it, or because they declared it."""

    class State(models.TextChoices):
        PLANNED = "planned", _("to come")
        IN_FORCE = "in_force", _("in force")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("ended")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="mandates")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mandates")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.IN_FORCE)
    # None: self-declared, which the role card must allow.
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    starts_on = models.DateField(_("from"))
    # The first day on which it no longer holds; None: without end.
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    renewal_number = models.PositiveSmallIntegerField(_("renewal"), default=0)
    # Somebody who learns the role beside its holder; ends with the main mandate.
    learns_beside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="learners")
    # The reminders that were sent, by their number of days before the end.
    reminded = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "role", "membership"],
                condition=models.Q(state="in_force"),
                name="one_mandate_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="mandate_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["space", "state", "ends_on"], name="mandate_ending")]
        ordering: ClassVar[list[str]] = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.membership} · {self.role}"
