"""What a group chose about its own follow-through: one row per group, made when the first choice is made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel


class GroupRules(TenantModel):
    """The group's own settings of governance; a group that chose nothing has the defaults."""

    # R63: a group may do without the courteous reminders.
    is_reminding = models.BooleanField(_("courteous reminders"), default=True)

    # How long an announced act can be objected to (C2).
    authorisation_days = models.PositiveSmallIntegerField(_("days to object to an announced act"), default=7)
    # One question a line: what makes an objection one that the group must answer; empty: the house's own (C1).
    objection_criteria = models.JSONField(_("criteria of an objection"), default=list, blank=True)
    # R169: what the group says when an experiment ends; empty: the house's own sentence.
    learning_words = models.CharField(_("what we say when an experiment ends"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("rules of a group")
        verbose_name_plural = _("rules of a group")
        constraints = [models.UniqueConstraint(fields=["space"], name="one_set_of_rules_per_group")]

    def __str__(self) -> str:
        return f"{self.space_id}"
