"""Spaces (the tenant rows), the journal of facts, and the outbox of mails."""

import hashlib
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.dbrole import AppendOnly
from commun.core.scope import TenantModel
from commun.core.search.tables import SearchDocument, SearchState, SearchWord
from commun.core.writing.tables import (
    TextComment,
    TextSpan,
    TextSuggestion,
    TextUpdate,
    TextVersion,
    WrittenText,
)

__all__ = [
    "ChainHead",
    "CpvCode",
    "Fact",
    "FactWords",
    "KeptFile",
    "OutgoingMail",
    "ReplyKey",
    "SearchDocument",
    "SearchState",
    "SearchWord",
    "Space",
    "TextComment",
    "TextSpan",
    "TextSuggestion",
    "TextUpdate",
    "TextVersion",
    "UsedLink",
    "WrittenText",
]


def new_ref() -> str:
    """A short reference for addresses, that tells nothing."""
    return secrets.token_hex(5)


def ref_of(*parts: object) -> str:
    """The reference that the same parts always make: the same form sent twice is one thing."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:10]


class Space(models.Model):
    """Where a group keeps its things: the tenant row. What kind of body it is, governance says."""

    class Kind(models.TextChoices):
        COLLECTIVE = "collective", _("Collective")
        NETWORK = "network", _("Network")
        TERRITORY = "territory", _("Territory")
        HOUSE = "house", _("The house itself")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    language = models.CharField(_("language"), max_length=5, default="fr")
    created_at = models.DateTimeField(_("created on"))

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")

    def __str__(self) -> str:
        return self.name


class ChainHead(models.Model):
    """The last link of a space's chain of facts; its row is the lock under which facts are written."""

    space = models.OneToOneField(Space, on_delete=models.PROTECT, primary_key=True, related_name="chain_head")
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = _("chain head")
        verbose_name_plural = _("chain heads")

    def __str__(self) -> str:
        return f"{self.space_id}:{self.position}"


class Fact(TenantModel, AppendOnly):
    """One line of the journal: who did what to what, when. References and digests only, no personal words."""

    class Actor(models.TextChoices):
        PERSON = "person", _("a person")
        RULE = "rule", _("a rule")
        SYSTEM = "system", _("the program")

    position = models.BigIntegerField(_("position"))
    name = models.CharField(_("fact"), max_length=80)
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("actor"), max_length=8, choices=Actor.choices)
    person_id = models.BigIntegerField(_("person"), null=True)
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    about_kind = models.CharField(_("about"), max_length=40)
    about_ref = models.CharField(_("reference"), max_length=80)
    data = models.JSONField(_("data"), default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.UniqueConstraint(fields=["space", "position"], name="fact_position_once_per_space"),
        ]
        indexes = [
            models.Index(fields=["space", "about_kind", "about_ref"], name="fact_about"),
            models.Index(fields=["space", "name", "at"], name="fact_name_at"),
            models.Index(fields=["space", "at", "position"], name="fact_moment"),
            models.Index(fields=["person_id"], name="fact_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.about_kind}:{self.about_ref}"


class FactWords(TenantModel):
    """The personal words of a fact (a reason, a note): erasable; the chain keeps their salted digest only."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="words")
    key = models.CharField(max_length=40)
    salt = models.CharField(max_length=32)
    text = models.TextField()
    person_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("words of a fact")
        verbose_name_plural = _("words of facts")
        constraints = [models.UniqueConstraint(fields=["space", "fact", "key"], name="fact_words_once")]
        indexes = [models.Index(fields=["person_id"], name="fact_words_person")]

    def __str__(self) -> str:
        return self.text[:60]


class OutgoingMail(models.Model):
    """One mail to one address, kept until it is sent; ``key`` makes the same mail impossible twice."""

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField(_("to"))
    sender = models.CharField(max_length=200)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    # An invitation or its change (RFC 6047), read by the calendars of those who receive it.
    calendar = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempt_count = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # A sign-in code must not stay readable once the mail has left.
    is_secret = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [models.Index(fields=["sent_at", "created_at"], name="outgoing_mail_waiting")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class UsedLink(models.Model):
    """A link of a mail that served: it does what it says once. Only the digest of the link is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link that served")
        verbose_name_plural = _("links that served")

    def __str__(self) -> str:
        return self.digest[:8]


class ReplyKey(TenantModel):
    """What stands in the address of an answer by mail: who answers, and about what (``core.replies``)."""

    token = models.CharField(max_length=16, unique=True)
    # The person stands above this floor.
    person_id = models.BigIntegerField(_("person"))
    kind = models.CharField(max_length=40)
    ref = models.CharField(_("reference"), max_length=80)
    # What the last mail said, so that an answer to an older one is known as such.
    data = models.JSONField(default=dict)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("key of an answer by mail")
        verbose_name_plural = _("keys of answers by mail")
        constraints = [
            models.UniqueConstraint(fields=["space", "person_id", "kind", "ref"], name="one_reply_key"),
        ]
        indexes = [models.Index(fields=["person_id"], name="reply_key_person")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class CpvCode(models.Model):
    """One line of the Common Procurement Vocabulary (Regulation (EC) 213/2008)."""

    code = models.CharField(max_length=8, primary_key=True)
    french = models.CharField(max_length=250)
    english = models.CharField(max_length=250)

    class Meta:
        verbose_name = _("CPV code")
        verbose_name_plural = _("CPV codes")

    def __str__(self) -> str:
        return f"{self.code} {self.french}"


class KeptFile(TenantModel):
    """A file of a group: its name and kind here, its bytes on disk under their digest (``core.files``)."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=130)
    kind = models.CharField(_("kind"), max_length=5)
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField(_("digest"), max_length=64)
    kept_at = models.DateTimeField(_("kept on"))
    # Who sent it; the person stands above this floor.
    person_id = models.BigIntegerField(_("person"), null=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["space", "digest"], name="kept_file_digest"),
            models.Index(fields=["person_id"], name="kept_file_person"),
        ]

    def __str__(self) -> str:
        return self.name


class FileText(TenantModel):
    """The words of a kept file, for the search: read once by the worker, gone with the file (``core.file_texts``)."""

    kept = models.OneToOneField(KeptFile, on_delete=models.CASCADE, related_name="words", verbose_name=_("file"))
    text = models.TextField(_("text"), blank=True)
    # False: it could not be read (damaged, or it asked for too much); it is not tried again.
    is_read = models.BooleanField(default=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("words of a file")
        verbose_name_plural = _("words of files")

    def __str__(self) -> str:
        return str(self.kept_id)
