"""What led threads keep of a person: its export, and its erasure.

A summary and a reason are their words, and go; a template is the group's own text: its author's name alone is gone.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.exchange.models import Thread, ThreadSummary, ThreadTemplate
from commun.people.models import Person


def export_led(person: Person) -> list[Any]:
    """The summaries that the person wrote, why they put threads on hold or closed them, their templates."""
    with scope.everywhere("a person's own data"):
        summaries = list(ThreadSummary.objects.filter(by__person=person).select_related("space", "thread"))
        left = list(Thread.objects.filter(state_by__person=person).select_related("space").order_by("pk"))
        templates = list(ThreadTemplate.objects.filter(written_by__person=person).select_related("space"))
    return [
        *(
            {_("group"): one.space.name, _("thread"): one.thread.subject, _("at"): one.at,
             _("where it stands"): one.text}
            for one in summaries
        ),
        *(
            {_("group"): one.space.name, _("thread"): one.subject, _("state"): one.get_state_display(),
             _("why"): one.state_reason}
            for one in left
        ),
        *({_("group"): one.space.name, _("template"): one.subject, _("text"): one.text} for one in templates),
    ]  # fmt: skip


@transaction.atomic
def erase_led(person: Person) -> None:
    """Blank the person's words; what they did with the threads stays done."""
    with scope.everywhere("a person asks to be erased"):
        ThreadSummary.objects.filter(by__person=person).update(text="")
        Thread.objects.filter(state_by__person=person).update(state_reason="")
