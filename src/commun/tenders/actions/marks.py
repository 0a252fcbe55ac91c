"""Keep a notice for oneself, put it aside, or take that back."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.people.models import Activity, Person
from commun.tenders import policies
from commun.tenders.models import Mark, Notice

FACTS = {Mark.Choice.KEEP: "tenders.notice.kept", Mark.Choice.HIDE: "tenders.notice.hidden"}


@transaction.atomic
def mark_notice(
    *, person: Person, notice: Notice, choice: str, reason: str = "", activity: Activity | None = None
) -> Mark:
    """Keep or hide; the same choice again only fills in the reason. The reason stays out of the journal.

    Raises Refused for an unknown choice or reason.
    """
    if choice not in Mark.Choice.values or reason not in Mark.Reason.values or not policies.can_mark(person):
        raise Refused(_("This choice is not known."))
    before = Mark.objects.select_for_update().filter(person=person, notice=notice).first()
    kept_reason = reason if choice == Mark.Choice.HIDE else ""
    mark, _is_new = Mark.objects.update_or_create(
        person=person,
        notice=notice,
        defaults={"choice": choice, "reason": kept_reason, "activity": activity, "at": clock.now()},
    )
    if before is None or before.choice != choice:
        _record(FACTS[Mark.Choice(choice)], person, notice)
    return mark


@transaction.atomic
def unmark_notice(*, person: Person, notice: Notice) -> bool:
    """Take a mark back; says whether there was one."""
    was_there, _rows = Mark.objects.filter(person=person, notice=notice).delete()
    if was_there:
        _record("tenders.notice.unmarked", person, notice)
    return bool(was_there)


@transaction.atomic
def erase_marks(*, person: Person) -> None:
    """Forget all marks of a person who leaves for good."""
    Mark.objects.filter(person=person).delete()


def _record(name: str, person: Person, notice: Notice) -> None:
    journal.record(name, space=journal.house(), actor=journal.Person(person.pk), about=("notice", notice.ref))
