"""What becomes of an answer by mail: the acts that it asks for are done, and its author reads what was recorded.

An answer that cannot be told for sure does nothing: its author reads what was understood, and how to say it.
"""

from collections.abc import Sequence

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.algo import mail as mails
from commun.core import clock, links, replies
from commun.core import mail as outbox
from commun.core.arriving import AddressRole, ArrivedMail, Became, Outcome, addresses, key_address
from commun.core.errors import Gone, NotFound, Refused
from commun.core.models import OutgoingMail, ReplyKey, Space
from commun.core.urls import absolute
from commun.people.models import Person

# Two programs that answer each other stop there.
MOST_ANSWERS_A_DAY = 5
MOST_PAGES = 5


def space_of(token: str) -> Space | None:
    """The group of a key; None for a key that is not one of these. 1 query."""
    key = replies.key_of(token)
    return key.space if key is not None and replies.ways.get(key.kind) is not None else None


def act(arrived: ArrivedMail) -> Outcome:
    """Do what an answer asks for. Its key is the proof; whose key it is, is told what was done."""
    key = replies.key_of(arrived.key)
    person = Person.objects.filter(pk=key.person_id, is_active=True).first() if key is not None else None
    if key is None or person is None or not person.email:
        return Outcome(Became.DROPPED)
    with translation.override(person.language), timezone.override(person.time_zone):
        pages = _calendars(arrived.mail)
        if pages:
            return _by_calendar(arrived, key, person, pages)
        return _by_words(arrived, key, person)


def _calendars(mail: mails.Mail) -> list[str]:
    """Its calendar parts; programs that only attach a file, of whatever kind, are read too."""
    files = [one for one in mail.attachments if one.kind == "application/ics" or one.name.lower().endswith(".ics")]
    return list(mail.calendar) or [mails.in_words(one.content, "utf-8") for one in files]


def _by_calendar(arrived: ArrivedMail, key: ReplyKey, person: Person, pages: Sequence[str]) -> Outcome:
    """What a calendar program answers, whatever address it writes from: its UID and its key say enough."""
    way = replies.ways.get(key.kind)
    mine = (person.email or "").lower()
    try:
        answers = [one for page in pages[:MOST_PAGES] for one in calendar.read_reply(page, mine)]
    except calendar.NotAnAnswer as error:
        if error.why == "not_an_answer" and mails.trim(arrived.mail.text).said.strip():
            # Words above an invitation that is only quoted.
            return _by_words(arrived, key, person)
        return Outcome(Became.REFUSED, _unreadable(error.why))
    if way is None or way.calendar is None or not replies.is_alive(key):
        return Outcome(Became.REFUSED, _("This mail is too old to be answered: use the page."))
    if is_somebody_else(arrived.sender, person) and any(one.attendee != mine for one in answers):
        return Outcome(Became.REFUSED, _("This address answers for somebody else: answer the mail that you received."))
    try:
        with transaction.atomic():
            wanted = way.calendar(key, answers)
            do_all(wanted, person)
    except (NotFound, Gone):
        return Outcome(Became.REFUSED, _("This answers another invitation than the one that was sent to this address."))
    except Refused as refused:
        _write(arrived, key, person, [str(refused.sentence), _("Nothing was recorded.")], is_done=False)
        return Outcome(Became.DROPPED)
    # An answer to an older version, or heard already, is set aside without a word.
    return Outcome(Became.ACTED if wanted else Became.DROPPED)


def _unreadable(why: str) -> str:
    return {
        "too_big": _("The calendar in your mail is too big to be an answer: answer in words, yes, no or maybe."),
        "not_an_answer": _("The calendar in your mail is not an answer: answer in words, yes, no or maybe."),
    }.get(why, _("The calendar in your mail cannot be read: answer in words, yes, no or maybe."))


def is_somebody_else(sender: str, person: Person) -> bool:
    """Whether the mail comes from another member of the house: a mail that was passed on, answered by mistake."""
    if not sender or sender == (person.email or "").lower():
        return False
    return Person.objects.filter(email__iexact=sender, is_active=True).exclude(pk=person.pk).exists()


def _by_words(arrived: ArrivedMail, key: ReplyKey, person: Person) -> Outcome:
    # A program that is away, at the address that calendars answer to.
    if mails.why_automatic(arrived.mail, arrived.envelope_from):
        return Outcome(Became.DROPPED)
    if is_somebody_else(arrived.sender, person):
        return Outcome(Became.REFUSED, _("This address answers for somebody else: answer the mail that you received."))
    way = replies.ways.get(key.kind)
    if way is None or not replies.is_alive(key):
        return Outcome(Became.REFUSED, _("This mail is too old to be answered: use the page."))
    words = mails.trim(arrived.mail.text).said
    try:
        with transaction.atomic():
            done = do_all(way.read(key, words), person)
    except replies.Unclear as unclear:
        _write(arrived, key, person, [str(unclear.sentence), _("Nothing was recorded.")], words=words, is_done=False)
        return Outcome(Became.DROPPED)
    except Refused as refused:
        _write(arrived, key, person, [str(refused.sentence), _("Nothing was recorded.")], is_done=False)
        return Outcome(Became.DROPPED)
    except (NotFound, Gone):
        over = _("What you answer is over, or is no longer yours to answer.")
        _write(arrived, key, person, [over, _("Nothing was recorded.")], is_done=False)
        return Outcome(Became.DROPPED)
    _write(arrived, key, person, done, is_done=True)
    return Outcome(Became.ACTED)


def do_all(wanted: Sequence[replies.Wanted], person: Person) -> list[str]:
    """Each act, through the door of the signed links; what was done, in words. Raises what the acts raise."""
    done = []
    for one in wanted:
        act = links.acts.get(one.act)
        if act is None:
            raise NotFound
        done.append(act.do(person.pk, one.data)[0])
    return done


def _write(
    arrived: ArrivedMail, key: ReplyKey, person: Person, sentences: list[str], *, is_done: bool, words: str = ""
) -> None:
    """To whose key it is: what was recorded and how to change it, or why nothing was and what to write."""
    today = f"people.answer:{key.token}:{clock.today().isoformat()}"
    if not mails.may_be_answered(arrived.mail, arrived.envelope_from):
        return
    if OutgoingMail.objects.filter(key__startswith=today).count() >= MOST_ANSWERS_A_DAY:
        return
    way = replies.ways.get(key.kind)
    assert way is not None
    subject = " ".join(arrived.mail.subject.split())[:200]
    # What was understood and may not be done (any more) is not « not understood ».
    not_done = _("Not understood: %(subject)s") if words else _("Not recorded: %(subject)s")
    title = (_("Recorded: %(subject)s") if is_done else not_done) % {"subject": subject}
    after = way.after if is_done else None
    context = {
        "subject": title,
        "language": person.language,
        "person": person,
        "sentences": sentences,
        "words": words[:500],
        "how": [] if after else way.how(key),
        "is_done": is_done,
        "url": (after or way.page)(key),
        "home_url": absolute("/"),
    }
    answered = arrived.mail.message_id
    outbox.send(
        key=f"{today}:{arrived.ref}",
        to=person.email or "",
        subject=title,
        text=render_to_string("people/mails/answer.txt", context),
        html=render_to_string("people/mails/answer.html", context),
        headers={
            "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All",
            "Reply-To": f"<{key_address(replies.ANSWER, key.token)}>",
            **({"In-Reply-To": answered, "References": answered} if answered.isascii() and answered else {}),
        },
    )


def register() -> None:
    """Answer for the keys of answers."""
    addresses.add("people.answers", AddressRole(replies.ANSWER, space_of, act))
    # Calendar programs say that they are programs.
    addresses.add("people.rsvp", AddressRole(replies.RSVP, space_of, act, takes_automatic=True))
