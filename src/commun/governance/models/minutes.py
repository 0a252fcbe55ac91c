"""Minutes of meetings, line by line, and the addresses by which calendars read the dates."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import Space
from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.governance.models.meetings import AgendaItem, Meeting
from commun.people.models import Person, new_ref


class MinuteLine(TenantModel):
    """One line of minutes, and what was born from it."""

    class Nature(models.TextChoices):
        NOTE = "note", _("note")
        DECISION = "decision", _("decision")
        ACTION = "action", _("action")
        RESOURCE = "resource", _("resource")
        TIP = "tip", _("tip")
        DISAGREEMENT = "disagreement", _("disagreement")
        # Written by somebody who read the minutes: asks for a correction before they are approved.
        REMARK = "remark", _("remark")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="lines")
    nature = models.CharField(_("nature"), max_length=12, choices=Nature.choices, default=Nature.NOTE)
    text = models.CharField(_("text"), max_length=1000)
    address = models.URLField(_("link"), max_length=300, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # What it gave birth to, as « kind:reference ».
    born = models.CharField(max_length=80, blank=True)
    # A remark that nobody has answered yet.
    is_open = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of minutes")
        verbose_name_plural = _("lines of minutes")
        indexes = [models.Index(fields=["space", "nature", "-written_at"], name="minute_line_nature")]
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class CalendarToken(models.Model):
    """A secret address by which a calendar reads a person's dates, of one group or of all; it can be revoked.

    Not a tenant row: a personal calendar crosses the person's groups. Only the token's digest is kept; the address is
    made again from the reference and the house's secret (``feed_tokens``), so it can be shown to its owner at any time
    while a copy of the database opens no calendar.
    """

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # None: all the groups of the person.
    group = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.ref
