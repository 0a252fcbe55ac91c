"""Verbs of commands by mail: read the list by mail again, leave it, ask how it works, write to those who look after it.

Nobody outside becomes a member by mail. What is asked in somebody's name is done only when it is theirs: a key that
only they have, a proof, or an answer to a letter sent to their own address.
"""

from commun.algo import mail as mails
from commun.core import arriving, clock, scope
from commun.core.urls import absolute, here
from commun.exchange import addresses, command_keys
from commun.exchange.actions.lists import open_list, read_otherwise, subscriptions_of
from commun.exchange.actions.returned import resume_mails
from commun.exchange.actions.senders import claimed_author
from commun.exchange.actions.verdicts import Verdict
from commun.exchange.models import InboundMail, Subscription
from commun.exchange.notifications import list_care as letters
from commun.exchange.notifications.answers import help_about_list, nobody_reads_this, told_of_reading
from commun.exchange.queries.list_care import trouble_of
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person

MOST_TO_OWNERS = 20
Mode, State, Why = Subscription.Mode, InboundMail.State, InboundMail.Why
DONE = Verdict(State.ACTED, Why.NONE)
UNASKED = Verdict(State.DROPPED, Why.UNASKED)


def leave_by_key(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`unsub+key`: the way out that each mail bears, for programs that write a mail instead of pressing."""
    found = _subscription(row, target.key)
    if found is None or found.membership.state not in states.INSIDE:
        return UNASKED
    read_otherwise(subscription=found, mode=Mode.NONE)
    return DONE


def confirm_by_key(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`ok+key`: the answer to a letter that asked for a confirmation."""
    found = _subscription(row, command_keys.token_in(target.key))
    command = command_keys.command_in(target.key, found) if found else ""
    if found is None or not command or found.membership.state not in states.INSIDE:
        return UNASKED
    mode = Mode.EACH if command == addresses.SUBSCRIBE else Mode.NONE
    if mode == Mode.EACH and trouble_of(found.membership) is not None:
        resume_mails(by=found.membership)
    told_of_reading(row, read_otherwise(subscription=found, mode=mode))
    return DONE


def ask_to_read(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`group+sub`: a member asks for each message by mail; done once they answered a letter."""
    return _ask(row, read, addresses.SUBSCRIBE)


def ask_to_leave(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`group+unsub`: done at once when it is proven that the member wrote it; else once they answered a letter."""
    if row.author is None:
        return _ask(row, read, addresses.LEAVE)
    told_of_reading(row, read_otherwise(subscription=_own(row, row.author), mode=Mode.NONE))
    return DONE


def ask_for_help(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`group+help`: to members only, so that nobody can have us write to others."""
    member = row.author or claimed_author(row)
    if member is None or not mails.may_be_answered(read, row.envelope_from):
        return UNASKED
    page = absolute(here(row.space.slug, "exchange:list"))
    help_about_list(row, member, page)
    return DONE


def write_to_owners(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`group+owner`: handed to those who look after the list, so many a day."""
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = InboundMail.objects.filter(list=row.list, purpose=row.purpose, state=State.ACTED, received_at__gte=start)
    if not read.text.strip() or today.count() >= MOST_TO_OWNERS:
        return UNASKED
    letters.written_to_owners(row, mails.trim(read.text).said or read.text)
    return DONE


def nobody_reads(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """To the address of letters that ask for no answer: whoever has an account is told what to do instead."""
    person = Person.objects.filter(email__iexact=row.sender, is_active=True).first() if row.sender else None
    if person is None or not mails.may_be_answered(read, row.envelope_from):
        return UNASKED
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state__in=states.INSIDE).select_related("space")
        groups = [one.space for one in rows.order_by("space__name", "pk")]
    nobody_reads_this(row, person, groups)
    return DONE


def _ask(row: InboundMail, read: mails.Mail, command: str) -> Verdict:
    member = row.author or claimed_author(row)
    if member is None:
        return Verdict(State.REFUSED, Why.UNKNOWN)
    found = _own(row, member)
    reads_already = found.mode == Mode.EACH and command == addresses.SUBSCRIBE and trouble_of(member) is None
    if not reads_already:
        reply_to = arriving.key_address(addresses.CONFIRM, command_keys.confirm_key(found, command))
        letters.confirm(found, command, reply_to)
    elif mails.may_be_answered(read, row.envelope_from):
        told_of_reading(row, found)
    return DONE


def _own(row: InboundMail, member: Membership) -> Subscription:
    return subscriptions_of(open_list(row.space), [member])[member.pk]


def _subscription(row: InboundMail, token: str) -> Subscription | None:
    rows = Subscription.objects.select_related("membership__person", "list", "space")
    return rows.filter(list=row.list, token=token).first()
