"""What a message carries when it goes out: its words, its small files as they are, links in place of the big ones."""

import email.policy
import re
from collections.abc import Sequence
from email.message import EmailMessage

from django.utils import translation
from django.utils.html import linebreaks, urlize
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import files, scope
from commun.core.errors import NotFound
from commun.core.file_kinds import MEDIA_TYPES
from commun.core.sizes import size
from commun.core.urls import absolute, here
from commun.exchange import file_care, key_care, outgoing
from commun.exchange.models import Post, PostFile
from commun.exchange.policies.threads import is_hidden

# A bigger file is given by a link to the page, where only members have it.
MOST_CARRIED = 1_000_000
# In an archive that is taken away: what any program still reads in one message.
MOST_ARCHIVED = 8_000_000
_KIND = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


def content_of(post: Post) -> outgoing.Content:
    """The part of a message that is the same for all. ``post`` with its space, thread and mail."""
    if is_hidden(post):
        return outgoing.content_of(post.said)
    with scope.use(post.space_id):
        rows = list(PostFile.objects.filter(post=post).select_related("kept"))
    if post.mail is None:
        rows = [one for one in rows if one.kept is not None]
        return _of_page(post, rows) if rows else outgoing.content_of(post.said)
    raw = bytes(post.mail.raw)
    if not outgoing.is_signed(mails.read(raw)):
        raw = key_care.mail_without(raw)
    read = mails.read(raw)
    linked = [one for one in rows if one.size > MOST_CARRIED and not one.content_id]
    if outgoing.is_signed(read):
        # A link in place of a file would break its seal.
        linked = []
    return _lightened(post, read, linked) if linked else outgoing.content_of_mail(raw, read)


def whole_content_of(post: Post) -> outgoing.Content:
    """The same for an archive that is taken away: files are inside, whatever their size, as long as mails hold them."""
    if post.mail is not None and not is_hidden(post):
        raw = key_care.mail_without(bytes(post.mail.raw))
        return outgoing.content_of_mail(raw, mails.read(raw))
    with scope.use(post.space_id):
        rows = list(PostFile.objects.filter(post=post).exclude(kept=None).select_related("kept"))
    return outgoing.content_of(post.said) if is_hidden(post) else _of_page(post, rows, MOST_ARCHIVED)


def _of_page(post: Post, rows: Sequence[PostFile], most: int = MOST_CARRIED) -> outgoing.Content:
    message = EmailMessage(policy=email.policy.SMTP)
    left: list[PostFile] = []
    carried: list[PostFile] = []
    for one in rows:
        (left if one.size > most or sum(each.size for each in carried) > most else carried).append(one)
    message.set_content(_with_links(post, post.said, left), charset="utf-8", cte="quoted-printable")
    for one in carried:
        _attach(message, one.name, _media(one), _bytes(one))
    return outgoing.content_of_message(message)


def _lightened(post: Post, read: mails.Mail, linked: Sequence[PostFile]) -> outgoing.Content:
    """A mail without its big files: its words, its layout, what is small."""
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(_with_links(post, read.text, linked), charset="utf-8", cte="quoted-printable")
    if read.html:
        layout = _plain(read.html) + linebreaks(urlize(_with_links(post, "", linked)))
        message.add_alternative(layout, subtype="html", charset="utf-8", cte="quoted-printable")
    outgoing.add_calendars(message, read)
    gone = {one.rank for one in linked}
    for rank, one in enumerate(read.attachments):
        if rank not in gone:
            _attach(message, one.name, one.kind, one.content, one.content_id)
    return outgoing.content_of_message(message)


def _with_links(post: Post, text: str, linked: Sequence[PostFile]) -> str:
    """The words, then where the files are."""
    words = _plain(text).rstrip()
    if not linked:
        return words + "\n"
    with translation.override(post.space.language):
        rows = [f"{one.name} ({size(one.size)})\n{_where(post, one)}" for one in linked]
        title = _("Files too big for a mail, on the page of the thread:")
    return "\n\n".join([words, title, *rows]) + "\n"


def _where(post: Post, one: PostFile) -> str:
    """Its address; why there is none, when it could not be kept: it is too big for each mail all the same."""
    return _url(post, one) if one.kept is not None else str(file_care.SENTENCES.get(one.refused, ""))


def _plain(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _url(post: Post, one: PostFile) -> str:
    return absolute(here(post.space.slug, "exchange:post-file", post_file=one.ref))


def _attach(message: EmailMessage, name: str, kind: str, content: bytes, content_id: str = "") -> None:
    main, _slash, sub = (kind if _KIND.fullmatch(kind) else "application/octet-stream").partition("/")
    # A mail inside a mail, a text of unknown letters: as plain bytes, that no library reads again.
    main, sub = ("application", "octet-stream") if main in {"message", "multipart", "text"} else (main, sub)
    cid = f"<{content_id}>" if re.fullmatch(r"[!-;=?-~]{1,200}", content_id) else None
    message.add_attachment(content, maintype=main, subtype=sub, filename=name, cid=cid)


def _media(one: PostFile) -> str:
    return MEDIA_TYPES.get(one.kept.kind if one.kept else "", "application/octet-stream").partition(";")[0]


def _bytes(one: PostFile) -> bytes:
    """Its bytes; none when the file was lost, so that the message still leaves."""
    try:
        return files.path_of(one.kept).read_bytes() if one.kept else b""
    except NotFound:
        return b""
