"""Verbs of messages: write from the page, answer a thread; a mail that was let through becomes a message too."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import as_written, one_line, straight
from commun.exchange import addresses, key_care
from commun.exchange.actions.decisions_told import note_decisions
from commun.exchange.actions.fanning import queue_deliveries
from commun.exchange.actions.joining import join
from commun.exchange.actions.lists import open_list
from commun.exchange.actions.post_files import check_sent, keep_files_of_mail, keep_sent_files
from commun.exchange.journal import lists as facts
from commun.exchange.models import InboundMail, MailingList, Post, Thread, ThreadSection
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_SUBJECT, LONGEST_WRITTEN, LONGEST_KEPT = 200, 20_000, 500_000
MOST_NAMES = 50
WINDOW = dt.timedelta(days=30)
# The same words, sent again by hand within that time, are one message.
AGAIN = dt.timedelta(minutes=30)
# How long what its author does not want kept stays on the page, for those who read there or by a summary.
PASSING = dt.timedelta(days=30)
_TOKEN = re.compile(r"[0-9a-f-]{20,40}")


@dataclass(frozen=True)
class Words:
    """A message before it has its place: who says what, under which identity, answering which others."""

    author: Membership | None
    outside_name: str
    subject: str
    said: str
    rest: str
    message_id: str
    names: tuple[str, ...]
    file_count: int = 0
    # Its author asks that it be not kept.
    is_passing: bool = False


@transaction.atomic
def write_post(
    *,
    by: Membership,
    token: str,
    text: str,
    subject: str = "",
    thread: Thread | None = None,
    section: ThreadSection | None = None,
    sent: "Sequence[UploadedFile[Any]]" = (),
    is_by_hand: bool = False,
) -> Post:
    """Write to the list from its page: a new thread (under ``section``), or an answer, with files. The same form
    (``token``) twice is one message; ``is_by_hand``: so are the same words twice in a row. Raises Refused.
    """
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    if any(one is not None and one.space_id != by.space_id for one in (thread, section)):
        raise NotFound
    text = key_care.taken_out(as_written(text, LONGEST_WRITTEN))
    subject = one_line(subject, LONGEST_SUBJECT)
    if not text:
        raise Refused(_("Write something first."))
    if thread is None and not subject:
        raise Refused(_("Say in a few words what it is about."))
    if not _TOKEN.fullmatch(token):
        raise Refused(_("This form is too old: send it once more."))
    checked = check_sent(sent)
    row = open_list(by.space)
    if not row.is_open:
        raise Refused(_("This list takes no messages at the moment."))
    message_id = f"<{token}.{by.pk}@{addresses.domain()}>"
    with scope.use(by.space_id):
        known = Post.objects.filter(list=row, message_id=message_id).select_related("thread").first()
        if known is None and is_by_hand and not checked:
            known = _said_just_now(by, row, thread, subject, text)
        if known is not None:
            return known
        names: tuple[str, ...] = ()
        if thread is not None:
            last = Post.objects.filter(thread=thread).order_by("-at", "-pk").first()
            names = (*last.names[-MOST_NAMES + 1 :], last.message_id) if last is not None else ()
            subject = f"Re: {thread.subject}"[:300]
        words = Words(by, "", subject, text, "", message_id, names, file_count=len(checked))
        post = keep_post(row, words, thread=thread)
        if thread is None and section is not None and post.thread.section_id is None:
            post.thread.section = section
            post.thread.save(update_fields=["section"])
        keep_sent_files(post, checked, by)
    return post


def _said_just_now(by: Membership, row: MailingList, thread: Thread | None, subject: str, text: str) -> Post | None:
    """Their last message, when it says the same in the same place: a browser that goes back makes a new form."""
    rows = Post.objects.filter(list=row, at__gt=clock.now() - AGAIN).select_related("thread")
    last = (rows.filter(thread=thread) if thread is not None else rows.filter(author=by)).order_by("-at", "-pk").first()
    if last is None or (last.author_id, last.said, last.file_count) != (by.pk, text, 0):
        return None
    return last if thread is not None or last.subject == subject else None


def post_mail(mail: InboundMail) -> Post:
    """Make a message of a mail that may be posted; the caller holds the journal and the mail's row."""
    read = mails.read(key_care.mail_without(bytes(mail.raw)))
    trimmed = trimmed_of(read)
    message_id = mail.message_id or f"<{mail.sha256[:40]}@{addresses.domain()}>"
    names = [addresses.known_id(one) for one in dict.fromkeys((*read.references, *read.in_reply_to))]
    words = Words(
        author=mail.author,
        # An address is nobody's name, and servers distrust one that stands before another.
        outside_name="" if mail.author else mail.sender_name or mail.sender.partition("@")[0],
        subject=kept_words(read.subject)[:300],
        said=trimmed.said,
        rest=trimmed.rest,
        message_id=message_id,
        names=tuple(one for one in names if one and one != message_id)[-MOST_NAMES:],
        file_count=min(len(read.attachments), 999),
        is_passing=mails.wants_no_archive(read),
    )
    post = keep_post(mail.list, words, mail=mail)
    if post.mail_id == mail.pk and (read.attachments or read.calendar):
        keep_files_of_mail(post, read)
    return post


def trimmed_of(read: mails.Mail, *, is_whole: bool = False) -> mails.Trimmed:
    """What the author of a mail says, and what they quote; what is passed on is the message, and so is ``is_whole``."""
    text = kept_words(read.text)
    # Only what answers is told from what it quotes.
    return mails.Trimmed(text.strip(), "") if is_whole or mails.is_forward(read.subject) else mails.trim(text)


def keep_post(row: MailingList, words: Words, *, thread: Thread | None = None, mail: InboundMail | None = None) -> Post:
    """Give a message its place, tell the journal, and queue its way to each member. Journal held, space in scope."""
    now = clock.now()
    known = Post.objects.filter(list=row, message_id=words.message_id).first()
    if known is not None:
        return known
    thread = thread or _thread_of(row, words)
    Thread.objects.filter(pk=thread.pk, last_at__lt=now).update(last_at=now)
    post = Post(
        space_id=row.space_id, list=row, thread=thread, author=words.author, outside_name=words.outside_name[:200],
        subject=words.subject, said=words.said, rest=words.rest, file_count=words.file_count, mail=mail,
        message_id=words.message_id, names=list(words.names), at=now,
        tags=list(mails.tags_of(words.subject, words.said)), fades_at=now + PASSING if words.is_passing else None,
    )  # fmt: skip
    post.save()
    note_decisions(post)
    journal.record(
        facts.POSTED,
        space=row.space,
        actor=journal.Person(words.author.person_id) if words.author else journal.PROGRAM,
        about=(facts.THREAD, thread.ref),
        data={"message": post.ref, "by_mail": mail is not None},
    )
    queue_deliveries(post)
    return post


def _thread_of(row: MailingList, words: Words) -> Thread:
    """The conversation of a message (algo.mail.threads); what came before and turns out to be of it joins it."""
    base = mails.base_of(words.subject)[:300]
    around = _posts_around(row, words, base)
    me = mails.Card(words.message_id, words.names, words.subject, clock.now())
    cards = [mails.Card(one.message_id, tuple(one.names), one.subject, one.at) for one in around]
    root_of = mails.roots(mails.parents([*cards, me]))
    mine = root_of[words.message_id]
    near = [one for one in around if root_of[one.message_id] == mine]
    if not near:
        return _new_thread(row, words.subject, base)
    return _joined(near, words)


def _new_thread(row: MailingList, subject: str, base: str) -> Thread:
    now = clock.now()
    shown = mails.shown(subject, row.own_marks)[:300] or str(_("(no subject)"))
    thread = Thread(space_id=row.space_id, list=row, subject=shown, base=base, started_at=now, last_at=now)
    thread.save()
    return thread


def _joined(near: list[Post], words: Words) -> Thread:
    """The thread of the message that it answers; threads that nobody took apart, and that it shows to be one, join."""
    by_id = {one.message_id: one.thread for one in near}
    answered = next((by_id[one] for one in reversed(words.names) if one in by_id), None)
    found = sorted({one.thread for one in near}, key=lambda one: (one.started_at, one.pk))
    apart = {one.split_from_id for one in found} - {None}
    if apart:
        return answered or found[0]
    for other in found[1:]:
        join(found[0], other)
    return found[0]


def _posts_around(row: MailingList, words: Words, base: str) -> list[Post]:
    """Messages that this one names, that name it or one that it names, or that speak of the same lately. 1 query."""
    ids = [words.message_id, *words.names]
    rows = Post.objects.filter(list=row).select_related("thread")
    found = rows.filter(message_id__in=ids) | rows.filter(names__overlap=ids)
    if base and not words.names and mails.is_answer(words.subject):
        since = clock.now() - WINDOW
        found = found | rows.filter(thread__base=base, at__gte=since)
    return list(found.order_by("pk")[:2000])


def kept_words(text: str) -> str:
    """Text as the database takes it: no NUL, no half letter, nothing that turns a page around, not without end."""
    return straight(text).encode("utf-8", "replace").decode()[:LONGEST_KEPT]
