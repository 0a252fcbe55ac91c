"""What a mail to an address other than the list's own does: one handler a role, those of other rooms included."""

from collections.abc import Callable

from django.db import transaction
from django.utils import translation

from commun.algo import mail as mails
from commun.core import arriving, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.exchange import addresses, returns
from commun.exchange.actions import commands, moderation
from commun.exchange.actions.returned import complaint_of, note_return, probe_returned
from commun.exchange.actions.verdicts import Verdict
from commun.exchange.models import AddressTrouble, Delivery, InboundMail, MailingList
from commun.exchange.notifications.answers import language_of
from commun.exchange.proof import sender_is_proven

State, Why = InboundMail.State, InboundMail.Why
Handler = Callable[[InboundMail, mails.Mail, addresses.Target], Verdict]
_BECAME = {
    arriving.Became.ACTED: (State.ACTED, Why.NONE),
    arriving.Became.REFUSED: (State.REFUSED, Why.UNASKED),
    arriving.Became.DROPPED: (State.DROPPED, Why.UNASKED),
    arriving.Became.HELD: (State.HELD, Why.UNPROVEN),
}


def handler_of(target: addresses.Target, row: MailingList) -> Handler | None:
    """Who handles this address; None for what is written to the list, or answers a message of it."""
    if row.space.kind == Space.Kind.HOUSE:
        return commands.nobody_reads
    if target.role == addresses.ANSWER and arriving.role_of(target.role, target.key) is None:
        return None
    if not target.key:
        return _COMMANDS.get(target.role)
    return _KEYS.get(target.role, _of_other_rooms)


def is_for_programs(target: addresses.Target) -> bool:
    """What a program wrote is read too: what comes back, the way out, some answers to invitations."""
    if not target.key:
        return target.role == addresses.OWNER
    if target.role in {addresses.BOUNCE, addresses.OUT}:
        return True
    found = arriving.role_of(target.role, target.key)
    return found is not None and found[0].takes_automatic


def _come_back(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`b+key`: a report about one delivery, about a letter that tried an address, or a complaint."""
    raw = bytes(row.raw)
    if returns.is_complaint(raw):
        complaint_of(mail=row, key=returns.complaint_key(raw) or target.key)
        return Verdict(State.DROPPED, Why.SPAM)
    rows = Delivery.objects.select_related("subscription__membership__person", "subscription__list__space")
    delivery = rows.filter(token=target.key).first()
    if delivery is not None:
        report = returns.report_of(raw, delivery.subscription.membership.person.email or "")
        if report is not None:
            note_return(delivery=delivery, report=report, mail=row)
    else:
        troubles = AddressTrouble.objects.select_related("list__space").filter(token=target.key)
        for trouble in troubles:
            probe_returned(trouble=trouble, report=returns.report_of(raw))
    return Verdict(State.DROPPED, Why.RETURNED)


def _to_owners(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """`group+owner`: complaints of providers are read by us, everything else by people."""
    raw = bytes(row.raw)
    if returns.is_complaint(raw):
        if key := returns.complaint_key(raw):
            complaint_of(mail=row, key=key)
        return Verdict(State.DROPPED, Why.SPAM)
    if mails.why_automatic(read, row.envelope_from):
        return Verdict(State.DROPPED, Why.AUTOMATIC)
    return commands.write_to_owners(row, read, target)


def _of_other_rooms(row: InboundMail, read: mails.Mail, target: addresses.Target) -> Verdict:
    """A key of another room: what it does runs as a whole, or not at all."""
    found = arriving.role_of(target.role, target.key)
    if found is None or found[1].pk != row.space_id:
        return Verdict(State.DROPPED, Why.UNASKED)
    is_proven = row.author is not None or sender_is_proven(read)
    mail = arriving.ArrivedMail(row.ref, row.space, target.key, row.envelope_from, read, is_proven)
    with translation.override(language_of(row, read)):
        try:
            with transaction.atomic(), scope.use(row.space_id):
                outcome = found[0].act(mail)
        except Refused as error:
            outcome = arriving.Outcome(arriving.Became.REFUSED, str(error.sentence))
        except NotFound:
            outcome = arriving.Outcome(arriving.Became.DROPPED)
    return Verdict(*_BECAME[outcome.became], outcome.reason)


_KEYS: dict[str, Handler] = {
    addresses.BOUNCE: _come_back,
    addresses.OUT: commands.leave_by_key,
    addresses.CONFIRM: commands.confirm_by_key,
    addresses.MODERATE: moderation.decide_by_mail,
}
_COMMANDS: dict[str, Handler] = {
    addresses.SUBSCRIBE: commands.ask_to_read,
    addresses.LEAVE: commands.ask_to_leave,
    addresses.HELP: commands.ask_for_help,
    addresses.OWNER: _to_owners,
}
