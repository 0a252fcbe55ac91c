"""Letters of lists: a mail waits to be read, once a day to those who look after the list; why a mail was refused."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import mail as mails
from commun.core import arriving, clock
from commun.core.urls import absolute, here
from commun.exchange import addresses, command_keys
from commun.exchange.models import InboundMail, Post, Subscription
from commun.exchange.notifications.answers import language_of, sender_key
from commun.exchange.notifications.list_care import answer, plain
from commun.exchange.proof import sender_is_proven
from commun.governance import states
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member
from commun.governance.policies import roles_in_force

# In a storm, one letter a mail would be another storm.
MOST_NOTICES, SHOWN = 10, 400
# Reasons that say themselves what to do next.
OWN_STEP = {
    InboundMail.Why.CLOSED, InboundMail.Why.EMPTY, InboundMail.Why.SUMMARY, InboundMail.Why.FILES,
    InboundMail.Why.UNPROVEN, InboundMail.Why.AT_REST, InboundMail.Why.BIG,
}  # fmt: skip

# What is refused for it waited, or would have.
WAITED = {InboundMail.Why.LATE, InboundMail.Why.MANY, InboundMail.Why.FULL}


def mail_waits(mail: InboundMail, read: mails.Mail) -> None:
    """To those who look after the list: one letter a mail, which they may answer; so many a day, the others wait on
    the page. To a member whose mail waits: that it does, and why.
    """
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = InboundMail.objects.filter(list=mail.list, state=InboundMail.State.HELD, sorted_at__gte=start)
    if today.count() <= MOST_NOTICES:
        for member in roles_in_force(mail.space):
            with translation.override(member.person.language):
                _to_member(f"exchange.waits:{mail.pk}:{member.pk}", member, _notice(mail, read, member))
    _tell_who_waits(mail, read)


def _notice(mail: InboundMail, read: mails.Mail, member: Membership) -> Letter:
    names = {
        "person": member.name, "group": mail.space.name, "sender": mail.sender or "?", "why": mail.get_why_display(),
        "subject": mail.subject or _("(no subject)"),
    }  # fmt: skip
    words = " ".join(plain(mails.trim(read.text).said).split())
    return Letter(
        subject=_("A mail waits to be read: %(subject)s") % names,
        sentences=[
            _("Hello %(person)s,") % names,
            _("A mail sent to the list of %(group)s waits: nobody else sees it until it is let through.") % names,
            _("Subject: %(subject)s") % names,
            _("From: %(sender)s") % names,
            _("Why it waits: %(why)s.") % names,
            _("Read it on its page, or answer this mail with one of these words, alone on its line: accept, accept "
              "and trust, refuse: why, discard.")
            # Without it no answer is proven, hence none does anything.
            if settings.AUTHSERV_ID else _("Read it on its page, and decide there."),
        ],
        quote=words[:SHOWN] + ("…" if len(words) > SHOWN else ""),
        button=_("Read this mail"),
        url=absolute(here(mail.space.slug, "exchange:held-mail", held_mail=mail.ref)),
        why=_("You receive this mail because you facilitate this group."),
        headers={
            "Reply-To": arriving.key_address(addresses.MODERATE, command_keys.moderation_key(mail, member)),
        },
    )  # fmt: skip


def _tell_who_waits(mail: InboundMail, read: mails.Mail) -> None:
    """To the address of a member, or of who answers what we wrote (from one's other one), once a day for one reason:
    whoever else is named may not have written it.
    """
    is_somebody = _is_member(mail.sender) or _was_written_to(mail, read)
    if not mail.sender or not is_somebody or not mails.may_be_answered(read, mail.envelope_from):
        return
    language = language_of(mail, read)
    with translation.override(language):
        names = {"subject": mail.subject or _("(no subject)"), "group": mail.space.name}
        subject = _("Waiting to be read: %(subject)s") % names
        sentences = [
            _("Your message “%(subject)s” to the list of %(group)s waits to be read by those who look after it.")
            % names,
            _why(mail),
        ]
    answer(mail, language, subject, [one for one in sentences if one],
           f"exchange.waiting:{sender_key(mail)}:{mail.why}:{clock.today().isoformat()}")  # fmt: skip


def _is_member(address: str) -> bool:
    rows = Membership.objects.filter(person__email__iexact=address, state__in=states.INSIDE)
    return bool(address) and rows.exists()


def _was_written_to(mail: InboundMail, read: mails.Mail) -> bool:
    """It bears the key of a member, or answers a message of the list and is proven."""
    target = addresses.target_of(mail.envelope_to)
    key = target.answer_key if target is not None else ""
    rows = Subscription.objects.filter(list=mail.list, token=key, membership__state__in=states.INSIDE)
    if key and rows.exists():
        return True
    named = [*read.in_reply_to, *read.references]
    return sender_is_proven(read) and Post.objects.filter(list=mail.list, message_id__in=named).exists()


def refused(mail: InboundMail, read: mails.Mail, reason: str = "") -> bool:
    """To whoever wrote it: that it was refused, why, and what to do; once a day, never to a program (RFC 3834)."""
    is_somebody = mail.author is not None or mail.decided_by is not None or sender_is_proven(read)
    # Who was told that theirs waits is told that it waits no more.
    is_somebody = is_somebody or (mail.why in WAITED and (_is_member(mail.sender) or _was_written_to(mail, read)))
    # A rule answers nobody whose address may be forged; who looks after the list saw the mail.
    if not mail.sender or not is_somebody or not mails.may_be_answered(read, mail.envelope_from):
        return False
    language, is_to_leave = language_of(mail, read), mail.why == InboundMail.Why.UNASKED and not reason
    with translation.override(language):
        names = {"subject": mail.subject or _("(no subject)"), "group": mail.space.name}
        subject = _("Not passed on: %(subject)s") % names
        sentences = [
            _("Your message “%(subject)s” to the list of %(group)s was not passed on.") % names,
            *([_why(mail)] if _why(mail) else []),
            *([_given(mail, reason)] if reason else []),
            # Only words to be left in peace, to everybody.
            *([_how_to_leave(mail)] if is_to_leave else []),
            *([_next_step(mail)] if mail.why not in OWN_STEP else []),
            _("No other mail of this kind will be sent to you today."),
        ]
    # What somebody decided is told whatever a rule told before on that day.
    kind = "exchange.refused" if mail.decided_by is None else "exchange.refused.by"
    if is_to_leave:
        # Nor does another refusal keep from somebody how to receive no more.
        kind = "exchange.refused.out"
    return answer(mail, language, subject, sentences, f"{kind}:{sender_key(mail)}:{clock.today().isoformat()}")


def _how_to_leave(mail: InboundMail) -> str:
    names = {"unsub": addresses.command_address(mail.list.slug, addresses.LEAVE)}
    return _("It asks to receive no more mails, and would have gone to all members. To receive none, write to: "
             "%(unsub)s.") % names  # fmt: skip


def _given(mail: InboundMail, reason: str) -> str:
    return _("The reason given: %(reason)s") % {"reason": reason} if mail.decided_by is not None else reason


def _next_step(mail: InboundMail) -> str:
    names = {"owner": addresses.command_address(mail.list.slug, addresses.OWNER)}
    return _("To ask about it, write to those who look after the list: %(owner)s.") % names


def _why(mail: InboundMail) -> str:
    """The rule that spoke, and the next step."""
    why = InboundMail.Why
    names = {"page": absolute(here(mail.space.slug, "exchange:list"))}
    return {
        why.CLOSED: _("This list takes no messages at the moment: write to one of its members."),
        why.EMPTY: _("Nothing was written in it: write your message in the text of the mail, above what you quote."),
        why.SUMMARY: _("It answers a whole summary: choose the thread that you wish to answer, on its page or by its "
                       "own address, which the summary gives."),
        why.FILES: _("A file in it could harm the computers of those who open it. Send it without this file, or put "
                     "what it holds in a document."),
        why.UNKNOWN: _("This list is for the members of the group, and your address is none of theirs. If you are one "
                       "of them, write from the address of your account."),
        why.UNPROVEN: _("Nothing proves that you wrote it: anybody can write under your name. Send it from your usual "
                        "mail provider, or write on the page of the list: %(page)s") % names,
        why.BIG: _("It was too big: 25 MB at most, files included. Send your files on the page of the list, or in "
                   "several mails: %(page)s") % names,
        why.LATE: _("Nobody decided about it within two weeks."),
        why.MANY: ngettext("%(count)s mail from your address waits to be read already: write again once somebody has.",
                           "%(count)s mails from your address wait to be read already: write again once somebody has.",
                           mail.MOST_OF_ONE) % {"count": mail.MOST_OF_ONE},
        why.FULL: _("Too many mails wait to be read already: write again in a few days."),
        why.AT_REST: _("You are at rest in this group: take up your place again on its page, then write."),
        why.ASIDE: _("The address of the list was not among its recipients: write to it openly (not in Bcc)."),
        why.CROWD: _("It was sent to many people at once: write to the list alone."),
        why.FIRST: _("The first message of each member is read before it goes out: only this one waits."),
        why.STORM: _("Every message is read first at the moment."),
    }.get(why(mail.why), "")  # fmt: skip
