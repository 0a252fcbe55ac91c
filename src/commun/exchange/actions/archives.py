"""Verbs of archives: bring the messages of an old list into the list of a group, threads as they were, no mail sent.

Twice is once: a message that is there already, by its identity, is left as it is. An import that was stopped goes on
when it is started again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, files, journal, scope
from commun.core.errors import Refused
from commun.core.file_names import shown_name
from commun.core.models import KeptFile, Space
from commun.core.search import indexing
from commun.core.sizes import size
from commun.core.uploads import TooBigFile
from commun.exchange import addresses, soon_archives
from commun.exchange.actions.archive_threads import Threads
from commun.exchange.actions.decisions_told import note_decisions
from commun.exchange.actions.lists import open_list, refuse_others
from commun.exchange.actions.post_files import keep_files_of_mail
from commun.exchange.actions.posts import kept_words, trimmed_of
from commun.exchange.archive_reading import Found, beginning, is_cut, messages, opened
from commun.exchange.journal import lists as lists_facts
from commun.exchange.journal import threads as facts
from commun.exchange.models import ArchiveImport, InboundMail, Post
from commun.governance import states
from commun.governance.models import Membership

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_AT_ONCE, MOST_BYTES_AT_ONCE = 200, 20_000_000
State = ArchiveImport.State
Say = Callable[[ArchiveImport], None]


@transaction.atomic
def ask_import(*, by: Membership, sent: "UploadedFile[Any] | None") -> ArchiveImport:
    """Have an archive that was sent from the page read by the worker, one at a time. Raises NotFound, Refused."""
    refuse_others(by)
    checked = _checked(sent)
    journal.hold(by.space)
    row = open_list(by.space)
    with scope.use(by.space_id):
        if ArchiveImport.objects.filter(list=row, state__in=(State.WAITING, State.RUNNING)).exists():
            raise Refused(_("An archive is being brought in: wait until it is there."))
        kept = files.keep_made(
            space=by.space, made=cast(BinaryIO, checked), name=shown_name(checked.name or "", "mbox"), kind="mbox",
            person_id=by.person_id,
        )  # fmt: skip
        made = ArchiveImport(
            space=by.space, list=row, name=kept.name, kept=kept, asked_by=by, asked_at=clock.now(), size=kept.size
        )
        made.save()
        _record(facts.ARCHIVE_ASKED, made)
    soon_archives.read_soon(made.pk)
    return made


def _checked(sent: "UploadedFile[Any] | None") -> "UploadedFile[Any]":
    if sent is None:
        raise Refused(_("Choose a file."))
    most = settings.FILE_MOST_BYTES
    if isinstance(sent, TooBigFile) or (sent.size or 0) > most:
        said = _("This archive is too big for the page: %(most)s at most. Compress it (.gz), or ask your operator.")
        raise Refused(said % {"most": size(most)})
    sent.seek(0)
    start = beginning(sent.read(4096))
    sent.seek(0)
    if not start.startswith(b"From ") and not mails.is_mail(start):
        raise Refused(_("This is no archive of messages: choose a file that ends in .mbox, or in .mbox.gz."))
    return sent


@transaction.atomic
def start_import(*, space: Space, path: Path) -> ArchiveImport:
    """For the command: an archive that lies on the server, whatever its size."""
    row = open_list(space)
    with scope.use(space):
        made = ArchiveImport(
            space=space, list=row, name=path.name[:130], asked_at=clock.now(), size=path.stat().st_size
        )  # fmt: skip
        made.save()
    return made


def read_archive(*, row: ArchiveImport, path: Path, say: Say = lambda row: None) -> ArchiveImport:
    """Bring in what is new in an archive, some messages at a time; ``say`` hears how far it is."""
    with scope.use(row.space_id):
        _set(row, state=State.RUNNING)
        try:
            with opened(path) as source:
                heads = messages(source, row.list.slug, heads=True)
                kept = [one for one in heads if one is not None and not one.is_left_out]
            authors = _authors(row.space)
            marks = {one.message_id: one.mark for one in kept if one.mark[0]}
            threads = Threads(row.list, [one.card for one in kept], marks)
            seen = unread = 0
            with opened(path) as source:
                for batch in _batches(messages(source, row.list.slug)):
                    readable = [one for one in batch if one is not None and not one.is_left_out]
                    seen, unread = seen + len(batch), unread + len(batch) - len(readable)
                    _keep(row, threads, authors, readable, (seen, unread))
                    say(row)
            _finish(row, State.CUT if is_cut(path) else State.DONE)
        except Exception:
            _set(row, state=State.FAILED, ended_at=clock.now())
            raise
        indexing.index_space(row.space)
    return row


def _batches(found: Iterable[Found | None]) -> Iterator[list[Found | None]]:
    """Some messages at a time, by number and by weight."""
    batch: list[Found | None] = []
    weight = 0
    for one in found:
        batch.append(one)
        weight += len(one.raw) if one else 0
        if len(batch) >= MOST_AT_ONCE or weight >= MOST_BYTES_AT_ONCE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _authors(space: Space) -> dict[str, Membership]:
    """Who is, or was, in the group, by address: an archive makes no account and no member."""
    rows = Membership.objects.filter(state__in=[*states.INSIDE, states.LEFT], person__email__isnull=False)
    return {str(one.person.email).lower(): one for one in rows.select_related("person")}


@transaction.atomic
def _keep(
    row: ArchiveImport, threads: Threads, authors: dict[str, Membership], found: list[Found], told: tuple[int, int]
) -> None:
    """Keep what is new of some messages, and how far the archive is."""
    journal.hold(row.space)
    fresh: dict[str, Found] = {}
    for one in found:
        fresh.setdefault(one.message_id, one)
    for model in (InboundMail, Post):
        known = model._default_manager.filter(list=row.list, message_id__in=list(fresh))
        for message_id in known.values_list("message_id", flat=True):
            fresh.pop(message_id, None)
    kept = InboundMail.objects.bulk_create([_mail(row, one, authors.get(one.address)) for one in fresh.values()])
    posts = [
        _post(row, threads, one, mail) for one, mail in zip(fresh.values(), kept, strict=True)
    ]  # fmt: skip
    Post.objects.bulk_create(posts)
    for one, post in zip(fresh.values(), posts, strict=True):
        note_decisions(post)
        if one.read.attachments or one.read.calendar:
            keep_files_of_mail(post, one.read)
    seen, unread = told
    new = row.new_count + len(fresh)
    end = max((one.end for one in found), default=row.read_size)
    _set(row, new_count=new, unread_count=unread, known_count=max(0, seen - unread - new), read_size=end)


def _mail(row: ArchiveImport, one: Found, author: Membership | None) -> InboundMail:
    now = clock.now()
    return InboundMail(
        space_id=row.space_id, list=row.list, raw=one.raw, sha256=hashlib.sha256(one.raw).hexdigest(),
        message_id=one.message_id, envelope_to=addresses.address_of(row.list.slug), received_at=now, sorted_at=now,
        state=InboundMail.State.POSTED, why=InboundMail.Why.ARCHIVE, subject=kept_words(one.read.subject)[:300],
        sender_name=one.name, sender=one.address, author=author, decided_by=row.asked_by,
    )  # fmt: skip


def _post(row: ArchiveImport, threads: Threads, one: Found, mail: InboundMail) -> Post:
    trimmed = trimmed_of(one.read, is_whole=one.was_written_whole)
    # An address is nobody's name: what stands before the @ is shown.
    name = "" if mail.author_id else one.name or one.address.partition("@")[0] or _("(no name)")
    return Post(
        space=row.space, list=row.list, thread=threads.of(one.card), author=mail.author, outside_name=name[:200],
        subject=mail.subject, said=trimmed.said, rest=trimmed.rest, message_id=one.message_id, names=list(one.names),
        tags=list(mails.tags_of(mail.subject, trimmed.said)), at=one.at, mail=mail,
    )  # fmt: skip


@transaction.atomic
def _finish(row: ArchiveImport, state: str) -> None:
    journal.hold(row.space)
    kept, row.kept = row.kept, None
    # Somebody joined threads meanwhile: what was brought into the one follows.
    astray = Post.objects.filter(list=row.list).exclude(thread__merged_into=None).select_related("thread")
    for thread in {one.thread for one in astray}:
        Post.objects.filter(thread=thread).update(thread=thread.merged_into)
    _set(row, state=state, ended_at=clock.now(), kept=None, read_size=max(row.size, row.read_size))
    if kept is not None:
        KeptFile.objects.filter(pk=kept.pk).delete()
    _record(facts.ARCHIVE_READ, row, {"new": row.new_count, "known": row.known_count, "unread": row.unread_count})


def _set(row: ArchiveImport, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _record(name: str, row: ArchiveImport, data: dict[str, Any] | None = None) -> None:
    actor = journal.Person(row.asked_by.person_id) if row.asked_by and name == facts.ARCHIVE_ASKED else journal.PROGRAM
    journal.record(
        name, space=row.space, actor=actor, about=(lists_facts.LIST, row.list.slug),
        data={"archive": row.ref, **(data or {})},
    )  # fmt: skip
