"""Verbs of mails that come in: keep each before it is answered for, then sort it."""

import datetime as dt
import hashlib

from django.db import transaction

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.exchange import addresses, soon
from commun.exchange.actions import roles, rules
from commun.exchange.actions.destinations import destination, target_in
from commun.exchange.actions.posts import kept_words, post_mail
from commun.exchange.actions.senders import proven_author
from commun.exchange.journal import lists as facts
from commun.exchange.models import InboundMail, MailingList
from commun.exchange.notifications import lists as letters

KEPT_REFUSED = dt.timedelta(days=30)
TRIED_AGAIN = dt.timedelta(days=30)
MOST_BYTES = 25_000_000
State, Why = InboundMail.State, InboundMail.Why
__all__ = ["destination", "forget_mails", "give_up", "keep", "sort_mail", "take_in", "try_again"]


def take_in(*, envelope_from: str, recipient: str, raw: bytes, is_cut: bool = False) -> InboundMail | None:
    """Keep a mail as it came; who sent it is told « yes » only once this is committed. None: no such address.

    The same mail again (same identity; same bytes when it has none) is the one that is kept already. ``is_cut``: it was
    too big, this is its beginning; whoever wrote it is told.
    """
    found = destination(recipient)
    if found is None:
        return None
    keep(found=found, envelope_from=envelope_from, recipient=recipient, raw=raw, is_cut=is_cut)
    message_id = _identity(raw)
    rows = InboundMail._base_manager.filter(
        space_id=found.space_id, list=found, purpose=target_in(recipient, found).purpose, message_id=message_id
    )
    return (rows if message_id else rows.filter(sha256=hashlib.sha256(raw).hexdigest())).get()


@transaction.atomic
def keep(*, found: MailingList, envelope_from: str, recipient: str, raw: bytes, is_cut: bool = False) -> None:
    """Keep a mail for what its address led to (``destination``), as ``take_in`` does. One statement."""
    mail = InboundMail(
        space_id=found.space_id, list=found, purpose=target_in(recipient, found).purpose, raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(), message_id=_identity(raw), received_at=clock.now(),
        envelope_from=kept_words(envelope_from)[:320], envelope_to=kept_words(recipient)[:320],
        why=Why.BIG if is_cut else Why.NONE,
    )  # fmt: skip
    InboundMail._base_manager.bulk_create([mail], ignore_conflicts=True)
    soon.sort_soon()


def _identity(raw: bytes) -> str:
    return addresses.known_id(mails.read(raw[:65_536]).message_id)


@transaction.atomic
def sort_mail(*, mail: InboundMail) -> InboundMail:
    """Say what becomes of a mail that was kept: posted, held, refused or set aside, and why. Safe to run twice."""
    journal.hold(mail.space)
    with scope.use(mail.space_id):
        rows = InboundMail.objects.select_related("list__space", "space").select_for_update(of=("self",))
        row = rows.get(pk=mail.pk)
        if row.state != State.WAITING:
            return row
        read = mails.read(bytes(row.raw))
        row.subject = kept_words(read.subject)[:300]
        row.sender_name, row.sender = kept_words(read.author[0])[:200], kept_words(read.author[1])[:320]
        row.author = proven_author(row, read)
        reason = _sort(row, read)
        row.sorted_at = clock.now()
        row.save()
        if row.state == State.POSTED:
            post_mail(row)
        elif row.state != State.ACTED:
            _tell(row, read, reason)
    return row


@transaction.atomic
def give_up(*, mail: InboundMail) -> InboundMail:
    """A mail that no rule could read stays, byte for byte: ``check_mail`` names it, each night it is tried again."""
    journal.hold(mail.space)
    with scope.use(mail.space_id):
        row = InboundMail.objects.select_related("space", "list").select_for_update(of=("self",)).get(pk=mail.pk)
        if row.state == State.WAITING:
            row.state, row.why, row.sorted_at = State.FAILED, Why.BROKEN, clock.now()
            row.save(update_fields=["state", "why", "sorted_at"])
            _record(row, facts.SET_ASIDE)
    return row


@transaction.atomic
def try_again() -> int:
    """Have what no rule could read sorted once more: a mended program may, and a mail is kept for it. Returns how many.

    Nothing is recorded: what becomes of each mail will be.
    """
    with scope.everywhere("mails of every group that no rule could read"):
        rows = InboundMail.objects.filter(state=State.FAILED, received_at__gt=clock.now() - TRIED_AGAIN)
        count = rows.update(state=State.WAITING, why=Why.NONE)
    if count:
        soon.sort_soon()
    return count


def _sort(row: InboundMail, read: mails.Mail) -> str:
    """Its state, and why; the sentence for its sender, where a role has one."""
    target = target_in(row.envelope_to, row.list)
    handler = roles.handler_of(target, row.list)
    if row.why == Why.BIG:
        aside = rules.set_aside(row, read)
        row.state, row.why = (State.DROPPED, aside) if aside else (State.REFUSED, Why.BIG)
        return ""
    if handler is None:
        row.state, row.why = rules.verdict(row, read)
        return ""
    aside = None if roles.is_for_programs(target) else rules.set_aside(row, read)
    if aside is not None:
        row.state, row.why = State.DROPPED, aside
        return ""
    row.state, row.why, reason = handler(row, read, target)
    return reason


def _tell(row: InboundMail, read: mails.Mail, reason: str) -> None:
    """A line in the journal; those who look after the list hear of what is held, a person why they are refused."""
    if row.state == State.HELD:
        _record(row, facts.HELD)
        letters.mail_waits(row, read)
        return
    _record(row, facts.SET_ASIDE)
    if row.state == State.REFUSED:
        letters.refused(row, read, reason)


def _record(row: InboundMail, name: str) -> None:
    journal.record(
        name, space=row.space, actor=journal.PROGRAM, about=(facts.LIST, row.list.slug),
        data={"mail": row.ref, "why": row.why},
    )  # fmt: skip


@transaction.atomic
def forget_mails() -> int:
    """Empty the mails that were refused, set aside or done with a month ago: nobody's words stay for nothing."""
    with scope.everywhere("old mails of every group"):
        rows = InboundMail.objects.filter(
            state__in=(State.REFUSED, State.DROPPED, State.ACTED), sorted_at__lt=clock.now() - KEPT_REFUSED
        ).exclude(raw=b"")
        return rows.update(raw=b"", subject="", sender_name="", sender="", envelope_from="")
