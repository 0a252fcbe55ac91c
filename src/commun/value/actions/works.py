"""Verbs of joint works: open one, say who takes part and in which roles, close it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line, short_enough
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value import policies as rights
from commun.value.journal import works as facts
from commun.value.models import JointWork, WorkPart
from commun.value.policies import works as policies

LONGEST_TITLE, LONGEST_ROLE, MOST_ROLES = 160, 40, 8
OLDEST = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class WorkSheet:
    """What is written on a joint work."""

    title: str
    started_on: dt.date
    client: str = ""
    entity: LegalEntity | None = None
    origin: str = ""


@transaction.atomic
def start_work(*, by: Membership, sheet: WorkSheet, roles: Iterable[str] = ()) -> JointWork:
    """Open a joint work; who opens it takes part in it. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    work = JointWork(space=by.space, created_by=by, created_at=clock.now())
    _write(work, sheet)
    work.save()
    _tell(by, facts.STARTED, work)
    _enter(work, by, roles)
    return work


@transaction.atomic
def change_work(*, by: Membership, work: JointWork, sheet: WorkSheet) -> JointWork:
    """Correct the sheet of a joint work. Raises Refused."""
    held = _held(by, work)
    _write(held, sheet)
    held.save()
    _tell(by, facts.CHANGED, held)
    return held


@transaction.atomic
def end_work(*, by: Membership, work: JointWork, on: dt.date) -> JointWork:
    """Close it: nobody logs anything on it any more; what clients still owe can be written. Raises Refused."""
    held = _held(by, work)
    if not held.started_on <= on <= clock.today():
        raise Refused(_("Choose a day from its first one to today."))
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    _tell(by, facts.ENDED, held)
    return held


@transaction.atomic
def enter_work(*, by: Membership, work: JointWork, member: Membership, roles: Iterable[str] = ()) -> WorkPart:
    """Take part oneself, or, for who takes part, write down somebody of the group who does. Raises Refused."""
    refuse_unless_awake(by, work.space_id)
    held = _locked(work)
    if held.ended_on is not None:
        raise Refused(_("This joint work is closed."))
    if by.pk != member.pk and not policies.can_write_on(by, held):
        raise Refused(_("Those who take part say who does: ask one of them, or take part yourself."))
    if member.space_id != held.space_id or member.state != states.MEMBER:
        raise Refused(_("This person is not in the group today."))
    return _enter(held, member, roles, by=by)


@transaction.atomic
def say_roles(*, by: Membership, part: WorkPart, roles: Iterable[str]) -> WorkPart:
    """Write which roles somebody holds in it, in words that the keys of the group use. Raises Refused."""
    _held(by, part.work)
    part.roles = _clean_roles(roles)
    part.save(update_fields=["roles"])
    _tell(by, facts.ROLES_SAID, part.work, person=part.membership.person_id)
    return part


@transaction.atomic
def leave_work(*, part: WorkPart) -> WorkPart:
    """Take part no more; what one brought stays and still counts. Raises Refused."""
    work = _locked(part.work)
    with scope.use(work.space_id):
        held = WorkPart.objects.select_for_update().select_related("membership__person", "space").get(pk=part.pk)
    if held.left_on is None:
        held.left_on = max(clock.today(), held.since)
        held.save(update_fields=["left_on"])
        _tell(held.membership, facts.LEFT, work)
    return held


def _write(work: JointWork, sheet: WorkSheet) -> None:
    title = one_line(sheet.title)
    if not title:
        raise Refused(_("Give it a title."))
    if not OLDEST <= sheet.started_on <= clock.today() + dt.timedelta(days=366):
        raise Refused(_("This first day is too far away: from the year 2000 to a year ahead."))
    if work.ended_on is not None and sheet.started_on > work.ended_on:
        raise Refused(_("It would start after it ended."))
    work.title = short_enough(title, LONGEST_TITLE)
    work.client = one_line(sheet.client, LONGEST_TITLE)
    work.started_on, work.entity, work.origin = sheet.started_on, sheet.entity, sheet.origin or work.origin


def _enter(work: JointWork, member: Membership, roles: Iterable[str], by: Membership | None = None) -> WorkPart:
    with scope.use(work.space_id):
        found = WorkPart.objects.filter(work=work, membership=member).first()
    clean = _clean_roles(roles)
    if found is not None and found.left_on is None:
        raise Refused(_("%(person)s takes part already.") % {"person": member.name})
    if found is None:
        found = WorkPart(space_id=work.space_id, work=work, membership=member, since=clock.today())
    found.left_on, found.roles = None, clean or found.roles
    found.save()
    _tell(by or member, facts.JOINED, work, person=member.person_id)
    return found


def _clean_roles(roles: Iterable[str]) -> list[str]:
    """Each once, in the order given."""
    clean = list(dict.fromkeys(one_line(role) for role in roles if role.strip()))
    if len(clean) > MOST_ROLES:
        raise Refused(_("Eight roles at most for one person."))
    return [short_enough(role, LONGEST_ROLE) for role in clean]


def _held(by: Membership, work: JointWork) -> JointWork:
    """The row, locked, for somebody who may write on it. Raises Refused."""
    held = _locked(work)
    if held.ended_on is not None:
        raise Refused(_("This joint work is closed."))
    if not policies.can_write_on(by, held) and not rights.keeps_accounts(by):
        raise Refused(_("Those who take part write on it."))
    return held


def _locked(work: JointWork) -> JointWork:
    with scope.use(work.space_id):
        return JointWork.objects.select_for_update(of=("self",)).select_related("space", "entity").get(pk=work.pk)


def _tell(by: Membership, fact: str, work: JointWork, **data: int) -> None:
    journal.record(fact, space=by.space, actor=self_of(by), about=(facts.WORK, work.ref), data=data)
