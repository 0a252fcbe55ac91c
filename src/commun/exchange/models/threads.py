"""What members make of threads: how each reads one, the decisions it is about, its files, archives brought in."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import KeptFile, new_ref
from commun.core.scope import TenantModel
from commun.exchange import file_care
from commun.exchange.models.lists import MailingList, Post, Thread
from commun.governance.models import Decision, Membership


class ThreadReading(TenantModel):
    """What one member chose for one thread, above how they read the whole list."""

    class Stance(models.TextChoices):
        FOLLOWED = "followed", _("followed: each message by mail")
        MUTED = "muted", _("muted: no mail")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="readings")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    stance = models.CharField(_("how it is read"), max_length=8, choices=Stance.choices)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of a thread")
        verbose_name_plural = _("readings of threads")
        constraints = [models.UniqueConstraint(fields=["space", "thread", "membership"], name="one_reading_of_thread")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.stance}"


class ThreadDecision(TenantModel):
    """A decision of the group that a thread speaks of, since one of its messages names its page."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="decisions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("decision of a thread")
        verbose_name_plural = _("decisions of threads")
        constraints = [models.UniqueConstraint(fields=["space", "thread", "decision"], name="decision_once_in_thread")]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.decision_id}"


class PostFile(TenantModel):
    """A file that came with a message: kept among those of the group, or refused, with the reason in words."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="files", verbose_name=_("message"))
    rank = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    # None: it was refused, or erased since.
    kept = models.ForeignKey(KeptFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # A picture of the text names itself so (« cid: »).
    content_id = models.CharField(max_length=250, blank=True)
    refused = models.CharField(_("why it is not kept"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        constraints = [models.UniqueConstraint(fields=["space", "post", "rank"], name="file_once_in_message")]
        ordering: ClassVar[list[str]] = ["rank"]

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> Any:
        """Why it is not kept, in words; nothing when it is."""
        return file_care.SENTENCES.get(self.refused, "")

    @property
    def is_packed(self) -> bool:
        """« winmail.dat »: files in an envelope that Outlook alone opens."""
        return file_care.is_packed_by_outlook(self.name)


class ArchiveImport(TenantModel):
    """An archive of mails (mbox) that is brought into a list: how far it is, what was new in it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being read")
        DONE = "done", _("done")
        CUT = "cut", _("read until where it was cut on its way: send the whole of it again, nothing will be double")
        FAILED = "failed", _("stopped")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+", verbose_name=_("list"))
    name = models.CharField(_("name"), max_length=130)
    kept = models.ForeignKey(KeptFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    # Bytes read so far: a stopped import goes on from there, and the page tells how far it is.
    read_size = models.PositiveBigIntegerField(default=0)
    new_count = models.PositiveIntegerField(_("new messages"), default=0)
    known_count = models.PositiveIntegerField(_("messages known already"), default=0)
    unread_count = models.PositiveIntegerField(_("what could not be read"), default=0)

    class Meta:
        verbose_name = _("import of an archive")
        verbose_name_plural = _("imports of archives")
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Waits, or is being read."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
