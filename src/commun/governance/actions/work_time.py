"""Verbs of one's own hours (R40), and of the page of legal forms (R84)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance import states
from commun.governance.actions.places import self_of
from commun.governance.journal import work_time as facts
from commun.governance.models import LegalForm, Membership, WorkTime
from commun.people.models import Person

ABOUT, LEGAL_FORM = "governance.work_time", "governance.legal_form"
DAY_MINUTES, LONGEST_NOTE = 24 * 60, 200
TEXTS = ("what", "who_decides", "money", "people", "fits")


@dataclass(frozen=True)
class Spent:
    """Some time of one day."""

    nature: str
    on: dt.date
    minutes: int
    note: str = ""


@transaction.atomic
def write_time(*, member: Membership, spent: Spent) -> WorkTime:
    """Write some time down; a day has 24 hours, all natures together. Raises Refused."""
    if member.state not in states.INSIDE:
        raise Refused(_("You are not in this group."))
    if spent.nature not in WorkTime.Nature.values:
        raise Refused(_("Choose: cooperating, or paid by a client."))
    if not 1 <= spent.minutes <= DAY_MINUTES:
        raise Refused(_("Write between one minute and 24 hours."))
    if not clock.today() - dt.timedelta(days=366) <= spent.on <= clock.today():
        raise Refused(_("Choose a day of the past year, today at the latest."))
    note = one_line(spent.note, LONGEST_NOTE)
    with scope.use(member.space_id):
        Membership.objects.select_for_update().get(pk=member.pk)
        same_day = WorkTime.objects.filter(membership=member, on=spent.on).values_list("minutes", flat=True)
        if sum(same_day) + spent.minutes > DAY_MINUTES:
            raise Refused(_("This day would have more than 24 hours: see what is written already."))
    row = WorkTime(
        space=member.space, membership=member, nature=spent.nature, on=spent.on, minutes=spent.minutes, note=note
    )
    row.save()
    _tell(member, facts.TIME_WRITTEN, row)
    return row


@transaction.atomic
def remove_time(*, member: Membership, row: WorkTime) -> None:
    """Take back what one wrote. Raises Refused for somebody else's."""
    if row.membership_id != member.pk:
        raise Refused(_("This is not yours."))
    _tell(member, facts.TIME_REMOVED, row)
    with scope.use(member.space_id):
        WorkTime.objects.filter(pk=row.pk).delete()


def _tell(member: Membership, fact: str, row: WorkTime) -> None:
    journal.record(fact, space=member.space, actor=self_of(member), about=(ABOUT, row.pk), data={})


@transaction.atomic
def change_legal_form(*, by: Person, form: LegalForm, said: Mapping[str, Any]) -> LegalForm:
    """Correct the page of a legal form; the day of the check is kept. Raises Refused for who is not of the staff."""
    if not by.is_operator:
        raise Refused(_("The staff keeps this page: tell them what to correct."))
    row = LegalForm.objects.select_for_update().get(pk=form.pk)
    texts = {name: as_written(str(said[name])) for name in TEXTS}
    if not str(said["name"]).strip() or any(not 0 < len(text) <= 1000 for text in texts.values()):
        raise Refused(_("Each part has its words, 1,000 signs at most."))
    row.name, row.source, row.checked_on = str(said["name"]).strip()[:120], str(said["source"]), clock.today()
    for name, text in texts.items():
        setattr(row, name, text)
    row.save()
    actor = journal.Person(by.pk)
    journal.record(facts.LEGAL_FORM_CHANGED, space=journal.house(), actor=actor, about=(LEGAL_FORM, row.slug), data={})
    return row
