"""Verbs of threads: take a message and its answers apart, put two threads together. Nothing is lost, each is undone."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import one_line
from commun.exchange.actions.decisions_told import note_decisions
from commun.exchange.actions.joining import join, set_ends
from commun.exchange.actions.posts import LONGEST_SUBJECT
from commun.exchange.journal import lists as lists_facts
from commun.exchange.journal import threads as facts
from commun.exchange.models import Post, Thread, ThreadReading
from commun.exchange.queries.threads import first_of, moved_with
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership


@transaction.atomic
def split_thread(*, by: Membership, post: Post, subject: str) -> Thread:
    """Give a message, and those that answer it, a thread of their own; what answers them goes there. Raises Refused."""
    refuse_unless_awake(by, post.space_id)
    subject = one_line(subject, LONGEST_SUBJECT)
    if not subject:
        raise Refused(_("Say in a few words what it is about."))
    journal.hold(by.space)
    with scope.use(by.space_id):
        row = Post.objects.select_related("thread__list").get(pk=post.pk)
        before = row.thread
        if first_of(before) == row.pk:
            raise Refused(_("It is the first message: the whole thread starts with it."))
        moved = moved_with(row)
        made = Thread(
            space_id=by.space_id, list=before.list, subject=subject, base=mails.base_of(subject)[:300],
            started_at=row.at, last_at=row.at, split_from=before, section_id=before.section_id,
        )  # fmt: skip
        made.save()
        Post.objects.filter(pk__in=[one.pk for one in moved]).update(thread=made)
        for one in moved:
            one.thread = made
            note_decisions(one)
        _same_readings(before, made)
        set_ends(before)
        set_ends(made)
        _record(facts.SPLIT, by, made, before)
    return made


@transaction.atomic
def merge_threads(*, by: Membership, thread: Thread, other: Thread) -> Thread:
    """Put two threads together under the name of the older; the other's address leads there. Raises Refused."""
    refuse_unless_awake(by, thread.space_id)
    if other.space_id != thread.space_id:
        raise NotFound
    journal.hold(by.space)
    with scope.use(by.space_id):
        rows = {one.pk: one for one in Thread.objects.select_related("list").filter(pk__in=[thread.pk, other.pk])}
        if len(rows) < 2:
            raise Refused(_("Choose another thread than this one."))
        if any(one.merged_into_id for one in rows.values()):
            raise Refused(_("One of them was joined to another meanwhile: look again."))
        older, younger = sorted(rows.values(), key=lambda one: (one.started_at, one.pk))
        join(older, younger)
        _record(facts.MERGED, by, older, younger)
    return older


def _same_readings(before: Thread, made: Thread) -> None:
    """Who followed or muted the thread did so for what is taken out of it."""
    ThreadReading.objects.bulk_create(
        [
            ThreadReading(
                space_id=one.space_id, thread=made, membership_id=one.membership_id, stance=one.stance,
                changed_at=one.changed_at,
            )
            for one in ThreadReading.objects.filter(thread=before)
        ]
    )  # fmt: skip


def _record(name: str, by: Membership, thread: Thread, other: Thread) -> None:
    journal.record(
        name, space=by.space, actor=journal.Person(by.person_id), about=(lists_facts.THREAD, thread.ref),
        data={"other": other.ref},
    )  # fmt: skip
