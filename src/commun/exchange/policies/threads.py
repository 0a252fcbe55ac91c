"""Who may what with threads and their messages: what one reads, one may take, unless the group hid it."""

from collections.abc import Sequence

from commun.core import scope
from commun.core.errors import NotFound
from commun.exchange.models import Post, PostFile
from commun.exchange.policies.lists import post_for
from commun.governance.models import HiddenWords, Membership

# Messages among what a group may hide (governance.hideable).
POST = "post"


def post_file_for(member: Membership | None, ref: str) -> PostFile:
    """A file of a message of the member's own group, as long as it is kept and not hidden. 2 queries."""
    if member is None or not member.is_current:
        raise NotFound
    with scope.use(member.space_id):
        found = PostFile.objects.select_related("kept", "post__thread", "space").filter(ref=ref).first()
    if found is None or found.kept is None or is_hidden(found.post):
        raise NotFound
    return found


def whole_mail_for(member: Membership | None, ref: str) -> Post:
    """A message with the mail that it came by, unless the group hid its words. 2 queries."""
    row = post_for(member, ref)
    if row.mail is None or not row.mail.raw or is_hidden(row):
        raise NotFound
    return row


def is_hidden(post: Post) -> bool:
    """Whether the group hid its words: then nothing gives them, neither the mail that they came by nor its files."""
    with scope.use(post.space_id):
        return bool(hidden_among([post]))


def hidden_among(posts: Sequence[Post]) -> set[int]:
    """Those of these messages whose words are hidden. 1 query. Space in scope."""
    rows = HiddenWords.objects.filter(kind=POST, target__in=[one.pk for one in posts], shown_again_at=None)
    return set(rows.values_list("target", flat=True))
