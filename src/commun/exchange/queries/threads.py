"""What surrounds a thread: what was taken out of it or joined to it, its marks, who was told of its messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.exchange.models import Delivery, InboundMail, MailReturn, Post, Subscription, Thread, ThreadReading
from commun.exchange.queries.readers import Mode, reached_by_mail
from commun.governance import states
from commun.governance.models import Membership

MOST_TAGS, MOST_CHOICES = 20, 100


def first_of(thread: Thread) -> int | None:
    """The key of its first message. 1 query. Space in scope."""
    return Post.objects.filter(thread=thread).order_by("at", "pk").values_list("pk", flat=True).first()


def moved_with(post: Post) -> list[Post]:
    """A message and those of its thread that answer it, one after the other, in order. 1 query. Space in scope."""
    ids = {post.message_id}
    found = []
    for one in Post.objects.filter(thread=post.thread_id).select_related("space").order_by("at", "pk"):
        if one.pk == post.pk or ids & set(one.names):
            ids.add(one.message_id)
            found.append(one)
    return found


def count_moved_with(post: Post) -> int:
    """How many messages would leave with this one. 1 query."""
    with scope.use(post.space_id):
        return len(moved_with(post))


@dataclass(frozen=True)
class Tag:
    """A mark, the threads that bear it, the page that shows them."""

    label: str
    count: int
    url: str
    is_current: bool


def tags_of_list(space: Space, current: str, url_of: Callable[[str], str]) -> list[Tag]:
    """The marks of the list's messages, the most used first; ``url_of``: from a mark, or none, to the page. 1 query."""
    with scope.use(space):
        rows = Post.objects.exclude(tags=[]).annotate(tag=Func(F("tags"), function="unnest"))
        found = dict(
            rows.values("tag").annotate(n=Count("thread", distinct=True)).order_by("-n", "tag").values_list("tag", "n")
            [:MOST_TAGS]
        )  # fmt: skip
    if current:
        found.setdefault(current, 0)
    return [
        Tag(f"#{tag}", count, url_of("" if tag == current else tag), tag == current) for tag, count in found.items()
    ]


@dataclass(frozen=True)
class Ties:
    """Threads that were taken out of this one, the one that it comes from, those that joined it."""

    parted: Sequence[Thread]
    origin: Thread | None
    joined: Sequence[Thread]


def ties_of(thread: Thread) -> Ties:
    """What a thread was part of, or is made of. 1 query, 2 when it was taken out of another."""
    with scope.use(thread.space_id):
        rows = Thread.objects.filter(split_from=thread) | Thread.objects.filter(merged_into=thread)
        found = list(rows.order_by("started_at", "pk"))
        origin = Thread.objects.filter(pk=thread.split_from_id).first() if thread.split_from_id else None
    return Ties(
        [one for one in found if one.merged_into_id is None], origin, [one for one in found if one.merged_into_id]
    )


def other_threads(thread: Thread) -> list[tuple[str, str]]:
    """Those that this one could join, the last moved first. 1 query."""
    with scope.use(thread.space_id):
        rows = Thread.objects.filter(list=thread.list_id, merged_into=None).exclude(pk=thread.pk)
        return list(rows.order_by("-last_at", "-pk").values_list("ref", "subject")[:MOST_CHOICES])


@dataclass(frozen=True)
class Told:
    """Members to whom the same happened with a message."""

    label: str
    names: Sequence[str]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.names)


def told_of(post: Post) -> list[Told]:
    """Who was told of a message, and how, as it stands now; each member once. 6 queries."""
    with scope.use(post.space_id):
        inside = (
            Membership.objects.filter(state__in=states.INSIDE).select_related("person").order_by("person__sort_key")
        )
        members = list(inside)
        reached = set(reached_by_mail().values_list("pk", flat=True))
        rows = Delivery.objects.filter(post=post).values_list("subscription__membership", "state", "error")
        delivered = {member: (state, error) for member, state, error in rows}
        # Handed over, then sent back.
        for member in MailReturn.objects.filter(delivery__post=post).values_list("membership", flat=True):
            delivered[member] = (Delivery.State.FAILED, "returned")
        modes = {one.membership_id: one for one in Subscription.objects.filter(list=post.list_id)}
        stances = dict(ThreadReading.objects.filter(thread=post.thread_id).values_list("membership", "stance"))
    groups: dict[str, list[str]] = {label: [] for label in _labels()}
    for one in members:
        if one.pk != post.author_id:
            label = _how(one, post, reached, delivered.get(one.pk), modes.get(one.pk), stances.get(one.pk, ""))
            groups[label].append(one.name)
    return [Told(label, names) for label, names in groups.items() if names]


def _labels() -> tuple[str, ...]:
    return (
        _("By mail, handed over to their server"),
        _("By mail, about to leave"),
        _("By mail, kept back with the whole list"),
        _("By mail, refused by their server"),
        _("By a summary, sent"),
        _("By their next summary"),
        _("On the page: they muted this thread"),
        _("On the page only"),
    )


def _how(
    one: Membership, post: Post, reached: set[int], delivery: tuple[str, str] | None, read: Any, stance: str
) -> str:
    """One of the labels. A delivery that was called back because its reader chose otherwise tells nothing."""
    sent, leaving, kept_back, refused, told, next_one, muted, page = _labels()
    if post.mail is not None and post.mail.why == InboundMail.Why.ARCHIVE:
        return page
    if delivery is not None and delivery[0] == Delivery.State.SENT:
        return sent
    if delivery is not None and delivery[0] in (Delivery.State.QUEUED, Delivery.State.DEFERRED):
        return leaving
    if delivery is not None and delivery[0] == Delivery.State.STOPPED:
        return kept_back
    if stance == ThreadReading.Stance.MUTED:
        return muted
    if delivery is not None and delivery[1] not in {"left", "muted"}:
        return refused
    if one.pk in reached and read is not None and read.mode in (Mode.DAILY, Mode.WEEKLY):
        since = read.told_until
        if since is not None and since >= post.at:
            return told if read.changed_at < post.at else page
        return next_one
    return page
