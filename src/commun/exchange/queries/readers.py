"""Who reads what of a list, and how: by mail as it is written, by a digest, on the page only."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from commun.core import scope
from commun.core.urls import here
from commun.exchange.models import AddressTrouble, Post, Subscription, Thread, ThreadDecision, ThreadReading
from commun.governance import states
from commun.governance.models import Membership

Mode = Subscription.Mode
# The page of one's choices shows the last ones.
MOST_CHOSEN = 200


def reached_by_mail() -> QuerySet[Membership]:
    """Who may receive a mail at all: in the group, an account that is open, an address that takes mails.

    Space in scope.
    """
    rows = Membership.objects.filter(state__in=states.INSIDE, person__is_active=True, person__email__isnull=False)
    paused = AddressTrouble.objects.filter(membership=OuterRef("pk"), state=AddressTrouble.State.PAUSED)
    return rows.filter(~Exists(paused))


def readers_by_mail(post: Post) -> QuerySet[Membership]:
    """Who receives this message by mail as it is written; its author only where they asked for it. Space in scope.

    A thread that one muted never comes; one that one follows always does; else how one reads the list decides: each
    message (also for who never chose), or only what is about a decision.
    """
    rows = reached_by_mail().filter(space_id=post.space_id)
    mine = Subscription.objects.filter(list=post.list_id, membership=OuterRef("pk"))
    if post.author_id:
        rows = rows.exclude(~Exists(mine.filter(gets_own=True)), pk=post.author_id)
    chosen = ThreadReading.objects.filter(thread=post.thread_id, membership=OuterRef("pk"))
    is_about_a_decision = ThreadDecision.objects.filter(thread=post.thread_id).exists()
    each = [Mode.EACH, Mode.DECISIONS] if is_about_a_decision else [Mode.EACH]
    comes = Exists(chosen.filter(stance=ThreadReading.Stance.FOLLOWED)) | ~Exists(mine.exclude(mode__in=each))
    return rows.filter(~Exists(chosen.filter(stance=ThreadReading.Stance.MUTED)), Q(comes)).order_by("pk")


def stance_of(member: Membership, thread: Thread) -> str:
    """What the member chose for this thread; nothing: as the rest of the list. 1 query."""
    with scope.use(member.space_id):
        rows = ThreadReading.objects.filter(membership=member, thread=thread)
        return rows.values_list("stance", flat=True).first() or ""


def readings_of(member: Membership) -> list[ThreadReading]:
    """Threads that the member follows or muted, the last chosen first. 1 query."""
    with scope.use(member.space_id):
        rows = ThreadReading.objects.filter(membership=member, thread__merged_into=None).select_related("thread")
        return list(rows.order_by("-changed_at", "-pk")[:MOST_CHOSEN])


def decisions_of(thread: Thread) -> list[tuple[str, str]]:
    """Decisions that the thread speaks of: what each is called, its page. 1 query."""
    with scope.use(thread.space_id):
        rows = ThreadDecision.objects.filter(thread=thread).select_related("decision").order_by("decision__number")
        return [
            (one.decision.title, here(thread.space.slug, "governance:decision", decision=one.decision.ref))
            for one in rows
        ]
