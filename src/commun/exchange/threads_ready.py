"""What threads add to the registries of the house, beside what lists do."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Messages, summaries and reasons may be hidden, as other words that people write; what facts are about."""
    from commun.core import registries
    from commun.exchange.actions import thread_life_data
    from commun.exchange.journal import thread_life as facts
    from commun.exchange.models import Post, Thread, ThreadSummary
    from commun.exchange.policies.thread_life import REASON, SUMMARY
    from commun.exchange.policies.threads import POST
    from commun.exchange.queries import thread_life as queries
    from commun.governance.hideable import Hideable, OnItsPage, hideable

    hideable.add(POST, Hideable(_("a message of the list"), Post, "said", "author", "thread", Q(author__isnull=False)))
    summary = Hideable(_("the summary of a thread"), ThreadSummary, "text", "by", "thread", ~Q(text=""))
    hideable.add(SUMMARY, summary)
    said = Q(state_by__isnull=False) & ~Q(state_reason="")
    hideable.add(
        REASON, OnItsPage(_("why a thread is on hold or closed"), Thread, "state_reason", "state_by", "thread", said)
    )
    registries.subjects.add(facts.SECTION, queries.sections_called)
    registries.subjects.add(facts.TEMPLATE, queries.templates_called)
    registries.personal_data.add(
        "exchange.thread_life",
        registries.PersonalData(_("Threads that one led"), thread_life_data.export_led, thread_life_data.erase_led),
    )
