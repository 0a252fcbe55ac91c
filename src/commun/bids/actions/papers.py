"""The papers of a legal entity in a group: added in versions, taken away, read; its sheet and its answers.

By a member, or by the operator itself, asked into a team from outside, through its own link: the same doors.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.algo import validity
from commun.algo.espd.answers import Value
from commun.bids.journal import papers as facts
from commun.bids.models import Bid, EntitySheet, TeamPart, VaultPaper
from commun.bids.policies import papers as policies
from commun.core import clock, files, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.people.models import LegalEntity

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

RULE = "bids.handed_in_by_link"
Keeper = Membership | TeamPart
OLDEST_YEARS, LATEST_YEARS = 30, 30
POSTCODE, PHONE, FIGURE = re.compile("[0-9]{5}"), re.compile(r"\+?[0-9 .()-]+"), re.compile("[0-9]")
PHONE_FIGURES = 9, 15


@dataclass(frozen=True)
class SheetWords:
    """What the sheet of an entity says; None: nobody has said."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""
    first_name: str = ""
    family_name: str = ""
    capacity: str = ""
    size: str = ""
    headcount: int | None = None
    employs_foreigners: bool | None = None
    is_insolvent: bool | None = None
    insurance: str = ""


@transaction.atomic
def add_paper(
    *,
    by: Keeper,
    entity: LegalEntity,
    kind: str,
    made_on: dt.date,
    until: dt.date | None,
    sent: "UploadedFile[Any]",
) -> VaultPaper:
    """Keep a new version of a paper. The same file with the same dates again is not kept twice. Raises Refused."""
    _refuse_stranger(by, entity)
    _check_dates(kind, made_on, until)
    journal.hold(by.space)
    with scope.use(by.space_id):
        kept = files.keep(space=by.space, sent=sent, person_id=by.person_id)
        rows = VaultPaper.objects.filter(entity=entity, kind=kind)
        same = rows.filter(removed_at=None, file__digest=kept.digest, made_on=made_on, until=until).first()
        if same is not None:
            kept.delete()
            return same
        last = rows.aggregate(last=Max("version"))["last"] or 0
        row = VaultPaper.objects.create(
            space=by.space,
            entity=entity,
            kind=kind,
            version=last + 1,
            made_on=made_on,
            until=until,
            file=kept,
            added_by=_member(by),
            given_by=_operator(by),
            added_at=clock.now(),
        )
    _tell(by, facts.ADDED, entity, paper=row.ref, kind=kind)
    return row


def _member(by: Keeper) -> Membership | None:
    return by if isinstance(by, Membership) else None


def _operator(by: Keeper) -> TeamPart | None:
    return by if isinstance(by, TeamPart) else None


def _refuse_stranger(by: Keeper, entity: LegalEntity) -> None:
    if isinstance(by, TeamPart):
        # Who leaves the team at the same time has left: the place is read once nobody else may change it.
        journal.hold(by.space)
        if by.entity_id != entity.pk or not policies.can_hand_in(by):
            raise Refused(_("This link hands in the papers of its own operator only, while the answer runs."))
        return
    refuse_unless_awake(by, by.space_id)
    if not policies.can_keep(by, entity):
        raise Refused(_("The papers of this legal entity are for its members, and for who leads a running answer."))


def _check_dates(kind: str, made_on: dt.date, until: dt.date | None) -> None:
    today = clock.today()
    try:
        rule = validity.kind(kind).rule
    except KeyError as error:
        raise Refused(_("There is no such paper.")) from error
    if made_on > today:
        raise Refused(_("This paper is dated after today: check its date."))
    if made_on.year < today.year - OLDEST_YEARS:
        raise Refused(_("This paper is more than thirty years old: check its date."))
    if rule is validity.Rule.UNTIL and until is None and kind == VaultPaper.Kind.INSURANCE:
        raise Refused(_("Write until when it is good: the day is on the paper."))
    if until is not None and not made_on <= until <= today.replace(year=today.year + LATEST_YEARS, day=1):
        raise Refused(_("The day until which it is good must come after the day it was made, and be a likely one."))


@transaction.atomic
def remove_paper(*, by: Keeper, paper: VaultPaper) -> None:
    """Take a version away; its file goes too, unless a folder holds it. Again: nothing happens. Raises Refused."""
    _refuse_stranger(by, paper.entity)
    if isinstance(by, TeamPart) and not policies.gave(by, paper):
        raise Refused(_("You take back what you handed in yourself."))
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = VaultPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if row.removed_at is not None:
            return
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    _tell(by, facts.REMOVED, paper.entity, paper=paper.ref, kind=paper.kind)


@transaction.atomic
def read_paper(*, by: Membership, paper: VaultPaper) -> VaultPaper:
    """Take a paper; the journal tells it when the reader is not of the entity, by reference only. Raises Refused."""
    _refuse_stranger(by, paper.entity)
    if not policies.is_of(by, paper.entity):
        journal.hold(by.space)
        _tell(by, facts.READ, paper.entity, paper=paper.ref, kind=paper.kind)
    return paper


def postcode_of(said: str) -> str:
    """Five figures, as in France where every SIREN is; nothing stays nothing. Raises Refused."""
    code = "".join(said.split())
    if code and not POSTCODE.fullmatch(code):
        raise Refused(_("A postcode has five figures: 35000."))
    return code


def phone_of(said: str) -> str:
    """Nine to fifteen figures, and what one writes between them; nothing stays nothing. Raises Refused."""
    if said and not (PHONE.fullmatch(said) and PHONE_FIGURES[0] <= len(FIGURE.findall(said)) <= PHONE_FIGURES[1]):
        raise Refused(_("Write the telephone number with its figures: 02 99 00 00 00, or +33 2 99 00 00 00."))
    return said


@transaction.atomic
def write_entity_sheet(*, by: Keeper, entity: LegalEntity, words: SheetWords) -> EntitySheet:
    """Write what forms ask of the entity. Raises Refused."""
    _refuse_stranger(by, entity)
    row = _sheet(by, entity)
    for name, value in asdict(words).items():
        setattr(row, name, one_line(value) if isinstance(value, str) else value)
    row.postcode, row.phone = postcode_of(row.postcode), phone_of(row.phone)
    row.save()
    _tell(by, facts.SHEET_WRITTEN, entity)
    return row


@transaction.atomic
def answer_for_entity(*, by: Keeper, entity: LegalEntity, answers: Mapping[str, Value | None]) -> EntitySheet:
    """Keep answers to the European document under their questions; None takes one away. Raises Refused."""
    _refuse_stranger(by, entity)
    row = _sheet(by, entity)
    kept = {**row.answers, **{key: _said(value) for key, value in answers.items()}}
    row.answers = {key: value for key, value in kept.items() if value is not None and value != ""}
    row.save()
    _tell(by, facts.ANSWERED, entity)
    return row


def _refuse_frozen(by: Keeper) -> None:
    """What is frozen was made from what the operator wrote: by its link alone it would keep the team from sending."""
    if isinstance(by, TeamPart):
        with scope.use(by.space_id):
            if Bid.objects.filter(pk=by.bid_id, stage=Bid.Stage.FROZEN).exists():
                raise Refused(
                    _("The answer is frozen with what you wrote: to change it, ask the team to open it again.")
                )


def _said(value: Value | None) -> Value | None:
    """Words that show something; a document with an element left empty is refused by buyers."""
    return as_written(value) if isinstance(value, str) else value


def _sheet(by: Keeper, entity: LegalEntity) -> EntitySheet:
    """The row, locked; a new one for an entity that has none. Raises Refused."""
    journal.hold(by.space)
    _refuse_frozen(by)
    written = {"changed_at": clock.now(), "changed_by": _member(by), "changed_from": _operator(by)}
    with scope.use(by.space_id):
        row, _is_new = EntitySheet.objects.select_for_update(of=("self",)).get_or_create(
            space=by.space, entity=entity, defaults=written
        )
    for name, value in written.items():
        setattr(row, name, value)
    return row


def _tell(by: Keeper, fact: str, entity: LegalEntity, **data: Any) -> None:
    actor: journal.Person | journal.Rule
    if isinstance(by, Membership):
        actor = self_of(by)
    else:
        fact = facts.BY_LINK[fact]
        actor = journal.Person(by.person_id) if by.person_id is not None else journal.Rule(RULE)
        data["part"] = by.ref
    journal.record(fact, space=by.space, actor=actor, about=(facts.ENTITY, entity.siren), data=data)
