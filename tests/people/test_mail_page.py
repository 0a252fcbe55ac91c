"""/_mail/: every mail can be read in a trial, none on a real site, and none runs anything."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commun.core import mail
from commun.core.models import OutgoingMail
from tests.support import queries
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db
WICKED = "<h1 onclick='x()'>Bonjour</h1><script>alert(1)</script><img src='https://ailleurs.test/x.png'>"


def write(number: int, html: str = "") -> OutgoingMail:
    key = f"mail{OutgoingMail.objects.count()}"
    mail.send(key=key, to="a@exemple.test", subject=f"Objet {number}", text="<script>x</script>", html=html)
    return OutgoingMail.objects.get(key=key)


def test_mails_are_listed_newest_first_and_open_to_signed_out_visitors(client: GateClient) -> None:
    write(1)
    write(2)
    page = client.get(reverse("outbox"))
    assert [each.subject for each in page.context["page"]] == ["Objet 2", "Objet 1"]


def test_the_text_is_shown_as_text_and_the_page_in_a_closed_frame(client: GateClient) -> None:
    letter = write(1, WICKED)
    page = client.get(reverse("outgoing-mail", kwargs={"pk": letter.pk}))
    assert "&lt;script&gt;x&lt;/script&gt;" in page.content.decode()
    assert "alert(1)" not in page.content.decode()
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'sandbox="allow-popups' in page.content.decode()


def test_the_page_of_a_mail_runs_nothing_and_fetches_nothing() -> None:
    letter = write(1, WICKED)
    # Not the gate's client: a mail is written by other rules than our pages.
    page = Client().get(reverse("outgoing-mail-page", kwargs={"pk": letter.pk}))
    policy = page.headers["Content-Security-Policy"]
    assert page.content.decode() == WICKED
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_without_a_page_has_none(client: GateClient) -> None:
    letter = write(1)
    assert client.get(reverse("outgoing-mail-page", kwargs={"pk": letter.pk})).status_code == 404
    assert client.get(reverse("outgoing-mail", kwargs={"pk": 10**9})).status_code == 404


def test_on_a_real_site_there_is_no_such_page(client: GateClient, settings: Any) -> None:
    settings.MAIL_PAGE = False
    letter = write(1, WICKED)
    for url in (
        reverse("outbox"),
        reverse("outgoing-mail", kwargs={"pk": letter.pk}),
        reverse("outgoing-mail-page", kwargs={"pk": letter.pk}),
    ):
        assert client.get(url).status_code == 404


def test_the_list_costs_the_same_for_few_and_many(client: GateClient) -> None:
    def make(number: int) -> None:
        for each in range(number):
            write(each)

    queries.assert_flat(make, lambda: client.get(reverse("outbox")))
