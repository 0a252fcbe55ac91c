"""Who wrote a mail: the member whose address it gives, once that is proven."""

from commun.algo import mail as mails
from commun.exchange import addresses
from commun.exchange.models import InboundMail, Subscription, TrustedSender
from commun.exchange.proof import sender_is_proven
from commun.governance import states
from commun.governance.models import Membership


def claimed_author(row: InboundMail) -> Membership | None:
    """The member of this group whose address the mail gives as its author's."""
    if not row.sender:
        return None
    rows = Membership.objects.select_related("person", "space")
    return rows.filter(person__email__iexact=row.sender, state__in=states.INSIDE).first()


def proven_author(row: InboundMail, read: mails.Mail) -> Membership | None:
    """The member who wrote it: our server found that their domain stands by it, or it bears their own key."""
    member = claimed_author(row)
    if member is None or addresses.authors_of(read.all("from")) != [read.author[1]]:
        return None
    target = addresses.target_of(row.envelope_to)
    if target is not None and target.answer_key:
        mine = Subscription.objects.filter(list=row.list, membership=member, token=target.answer_key)
        if mine.exists():
            return member
    return member if sender_is_proven(read) else None


def is_trusted(row: InboundMail, read: mails.Mail) -> bool:
    """Somebody outside whom those who look after the list trust, when it is proven that they wrote it."""
    trusted = TrustedSender.objects.filter(list=row.list, address=row.sender)
    return bool(row.sender) and trusted.exists() and sender_is_proven(read)
