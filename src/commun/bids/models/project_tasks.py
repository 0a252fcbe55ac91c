"""Tasks of projects: a thin row beside the thing to do of the group, the time given to it, moves that are proposed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commun.bids.models.projects import Project
from commun.core.scope import TenantModel
from commun.governance.models import Action, Membership
from commun.people.models import new_ref
from commun.value import quantities
from commun.value.models import ContributionKind


class TaskCard(TenantModel):
    """What a project adds to a thing to do: its column and place on the board, how long it should take.

    Title, owner, date, what it waits for and whether it is done are those of the thing to do.
    """

    class Column(models.TextChoices):
        TODO = "todo", pgettext_lazy("task", "to do")
        DOING = "doing", pgettext_lazy("task", "being done")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="cards")
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="card", verbose_name=_("action"))
    column = models.CharField(_("column"), max_length=5, choices=Column.choices, default=Column.TODO)
    position = models.IntegerField(default=0)
    minutes_estimated = models.PositiveIntegerField(_("estimated time"), null=True, blank=True)

    class Meta:
        verbose_name = _("task of a project")
        verbose_name_plural = _("tasks of projects")
        indexes = [models.Index(fields=["project", "column", "position"], name="card_place")]
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.project_id}:{self.action_id}"


class TaskTime(TenantModel):
    """Time that one person gave to a task one day, written by that person."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    card = models.ForeignKey(TaskCard, on_delete=models.PROTECT, related_name="times")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    on = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(_("time"))
    words = models.CharField(_("what it was"), max_length=200, blank=True)
    # The form that was sent: the same one twice writes once.
    token = models.CharField(max_length=36)

    class Meta:
        verbose_name = _("time given to a task")
        verbose_name_plural = _("times given to tasks")
        constraints = [models.UniqueConstraint(fields=["space", "membership", "token"], name="task_time_once")]
        indexes = [models.Index(fields=["space", "membership", "-on"], name="task_time_day")]
        ordering: ClassVar[list[str]] = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.minutes}"

    @property
    def said(self) -> str:
        """How long, in words."""
        return quantities.say(self.minutes, ContributionKind.Measure.HOURS)


class TaskMove(TenantModel):
    """Somebody proposes that a task goes to somebody else; nothing moves before both said yes (R53)."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("move", "asked")
        ACCEPTED = "accepted", pgettext_lazy("move", "accepted")
        DECLINED = "declined", pgettext_lazy("move", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("move", "taken back")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    card = models.ForeignKey(TaskCard, on_delete=models.PROTECT, related_name="moves")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    # Whose it is, when it is somebody's; and to whom it would go.
    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taker = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    giver_agrees = models.BooleanField(default=False)
    taker_agrees = models.BooleanField(default=False)
    words = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed move of a task")
        verbose_name_plural = _("proposed moves of tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "card"], condition=models.Q(state="asked"), name="one_move_at_a_time"
            )
        ]
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.taker_id}"
