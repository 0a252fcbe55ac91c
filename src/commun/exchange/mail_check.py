"""What lists need to work, looked at one thing at a time: settings, doors, servers, what the domain says in the DNS.

Each finding is a sentence that says what is there, or what is missing and where to write it.
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import mail as mails
from commun.core import scope
from commun.core.urls import absolute
from commun.exchange import addresses
from commun.exchange.inbound.providers import CLASSES
from commun.exchange.models import InboundMail
from commun.exchange.proof import server_of

PATIENCE = 5
LONGEST_WAY_OUT = 60
LAST, HEAD = 20, 20_000
_LOCAL = {"localhost", "127.0.0.1", "::1", ""}
# As it travels: letters without accents, two words at least.
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 25}


class Weight(StrEnum):
    """How much it matters."""

    FINE = "fine"
    LOOK = "look"
    MISSING = "missing"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    weight: Weight
    sentence: str


class Unknown(Exception):
    """The DNS could not be asked."""


# ``ask(name, kind)``: the values of a name, none when it has none. Raises Unknown.
Ask = Callable[[str, str], list[str]]


def fine(sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(Weight.FINE, sentence)


def look(sentence: str) -> Finding:
    """It works, but not as well as it could."""
    return Finding(Weight.LOOK, sentence)


def missing(sentence: str) -> Finding:
    """Without it, mails are lost or refused."""
    return Finding(Weight.MISSING, sentence)


def everything(ask: Ask, selector: str = "") -> Iterator[Finding]:
    """All findings, in the order in which one sets things up. ``selector``: the name of the DKIM key."""
    yield from of_settings()
    yield from of_door()
    yield from of_arrivals()
    yield from of_unread()
    yield from of_sending()
    try:
        yield from of_domain(ask, selector)
    except Unknown as error:
        yield look(_("The DNS could not be asked (%(why)s): MX, SPF, DKIM, DMARC and PTR were not checked.")
                   % {"why": error})  # fmt: skip


def of_settings() -> Iterator[Finding]:
    """What this site was told about mail."""
    host = (urlsplit(settings.SITE_ADDRESS).hostname or "").lower()
    if host in _LOCAL:
        yield missing(_("The site has no public address: write it in COMMUN_ADDRESS."))
    elif not settings.SITE_ADDRESS.startswith("https://"):
        yield missing(_("The site is not served over https: the way out in one press needs it (COMMUN_ADDRESS)."))
    else:
        yield fine(_("The site is %(address)s.") % {"address": settings.SITE_ADDRESS})
    way_out = absolute(reverse("leave-list", kwargs={"token": "x" * 16}))
    if len(way_out) > LONGEST_WAY_OUT:
        yield look(_("Links to leave a list have %(count)s signs: beyond 60, some mail programs break them. A shorter "
                     "address of the site would be safer.") % {"count": len(way_out)})  # fmt: skip
    domain = addresses.domain()
    if domain in _LOCAL:
        yield missing(_("Lists have no domain: write it in COMMUN_LIST_DOMAIN."))
    elif not _DOMAIN.fullmatch(domain):
        yield missing(_("The domain of the lists, “%(domain)s”, is no name that mails travel to: write one such as "
                        "lists.example.org in COMMUN_LIST_DOMAIN, accents as xn--.") % {"domain": domain})  # fmt: skip
    else:
        yield fine(_("One writes to %(address)s.") % {"address": addresses.address_of(_("group"))})
    sender = _sender_domain()
    if sender in _LOCAL:
        yield missing(_("Letters have no sender: write it in COMMUN_MAIL_FROM."))
    elif sender != domain:
        yield look(_("Letters leave in the name of %(sender)s, lists in that of %(domain)s: both must let this server "
                     "send, and be signed. With an address of %(domain)s in COMMUN_MAIL_FROM there is one to look "
                     "after.") % {"sender": sender, "domain": domain})  # fmt: skip
    if not settings.AUTHSERV_ID:
        yield look(_("Nobody says whether senders are who they claim (COMMUN_AUTHSERV_ID): messages that come by mail "
                     "wait to be read, save answers that bear their key."))  # fmt: skip


def of_door() -> Iterator[Finding]:
    """How mails come in."""
    if settings.IMAP_URL and _place(settings.IMAP_URL, {"imap": 143, "imaps": 993}) is None:
        yield missing(_("COMMUN_IMAP_URL is not written as imaps://name:password@server."))
    elif settings.IMAP_URL:
        yield fine(_("A mailbox is read every two minutes; to try it now: ./commun manage fetch_mails"))
    if settings.INBOUND_PROVIDER and settings.INBOUND_PROVIDER not in CLASSES:
        yield missing(_("The provider in COMMUN_INBOUND_PROVIDER is not one of these: %(known)s.")
                      % {"known": ", ".join(CLASSES)})  # fmt: skip
    elif settings.INBOUND_PROVIDER and settings.INBOUND_SECRET:
        address = absolute(reverse("mail-comes-in", kwargs={"provider": settings.INBOUND_PROVIDER}))
        yield fine(_("A provider hands mails over at %(address)s") % {"address": address})
    elif settings.INBOUND_PROVIDER:
        yield missing(_("The door of the provider is shut: give it a secret in COMMUN_INBOUND_SECRET."))
    if not settings.LMTP_PORT:
        if not settings.IMAP_URL and not settings.INBOUND_PROVIDER:
            yield missing(_("No mail can come in: give COMMUN_LMTP_PORT, COMMUN_IMAP_URL or COMMUN_INBOUND_PROVIDER."))
        return
    names = {"port": settings.LMTP_PORT}
    try:
        with smtplib.LMTP("127.0.0.1", settings.LMTP_PORT, timeout=PATIENCE) as door:
            door.ehlo_or_helo_if_needed()
            door.mail("")
            code, _said = door.rcpt(f"nobody-{'x' * 12}@{addresses.domain()}")
    except (OSError, smtplib.SMTPException) as error:
        yield missing(_("The door of mails does not answer on port %(port)s: %(why)s. Is Commun running?")
                      % (names | {"why": error}))  # fmt: skip
        return
    if code == 550:
        yield fine(_("The door of mails answers on port %(port)s, and refuses addresses that do not exist.") % names)
    else:
        yield missing(_("What answers on port %(port)s is not the door of mails of this site.") % names)


def of_arrivals() -> Iterator[Finding]:
    """Who looked at the last mails before us: under another name than ours, nobody is ever believed. 1 query."""
    with scope.everywhere("the last mails of every group say who looked at them"):
        rows = InboundMail.objects.exclude(raw=b"").order_by("-pk").annotate(head=Substr("raw", 1, HEAD))
        heads = [mails.read(bytes(cast(bytes, one))) for one in rows.values_list("head", flat=True)[:LAST]]
    found = {server for one in heads if (server := server_of(one))}
    if settings.AUTHSERV_ID and found and settings.AUTHSERV_ID not in found:
        names = {"ours": settings.AUTHSERV_ID, "found": ", ".join(sorted(found)[:3])}
        yield missing(_("The last mails were looked at by %(found)s, and COMMUN_AUTHSERV_ID says %(ours)s: nobody is "
                        "believed, every message waits. Write the name that your own server gives itself.")
                      % names)  # fmt: skip


def of_unread() -> Iterator[Finding]:
    """Mails that no rule could read: whoever wrote them believes that they were passed on. 1 query."""
    with scope.everywhere("mails of every group that no rule could read"):
        rows = InboundMail.objects.filter(state=InboundMail.State.FAILED).order_by("-pk")
        refs = list(rows.values_list("ref", flat=True)[:LAST])
    if refs:
        said = ngettext(
            "%(count)s mail could not be sorted (%(refs)s): it is kept, and tried again each night. Whoever wrote it "
            "was not told. The log says why.",
            "%(count)s mails could not be sorted (%(refs)s): they are kept, and tried again each night. Whoever wrote "
            "them was not told. The log says why.",
            len(refs),
        )
        yield missing(said % {"count": len(refs), "refs": ", ".join(refs[:5])})


def of_sending() -> Iterator[Finding]:
    """How mails go out."""
    if not settings.MAIL_URL:
        yield missing(_("No mail goes out: give the server in COMMUN_MAIL_URL."))
        return
    place = _place(settings.MAIL_URL, _PORTS)
    if place is None:
        yield missing(_("COMMUN_MAIL_URL is not written as smtp+tls://name:password@server:587, smtps:// or smtp://."))
        return
    scheme, host, port = place
    names = {"host": host, "port": port}
    kind = smtplib.SMTP_SSL if scheme == "smtps" else smtplib.SMTP
    try:
        with kind(host, port, timeout=PATIENCE) as server:
            server.ehlo()
            offers_tls = server.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        yield missing(_("The sending server %(host)s:%(port)s does not answer: %(why)s") % (names | {"why": error}))
        return
    yield fine(_("The sending server %(host)s:%(port)s answers.") % names)
    if scheme == "smtp+tls" and not offers_tls:
        yield missing(_("%(host)s offers no TLS on port %(port)s, and COMMUN_MAIL_URL asks for it: no mail leaves. Try "
                        "smtps://, or another port.") % names)  # fmt: skip
    if scheme == "smtp" and host not in _LOCAL:
        said = _("offers it: write smtp+tls:// in COMMUN_MAIL_URL") if offers_tls else _("does not offer it")
        yield missing(_("Mails travel to %(host)s without TLS; it %(said)s.") % (names | {"said": said}))


def _place(address: str, ports: dict[str, int]) -> tuple[str, str, int] | None:
    """The scheme, the server and the port of an address; None when it is not written as one."""
    try:
        parts = urlsplit(address)
        found = parts.scheme, parts.hostname or "", parts.port or ports.get(parts.scheme, 0)
    except ValueError:
        return None
    return found if found[1] and parts.scheme in ports else None


def _sender_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ").lower()


def of_domain(ask: Ask, selector: str) -> Iterator[Finding]:
    """What the domain of the lists says in the DNS. Raises Unknown."""
    domain = addresses.domain()
    if not _DOMAIN.fullmatch(domain):
        return
    names = {"domain": domain}
    ranked = [value.split() for value in ask(domain, "MX")]
    servers = [row[-1].rstrip(".") for row in sorted(ranked, key=lambda row: int(row[0]))]
    if servers == [""]:
        yield missing(_("MX: %(domain)s says that it takes no mail (MX 0 .). Write the name of your server.") % names)
    elif servers:
        yield fine(_("MX: mails for %(domain)s go to %(servers)s.") % (names | {"servers": ", ".join(servers)}))
        yield from _of_reverse(ask, servers[0])
    elif settings.LMTP_PORT and not settings.IMAP_URL:
        yield missing(_("MX: nothing says which server takes the mails of %(domain)s. Add: %(domain)s. MX 10 "
                        "mx.%(domain)s.") % names)  # fmt: skip
    sender = _sender_domain()
    for one in dict.fromkeys([domain, sender] if _DOMAIN.fullmatch(sender) else [domain]):
        yield _of_spf(ask(one, "TXT"), {"domain": one})
        yield _of_dmarc(ask, one)
    selector = selector.partition("._domainkey")[0]
    if not selector:
        yield look(_("DKIM: say the name of your key to have it checked: ./commun manage check_mail --selector NAME"))
        return
    names["name"] = f"{selector}._domainkey.{domain}"
    keys = [one for one in ask(names["name"], "TXT") if re.search(r"\bp=[A-Za-z0-9+/]", one.replace(" ", ""))]
    yield (
        fine(_("DKIM: the key %(name)s is published.") % names)
        if keys
        else missing(_("DKIM: there is no key at %(name)s. Publish the one that your signing program wrote.") % names)
    )


def _of_spf(texts: list[str], names: dict[str, str]) -> Finding:
    found = [one for one in texts if one.lower().split()[:1] == ["v=spf1"]]
    if not found:
        return missing(_('SPF: nothing says who sends for %(domain)s. Add: %(domain)s. TXT "v=spf1 mx -all"') % names)
    if len(found) > 1:
        return missing(
            _("SPF: %(domain)s has several lines that start with v=spf1: receivers then count none.") % names
        )
    names = names | {"said": found[0]}
    terms = found[0].lower().split()[1:]
    if {"+all", "all"} & set(terms):
        return missing(_("SPF: the line of %(domain)s ends with +all: anybody may send in its name.") % names)
    if terms == ["-all"]:
        return missing(_("SPF: %(domain)s lets nobody send (%(said)s): name your server, as in v=spf1 mx -all") % names)
    if not {"-all", "~all"} & set(terms) and not any(one.startswith("redirect=") for one in terms):
        return look(_("SPF: %(domain)s says who sends, and nothing of others (%(said)s): end it with -all.") % names)
    return fine(_("SPF: %(domain)s says %(said)s") % names)


def _of_dmarc(ask: Ask, domain: str) -> Finding:
    """The line of the domain, else the one of a domain above it, which counts for it too (RFC 9989)."""
    words = domain.split(".")
    for start in range(len(words) - 1):
        above = ".".join(words[start:])
        texts = ask(f"_dmarc.{above}", "TXT")
        found = [one for one in texts if one.lower().replace(" ", "").split(";")[0] == "v=dmarc1"]
        if found:
            return _of_dmarc_lines(found, {"domain": above}, "sp" if start else "p")
    return missing(_("DMARC: add one line: _dmarc.%(domain)s. TXT \"v=DMARC1; p=quarantine; "
                     "rua=mailto:postmaster@%(domain)s\"") % {"domain": domain})  # fmt: skip


def _of_dmarc_lines(found: list[str], names: dict[str, str], kind: str) -> Finding:
    if len(found) > 1:
        return missing(_("DMARC: %(domain)s has several lines: receivers then count none.") % names)
    names = names | {"said": found[0]}
    tags = dict(re.findall(r"(?:^|;)\s*(\w+)\s*=\s*(\w+)", found[0].lower()))
    policy = tags.get(kind, tags.get("p", ""))
    if policy not in {"none", "quarantine", "reject"}:
        return missing(_("DMARC: the line of %(domain)s has no policy that receivers know (%(said)s): write "
                         "p=quarantine in it.") % names)  # fmt: skip
    if policy == "none":
        return look(_("DMARC: %(domain)s only watches (p=none): once reports are clean, p=quarantine.") % names)
    return fine(_("DMARC: %(domain)s says %(said)s") % names)


def _of_reverse(ask: Ask, server: str) -> Iterator[Finding]:
    """The server's address must lead back to its name: others refuse mails from one that does not."""
    from dns.reversename import from_address

    found = [*ask(server, "A"), *ask(server, "AAAA")]
    if not found:
        yield missing(_("The server %(server)s has no address (A or AAAA).") % {"server": server})
    for address in found:
        back = [one.rstrip(".").lower() for one in ask(from_address(address).to_text(omit_final_dot=True), "PTR")]
        names = {"address": address, "server": server}
        if server.lower() in back:
            yield fine(_("PTR: %(address)s leads back to %(server)s.") % names)
        else:
            yield missing(_("PTR: %(address)s does not lead back to %(server)s. Whoever rents you the machine sets it.")
                          % names)  # fmt: skip


def ask_dns(name: str, kind: str) -> list[str]:
    """The values of a name, as the machine's own resolver gives them. Raises Unknown."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, kind, lifetime=PATIENCE)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Unknown(str(error)[:200]) from error
    if kind == "TXT":
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
    return [row.to_text() for row in answer]
