"""Whether a mail was written by whom it says: what our own mail server found (RFC 8601), and nothing that others claim.

« From » can be forged by anybody. Our server checks DMARC, DKIM and SPF at its door and writes one header at the top;
a header under another name, or further down, was there before. Unless an operator gave that name (COMMUN_AUTHSERV_ID),
nothing is proven.
"""

import re

from django.conf import settings

from commun.algo.mail import Mail
from commun.exchange.addresses import authors_of

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*(\w+)([^;]*)", re.IGNORECASE)
_SAID = {
    "dmarc": re.compile(r"header\.from\s*=\s*([^\s;]+)", re.IGNORECASE),
    "dkim": re.compile(r"header\.d\s*=\s*([^\s;]+)", re.IGNORECASE),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*([^\s;]+)", re.IGNORECASE),
}
# Comments, and words in quotes: the sender may have written those.
_ASIDE = re.compile(r"\([^()]*\)|\"[^\"]*\"")


def sender_is_proven(mail: Mail) -> bool:
    """One author, whose domain stands by the mail: DMARC passed, or DKIM or SPF of that very domain."""
    if authors_of(mail.all("from")) != [mail.author[1]]:
        return False
    host = mail.author[1].rpartition("@")[2]
    for kind, result, rest in _RESULT.findall(_our_findings(mail)):
        said = _SAID[kind.lower()].search(rest)
        if result.lower() == "pass" and said is not None and said[1].rpartition("@")[2].lower() == host:
            return True
    return False


def _our_findings(mail: Mail) -> str:
    """The header on top, if our server wrote it."""
    findings = _on_top(mail).partition(";")[2]
    return findings if settings.AUTHSERV_ID and server_of(mail) == settings.AUTHSERV_ID else ""


def server_of(mail: Mail) -> str:
    """The name of the server that wrote the header on top, or nothing: whether it is ours is not said."""
    return next(iter(_on_top(mail).partition(";")[0].lower().split()), "")


def _on_top(mail: Mail) -> str:
    return _ASIDE.sub(" ", mail.first("authentication-results"))
