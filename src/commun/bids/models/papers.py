"""What a legal entity shows a buyer: its sheet, its papers with their dates, the files of an answer, its folder."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.bids.models.bids import Bid
from commun.bids.models.teams import TeamPart
from commun.core.models import KeptFile
from commun.core.scope import TenantModel
from commun.governance.models import Membership
from commun.people.models import LegalEntity, new_ref


class EntitySheet(TenantModel):
    """What forms ask of a legal entity, written once in a group and used again for each answer."""

    class Size(models.TextChoices):
        MICRO = "micro", _("fewer than 10 people")
        SMALL = "small", _("fewer than 50 people")
        MEDIUM = "medium", _("fewer than 250 people")
        LARGE = "large", _("250 people or more")

    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", verbose_name=_("legal entity"))
    street = models.CharField(_("street"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    contact = models.CharField(_("person to write to"), max_length=120, blank=True)
    first_name = models.CharField(_("first name of who binds it"), max_length=80, blank=True)
    family_name = models.CharField(_("family name of who binds it"), max_length=80, blank=True)
    capacity = models.CharField(_("in which capacity"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=Size.choices, blank=True)
    headcount = models.PositiveIntegerField(_("headcount"), null=True, blank=True)
    employs_foreigners = models.BooleanField(_("employs people who need a work permit"), null=True, blank=True)
    is_insolvent = models.BooleanField(_("under insolvency proceedings"), null=True, blank=True)
    insurance = models.CharField(_("insurance of professional risks"), max_length=200, blank=True)
    # Answers to the European document, under the identifiers of its questions (algo.espd).
    answers: Any = models.JSONField(_("answers"), default=dict, blank=True)
    changed_at = models.DateTimeField()
    # Who wrote it last: a member, or the operator itself, asked from outside.
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_from = models.ForeignKey(TeamPart, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sheet of a legal entity")
        verbose_name_plural = _("sheets of legal entities")
        constraints = [
            models.UniqueConstraint(fields=["space", "entity"], name="one_sheet_of_an_entity"),
            models.CheckConstraint(
                condition=models.Q(changed_by=None, changed_from__isnull=False)
                | models.Q(changed_by__isnull=False, changed_from=None),
                name="sheet_written_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id}"


class VaultPaper(TenantModel):
    """One version of one paper of a legal entity, with the dates that say how long it is good."""

    class Kind(models.TextChoices):
        VIGILANCE = "vigilance", _("certificate of vigilance (URSSAF)")
        REGISTRATION = "registration", _("proof of registration (Kbis, SIREN)")
        TAX = "tax", _("tax certificate")
        INSURANCE = "insurance", _("insurance certificate")
        FOREIGN_WORKERS = "foreign_workers", _("list of foreign employees")
        DISABLED_WORKERS = "disabled_workers", _("employment of disabled people (AGEFIPH)")
        JUDGMENT = "judgment", _("judgment of insolvency")
        BANK = "bank", _("bank details (RIB)")
        POWER = "power", _("power to sign")
        REFERENCES = "references", _("references")
        CERTIFICATE = "certificate", _("certificate or qualification")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", verbose_name=_("legal entity"))
    kind = models.CharField(_("paper"), max_length=16, choices=Kind.choices)
    version = models.PositiveIntegerField(_("version"))
    made_on = models.DateField(_("made on"))
    until = models.DateField(_("good until"), null=True, blank=True)
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    # A member, or the operator itself, asked from outside.
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    given_by = models.ForeignKey(
        TeamPart, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed in by")
    )
    added_at = models.DateTimeField(_("added on"))
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a legal entity")
        verbose_name_plural = _("papers of legal entities")
        constraints = [
            models.UniqueConstraint(fields=["space", "entity", "kind", "version"], name="paper_version_once"),
            models.CheckConstraint(
                condition=models.Q(added_by=None, given_by__isnull=False)
                | models.Q(added_by__isnull=False, given_by=None),
                name="paper_handed_in_by_one",
            ),
        ]
        ordering: ClassVar[list[str]] = ["kind", "-version"]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class BidFile(TenantModel):
    """A file that goes into the folder of one answer: the offer, a price, something the rules ask for."""

    class Use(models.TextChoices):
        TECHNICAL = "technical", _("technical proposal")
        PRICE = "price", _("price")
        OTHER = "other", _("other document")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="files")
    use = models.CharField(_("what it is"), max_length=9, choices=Use.choices)
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added on"))
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering: ClassVar[list[str]] = ["use", "pk"]

    def __str__(self) -> str:
        return f"{self.use}: {self.file_id}"


class Subcontract(TenantModel):
    """What the declaration of a subcontractor (DC4) asks of one answer, besides who and for how much."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="subcontracts")
    entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+", verbose_name=_("legal entity"))
    # Asked since January 2024.
    months = models.PositiveSmallIntegerField(_("how many months"), null=True, blank=True)
    has_personal_data = models.BooleanField(_("handles personal data"), null=True, blank=True)

    class Meta:
        verbose_name = _("terms of a subcontract")
        verbose_name_plural = _("terms of subcontracts")
        constraints = [models.UniqueConstraint(fields=["space", "bid", "entity"], name="one_subcontract_of_an_entity")]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.entity_id}"


class SubmissionFolder(TenantModel):
    """The folder of an answer in one file: asked for, being made, there. Of a frozen answer there is one only."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        BUILDING = "building", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="folders")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    whole_count = models.PositiveIntegerField(default=0)
    # When the answer was frozen; empty: a folder made before, to look at.
    frozen_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    file = models.ForeignKey(
        KeptFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    trouble = models.CharField(_("what went wrong"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("folder of an answer")
        verbose_name_plural = _("folders of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "bid", "frozen_at"],
                condition=models.Q(frozen_at__isnull=False),
                name="one_folder_of_a_frozen_bid",
            ),
        ]
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.state}"
