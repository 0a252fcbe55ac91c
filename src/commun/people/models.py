"""People, their trade, what they offer and when; legal entities they belong to. Shared by all groups."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.core.codes import spaced_siren
from commun.people.querysets import PersonManager


def new_ref() -> str:
    """A short reference for addresses, that tells nothing."""
    return secrets.token_hex(5)


class LegalEntity(models.Model):
    """A body with a SIREN: a cooperative, a company, an association. Apart from people and from groups."""

    class Kind(models.TextChoices):
        CAE = "cae", _("Business and employment cooperative (CAE)")
        SCOP = "scop", _("Worker cooperative (SCOP)")
        SCIC = "scic", _("Collective-interest cooperative (SCIC)")
        COMPANY = "company", _("Company")
        ASSOCIATION = "association", _("Association")
        SOLE = "sole", _("Sole trader")
        PUBLIC = "public", _("Public body")

    siren = models.CharField(_("SIREN"), max_length=9, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CAE)
    town = models.CharField(_("town"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")

    def __str__(self) -> str:
        return self.name

    @property
    def spaced_siren(self) -> str:
        """The SIREN by threes, as it is written."""
        return spaced_siren(self.siren)


class Person(AbstractBaseUser):
    """A person with an account. The profile may stay unfinished: that is a valid state."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every working day")
        WEEKLY = "weekly", _("once a week")
        NONE = "none", _("no digest")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    # Empty once the person is erased; several may be.
    email = models.EmailField(_("e-mail address"), unique=True, null=True)  # noqa: DJ001
    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=160, db_index=True, editable=False)
    trade = models.CharField(_("trade"), max_length=160, blank=True)
    bio = models.TextField(_("presentation"), blank=True, max_length=4000)
    town = models.CharField(_("town"), max_length=80, blank=True)
    is_offer_stable = models.BooleanField(_("my offer is stable"), default=False)
    legal_entity = models.ForeignKey(
        LegalEntity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("legal entity"),
        related_name="people",
    )
    language = models.CharField(_("language"), max_length=5, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    digest_rhythm = models.CharField(_("digest"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY)
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=7)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(_("technical operator"), default=False)
    # In the demo only, anybody may enter as this fictional person in one click (actions.open_demo_door).
    is_demo_door = models.BooleanField(_("door of the demo"), default=False, editable=False)
    joined_at = models.DateTimeField(_("arrived on"))
    erased_at = models.DateTimeField(_("erased on"), null=True, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """One or two letters for the face."""
        words = [word for word in self.name.replace("-", " ").split() if word[:1].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


class Activity(models.Model):
    """One thing a person does and looks for: the matching works activity by activity."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activities", verbose_name=_("person"))
    label = models.CharField(_("label"), max_length=120)
    statement = models.TextField(_("in one sentence"), blank=True, max_length=2000)
    keywords = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("keywords"))
    negative_words = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("words to avoid")
    )
    cpv_prefixes = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("CPV codes"))
    departements = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name=_("départements"))
    regions = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name=_("regions"))
    is_remote = models.BooleanField(_("also remotely"), default=True)
    is_place_strict = models.BooleanField(_("only in these places"), default=False)
    minimum_days_left = models.PositiveSmallIntegerField(_("minimum days left"), default=0)
    is_active = models.BooleanField(_("watched"), default=True)
    created_at = models.DateTimeField()
    # Changes with every edit: tells the matching job what to compute again.
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.label


class Availability(models.Model):
    """How many hours a week a person can give, from a day to another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="availabilities")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours per week"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.hours_per_week} h"


class Reference(models.Model):
    """A piece of past work that a person may show."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="references")
    title = models.CharField(_("title"), max_length=200)
    client = models.CharField(_("client"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering: ClassVar[list[str]] = ["-year", "pk"]

    def __str__(self) -> str:
        return self.title


class DigestLine(models.Model):
    """An event that a digest told to a person: the reason why it is never told twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    mail_key = models.CharField(max_length=120)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of a digest")
        verbose_name_plural = _("lines of digests")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]

    def __str__(self) -> str:
        return self.key


class Digest(models.Model):
    """One turn of a person's digest, whether it had something to tell or not."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    turn_at = models.DateTimeField()
    line_count = models.PositiveIntegerField(default=0)
    mail_key = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["person", "turn_at"], name="one_digest_per_turn")]

    def __str__(self) -> str:
        return f"{self.turn_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """What a program may do in the name of a person; the words of the token are kept as a digest only."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    # Its last signs, to tell one from another.
    hint = models.CharField(max_length=4)
    # Groups where it works, as long as the person is in them: the membership is asked at each request.
    space_ids = ArrayField(models.BigIntegerField(), verbose_name=_("groups"))
    rights = ArrayField(models.CharField(max_length=8), verbose_name=_("rights"))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("works until"))
    rotated_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    former_digest = models.CharField(max_length=64, blank=True, db_index=True)
    former_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_alive(self) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and self.expires_at > clock.now()


class ApiTokenUse(models.Model):
    """When a token was last used, to the quarter of an hour: bookkeeping of a visit, that a reading may write."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="use")
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("use of a token")
        verbose_name_plural = _("uses of tokens")

    def __str__(self) -> str:
        return f"{self.token_id}"


class ApiAnswer(models.Model):
    """What was answered to an act sent with a key: the same request, sent again within a day, does nothing twice."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a program")
        verbose_name_plural = _("answers to programs")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]

    def __str__(self) -> str:
        return self.key
