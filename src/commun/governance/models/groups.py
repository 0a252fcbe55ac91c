"""Groups: what they are, who is in them, and how one comes in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.core.models import Space
from commun.core.scope import TenantModel
from commun.people.models import LegalEntity, Person, new_ref


class Body(models.Model):
    """What collectives, networks and territories have in common."""

    space = models.OneToOneField(Space, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s")
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    aims = models.JSONField(_("aims"), default=list, blank=True)
    tools = models.JSONField(_("tools"), default=list, blank=True)
    how_to_join = models.TextField(_("how to join"), blank=True, max_length=2000)
    is_public = models.BooleanField(_("the presentation can be read without an account"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.space.name


class Collective(Body):
    """A group of autonomous workers."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("project group")
        TRADE = "trade", _("trade group")
        BRAND = "brand", _("brand group")

    cooperative = models.ForeignKey(
        LegalEntity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collectives",
        verbose_name=_("cooperative"),
    )

    class Meta:
        verbose_name = _("collective")
        verbose_name_plural = _("collectives")


class Network(Body):
    """A body that groups other bodies."""

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")


class Territory(Body):
    """A place seen as a body: those who act together there."""

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")


class KindPeriod(TenantModel):
    """The kind of a collective from a day on; the last one started holds."""

    kind = models.CharField(_("kind"), max_length=8, choices=Collective.Kind.choices)
    starts_on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("period of a kind")
        verbose_name_plural = _("periods of a kind")
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Definition(TenantModel):
    """How a group defined itself from a day on; former texts are kept."""

    position = models.PositiveIntegerField()
    text = models.TextField(_("definition"), max_length=8000)
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        constraints = [models.UniqueConstraint(fields=["space", "position"], name="definition_position_once")]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.text[:60]


class BodyLink(models.Model):
    """A body that belongs to another from a day to another: shared, since both read it."""

    inside = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="links_out")
    around = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="links_in")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    dues_cents = models.PositiveIntegerField(_("yearly dues"), null=True, blank=True)

    class Meta:
        verbose_name = _("link between bodies")
        verbose_name_plural = _("links between bodies")
        constraints = [
            models.UniqueConstraint(
                fields=["inside", "around"],
                condition=models.Q(ends_on=None),
                name="one_open_link_between_bodies",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inside} → {self.around}"


class Membership(TenantModel):
    """A person in a group, in one state at a time; every move is in the journal, dated, reasoned, by whom."""

    class State(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        INVITED = "invited", _("invited")
        APPLICANT = "applicant", _("applicant")
        MEMBER = "member", _("member")
        DORMANT = "dormant", _("dormant")
        LEFT = "left", _("left")
        GUEST = "guest", _("guest of one space")

    class Role(models.TextChoices):
        NONE = "", _("no special role")
        FACILITATOR = "facilitator", _("facilitator")
        ANIMATOR = "animator", _("animator")

    class Expectation(models.TextChoices):
        TENDERS = "tenders", _("answer tenders")
        RESOURCES = "resources", _("share resources")
        TOGETHER = "together", _("do things together")

    class Mails(models.TextChoices):
        ALL = "all", _("everything")
        CONCERNS = "concerns", _("what concerns me")
        DECISIONS = "decisions", _("decisions only")
        NONE = "none", _("nothing by mail")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    since = models.DateField(_("since"))
    # Until mandates live (governance's own issue): who may invite, move members and edit the page.
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, blank=True, default="")
    role_ends_on = models.DateField(_("role until"), null=True, blank=True)
    # What the mandates in force or to come give: {"power", "from", "until"}; written with the mandates, read here.
    powers = models.JSONField(_("powers of one's mandates"), default=list, blank=True)
    # What others read once the person has left and chose a pseudonym.
    shown_as = models.CharField(_("shown as"), max_length=120, blank=True)
    # Asked, never imposed: the person answers, or not.
    dormancy_asked_on = models.DateField(_("rest proposed on"), null=True, blank=True)
    # The day a departure was announced for; the clock then only does what the person asked.
    leaves_on = models.DateField(_("leaves on"), null=True, blank=True)
    came_by = models.ForeignKey(
        "governance.Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="uses", editable=False
    )
    expectations = models.JSONField(_("expectations"), default=list, blank=True)
    expectation_note = models.TextField(_("expectations in one's own words"), blank=True, max_length=1000)
    # R68: what the person chose to say of their place in the cooperative; nothing follows from it.
    shares = models.PositiveIntegerField(_("shares held in the cooperative"), null=True, blank=True)
    assemblies = models.JSONField(_("years of general meetings attended"), default=list, blank=True)
    # N2: which single letters of this group reach the person (``mail_levels``); the digest has its own rhythm.
    mails = models.CharField(_("mails of this group"), max_length=9, choices=Mails.choices, default=Mails.ALL)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["space", "person"], name="one_membership_per_group")]
        indexes = [models.Index(fields=["person", "state"], name="membership_person_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name to show in the group: a pseudonym only replaces it once the person has left."""
        return self.shown_as if self.shown_as and self.state == self.State.LEFT else self.person.name

    @property
    def is_current(self) -> bool:
        """In the group today, awake or dormant."""
        return self.state in {self.State.MEMBER, self.State.DORMANT}


class Commitment(TenantModel):
    """What a member took on in one frame (group, tender, project, mandate), from a day to another."""

    class Frame(models.TextChoices):
        GROUP = "group", _("group")
        TENDER = "tender", _("tender")
        PROJECT = "project", _("project")
        MANDATE = "mandate", _("mandate")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="commitments")
    frame = models.CharField(_("frame"), max_length=8, choices=Frame.choices)
    frame_ref = models.CharField(max_length=80, blank=True)
    label = models.CharField(_("commitment"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar[list[str]] = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return self.label


class Invitation(TenantModel):
    """A way in, by mail or by link: it expires, has a quota and can be revoked. Only the token's digest is kept."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("by mail")
        LINK = "link", _("by link")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    quota = models.PositiveSmallIntegerField(_("number of uses"), default=1)
    used_count = models.PositiveSmallIntegerField(_("uses"), default=0)
    expires_at = models.DateTimeField(_("expires on"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.email or self.ref

    @property
    def is_open(self) -> bool:
        """Neither revoked, nor expired, nor used up."""
        return self.revoked_at is None and self.expires_at > clock.now() and self.used_count < self.quota
