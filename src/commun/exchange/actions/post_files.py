"""Verbs of the files of messages: keep those of a mail, those sent from the page; what may not be kept is said."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import files
from commun.core.errors import Refused
from commun.core.file_names import shown_name
from commun.core.sizes import size
from commun.core.uploads import TooBigFile
from commun.exchange import file_care
from commun.exchange.models import Post, PostFile
from commun.governance.models import Membership

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES, MOST_SENT, MOST_CALENDARS = 40, 5, 3
_CID = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)


def keep_files_of_mail(post: Post, read: mails.Mail) -> list[PostFile]:
    """Keep what came with a mail, once; how many are shown under the message goes to the message. Space in scope."""
    shown_inside = {one.lower() for one in _CID.findall(read.html)}
    made = []
    for rank, one in enumerate([*read.attachments[: MOST_FILES + 1], *_calendars(read)]):
        is_inside = bool(one.content_id) and one.content_id.lower() in shown_inside
        made.append(_keep(post, rank, one, one.content_id[:250] if is_inside else ""))
    post.file_count = sum(not one.content_id for one in made)
    post.save(update_fields=["file_count"])
    return made


def _calendars(read: mails.Mail) -> list[mails.Attachment]:
    """Its calendar parts as files, unless the same is attached as one."""
    if any(one.name.lower().endswith(".ics") for one in read.attachments):
        return []
    return [
        mails.Attachment("invitation.ics", "text/calendar", text.encode("utf-8", "replace"))
        for text in read.calendar[:MOST_CALENDARS]
    ]


def _keep(post: Post, rank: int, one: mails.Attachment, content_id: str) -> PostFile:
    kind, why = file_care.examined(one.name, one.kind, one.content) if rank < MOST_FILES else ("", file_care.MANY)
    row = PostFile(
        space_id=post.space_id, post=post, rank=rank, size=len(one.content), content_id=content_id, refused=why,
        name=shown_name(one.name, kind) if kind else one.name[:200],
    )  # fmt: skip
    if kind:
        row.kept = files.keep_made(
            space=post.space, made=io.BytesIO(one.content), name=row.name, kind=kind,
            person_id=post.author.person_id if post.author else None,
        )  # fmt: skip
    row.save()
    return row


def check_sent(sent: Sequence["UploadedFile[Any]"]) -> list[mails.Attachment]:
    """Files chosen on a page, examined before anything is written. Raises Refused with a sentence for their sender."""
    if len(sent) > MOST_SENT:
        raise Refused(_("%(most)s files at most with one message.") % {"most": MOST_SENT})
    return [_checked(one) for one in sent]


def _checked(sent: "UploadedFile[Any]") -> mails.Attachment:
    name = (sent.name or "").replace("\\", "/").rpartition("/")[2][:200]
    if isinstance(sent, TooBigFile) or (sent.size or 0) > settings.FILE_MOST_BYTES:
        most = {"name": name, "most": size(settings.FILE_MOST_BYTES)}
        raise Refused(_("“%(name)s” is too big: %(most)s at most.") % most)
    sent.seek(0)
    content = sent.read()
    _kind, why = file_care.examined(name, "", content)
    if why == file_care.HARM:
        raise Refused(
            _("“%(name)s” is, or may hold, a program: send a PDF, a DOCX or an ODT instead.") % {"name": name}
        )
    if why:
        raise Refused(_("“%(name)s”, %(why)s") % {"name": name, "why": file_care.SENTENCES[why]})
    return mails.Attachment(name, "", content)


def keep_sent_files(post: Post, sent: Sequence[mails.Attachment], by: Membership) -> None:
    """Keep the files of a message that was written on a page. Space in scope."""
    for rank, one in enumerate(sent):
        _keep(post, rank, one, "")
    if sent:
        post.file_count = len(sent)
        post.save(update_fields=["file_count"])
