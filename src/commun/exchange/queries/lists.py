"""What the pages of a list read: its conversations, their messages, the mails that wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import mail as mails
from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject, TodoItem
from commun.core.urls import here
from commun.exchange import key_care
from commun.exchange.html_shown import Shown, shown
from commun.exchange.models import InboundMail, Post, PostFile, Subscription, Thread
from commun.exchange.policies import lists as policies
from commun.exchange.policies.threads import hidden_among
from commun.exchange.queries.events import events_of
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person

THREADS, MESSAGES = 30, 50
PICTURES = ("png", "jpg", "gif", "webp")


@dataclass(frozen=True)
class ThreadLine:
    """One conversation of the page: how many messages, who spoke last."""

    thread: Thread
    count: int
    last_by: str


@dataclass(frozen=True)
class Sieve:
    """What is asked of the list: a mark, a section (its reference), a state; nothing for all."""

    tag: str = ""
    section: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        return bool(self.tag or self.section or self.state)

    def address(self, **changed: str) -> str:
        """The page of the list with this sieve, of which some is changed."""
        asked = {"mot": self.tag, "rubrique": self.section, "etat": self.state} | changed
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def threads_of(space: Space, number: str | None, sieve: Sieve = Sieve()) -> tuple[Page[Any], list[ThreadLine]]:
    """A page of conversations, the last moved first, those that ``sieve`` lets through. 3 queries."""
    with scope.use(space):
        last = Post.objects.filter(thread=OuterRef("pk")).order_by("-at", "-pk")
        found_in = Thread.objects.filter(merged_into=None)
        if sieve.tag:
            found_in = found_in.filter(Exists(Post.objects.filter(thread=OuterRef("pk"), tags__contains=[sieve.tag])))
        if sieve.section:
            found_in = found_in.filter(section__ref=sieve.section, section__removed_at=None)
        if sieve.state:
            found_in = found_in.filter(state=sieve.state)
        rows = found_in.select_related("section").annotate(
            message_count=Count("posts"), last_post=Subquery(last.values("pk")[:1])
        )
        page = Paginator(rows.order_by("-last_at", "-pk"), THREADS).get_page(number)
        found: list[Any] = list(page)
        speakers = Post.objects.select_related("author__person").in_bulk([one.last_post for one in found])
    lines = [
        ThreadLine(one, one.message_count, speakers[one.last_post].by if one.last_post in speakers else "")
        for one in found
    ]
    return page, lines


def messages_of(thread: Thread, number: str | None) -> Page[Post]:
    """A page of a conversation, in order, with its files; the last page when none is asked for. 4 queries."""
    with scope.use(thread.space_id):
        rows = Post.objects.filter(thread=thread).select_related("author__person").order_by("at", "pk")
        rows = rows.prefetch_related(Prefetch("files", PostFile.objects.filter(content_id="").select_related("kept")))
        pages = Paginator(rows, MESSAGES)
        page = pages.get_page(number or pages.num_pages)
        posts = list(page.object_list)
        hidden = hidden_among(posts)
    for rank, post in enumerate(posts):
        post.is_hidden, post.is_first = post.pk in hidden, page.number == 1 and rank == 0
        post.events = events_of(thread.space, list(post.files.all()))
    page.object_list = posts
    return page


def held_of(space: Space, number: str | None) -> Page[InboundMail]:
    """Mails that wait to be read by somebody, the oldest first, without their bytes. 2 queries."""
    with scope.use(space):
        rows = InboundMail.objects.filter(state=InboundMail.State.HELD).defer("raw").order_by("received_at", "pk")
        page = Paginator(rows, THREADS).get_page(number)
        page.object_list = list(page.object_list)
    return page


def held_count(space: Space) -> int:
    """How many wait. 1 query."""
    with scope.use(space):
        return InboundMail.objects.filter(state=InboundMail.State.HELD).count()


def mode_of(member: Membership) -> str:
    """How the member reads the list of the group. 1 query."""
    return reading_of(member)[0]


def reading_of(member: Membership) -> tuple[str, bool]:
    """How the member reads the list of the group, and whether their own messages come back. 1 query."""
    with scope.use(member.space_id):
        rows = Subscription.objects.filter(membership=member, list__slug=member.space.slug)
        return rows.values_list("mode", "gets_own").first() or (Subscription.Mode.EACH, False)


def subscription_behind(token: str) -> Subscription | None:
    """Whose link of a mail this is, as long as they are in the group. 1 query."""
    with scope.everywhere("a link of a mail names its own subscription"):
        rows = Subscription.objects.select_related("membership__person", "list", "space")
        return rows.filter(token=token, membership__state__in=states.INSIDE).first()


def read_again(mail: InboundMail) -> mails.Mail:
    """What a mail says, from its bytes."""
    return mails.read(key_care.mail_without(bytes(mail.raw)))


def files_of(post: Post) -> list[PostFile]:
    """The files that came with a message, kept or not, pictures of its layout aside. 1 query."""
    with scope.use(post.space_id):
        return list(PostFile.objects.filter(post=post, content_id="").select_related("kept"))


def layout_of(post: Post, read: mails.Mail) -> Shown:
    """The layout of a mail, safe to show, with its own pictures. 1 query."""
    with scope.use(post.space_id):
        rows = PostFile.objects.filter(post=post, kept__kind__in=PICTURES).exclude(content_id="")
        places = {
            one.content_id.lower(): here(post.space.slug, "exchange:post-file", post_file=one.ref) for one in rows
        }
    return shown(read.html.replace("\x00", ""), places)


def threads_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """For the journal: what conversations are called, and their pages. 1 query."""
    with scope.use(space):
        rows = Thread.objects.filter(ref__in=list(refs))
        return {
            row.ref: Subject(row.subject, here(space.slug, "exchange:thread", thread=row.ref)) for row in rows
        }  # fmt: skip


def lists_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """For the journal: the list of the group. No query."""
    return {ref: Subject(_("Mailing list"), here(space.slug, "exchange:list")) for ref in refs}


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Mails that wait, for who looks after a list. 3 queries at most."""
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        mine = {one.space_id: one for one in rows.order_by("pk") if policies.can_sort(one)}
        waiting = InboundMail.objects.filter(space__in=list(mine), state=InboundMail.State.HELD)
        counts = dict(waiting.values_list("space").annotate(Count("pk")).order_by()) if mine else {}
    for space_id, count in sorted(counts.items()):
        space = mine[space_id].space
        words = {"count": count, "group": space.name}
        yield TodoItem(
            key=f"exchange.held:{space.slug}",
            title=ngettext("%(count)s mail waits to be read", "%(count)s mails wait to be read", count) % words,
            url=here(space.slug, "exchange:held-mails"),
            reason=_("you facilitate %(group)s") % words,
        )
