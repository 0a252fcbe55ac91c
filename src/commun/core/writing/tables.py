"""Texts written by several people: the text, what was sent about it, whose characters are whose, versions, remarks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel


class WrittenText(TenantModel):
    """A text of something that another room owns (``kind``, ``reference``), and what it reads like just now.

    ``position`` is that of the last update; ``shown_position`` that of the update which ``html``, ``markdown`` and
    ``plain`` were drawn after.
    """

    ref = models.CharField(_("reference"), max_length=10)
    kind = models.CharField(_("about"), max_length=40)
    reference = models.CharField(_("reference"), max_length=80)
    position = models.BigIntegerField(_("position"), default=0)
    shown_position = models.BigIntegerField(default=0)
    html = models.TextField(blank=True)
    markdown = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    word_count = models.PositiveIntegerField(_("words"), default=0)
    size = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(_("created on"))
    changed_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("written text")
        verbose_name_plural = _("written texts")
        constraints = [
            models.UniqueConstraint(fields=["space", "ref"], name="written_text_ref_once"),
            models.UniqueConstraint(fields=["space", "kind", "reference"], name="written_text_of_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.reference}"


class TextUpdate(TenantModel):
    """One change as a browser sent it (Yjs, version 1); kept until it is part of a version older than a month."""

    text = models.ForeignKey(WrittenText, on_delete=models.PROTECT, related_name="updates")
    position = models.BigIntegerField(_("position"))
    content = models.BinaryField()
    person_id = models.BigIntegerField(_("person"))
    session = models.CharField(max_length=32)
    number = models.BigIntegerField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a text")
        verbose_name_plural = _("changes of texts")
        constraints = [
            models.UniqueConstraint(fields=["space", "text", "position"], name="text_update_position_once"),
            models.UniqueConstraint(fields=["space", "text", "session", "number"], name="text_update_sent_once"),
        ]
        indexes = [models.Index(fields=["person_id"], name="text_update_person")]

    def __str__(self) -> str:
        return f"{self.text_id}:{self.position}"


class TextSpan(TenantModel):
    """Who wrote, or took away, the characters ``start`` to ``end`` (excluded) of one Yjs client, and when last.

    A client is one open page of one person: the rows say whose it is. They outlive the updates.
    """

    text = models.ForeignKey(WrittenText, on_delete=models.PROTECT, related_name="spans")
    client = models.BigIntegerField()
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    is_removal = models.BooleanField(default=False)
    person_id = models.BigIntegerField(_("person"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("span of a text")
        verbose_name_plural = _("spans of texts")
        indexes = [
            models.Index(fields=["text", "client", "is_removal", "start"], name="text_span_of_client"),
            models.Index(fields=["person_id"], name="text_span_person"),
        ]

    def __str__(self) -> str:
        return f"{self.client}:{self.start}-{self.end}"


class TextVersion(TenantModel):
    """The whole text at one position; ``name`` is empty for those that the program keeps for itself."""

    text = models.ForeignKey(WrittenText, on_delete=models.PROTECT, related_name="versions")
    position = models.BigIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    content = models.BinaryField()
    word_count = models.PositiveIntegerField(_("words"), default=0)
    person_id = models.BigIntegerField(_("person"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        indexes = [models.Index(fields=["text", "position"], name="text_version_position")]

    def __str__(self) -> str:
        return self.name or f"{self.text_id}:{self.position}"


class TextComment(TenantModel):
    """A remark on a passage (two Yjs relative positions, in base 64) or on the whole text, or an answer to one."""

    text = models.ForeignKey(WrittenText, on_delete=models.PROTECT, related_name="comments")
    answered = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    person_id = models.BigIntegerField(_("person"))
    words = models.TextField(_("comment"))
    quote = models.CharField(_("passage"), max_length=300, blank=True)
    anchor_start = models.CharField(max_length=400, blank=True)
    anchor_end = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(_("at"))
    resolved_at = models.DateTimeField(null=True)
    resolver_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("comment on a text")
        verbose_name_plural = _("comments on texts")
        indexes = [
            models.Index(fields=["text", "at"], name="text_comment_order"),
            models.Index(fields=["person_id"], name="text_comment_person"),
        ]

    def __str__(self) -> str:
        return self.words[:60]


class TextSuggestion(TenantModel):
    """Other words that somebody proposes for a passage; another person takes them or not."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    text = models.ForeignKey(WrittenText, on_delete=models.PROTECT, related_name="suggestions")
    person_id = models.BigIntegerField(_("person"))
    quote = models.TextField(_("passage"))
    proposal = models.TextField(_("proposed words"), blank=True)
    anchor_start = models.CharField(max_length=400)
    anchor_end = models.CharField(max_length=400)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    at = models.DateTimeField(_("at"))
    decider_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("suggestion on a text")
        verbose_name_plural = _("suggestions on texts")
        indexes = [
            models.Index(fields=["text", "at"], name="text_suggestion_order"),
            models.Index(fields=["person_id"], name="text_suggestion_person"),
        ]

    def __str__(self) -> str:
        return self.proposal[:60]
