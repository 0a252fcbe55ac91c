"""What this room adds to the search over everything: messages and their files, offers and needs, shared things."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commun.core import file_texts
from commun.core.search.sources import Document, Hung, Refs, parts_of
from commun.core.urls import here
from commun.governance.queries.searched import hidden_in, slug_of


def register() -> None:
    """Called once the room is ready."""
    from commun.core import registries
    from commun.core.search.sources import Source, same, sources, whole_facts
    from commun.exchange.journal import keeping, lists, offers, things, thread_life, threads
    from commun.exchange.models import PostFile

    file_texts.shown.add(
        "exchange", lambda: PostFile.objects.exclude(kept=None).filter(post__fades_at=None).values("kept")
    )

    door = registries.NavigationItem(_("Files"), "exchange:files", "document", 39)
    registries.navigation.add("exchange:files", door)
    whole_facts.update((threads.ARCHIVE_READ, keeping.AGED))

    hidden = "governance.hidden_words"
    posted = {
        lists.POSTED: new_posts, lists.THREAD: all_of_threads, hidden: hidden_posts, thread_life.SUMMED_UP: same,
        keeping.FADED: summed_up,
    }  # fmt: skip
    sources.add("exchange.posts", Source("messages", _("Messages"), posts, posted))
    sources.add(
        "exchange.files",
        Source("pieces-jointes", _("Attachments"), files, {
            lists.THREAD: files_of_threads, hidden: hidden_files, file_texts.FILE: files_read,
        }, hung=files_hung),
    )  # fmt: skip
    sources.add("exchange.offers", Source("annonces", _("Offers and needs"), offers_, {
        offers.OFFER: same, hidden: hidden_offers,
    }))  # fmt: skip
    sources.add("exchange.things", Source("objets", _("Shared things"), things_, {
        things.THING: same, hidden: hidden_things,
    }))  # fmt: skip


# Searched, never shown: what people call them, whatever the language of the page.
_OFFER, _NEED = "annonce offre", "annonce besoin"


def posts(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each message under the subject of its thread: what its author says, not what they quote, unless it is not kept.

    And where each thread stands, when somebody wrote it. 3 queries.
    """
    from commun.exchange.models import Post

    slug = slug_of(space_id)
    rows = Post.objects.filter(fades_at=None).select_related("thread").defer("rest")
    for row in (rows if refs is None else rows.filter(ref__in=list(refs))).iterator():
        yield Document(
            ref=row.ref,
            url=f"{here(slug, 'exchange:thread', thread=row.thread.ref)}#{row.ref}",
            title=row.thread.subject,
            body=row.said,
            at=row.at,
            member_id=row.author_id,
        )
    yield from _summaries(slug, refs)


def _summaries(slug: str, refs: Refs | None) -> Iterator[Document]:
    """What stands at the head of threads, by the reference of the thread: of each the last one that was written."""
    from commun.exchange.models import ThreadSummary

    rows = ThreadSummary.objects.select_related("thread")
    rows = rows if refs is None else rows.filter(thread__ref__in=list(refs))
    for row in rows.order_by("thread_id", "-at", "-pk").distinct("thread_id"):
        if row.text:
            yield Document(
                ref=row.thread.ref,
                url=here(slug, "exchange:thread", thread=row.thread.ref),
                title=row.thread.subject,
                body=row.text,
                at=row.at,
                member_id=row.by_id,
            )


def files(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """The files that came with messages and are kept: their names, and their words once they were read. 2 queries.

    Where the words of a message are hidden, nothing gives its files.
    """
    from commun.exchange.models import PostFile
    from commun.exchange.policies.threads import POST
    from commun.governance.models import HiddenWords

    hidden = HiddenWords.objects.filter(kind=POST, shown_again_at=None).values("target")

    slug = slug_of(space_id)
    rows = (
        PostFile.objects.exclude(kept=None)
        .filter(post__fades_at=None)
        .exclude(post__in=hidden)
        .select_related("post__thread", "kept__words")
    )
    for row in (rows if refs is None else rows.filter(ref__in=list(refs))).iterator(chunk_size=file_texts.AT_ONCE):
        thread = row.post.thread
        yield Document(
            ref=row.ref,
            url=here(slug, "exchange:post-file", post_file=row.ref),
            title=row.name,
            body=parts_of([thread.subject, file_texts.words_of(row.kept)]),
            at=row.post.at,
            member_id=row.post.author_id,
        )


def files_read(space_id: int, refs: Refs) -> Refs:
    """Those whose words were just read. 1 query."""
    from commun.exchange.models import PostFile

    return file_texts.same_files(PostFile.objects.all(), "kept", refs)


def files_hung(space_id: int, refs: Refs) -> dict[str, Hung]:
    """The message that each came with. 2 queries."""
    from commun.exchange.models import PostFile

    slug = slug_of(space_id)
    rows = PostFile.objects.filter(ref__in=list(refs)).select_related("post__thread")
    return {
        row.ref: Hung(
            row.size,
            row.post.thread.subject,
            f"{here(slug, 'exchange:thread', thread=row.post.thread.ref)}#{row.post.ref}",
        )
        for row in rows
    }


def offers_(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Offers and needs, those that are over too. 2 queries."""
    from commun.exchange.models import Offer

    slug = slug_of(space_id)
    rows = Offer.objects.all()
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        yield Document(
            ref=row.ref,
            url=here(slug, "exchange:offer", offer=row.ref),
            title=row.title,
            body=parts_of([row.words, row.quantity, row.place]),
            tags=parts_of([str(row.get_nature_display()), _NEED if row.is_need else _OFFER]),
            at=row.made_at,
            member_id=row.by_id,
        )


def things_(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Things that are shared today. 2 queries."""
    from commun.exchange.models import SharedThing

    slug = slug_of(space_id)
    rows = SharedThing.objects.filter(withdrawn_at=None)
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        yield Document(
            ref=row.ref,
            url=here(slug, "exchange:thing", thing=row.ref),
            title=row.name,
            body=parts_of([row.words, row.rules, row.place]),
            at=row.shared_at,
            member_id=row.owner_id or row.shared_by_id,
        )


def new_posts(space_id: int, refs: Refs) -> Refs:
    """The messages of these threads that the search does not know yet: a long thread is not read again for one more.

    2 queries.
    """
    from commun.core.models import SearchDocument

    there = set(posts_of_threads(space_id, refs))
    known = SearchDocument.objects.filter(space=space_id, source="exchange.posts", ref__in=there)
    return there - set(known.values_list("ref", flat=True))


def posts_of_threads(space_id: int, refs: Refs) -> Refs:
    """The messages of these threads, and of those that were joined to them. 1 query."""
    from django.db.models import Q

    from commun.exchange.models import Post

    listed = list(refs)
    mine = Q(thread__ref__in=listed) | Q(thread__merged_into__ref__in=listed) | Q(thread__merged__ref__in=listed)
    return set(Post.objects.filter(mine).values_list("ref", flat=True))


def all_of_threads(space_id: int, refs: Refs) -> Refs:
    """The messages of these threads, and where they stand; of those that were joined to them too. 2 queries."""
    from django.db.models import Q

    from commun.exchange.models import Thread

    listed = list(refs)
    there = Thread.objects.filter(Q(ref__in=listed) | Q(merged_into__ref__in=listed))
    return {*posts_of_threads(space_id, refs), *there.values_list("ref", flat=True)}


def summed_up(space_id: int, refs: Refs) -> Refs:
    """Every thread at whose head somebody wrote: with its last message its summary went. 1 query."""
    from commun.exchange.models import ThreadSummary

    return set(ThreadSummary.objects.values_list("thread__ref", flat=True))


def files_of_threads(space_id: int, refs: Refs) -> Refs:
    """The files of their messages. 2 queries."""
    from commun.exchange.models import PostFile

    posts_ = posts_of_threads(space_id, refs)
    return set(PostFile.objects.filter(post__ref__in=posts_).values_list("ref", flat=True))


def hidden_posts(space_id: int, refs: Refs) -> Refs:
    """Messages and summaries whose words were hidden, or shown again. 3 queries."""
    return all_of_threads(space_id, hidden_in(refs, "thread"))


def hidden_offers(space_id: int, refs: Refs) -> Refs:
    """Offers and needs of which words were hidden, or shown again. 1 query."""
    return hidden_in(refs, "offer")


def hidden_things(space_id: int, refs: Refs) -> Refs:
    """Things of which words were hidden, or shown again. 1 query."""
    return hidden_in(refs, "thing")


def hidden_files(space_id: int, refs: Refs) -> Refs:
    """Their files. 3 queries."""
    return files_of_threads(space_id, hidden_in(refs, "thread"))
