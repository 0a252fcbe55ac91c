"""Verbs of moderation beside letting through and refusing: set aside, trust a sender, decide by an answer."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import absolute, here
from commun.exchange import addresses, command_keys, moderation_words
from commun.exchange.actions import held
from commun.exchange.actions.senders import claimed_author
from commun.exchange.actions.verdicts import Verdict
from commun.exchange.journal import list_care as facts
from commun.exchange.journal import lists as list_facts
from commun.exchange.models import InboundMail, MailingList, TrustedSender
from commun.exchange.notifications import list_care as letters
from commun.exchange.notifications.answers import language_of, moderated
from commun.exchange.notifications.lists import refused
from commun.exchange.policies import lists as policies
from commun.exchange.proof import sender_is_proven
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

WARNED = dt.timedelta(days=12)
State, Why = InboundMail.State, InboundMail.Why


@transaction.atomic
def discard_held(*, by: Membership, mail: InboundMail) -> InboundMail:
    """Set it aside without a word to its sender. Raises Refused."""
    row = held.waiting_row(by, mail)
    with scope.use(row.space_id):
        row.why = Why.CHOSEN
        held.decide(row, by, State.DROPPED)
        _record(row, by, facts.DISCARDED)
    return row


@transaction.atomic
def trust_sender(*, by: Membership, mail: InboundMail) -> TrustedSender:
    """Let it through, and from now on whatever is proven to come from the same sender. Raises Refused."""
    row = held.waiting_row(by, mail)
    with scope.use(row.space_id):
        if row.author is not None or not sender_is_proven(mails.read(bytes(row.raw))):
            raise Refused(_("This sender cannot be trusted ahead: nothing proves that they wrote this mail."))
        held.release_held(by=by, mail=row)
        kept, is_new = TrustedSender.objects.get_or_create(
            list=row.list, address=row.sender, defaults={"space_id": row.space_id, "by": by, "at": clock.now()}
        )
        if is_new:
            _record(row, by, facts.TRUSTED)
    return kept


@transaction.atomic
def trust_no_longer(*, by: Membership, sender: TrustedSender) -> None:
    """Have their mails read first again. Raises NotFound."""
    refuse_unless_awake(by, sender.space_id)
    journal.hold(by.space)
    if not policies.can_sort(by):
        raise NotFound
    with scope.use(by.space_id):
        row = TrustedSender.objects.select_related("list").get(pk=sender.pk)
        about = (list_facts.LIST, row.list.slug)
        journal.record(facts.UNTRUSTED, space=by.space, actor=journal.Person(by.person_id), about=about)
        row.delete()


def decide_by_mail(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`mod+key`: the answer of who looks after the list to the notice of a mail that waits.

    The key names the mail and the member; it must also be proven that this very member wrote.
    """
    waiting = InboundMail.objects.select_related("space", "list").filter(ref=command_keys.ref_in(target.key)).first()
    language = language_of(row, read)
    if waiting is None:
        return Verdict(State.DROPPED, Why.UNASKED)
    writer = row.author or claimed_author(row)
    if writer is None:
        return Verdict(State.REFUSED, Why.UNKNOWN)
    if not command_keys.is_key_of(target.key, waiting, writer):
        with translation.override(language):
            somebody_else = _("This address answers for somebody else: answer the mail that you received.")
        return Verdict(State.REFUSED, Why.UNASKED, somebody_else)
    if row.author is None:
        # The key is theirs, and so is the address that is told: nobody waits for nothing.
        with translation.override(language):
            sentence = _unproven(waiting)
        moderated(row, read, waiting, sentence)
        return Verdict(State.REFUSED, Why.UNPROVEN)
    said = moderation_words.read_answer(mails.trim(read.text).said)
    with translation.override(language):
        try:
            sentence = _decided(row.author, waiting, said) if said else _unclear()
        except Refused as error:
            sentence = str(error.sentence)
        except NotFound:
            sentence = _("Nothing was done: you no longer look after this list.")
    moderated(row, read, waiting, sentence)
    return Verdict(State.ACTED, Why.NONE) if said else Verdict(State.DROPPED, Why.UNASKED)


def _decided(by: Membership, mail: InboundMail, said: moderation_words.Said) -> str:
    """Do what was said, whole or not at all; the sentence that tells it."""
    with transaction.atomic():
        if said.choice == moderation_words.TRUST:
            trust_sender(by=by, mail=mail)
            return _("It is let through, and the next mails of this sender will be too.")
        if said.choice == moderation_words.ACCEPT:
            held.release_held(by=by, mail=mail)
            return _("It is let through: all members read it.")
        if said.choice == moderation_words.REFUSE:
            held.refuse_held(by=by, mail=mail, reason=said.reason[: held.LONGEST_REASON])
            return _("It is refused.")
        discard_held(by=by, mail=mail)
        return _("It is set aside, without a word to its sender.")


def _unproven(waiting: InboundMail) -> str:
    names = {"page": absolute(here(waiting.space.slug, "exchange:held-mail", held_mail=waiting.ref))}
    return _("Nothing was done: nothing proves that you wrote this answer. Decide on its page: %(page)s") % names


def _unclear() -> str:
    return _(
        "Nothing was done: begin your answer with one of these words, alone on its line: accept, accept and trust, "
        "refuse: why, discard."
    )


def look_after_held() -> int:
    """Once a day: what has waited for two weeks is set aside, its sender told; two days before, a letter says so.

    Returns how many were set aside.
    """
    now = clock.now()
    with scope.everywhere("mails of every group wait"):
        rows = InboundMail.objects.filter(state=State.HELD)
        late = list(rows.filter(received_at__lt=now - InboundMail.WAITS).select_related("space").order_by("pk")[:1000])
        soon = rows.filter(received_at__lt=now - WARNED, received_at__gte=now - WARNED - dt.timedelta(days=1))
        counts: dict[int, int] = {}
        for number in soon.values_list("list_id", flat=True):
            counts[number] = counts.get(number, 0) + 1
        lists = list(MailingList.objects.select_related("space").filter(pk__in=counts))
    for row in lists:
        letters.mails_expire(row, counts[row.pk])
    for mail in late:
        _expire(mail)
    return len(late)


@transaction.atomic
def _expire(mail: InboundMail) -> None:
    journal.hold(mail.space)
    with scope.use(mail.space_id):
        rows = InboundMail.objects.select_related("list__space", "space", "author__person")
        row = rows.select_for_update(of=("self",)).get(pk=mail.pk)
        if row.state != State.HELD:
            return
        row.state, row.why, row.sorted_at = State.REFUSED, Why.LATE, clock.now()
        row.save(update_fields=["state", "why", "sorted_at"])
        about = (list_facts.LIST, row.list.slug)
        journal.record(facts.EXPIRED, space=row.space, actor=journal.PROGRAM, about=about, data={"mail": row.ref})
        refused(row, mails.read(bytes(row.raw)))


def _record(row: InboundMail, by: Membership, name: str) -> None:
    about = (list_facts.LIST, row.list.slug)
    actor = journal.Person(by.person_id)
    journal.record(name, space=row.space, actor=actor, about=about, data={"mail": row.ref})
