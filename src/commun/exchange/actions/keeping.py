"""Verbs of how long words are kept: a group says how many years, the night takes the words that are older.

What its author did not want kept goes first, a month after it came. The fact stays: who wrote, when, in which thread.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.exchange.actions.emptying import empty_posts
from commun.exchange.actions.lists import open_list, refuse_others
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.subjects import no_longer_kept, take_subject
from commun.exchange.journal import keeping as facts
from commun.exchange.journal import lists as lists_facts
from commun.exchange.models import MailingList, Post, Thread, ThreadSummary
from commun.exchange.policies.thread_life import REASON, SUMMARY
from commun.governance.models import HiddenWords, Membership

YEARS = (1, 2, 3, 5, 10)
# Between the moment when a group chooses and the first words that go: time to read, to object, to take the list away.
NOTICE = dt.timedelta(days=30)
MOST_AT_ONCE = 1_000
__all__ = ["remove_words", "set_keeping"]


@transaction.atomic
def set_keeping(*, by: Membership, years: int | None) -> MailingList:
    """Say how many years the words of messages are kept; None: for ever. Told to all by a message. Raises Refused."""
    refuse_others(by)
    if years is not None and years not in YEARS:
        raise Refused(_("Choose how long messages are kept."))
    journal.hold(by.space)
    row = open_list(by.space)
    if row.keeps_years == years:
        return row
    row.keeps_years, row.keeps_since = years, clock.now() if years else None
    row.save(update_fields=["keeps_years", "keeps_since"])
    _record(facts.KEEPING_SET, row, journal.Person(by.person_id), {"years": years or 0})
    if row.is_open:
        subject, text = _announced(row, by)
        write_post(by=by, token=str(uuid.uuid4()), subject=subject, text=text)
    return row


def _announced(row: MailingList, by: Membership) -> tuple[str, str]:
    """The message that tells it to all, in the language of the group."""
    with translation.override(by.space.language):
        subject = _("How long our messages are kept")
        if row.keeps_years is None:
            return subject, _("From now on, the messages of our list are kept for ever, with their files.")
        text = ngettext(
            "From now on, the messages of our list are kept %(count)s year, their files too.",
            "From now on, the messages of our list are kept %(count)s years, their files too.",
            row.keeps_years,
        ) % {"count": row.keeps_years}
        more = _(
            "In thirty days, the words of those that are older go; who wrote and when stays. Until then, what matters "
            "can be taken up again elsewhere. If you see a harm in it, answer here."
        )
        return subject, f"{text}\n\n{more}"


def remove_words() -> int:
    """Take the words that are no longer kept, in every group. Safe to run twice. Returns of how many messages."""
    count = 0
    with scope.everywhere("words that go, in every group"):
        passing = Post.objects.filter(fades_at__lte=clock.now(), gone="").values("list")
        aged = MailingList.objects.filter(keeps_years__isnull=False)
        rows = list((MailingList.objects.filter(pk__in=passing) | aged).select_related("space").order_by("space", "pk"))
    for row in rows:
        count += _remove(row, Post.Gone.UNKEPT)
        if row.keeps_years is not None and row.keeps_since is not None and row.keeps_since <= clock.now() - NOTICE:
            count += _remove(row, Post.Gone.OLD)
    return count


def _remove(row: MailingList, why: Post.Gone) -> int:
    """Some at a time, so that nobody who writes in the group waits for long."""
    total = 0
    while True:
        with transaction.atomic():
            journal.hold(row.space)
            with scope.use(row.space_id):
                numbers = list(_due(row, why).order_by("at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
                if numbers:
                    empty_posts(numbers, why)
                    _close_threads(row, numbers)
                    name = facts.FADED if why == Post.Gone.UNKEPT else facts.AGED
                    _record(name, row, journal.PROGRAM, {"messages": len(numbers)})
        total += len(numbers)
        if len(numbers) < MOST_AT_ONCE:
            return total


def _due(row: MailingList, why: Post.Gone) -> QuerySet[Post]:
    rows = Post.objects.filter(list=row, gone="")
    if why == Post.Gone.UNKEPT:
        return rows.filter(fades_at__lte=clock.now())
    return rows.filter(at__lt=_years_before(clock.now(), row.keeps_years or 0))


def _years_before(moment: dt.datetime, years: int) -> dt.datetime:
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def _close_threads(row: MailingList, numbers: list[int]) -> None:
    """A thread of which no message is left loses its subject, its summaries and its reason too."""
    left = Post.objects.filter(thread=OuterRef("pk"), gone="")
    theirs = Post.objects.filter(pk__in=numbers).values("thread")
    for thread in Thread.objects.filter(~Exists(left), pk__in=theirs).select_related("space"):
        take_subject(thread, said=no_longer_kept(thread))
        summaries = ThreadSummary.objects.filter(thread=thread)
        hidden = Q(kind=SUMMARY, target__in=list(summaries.values_list("pk", flat=True)))
        HiddenWords.objects.filter(hidden | Q(kind=REASON, target=thread.pk)).update(words="")
        summaries.update(text="")
        Thread.objects.filter(pk=thread.pk).update(state_reason="")


def _record(name: str, row: MailingList, actor: journal.Person | journal.Rule, data: dict[str, int]) -> None:
    journal.record(name, space=row.space, actor=actor, about=(lists_facts.LIST, row.slug), data=data)
