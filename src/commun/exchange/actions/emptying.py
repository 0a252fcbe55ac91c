"""Words that go, and what stays of a message: who wrote, when, in which thread."""

from collections.abc import Sequence

from django.db.models import QuerySet

from commun.core.models import KeptFile
from commun.exchange.models import InboundMail, Post, PostFile
from commun.exchange.policies.threads import POST
from commun.governance.models import HiddenWords


def erase_files(posts: QuerySet[Post]) -> None:
    """Files of these messages; the night removes their bytes."""
    rows = PostFile.objects.filter(post__in=posts)
    kept = list(rows.exclude(kept=None).values_list("kept", flat=True))
    rows.delete()
    KeptFile.objects.filter(pk__in=kept).delete()


def empty_posts(numbers: Sequence[int], why: str) -> None:
    """Take the words of these messages away: theirs, those of their mails, files, and words that the group hid."""
    posts = Post.objects.filter(pk__in=numbers)
    erase_files(posts)
    InboundMail.objects.filter(post__in=posts).update(
        raw=b"", subject="", sender_name="", sender="", envelope_from=""
    )  # fmt: skip
    HiddenWords.objects.filter(kind=POST, target__in=numbers).update(words="")
    posts.update(said="", rest="", subject="", tags=[], file_count=0, gone=why)
