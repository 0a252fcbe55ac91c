"""Notices (shared by all groups) and what groups and members say of them."""

import datetime as dt
import hashlib
import json
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import Activity, Person, new_ref
from commun.tenders.querysets import ANSWERABLE, NoticeQuerySet, start_of_day


class SourceRun(models.Model):
    """One visit to a source: what it announced, what was received and refused, and whether it was whole."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        COMPLETE = "complete", _("complete")
        INCOMPLETE = "incomplete", _("incomplete")
        REFUSED = "refused", _("refused")

    source = models.CharField(_("source"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    since = models.DateField(_("since"), null=True)
    covers_until = models.DateTimeField(_("covers until"), null=True)
    cursor = models.JSONField(default=dict)
    started_at = models.DateTimeField(_("started on"))
    ended_at = models.DateTimeField(_("ended on"), null=True)
    announced_count = models.PositiveIntegerField(_("announced"), null=True)
    received_count = models.PositiveIntegerField(_("received"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    faults = models.JSONField(_("faults"), default=list)

    class Meta:
        verbose_name = _("visit to a source")
        verbose_name_plural = _("visits to sources")
        indexes = [models.Index(fields=["source", "-started_at"], name="source_run_last")]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """One opportunity: the thread of all versions, from all sources, of one call."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CORRECTED = "corrected", _("corrected")
        CANCELLED = "cancelled", _("cancelled")
        CLOSED = "closed", _("closed")
        AWARDED = "awarded", _("awarded")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    # Stored state of the versions; « closed » also follows from the deadline (see is_open_at and queries).
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    title = models.TextField(_("title"))
    description = models.TextField(_("description"), blank=True)
    buyer = models.CharField(_("buyer"), max_length=300)
    buyer_siret = models.CharField(_("buyer's SIRET"), max_length=14, blank=True)
    published_on = models.DateField(_("published on"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    deadline_doubt = models.CharField(max_length=24, blank=True)
    cpv = ArrayField(models.CharField(max_length=8), default=list, verbose_name=_("CPV codes"))
    cpv_estimated = ArrayField(models.CharField(max_length=8), default=list, verbose_name=_("estimated CPV codes"))
    departements = ArrayField(models.CharField(max_length=3), default=list, verbose_name=_("départements"))
    procedure = models.CharField(_("procedure"), max_length=40, blank=True)
    nature = models.CharField(_("nature"), max_length=10, blank=True)
    value_cents = models.BigIntegerField(_("estimated value"), null=True)
    facts = models.JSONField(_("other facts"), default=dict)
    url = models.URLField(_("source link"), max_length=600, blank=True)
    search = SearchVectorField(null=True, editable=False)
    is_shifted = models.BooleanField(_("dates shifted for a trial"), default=False)
    is_handwritten = models.BooleanField(_("written by hand"), default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            GinIndex(fields=["search"], name="notice_search"),
            models.Index(fields=["deadline_at"], name="notice_deadline"),
            models.Index(fields=["-published_on", "-id"], name="notice_published"),
            models.Index(fields=["state", "deadline_at"], name="notice_state_deadline"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open_at(self, moment: dt.datetime) -> bool:
        """One may still answer; same rule as NoticeQuerySet.open_at."""
        return self.state in ANSWERABLE and not self.is_over_at(moment)

    def is_over_at(self, moment: dt.datetime) -> bool:
        """Its deadline is behind; one whose hour is in doubt leaves the whole day."""
        if self.deadline_at is None or self.deadline_at > moment:
            return False
        return not (self.deadline_doubt and self.deadline_at >= start_of_day(moment))

    def state_at(self, moment: dt.datetime) -> str:
        """The state to show: an open notice whose deadline is over is closed."""
        return self.state if self.state not in ANSWERABLE or self.is_open_at(moment) else self.State.CLOSED


class ThreadKey(models.Model):
    """A name under which sources know a notice; finding one joins a new version to its thread."""

    key = models.CharField(max_length=120, unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="thread_keys")

    class Meta:
        verbose_name = _("thread key")
        verbose_name_plural = _("thread keys")

    def __str__(self) -> str:
        return self.key


class NoticeVersion(models.Model):
    """One publication of a notice, with its raw payload (compressed) and the payload's digest."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="versions")
    source = models.CharField(_("source"), max_length=12)
    source_id = models.CharField(_("number at the source"), max_length=80)
    version = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    payload = models.BinaryField()
    shape = models.CharField(max_length=16)
    form = models.CharField(max_length=16)
    state = models.CharField(_("state"), max_length=10)
    published_on = models.DateField(_("published on"))
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    # What changed since the version before: [[field, before, after], ...]
    changes = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    # Days by which the dates were moved for a trial.
    shift_days = models.IntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a notice")
        verbose_name_plural = _("versions of a notice")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id", "version", "digest"], name="notice_version_once")
        ]
        ordering: ClassVar[list[str]] = ["published_on", "pk"]

    def __str__(self) -> str:
        return f"{self.source}:{self.source_id}"


class Lot(models.Model):
    """A part of a notice that can be won apart."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lots")
    number = models.CharField(_("number"), max_length=20)
    title = models.TextField(_("title"))
    description = models.TextField(_("description"), blank=True)
    cpv = ArrayField(models.CharField(max_length=8), default=list)
    departements = ArrayField(models.CharField(max_length=3), default=list)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="lot_number_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title


class PastAward(models.Model):
    """A contract that was awarded: what similar work went to whom, for how much."""

    key = models.CharField(max_length=64, unique=True)
    title = models.TextField(_("title"))
    buyer = models.CharField(_("buyer"), max_length=300, blank=True)
    buyer_siret = models.CharField(max_length=14, blank=True)
    cpv = models.CharField(_("CPV code"), max_length=8, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True)
    amount_cents = models.BigIntegerField(_("amount"), null=True)
    offers_count = models.PositiveIntegerField(_("offers received"), null=True)
    is_group = models.BooleanField(_("several suppliers"), default=False)
    suppliers = models.JSONField(_("suppliers"), default=list)
    departement = models.CharField(max_length=3, blank=True)
    notice = models.ForeignKey(Notice, on_delete=models.SET_NULL, null=True, related_name="awards")
    # The lot it is about, as the notice numbers it; empty: the whole, or not said.
    lot_number = models.CharField(_("lot"), max_length=20, blank=True, default="")
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("past award")
        verbose_name_plural = _("past awards")
        indexes = [
            GinIndex(fields=["search"], name="past_award_search"),
            models.Index(fields=["buyer_siret"], name="past_award_buyer"),
            models.Index(fields=["buyer"], name="past_award_buyer_name"),
        ]

    def __str__(self) -> str:
        return self.title


class Match(models.Model):
    """How a notice fits an activity: score, place among the activity's notices, and the reasons."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="matches")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="matches")
    score = models.FloatField()
    position = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    algorithm = models.CharField(max_length=24)
    first_seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [models.UniqueConstraint(fields=["activity", "notice"], name="match_once")]
        indexes = [models.Index(fields=["activity", "-score"], name="match_best")]

    def __str__(self) -> str:
        return f"{self.activity_id} × {self.notice_id}"


class Mark(models.Model):
    """A person's own note on a notice: kept, or hidden with an optional reason that the matching learns from."""

    class Choice(models.TextChoices):
        KEEP = "keep", _("kept")
        HIDE = "hide", _("hidden")

    class Reason(models.TextChoices):
        NONE = "", _("no reason given")
        TRADE = "trade", _("not my trade")
        PLACE = "place", _("too far")
        SIZE = "size", _("too big or too small")
        TIME = "time", _("no time left")
        BUYER = "buyer", _("not this buyer")
        KNOWN = "known", _("already known")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="marks")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="marks")
    choice = models.CharField(max_length=4, choices=Choice.choices)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices, blank=True, default="")
    activity = models.ForeignKey(Activity, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=["person", "notice"], name="one_mark_per_notice")]

    def __str__(self) -> str:
        return self.choice


def whole_label() -> str:
    """What the one need of a notice without lots is called, in the reader's language."""
    return gettext("The whole contract")


def need_stamp(*written: object) -> str:
    """A short print of what is written of a need."""
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:12]


class Need(TenantModel):
    """What a notice asks for, as the group reads it; at first one per lot, or the whole.

    The whole has no label of its own until somebody gives it one: each reads its name in their language.
    """

    class Level(models.IntegerChoices):
        KNOWS = 1, _("knows the subject")
        DONE = 2, _("has done it before")
        EXPERT = 3, _("is experienced in it")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    label = models.CharField(_("need"), max_length=300, blank=True)
    lot_number = models.CharField(_("lot"), max_length=20, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    # What it takes: a skill (the label when empty), how long, how well it must be known, where.
    skill = models.CharField(_("skill"), max_length=120, blank=True)
    half_days = models.PositiveIntegerField(_("half days"), null=True, blank=True)
    is_must = models.BooleanField(_("must be covered"), default=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.KNOWS)
    place = models.CharField(_("place of the work"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [models.UniqueConstraint(fields=["space", "notice", "position"], name="need_position_once")]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The label, or the words for the whole contract."""
        return self.label or whole_label()

    @property
    def stamp(self) -> str:
        """Changes whenever the need does: tells two people who write at once."""
        return need_stamp(self.label, self.weight, self.skill, self.half_days, self.is_must, self.level, self.place)


class LeftSuggestion(TenantModel):
    """A need that the notice's words suggest and that the group does not want: it is not suggested again."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=12)

    class Meta:
        verbose_name = _("suggestion left aside")
        verbose_name_plural = _("suggestions left aside")
        constraints = [models.UniqueConstraint(fields=["space", "notice", "key"], name="suggestion_left_once")]

    def __str__(self) -> str:
        return self.key


class BuyerTerm(TenantModel):
    """What the buyer asks of whoever answers, as the group read it: a price ceiling, or works to show."""

    class Kind(models.TextChoices):
        CEILING = "ceiling", _("price ceiling")
        REFERENCES = "references", _("references asked")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # Empty: the whole notice.
    lot_number = models.CharField(_("lot"), max_length=20, blank=True)
    cents = models.BigIntegerField(_("ceiling"), null=True, blank=True)
    # Nothing: the notice does not say.
    has_tax = models.BooleanField(_("tax included"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("how many references"), null=True, blank=True)
    years = models.PositiveSmallIntegerField(_("over how many years"), null=True, blank=True)
    subject = models.CharField(_("which works"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("term of the buyer")
        verbose_name_plural = _("terms of the buyer")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "notice", "kind", "lot_number", "subject"], name="term_of_the_buyer_once"
            )
        ]
        ordering: ClassVar[list[str]] = ["kind", "lot_number", "pk"]

    def __str__(self) -> str:
        return self.kind

    @property
    def stamp(self) -> str:
        """Changes whenever the term does: tells two people who write at once."""
        return need_stamp(self.lot_number, self.cents, self.has_tax, self.count, self.years, self.subject)


class Openness(models.Model):
    """How far a person lets others find them for an answer: beyond their groups only if they said so."""

    class Circle(models.TextChoices):
        GROUPS = "groups", _("only my groups")
        COOPERATIVE = "cooperative", _("my groups and my cooperative")
        NETWORK = "network", _("my groups, my cooperative and the networks of my groups")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    circle = models.CharField(_("who may find me"), max_length=12, choices=Circle.choices, default=Circle.GROUPS)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("openness to other groups")
        verbose_name_plural = _("openness to other groups")

    def __str__(self) -> str:
        return self.circle


class Intention(TenantModel):
    """What a member says of a need: carry it, contribute, watch or pass."""

    class Stance(models.TextChoices):
        CARRY = "carry", _("I would carry it")
        CONTRIBUTE = "contribute", _("I would contribute")
        WATCH = "watch", _("I keep an eye on it")
        PASS = "pass", _("I pass")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="intentions")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(_("intention"), max_length=10, choices=Stance.choices)
    hours = models.PositiveIntegerField(_("hours"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("intention")
        verbose_name_plural = _("intentions")
        constraints = [models.UniqueConstraint(fields=["space", "need", "member"], name="one_intention_per_need")]

    def __str__(self) -> str:
        return self.stance


class Pursuit(TenantModel):
    """Where the group stands on a notice: the board's column, moved by people."""

    class Stage(models.TextChoices):
        NEW = "new", _("new")
        INTERESTED = "interested", _("somebody interested")
        STUDIED = "studied", _("being studied")
        GOING = "going", _("going for it")
        LET_GO = "let_go", _("let go")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pursuit")
        verbose_name_plural = _("pursuits")
        constraints = [models.UniqueConstraint(fields=["space", "notice"], name="one_pursuit_per_notice")]

    def __str__(self) -> str:
        return self.stage
