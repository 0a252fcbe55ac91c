"""The rules that a mail to the list meets, in order: set aside, refused, read first by somebody, or posted."""

import re

from commun.algo import mail as mails
from commun.algo.calendar import cards
from commun.exchange import addresses, foot
from commun.exchange.actions.senders import claimed_author, is_trusted
from commun.exchange.digest_marks import answers_a_summary
from commun.exchange.leaving_words import wants_out
from commun.exchange.models import InboundMail, MailingList, Post
from commun.governance import states

MOST_HOPS, MOST_RECIPIENTS, MOST_ANSWERED = 50, 20, 3
# What runs when it is opened; inside an archive, people's own programs warn them.
DANGEROUS = re.compile(
    r"\.(?:ade|adp|apk|app|appx|bat|chm|cmd|com|cpl|dll|dmg|exe|hta|img|ins|is[op]|jar|jse?|lib|lnk|mde|ms[cipt]|nsh|pif|"
    r"ps1|reg|scr|sct|shb|sys|vb[es]?|vhdx?|vxd|ws[cfh]|xll)$",
    re.IGNORECASE,
)
_MARK = re.compile(r"[^<>?,;:\s]+")
State, Why = InboundMail.State, InboundMail.Why


def verdict(row: InboundMail, read: mails.Mail) -> tuple[InboundMail.State, InboundMail.Why]:
    """The rules, in order; the first that speaks decides."""
    aside = set_aside(row, read)
    is_away = aside == Why.AUTOMATIC and mails.why_automatic(read, row.envelope_from) == mails.PERHAPS_AWAY
    if aside is not None and not is_away:
        return State.DROPPED, aside
    if not row.list.is_open:
        return State.REFUSED, Why.CLOSED
    if answers_a_summary(read, row.space.name):
        return State.REFUSED, Why.SUMMARY
    if wants_out(mails.trim(read.text).said if read.text.strip() else read.subject):
        return State.REFUSED, Why.UNASKED
    if not _says_something(read) or (row.author is not None and _only_repeats(row, read)):
        return State.REFUSED, Why.EMPTY
    if dangerous(read):
        return State.REFUSED, Why.FILES
    if (doubt := _doubt(row, read)) is not None:
        crowded = _no_room(row, doubt)
        return (State.HELD, doubt) if crowded is None else (State.REFUSED, crowded)
    if is_away:
        # A person may have written it: somebody looks.
        return State.HELD, Why.AWAY
    return State.POSTED, Why.NONE


def _says_something(read: mails.Mail) -> bool:
    """Words, files, or an event alone, as some calendars send it; the « yes » of a calendar is none of them."""
    return bool(read.text.strip() or read.attachments or any(cards(text) for text in read.calendar))


def _only_repeats(row: InboundMail, read: mails.Mail) -> bool:
    """An answer in which nothing was written: it would tell all what they have read already. 1 query."""
    if read.attachments or read.calendar or mails.is_forward(read.subject):
        return False
    named = [*read.in_reply_to, *read.references[-MOST_ANSWERED:]]
    rows = Post.objects.filter(list=row.list, message_id__in=named).select_related("mail")
    foot_text = foot.text_under(row.list)
    known = (mails.read(bytes(one.mail.raw)).text if one.mail else one.said for one in rows)
    return mails.only_repeats(read.text, [one + foot_text for one in known])


def set_aside(row: InboundMail, read: mails.Mail) -> InboundMail.Why | None:
    """What no person wrote to the list: it comes back from one, or a program wrote it."""
    if comes_back(row.list, read):
        return Why.LOOP
    return Why.AUTOMATIC if mails.why_automatic(read, row.envelope_from) else None


def comes_back(row: MailingList, read: mails.Mail) -> bool:
    """Our own list sent it already, or it goes round and round."""
    mine = {addresses.list_id(row.slug), addresses.address_of(row.slug)}
    marks = " ".join([*read.all("list-id"), *read.all("list-post"), *read.all("x-loop")]).lower()
    return bool(mine & set(_MARK.findall(marks))) or len(read.all("received")) > MOST_HOPS


def _doubt(row: InboundMail, read: mails.Mail) -> InboundMail.Why | None:
    """Why somebody should read it before the others do."""
    if row.author is None and not is_trusted(row, read):
        return Why.UNPROVEN if claimed_author(row) else Why.UNKNOWN
    if row.list.holds_all:
        return Why.STORM
    if row.author is not None and row.author.state != states.MEMBER:
        return Why.AT_REST
    if not addresses.is_to_list((*read.to, *read.cc), row.list.slug):
        return Why.ASIDE
    if len({*read.to, *read.cc}) > MOST_RECIPIENTS:
        return Why.CROWD
    if (
        row.author is not None
        and row.list.holds_first
        and not Post.objects.filter(list=row.list, author=row.author).exists()
    ):
        return Why.FIRST
    return None


def _no_room(row: InboundMail, doubt: InboundMail.Why) -> InboundMail.Why | None:
    """Whether too many wait already; a member who is proven always finds room."""
    if doubt not in (Why.UNKNOWN, Why.UNPROVEN):
        return None
    waiting = InboundMail.objects.filter(list=row.list, state=State.HELD, why__in=(Why.UNKNOWN, Why.UNPROVEN))
    if doubt == Why.UNKNOWN and waiting.filter(sender=row.sender).count() >= InboundMail.MOST_OF_ONE:
        return Why.MANY
    return Why.FULL if waiting.count() >= InboundMail.MOST_OF_ALL else None


def dangerous(read: mails.Mail) -> list[str]:
    """Names of files that could harm a computer."""
    return [one.name for one in read.attachments if DANGEROUS.search(one.name.strip())]
