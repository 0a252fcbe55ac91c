"""Who answers together: the parts people take, the roles they hold, the split of tasks and price."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.bids import Bid
from commun.core.scope import TenantModel
from commun.governance.models import GroupText, Membership
from commun.people.models import LegalEntity, Person, new_ref


class TeamPart(TenantModel):
    """Somebody asked into a team, and what they answered. Nobody is in it without having said so."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        JOINED = "joined", _("in the team")
        DECLINED = "declined", _("declined")
        LEFT = "left", _("left")
        UNASKED = "unasked", _("no longer asked")

    class Standing(models.TextChoices):
        CO_CONTRACTOR = "member", _("co-contractor")
        SUBCONTRACTOR = "subcontractor", _("subcontractor")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="parts")
    # A member of the group; or somebody else who has an account; or somebody outside, by name and address.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    outside_name = models.CharField(_("name"), max_length=120, blank=True)
    outside_email = models.EmailField(_("e-mail address"), blank=True)
    entity = models.ForeignKey(
        LegalEntity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal entity")
    )
    standing = models.CharField(_("standing"), max_length=13, choices=Standing.choices, default=Standing.CO_CONTRACTOR)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    # Parts of the work that somebody has in mind for them: [{"need": reference, "days": number or null}].
    needs: Any = models.JSONField(_("needs"), default=list, blank=True)
    words = models.CharField(_("word to the person"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # The group's procedure for answering together, and its edition, as accepted on joining.
    procedure = models.ForeignKey(GroupText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    procedure_edition = models.CharField(_("edition of the procedure"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("part in a team")
        verbose_name_plural = _("parts in teams")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "bid", "membership"],
                condition=models.Q(membership__isnull=False),
                name="member_once_in_a_team",
            ),
            models.UniqueConstraint(
                fields=["space", "bid", "person"],
                condition=models.Q(person__isnull=False),
                name="person_once_in_a_team",
            ),
            models.UniqueConstraint(
                fields=["space", "bid", "outside_email"],
                condition=~models.Q(outside_email=""),
                name="address_once_in_a_team",
            ),
        ]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the person is called in the group, else their own name, else the one somebody wrote."""
        if self.membership is not None:
            return self.membership.name
        return self.person.name if self.person is not None else self.outside_name


class BidRole(TenantModel):
    """What somebody of the team takes care of, as the adopted decision says."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads (mandataire)")
        WRITER = "writer", _("writes")
        PROOFREADER = "proofreader", _("proofreads")
        PRICE = "price", _("keeps the price")
        SUBMISSION = "submission", _("sends the answer")

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="roles")
    part = models.ForeignKey(TeamPart, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = _("role in a team")
        verbose_name_plural = _("roles in teams")
        constraints = [models.UniqueConstraint(fields=["space", "bid", "part", "role"], name="role_in_team_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.role}: {self.part_id}"


class ShareLine(TenantModel):
    """One line of the split table: which operator does what, for how much; required of a joint group."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="share_lines")
    position = models.PositiveIntegerField()
    task = models.CharField(_("task"), max_length=200)
    # The need it answers, by reference; empty: a task of its own (coordination, travel ...).
    need_ref = models.CharField(max_length=10, blank=True)
    # Nobody yet: an unallocated task.
    part = models.ForeignKey(
        TeamPart, on_delete=models.PROTECT, null=True, blank=True, related_name="share_lines", verbose_name=_("who")
    )
    days = models.DecimalField(_("days"), max_digits=7, decimal_places=2, null=True, blank=True)
    amount_cents = models.BigIntegerField(_("amount without tax"), default=0)

    class Meta:
        verbose_name = _("line of the split table")
        verbose_name_plural = _("lines of the split table")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="share_line_not_negative"),
        ]
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.task
