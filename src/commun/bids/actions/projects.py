"""Verbs of a project: open it, correct its sheet, say its relation and its safe frame, be its dispatcher."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.project_split import bring_split
from commun.bids.actions.project_support import LONG, held_for_writing, tell
from commun.bids.journal import projects as facts
from commun.bids.models import Bid, Project, TeamPart
from commun.bids.policies import bids as bid_policies
from commun.bids.policies import projects as policies
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.value.actions import works
from commun.value.models import JointWork
from commun.value.policies.works import can_write_on as can_write_on_work

LONGEST_TITLE, LONGEST_LOT, MOST_LOTS, LONGEST_APPROACH = 160, 120, 30, 4000
LONGEST_PROJECT = dt.timedelta(days=366 * 12)


@dataclass(frozen=True)
class ProjectSheet:
    """What is written on a project."""

    title: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    client: str = ""
    relation: str = ""
    lots: tuple[str, ...] = ()
    approach: str = ""


@dataclass(frozen=True)
class Frame:
    """The safe frame of an experiment: all three, or none."""

    rules: str
    references: str
    protections: str


@transaction.atomic
def open_project(*, by: Membership, sheet: ProjectSheet, work: JointWork | None = None) -> Project:
    """Open a project with a joint work of its own, or on one in which one takes part. Raises Refused."""
    journal.hold(by.space)
    refuse_unless_awake(by, by.space_id)
    project = _new(by, sheet)
    if work is not None:
        if work.space_id != by.space_id or not can_write_on_work(by, work):
            raise Refused(_("Choose a joint work in which you take part, and that goes on."))
        _refuse_taken(work)
    project.work = work or _work_for(by, project)
    project.save()
    tell(by, facts.OPENED, project, work=project.work.ref)
    return project


@transaction.atomic
def open_from_bid(*, by: Membership, bid: Bid, sheet: ProjectSheet, brings_split: bool = False) -> Project:
    """Open the project of an answer that was won: its team, its joint work, its key; with ``brings_split`` the lines of
    its split as first tasks. Twice is once. Raises Refused.
    """
    journal.hold(by.space)
    refuse_unless_awake(by, bid.space_id)
    with scope.use(bid.space_id):
        held = Bid.objects.select_for_update(of=("self",)).select_related("space", "work").get(pk=bid.pk)
        known = Project.objects.filter(bid=held).first()
    if known is not None:
        return known
    if held.stage != Bid.Stage.WON:
        raise Refused(_("A project begins when the answer is won: say first what became of it."))
    if not bid_policies.is_in_team(by, held):
        raise Refused(_("Those of the team open its project."))
    project = _new(by, sheet)
    project.bid = held
    if held.work is not None:
        _refuse_taken(held.work)
    project.work = held.work or _work_for(by, project)
    if held.work is None:
        held.work = project.work
        held.save(update_fields=["work"])
        _bring_team(by, held, project.work)
    project.save()
    tell(by, facts.OPENED, project, work=project.work.ref, bid=held.ref)
    if brings_split:
        bring_split(by=by, project=project)
    return project


@transaction.atomic
def change_project(*, by: Membership, project: Project, sheet: ProjectSheet) -> Project:
    """Correct its sheet. Raises Refused."""
    held = held_for_writing(by, project)
    before = held.relation
    _write(held, sheet)
    held.save()
    tell(by, facts.CHANGED, held)
    if held.relation != before:
        tell(by, facts.RELATION_SAID, held, relation=held.relation, before=before)
    return held


@transaction.atomic
def mark_experiment(*, by: Membership, project: Project, frame: Frame | None) -> Project:
    """Say that it is an experiment, with its rules, common references and protections; or that it is none.

    Raises Refused when one of the three is missing (R58).
    """
    held = held_for_writing(by, project)
    if frame is None:
        held.is_experiment = False
    else:
        kept = [as_written(one, LONG) for one in (frame.rules, frame.references, frame.protections)]
        if not all(kept):
            raise Refused(_("An experiment has its safe frame: write the rules, the references and the protections."))
        held.rules, held.references, held.protections = kept
        held.is_experiment = True
    held.save(update_fields=["is_experiment", "rules", "references", "protections"])
    tell(by, facts.EXPERIMENT_SAID, held, is_experiment=held.is_experiment)
    return held


@transaction.atomic
def take_dispatch(*, by: Membership, project: Project) -> Project:
    """Be the dispatcher: see the load, propose moves; no other right. Raises Refused when somebody is."""
    held = held_for_writing(by, project)
    if held.dispatcher_id == by.pk:
        return held
    if held.dispatcher is not None and policies.takes_part(held.dispatcher, held):
        said = _("%(person)s is the dispatcher: speak together, they can hand it back.")
        raise Refused(said % {"person": held.dispatcher.name})
    held.dispatcher = by
    held.save(update_fields=["dispatcher"])
    tell(by, facts.DISPATCHER_TAKEN, held)
    return held


@transaction.atomic
def hand_back_dispatch(*, by: Membership, project: Project) -> Project:
    """Be the dispatcher no more. Raises Refused for who is not."""
    held = held_for_writing(by, project)
    if held.dispatcher_id != by.pk:
        raise Refused(_("You are not the dispatcher of this project."))
    held.dispatcher = None
    held.save(update_fields=["dispatcher"])
    tell(by, facts.DISPATCHER_HANDED_BACK, held)
    return held


def _new(by: Membership, sheet: ProjectSheet) -> Project:
    project = Project(space=by.space, opened_by=by, opened_at=clock.now())
    _write(project, sheet)
    return project


def _write(project: Project, sheet: ProjectSheet) -> None:
    project.title = one_line(sheet.title, LONGEST_TITLE)
    if not project.title:
        raise Refused(_("Give it a title."))
    if sheet.ends_on is not None and not sheet.starts_on <= sheet.ends_on <= sheet.starts_on + LONGEST_PROJECT:
        raise Refused(_("The last day comes after the first, twelve years at most."))
    if not works.OLDEST <= sheet.starts_on <= clock.today() + dt.timedelta(days=366):
        raise Refused(_("This first day is too far away: from the year 2000 to a year ahead."))
    if sheet.relation not in Project.Relation.values:
        raise Refused(_("Choose one of the relations of the list."))
    project.client, project.relation = one_line(sheet.client, LONGEST_TITLE), sheet.relation
    project.lots = _clean_lots(sheet.lots)
    project.approach = as_written(sheet.approach, LONGEST_APPROACH)
    project.starts_on, project.ends_on = sheet.starts_on, sheet.ends_on


def _clean_lots(lots: Iterable[str]) -> list[str]:
    kept = list(dict.fromkeys(filter(None, (one_line(lot, LONGEST_LOT) for lot in lots))))
    if len(kept) > MOST_LOTS:
        raise Refused(_("Thirty lots at most."))
    return kept


def _work_for(by: Membership, project: Project) -> JointWork:
    sheet = works.WorkSheet(
        title=project.title, started_on=project.starts_on, client=project.client,
        entity=by.person.legal_entity, origin=f"{facts.PROJECT}:{project.ref}",
    )  # fmt: skip
    return works.start_work(by=by, sheet=sheet)


def _refuse_taken(work: JointWork) -> None:
    with scope.use(work.space_id):
        if Project.objects.filter(work=work).exists():
            raise Refused(_("This joint work has its project already."))


def _bring_team(by: Membership, bid: Bid, work: JointWork) -> None:
    """Those who said yes to the team of the answer take part in the work."""
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED, membership__state=states.MEMBER)
        members = [part.membership for part in rows.select_related("membership__person", "membership__space")]
    for member in members:
        if member is not None and member.pk != by.pk:
            works.enter_work(by=by, work=work, member=member)
