"""A passkey in a real browser: made, used, removed; nothing inline, nothing foreign."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from commun.core.models import OutgoingMail
from commun.people.models import Person
from tests.support import world
from tests.support.browser import PHONE, Witness, chromium, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.real_clock]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page() -> Iterator[Any]:
    """A phone's page with a device that can keep passkeys; the witness must have nothing to say."""
    cache.clear()
    with chromium() as browser:
        context = browser.new_context(viewport=PHONE, locale="fr-FR")
        page = context.new_page()
        witness = Witness()
        witness.watch(page)
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield page
        context.close()
        assert witness.complaints == []
        assert witness.foreign == []


def come_in_by_code(page: Any, home: str, person: Person) -> None:
    page.goto(home + reverse("account_login"))
    page.fill("#id_email", person.email)
    page.click("form:has(#id_email) button")
    page.wait_for_selector("#id_code")
    mail = OutgoingMail.objects.filter(to=person.email).latest("pk")
    found = re.search(r"\d{4} \d{4}", mail.text)
    assert found
    page.fill("#id_code", found[0])
    page.click("form:has(#id_code) button")
    page.wait_for_url(home + "/")


def sign_out(page: Any, home: str) -> None:
    page.goto(home + reverse("account_logout"))
    page.click("main form button")
    page.wait_for_load_state()


def test_a_passkey_is_made_then_opens_the_door_and_can_be_removed(page: Any, live_server: Any) -> None:
    # WebAuthn knows hosts by name, not by number.
    home = live_server.url.replace("127.0.0.1", "localhost")
    alice = world.make_person("Alice Martin", email="alice@exemple.test")
    come_in_by_code(page, home, alice)

    page.goto(home + reverse("people:security"))
    assert serious(page) == []
    page.click(f"a[href='{reverse('people:add-passkey')}']")
    page.fill("#id_name", "Mon téléphone")
    assert serious(page) == []
    page.click("[data-commun-passkey] button")
    page.wait_for_url(home + reverse("people:security"))
    assert "Mon téléphone" in page.inner_text("main")

    sign_out(page, home)
    page.goto(home + reverse("account_login"))
    assert serious(page) == []
    page.click("[data-commun-passkey] button")
    page.wait_for_url(home + "/")
    page.goto(home + reverse("people:profile"))
    assert "Alice Martin" in page.inner_text("h1")

    page.goto(home + reverse("people:security"))
    page.click("main .c-list a")
    page.click("main form button")
    page.wait_for_url(home + reverse("people:security"))
    assert "Mon téléphone" not in page.inner_text("main ul.c-list, main .c-card:nth-of-type(2)")
    subjects = OutgoingMail.objects.filter(to=alice.email, key__startswith="passkey").count()
    assert subjects == 2
