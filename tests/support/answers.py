"""Answers by mail, handed to whoever answers for their key, as the door of mails does."""

from email.message import EmailMessage

from django.utils import translation

from commun.algo import mail as mails
from commun.core import arriving, journal, replies, scope
from commun.core.arriving import ArrivedMail, Outcome
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail, ReplyKey
from commun.governance.models import Membership


def key_of(member: Membership, kind: str, ref: str, **data: object) -> ReplyKey:
    """The key that a mail to this member carries."""
    return replies.key_for(member.space, member.person_id, kind, ref, data)


def mail_that_says(text: str, sender: str, **headers: str) -> EmailMessage:
    """A mail of one part."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "quelqu-un@commun.test"
    message["Subject"] = headers.pop("subject", "Re: ce qui vous attend")
    message["Message-ID"] = f"<{abs(hash((text, sender)))}@exemple.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or "\n")
    return message


def arrives(key: ReplyKey, text: str, *, sender: str, prefix: str = replies.ANSWER, **headers: str) -> Outcome:
    """What becomes of an answer; nothing for a key that nobody knows."""
    return hand_over(prefix, key.token, mail_that_says(text, sender, **headers))


def hand_over(prefix: str, token: str, message: EmailMessage, *, envelope_from: str = "x@exemple.test") -> Outcome:
    """To whom the key belongs, with the journal held and the group in scope; what a program wrote goes nowhere."""
    found = arriving.role_of(prefix, token)
    assert found is not None, "nobody answers for this key"
    role, space = found
    read = mails.read(message.as_bytes())
    if mails.why_automatic(read, envelope_from) and not role.takes_automatic:
        return Outcome(arriving.Became.DROPPED)
    arrived = ArrivedMail(
        f"m{abs(hash(message.as_bytes())) % 10**8}", space, token, envelope_from, read, is_proven=False
    )
    journal.hold(space)
    with scope.use(space), translation.override("en"):
        try:
            return role.act(arrived)
        except (Refused, NotFound) as refused:
            return Outcome(arriving.Became.REFUSED, str(refused))


def last_mail(member: Membership) -> OutgoingMail:
    """The last mail to this member."""
    return OutgoingMail.objects.filter(to=member.person.email).latest("pk")
