"""Verbs of the end of a project, possible from its first day: the compost plan, closing, the debrief."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.project_support import LONG, locked, tell
from commun.bids.journal import projects as facts
from commun.bids.models import CompostAgreement, CompostItem, DebriefVoice, Project, ProjectDebrief
from commun.bids.policies import projects as policies
from commun.bids.queries.project_ends import SECTION, compost_of, sections_missing
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_TITLE, LONGEST_SOURCE, MOST_ITEMS = 200, 300, 200
QUESTIONS = ("went_well", "was_hard", "to_keep", "to_change")
Fate = CompostItem.Fate


@dataclass(frozen=True)
class CompostSheet:
    """One thing and what becomes of it."""

    nature: str
    title: str
    source: str = ""
    fate: str = ""
    licence: str = ""


@transaction.atomic
def write_compost(
    *, by: Membership, project: Project, sheet: CompostSheet, row: CompostItem | None = None
) -> CompostItem:
    """Write a thing in the plan, or what becomes of it; who writes agrees, others are asked again.

    Raises Refused: a commons has its licence, nothing else has one.
    """
    held = _held_by_team(by, project)
    item = row or CompostItem(space=held.space, project=held)
    before = (item.fate, item.licence)
    _write(item, sheet)
    with scope.use(held.space_id):
        rows = CompostItem.objects.filter(project=held)
        if item.pk is None and rows.count() >= MOST_ITEMS:
            raise Refused(_("Two hundred lines at most: put some of them together."))
        if item.pk is not None and not rows.filter(pk=item.pk).exists():
            raise Refused(_("Somebody took this line off meanwhile."))
        item.written_by, item.written_at = by, clock.now()
        item.save()
        if (item.fate, item.licence) != before:
            CompostAgreement.objects.filter(item=item).delete()
        if item.fate != Fate.UNDECIDED:
            _agree(by, item)
    tell(by, facts.COMPOST_WRITTEN, held, item=item.ref, fate=item.fate, licence=item.licence)
    return item


@transaction.atomic
def bring_sections(*, by: Membership, project: Project) -> list[CompostItem]:
    """Write the sections of the answer in the plan, nothing decided; those that are there are not written again.

    Raises Refused.
    """
    held = _held_by_team(by, project)
    return [
        write_compost(
            by=by,
            project=held,
            sheet=CompostSheet(CompostItem.Nature.SECTION, row.title[:LONGEST_TITLE], f"{SECTION}:{row.ref}"),
        )
        for row in sections_missing(held)
    ]


@transaction.atomic
def agree_compost(*, by: Membership, row: CompostItem, fate: str, licence: str) -> None:
    """Agree with what becomes of a thing, as one read it. Twice is once.

    Raises Refused when it was written otherwise meanwhile.
    """
    held = _held_by_team(by, row.project)
    with scope.use(held.space_id):
        item = CompostItem.objects.filter(pk=row.pk).first()
        if item is None or (item.fate, item.licence) != (fate, licence):
            raise Refused(_("This was written otherwise meanwhile: read it again."))
        if item.fate == Fate.UNDECIDED:
            raise Refused(_("Nothing is decided of it yet."))
        is_new = _agree(by, item)
    if is_new:
        tell(by, facts.COMPOST_AGREED, held, item=item.ref, fate=item.fate, licence=item.licence)


@transaction.atomic
def remove_compost(*, by: Membership, row: CompostItem) -> None:
    """Take a thing off the plan. Raises Refused once the project is closed: what was decided stays told."""
    held = _held_by_team(by, row.project)
    if not held.is_running:
        raise Refused(_("The project is closed: say what becomes of this thing rather than taking it off."))
    with scope.use(held.space_id):
        CompostAgreement.objects.filter(item=row).delete()
        gone, _rows = CompostItem.objects.filter(pk=row.pk, project=held).delete()
    if gone:
        tell(by, facts.COMPOST_REMOVED, held, item=row.ref)


@transaction.atomic
def close_project(*, by: Membership, project: Project) -> Project:
    """Close it. The money stays with its joint work, tasks still open stay things to do. Twice is once; it can be
    opened again.

    Raises Refused for who does not take part.
    """
    held = _held_by_team(by, project)
    if not held.is_running:
        return held
    held.state, held.closed_on, held.closed_by = Project.State.CLOSED, clock.today(), by
    held.save(update_fields=["state", "closed_on", "closed_by"])
    plan = compost_of(held)
    offered = [line.item for line in plan if line.item.fate == Fate.COMMONS and line.is_settled]
    undecided = [line.item.ref for line in plan if not line.is_settled]
    data = {"work": held.work.ref, "offered": [[one.ref, one.licence] for one in offered], "undecided": undecided}
    tell(by, facts.CLOSED, held, **data)
    return held


@transaction.atomic
def reopen_project(*, by: Membership, project: Project) -> Project:
    """Open it again: something was left to do. Twice is once. Raises Refused for who does not take part."""
    held = _held_by_team(by, project)
    if held.is_running:
        return held
    held.state, held.closed_on, held.closed_by = Project.State.RUNNING, None, None
    held.save(update_fields=["state", "closed_on", "closed_by"])
    tell(by, facts.REOPENED, held)
    return held


@transaction.atomic
def give_debrief(*, by: Membership, project: Project, answers: Mapping[str, str], is_signed: bool) -> ProjectDebrief:
    """Say what one takes from it, with one's name or without: then nothing leads from the words to the person.

    Raises Refused for who took no part in it, or spoke already.
    """
    refuse_unless_awake(by, project.space_id)
    held = locked(project)
    if not policies.took_part(by, held):
        raise Refused(_("Those who took part give their debrief."))
    kept = {name: as_written(answers.get(name, ""), LONG) for name in QUESTIONS}
    if not any(kept.values()):
        raise Refused(_("Answer one of the questions at least."))
    with scope.use(held.space_id):
        _voice, is_new = DebriefVoice.objects.get_or_create(space=held.space, project=held, membership=by)
        if not is_new:
            raise Refused(_("You gave your debrief already."))
    row = ProjectDebrief(space=held.space, project=held, membership=by if is_signed else None, **kept)
    row.save()
    # Whoever it is: the journal tells that a debrief came, never from whom.
    about = (facts.PROJECT, held.ref)
    journal.record(facts.DEBRIEF_GIVEN, space=held.space, actor=journal.PROGRAM, about=about)
    return row


def _held_by_team(by: Membership, project: Project) -> Project:
    """The row, locked, for somebody of its team, closed or not. Raises Refused."""
    refuse_unless_awake(by, project.space_id)
    held = locked(project)
    if not policies.takes_part(by, held):
        raise Refused(_("Those who take part write on it: take part first."))
    return held


def _write(item: CompostItem, sheet: CompostSheet) -> None:
    item.title, item.source = one_line(sheet.title, LONGEST_TITLE), one_line(sheet.source, LONGEST_SOURCE)
    if not item.title:
        raise Refused(_("Write what it is."))
    if sheet.nature not in CompostItem.Nature.values or sheet.fate not in Fate.values:
        raise Refused(_("Choose what it is, and what becomes of it, in the lists."))
    if sheet.licence not in CompostItem.Licence.values:
        raise Refused(_("Choose one of the licences of the list."))
    if sheet.fate == Fate.COMMONS and not sheet.licence:
        raise Refused(_("What is offered as a commons has a licence: choose it."))
    item.nature, item.fate = sheet.nature, sheet.fate
    item.licence = sheet.licence if sheet.fate == Fate.COMMONS else ""


def _agree(by: Membership, item: CompostItem) -> bool:
    """In scope; whether it is new."""
    _row, is_new = CompostAgreement.objects.get_or_create(
        space_id=item.space_id, item=item, membership=by, defaults={"at": clock.now()}
    )
    return is_new
