"""Verbs of those who facilitate: a few sections for the threads of the list."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import one_line
from commun.exchange.actions.lists import open_list, refuse_others
from commun.exchange.journal import thread_life as facts
from commun.exchange.models import ThreadSection
from commun.governance.models import Membership

LONGEST_NAME, MOST_SECTIONS = 60, 12
__all__ = ["add_section", "remove_section", "rename_section"]


@transaction.atomic
def add_section(*, by: Membership, name: str) -> ThreadSection:
    """Open a section; one that was removed comes back with its threads. Raises NotFound, Refused."""
    name = _checked(by, name)
    journal.hold(by.space)
    row = open_list(by.space)
    with scope.use(by.space_id):
        rows = ThreadSection.objects.filter(list=row)
        if rows.filter(removed_at=None, name__iexact=name).exists():
            raise Refused(_("There is a section of this name already."))
        if rows.filter(removed_at=None).count() >= MOST_SECTIONS:
            raise Refused(_("Twelve sections are enough to find one's way: remove one first."))
        made = rows.filter(name__iexact=name).order_by("-removed_at").first()
        made = made or ThreadSection(space=by.space, list=row)
        last = rows.aggregate(last=Max("rank"))["last"]
        made.name, made.removed_at, made.rank = name, None, 0 if last is None else last + 1
        made.save()
        _record(facts.SECTION_ADDED, by, made)
    return made


@transaction.atomic
def rename_section(*, by: Membership, section: ThreadSection, name: str) -> ThreadSection:
    """Call a section otherwise; its threads stay under it. Raises NotFound, Refused."""
    name = _checked(by, name)
    if section.space_id != by.space_id:
        raise NotFound
    journal.hold(by.space)
    with scope.use(by.space_id):
        others = ThreadSection.objects.filter(list=section.list_id, removed_at=None).exclude(pk=section.pk)
        if others.filter(name__iexact=name).exists():
            raise Refused(_("There is a section of this name already."))
        row = ThreadSection.objects.get(pk=section.pk)
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
            _record(facts.SECTION_RENAMED, by, row)
    return row


@transaction.atomic
def remove_section(*, by: Membership, section: ThreadSection) -> ThreadSection:
    """Take a section out of the list; its threads stay, under none. Raises NotFound, Refused."""
    refuse_others(by)
    if section.space_id != by.space_id:
        raise NotFound
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = ThreadSection.objects.get(pk=section.pk)
        if row.removed_at is None:
            row.removed_at = clock.now()
            row.save(update_fields=["removed_at"])
            _record(facts.SECTION_REMOVED, by, row)
    return row


def _checked(by: Membership, name: str) -> str:
    refuse_others(by)
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise Refused(_("Give the section a name."))
    return name


def _record(name: str, by: Membership, section: ThreadSection) -> None:
    journal.record(
        name, space=by.space, actor=journal.Person(by.person_id), about=(facts.SECTION, section.ref)
    )  # fmt: skip
