"""Verbs of those who facilitate: how threads that come back start here."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import as_written, one_line
from commun.exchange import thread_starters
from commun.exchange.actions.lists import open_list, refuse_others
from commun.exchange.actions.posts import LONGEST_SUBJECT, LONGEST_WRITTEN
from commun.exchange.journal import thread_life as facts
from commun.exchange.models import ThreadSection, ThreadTemplate
from commun.governance.models import Membership

MOST_TEMPLATES = 30
__all__ = ["remove_template", "save_template", "take_starter"]


@transaction.atomic
def save_template(
    *,
    by: Membership,
    subject: str,
    text: str,
    section: ThreadSection | None = None,
    template: ThreadTemplate | None = None,
) -> ThreadTemplate:
    """Write a template, or write one again. Raises NotFound, Refused."""
    refuse_others(by)
    if any(one is not None and one.space_id != by.space_id for one in (section, template)):
        raise NotFound
    # « Re: » at its head would make of each thread an answer to the one before.
    subject = mails.shown(one_line(subject, LONGEST_SUBJECT), ())
    text = as_written(text, LONGEST_WRITTEN)
    if not subject:
        raise Refused(_("Say in a few words what it is about."))
    if not text:
        raise Refused(_("Write something first."))
    journal.hold(by.space)
    row = open_list(by.space)
    with scope.use(by.space_id):
        rows = ThreadTemplate.objects.filter(list=row)
        others = rows.exclude(pk=template.pk) if template is not None else rows
        if others.filter(subject__iexact=subject).exists():
            raise Refused(_("A template starts with this subject already: choose another."))
        if template is None and rows.count() >= MOST_TEMPLATES:
            raise Refused(_("The list has thirty templates already: remove one first."))
        made = rows.filter(pk=template.pk).first() if template is not None else ThreadTemplate(space=by.space, list=row)
        if made is None:
            raise Refused(_("This template was removed meanwhile."))
        chosen = (subject, text, section.pk if section else None)
        if made.pk and (made.subject, made.text, made.section_id) == chosen:
            return made
        made.subject, made.text, made.section, made.written_by, made.written_at = *chosen[:2], section, by, clock.now()
        made.save()
        _record(facts.TEMPLATE_SAVED, by, made)
    return made


@transaction.atomic
def remove_template(*, by: Membership, template: ThreadTemplate) -> None:
    """Remove a template; threads that it began stay. Raises NotFound, Refused."""
    refuse_others(by)
    if template.space_id != by.space_id:
        raise NotFound
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = ThreadTemplate.objects.filter(pk=template.pk).first()
        if row is not None:
            _record(facts.TEMPLATE_REMOVED, by, row)
            row.delete()


def take_starter(*, by: Membership, slug: str) -> ThreadTemplate:
    """Make one of the house's a template of the group, in the language of who takes it. Raises NotFound, Refused."""
    starter = thread_starters.called(slug)
    if starter is None:
        raise NotFound
    return save_template(by=by, subject=str(starter.subject), text=str(starter.text))


def _record(name: str, by: Membership, template: ThreadTemplate) -> None:
    about = (facts.TEMPLATE, template.ref)
    journal.record(name, space=by.space, actor=journal.Person(by.person_id), about=about)
