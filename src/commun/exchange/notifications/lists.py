"""Letters of lists: a mail waits to be read, once a day to those who look after the list; why a mail was refused."""

import hashlib

from django.utils import translation
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock
from commun.core import mail as outbox
from commun.core.urls import absolute, here
from commun.exchange.models import InboundMail
from commun.governance.notifications import Letter, _to_person
from commun.governance.policies import roles_in_force
from commun.people.models import Person


def mail_waits(mail: InboundMail) -> None:
    """To those who look after the list: one letter a day, however many mails wait."""
    day = clock.today().isoformat()
    for member in roles_in_force(mail.space):
        with translation.override(member.person.language):
            names = {"person": member.name, "group": mail.space.name}
            letter = Letter(
                subject=_("A mail waits to be read: %(group)s") % names,
                sentences=[
                    _("Hello %(person)s,") % names,
                    _("A mail sent to the list of %(group)s waits: nobody else sees it until it is let through.")
                    % names,
                    _("Read it, then let it through or refuse it. Others of today wait on the same page."),
                ],
                button=_("See what waits"),
                url=absolute(here(mail.space.slug, "exchange:held-mails")),
                why=_("You receive this mail because you facilitate this group."),
            )
            _to_person(f"exchange.waits:{mail.list_id}:{member.pk}:{day}", member.person, letter)


def refused(mail: InboundMail, read: mails.Mail, reason: str = "") -> bool:
    """To whoever wrote it: that it was refused, why, and what to do; once a day, never to a program (RFC 3834)."""
    is_somebody = mail.author is not None or mail.decided_by is not None
    # A rule answers nobody whose address may be forged; who looks after the list saw the mail.
    if not mail.sender or not is_somebody or not mails.may_be_answered(read, mail.envelope_from):
        return False
    person = Person.objects.filter(email__iexact=mail.sender).first()
    who = hashlib.sha256(mail.sender.encode()).hexdigest()[:24]
    with translation.override(person.language if person else mail.space.language):
        names = {"subject": mail.subject or _("(no subject)"), "group": mail.space.name}
        sentences = [
            _("Hello,"),
            _("Your message “%(subject)s” to the list of %(group)s was not passed on.") % names,
            *([_why(mail)] if _why(mail) else []),
            *([_("The reason given: %(reason)s") % {"reason": reason}] if reason else []),
            _("No other mail of this kind will be sent to you today."),
        ]
        return outbox.send(
            key=f"exchange.refused:{mail.list_id}:{who}:{clock.today().isoformat()}",
            to=mail.sender,
            subject=_("Not passed on: %(subject)s") % names,
            text="\n\n".join(sentences) + "\n",
            headers={
                "Auto-Submitted": "auto-replied",
                "X-Auto-Response-Suppress": "All",
                **({"In-Reply-To": mail.message_id, "References": mail.message_id} if mail.message_id else {}),
            },
        )


def _why(mail: InboundMail) -> str:
    """The rule that refused it, and the next step."""
    return {
        InboundMail.Why.CLOSED: _("This list takes no messages at the moment: write to one of its members."),
        InboundMail.Why.EMPTY: _("There was nothing in it: write your message in the text of the mail."),
        InboundMail.Why.SUMMARY: _("It answers a summary: open the thread that you wish to answer, and answer there."),
    }.get(InboundMail.Why(mail.why), "")
