"""What time does to mandates: reminders, starts, ends, renewals. The clock only executes what role cards say."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from commun.algo.calendar.terms import REMINDER_DAYS, has_ended, reminders_due
from commun.core import clock, journal, scope
from commun.governance.actions import mandates, renewals
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate
from commun.governance.notifications import roles as letters

TERM = journal.Rule(facts.RULE_OF_TERM)


def expire_due() -> int:
    """Remind, end what is over, start what was planned, open renewals; safe to run any day, any number of times.

    Says how many mandates ended.
    """
    remind_due()
    ended = sum(_expire(mandate) for mandate in _over())
    for mandate in _to_start():
        _start(mandate)
    renewals.open_renewals()
    return ended


def remind_due() -> int:
    """Send the reminders at 60, 30 and 7 days, once each, whatever days the clock ran; says how many were due."""
    horizon = clock.today() + dt.timedelta(days=max(REMINDER_DAYS))
    with scope.everywhere("ends of terms"):
        near = list(
            Mandate.objects.filter(
                state=Mandate.State.IN_FORCE, learns_beside=None, ends_on__gt=clock.today(), ends_on__lte=horizon
            ).order_by("ends_on", "pk")
        )
    return sum(_remind(mandate) for mandate in near)


def _over() -> list[Mandate]:
    with scope.everywhere("ends of terms"):
        # Learners end with the main mandate.
        over = Q(ends_on__lte=clock.today(), learns_beside=None, state__in=mandates.LIVE)
        return list(Mandate.objects.filter(over).order_by("ends_on", "pk"))


def _to_start() -> list[Mandate]:
    with scope.everywhere("starts of terms"):
        planned = Mandate.objects.filter(state=Mandate.State.PLANNED, starts_on__lte=clock.today())
        return list(planned.order_by("starts_on", "pk"))


@transaction.atomic
def _remind(mandate: Mandate) -> int:
    row = mandates.locked(mandate)
    if row.state != Mandate.State.IN_FORCE:
        return 0
    due = reminders_due(row.starts_on, row.ends_on, clock.today(), row.reminded)
    if not due:
        return 0
    row.reminded = [*row.reminded, *(reminder.days for reminder in due)]
    row.save(update_fields=["reminded"])
    for reminder in due:
        journal.record(
            facts.TERM_REMINDED,
            space=row.space,
            actor=TERM,
            about=(facts.MANDATE, row.ref),
            data={"days": reminder.days},
        )
    # After a pause of the clock several are due at once: one letter says what is true today.
    letters.remind_of_end(row, due[-1].days)
    return len(due)


@transaction.atomic
def _expire(mandate: Mandate) -> bool:
    row = mandates.locked(mandate)
    if row.state not in mandates.LIVE or not has_ended(row.ends_on, clock.today()):
        return False
    mandates.expire(row)
    return True


@transaction.atomic
def _start(mandate: Mandate) -> None:
    row = mandates.locked(mandate)
    if row.state != Mandate.State.PLANNED or row.starts_on > clock.today():
        return
    row.state = Mandate.State.IN_FORCE
    row.save(update_fields=["state"])
    journal.record(
        facts.MANDATE_STARTED,
        space=row.space,
        actor=TERM,
        about=(facts.MANDATE, row.ref),
        data={"state": row.state},
    )
    mandates.settle(row)
