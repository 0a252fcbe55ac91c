"""What a group chose about its own follow-through: one row per group, made when the first choice is made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel


class GroupRules(TenantModel):
    """The group's own settings of governance; a group that chose nothing has the defaults."""

    # R63: a group may do without the courteous reminders.
    is_reminding = models.BooleanField(_("courteous reminders"), default=True)

    class Meta:
        verbose_name = _("rules of a group")
        verbose_name_plural = _("rules of a group")
        constraints = [models.UniqueConstraint(fields=["space"], name="one_set_of_rules_per_group")]

    def __str__(self) -> str:
        return f"{self.space_id}"
