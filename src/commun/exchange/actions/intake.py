"""Verbs of mails that come in: keep each before it is answered for, then sort it."""

import datetime as dt
import hashlib

from django.db import transaction

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.core.models import Space
from commun.exchange import addresses, soon
from commun.exchange.actions.lists import open_list
from commun.exchange.actions.posts import kept_words, post_mail
from commun.exchange.digest_marks import answers_a_summary
from commun.exchange.journal import lists as facts
from commun.exchange.models import Delivery, InboundMail, MailingList, Post, Subscription
from commun.exchange.notifications import lists as letters
from commun.exchange.proof import sender_is_proven
from commun.governance import states
from commun.governance.models import Membership

MOST_HOPS = 50
KEPT_REFUSED = dt.timedelta(days=30)
MOST_BYTES = 25_000_000
State, Why = InboundMail.State, InboundMail.Why


def destination(recipient: str) -> MailingList | Delivery | None:
    """What an address leads to: a list, or the delivery that comes back; None when there is no such address."""
    target = addresses.target_of(recipient)
    if target is None:
        return None
    with scope.everywhere("an address of the house names its own list"):
        if target.bounce_key:
            rows = Delivery.objects.select_related("post__list__space")
            return rows.filter(token=target.bounce_key).first()
        if target.answer_key:
            found = Subscription.objects.select_related("list__space").filter(token=target.answer_key).first()
            return found.list if found else None
        known = MailingList.objects.select_related("space").filter(slug=target.slug).first()
    if known is not None:
        return known
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=target.slug).first()
    return open_list(space) if space else None


def take_in(*, envelope_from: str, recipient: str, raw: bytes) -> InboundMail | None:
    """Keep a mail as it came; who sent it is told « yes » only once this is committed. None: no such address.

    The same mail again (same identity; same bytes when it has none) is the one that is kept already.
    """
    found = destination(recipient)
    if found is None:
        return None
    keep(found=found, envelope_from=envelope_from, recipient=recipient, raw=raw)
    row = found.post.list if isinstance(found, Delivery) else found
    message_id = _identity(raw)
    rows = InboundMail._base_manager.filter(space_id=row.space_id, list=row, message_id=message_id)
    return (rows if message_id else rows.filter(sha256=hashlib.sha256(raw).hexdigest())).get()


@transaction.atomic
def keep(*, found: MailingList | Delivery, envelope_from: str, recipient: str, raw: bytes) -> None:
    """Keep a mail for what its address led to (``destination``), as ``take_in`` does. One statement."""
    row = found.post.list if isinstance(found, Delivery) else found
    mail = InboundMail(
        space_id=row.space_id, list=row, raw=raw, sha256=hashlib.sha256(raw).hexdigest(),
        message_id=_identity(raw), received_at=clock.now(),
        envelope_from=kept_words(envelope_from)[:320], envelope_to=kept_words(recipient)[:320],
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
        row.author = _proven_author(row, read)
        row.state, row.why = _verdict(row, read)
        row.sorted_at = clock.now()
        row.save()
        if row.state == State.POSTED:
            post_mail(row, read)
        else:
            _tell(row, read)
    return row


@transaction.atomic
def give_up(*, mail: InboundMail) -> InboundMail:
    """A mail that no rule could read stays, byte for byte, for somebody to look at: nothing is lost."""
    journal.hold(mail.space)
    with scope.use(mail.space_id):
        row = InboundMail.objects.select_related("space", "list").select_for_update(of=("self",)).get(pk=mail.pk)
        if row.state == State.WAITING:
            row.state, row.why, row.sorted_at = State.FAILED, Why.BROKEN, clock.now()
            row.save(update_fields=["state", "why", "sorted_at"])
            _record(row, facts.SET_ASIDE)
    return row


def _verdict(row: InboundMail, read: mails.Mail) -> tuple[InboundMail.State, InboundMail.Why]:
    """The rules, in order; the first that speaks decides."""
    if (aside := _set_aside(row, read)) is not None:
        return State.DROPPED, aside
    if not row.list.is_open:
        return State.REFUSED, Why.CLOSED
    if answers_a_summary(read, row.space.name):
        return State.REFUSED, Why.SUMMARY
    if not read.text.strip() and not read.attachments:
        return State.REFUSED, Why.EMPTY
    if (doubt := _doubt(row, read)) is not None:
        return State.HELD, doubt
    return State.POSTED, Why.NONE


def _set_aside(row: InboundMail, read: mails.Mail) -> InboundMail.Why | None:
    """What no person wrote to the list: it comes back from one, or a program wrote it."""
    if (addresses.target_of(row.envelope_to) or addresses.Target()).bounce_key:
        return Why.RETURNED
    if comes_back(row.list, read):
        return Why.LOOP
    return Why.AUTOMATIC if mails.why_automatic(read, row.envelope_from) else None


def comes_back(row: MailingList, read: mails.Mail) -> bool:
    """Our own list sent it already, or it goes round and round."""
    mine = {addresses.list_id(row.slug), addresses.address_of(row.slug)}
    marks = " ".join([*read.all("list-id"), *read.all("list-post")]).lower()
    return any(one in marks for one in mine) or len(read.all("received")) > MOST_HOPS


def _doubt(row: InboundMail, read: mails.Mail) -> InboundMail.Why | None:
    """Why somebody should read it before the others do."""
    if row.author is None:
        return Why.UNPROVEN if _claimed_author(row) else Why.UNKNOWN
    if row.author.state != states.MEMBER:
        return Why.AT_REST
    if not addresses.is_to_list((*read.to, *read.cc), row.list.slug):
        return Why.ASIDE
    if row.list.holds_first and not Post.objects.filter(list=row.list, author=row.author).exists():
        return Why.FIRST
    return None


def _claimed_author(row: InboundMail) -> Membership | None:
    """The member of this group whose address the mail gives as its author's."""
    if not row.sender:
        return None
    rows = Membership.objects.select_related("person", "space")
    return rows.filter(person__email__iexact=row.sender, state__in=states.INSIDE).first()


def _proven_author(row: InboundMail, read: mails.Mail) -> Membership | None:
    """The member who wrote it: our server found that their domain stands by it, or it bears their own key."""
    member = _claimed_author(row)
    if member is None or len(addresses.authors_of(read.all("from"))) != 1:
        return None
    target = addresses.target_of(row.envelope_to)
    if target is not None and target.answer_key:
        mine = Subscription.objects.filter(list=row.list, membership=member, token=target.answer_key)
        if mine.exists():
            return member
    return member if sender_is_proven(read) else None


def _tell(row: InboundMail, read: mails.Mail) -> None:
    """A line in the journal; those who look after the list hear of what is held, a person why they are refused."""
    if row.state == State.HELD:
        _record(row, facts.HELD)
        letters.mail_waits(row)
        return
    _record(row, facts.SET_ASIDE)
    if row.state == State.REFUSED:
        letters.refused(row, read)


def _record(row: InboundMail, name: str) -> None:
    journal.record(
        name, space=row.space, actor=journal.PROGRAM, about=(facts.LIST, row.list.slug),
        data={"mail": row.ref, "why": row.why},
    )  # fmt: skip


@transaction.atomic
def forget_mails() -> int:
    """Empty the mails that were refused or set aside more than a month ago: nobody's words stay for nothing."""
    with scope.everywhere("old mails of every group"):
        rows = InboundMail.objects.filter(
            state__in=(State.REFUSED, State.DROPPED), sorted_at__lt=clock.now() - KEPT_REFUSED
        ).exclude(raw=b"")
        return rows.update(raw=b"", subject="", sender_name="", sender="", envelope_from="")
