"""Disagreements: each side's own words, what each understood of the other, and what comes out of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.scope import TenantModel
from commun.governance.models.decisions import Decision
from commun.governance.models.groups import Membership
from commun.governance.models.processes import Process
from commun.people.models import new_ref


class Case(TenantModel):
    """One disagreement; read by its parties and the person they chose to help, nobody else."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SETTLED = "settled", _("concluded")
        LEFT = "left", _("left aside")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    title = models.CharField(_("what we do not agree on"), max_length=200)
    # R166: what one side asks of another, where there is such a request.
    request = models.TextField(_("what was asked"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened on"))
    closed_at = models.DateTimeField(_("concluded on"), null=True, blank=True)
    # « kind:reference » of where it was born.
    origin = models.CharField(max_length=80, blank=True)
    # The third person, once every party said yes; the mandate is for this case only.
    handler = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("third person")
    )
    handler_since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("disagreement")
        verbose_name_plural = _("disagreements")
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Party(TenantModel):
    """One side: a person, or several who speak as one; what it tells is its own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name of the party"), max_length=120, blank=True)
    # R170: its own telling, kept beside the others' and never merged with them.
    narrative = models.TextField(_("what happened, in our words"), max_length=8000, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["space", "case", "position"], name="party_position_once")]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.name


class PartyPerson(TenantModel):
    """A person who speaks for a party."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="persons")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("person of a party")
        verbose_name_plural = _("persons of a party")
        constraints = [models.UniqueConstraint(fields=["space", "party", "membership"], name="party_person_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.party_id}"


class PartyLine(TenantModel):
    """One stake, constraint, need or accepted effort of a party, in its own words."""

    class Nature(models.TextChoices):
        STAKE = "stake", _("stake")
        CONSTRAINT = "constraint", _("constraint")
        NEED = "need", _("need")
        EFFORT = "effort", _("effort")

    class Met(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        NOT = "not", _("not met")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="lines")
    nature = models.CharField(_("nature"), max_length=10, choices=Nature.choices)
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("text"), max_length=500)
    # For a stake, once there is an outcome.
    met = models.CharField(_("in the outcome"), max_length=6, choices=Met.choices, blank=True)
    # For an effort: the word of thanks that the outcome holds (R165).
    thanks = models.CharField(_("thanks"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("line of a party")
        verbose_name_plural = _("lines of a party")
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Restatement(TenantModel):
    """What one party understood of the other's constraints, until that other says « yes, that is it » (R164)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        CONFIRMED = "confirmed", _("confirmed")
        NOT_QUITE = "not_quite", _("not quite")

    by = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="restated")
    of = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="heard")
    text = models.TextField(_("what we understood"), max_length=4000)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("what is missing"), max_length=1000, blank=True)
    written_at = models.DateTimeField(_("written at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        constraints = [models.UniqueConstraint(fields=["space", "by", "of"], name="restatement_once")]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.of_id}"


class CaseAsk(TenantModel):
    """Something that needs the word of every party: a third person, a step to end or skip, an outcome, a rest."""

    class Kind(models.TextChoices):
        HANDLER = "handler", _("third person")
        END = "end", _("end a step")
        SKIP = "skip", _("skip a step")
        OUTCOME = "outcome", _("outcome")
        LEAVE = "leave", _("put aside")
        REOPEN = "reopen", _("take up again")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for answers")
        ACCEPTED = "accepted", _("accepted by all")
        REFUSED = "refused", _("not accepted")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(_("nature"), max_length=7, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    # The person proposed, for a third person; they too say yes or no.
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_willing = models.BooleanField(_("the person accepts"), null=True, blank=True)
    # The step, to end it or to skip it.
    path = models.CharField(max_length=11, blank=True)
    # What came out of the step that would end, or why it would be put aside.
    words = models.TextField(_("in the words of who asks"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("question to the parties")
        verbose_name_plural = _("questions to the parties")
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class CaseAnswer(TenantModel):
    """The word of one party on a question."""

    ask = models.ForeignKey(CaseAsk, on_delete=models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    is_yes = models.BooleanField(_("yes"))

    class Meta:
        verbose_name = _("answer of a party")
        verbose_name_plural = _("answers of a party")
        constraints = [models.UniqueConstraint(fields=["space", "ask", "party"], name="case_answer_once")]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.is_yes}"


class CaseStep(TenantModel):
    """One step of the path: talk, mediation, arbitration, experiment; each has its dates."""

    class Path(models.TextChoices):
        TALK = "talk", _("talk")
        MEDIATION = "mediation", _("mediation")
        ARBITRATION = "arbitration", _("arbitration")
        EXPERIMENT = "experiment", _("experiment")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    path = models.CharField(_("step"), max_length=11, choices=Path.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_skipped = models.BooleanField(_("skipped by agreement"), default=False)
    note = models.TextField(_("what came out of it"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("step of a disagreement")
        verbose_name_plural = _("steps of a disagreement")
        constraints = [models.UniqueConstraint(fields=["space", "case", "path"], name="case_step_once")]
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.path


class CaseOption(TenantModel):
    """A way out that somebody proposes, once everybody was understood."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="options")
    title = models.CharField(_("option"), max_length=200)
    text = models.TextField(_("in detail"), max_length=4000, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("way out")
        verbose_name_plural = _("ways out")
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.title


class OptionSide(TenantModel):
    """What one party gains and gives with an option."""

    option = models.ForeignKey(CaseOption, on_delete=models.CASCADE, related_name="sides")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    gains = models.CharField(_("gains"), max_length=500, blank=True)
    gives = models.CharField(_("gives"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("side of a way out")
        verbose_name_plural = _("sides of a way out")
        constraints = [models.UniqueConstraint(fields=["space", "option", "party"], name="option_side_once")]

    def __str__(self) -> str:
        return f"{self.option_id}: {self.party_id}"


class CaseRisk(TenantModel):
    """A risk that somebody takes for the others, and how it is shared (R168)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="risks")
    risk = models.CharField(_("risk"), max_length=300)
    bearer = models.CharField(_("who bears it"), max_length=200)
    share = models.CharField(_("how it is shared"), max_length=300)
    protection = models.CharField(_("what protects"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("shared risk")
        verbose_name_plural = _("shared risks")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.risk


class CaseOutcome(TenantModel):
    """What is agreed, what stays open, and when it is looked at again; holds once every party said yes."""

    class Extent(models.TextChoices):
        AGREED = "agreed", _("agreed")
        PARTLY = "partly", _("partly agreed")
        OPEN = "open", _("still open")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="outcome")
    extent = models.CharField(_("how far we agree"), max_length=6, choices=Extent.choices)
    agreed = models.TextField(_("what we agree on"), max_length=4000, blank=True)
    open_part = models.TextField(_("what stays open"), max_length=4000, blank=True)
    option = models.ForeignKey(CaseOption, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("look at it again on"))
    # At the end of an experiment: what was learnt, never whose fault it was (R169).
    lesson = models.TextField(_("what we learnt"), max_length=2000, blank=True)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("outcome of a disagreement")
        verbose_name_plural = _("outcomes of a disagreement")

    def __str__(self) -> str:
        return self.extent


class Removal(TenantModel):
    """The last resort: the group is asked, by secret ballot, whether somebody should go (X5)."""

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="removals")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why the group is asked"), max_length=2000)
    # The group's rule on the day it was asked: share of the votes, days in the group, days to be heard.
    rules = models.JSONField(_("rules"), default=dict)
    heard_until = models.DateField(_("nothing is put to the vote before"))
    # What the person wants the voters to read: the right to be heard.
    defence = models.TextField(_("what I want the group to read"), max_length=4000, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    heard_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("request that somebody goes")
        verbose_name_plural = _("requests that somebody goes")
        constraints = [models.UniqueConstraint(fields=["space", "case", "membership"], name="removal_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.membership_id}"
