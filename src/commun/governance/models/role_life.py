"""What happens around roles: who would like to carry or learn one, seats left empty, friction, thanks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import Space
from commun.core.scope import TenantModel
from commun.governance.models.decisions import Decision
from commun.governance.models.groups import Membership
from commun.governance.models.roles import Mandate, Role
from commun.people.models import new_ref


class Volunteering(TenantModel):
    """« I would », or « I would like to learn this role »: an offer, which anybody may withdraw."""

    class Wish(models.TextChoices):
        CARRY = "carry", _("I would gladly do it")
        LEARN = "learn", _("I would like to learn this role")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="volunteerings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="volunteerings")
    wish = models.CharField(_("wish"), max_length=5, choices=Wish.choices)
    note = models.CharField(_("a word"), max_length=300, blank=True)
    offered_on = models.DateField(_("offered on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("volunteering")
        verbose_name_plural = _("volunteerings")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "role", "membership", "wish"],
                condition=models.Q(withdrawn_on=None),
                name="one_open_volunteering",
            ),
        ]
        ordering: ClassVar[list[str]] = ["offered_on", "pk"]

    def __str__(self) -> str:
        return f"{self.membership} · {self.wish}"


class Vacancy(TenantModel):
    """A seat that somebody held and nobody holds any more, until a mandate fills it: no vacancy is silent."""

    class Cause(models.TextChoices):
        TERM = "term", _("the term ended")
        ENDED = "ended", _("the mandate was given back")
        LEFT = "left", _("the person left the group")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="vacancies")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=5, choices=Cause.choices)
    opened_on = models.DateField(_("vacant since"))
    # The renewal that opened by itself, with the way of filling that the card names.
    process = models.ForeignKey("governance.Process", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    filled_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        constraints = [models.UniqueConstraint(fields=["space", "mandate"], name="one_vacancy_per_mandate")]
        ordering: ClassVar[list[str]] = ["opened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.role} · {self.opened_on}"


class Friction(TenantModel):
    """Where roles rub against one another; it ends by sharing them out anew, or by changing nothing."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        REDISTRIBUTED = "shared", _("roles shared out anew")
        NONE = "none", _("nothing to change")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    roles = models.ManyToManyField(Role, related_name="frictions", verbose_name=_("roles"))
    text = models.TextField(_("what rubs"), max_length=2000)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OPEN)
    noted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    noted_on = models.DateField(_("noted on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.TextField(_("what was done"), max_length=2000, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("friction zone")
        verbose_name_plural = _("friction zones")
        ordering: ClassVar[list[str]] = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Thanks(TenantModel):
    """A word of thanks to somebody for one function they hold or held."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("a word of thanks"), max_length=300)
    said_on = models.DateField(_("said on"))

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("words of thanks")
        ordering: ClassVar[list[str]] = ["-said_on", "-pk"]

    def __str__(self) -> str:
        return self.text


class RoleSettings(models.Model):
    """How a group shares its roles: the name it gives its way of working, and when it wants to be told."""

    class Model(models.TextChoices):
        NONE = "", _("not said")
        HORIZONTAL = "horizontal", _("horizontal")
        SOCIOCRATIC = "sociocratic", _("sociocratic")
        HOLACRATIC = "holacratic", _("holacratic")
        OTHER = "other", _("another one, ours")

    space = models.OneToOneField(Space, on_delete=models.CASCADE, primary_key=True, related_name="role_settings")
    # A label and links: no behaviour follows from it (R74).
    model = models.CharField(_("way of organising"), max_length=12, choices=Model.choices, blank=True, default="")
    documents = models.JSONField(_("documents"), default=list, blank=True)
    # Spread of support role-days, in hundredths of the Gini index; None: nobody is told.
    threshold = models.PositiveSmallIntegerField(_("threshold of the spread index"), null=True, blank=True)
    above_since = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("settings of the roles")
        verbose_name_plural = _("settings of several groups’ roles")

    def __str__(self) -> str:
        return f"{self.space_id}"
