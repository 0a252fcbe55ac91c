"""Subjects are words too: what a person called a thread goes with what they wrote in it."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import journal
from commun.core.models import Fact
from commun.exchange.journal import lists as lists_facts
from commun.exchange.journal import threads as facts
from commun.exchange.models import Post, Thread
from commun.people.models import Person


def named_by(person: Person) -> list[Thread]:
    """Threads whose subject is this person's: they started it, or named it when it was taken out of another.

    Every group in scope.
    """
    split = Fact.objects.filter(name=facts.SPLIT, person_id=person.pk).values("about_ref")
    theirs = Post.objects.filter(author__person=person)
    found = {one.pk: one for one in Thread.objects.filter(ref__in=split).select_related("space")}
    rows = list(Thread.objects.filter(pk__in=theirs.values("thread")).select_related("space"))
    firsts = Post.objects.filter(thread__in=rows).order_by("thread", "at", "pk").distinct("thread")
    starter = dict(firsts.values_list("thread", "author__person"))
    said: dict[int, set[str]] = {}
    for thread, subject in theirs.values_list("thread", "subject"):
        if not mails.is_answer(subject):
            said.setdefault(thread, set()).add(mails.base_of(subject)[:300])
    for row in rows:
        is_started = row.split_from_id is None and starter.get(row.pk) == person.pk
        if is_started or (row.base and row.base in said.get(row.pk, ())):
            found[row.pk] = row
    return sorted(found.values(), key=lambda one: (one.space_id, one.pk))


def take_subject(thread: Thread, *, said: str) -> None:
    """Put ``said`` in the place of a subject, here and in the answers that bear it. Space in scope, journal held."""
    base, thread.subject, thread.base = thread.base, said, ""
    thread.save(update_fields=["subject", "base"])
    for post in Post.objects.filter(thread=thread).exclude(subject=""):
        if not base or mails.base_of(post.subject)[:300] == base:
            post.subject, post.tags = "", list(mails.tags_of("", post.said))
            post.save(update_fields=["subject", "tags"])


def tell(thread: Thread) -> None:
    """Note that its subject was taken: the search reads its messages again."""
    about = (lists_facts.THREAD, thread.ref)
    journal.record(facts.UNNAMED, space=thread.space, actor=journal.PROGRAM, about=about)


def erased(thread: Thread) -> str:
    """What stands in the place of an erased subject, in the language of the group."""
    with translation.override(thread.space.language):
        return _("(subject erased)")


def no_longer_kept(thread: Thread) -> str:
    """What stands in the place of the subject of a thread whose words went with time."""
    with translation.override(thread.space.language):
        return _("(no longer kept)")
