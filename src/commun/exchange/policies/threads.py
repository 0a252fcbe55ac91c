"""Who may what with threads and their messages: what one reads, one may take; those who may write arrange."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.exchange.models import PostFile
from commun.governance.models import Membership


def post_file_for(member: Membership | None, ref: str) -> PostFile:
    """A file of a message of the member's own group, as long as it is kept. 1 query."""
    if member is None or not member.is_current:
        raise NotFound
    with scope.use(member.space_id):
        found = PostFile.objects.select_related("kept", "post__thread", "space").filter(ref=ref).first()
    if found is None or found.kept is None:
        raise NotFound
    return found
