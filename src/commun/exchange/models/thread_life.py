"""What a group makes of its threads: where each stands, under which section, from which template it starts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import new_ref
from commun.core.scope import TenantModel
from commun.exchange.models.lists import MailingList, Thread
from commun.governance.models import Membership


class ThreadSection(TenantModel):
    """A part of the list: a few names under which threads are put away."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="sections", verbose_name=_("list"))
    name = models.CharField(_("name"), max_length=60)
    rank = models.PositiveSmallIntegerField(default=0)
    # Its threads stay: the same name again gives them back their section.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("section of a list")
        verbose_name_plural = _("sections of a list")
        ordering: ClassVar[list[str]] = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name


class ThreadTemplate(TenantModel):
    """The beginning of a thread that comes back: its subject, its text, its section."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="templates", verbose_name=_("list"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    section = models.ForeignKey(ThreadSection, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("template of a thread")
        verbose_name_plural = _("templates of threads")
        ordering: ClassVar[list[str]] = ["subject", "pk"]

    def __str__(self) -> str:
        return self.subject


class ThreadSummary(TenantModel):
    """« Where are we »: what stands at the head of a thread; the last one written is shown, the others are kept."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="summaries", verbose_name=_("thread"))
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("summary of a thread")
        verbose_name_plural = _("summaries of threads")
        indexes = [models.Index(fields=["space", "thread", "-at"], name="summary_of_thread")]
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
