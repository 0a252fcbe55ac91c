"""Who may what with threads and their messages: what one reads, one may take; those who may write arrange."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.exchange.models import Post, PostFile
from commun.exchange.policies.lists import post_for
from commun.exchange.queries.threads import is_hidden
from commun.governance.models import Membership


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
