"""The command that says what is missing for mails to come and go: one sentence a thing, and nothing is sent."""

import socket
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commun.exchange import mail_check
from commun.exchange.actions.intake import take_in
from commun.exchange.addresses import address_of
from commun.exchange.inbound.beside import open_door
from tests.exchange.list_world import OURS, mail_of
from tests.support.world import make_group

pytestmark = pytest.mark.english
GOOD = {
    ("listes.exemple", "MX"): ["10 mx.listes.exemple."],
    ("mx.listes.exemple", "A"): ["192.0.2.7"],
    ("7.2.0.192.in-addr.arpa", "PTR"): ["mx.listes.exemple."],
    ("listes.exemple", "TXT"): ["google-site=1", "v=spf1 mx -all"],
    ("_dmarc.listes.exemple", "TXT"): ["v=DMARC1; p=quarantine"],
    ("cle._domainkey.listes.exemple", "TXT"): ["v=DKIM1; k=rsa; p=MIIB"],
}


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_ADDRESS, settings.LIST_DOMAIN = "https://commun.exemple", "listes.exemple"
    settings.DEFAULT_FROM_EMAIL, settings.AUTHSERV_ID = "Commun <commun@listes.exemple>", "mx.listes.exemple"
    settings.LMTP_PORT = 0


def asked(**changes: list[str]) -> Callable[[str, str], list[str]]:
    known = GOOD | {(name.rsplit("/", 1)[0], name.rsplit("/", 1)[1]): value for name, value in changes.items()}
    return lambda name, kind: known.get((name, kind), [])


def said(found: Any, weight: str = "missing") -> str:
    return "\n".join(one.sentence for one in found if one.weight == weight)


def test_a_domain_that_says_everything_lacks_nothing() -> None:
    found = list(mail_check.of_domain(asked(), "cle"))
    assert [one.weight for one in found] == ["fine"] * 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"listes.exemple/TXT": []}, "v=spf1 mx -all"),
        ({"listes.exemple/TXT": ["v=spf1 mx -all", "v=spf1 a -all"]}, "several lines"),
        ({"listes.exemple/TXT": ["v=spf1 +all"]}, "anybody"),
        ({"listes.exemple/TXT": ["v=spf1 all"]}, "anybody"),
        ({"listes.exemple/TXT": ["v=spf1 -all"]}, "lets nobody send"),
        ({"listes.exemple/TXT": ["v=spf10 mx -all"]}, "v=spf1 mx -all"),
        ({"listes.exemple/MX": ["0 ."]}, "takes no mail"),
        ({"_dmarc.listes.exemple/TXT": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "several lines"),
        ({"_dmarc.listes.exemple/TXT": ["v=DMARC1; rua=mailto:x@y.exemple"]}, "no policy"),
        ({"_dmarc.listes.exemple/TXT": ["v=DMARC1; p=quarentine"]}, "no policy"),
        ({"_dmarc.listes.exemple/TXT": []}, "_dmarc.listes.exemple. TXT"),
        ({"cle._domainkey.listes.exemple/TXT": ["v=DKIM1; p="]}, "cle._domainkey"),
        ({"7.2.0.192.in-addr.arpa/PTR": ["ailleurs.exemple."]}, "PTR: 192.0.2.7"),
        ({"mx.listes.exemple/A": []}, "no address"),
    ],
)
def test_each_line_that_lacks_is_named_with_what_to_write(change: dict[str, list[str]], words: str) -> None:
    assert words in said(mail_check.of_domain(asked(**change), "cle"))


def test_what_counts_is_what_receivers_read(settings: Any) -> None:
    """The first server by its number; a policy above the domain; the sender of letters, when it is of elsewhere."""
    second = {"listes.exemple/MX": ["10 secours.exemple.", "5 mx.listes.exemple."]}
    assert said(mail_check.of_domain(asked(**second), "cle._domainkey.listes.exemple")) == ""
    settings.LIST_DOMAIN = "a.listes.exemple"
    words = [one.sentence for one in mail_check.of_domain(asked(), "") if one.sentence.startswith("DMARC")]
    assert words == ["DMARC: listes.exemple says v=DMARC1; p=quarantine"] * 2
    above = {"_dmarc.listes.exemple/TXT": ["v=DMARC1; p=reject; sp=none"]}
    assert "only watches" in said(mail_check.of_domain(asked(**above), ""), "look")
    settings.LIST_DOMAIN, settings.DEFAULT_FROM_EMAIL = "listes.exemple", "Commun <nous@boite.exemple>"
    assert "boite.exemple" in said(mail_check.of_settings(), "look")
    assert "nothing says who sends for boite.exemple" in said(mail_check.of_domain(asked(), ""))
    assert "nothing of others" in said(mail_check.of_domain(asked(**{"listes.exemple/TXT": ["v=spf1 mx"]}), ""), "look")


@pytest.mark.parametrize("domain", ["coopé.exemple", "https://listes.exemple", "@listes.exemple", "listes", "a b.fr"])
def test_a_domain_that_no_mail_reaches_is_no_domain(settings: Any, domain: str) -> None:
    settings.LIST_DOMAIN = domain
    assert "COMMUN_LIST_DOMAIN" in said(mail_check.of_settings())
    assert list(mail_check.of_domain(asked(), "cle")) == []


@pytest.mark.parametrize("address", ["smtp://h:abc", "127.0.0.1:25", "http://x.exemple", "smtp://", "smtp://[::1", "x"])
def test_an_address_that_is_not_written_as_one_is_said(settings: Any, address: str) -> None:
    settings.MAIL_URL, settings.IMAP_URL, settings.INBOUND_PROVIDER = address, address, "nuage"
    assert "COMMUN_MAIL_URL" in said(mail_check.of_sending())
    words = said(mail_check.of_door())
    assert "COMMUN_IMAP_URL" in words
    assert "postmark" in words


@pytest.mark.parametrize("offers", [True, False])
def test_a_server_that_is_asked_for_what_it_does_not_offer(
    settings: Any, monkeypatch: pytest.MonkeyPatch, offers: bool
) -> None:
    class Server:
        def __init__(self, *_place: Any, **_given: Any) -> None: ...
        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_error: object) -> None: ...
        def ehlo(self) -> None: ...
        def has_extn(self, name: str) -> bool:
            return offers and name == "starttls"

    monkeypatch.setattr("commun.exchange.mail_check.smtplib.SMTP", Server)
    settings.MAIL_URL = "smtp+tls://relais.exemple:587"
    assert ("offers no TLS" in said(mail_check.of_sending())) is not offers
    settings.MAIL_URL = "smtp://relais.exemple"
    assert ("smtp+tls://" if offers else "does not offer it") in said(mail_check.of_sending())


def test_without_mx_the_line_to_add_is_given(settings: Any) -> None:
    settings.LMTP_PORT = 8024
    assert "MX 10 mx.listes.exemple." in said(mail_check.of_domain(asked(**{"listes.exemple/MX": []}), "cle"))


def test_settings_that_lack_are_named(settings: Any) -> None:
    assert said(mail_check.of_settings()) == ""
    settings.SITE_ADDRESS, settings.LIST_DOMAIN = "http://localhost:8000", ""
    settings.DEFAULT_FROM_EMAIL, settings.AUTHSERV_ID = "Commun <commun@localhost>", ""
    words = said(mail_check.of_settings())
    for name in ("COMMUN_ADDRESS", "COMMUN_LIST_DOMAIN", "COMMUN_MAIL_FROM"):
        assert name in words
    assert "COMMUN_AUTHSERV_ID" in said(mail_check.of_settings(), "look")
    settings.SITE_ADDRESS = f"https://{'tres-long' * 8}.exemple"
    assert "60" in said(mail_check.of_settings(), "look")


@pytest.mark.django_db(transaction=True)
def test_doors_and_servers_are_tried(settings: Any) -> None:
    assert "COMMUN_LMTP_PORT" in said(mail_check.of_door())
    assert "COMMUN_MAIL_URL" in said(mail_check.of_sending())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.LMTP_PORT, settings.MAIL_URL = port, f"smtp://127.0.0.1:{port}"
    assert "does not answer" in said(mail_check.of_door())
    assert "does not answer" in said(mail_check.of_sending())
    close = open_door(port)
    try:
        for _time in range(100):
            found = list(mail_check.of_door())
            if found[0].weight == "fine":
                break
            time.sleep(0.02)
        assert found[0].weight == "fine"
    finally:
        close()
    settings.INBOUND_PROVIDER = "postmark"
    assert "COMMUN_INBOUND_SECRET" in said(mail_check.of_door())


@pytest.mark.django_db
def test_a_name_that_the_mail_server_does_not_give_itself_is_said(settings: Any) -> None:
    group = make_group()
    assert said(mail_check.of_arrivals()) == ""
    raw = mail_of(group.bob.person, group.space)
    take_in(envelope_from="x@exemple.test", recipient=address_of(group.space.slug), raw=raw)
    words = said(mail_check.of_arrivals())
    assert f"looked at by {OURS}, and COMMUN_AUTHSERV_ID says mx.listes.exemple" in words
    settings.AUTHSERV_ID = OURS
    assert said(mail_check.of_arrivals()) == ""


@pytest.mark.django_db
def test_the_command_says_all_and_ends_with_an_error(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def nobody(name: str, kind: str) -> list[str]:
        raise mail_check.Unknown("no network")

    monkeypatch.setattr(mail_check, "ask_dns", nobody)
    settings.IMAP_URL = "imaps://boite.exemple"
    out = StringIO()
    with pytest.raises(CommandError, match="1 thing is missing"):
        call_command("check_mail", stdout=out)
    assert "no network" in out.getvalue()
    assert "missing   No mail goes out" in out.getvalue()
