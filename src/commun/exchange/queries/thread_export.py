"""A thread out of here: Markdown, JSON, paper; what was written comes back sign for sign (D9)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.sizes import size
from commun.exchange.models import Post, PostFile, Thread, ThreadSummary
from commun.exchange.policies.threads import hidden_among
from commun.exchange.queries.readers import decisions_of
from commun.exchange.queries.thread_life import summaries_of
from commun.exchange.thread_markdown import fence_for, fenced
from commun.ui.dates import day, moment

FORMAT = "commun.thread/1"


@dataclass(frozen=True)
class Whole:
    """A thread with all its messages, in order, its summaries (the last one first), the decisions it speaks of."""

    thread: Thread
    posts: list[Post]
    summaries: list[ThreadSummary]
    decisions: list[tuple[str, str]]

    @property
    def summary(self) -> ThreadSummary | None:
        """The one that stands at its head."""
        return self.summaries[0] if self.summaries and self.summaries[0].text else None


def whole_thread(thread: Thread) -> Whole:
    """All that the pages of a thread show; of what is not kept, or is hidden, neither words nor files. 5 queries."""
    with scope.use(thread.space_id):
        rows = Post.objects.filter(thread=thread).select_related("author__person").order_by("at", "pk")
        shown = PostFile.objects.filter(content_id="").select_related("kept")
        posts = list(rows.defer("rest").prefetch_related(Prefetch("files", shown)))
        hidden = hidden_among(posts)
    for post in posts:
        post.is_hidden = post.pk in hidden
        if post.fades_at is not None and not post.gone:
            post.said, post.gone = "", Post.Gone.UNKEPT
    return Whole(thread, posts, summaries_of(thread), decisions_of(thread))


def files_of(post: Post) -> list[PostFile]:
    """The files that a message still has, for whoever reads it."""
    return [] if post.is_hidden or post.gone else list(post.files.all())


def as_dict(whole: Whole) -> dict[str, Any]:
    """The thread in plain values."""
    row = whole.thread
    return {
        "format": FORMAT,
        "ref": row.ref,
        "group": row.space.name,
        "subject": row.subject,
        "section": _section(row),
        "state": row.state,
        "state_by": row.state_by.name if row.state_by else None,
        "state_at": row.state_at.isoformat() if row.state_at else None,
        "state_reason": row.state_reason,
        "started_at": row.started_at.isoformat(),
        "last_at": row.last_at.isoformat(),
        "decisions": [{"title": title, "page": url} for title, url in whole.decisions],
        "summaries": [{"text": one.text, "by": one.by.name, "at": one.at.isoformat()} for one in whole.summaries],
        "messages": [_message(one) for one in whole.posts],
    }


def _section(row: Thread) -> str:
    return row.section.name if row.section and not row.section.removed_at else ""


def _message(post: Post) -> dict[str, Any]:
    return {
        "ref": post.ref,
        "by": post.by,
        "is_from_outside": post.author_id is None,
        "at": post.at.isoformat(),
        "text": post.said,
        "gone": post.gone,
        "files": [{"name": one.name, "size": one.size, "refused": str(one.why)} for one in files_of(post)],
    }


def as_markdown(whole: Whole) -> str:
    """The thread as Markdown; each text stands between two fences, sign for sign (``thread_markdown.texts_in``)."""
    row, summary = whole.thread, whole.summary
    fence = fence_for([*(one.said for one in whole.posts), summary.text if summary else ""])
    parts = [f"# {row.subject}", _facts(whole)]
    if summary is not None:
        parts += [f"## {_('Where are we?')}", _signed(summary.by.name, moment(summary.at)), fenced(summary.text, fence)]
    for post in whole.posts:
        parts += [f"## {_signed(post.by, moment(post.at))}", _words(post, fence)]
        if found := files_of(post):
            parts.append("\n".join(f"- {one.name} ({size(one.size)})" for one in found))
    return "\n\n".join(parts) + "\n"


def _words(post: Post, fence: str) -> str:
    if post.gone and not post.said:
        return _("These words are gone: %(why)s.") % {"why": post.get_gone_display()}
    return fenced(post.said, fence)


def _signed(name: str, at: str) -> str:
    return f"{name}, {at}"


def _facts(whole: Whole) -> str:
    row = whole.thread
    state = str(row.get_state_display())
    if row.state_by is not None and row.state_at is not None and row.state != Thread.State.OPEN:
        state += f" ({_signed(row.state_by.name, day(row.state_at, year=True))})"
    facts = [
        (_("Group"), row.space.name),
        (_("Section"), _section(row)),
        (_("State"), state),
        (_("Why"), row.state_reason),
        (_("About"), ", ".join(title for title, _url in whole.decisions)),
    ]
    return "\n".join(f"- {name} : {value}" for name, value in facts if value)
