"""What the second doors share: for whom a mail is, when no mail server says it, and keeping it for each."""

from email.utils import getaddresses

from commun.algo import mail as mails
from commun.exchange import addresses
from commun.exchange.actions.intake import MOST_BYTES, take_in

HEAD = 200_000
# Written by the server that put the mail into the box, each more exact than what the author wrote.
_WRITTEN_BY_SERVER = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to")


def keep_for_all(raw: bytes, *, sender: str | None = None, recipients: list[str] | None = None) -> int:
    """Keep a mail for each of our addresses that it is for. Returns for how many. Of what is too big only the beginning
    is kept, to tell whoever wrote it.

    ``sender``, ``recipients``: those of the envelope, where somebody knows them.
    """
    is_cut = len(raw) > MOST_BYTES
    raw = raw[:HEAD] if is_cut else raw
    read = mails.read(raw[:HEAD])
    back = sender
    if back is None:
        # « <> » is nobody; no such line at all says nothing.
        back = read.first("return-path").strip("<> ") if read.all("return-path") else read.author[1]
    wanted = dict.fromkeys(recipients or _recipients(read))
    # The keys of answers first, since they say who writes.
    order = sorted(wanted, key=addresses.keys_first)
    return sum(take_in(envelope_from=back, recipient=one, raw=raw, is_cut=is_cut) is not None for one in order)


def _recipients(read: mails.Mail) -> list[str]:
    for names in (_WRITTEN_BY_SERVER, ("to", "cc")):
        values = [value for name in names for value in read.all(name)]
        found = [one.lower() for _name, one in getaddresses(values) if addresses.target_of(one) is not None]
        if found:
            return found
    return []
