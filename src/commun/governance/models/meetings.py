"""Meetings: the rule by which they come round, each one of them, its agenda, who comes and who has a duty."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.groups import Membership
from commun.people.models import new_ref


class Kind(models.TextChoices):
    """What a meeting is for; convivial ones count as activity, never in figures of work (R42)."""

    WORKING = "working", _("working meeting")
    CONVIVIAL = "convivial", _("convivial moment")


class Part(models.TextChoices):
    """The parts of the ritual, in their usual order."""

    INCLUSION = "inclusion", _("inclusion")
    NEWS = "news", _("news")
    RESOURCES = "resources", _("sharing of resources")
    POINTS = "points", _("points")
    DECISIONS = "decisions", _("decisions")
    ACTIONS = "actions", _("actions")
    CLOSING = "closing", _("closing")


class MeetingHabits(TenantModel):
    """What a group chose for all its meetings."""

    alert_weeks = models.PositiveSmallIntegerField(_("alert when no meeting is planned within (weeks)"), default=6)
    is_public = models.BooleanField(_("minutes can be read without an account"), default=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("habits of meetings")
        verbose_name_plural = _("habits of meetings")
        constraints = [models.UniqueConstraint(fields=["space"], name="meeting_habits_once")]

    def __str__(self) -> str:
        return f"{self.space_id}"


class MeetingSeries(TenantModel):
    """A rule that brings meetings round (« the third Monday, 10:00-12:00 »), with the ritual they share."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WORKING)
    # RFC 5545, without « RRULE: ».
    rule = models.CharField(_("rule"), max_length=300)
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    starts_on = models.DateField(_("from"))
    starts_at = models.TimeField(_("hour"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=300, blank=True)
    # Its parts in order, each with a part, a label of the group (or none) and its minutes: see ``ritual``.
    ritual = models.JSONField(_("ritual"), default=list)
    min_presence = models.PositiveSmallIntegerField(_("people needed"), default=0)
    carried_most = models.PositiveSmallIntegerField(_("times a point is carried over"), default=2)
    is_public = models.BooleanField(_("minutes can be read without an account"), default=False)
    ended_on = models.DateField(_("stopped on"), null=True, blank=True)
    created_at = models.DateTimeField()
    # Grows with each change of the whole series; each of its meetings is at least there.
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Meeting(TenantModel):
    """One meeting, of a series or on its own; its reference makes the identifier that calendars keep."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    class Minutes(models.TextChoices):
        DRAFT = "draft", _("being written")
        MAILED = "mailed", _("sent")
        APPROVED = "approved", _("approved")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    # The local day that the rule gave: it stays when this one meeting is moved.
    occurrence = models.DateField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WORKING)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    # Grows with each change of time, place or state, as calendars expect (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The step at work, since when, and the speaking queue and round (see ``floor``).
    step = models.ForeignKey(
        "governance.AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step_since = models.DateTimeField(null=True, blank=True)
    floor = models.JSONField(default=dict, blank=True)
    min_presence = models.PositiveSmallIntegerField(_("people needed"), default=0)
    is_public = models.BooleanField(_("minutes can be read without an account"), default=False)
    minutes_state = models.CharField(_("minutes"), max_length=8, choices=Minutes.choices, default=Minutes.DRAFT)
    minutes_at = models.DateTimeField(null=True, blank=True)
    # What was answered when it fell on a day off: « kept » or « moved »; empty as long as nobody answered.
    day_off_answer = models.CharField(max_length=6, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["space", "series", "occurrence"], name="meeting_occurrence_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after"),
        ]
        indexes = [models.Index(fields=["space", "state", "starts_at"], name="meeting_coming")]
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


class AgendaItem(TenantModel):
    """One point of an agenda, or one part of the ritual once the meeting is open."""

    class Wish(models.TextChoices):
        NONE = "", _("no wish")
        INFORM = "inform", _("inform")
        DISCUSS = "discuss", _("discuss")
        DECIDE = "decide", _("decide")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("dealt with")
        CARRIED = "carried", _("carried over")
        # Carried over as often as the group allows: its owner is asked what to do.
        ASKED = "asked", _("waits for its owner")
        DROPPED = "dropped", _("withdrawn")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.POINTS)
    # A part of the ritual itself, not a point that somebody brought.
    is_ritual = models.BooleanField(default=False)
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought by")
    )
    wish = models.CharField(_("wish"), max_length=8, choices=Wish.choices, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    carried_count = models.PositiveSmallIntegerField(default=0)
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    # What it speaks of, as « kind:reference ».
    about = models.CharField(max_length=80, blank=True)
    spent_seconds = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of an agenda")
        indexes = [models.Index(fields=["space", "meeting", "position"], name="agenda_order")]
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(TenantModel):
    """One member and one meeting: what was answered before, and whether they were there."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer")
        COMING = "coming", _("coming")
        MAYBE = "maybe", _("if need be")
        NOT_COMING = "absent", _("not coming")

    class Presence(models.TextChoices):
        UNKNOWN = "", _("not noted")
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")
        PROXY = "proxy", _("by proxy")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")
    # A word with the answer, or another time that was proposed.
    note = models.CharField(_("a word"), max_length=300, blank=True, default="")
    presence = models.CharField(_("presence"), max_length=8, choices=Presence.choices, blank=True, default="")
    proxy = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("represented by")
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["space", "meeting", "membership"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} @ {self.meeting_id}"


class Duty(TenantModel):
    """Who facilitates or writes at one meeting, why that person, and who learns beside them."""

    class Task(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitation")
        SCRIBE = "scribe", _("minutes")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        SWAPPED = "swapped", _("swapped")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="duties")
    task = models.CharField(_("task"), max_length=12, choices=Task.choices)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="duties")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    # Somebody who already did it, beside a first-timer; or somebody who learns beside the one who does it.
    pair = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with")
    )
    # Codes and figures of the reason: {"code": "least_served", "served": 0, "last": "2026-03-16", "seed": ...}
    why = models.JSONField(default=dict, blank=True)
    # Why the rota was not followed, or why the same person twice running (R32).
    override_reason = models.CharField(_("reason"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("duty at a meeting")
        verbose_name_plural = _("duties at a meeting")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "meeting", "task"],
                condition=models.Q(state__in=["proposed", "accepted"]),
                name="one_live_duty_per_task",
            ),
        ]
        ordering: ClassVar[list[str]] = ["task", "pk"]

    def __str__(self) -> str:
        return f"{self.task} {self.membership_id}"


class RotaPause(TenantModel):
    """« Not me before »: a member whom the rota leaves alone until a day."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    until = models.DateField(_("not before"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pause in the rota")
        verbose_name_plural = _("pauses in the rota")
        constraints = [models.UniqueConstraint(fields=["space", "membership"], name="rota_pause_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.until}"
