"""A message that names the page of a decision makes its thread one about that decision."""

import re

from commun.core.urls import here
from commun.exchange.models import Post, ThreadDecision
from commun.governance.models import Decision

MOST = 20


def note_decisions(post: Post) -> int:
    """Tie the thread to the decisions that the message names by their address. At most 3 queries. Space in scope."""
    refs = _refs(post)
    if not refs:
        return 0
    found = Decision.objects.filter(ref__in=refs)
    made = ThreadDecision.objects.bulk_create(
        [ThreadDecision(space_id=post.space_id, thread=post.thread, decision=one, since=post.at) for one in found],
        ignore_conflicts=True,
    )
    return len(made)


def _refs(post: Post) -> list[str]:
    """References in addresses of this group's decisions, each once, the first ones."""
    start = here(post.space.slug, "governance:decisions")
    if start not in post.said:
        return []
    named = re.findall(re.escape(start) + r"([a-z0-9-]{4,20})/", post.said)
    return list(dict.fromkeys(named))[:MOST]
