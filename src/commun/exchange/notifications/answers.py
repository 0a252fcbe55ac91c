"""What a program answers to a mail: short, in its sender's language, marked as automatic, so many a day."""

import hashlib
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock
from commun.core.models import Space
from commun.exchange import addresses
from commun.exchange.models import InboundMail, Subscription
from commun.exchange.notifications.list_care import answer
from commun.governance.models import Membership
from commun.people.models import Person


def language_of(mail: InboundMail, read: mails.Mail) -> str:
    """The sender's own language: the one they chose here, else the one that their mail says, else the group's."""
    person = Person.objects.filter(email__iexact=mail.sender).first() if mail.sender else None
    if person is not None:
        return person.language
    for name in ("content-language", "accept-language"):
        said = read.first(name)[:2].lower()
        if said in {"fr", "en"}:
            return said
    return mail.space.language


def sender_key(mail: InboundMail) -> str:
    """A sender in keys of the outbox, which tells nobody their address."""
    return hashlib.sha256(mail.sender.encode()).hexdigest()[:24]


def told_of_reading(mail: InboundMail, subscription: Subscription) -> bool:
    """How a member reads the list from now on, after they asked by mail."""
    person = subscription.membership.person
    with translation.override(person.language):
        names = {"group": subscription.space.name}
        if subscription.mode == Subscription.Mode.EACH:
            said = _("You receive each message of the list of %(group)s by mail.") % names
        else:
            said = _("You no longer receive the list of %(group)s by mail. You stay a member: its page is open to you.")
        subject = _("Your reading of the list of %(group)s") % names
        sentences = [said % names, how_to(mail)]
    # One for each change; asking again for what is chosen already, once a day.
    changed = f"{subscription.changed_at:%Y%m%d%H%M%S%f}"
    key = f"exchange.reading:{subscription.pk}:{changed}:{clock.today().isoformat()}"
    return answer(mail, person.language, subject, sentences, key)


def help_about_list(mail: InboundMail, member: Membership, page: str) -> bool:
    """How the list works by mail, once a day."""
    with translation.override(member.person.language):
        names = {"group": mail.space.name, "list": addresses.address_of(mail.list.slug), "page": page}
        subject = _("How the list of %(group)s works") % names
        sentences = [
            _("To write to all members: %(list)s.") % names,
            how_to(mail),
            _("Everything that was written is on the page of the list: %(page)s") % names,
        ]
    key = f"exchange.help:{mail.list_id}:{member.pk}:{clock.today().isoformat()}"
    return answer(mail, member.person.language, subject, sentences, key)


def nobody_reads_this(mail: InboundMail, person: Person, groups: Sequence[Space]) -> bool:
    """To who answers a letter that asks for no answer, once a day: that nothing was done, and what to do instead."""
    with translation.override(person.language):
        subject = _("Nothing was recorded: %(subject)s") % {"subject": mail.subject or _("(no subject)")}
        lists = [_("%(group)s: %(list)s") % {"group": one.name, "list": addresses.address_of(one.slug)}
                 for one in groups]  # fmt: skip
        sentences = [
            _("Nobody reads the address that you answered, and nothing was recorded."),
            _("To vote or to answer, open the link of the letter: a mail alone never counts as a vote. Letters that "
              "may be answered say so."),
            *(["\n".join([_("To write to all members of a group:"), *lists])] if lists else []),
        ]  # fmt: skip
    key = f"exchange.nobody:{person.pk}:{clock.today().isoformat()}"
    return answer(mail, person.language, subject, sentences, key)


def how_to(mail: InboundMail) -> str:
    """The addresses of the commands of a list, in a sentence each."""
    slug = mail.list.slug
    names = {
        "sub": addresses.command_address(slug, addresses.SUBSCRIBE),
        "unsub": addresses.command_address(slug, addresses.LEAVE),
        "owner": addresses.command_address(slug, addresses.OWNER),
    }
    return (
        _(
            "To receive each message by mail again: %(sub)s. To receive none: %(unsub)s. To write to those who look "
            "after the list: %(owner)s."
        )
        % names
    )


def moderated(mail: InboundMail, read: mails.Mail, waiting: InboundMail, said: str) -> bool:
    """To who moderates by mail: what was done with which mail, or why nothing was."""
    if not mails.may_be_answered(read, mail.envelope_from):
        return False
    language = language_of(mail, read)
    with translation.override(language):
        subject = _("About the mail that waits: %(subject)s") % {"subject": waiting.subject or _("(no subject)")}
    return answer(mail, language, subject, [said], f"exchange.moderated:{mail.pk}")
